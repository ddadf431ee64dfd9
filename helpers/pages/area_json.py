"""What is known of an area as one file for programs: `area.json`, beside its factsheet.

Its shape is declared here and has a version: a field that goes or means something else makes a new one, a field that is
added does not. `docs/area.schema.json` is the same as a JSON Schema.
"""

import json
import math
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from helpers.contract.load import Tables
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.methods.intervals import Basis, Interval
from helpers.pages import factsheet
from helpers.results import facts
from helpers.results.answer import KEY_FIGURES
from helpers.results.courses import LIVEABILITY
from helpers.rows import Record, each_row
from helpers.words import values


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


class Words(_Part):
    """A text for readers in both languages."""

    nl: str
    en: str


class Value(_Part):
    """A number with its limits, all in the unit of the figure."""

    value: float
    """The number, with as many decimals as are known."""
    decimals: int = Field(ge=0)
    """How many that are."""
    lower: float
    """Lower limit."""
    upper: float | None
    """Upper limit; null: none is known."""
    basis: Basis
    """How the number came about."""
    holds: Literal["rounding", "rounding-and-weights", "choice-of-districts"]
    """What the limits leave open: the rounding of the inputs; that and the weights with which districts were added
    up; which similar districts there were to choose from (95 %). Nothing else is in them: no sampling error of a
    survey, no error of a model or register.
    """


class Figure(_Part):
    """The latest figure of the area on an indicator, beside those of others in the same year."""

    indicator: str
    """Id, as in the tables of the data package."""
    name: Words
    unit: str
    polarity: Literal["higher-better", "higher-worse", "neutral"]
    nature: str
    """Register, survey, model or count: where the numbers come from."""
    key: bool
    """One of the figures that the factsheet begins with."""
    year: int
    status: str
    """Ok or provisional, or why the area has no value."""
    match: str
    """How well the districts cover the area: exact, close, inferred or proxy."""
    coverage: float = Field(ge=0, le=1)
    """Share of the area with a published value."""
    area: Value | None
    municipality: Value | None
    netherlands: Value | None
    similar: Value | None
    """Mean of similar districts outside the programme; of 2022 only."""
    source: str
    """Id of the source of the area's value."""


class District(_Part):
    """A district of the area."""

    code: str
    name: str
    vintage: int
    """Year of the boundaries that the code belongs to."""
    match: str


class Source(_Part):
    """Where figures come from."""

    source: str
    credit: Words
    licence: str | None
    """Null: not known."""
    address: str | None
    """Page of the publisher; null: not known for certain."""


class Links(_Part):
    """Files in the same folder, by language and kind."""

    factsheet: str
    files: dict[str, str]
    chapters: list[str]


class AreaFile(_Part):
    """What is known of a focus area in figures."""

    version: Literal["1.0"]
    """Of the shape of this file."""
    edition: str
    """Year and month of the data and methods."""
    area: str
    """Slug of the area; never changes."""
    name: str
    municipality: str
    municipality_code: str
    province: str
    boundary: Words
    """How the districts differ from the area; empty where they fit."""
    districts: list[District]
    figures: list[Figure]
    sources: list[Source]
    links: dict[str, Links]
    """By language of the pages (nl, en)."""


class _Area(Record):
    area: str
    name: str
    municipality: str
    province: str
    gm_code: str
    boundary_nl: str
    boundary_en: str


class _District(Record):
    wk_code: str
    wk_name: str
    vintage: int
    match: str


class _Source(Record):
    source: str
    credit_nl: str
    credit_en: str
    licence: str
    address: str


class _Indicator(Record):
    indicator: str
    name_nl: str
    name_en: str
    unit: str
    polarity: Literal["higher-better", "higher-worse", "neutral"]
    nature: str
    decimals: int


def area_file(tables: Tables, area: str) -> AreaFile:
    """What is known of an area, without links. Raises ValueError for an area that does not exist."""
    (row,) = each_row(tables.areas[tables.areas["area"] == area].fillna({"boundary_nl": "", "boundary_en": ""}), _Area)
    indicators = {one.indicator: one for one in each_row(tables.indicators, _Indicator)}
    rows = facts.records(facts.figures_of_area(tables, area))
    lists = tables.area_wijken[(tables.area_wijken["area"] == area) & (tables.area_wijken["scheme"] == "wijk")]
    sources = tables.sources[tables.sources["source"].isin({one.source for one in rows})]
    return AreaFile(
        version="1.0",
        edition=str(tables.edition["edition"].max()),
        area=area,
        name=row.name,
        municipality=row.municipality,
        municipality_code=row.gm_code,
        province=row.province,
        boundary=Words(nl=row.boundary_nl, en=row.boundary_en),
        districts=[
            District(code=one.wk_code, name=one.wk_name, vintage=int(one.vintage), match=one.match)
            for one in each_row(lists, _District)
        ],
        figures=[_figure(one, indicators[one.indicator]) for one in rows],
        sources=[_source(one) for one in each_row(sources, _Source)],
        links={},
    )


def _figure(row: facts.FactRow, indicator: _Indicator) -> Figure:
    most = int(indicator.decimals)
    return Figure(
        indicator=row.indicator,
        name=Words(nl=indicator.name_nl, en=indicator.name_en),
        unit=indicator.unit,
        polarity=indicator.polarity,
        nature=indicator.nature,
        key=row.indicator in (*KEY_FIGURES, LIVEABILITY),
        year=int(row.year),
        status=row.status,
        match=row.match,
        coverage=0.0 if pd.isna(row.coverage) else float(row.coverage),
        area=_value(row.own, row.holds, most),
        municipality=_value(row.municipality, facts.ROUNDING, most),
        netherlands=_value(row.nl, facts.ROUNDING, most),
        similar=_value(row.similar, facts.CHOICE, most),
        source=row.source,
    )


def _value(interval: Interval | None, holds: str, most: int) -> Value | None:
    """As a download has it: the number with the decimals that are known; of an exact one those of its indicator."""
    if interval is None or not interval.known:
        return None
    upper = None if math.isinf(interval.upper) else round(interval.upper, 6)
    return Value(
        value=values.given(interval),
        decimals=max(most, 0) if interval.lower == interval.upper else values.decimals(interval),
        lower=round(interval.lower, 6),
        upper=upper,
        basis=interval.basis,
        holds=holds,  # type: ignore[arg-type]  # one of the three: pydantic checks it
    )


def _source(row: _Source) -> Source:
    licence, address = (value if isinstance(value, str) else None for value in (row.licence, row.address))
    credit = Words(nl=row.credit_nl, en=row.credit_en)
    return Source(source=row.source, credit=credit, licence=licence, address=address)


def area_json(content: AreaFile, made: dict[str, list[str]]) -> bytes:
    """The file itself. made: languages that there is a factsheet in, each with the names of its chapters' notebooks."""
    links = {
        code: Links(
            factsheet=f"factsheet.{code}.html",
            files={kind: name for kind, name in factsheet.files(code).items() if kind != "json"},
            chapters=[factsheet.page_name(name, code) for name in chapters],
        )
        for code in PAGE_LANGUAGES
        if (chapters := made.get(code))
    }
    whole = AreaFile.model_validate(
        content.model_dump() | {"links": {code: of.model_dump() for code, of in links.items()}}
    )
    return (json.dumps(whole.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def schema() -> str:
    """The JSON Schema of the file, as text."""
    return json.dumps(AreaFile.model_json_schema(mode="serialization"), ensure_ascii=False, indent=1) + "\n"
