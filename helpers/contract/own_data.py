"""The tables with a user's own figures beside what the collection has: no row of it is changed or left out.

Own rows have a source of their own, so they can have the key of a shipped row and stand beside it. Values of districts
are added up as shipped ones are; values of areas are taken as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.contract import vocabulary as v
from helpers.contract.fields import NOTE, YEAR
from helpers.contract.load import Tables, expected_text, folder_with, load_tables, tables_with
from helpers.contract.rules import BOUNDS
from helpers.sources.aggregation import aggregate
from helpers.sources.own_checks import Known
from helpers.sources.own_figures import OwnFigures, read
from helpers.sources.template import workbook
from helpers.words.text import Text

_ORIGIN = "own figures of a user, given with --own"
_SERIES = "series"  # the kind of indicator that may have many sources
_SAME = 1e-6  # values have six decimals


@dataclass(frozen=True)
class OwnData:
    """All tables with own figures in them, the content of those tables that differ, and what the user should know."""

    tables: Tables
    contents: dict[str, bytes]  # by name of the table
    figures: OwnFigures
    remarks: list[str]


def known(tables: Tables) -> Known:
    """What own figures can be about, by the tables of the collection."""
    facts, lists = tables.indicators, tables.area_wijken
    return Known(
        areas=tuple(tables.areas["area"]),
        districts={str(code): tuple(years) for code, years in lists.groupby("wk_code")["vintage"].unique().items()},
        municipalities=tuple(sorted(set(tables.areas["gm_code"]))),
        wholes=_wholes(tables),
        indicators=dict(zip(facts["indicator"], facts["unit"].where(_is_shown_series(facts), ""), strict=True)),
        unusable=_unusable(facts),
        bounds={unit: BOUNDS[unit] for unit in v.UNITS},
        themes=v.THEMES,
        polarities=v.POLARITIES,
        natures=v.INDICATOR_NATURES,
        weights=v.WEIGHTS,
        statuses=v.PUBLISHED_STATUSES,
        years=(int(YEAR.minimum or 0), int(YEAR.maximum or 0)),
        text_problem=lambda text: expected_text(NOTE, text),
    )


def _wholes(tables: Tables) -> dict[str, tuple[str, ...]]:
    """The area and municipality of each district, and the municipality of each area."""
    gm_codes = dict(zip(tables.areas["area"], tables.areas["gm_code"], strict=True))
    lists = tables.area_wijken
    districts = {code: (area, gm_codes[area]) for code, area in zip(lists["wk_code"], lists["area"], strict=True)}
    return districts | {area: (gm_code,) for area, gm_code in gm_codes.items()}


def _is_shown_series(facts: pd.DataFrame) -> pd.Series:
    """Which rows of `indicators` own figures can be about."""
    return (facts["kind"] == _SERIES) & (facts["use"] == "shown")


def _unusable(facts: pd.DataFrame) -> dict[str, str]:
    """The other rows of `indicators`, each with the reason why."""
    reasons = {
        "denominator": "it is a denominator, with which the collection adds up districts",
        "register": "the collection shows it of one year only",
        _SERIES: "the collection does not show it",
    }
    others = facts[~_is_shown_series(facts)]
    kinds = zip(others["indicator"], others["kind"], strict=True)
    return {name: reasons.get(kind, "it is a figure of the report") for name, kind in kinds}


def template(language: str, data_dir: str = "") -> bytes:
    """The workbook to fill in with own figures, as a file: empty sheets, and lists of what can be chosen.

    language: of PAGE_LANGUAGES. Raises DataError for the tables of `data_dir`.
    """
    tables, text = load_tables(data_dir), Text(language)
    facts = tables.indicators
    facts = facts[_is_shown_series(facts)].rename(
        columns={text.in_tables(name): name for name in ("name", "definition")}
    )
    facts = facts.assign(unit=[text(f"unit.{unit}.name") for unit in facts["unit"]])
    lists = {
        "indicators": facts[["indicator", "name", "unit", "definition"]],
        "areas": tables.areas[["area", "name", "municipality", "gm_code"]],
        "districts": tables.area_wijken[["area", "wk_code", "wk_name", "vintage"]],
    }
    return workbook(lists, known(tables), text)


def with_own(own: Path, data_dir: str = "") -> OwnData:
    """The tables of a folder (the collection's own when empty) with the own figures of a file or folder beside them.

    Raises FileError for the own figures, DataError for the tables: a line per problem.
    """
    base = load_tables(data_dir)
    figures = read(own, known(base))
    values = figures.values.assign(source=v.OWN_PREFIX + figures.values["source"]).rename(columns={"row": "section"})
    indicators = _added(base, "indicators", _indicator_rows(figures))
    districts = values[values["region"].isin(base.area_wijken["wk_code"])].rename(columns={"region": "wk_code"})
    municipal = values["region"].isin([*base.areas["gm_code"], "nl"])
    wijk_values = _added(base, "wijk_values", districts)
    areas, remarks = _area_rows(base, values, districts, wijk_values, indicators)
    frames = {
        "sources": _added(base, "sources", _source_rows(figures)),
        "indicators": indicators,
        "wijk_values": wijk_values,
        "region_values": _added(base, "region_values", values[municipal].assign(basis="stated")),
        "area_values": _added(base, "area_values", areas),
    }
    tables, contents = tables_with(base, frames)
    return OwnData(tables, contents, figures, [*figures.remarks, *remarks, *_nothing_new(base, values)])


def folder_with_own(own: Path, data_dir: str, state: Path) -> tuple[Path, OwnData]:
    """A folder in `state` with all tables and the own figures, named by its content: the same figures, the same folder.

    Nothing else is written. Raises as `with_own`, and OSError.
    """
    data = with_own(own, data_dir)
    return folder_with(data.contents, data_dir, state), data


def _nothing_new(base: Tables, values: pd.DataFrame) -> list[str]:
    """A remark on own figures that equal shipped ones, when there are any."""
    key, kept = ["region", "indicator", "subgroup", "year"], base.frames
    there = pd.concat([
        kept["wijk_values"].rename(columns={"wk_code": "region"})[[*key, "value"]],
        kept["area_values"].rename(columns={"area": "region"})[[*key, "value"]],
        kept["region_values"][[*key, "value"]],
    ])  # fmt: skip
    mine = values[values["value"].notna()].reset_index(drop=True)
    both = (
        mine.reset_index(names="which")
        .astype({"year": "int64"})
        .merge(there.dropna(subset=["value"]).astype({"year": "int64"}), on=key, suffixes=("", "_there"))
    )
    same = both.loc[(both["value"].astype(float) - both["value_there"].astype(float)).abs() < _SAME, "which"].nunique()
    if not same:
        return []
    told = f"{same} of your {len(mine)} numbers {'is' if same == 1 else 'are'}"
    return [f"{told} the same as what the collection has (same region, indicator, year and value)"]


def _added(base: Tables, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """A table with more rows below its own; columns that they lack are empty, others are left out."""
    table = base.frames[name]
    if rows.empty:
        return table
    more = rows.reindex(columns=table.columns).astype(object)
    return pd.concat([table, more.where(more.notna(), None).astype(table.dtypes)], ignore_index=True)


def _source_rows(figures: OwnFigures) -> pd.DataFrame:
    rows = figures.sources
    texts = {f"{name}_{language}": rows[name] for name in ("publisher", "title") for language in v.LANGUAGES}
    for language in v.LANGUAGES:
        texts[f"credit_{language}"] = pd.Series(_credits(rows, Text(language)), rows.index, dtype=object)
    rows = rows.assign(**texts, source=v.OWN_PREFIX + rows["source"], edition=rows["date"], origin=_ORIGIN)
    return rows.replace("", None)


def _credits(rows: pd.DataFrame, text: Text) -> Iterable[str]:
    for publisher, title, date in rows[["publisher", "title", "date"]].itertuples(index=False, name=None):
        if date and date not in title:  # "Wijkmonitor 2024" says it already
            yield text("own.credit_dated", publisher=publisher, title=title, date=date)
        else:
            yield text("own.credit", publisher=publisher, title=title)


def _indicator_rows(figures: OwnFigures) -> pd.DataFrame:
    """Rows of `indicators`: what a user need not say is said of all own indicators alike."""
    rows = figures.indicators
    if rows.empty:
        return rows
    sources = figures.sources.set_index("source")
    used = figures.values.drop_duplicates("indicator").set_index("indicator")["source"]
    source = rows["indicator"].map(used).fillna(sources.index[0])
    texts = {f"definition_{language}": rows["definition"] for language in v.LANGUAGES}
    for language in v.LANGUAGES:
        text = Text(language)
        texts[f"producer_{language}"] = source.map(sources["publisher"])
        texts[f"population_{language}"] = pd.Series(text("own.population"), rows.index)
        texts[f"measured_{language}"] = pd.Series(text("own.measured"), rows.index)
    return rows.assign(
        **texts,
        **dict.fromkeys(("nature_basis", "producer_basis", "population_basis"), "stated"),
        kind=_SERIES,
        use="shown",
        decimals=pd.to_numeric(rows["decimals"]).fillna(0),
        weight=rows["weight"].replace("", "none"),
        source=v.OWN_PREFIX + source,
        section="own indicators",
    ).replace("", None)


def _area_rows(
    base: Tables, values: pd.DataFrame, districts: pd.DataFrame, wijk_values: pd.DataFrame, indicators: pd.DataFrame
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of `area_values`: those that were given of areas, and the others added up from districts; and remarks."""
    given = values[values["region"].isin(base.areas["area"])].rename(columns={"region": "area"})
    given = given.assign(coverage=1.0, match="exact", districts=0, method=v.AS_GIVEN, weight="none")
    if districts.empty:
        return given, []
    wanted = indicators[indicators["indicator"].isin(districts["indicator"])]
    summed = aggregate(wijk_values, base.area_wijken, wanted)
    summed = _without(summed[summed["source"].isin(districts["source"])], given)
    # The figure of an area that is one district needs no denominator.
    needless = summed[(summed["status"] == "low-coverage") & (summed["districts"] == 1)]
    single = _with(_of_single_districts(base, districts), needless)
    given, summed = pd.concat([given, single], ignore_index=True), _without(summed, single)
    low = summed.loc[summed["status"] == "low-coverage", ["area", "indicator", "year", "weight", "vintage"]]
    remarks = [
        f"{area}, {indicator}, {year}: no value of the area, as too few of its districts have a value"
        + ("" if weight == "none" else f", and {weight} in the boundaries of {vintage} to weigh it with")
        for area, indicator, year, weight, vintage in low.itertuples(index=False, name=None)
    ]
    return pd.concat([given, summed], ignore_index=True), remarks


_KEY = ["area", "indicator", "subgroup", "year", "source"]


def _with(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows whose key one of the others has."""
    return rows[rows.set_index(_KEY).index.isin(others.set_index(_KEY).index)]


def _without(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    return rows[~rows.set_index(_KEY).index.isin(others.set_index(_KEY).index)]


def _of_single_districts(base: Tables, districts: pd.DataFrame) -> pd.DataFrame:
    """The figures of districts that are a whole area by themselves, as figures of that area."""
    lists = base.area_wijken
    alone = lists[~lists.duplicated(["area", "scheme", "vintage"], keep=False)]
    rows = districts.merge(alone[["area", "wk_code", "vintage", "match"]], on=["wk_code", "vintage"])
    return rows.assign(coverage=1.0, districts=1, method="as-published", weight="none")
