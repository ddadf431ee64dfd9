"""The data dictionary, generated from the contract."""

from helpers.contract.fields import Field, TableContract
from helpers.contract.tables import TABLES

_HEAD = """# Data dictionary

Generated from `helpers/contract/tables.py` by `kansrijk dictionary`; do not edit by hand.

One CSV file per kind of fact, one row per fact, UTF-8, decimal point. An empty cell is a missing value, never
zero. `source` and `section` say which document a fact comes from and where it stands there. Columns that end in
`_nl` and `_en` hold the same text for readers in Dutch and English, in the project's own words. The absence of a row
about an area means *not studied* or *not named*, never *nothing happens there*.

Three kinds of tables are kept apart. Most are typed from the report and the literature. `wijk_values` and
`region_values` hold what publishers publish of districts, municipalities and the Netherlands; `sources` says who they
are, under which licence and how the values came here. Derived tables are computed: `area_values` by
`kansrijk aggregate` from `wijk_values`, `area_wijken` and `indicators`; `register_calibration` by `kansrijk calibrate`
from two files of CBS, whose SHA-256 it keeps; `area_slopes` by `kansrijk slopes` from the values of areas,
municipalities and districts; `district_profiles` and `similar_districts` by `kansrijk similar` from a file of CBS with
all districts. `row_counts` holds how many rows each table has. `codings/` holds a second, independent coding of
sections 6.3.5 to 6.3.7, made before the first one was seen, for measuring the agreement of coders; it is no table of
the contract.

| table | one row is |
|---|---|
"""


def markdown() -> str:
    """The text of `data/README.md`."""
    overview = "".join(f"| [{t.name}](#{t.name}) | {t.row_is} |\n" for t in TABLES)
    return _HEAD + overview + "".join(_table(table) for table in TABLES)


def _table(table: TableContract) -> str:
    lines = [
        f"\n## {table.name}\n",
        f"One row is {table.row_is}. Key: {', '.join(f'`{name}`' for name in table.key)}.\n",
    ]
    lines.append("| column | meaning | holds |\n|---|---|---|")
    lines += [f"| `{field.name}` | {field.description} | {_holds(table, field)} |" for field in table.fields]
    return "\n".join(lines) + "\n"


def _holds(table: TableContract, field: Field) -> str:
    words = field.expectation.replace("|", "\\|")
    if field.name in table.targets():
        targets = " or ".join(f"`{t}.{column}`" for t, column in table.targets()[field.name])
        words += f"; exists in {targets}"
    return words
