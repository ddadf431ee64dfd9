"""Blocks: what a notebook publishes, as plain data that knows nothing of HTML or PDF.

A block shows itself in JupyterLab and travels in the executed notebook as JSON (MIME type `MIME`), so that a
factsheet is put together from data and never by reading HTML.
"""

import base64
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MIME = "application/vnd.kansrijk.blocks+json"


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Block):
    """A heading; level 2 opens a section of the factsheet, in the colour of its theme if it has one."""

    kind: Literal["heading"] = "heading"
    text: str
    theme: str = ""
    level: int = Field(default=3, ge=2, le=4)
    place: Literal["first", "body", "last"] = "body"  # of the section, in the factsheet


class Paragraph(_Block):
    kind: Literal["paragraph"] = "paragraph"
    text: str


class Bullets(_Block):
    kind: Literal["bullets"] = "bullets"
    items: list[str]


class Bar(BaseModel):
    """A value as a bar: whose it is, the value for readers, and its length from 0 to 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    text: str
    length: float = Field(ge=0, le=1)


class KeyMessage(_Block):
    """A message for page one: whose number it is, the number, what it says, and bars that compare it, its own first."""

    kind: Literal["key-message"] = "key-message"
    label: str
    figure: str
    text: str
    bars: list[Bar]
    source: str


class Note(_Block):
    """A remark beside the content: a caveat, why something is missing, or how it was made."""

    kind: Literal["note"] = "note"
    tone: Literal["caveat", "missing", "method"]
    text: str


class Cell(BaseModel):
    """A cell of a table: as the reader sees it, and as the raw value that goes into a download."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    value: str | float | int | None = None

    @classmethod
    def of(cls, text: str) -> "Cell":
        return cls(text=text, value=text)


class Column(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    numeric: bool = False


class Table(_Block):
    """A table; `highlight` lists the rows that are about the area itself."""

    kind: Literal["table"] = "table"
    id: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    highlight: list[int] = []
    source: str
    caveats: list[str] = []


class Figure(_Block):
    """A drawing with its alternative text and its numbers as a table (its twin)."""

    kind: Literal["figure"] = "figure"
    id: str
    title: str
    svg: str  # base64
    width: int  # pixels at 100 %
    alt: str
    table: Table
    source: str
    caveats: list[str] = []

    @property
    def data_uri(self) -> str:
        return f"data:image/svg+xml;base64,{self.svg}"


class Columns(_Block):
    """Blocks side by side where there is room: equal parts, or a narrow part before a wide one."""

    kind: Literal["columns"] = "columns"
    layout: Literal["equal", "narrow-wide"] = "equal"
    parts: list[list["Block"]]


def encode(image: bytes) -> str:
    return base64.b64encode(image).decode("ascii")


Block = Annotated[
    Heading | Paragraph | Bullets | KeyMessage | Note | Table | Figure | Columns, Field(discriminator="kind")
]
Columns.model_rebuild()
_ADAPTER = TypeAdapter(list[Block])


class Blocks(list):
    """Blocks in one language, in order; shows itself in a notebook."""

    def __init__(self, blocks=(), language: str = "nl"):
        super().__init__(blocks)
        self.language = language

    def __add__(self, other) -> "Blocks":
        return Blocks([*self, *other], self.language)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        from helpers.render import blocks_html  # turning data into markup is the renderer's job; late: no circle

        return {
            MIME: {"language": self.language, "blocks": _ADAPTER.dump_python(list(self), mode="json")},
            "text/html": blocks_html(self),
            "text/plain": f"{len(self)} block(s): " + ", ".join(block.kind for block in self),
        }


def beside(*parts: Blocks, layout: str = "equal") -> Blocks:
    """Blocks next to each other instead of below each other."""
    return Blocks([Columns(layout=layout, parts=[list(part) for part in parts])], parts[0].language)


def tables_in(blocks) -> list[Table]:
    """All tables among blocks, in order: the twins of figures and those in columns too."""
    found = []
    for block in blocks:
        if isinstance(block, Columns):
            found += [table for part in block.parts for table in tables_in(part)]
        elif isinstance(block, Figure):
            found.append(block.table)
        elif isinstance(block, Table):
            found.append(block)
    return found


def from_json(data: dict) -> Blocks:
    """Blocks from their JSON form; raises pydantic's ValidationError when it is not one."""
    return Blocks(_ADAPTER.validate_python(data["blocks"]), data["language"])
