"""The index over the twenty areas: a tile map, a comparison table, and links to everything there is."""

from pathlib import Path
from typing import Any

from helpers.blocks import html
from helpers.contract.load import Tables
from helpers.contract.vocabulary import LANGUAGES, STUDIES, THEMES
from helpers.pages import factsheet
from helpers.results import evidence, register
from helpers.rows import Record, each_row
from helpers.session import without_area
from helpers.words import values
from helpers.words.text import Text


def index_html(tables: Tables, output: Path, language: str, chapters: list[str]) -> str:
    """The index page in one language; it links to the factsheets, chapter pages and downloads in `output`.

    chapters: names of the notebooks. A factsheet that is only there in the other language is linked to as well.
    """
    text = Text(language)
    facts = _Facts(tables)
    areas = [_area(text, facts, row, output, chapters) for row in each_row(tables.areas, _Area)]
    names = tables.indicators.set_index("indicator")
    return html.page(
        "index.html.j2",
        text,
        script="index.js",
        with_drawings=False,
        areas=areas,
        themes=[{"key": theme, "label": text(f"study.{theme}")} for theme in THEMES],
        studies=[{"key": study, "label": text(f"study.{study}")} for study in STUDIES],
        figures=[text("index.figure", name=text.pick(names.loc[key], "name")) for key in register.KEY_FIGURES],
        languages=factsheet.language_links([code for code in LANGUAGES if code != language], factsheet.index_name),
    )


class _Facts:
    """What the index shows of all areas, looked up once: the time it takes grows with the areas, not their square."""

    def __init__(self, tables: Tables):
        coverage = evidence.coverage(without_area(tables))
        self.coverage = coverage.set_index(["area", "study"])[["phases", "took_part"]].to_dict("index")
        named = tables.interventions.groupby(["area", "theme"])["name_nl"].nunique()
        self.interventions = named.to_dict()  # (area, theme): number of names
        indicators = tables.indicators[["indicator", "unit", "decimals"]]
        values = register.own_values(tables)
        values = values[values["indicator"].isin(register.KEY_FIGURES)]
        rows: list[dict[Any, Any]] = values.merge(indicators, on="indicator").to_dict("records")
        self.figures: dict[tuple[str, str], dict[str, Any]] = {(row["area"], row["indicator"]): row for row in rows}


class _Area(Record):
    area: str
    name: str
    tile_row: int
    tile_col: int


def _area(text: Text, facts: _Facts, row: _Area, output: Path, chapters: list[str]) -> dict[str, Any]:
    """What the index shows about one area (a row of the table `areas`)."""
    interventions = {theme: facts.interventions.get((row.area, theme), 0) for theme in THEMES}
    made = [code for code in LANGUAGES if (output / row.area / f"factsheet.{code}.html").is_file()]
    first = text.language if text.language in made else next(iter(made), None)
    return {
        "name": row.name,
        "row": row.tile_row,
        "column": row.tile_col,
        "themes": " ".join(theme for theme in THEMES if interventions[theme]),
        "studies": " ".join(study for study in STUDIES if facts.coverage[row.area, study]["took_part"]),
        "href": f"{row.area}/factsheet.{first}.html" if first else None,
        "hreflang": first,
        "cells": [
            _theme_cell(text, facts.coverage[row.area, theme]["phases"], interventions[theme]) for theme in THEMES
        ],
        "figures": [_figure(text, facts.figures[row.area, key]) for key in register.KEY_FIGURES],
        "downloads": _downloads(text, output, row.area, made),
        "chapters": _chapters(text, output, row.area, chapters),
    }


def _theme_cell(text: Text, phases: str, interventions: int) -> dict[str, str]:
    return {
        "study": text(f"summary.phase_{phases}"),
        "interventions": text("index.interventions", n=interventions)
        if interventions
        else text("index.no_interventions"),
    }


def _figure(text: Text, row: dict[str, Any]) -> str:
    """A register figure of the area itself with its margin."""
    own, decimals = row["own"], int(row["decimals"])
    if own is None:
        return text(f"missing.{row['status']}")
    lower, upper = text.limits(own.lower, own.upper, decimals)
    shown = values.short(text, own, decimals, row["unit"])
    return text("unit.interval", value=shown, lower=lower, upper=upper)


def _downloads(text: Text, output: Path, area: str, made: list[str]) -> list[factsheet.Link]:
    links = [
        {"href": f"{area}/factsheet.{code}.html", "label": Text(code)("page.in_this_language")}
        for code in made
        if code != text.language
    ]
    for kind, name in factsheet.files(text.language).items():
        if (output / area / name).is_file():
            links.append({"href": f"{area}/{name}", "label": text(f"index.as_{kind}")})
    return links


def _chapters(text: Text, output: Path, area: str, chapters: list[str]) -> list[factsheet.Link]:
    pages = {name: factsheet.page_name(name, text.language) for name in chapters}
    return [
        {"href": f"{area}/{page}", "label": text("claims.chapter", chapter=name.split("_")[0].lstrip("0"))}
        for name, page in pages.items()
        if (output / area / page).is_file()
    ]
