"""The index over all areas: a map of tiles, a table of figures, a comparison of a few, and links to what there is.

What the script works with is one piece of JSON in the page (`_data`). Numbers are texts there, made by the same
functions as those of a factsheet: the script places and sorts them, and makes none.

A collection of more than ON_A_PAGE areas has several index pages, by name of the area, that link to each other: plain
links, as a page that is opened from a disk can load nothing. One compares the areas of a page.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.blocks import html
from helpers.contract.load import Tables
from helpers.contract.vocabulary import PAGE_LANGUAGES, STUDIES, THEMES
from helpers.methods.intervals import Interval
from helpers.pages import collection, factsheet
from helpers.results import evidence, overview
from helpers.results.uncertainty import unknown_error
from helpers.rows import Record, each_row
from helpers.session import without_area
from helpers.words import values
from helpers.words.text import Text

LEAST, MOST = 2, 4  # areas that can be compared: each has a mark of its own, and more would not fit
ON_A_PAGE = 200  # areas


def index_pages(tables: Tables, output: Path, language: str, chapters: list[str]) -> dict[str, str]:
    """The index in one language, by name of the file; it links to factsheets, chapter pages and downloads in `output`.

    chapters: names of the notebooks. A factsheet that is only there in the other language is linked to as well; so is
    the package of all areas where it is there.
    """
    facts = _Facts(tables, Text(language))
    rows = list(each_row(tables.areas.fillna({"aliases": ""}), _Area))
    if len(rows) <= ON_A_PAGE:
        return {factsheet.index_name(language): _page(facts, rows, output, chapters, [], 1)}
    rows.sort(key=lambda row: (row.name.casefold(), row.area))
    parts = [rows[start : start + ON_A_PAGE] for start in range(0, len(rows), ON_A_PAGE)]
    return {
        factsheet.index_name(language, number): _page(facts, part, output, chapters, parts, number)
        for number, part in enumerate(parts, 1)
    }


def _page(
    facts: "_Facts", rows: list["_Area"], output: Path, chapters: list[str], parts: list[list["_Area"]], number: int
) -> str:
    """An index page of some areas. parts: the areas of each page when there are several; number: of this one."""
    text, tables, language = facts.text, facts.tables, facts.text.language
    edition = tables.edition.sort_values("edition").iloc[-1]
    areas = [_area(facts, row, {row.area for row in rows}, output, chapters) for row in rows]
    gaps = _gaps("n", "all")
    said = {key: text(f"index.part.{key}" if parts else f"index.{key}", **gaps) for key in _OF_A_PART}
    return html.page(
        "index.html.j2",
        text,
        script="index.js",
        style="index.css",
        areas=areas,
        counted=text.in_words(len(tables.areas)),
        said=said,
        parts=[_link(text, part, at) for at, part in enumerate(parts, 1)],
        number=number,
        choice={"least": text.in_words(LEAST), "most": text.in_words(MOST)},
        themes=[{"key": theme, "label": text(f"study.{theme}")} for theme in THEMES],
        studies=[{"key": study, "label": text(f"study.{study}")} for study in STUDIES],
        figures=facts.figures,
        meanings=facts.meanings,
        columns=facts.columns,
        years=_years(facts),
        size=overview.SIZE,
        data=_data(facts, areas, said["shown"]),
        package=name if (output / (name := collection.name(language))).is_file() else "",
        edition=text("page.edition", month=text.month(edition["edition"])),
        contact=text.pick(edition, "contact"),
        languages=factsheet.language_links(
            [code for code in PAGE_LANGUAGES if code != language], lambda code: factsheet.index_name(code, number)
        ),
    )


# Messages that say of a page with some of the areas what it is.
_OF_A_PART = ("list", "list_caption", "search", "reset", "map_note", "shown")


def _link(text: Text, part: list["_Area"], number: int) -> dict[str, str]:
    """Another page of the index, by the areas that it begins and ends with."""
    label = text("index.from_to", first=part[0].name, last=part[-1].name)
    return {"href": factsheet.index_name(text.language, number), "label": label}


class _Area(Record):
    area: str
    name: str
    municipality: str
    aliases: str
    tile_row: int
    tile_col: int


class _Scale(overview.ScaleRow):
    name_nl: str
    name_en: str
    definition_nl: str
    definition_en: str
    nature: str


class _Facts:
    """What the index shows of all areas, looked up once: the time it takes grows with the areas, not their square."""

    def __init__(self, tables: Tables, text: Text):
        self.text, self.tables = text, tables
        coverage = evidence.coverage(without_area(tables))
        self.coverage = coverage.set_index(["area", "study"])[["phases", "took_part"]].to_dict("index")
        named = tables.interventions.groupby(["area", "theme"])["name_nl"].nunique()
        self.interventions = named.to_dict()  # (area, theme): number of names
        rows = overview.figures(tables)
        self.scales = list(each_row(overview.scales(tables, rows), _Scale))
        self.rows = {(row.area, row.indicator): row for row in each_row(rows, overview.FigureRow)}
        self.meanings = [_figure(text, scale) for scale in self.scales]
        self.figures = [figure for figure in self.meanings if figure["id"] != overview.SIZE]  # of the map
        self.columns = [_named(text, scale) for scale in self.scales]
        self.alike: dict[str, list[str]] = {}
        for row in each_row(overview.alike(tables), overview.AlikeRow):
            self.alike.setdefault(row.area, []).append(row.other)


# Figures ------------------------------------------------------------------------------------------------


def _named(text: Text, scale: _Scale) -> dict[str, Any]:
    short = f"index.short.{scale.indicator}"
    name = text.pick(scale, "name")
    return {"id": scale.indicator, "short": text(short) if text.has(short) else name, "year": str(scale.year)}


def _figure(text: Text, scale: _Scale) -> dict[str, Any]:
    """What the map, the list of definitions and a comparison say of an indicator; ticks and edges as numbers too."""
    nl = _shown(text, scale, scale.nl) if scale.nl else None
    better, definition = text(f"index.polarity.{scale.polarity}"), text.pick(scale, "definition")
    beside = [f"{definition}.", text("index.nl_is", value=nl["text"]) if nl else "", better]
    return _named(text, scale) | {
        "name": text.pick(scale, "name"),
        "definition": definition,
        "better": better,
        "beside": " ".join(filter(None, beside)),
        "nl": nl,
        "classes": [
            _in_unit(text, scale, text("index.class", lower=low, upper=high)) for low, high in _classes(text, scale)
        ],
        "ticks": [
            {"at": at, "text": shown} for at, shown in zip(scale.ticks, _numbers(text, scale.ticks), strict=True)
        ],
    }


def _years(facts: _Facts) -> str:
    """Of which year the figures in the list are, as a sentence for each year."""
    named: dict[str, list[str]] = {}
    for column in facts.columns:
        named.setdefault(column["year"], []).append(column["short"])
    said = (facts.text("index.in_year", year=year, figures=facts.text.join(some)) for year, some in named.items())
    return " ".join(said)


def _classes(text: Text, scale: _Scale) -> list[tuple[str, str]]:
    """The ends of each class: a number on an edge is in the class above it, but for the highest."""
    step = 10.0 ** -max(int(scale.decimals), 1)
    upper = [*(edge - step for edge in scale.edges[1:-1]), scale.edges[-1]]
    numbers = _numbers(text, [*scale.edges[:-1], *upper])
    return list(zip(numbers[: len(upper)], numbers[len(upper) :], strict=True))


def _numbers(text: Text, numbers: list[float]) -> list[str]:
    """Numbers with as many decimals as the longest of them needs."""
    digits = max(len(f"{number:.6f}".rstrip("0").partition(".")[2]) for number in numbers)
    return [text.number(number, digits) for number in numbers]


def _in_unit(text: Text, scale: _Scale, number: str) -> str:
    return text(f"unit.{scale.unit}.value", value=number)


def _shown(text: Text, scale: _Scale, own: Interval) -> dict[str, Any]:
    """A figure and its limits as texts, and where they are drawn.

    What a model estimates has none here: its error is not known, so limits of rounding would part what nobody can part.
    """
    lower, upper = text.limits(own.lower, own.upper, scale.decimals)
    is_known = unknown_error(scale.nature) != "model"
    return {
        "at": values.given(own),
        "from": round(own.lower if is_known else own.value, scale.decimals + 2),
        "to": round(own.upper if is_known else own.value, scale.decimals + 2),
        "text": values.short(text, own, scale.decimals, scale.unit),
        "limits": text("values.range_short", lower=lower, upper=upper) if is_known else "",
    }


def _of_area(facts: _Facts, area: str, scale: _Scale) -> dict[str, Any]:
    """A figure of an area, or why there is none; what it is sorted by is the number that readers see."""
    row = facts.rows[area, scale.indicator]
    poor = row.match == "proxy"
    if row.own is None or row.printed is None:
        return dict.fromkeys(_OF_VALUE) | {"text": facts.text(f"missing.{row.status}"), "limits": "", "poor": poor}
    place = overview.place(row.printed, scale.edges)
    return _shown(facts.text, scale, row.own) | {"sort": row.printed, "class": place, "poor": poor}


# Areas --------------------------------------------------------------------------------------------------


def _area(facts: _Facts, row: _Area, others: set[str], output: Path, chapters: list[str]) -> dict[str, Any]:
    """What the index shows about one area (a row of the table `areas`). others: the areas of the page."""
    text = facts.text
    interventions = {theme: facts.interventions.get((row.area, theme), 0) for theme in THEMES}
    made = [code for code in PAGE_LANGUAGES if (output / row.area / f"factsheet.{code}.html").is_file()]
    first = text.language if text.language in made else next(iter(made), None)
    of_area = {scale.indicator: _of_area(facts, row.area, scale) for scale in facts.scales}
    return {
        "id": row.area,
        "name": row.name,
        "municipality": row.municipality,
        "aliases": row.aliases,
        "row": row.tile_row,
        "column": row.tile_col,
        "themes": [theme for theme in THEMES if interventions[theme]],
        "studies": [study for study in STUDIES if facts.coverage[row.area, study]["took_part"]],
        "alike": [other for other in facts.alike.get(row.area, []) if other in others],
        "fit": _fit(facts, row.area),
        "poor": any(figure["poor"] for figure in of_area.values()),
        "href": f"{row.area}/factsheet.{first}.html" if first else None,
        "hreflang": first,
        "cells": [
            _theme_cell(text, facts.coverage[row.area, theme]["phases"], interventions[theme]) for theme in THEMES
        ],
        "figures": of_area,
        "downloads": _downloads(text, output, row.area, made),
        "chapters": _chapters(text, output, row.area, chapters),
    }


def _fit(facts: _Facts, area: str) -> str:
    """How many districts the first figure was added up from, and how well they fit."""
    rows = [facts.rows[area, scale.indicator] for scale in facts.scales]
    row = next((row for row in rows if row.districts), None)
    return facts.text(f"index.fit.{row.match}", n=row.districts) if row else ""


def _theme_cell(text: Text, phases: str, interventions: int) -> dict[str, str]:
    return {
        "study": text(f"summary.phase_{phases}"),
        "interventions": text("index.interventions", n=interventions)
        if interventions
        else text("index.no_interventions"),
    }


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


# The script's ------------------------------------------------------------------------------------------

_OF_AREA = ("id", "name", "municipality", "aliases", "themes", "studies", "alike", "fit", "poor", "href", "hreflang")
_OF_VALUE = ("at", "from", "to", "text", "limits", "sort", "class", "poor")
_OF_FIGURE = ("id", "short", "year", "better", "beside", "nl", "classes", "ticks")
_WORDS = ("pick", "too_many", "none_chosen", "chosen", "alike", "poor", "nl", "size", "fit_head", "of_year")


def _data(facts: _Facts, areas: Iterable[dict[str, Any]], shown: str) -> dict[str, Any]:
    """All that the script shows: areas with their figures, indicators with their scale, and words with gaps to fill.

    The figures of an area are lists, in the order of `columns`, of what `fields` says. shown: how many areas are shown.
    """
    gaps = _gaps("area", "areas", "most", "year", "figure")
    columns = [scale.indicator for scale in facts.scales]
    return {
        "most": MOST,
        "size": overview.SIZE,
        "columns": columns,
        "fields": _OF_VALUE,
        "areas": [
            {name: area[name] for name in _OF_AREA}
            | {"figures": [[area["figures"][column][field] for field in _OF_VALUE] for column in columns]}
            for area in areas
        ],
        "figures": [{name: figure[name] for name in _OF_FIGURE} for figure in facts.figures],
        "words": {"shown": shown} | {name: facts.text(f"index.{name}", **gaps) for name in _WORDS},
    }


def _gaps(*names: str) -> dict[str, str]:
    """Values that leave a message as it is, for the script to fill."""
    return {name: f"{{{name}}}" for name in names}
