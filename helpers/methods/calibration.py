"""How much wider an interval must be to hold the published figure in at least 95 % of municipalities.

A figure that is added up from districts is off by more than the rounding of its parts: the weights are approximate and
districts without a figure are left out. How much shows where the answer is published: at whole municipalities that are
added up from their own districts. Half of them set the width, the other half checks it (split conformal prediction;
Papadopoulos et al., 2002; Lei et al., Journal of the American Statistical Association 113, 2018).
"""

import hashlib
import math
from collections.abc import Iterable, Sequence

import pandas as pd

LEVEL = 95  # percent of municipalities whose published figure the interval is to hold

# Classes of the number of districts, from and to (None: no limit). A single district has no weights that can be wrong.
# The others are the finest ones of which each half has clearly more municipalities than FEWEST (CBS, 2022: 53, 85 and
# 183 in both halves together).
CLASSES: tuple[tuple[int, int | None], ...] = ((1, 1), (2, 3), (4, 6), (7, None))

# With fewer municipalities even the largest miss promises less than LEVEL.
FEWEST = 19

_TINY = 1e-9  # differences that are binary fractions only
_DECIMALS = 3  # of the extra width; rounded up


def smallest_extra(misses: Sequence[float]) -> float | None:
    """The smallest extra half-width that holds one more case in at least LEVEL percent; None with fewer than FEWEST.

    misses: by how much each calibrating interval fell short of the figure, 0 when it held it. That is the
    ceil((n + 1) x LEVEL / 100)-th smallest miss: the next case is as likely to come at any place among the n.
    """
    rank = -(-(len(misses) + 1) * LEVEL // 100)  # in whole numbers: a binary fraction could be rounded up once more
    return sorted(misses)[rank - 1] if rank <= len(misses) else None


def calibrating_half(regions: Iterable[str]) -> set[str]:
    """Every other region in the order of the SHA-256 of its code: the same each time, and no order that means anything.

    Of an odd number the half that calibrates has one more.
    """
    return set(sorted(regions, key=lambda region: hashlib.sha256(region.encode()).hexdigest())[::2])


def calibrate(rebuilt: pd.DataFrame) -> pd.DataFrame:
    """The extra half-width per indicator and class of districts, and how it does in the half that did not set it.

    rebuilt: one row per indicator and region with districts (their number), value, lower, upper (added up from
    districts; limits of rounding), published and precision (half-width of its rounding), all in the indicator's unit.
    Rows without a value or a published figure do not count.

    Returns one row per indicator and class: indicator, districts_from, districts_to, basis (one-district; own-class;
    all-classes of more than one district, where the own class is too small), calibrated (number of regions), extra,
    checked (number of regions in the other half), held_before and held (published figures inside, without and with the
    extra), share_lower and share_upper (Wilson limits of held / checked), missed_before and missed (further off than
    both roundings explain), width_before and width_after (median). What was not checked has no limits and no widths.
    Raises ValueError when there are too few regions.
    """
    rows = rebuilt.dropna(subset=["value", "published"])
    halves: set[str] = set()
    for districts_from, districts_to in CLASSES[1:]:
        halves |= calibrating_half(_of_class(rebuilt, districts_from, districts_to)["region"].unique())
    rows = rows.assign(off=_off(rows), calibrates=rows["region"].isin(halves))
    return pd.DataFrame(
        [
            _calibrated(str(indicator), of_indicator, *limits)
            for indicator, of_indicator in rows.groupby("indicator", sort=False)
            for limits in CLASSES
        ]
    )


def summary(rebuilt: pd.DataFrame, calibrated: pd.DataFrame) -> pd.DataFrame:
    """All classes of more than one district together, one row per indicator.

    rebuilt, calibrated: what went into `calibrate` and what came out. Returns indicator, regions (number in both
    halves), missed_of_all (of these, without the extra), and for the half that checks checked, held_before, held,
    missed, width_before and width_after (medians over its regions, each with the median width of its class).
    """
    several = rebuilt[rebuilt["districts"] > 1].dropna(subset=["value", "published"])
    several = several.assign(missed=missed(several))
    found = []
    for indicator, classes in calibrated[calibrated["basis"] != "one-district"].groupby("indicator", sort=False):
        of_all = several[several["indicator"] == indicator]
        counts = classes[["checked", "held_before", "held", "missed"]].sum().to_dict()
        widths = {
            name: float(classes[name].repeat(classes["checked"].tolist()).median())
            for name in ("width_before", "width_after")
        }
        both = {"regions": len(of_all), "missed_of_all": int(of_all["missed"].sum())}
        found.append({"indicator": indicator} | both | counts | widths)
    return pd.DataFrame(found)


def missed(rows: pd.DataFrame, extra: float = 0.0) -> pd.Series:
    """Whether the truth is certainly outside: the figures differ by more than both roundings and the extra allow."""
    return _off(rows) > extra + rows["precision"] + _TINY


def _off(rows: pd.DataFrame) -> pd.Series:
    """By how much the limits fall short of the published figure; negative when they hold it."""
    return (rows["published"] - rows["value"]).abs() - (rows["upper"] - rows["lower"]) / 2


def _of_class(rows: pd.DataFrame, districts_from: int, districts_to: int | None) -> pd.DataFrame:
    return rows[rows["districts"].between(districts_from, math.inf if districts_to is None else districts_to)]


def _calibrated(
    indicator: str, rows: pd.DataFrame, districts_from: int, districts_to: int | None
) -> dict[str, str | float | None]:
    """The row of one indicator and class; rows: all of the indicator, with off and calibrates."""
    own = _of_class(rows, districts_from, districts_to)
    basis, setting = _setting(indicator, rows, own, districts_to)
    extra = _rounded_up(smallest_extra(setting["off"].clip(lower=0).tolist()) or 0.0)
    checked = own[~own["calibrates"]]
    held = int((checked["off"] <= extra + _TINY).sum())
    from statsmodels.stats.proportion import proportion_confint  # takes a second; only the command needs it

    limits = proportion_confint(held, len(checked), method="wilson") if len(checked) else (None, None)
    width = float((checked["upper"] - checked["lower"]).median()) if len(checked) else None
    return {
        "indicator": indicator,
        "districts_from": districts_from,
        "districts_to": districts_to,
        "basis": basis,
        "calibrated": len(setting),
        "extra": extra,
        "checked": len(checked),
        "held_before": int((checked["off"] <= _TINY).sum()),
        "held": held,
        "share_lower": limits[0],
        "share_upper": limits[1],
        "missed_before": int(missed(checked).sum()),
        "missed": int(missed(checked, extra).sum()),
        "width_before": width,
        "width_after": None if width is None else width + 2 * extra,
    }


def _setting(
    indicator: str, rows: pd.DataFrame, own: pd.DataFrame, districts_to: int | None
) -> tuple[str, pd.DataFrame]:
    """Which rows set the width of a class, and what they are; of a class that is too small all classes together."""
    if districts_to == 1:
        return "one-district", own[:0]
    for basis, candidates in (("own-class", own), ("all-classes", rows)):
        setting = candidates[candidates["calibrates"]]
        if len(setting) >= FEWEST:
            return basis, setting
    raise ValueError(
        f"{indicator}: {len(setting)} municipalities of more than one district to calibrate with; "
        f"expected at least {FEWEST}, in half of the file"
    )


def _rounded_up(number: float) -> float:
    scale: int = 10**_DECIMALS
    return math.ceil(round(number * scale, 6)) / scale
