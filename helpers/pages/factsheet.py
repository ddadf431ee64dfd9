"""From executed notebooks to pages: the factsheet of an area and its chapter pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import nbformat
import pandas as pd
from pydantic import ValidationError

from helpers.blocks import beside, html
from helpers.blocks.model import MIME, Block, Bullets, Heading, Place
from helpers.blocks.notebook import Blocks, from_json, ids_in
from helpers.contract.characters import printable
from helpers.contract.parameters import numbered, tags_of
from helpers.contract.vocabulary import LANGUAGES
from helpers.pages import prose
from helpers.words.text import Text

_ORDER = {place: number for number, place in enumerate(get_args(Place))}


_TABLES = {"nl": "tabellen", "en": "tables"}  # the name of the files with tables, by language


_BACKGROUND = {"nl": "achtergrond", "en": "background"}  # the name of the PDF with the whole


# Where blocks are read: the page, the PDF with the whole, or the two pages to hand out.
Medium = Literal["page", "background", "handout"]


Link = dict[str, str]  # href, and label or title; language when it is that of the page it leads to


@dataclass
class Section:
    """A section of the factsheet: a level-2 heading and the blocks under it."""

    id: str
    title: str
    place: str
    theme: str = ""
    blocks: list[Block] = field(default_factory=list)
    line: str = ""
    counts: str = ""


def tagged_blocks(notebook: nbformat.NotebookNode, medium: Medium = "page") -> list[Block]:
    """The blocks of the cells whose tags say that they go into `medium`, in order, from the JSON that they left behind.

    Raises ValueError that names the cell for JSON that is not of blocks.
    """
    blocks: list[Block] = []
    for number, cell in numbered(notebook.cells):
        if _goes_into(medium, tags_of(cell)):
            for output in cell.outputs:
                if MIME in output.get("data", {}):
                    blocks += read_blocks(output["data"][MIME], number)
    return blocks


def _goes_into(medium: Medium, tags: list[str]) -> bool:
    """`factsheet` is for the page and the background, with `screen` for the page alone; `handout` for the hand-out."""
    if medium == "handout":
        return "handout" in tags
    return "factsheet" in tags and (medium == "page" or "screen" not in tags)


def read_blocks(data: object, number: int) -> Blocks:
    """Blocks from the JSON that a cell left behind; raises ValueError with its number when it is not of blocks."""
    try:
        return from_json(data)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise ValueError(f"cell {number} has output that is not of blocks ({place}: {problem['msg']})") from None


def sections(
    notebooks: list[nbformat.NotebookNode], medium: Medium = "page", edition: Blocks | None = None
) -> list[Section]:
    """The sections of a factsheet, as it is read in `medium`, from the executed notebooks in chapter order.

    A level-2 heading opens a section; `edition` is added to the last one. Raises ValueError for a block that stands
    before any heading, and for an id that two notebooks publish.
    """
    found: list[Section] = []
    owners: dict[str, str] = {}  # of ids: the title of the notebook
    for notebook in notebooks:
        blocks = tagged_blocks(notebook, medium)
        _own(owners, ids_in(blocks), title_of(notebook))
        for block in blocks:
            if block.kind == "heading" and block.level == 2:
                id = block.id or f"deel_{len(found) + 1}"  # ids of blocks have no underscore
                found.append(Section(id, block.text, block.place, block.theme, line=block.line, counts=block.counts))
            elif found:
                found[-1].blocks.append(block)
            else:
                raise ValueError(f"a block of kind {block.kind!r} stands before any level-2 heading")
    found.sort(key=lambda section: _ORDER[section.place])
    if found and edition:
        found[-1].blocks += edition
    return found


def _own(owners: dict[str, str], ids: list[str], title: str) -> None:
    for id in ids:
        if id in owners:
            notebooks = " and ".join(dict.fromkeys((repr(owners[id]), repr(title))))
            raise ValueError(f"two blocks of {notebooks} have the id {id!r}; expected each id once in a factsheet")
        owners[id] = title


def factsheet_html(
    area: pd.Series,
    sections: list[Section],
    chapters: list[Link],
    language: str,
    others: Iterable[str] = (),
) -> str:
    """The factsheet of an area as one self-contained page.

    area: row of the table `areas`; sections: as `sections` gives them; chapters: as `chapter_links` gives them;
    others: languages that it is there in as well.
    """
    text = Text(language)
    return html.page(
        "factsheet.html.j2",
        text,
        area_name=area["name"],
        municipality=area["municipality"],
        province=area["province"],
        sections=sections,
        chapters=chapters,
        files=beside.linked(text, ids_in(block for section in sections for block in section.blocks)),
        downloads=[{"href": name, "label": text(f"factsheet.as_{kind}")} for kind, name in files(language).items()],
        index=index_name(language),
        languages=language_links(others, lambda code: f"factsheet.{code}.html"),
    )


def chapter_links(notebooks: dict[str, nbformat.NotebookNode], language: str) -> list[Link]:
    """Links to the chapter pages of executed notebooks (by name)."""
    return [{"href": page_name(name, language), "title": title_of(nb)} for name, nb in notebooks.items()]


def edition(language: str, digest: str, versions: dict[str, str]) -> Blocks:
    """What the last section says about this edition: the digest of its input, and the software."""
    text = Text(language)
    made_with = text.join(f"{name} {number}" for name, number in versions.items())
    items = [text("edition.digest", digest=digest), text("edition.versions", versions=made_with)]
    return Blocks([Heading(text=text("edition.title")), Bullets(items=items)], language)


def language_links(languages: Iterable[str], href: Callable[[str], str]) -> list[Link]:
    """Links to the same page in other languages, each labelled in its own."""
    return [{"href": href(code), "language": code, "label": Text(code)("page.in_this_language")} for code in languages]


def files(language: str) -> dict[str, str]:
    """What stands beside a factsheet, by kind."""
    tables = _TABLES[language]
    return {
        "pdf": f"factsheet.{language}.pdf",
        "background": f"{_BACKGROUND[language]}.{language}.pdf",
        "xlsx": f"{tables}.{language}.xlsx",
        "zip": f"{tables}.{language}.zip",
    }


def index_name(language: str) -> str:
    """The file name of the index in a language; that of the first language is what a folder opens with."""
    return "index.html" if language == LANGUAGES[0] else f"index.{language}.html"


def chapter_html(
    area: pd.Series, name: str, notebook: nbformat.NotebookNode, language: str, others: Iterable[str] = ()
) -> str:
    """An executed notebook as a page, with its code folded."""
    text = Text(language)
    return html.page(
        "chapter.html.j2",
        text,
        files=beside.linked(text, ids_in(tagged_blocks(notebook))),
        area_name=area["name"],
        title=title_of(notebook),
        parts=[part for number, cell in numbered(notebook.cells) for part in _parts(cell, number)],
        languages=language_links(others, lambda code: page_name(name, code)),
    )


def _parts(cell: nbformat.NotebookNode, number: int) -> list[dict[str, Any]]:
    """A cell as the parts of a page; of its outputs only the kinds that are known here."""
    if cell.cell_type == "markdown":
        return [{"kind": "prose", "html": prose.prose_html(cell.source)}]
    parts: list[dict[str, Any]] = [{"kind": "code", "source": cell.source, "number": number}]
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            parts.append({"kind": "blocks", "blocks": read_blocks(data[MIME], number)})
        elif frame := prose.frame_html(data.get("text/html", "")):
            parts.append({"kind": "frame", "html": frame, "number": number})
        elif set(data) == {"text/plain"}:  # beside another kind it only says what was left out
            parts.append({"kind": "plain", "text": printable(data["text/plain"])})
    return parts


def title_of(notebook: nbformat.NotebookNode) -> str:
    """The title of a notebook: its first markdown heading."""
    heading: str = notebook.cells[0].source.splitlines()[0]
    return heading.lstrip("# ").strip()


def page_name(notebook_name: str, language: str) -> str:
    """The file name of the chapter page of a notebook."""
    return f"{notebook_name}.{language}.html"
