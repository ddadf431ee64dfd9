"""From executed notebooks to pages: the factsheet of an area, its chapter pages and the index."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import bleach
import nbformat
import pandas as pd

from helpers import evidence, render
from helpers.blocks import MIME, from_json
from helpers.data import Tables
from helpers.messages import Text
from helpers.vocabulary import LANGUAGES, STUDIES

_ORDER = {"first": 0, "body": 1, "last": 2}
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}


@dataclass
class Section:
    """A section of the factsheet: a level-2 heading and the blocks under it."""

    id: str
    title: str
    place: str
    blocks: list = field(default_factory=list)


def published_blocks(notebook: nbformat.NotebookNode, on_paper: bool) -> list:
    """The blocks of the cells tagged `factsheet`, in order, from the JSON that the cells left behind.

    on_paper: leave out the cells that are tagged `screen` as well.
    """
    blocks = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "factsheet" in tags and not (on_paper and "screen" in tags):
            for output in cell.outputs:
                if MIME in output.get("data", {}):
                    blocks += from_json(output["data"][MIME])
    return blocks


def sections(notebooks: list[nbformat.NotebookNode], on_paper: bool = False) -> list[Section]:
    """The sections of a factsheet (of its PDF when `on_paper`) from the executed notebooks in chapter order.

    A level-2 heading opens a section. Raises ValueError for a block that stands before any heading.
    """
    found: list[Section] = []
    for notebook in notebooks:
        for block in published_blocks(notebook, on_paper):
            if block.kind == "heading" and block.level == 2:
                found.append(Section(f"deel-{len(found) + 1}", block.text, block.place))
            elif found:
                found[-1].blocks.append(block)
            else:
                raise ValueError(f"a block of kind {block.kind!r} is published before any level-2 heading")
    return sorted(found, key=lambda section: _ORDER[section.place])


def factsheet_html(area: pd.Series, notebooks: dict[str, nbformat.NotebookNode], language: str) -> str:
    """The factsheet of an area as one self-contained page.

    area: row of the table `areas`; notebooks: executed notebooks by name, in chapter order.
    """
    chapters = [{"href": page_name(name, language), "title": title_of(nb)} for name, nb in notebooks.items()]
    return render.page(
        "factsheet.html.j2",
        Text(language),
        area_name=area["name"],
        municipality=area["municipality"],
        province=area["province"],
        sections=sections(list(notebooks.values())),
        chapters=chapters,
    )


def chapter_html(area: pd.Series, notebook: nbformat.NotebookNode, language: str) -> str:
    """An executed notebook as a page without its code."""
    return render.page(
        "chapter.html.j2",
        Text(language),
        area_name=area["name"],
        title=title_of(notebook),
        parts=[part for cell in notebook.cells for part in _parts(cell)],
    )


def _parts(cell: nbformat.NotebookNode) -> list[dict]:
    empty = {"prose": None, "blocks": None, "plain": None}
    if cell.cell_type == "markdown":
        return [empty | {"prose": render.prose_html(cell.source)}]
    parts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if MIME in data:
            parts.append(empty | {"blocks": from_json(data[MIME])})
        elif "text/html" in data:
            # Data frames: nothing but the plain table passes.
            style_free = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.DOTALL)
            table = bleach.clean(style_free, tags=_TABLE_TAGS, attributes={}, strip=True)
            parts.append(empty | {"prose": render.scrollable(table)})
        elif "text/plain" in data:
            parts.append(empty | {"plain": data["text/plain"]})
    return parts


def title_of(notebook: nbformat.NotebookNode) -> str:
    """The title of a notebook: its first markdown heading."""
    return notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()


def page_name(notebook_name: str, language: str) -> str:
    return f"{notebook_name}.{language}.html"


def index_html(tables: Tables, output: Path) -> str:
    """The index over the twenty areas: a tile map that links to the factsheets that exist, and the coverage.

    In the language that most factsheets in `output` have, Dutch when equal.
    """
    areas = tables.areas
    language = max(LANGUAGES, key=lambda code: len(list(output.glob(f"*/factsheet.{code}.html"))))
    text = Text(language)
    tiles: list[list[dict | None]] = [
        [None] * int(areas["tile_col"].max()) for _ in range(int(areas["tile_row"].max()))
    ]
    for area in areas.itertuples():
        links = [
            {"language": code, "href": f"{area.area}/factsheet.{code}.html"}
            for code in sorted(LANGUAGES, key=lambda code: code != language)
            if (output / area.area / f"factsheet.{code}.html").is_file()
        ]
        tiles[area.tile_row - 1][area.tile_col - 1] = {"name": area.name, "links": links}
    coverage = evidence.coverage(tables)
    return render.page(
        "index.html.j2",
        text,
        tiles=tiles,
        studies=[text(f"study.{study}") for study in STUDIES],
        coverage=[
            {"name": name, "cells": [cell or "–" for cell in coverage.loc[area]]}
            for area, name in zip(areas["area"], areas["name"], strict=True)
        ],
    )
