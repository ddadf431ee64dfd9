"""From executed notebooks to the factsheet of an area: its sections, their places, and the page."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal, get_args

import nbformat
import pandas as pd
from pydantic import ValidationError

from helpers.blocks import beside, html
from helpers.blocks.model import MIME, Block, Bullets, Columns, Figure, Fold, Heading, Paragraph, Place, Spine, Table
from helpers.blocks.notebook import Blocks, from_json, ids_in, leaves
from helpers.contract.parameters import numbered, tags_of
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.words.text import Text

_ORDER = {place: number for number, place in enumerate(get_args(Place))}


# Where blocks are read: the page, the PDF with the whole, or the two pages to hand out.
Medium = Literal["page", "background", "handout"]


EDITION = [
    "edition",
    "contact_nl",
    "contact_en",
]  # what a page wants of the table `edition`, beside the row of its area


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
    gist: str = ""


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
                found.append(
                    Section(id, block.text, block.place, block.theme, [], block.line, block.counts, block.gist)
                )
            elif found:
                found[-1].blocks.append(block)
            else:
                raise ValueError(f"a block of kind {block.kind!r} stands before any level-2 heading")
    found.sort(key=lambda section: _ORDER[section.place])
    for section in found:
        section.blocks, _ = stepped(section.blocks, above=2)
    if found and edition:
        found[-1].blocks += edition
    return found


def stepped(blocks: Iterable[Block], above: int) -> tuple[list[Block], int]:
    """Blocks whose headings skip no level, where one of level `above` stands before them; and the last level."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            above = min(block.level, above + 1)
            block = block.model_copy(update={"level": above})
        elif isinstance(block, Columns):
            parts, beside = [], above  # all parts begin at one level, as they stand side by side
            for part in block.parts:
                inner, above = stepped(part, beside)
                parts.append(inner)
            block = block.model_copy(update={"parts": parts})
        elif isinstance(block, Fold):
            inner, above = stepped(block.parts, above)
            block = block.model_copy(update={"parts": inner})
        found.append(block)
    return found, above


def _own(owners: dict[str, str], ids: list[str], title: str) -> None:
    for id in ids:
        if id in owners:
            notebooks = " and ".join(dict.fromkeys((repr(owners[id]), repr(title))))
            raise ValueError(f"two blocks of {notebooks} have the id {id!r}; expected each id once in a factsheet")
        owners[id] = title


@dataclass
class Layout:
    """The sections of a factsheet as the page shows them.

    lead: what stands under the name of the area; places: the ids of themes by their names, which lead to them; reading:
    the same of sections to read on; jumps: links to parts for a small screen; first: the parts of the open section, as
    they stand on a wide screen; groups: sections that a reader opens; last: the open one below them.
    """

    lead: list[Paragraph]
    places: dict[str, str]
    reading: dict[str, str]
    jumps: list[Link]
    first: dict[str, list[Block]]
    groups: list[dict[str, Any]]
    last: Section | None


_GROUPS = {"per_thema": ("theme", "rest"), "meer_lezen": ("body", "last")}  # of sections that are closed: id, places


def layout(sections: list[Section], text: Text) -> Layout:
    """The sections of a factsheet (as `sections` gives them) in the places that they have on the page."""
    first = [block for section in sections if section.place == "first" for block in section.blocks]
    lead = list(takewhile(lambda block: isinstance(block, Paragraph), first))
    last = sections[-1] if sections and sections[-1].place == "last" else None
    found: list[dict[str, Any]] = []
    for id, places in _GROUPS.items():
        within = [section for section in sections if section.place in places and section is not last]
        if within:
            found.append({"id": id, "title": text(f"page.{id}"), "sections": within})
    headings = [block for block in leaves(first) if isinstance(block, Heading) and block.id]
    jumps = [{"href": f"#{heading.id}", "title": heading.text} for heading in headings]
    return Layout(
        [block for block in lead if isinstance(block, Paragraph)],
        {section.title: section.id for section in sections if section.theme},
        {section.title: section.id for section in sections if section.place == "body"},
        [*jumps, *({"href": f"#{group['id']}", "title": group["title"]} for group in found)],
        _first_parts(first[len(lead) :]),
        found,
        last,
    )


def _first_parts(blocks: list[Block]) -> dict[str, list[Block]]:
    """top: down to the first spine, over the whole width; side: beside the answers (the first columns); more: below."""
    spine = next((number + 1 for number, block in enumerate(blocks) if isinstance(block, Spine)), 0)
    columns = next((number for number, block in enumerate(blocks) if isinstance(block, Columns)), len(blocks))
    return {
        "top": blocks[:spine],
        "side": blocks[spine:columns],
        "answers": blocks[columns : columns + 1],
        "more": blocks[columns + 1 :],
    }


def factsheet_html(
    area: pd.Series,
    sections: list[Section],
    chapters: list[Link],
    language: str,
    others: Iterable[str] = (),
    homes: Mapping[str, str] | None = None,
    sources: pd.DataFrame | None = None,
) -> str:
    """The factsheet of an area as one self-contained page.

    area: row of the table `areas`, with EDITION; sections: as `sections` gives them; chapters: as `chapter_links` does;
    others: languages that it is there in as well; homes: the chapter pages of figures and tables (`chapter_homes`), to
    which the closed sections leave what is long; sources: the table, for links to what figures come from.
    """
    text = Text(language)
    return html.page(
        "factsheet.html.j2",
        text,
        cited=cited(area, text),
        publishers=publishers((block for section in sections for block in section.blocks), text),
        homes=homes or {},
        addresses=addresses(sources, text) | chapter_addresses(chapters, text),
        area_name=area["name"],
        municipality=area["municipality"],
        province=area["province"],
        page=layout(sections, text),
        chapters=chapters,
        files=beside.linked(text, ids_in(block for section in sections for block in section.blocks)),
        downloads=[{"href": name, "label": text(f"factsheet.as_{kind}")} for kind, name in files(language).items()],
        index=index_name(language),
        languages=language_links(others, lambda code: f"factsheet.{code}.html"),
    )


