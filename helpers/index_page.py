"""The index over the twenty areas: a tile map, a comparison table, and links to everything there is."""

from pathlib import Path

import pandas as pd

from helpers import context, evidence, factsheet, render
from helpers.data import Tables
from helpers.messages import Text
from helpers.vocabulary import LANGUAGES, STUDIES, THEMES

_FIGURES = ("cbs-laag-inkomen", "cbs-arbeidsparticipatie")


def index_html(tables: Tables, output: Path, language: str, chapters: list[str]) -> str:
    """The index page in one language; it links to the factsheets, chapter pages and downloads in `output`.

    chapters: names of the notebooks. A factsheet that is only there in the other language is linked to as well.
    """
    text = Text(language)
    areas = [_area(text, tables, row, output, chapters) for row in tables.areas.itertuples()]
    names = tables.indicators.set_index("indicator")
    return render.page(
        "index.html.j2",
        text,
        script="index.js",
        areas=areas,
        themes=[{"key": theme, "label": text(f"study.{theme}")} for theme in THEMES],
        studies=[{"key": study, "label": text(f"study.{study}")} for study in STUDIES],
        figures=[text("index.figure", name=text.pick(names.loc[key], "name")) for key in _FIGURES],
        languages=factsheet.language_links([code for code in LANGUAGES if code != language], factsheet.index_name),
    )


def _area(text: Text, tables: Tables, row, output: Path, chapters: list[str]) -> dict:
    """What the index shows about one area (a row of the table `areas`)."""
    summary = evidence.summary(tables, row.area).set_index("theme")
    coverage = evidence.coverage(tables).loc[row.area]
    made = [code for code in LANGUAGES if (output / row.area / f"factsheet.{code}.html").is_file()]
    first = text.language if text.language in made else next(iter(made), None)
    return {
        "name": row.name,
        "row": row.tile_row,
        "column": row.tile_col,
        "themes": " ".join(theme for theme in THEMES if summary.loc[theme, "interventions"]),
        "studies": " ".join(study for study in STUDIES if coverage[study]),
        "href": f"{row.area}/factsheet.{first}.html" if first else None,
        "hreflang": first,
        "cells": [_theme_cell(text, summary.loc[theme]) for theme in THEMES],
        "figures": _figures(text, tables, row.area),
        "downloads": _downloads(text, output, row.area, made),
        "chapters": _chapters(text, output, row.area, chapters),
    }


def _theme_cell(text: Text, summary: pd.Series) -> dict:
    n = int(summary["interventions"])
    return {
        "study": text(f"summary.phase_{summary['phases'] or 'none'}"),
        "interventions": text("index.interventions", n=n) if n else text("index.no_interventions"),
    }


def _figures(text: Text, tables: Tables, area: str) -> list[str]:
    """The area's own register figures; `ca.` where the districts fit only roughly."""
    rows = context.area_context(tables, area).set_index("indicator")
    shown = []
    for key in _FIGURES:
        row = rows.loc[key]
        if row["status"] != "ok":
            shown.append(text(f"missing.{row['status']}"))
            continue
        value = text.with_unit(row["value"], row["unit"], int(row["decimals"]))
        shown.append(text("chart.about", value=value) if row["match"] == "proxy" else value)
    return shown


def _downloads(text: Text, output: Path, area: str, made: list[str]) -> list[dict]:
    links = [
        {"href": f"{area}/factsheet.{code}.html", "label": Text(code)("page.in_this_language")}
        for code in made
        if code != text.language
    ]
    for kind, name in factsheet.files(text.language).items():
        if (output / area / name).is_file():
            links.append({"href": f"{area}/{name}", "label": kind.upper()})
    return links


def _chapters(text: Text, output: Path, area: str, chapters: list[str]) -> list[dict]:
    pages = {name: factsheet.page_name(name, text.language) for name in chapters}
    return [
        {"href": f"{area}/{page}", "label": text("claims.chapter", chapter=name.split("_")[0].lstrip("0"))}
        for name, page in pages.items()
        if (output / area / page).is_file()
    ]
