"""From an executed notebook to its page: what it publishes, in the language of the reader.

The prose of a notebook is for analysts and in English. It stands with the code behind what it led to, in any language.
Data frames are left out: their columns have names for programs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import nbformat
import pandas as pd
from markupsafe import Markup

from helpers.blocks import beside, html
from helpers.blocks.model import MIME, Block, Figure, Heading, Paragraph, Spine, Table
from helpers.blocks.notebook import ids_in, leaves
from helpers.contract.characters import printable
from helpers.contract.parameters import numbered
from helpers.pages import factsheet, prose
from helpers.pages.factsheet import Link
from helpers.words.text import Text


@dataclass
class Step:
    """Cells up to one that publishes: their prose, their code with what it says in plain text, and the blocks."""

    prose: list[Markup] = field(default_factory=list)
    made: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def chapter_html(
    area: pd.Series,
    name: str,
    notebook: nbformat.NotebookNode,
    language: str,
    others: Iterable[str] = (),
    chapters: Iterable[Link] = (),
    sources: pd.DataFrame | None = None,
) -> str:
    """An executed notebook as a page.

    area: row of the table `areas`, with `factsheet.EDITION`; name: of the notebook; others: languages that the page is
    there in as well; chapters: all of the area in this language, as `factsheet.chapter_links` gives them; sources: the
    table, for links to what figures come from. Raises ValueError that names the cell for output that is not of blocks.
    """
    text = Text(language)
    steps = _steps(notebook, name)
    page = factsheet.page_name(name, language)
    links = list(chapters)
    before, after = _neighbours(links, page)
    return html.page(
        "chapter.html.j2",
        text,
        files=beside.linked(text, ids_in(factsheet.tagged_blocks(notebook))),
        cited=factsheet.cited(area, text),
        addresses=factsheet.addresses(sources, text) | factsheet.chapter_addresses(links, text),
        edition=text("page.edition", month=text.month(area["edition"])) if "edition" in area else "",
        contact=text.pick(area, "contact") if "edition" in area else "",
        area_name=area["name"],
        title=factsheet.chapter_title(name, notebook, text),
        steps=steps,
        contents=_contents(block for step in steps for block in step.blocks),
        before=before,
        after=after,
        index=factsheet.index_name(language),
        languages=factsheet.language_links(others, lambda code: factsheet.page_name(name, code)),
    )


def _steps(notebook: nbformat.NotebookNode, name: str) -> list[Step]:
    steps = [Step()]
    for number, cell in numbered(notebook.cells):
        if steps[-1].blocks:
            steps.append(Step())
        if cell.cell_type == "markdown":
            source = cell.source.partition("\n")[2] if cell is notebook.cells[0] else cell.source  # less the title
            steps[-1].prose.append(prose.prose_html(source))
        else:
            _add_code(steps[-1], cell, number)
    return _stepped(steps, name)


def _add_code(step: Step, cell: nbformat.NotebookNode, number: int) -> None:
    """A cell with what it left behind; of its outputs only the kinds that are known here."""
    step.made.append({"number": number, "source": cell.source, "said": []})
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            step.blocks += factsheet.read_blocks(data[MIME], number)
        elif set(data) == {"text/plain"}:  # beside another kind it only says what was left out
            step.made[-1]["said"].append(printable(data["text/plain"]))


def _stepped(steps: list[Step], name: str) -> list[Step]:
    """The same with headings that skip no level, and without links to the page itself."""
    above = 1
    for step in steps:
        step.blocks, above = factsheet.stepped([_at_home(block, name) for block in step.blocks], above)
    return steps


def _at_home(block: Block, name: str) -> Block:
    """A block, without the link to the chapter of this name."""
    if isinstance(block, Paragraph) and block.chapter == name:
        return block.model_copy(update={"chapter": ""})
    return block


def _contents(blocks: Iterable[Block]) -> list[Link]:
    """Links to what has an address of its own: sections, figures and tables."""
    found = []
    for block in leaves(blocks):
        if isinstance(block, Heading) and block.id:
            found.append({"href": f"#{block.id}", "title": block.text})
        elif isinstance(block, Figure | Spine | Table):
            found.append({"href": f"#{block.id}", "title": block.title})
    return found


def _neighbours(chapters: list[Link], page: str) -> tuple[Link | None, Link | None]:
    """The chapters before and after a page, where there are."""
    places = [link["href"] for link in chapters]
    if page not in places:
        return None, None
    place = places.index(page)
    return chapters[place - 1] if place else None, chapters[place + 1] if place + 1 < len(chapters) else None