def page_html(
    area: pd.Series,
    notebooks: dict[str, nbformat.NotebookNode],
    sections: list[Section],
    language: str,
    others: Iterable[str] = (),
    sources: pd.DataFrame | None = None,
) -> str:
    """`factsheet_html` with links into the chapter pages of all notebooks (executed, by name, in chapter order)."""
    links, homes = chapter_links(notebooks, language), chapter_homes(notebooks, language)
    return factsheet_html(area, sections, links, language, others, homes, sources)


def addresses(sources: pd.DataFrame | None, text: Text) -> dict[str, str]:
    """The addresses for readers of the sources that have one, by the line that credits the source.

    sources: the table; none when it is not at hand.
    """
    if sources is None:
        return {}
    credits = zip(sources[text.in_tables("credit")], sources["address"], strict=True)
    return {credit: address for credit, address in credits if isinstance(address, str) and address}


def chapter_addresses(chapters: Iterable[Link], text: Text) -> dict[str, str]:
    """The pages of numbered chapters, by the words with which a sentence names them ("hoofdstuk 7 op de website")."""
    numbered = ((re.match(r"0*(\d+)_", chapter["href"]), chapter["href"]) for chapter in chapters)
    return {
        text("block.chapter_on_site", chapter=number[1]): href + _SECTIONS.get(number[1], "")
        for number, href in numbered
        if number
    }


# Where in a chapter what sentences send readers there for stands: why we do not know what the grant changed.
_SECTIONS = {"7": "#voor-en-na"}


def publishers(blocks: Iterable[Block], text: Text) -> str:
    """Who published the register figures of an area, for a line about all of them: RIVM only where one is RIVM's."""
    credits = (block.source for block in leaves(blocks) if isinstance(block, Table | Figure | Spine))
    return text("publishers.rivm" if any("RIVM" in credit for credit in credits) else "publishers.cbs")


def chapter_homes(notebooks: dict[str, nbformat.NotebookNode], language: str) -> dict[str, str]:
    """The chapter page of each id that executed notebooks (by name) publish for the factsheet."""
    return {
        id: page_name(name, language) for name, notebook in notebooks.items() for id in ids_in(tagged_blocks(notebook))
    }


def cited(area: pd.Series, text: Text) -> Callable[[Block], str]:
    """What gives the words by which a reader cites a figure or table of a page about an area."""
    edition = text("page.edition", month=text.month(area["edition"])) if "edition" in area else ""

    def words(block: Block) -> str:
        titled = block.title, block.source  # type: ignore[union-attr]  # of blocks that have a foot
        return text("block.citation", title=titled[0], area=area["name"], edition=edition, source=titled[1])

    return words


def chapter_links(notebooks: dict[str, nbformat.NotebookNode], language: str) -> list[Link]:
    """Links to the chapter pages of executed notebooks (by name)."""
    text = Text(language)
    return [
        {"href": page_name(name, language), "title": chapter_title(name, notebook, text)}
        for name, notebook in notebooks.items()
    ]


def edition(language: str, digest: str, versions: dict[str, str]) -> Blocks:
    """What the last section says about this edition: the digest of its input, and the software."""
    text = Text(language)
    made_with = text.join(f"{name} {number}" for name, number in versions.items())
    items = [text("edition.digest", digest=digest), text("edition.versions", versions=made_with)]
    return Blocks([Fold(summary=text("edition.title"), parts=[Bullets(items=items)])], language)


def language_links(languages: Iterable[str], href: Callable[[str], str]) -> list[Link]:
    """Links to the same page in other languages, each labelled in its own."""
    return [{"href": href(code), "language": code, "label": Text(code)("page.in_this_language")} for code in languages]


def files(language: str) -> dict[str, str]:
    """What stands beside a factsheet, by kind."""
    text = Text(language)
    return {
        "pdf": f"factsheet.{language}.pdf",
        "background": f"{text('file.background')}.{language}.pdf",
        "xlsx": f"{text('file.tables')}.{language}.xlsx",
        "zip": f"{text('file.package')}.{language}.zip",
        "json": "area.json",  # the same in each language
    }


def index_name(language: str, number: int = 1) -> str:
    """The file name of a page of the index in a language; the first of the first is what a folder opens with."""
    parts = ["index", *([] if language == PAGE_LANGUAGES[0] else [language]), *([str(number)] if number > 1 else [])]
    return ".".join([*parts, "html"])


def chapter_title(name: str, notebook: nbformat.NotebookNode, text: Text) -> str:
    """The title of the page of a notebook: that of the catalogue, or its own where the catalogue has none."""
    key, number = f"chapter.name.{name}", name.partition("_")[0].lstrip("0")
    return f"{number}. {text(key)}" if text.has(key) else title_of(notebook)


def title_of(notebook: nbformat.NotebookNode) -> str:
    """The title of a notebook: its first markdown heading."""
    heading: str = notebook.cells[0].source.splitlines()[0]
    return heading.lstrip("# ").strip()


def page_name(notebook_name: str, language: str) -> str:
    """The file name of the chapter page of a notebook."""
    return f"{notebook_name}.{language}.html"
