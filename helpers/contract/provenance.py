"""How the tables came about: typed from documents, read or computed from files, or derived from other tables."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["typed", "read", "derived"]


@dataclass(frozen=True)
class Origin:
    """How a table came about, what made it, and what it was made of, in words."""

    kind: Kind
    made_by: str = ""
    made_of: str = ""


_CBS = "a file of CBS with all districts"
_READ = "as published, read by `kansrijk fetch` or `kansrijk read-cbs`"

# All that are not here were typed from the report and the literature, and checked against them row by row.
_ORIGINS = {
    "wijk_values": Origin("read", "kansrijk take", f"figures of districts {_READ}"),
    "region_values": Origin("read", "kansrijk take", f"figures of regions {_READ}"),
    "district_profiles": Origin("read", "kansrijk similar", f"{_CBS}, whose SHA-256 `similar_districts` keeps"),
    "similar_districts": Origin("derived", "kansrijk similar", "`district_profiles`"),
    "area_values": Origin("derived", "kansrijk aggregate", "`wijk_values`, `area_wijken` and `indicators`"),
    "register_calibration": Origin("read", "kansrijk calibrate", "two files of CBS, whose SHA-256 it keeps"),
    "previous_values": Origin("derived", "kansrijk run --since", "`area_values` and others of an earlier edition"),
    "area_slopes": Origin("derived", "kansrijk slopes", "`area_values`, `region_values`, `wijk_values` and `breaks`"),
    "row_counts": Origin("derived", "kansrijk check --renew", "all other tables"),
}


def origin_of(table: str) -> Origin:
    """How a table came about."""
    return _ORIGINS.get(table, Origin("typed"))
