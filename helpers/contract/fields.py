"""What a field and a table of the data contract are, and the fields that several tables share."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pandera.pandas as pa

from helpers.contract import vocabulary as v
from helpers.contract.characters import is_visible

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"


@dataclass(frozen=True)
class Field:
    """One column: what it means and what it may hold."""

    name: str
    description: str
    dtype: str = "text"  # text, integer or number
    required: bool = True
    values: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None

    def optional(self) -> "Field":
        """The same field, with cells that may be empty."""
        return replace(self, required=False)

    @property
    def expectation(self) -> str:
        """What a cell of this field must be, in words for an error message."""
        if self.values:
            words = "one of " + ", ".join(self.values)
        elif self.pattern:
            words = f"text of the form {self.pattern}"
        else:
            words = {
                "text": "a text without blanks around it",
                "integer": "a whole number",
                "number": "a number with a decimal point",
            }[self.dtype]
        if self.minimum is not None:
            words += f", at least {self.minimum:g}"
        if self.maximum is not None:
            words += f", at most {self.maximum:g}"
        return words if self.required else words + ", or empty"

    def is_written(self, cell: str) -> bool:
        """Whether a text is the way we write what the field holds: a number in digits, a text that can be seen."""
        return _WRITTEN[self.dtype](cell)

    def column(self) -> pa.Column:
        """What pandera checks of this field."""
        checks = []
        if self.values:
            checks.append(pa.Check.isin(self.values))
        if self.pattern:
            form = re.compile(self.pattern, re.ASCII)  # digits of other scripts are none of ours
            # Looked at once per text, not per row: a table of values has few of them.
            checks.append(pa.Check(lambda texts: texts.isin([t for t in texts.unique() if form.fullmatch(t)])))
        if self.minimum is not None:
            checks.append(pa.Check.ge(self.minimum))
        if self.maximum is not None:
            checks.append(pa.Check.le(self.maximum))
        dtype = {"text": "str", "integer": "Int64", "number": "float64"}[self.dtype]
        return pa.Column(dtype, checks, nullable=not self.required)


# No exponents, infinities, underscores or digits of other scripts; and no more digits than a number can keep.
_INTEGER = re.compile(r"-?[0-9]{1,12}")


_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,17})?")


_WRITTEN: dict[str, Callable[[str], bool]] = {
    "text": lambda cell: cell == cell.strip() and is_visible(cell),
    "integer": lambda cell: _INTEGER.fullmatch(cell) is not None,
    "number": lambda cell: _NUMBER.fullmatch(cell) is not None,
}


Targets = tuple[tuple[str, str], ...]  # (table, column), several are alternatives


@dataclass(frozen=True)
class TableContract:
    """One CSV file: what a row is, its fields, its key, where its ids must exist."""

    name: str
    row_is: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    # column -> where every value must exist
    references: dict[str, Targets] = field(default_factory=dict)

    def targets(self) -> dict[str, Targets]:
        """The references, and that of `source`, which every fact has to the table of sources."""
        return self.references | ({"source": (("sources", "source"),)} if SOURCE in self.fields else {})

    def schema(self) -> pa.DataFrameSchema:
        """What pandera checks of this table: columns, types, values, and that the key is unique."""
        return pa.DataFrameSchema(
            {f.name: f.column() for f in self.fields}, coerce=True, strict=True, unique=list(self.key)
        )


def both_languages(name: str, description: str, required: bool = True) -> tuple[Field, Field]:
    """A text for readers: a field per language, `name_nl` and `name_en`."""
    return (
        Field(f"{name}_nl", f"{description}, in Dutch", required=required),
        Field(f"{name}_en", f"{description}, in English", required=required),
    )


# Fields that several tables share ------------------------------------------------------------------
AREA = Field("area", "slug of the focus area", pattern=SLUG)


THEME = Field("theme", "theme of the grant", values=v.THEMES)


FINDING = Field("finding", "id of the finding", pattern=SLUG)


INDICATOR = Field("indicator", "id of the indicator", pattern=SLUG)


SUBGROUP = Field("subgroup", "part of the population; `all` where there is none", pattern=SLUG)


YEAR = Field("year", "year that the figure is about", "integer", minimum=2000, maximum=2030)


VINTAGE = Field(
    "vintage",
    "year of the boundaries that the code belongs to; a file may give other years in these",
    "integer",
    minimum=2000,
    maximum=2030,
)


# Districts of CBS, and the city districts of Amsterdam, which have no code at CBS.
DISTRICT_CODE = r"WK\d{4}[0-9A-Z]{2}|SD-[A-Z]"
DISTRICT = Field("wk_code", "district code of CBS, or city district of Amsterdam", pattern=DISTRICT_CODE)


MATCH = Field("match", "how well the districts cover the focus area", values=v.MATCH_GRADES)


CLUSTER = Field(
    "cluster", "cluster of the resilience theme (meanings as in Bijlage 3)", values=v.CLUSTERS, required=False
)


BOUND = Field("bound", "what the text makes of the number", values=v.BOUNDS)


NOTE = Field("note", "remark for analysts, in English", required=False)


SOURCE = Field("source", "source that the fact comes from", pattern=SLUG)


SECTION = Field("section", "section, figure or heading in that document")


PROVENANCE = (SOURCE, SECTION)


def basis(*values: str, description: str) -> Field:
    """How a value or a link came about; values: the words for that in the table."""
    return Field("basis", description, values=values)


TO_AREAS: dict[str, Targets] = {"area": (("areas", "area"),)}


TO_FINDINGS: dict[str, Targets] = {"finding": (("findings", "finding"),)}


TO_INDICATORS: dict[str, Targets] = {"indicator": (("indicators", "indicator"),)}
