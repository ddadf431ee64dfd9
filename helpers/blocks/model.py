"""Blocks: what a notebook shows, as plain data that knows nothing of HTML or PDF."""

import base64
import math
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator, model_validator

from helpers.blocks import drawings
from helpers.contract.characters import IN_TEXT
from helpers.files import counted
from helpers.methods.intervals import TINY, Basis

MIME = "application/vnd.kansrijk.blocks+json"


T = TypeVar("T")


# Becomes an anchor and the name of a file.
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


Base64 = Annotated[str, Field(pattern=r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")]


class Data(BaseModel):
    """Blocks come back from files, so what they may hold is checked: nothing extra, infinite or unprintable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _printable(cls, value: T) -> T:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and IN_TEXT.search(text):
                raise ValueError(f"{text!a} has a control character")
        return value


class _Block(Data):
    """What can stand in a section."""


# Of a section, in the order of the page. theme: something is known about the area; rest: a theme without that.
Place = Literal["first", "theme", "rest", "body", "last"]


class Heading(_Block):
    """A heading; level 2 opens a section of the factsheet.

    id: by which a section is linked to ("armoede"). What a reader sees of a section that is not open: gist, one finding
    that stands inside as well, so only there; line, a sentence that stays when it opens; counts ("6 aanpakken").
    place: of the section.
    """

    kind: Literal["heading"] = "heading"
    text: str
    id: Id | Literal[""] = ""
    theme: Id | Literal[""] = ""
    level: int = Field(default=3, ge=2, le=4)
    gist: str = ""
    line: str = ""
    counts: str = ""
    place: Place = "body"


class Paragraph(_Block):
    """Running text; no markup is read in it.

    tone: lead is the finding under the title of a page. chapter: the notebook whose chapter page tells more, at `place`
    (the id of a section of it, or empty for its top).
    """

    kind: Literal["paragraph"] = "paragraph"
    text: str
    tone: Literal["", "lead"] = ""
    chapter: str = Field(default="", pattern=r"^[0-9a-z_]*$", max_length=80)
    place: Id | Literal[""] = ""

    @property
    def chapter_number(self) -> str:
        """The number of that chapter, with which the name of its notebook begins."""
        return self.chapter.partition("_")[0].lstrip("0")


class Bullets(_Block):
    """A list of short texts."""

    kind: Literal["bullets"] = "bullets"
    items: list[str]


class Note(_Block):
    """A remark beside the content: a caveat, why something is missing, how it was made, or a question to the reader."""

    kind: Literal["note"] = "note"
    tone: Literal["caveat", "missing", "unnamed", "unstudied", "method", "question"]
    text: str


class Limits(Data):
    """What is open about a measured value: its lower and upper limit, and how it came about (`methods.intervals`).

    upper: None where none is known ("more than 20"); both None for a number that is no estimate and has no margin.
    decimals: how many the value has.
    """

    lower: float | None
    upper: float | None
    basis: Basis
    decimals: int = Field(ge=0)

    @property
    def precision(self) -> float | None:
        """Half of the distance of the limits."""
        if self.lower is None or self.upper is None:
            return None
        return round((self.upper - self.lower) / 2, 6)


class Cell(Data):
    """A cell of a table: as the reader sees it, and as the raw value that goes into a download, with its limits."""

    text: str
    value: str | float | int | None = None
    limits: Limits | None = None

    @model_validator(mode="after")
    def _between_limits(self) -> Self:
        if self.limits is None:
            return self
        lower = -math.inf if self.limits.lower is None else self.limits.lower
        upper = math.inf if self.limits.upper is None else self.limits.upper
        if not isinstance(self.value, int | float) or not lower - TINY <= self.value <= upper + TINY:
            raise ValueError(f"the value {self.value!r} is outside its limits {lower:g} and {upper:g}")
        return self

    @classmethod
    def of(cls, text: str) -> "Cell":
        """A cell with words: the reader and the download get the same."""
        return cls(text=text, value=text)


class Column(Data):
    """A column of a table: its name in downloads, its label for readers, and whether it holds numbers.

    measured: its numbers have limits, which get columns of their own in downloads. listed: its cells are names with
    semicolons between them, of which a hand-out may leave out the last.
    """

    key: str
    label: str
    numeric: bool = False
    measured: bool = False
    listed: bool = False


# An id in the tables of the project, or a word that tells rows of one id apart.
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$", max_length=80)]


class Table(_Block):
    """A table; `highlight` lists the rows that are about the area itself.

    long: for downloads, which hold it as any other; a page has its title and a link, not its rows. keys: for each row
    what the rows of the project's tables that it rests on have in columns of these names; None where it has none.
    """

    kind: Literal["table"] = "table"
    id: Id
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    highlight: list[int] = []
    source: str
    caveats: list[str] = []
    long: bool = False
    keys: dict[Key, list[Key | int | None]] = {}

    @model_validator(mode="after")
    def _a_key_for_each_row(self) -> Self:
        for name, values in self.keys.items():
            if len(values) != len(self.rows):
                keys, rows = counted(len(values), "key"), counted(len(self.rows), "row")
                raise ValueError(f"{keys} {name!r}; expected one for each of {rows}")
        return self

    @model_validator(mode="after")
    def _whole_rows(self) -> Self:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {counted(len(row), 'cell')}; expected {len(self.columns)}")
            for column, cell in zip(self.columns, row, strict=True):
                if column.measured != (cell.limits is not None) and cell.value is not None:
                    expected = "limits" if column.measured else "no limits"
                    raise ValueError(f"row {number}, column {column.key}: {cell.text!r}; expected {expected}")
        return self


class Figure(_Block):
    """A drawing for wide and for narrow places, with its alternative text and its numbers as a table (its twin).

    note: how to read it, beside the source. broad: it is wide wherever there is room, also in a closed section, where
    others are narrow, with text beside them.
    """

    kind: Literal["figure"] = "figure"
    id: Id
    title: str
    svg: Base64
    narrow: Base64 = ""  # the same for a narrow place; empty when there is none
    width: int  # of the wide one: pixels at 100 %
    alt: str
    table: Table
    source: str
    note: str = ""
    caveats: list[str] = []
    broad: bool = False

    @field_validator("svg", "narrow")
    @classmethod
    def _only_draws(cls, svg: str) -> str:
        if svg:  # stands in the middle of a page
            drawings.read(base64.b64decode(svg))
        return svg

    @property
    def drawings(self) -> dict[str, str]:
        """The drawings by the place that they are for: the one that is for every place, or wide and narrow."""
        return {"wide": self.svg, "narrow": self.narrow} if self.narrow else {"only": self.svg}


# Whose value a mark stands for; each has its own shape: filled diamond, dot, ring, square, upright line, open diamond.
Role = Literal["area", "district", "similar", "municipality", "nl", "group"]


Percent = Annotated[float, Field(ge=0, le=100)]  # of the width of a strip


class Mark(Data):
    """A value as a mark on a strip; label: its name and value, as for a reader who points at it.

    limits: drawn as a bar behind the mark. open: it stands for a poor match or is rough. lane: of marks that would
    hide each other (districts; in a dense spine the others too), from -2 (highest) to 2.
    """

    role: Role
    label: str
    at: Percent
    limits: tuple[Percent, Percent] | None = None
    open: bool = False
    lane: int = Field(default=0, ge=-2, le=2)

    @model_validator(mode="after")
    def _between_limits(self) -> Self:
        if self.limits and not self.limits[0] - TINY <= self.at <= self.limits[1] + TINY:
            raise ValueError(f"the mark {self.label!r} at {self.at:g} is outside its limits")
        return self


class StripRow(Data):
    """A row of a spine: what its figures are of, the main one in print, all as marks, and others in print.

    figure: of the area (or of the first role). soft: it is of another area than its name says. printed: one text for
    each column of the spine. group: a small heading above the row, where it is not that of the row before.
    """

    name: str
    detail: str = ""
    figure: str
    soft: bool = False
    marks: list[Mark]
    printed: list[str]
    group: str = ""


class Tick(Data):
    """A value on the axis of a spine, and where it stands."""

    at: Percent
    text: str


class Legend(Data):
    """Whose value a mark is, in words."""

    role: Role
    label: str
    open: bool = False


class Spine(_Block):
    """Rows of figures on one axis, each a line of text and a strip with marks, which takes any width.

    columns: heads of the printed values. dense: rows of one line, as of districts, whose marks stand in one lane unless
    they say otherwise.
    table: its twin, with all numbers and limits. note: what the bars mean.
    """

    kind: Literal["spine"] = "spine"
    id: Id
    title: str
    legend: list[Legend]
    columns: list[Legend]
    ticks: list[Tick]
    rows: list[StripRow]
    dense: bool = False
    table: Table
    source: str
    note: str = ""
    caveats: list[str] = []

    @model_validator(mode="after")
    def _whole_rows(self) -> Self:
        for row in self.rows:
            if len(row.printed) != len(self.columns):
                raise ValueError(
                    f"row {row.name!r} has {len(row.printed)} printed values; expected {len(self.columns)}"
                )
        return self


class Fold(_Block):
    """Details that a reader opens; summary: what they are."""

    kind: Literal["fold"] = "fold"
    summary: str
    parts: list["Block"]


class Columns(_Block):
    """Blocks side by side where there is room: equal parts, or a narrow part before a wide one."""

    kind: Literal["columns"] = "columns"
    layout: Literal["equal", "narrow-wide"] = "equal"
    parts: list[list["Block"]]


def encode(image: bytes) -> str:
    """The bytes of a drawing as a figure has them (base64)."""
    return base64.b64encode(image).decode("ascii")


Block = Annotated[
    Heading | Paragraph | Bullets | Note | Table | Figure | Spine | Fold | Columns,
    Field(discriminator="kind"),
]


Columns.model_rebuild()
Fold.model_rebuild()


BLOCK_LIST = TypeAdapter(list[Block])
