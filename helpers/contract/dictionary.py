"""The data dictionary, generated from the contract."""

from helpers.contract.fields import Field, TableContract
from helpers.contract.provenance import Kind, origin_of
from helpers.contract.tables import TABLES

_HEAD = """# Data dictionary

Generated from `helpers/contract/tables.py` by `kansrijk dictionary`; do not edit by hand.

One CSV file per kind of fact, one row per fact, UTF-8, decimal point. An empty cell is a missing value, never
zero. `source` and `section` say which document a fact comes from and where it stands there. Columns that end in
`_nl` and `_en` hold the same text for readers in Dutch and English, in the project's own words. The absence of a row
about an area means *not studied* or *not named*, never *nothing happens there*.

`codings/` holds a second, independent coding of sections 6.3.5 to 6.3.7, made before the first one was seen, for
measuring the agreement of coders; it is no table of the contract.

Three kinds of tables are kept apart. `sources` says who published what is read, which edition, under which licence,
and the address for readers. Each table that is derived from others is computed again by a test.

"""


_KINDS: dict[Kind, str] = {
    "typed": "Typed from the report and the literature",
    "read": "Read, or computed, from files of publishers",
    "derived": "Derived from other tables by a command; do not edit by hand",
}


def markdown() -> str:
    """The text of `data/README.md`."""
    overview = "\n".join(_of_kind(kind, title) for kind, title in _KINDS.items())
    return _HEAD + overview + "".join(_table(table) for table in TABLES)


def _of_kind(kind: Kind, title: str) -> str:
    made = kind != "typed"
    lines = [f"**{title}**", "", "| table | one row is |" + " made by | of |" * made, "|---|---|" + "---|---|" * made]
    for table in TABLES:
        origin = origin_of(table.name)
        if origin.kind == kind:
            by = ", ".join(f"`{command}`" for command in origin.made_by.split(", "))
            lines.append(f"| [{table.name}](#{table.name}) | {table.row_is} |" + f" {by} | {origin.made_of} |" * made)
    return "\n".join(lines) + "\n"


def _table(table: TableContract) -> str:
    lines = [
        f"\n## {table.name}\n",
        f"One row is {table.row_is}. Key: {', '.join(f'`{name}`' for name in table.key)}.\n",
    ]
    lines.append("| column | meaning | holds |\n|---|---|---|")
    lines += [f"| `{field.name}` | {field.description} | {_holds(table, field)} |" for field in table.fields]
    return "\n".join(lines) + "\n"


def _holds(table: TableContract, field: Field) -> str:
    words = field.expectation
    if field.pattern:  # as code: brackets would be read as a link
        words = words.replace(field.pattern, f"`{field.pattern}`")
    words = words.replace("|", "\\|")
    if field.name in table.targets():
        targets = " or ".join(f"`{t}.{column}`" for t, column in table.targets()[field.name])
        words += f"; exists in {targets}"
    return words
