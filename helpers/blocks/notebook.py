"""Blocks in a notebook: how they are shown there, and the JSON in which they leave it.

A block shows itself in JupyterLab and travels in the executed notebook as JSON (MIME type `MIME`), so that a
factsheet is put together from data and never by reading HTML.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from helpers.blocks.html import blocks_html
from helpers.blocks.model import BLOCK_LIST, MIME, Block, Columns, Data, Figure, Fold, Heading, Spine, Table
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import BLOCKS_ALONE_VARIABLE


def _known(language: str) -> str:
    if language not in PAGE_LANGUAGES:
        raise ValueError(f"expected one of {', '.join(PAGE_LANGUAGES)}")
    return language


class _Envelope(Data):
    """What travels in an executed notebook."""

    area: str = ""
    language: Annotated[str, AfterValidator(_known)]
    blocks: list[Block]


class Blocks(list[Block]):
    """Blocks in one language, in order; shows itself in a notebook.

    They say which area they were made for (none when empty), so that they cannot end under the name of another.
    """

    def __init__(self, blocks: Iterable[Block] = (), language: str = "nl", area: str = ""):
        super().__init__(blocks)
        self.language, self.area = language, area

    def __add__(self, other: Iterable[Block]) -> "Blocks":  # type: ignore[override]  # nothing but blocks is added
        return together(self, other)

    def __iadd__(self, other: Iterable[Block]) -> "Blocks":  # type: ignore[override]  # `a += b` is `a = a + b`
        return together(self, other)

    def __repr__(self) -> str:
        """What there is in one line: pictures as text would fill the screen."""
        named = [f"{block.kind} {getattr(block, 'id', '')}".strip() for block in self]
        return f"{len(self)} block(s): " + ", ".join(named)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        blocks = BLOCK_LIST.dump_python(list(self), mode="json")
        data = {MIME: {"area": self.area, "language": self.language, "blocks": blocks}, "text/plain": repr(self)}
        if not os.environ.get(BLOCKS_ALONE_VARIABLE):
            data["text/html"] = blocks_html(self, self.language)
        return data


def together(*parts: Iterable[Block]) -> Blocks:
    """Blocks below each other, as those of their area and language.

    Raises ValueError when they are of two areas or languages: the figures of one would get the name of the other.
    """
    known = [part for part in parts if isinstance(part, Blocks)]
    for what, names in (
        ("areas", [part.area for part in known if part.area]),
        ("languages", [p.language for p in known]),
    ):
        if len(set(names)) > 1:
            raise ValueError(f"blocks of the {what} {' and '.join(dict.fromkeys(names))}; expected those of one")
    area = next((part.area for part in known if part.area), "")
    return Blocks([block for part in parts for block in part], known[0].language, area)


def beside(*parts: Blocks, layout: Literal["equal", "narrow-wide"] = "equal") -> Blocks:
    """Blocks next to each other instead of below each other. Raises ValueError as `together`."""
    whole = together(*parts)
    return Blocks([Columns(layout=layout, parts=[list(part) for part in parts])], whole.language, whole.area)


def tables_in(blocks: Iterable[Block]) -> list[Table]:
    """All tables among blocks, in order, as they travel (`as_table`): those in columns and folds too."""
    return [as_table(block) for block in leaves(blocks) if isinstance(block, Figure | Spine | Table)]


def as_table(block: Figure | Spine | Table) -> Table:
    """The numbers of a block with all that is to be known of them: away from the page nothing stands beside a twin."""
    if isinstance(block, Table):
        return block
    said = dict.fromkeys([*block.table.caveats, *block.caveats])
    return block.table.model_copy(update={"caveats": list(said)})


def ids_in(blocks: Iterable[Block]) -> list[str]:
    """All ids among blocks, in order, those of twins, in columns and in folds too: anchors, and names of downloads."""
    found: list[str] = []
    for block in leaves(blocks):
        if isinstance(block, Figure | Spine):
            found += [block.id, block.table.id]
        elif isinstance(block, Table) or (isinstance(block, Heading) and block.id):
            found.append(block.id)
    return found


def leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks that hold no others, in order: those in columns and folds in the place of these."""
    for block in blocks:
        if isinstance(block, Columns):
            for part in block.parts:
                yield from leaves(part)
        elif isinstance(block, Fold):
            yield from leaves(block.parts)
        else:
            yield block


class ReadOnce(dict[str, Any]):
    """The JSON form of blocks that many pages are made of, and nobody changes: `from_json` checks it only once."""

    envelope: _Envelope | None = None


def from_json(data: object) -> Blocks:
    """Blocks from their JSON form; raises pydantic's ValidationError when it is not one."""
    envelope = data.envelope if isinstance(data, ReadOnce) else None
    if envelope is None:
        envelope = _Envelope.model_validate(data)
        if isinstance(data, ReadOnce):
            data.envelope = envelope
    return Blocks(envelope.blocks, envelope.language, envelope.area)
