"""The file for programs: its shape is the documented one, its numbers are those of the tables."""

import json

import pytest
from pydantic import ValidationError

from helpers import results
from helpers.contract.load import load_tables
from helpers.files import PROJECT_DIR
from helpers.pages import area_json, factsheet
from helpers.pages.area_json import AreaFile
from helpers.results.answer import KEY_FIGURES
from helpers.session import open_run
from helpers.words import values

MADE = {"nl": ["01_inleiding"], "en": []}


@pytest.fixture(scope="module")
def content(tables):
    return json.loads(area_json.area_json(area_json.area_file(tables, "heerlen-noord"), MADE))


def test_the_documented_schema_is_that_of_the_file():
    """A change of it is a change for programs of others: `kansrijk dictionary` writes it anew, the version says it."""
    kept = (PROJECT_DIR / "docs" / "area.schema.json").read_text(encoding="utf-8")
    assert kept == area_json.schema()
    assert json.loads(kept)["properties"]["version"]["const"] == "1.0"


def test_every_area_has_a_file_of_that_shape(tables, areas):
    for area in areas:
        made = area_json.area_json(area_json.area_file(tables, area), MADE)
        assert AreaFile.model_validate_json(made).area == area
        assert made == area_json.area_json(area_json.area_file(tables, area), MADE)


def test_what_is_not_of_that_shape_is_refused(content):
    for change in ({"more": 1}, {"version": "2.0"}, {"figures": [{"indicator": "x"}]}):
        with pytest.raises(ValidationError):
            AreaFile.model_validate(content | change)


def test_figures_are_those_of_the_notebooks(content):
    """The same numbers and limits as the frames that notebooks and so the pages show."""
    run = open_run("heerlen-noord")
    figures = {figure["indicator"]: figure for figure in content["figures"]}
    level = results.similar.level(run, run.area).set_index("indicator")
    context = results.register.area_context(run, run.area).set_index("indicator")
    for name, row in context.iterrows():
        for key, value in (("area", row["own"]), ("municipality", row["municipality"]), ("netherlands", row["nl"])):
            found = figures[name][key]
            assert found["value"] == values.given(value)
            assert (found["lower"], found["upper"]) == (round(value.lower, 6), round(value.upper, 6))
        if name in level.index:
            similar = figures[name]["similar"]
            assert similar["value"] == values.given(level.loc[name, "similar"])
            assert similar["holds"] == "choice-of-districts" and figures[name]["area"]["holds"] != similar["holds"]
    assert {name for name, figure in figures.items() if figure["key"]} == {*KEY_FIGURES, "lbm-score"}
    assert (figures["cbs-laag-inkomen"]["area"]["value"], figures["cbs-laag-inkomen"]["year"]) == (49.6, 2022)


def test_an_exact_number_of_people_has_no_decimals(content):
    """The municipality's residents are a count: six decimals promised what nobody measured."""
    (residents,) = [figure for figure in content["figures"] if figure["indicator"] == "cbs-inwoners"]
    assert residents["municipality"]["decimals"] == residents["netherlands"]["decimals"] == 0


def test_series_have_their_latest_known_year_with_benchmarks_of_that_year(tables):
    run = open_run("rotterdam-zuid")
    every = results.series.area_series(run, run.area)
    figures = {figure.indicator: figure for figure in area_json.area_file(tables, run.area).figures}
    own = every[(every["role"] == "area") & every["value"].notna()]
    for name, of in own.groupby("indicator"):
        figure, last = figures[name], of.sort_values("year").iloc[-1]
        assert (figure.year, figure.area.value, figure.source) == (
            last["year"],
            values.given(last["value"]),
            last["source"],
        )
        for role, value in (("municipality", figure.municipality), ("nl", figure.netherlands)):
            rows = every[(every["role"] == role) & (every["indicator"] == name) & (every["year"] == last["year"])]
            known = [given for given in rows["value"] if given is not None]
            assert (value.value if value else None) == (values.given(known[0]) if known else None)
    unknown = [figure for figure in figures.values() if figure.area is None]
    assert all(figure.status not in ("ok", "provisional") for figure in unknown)


def test_sources_and_districts_are_said_and_links_lead_to_files_there_are(content, tables):
    sources = {source["source"]: source for source in content["sources"]}
    assert {figure["source"] for figure in content["figures"]} == set(sources)
    assert sources["cbs-kwb-2022"]["licence"] == "CC BY 4.0" and sources["cbs-kwb-2022"]["address"].startswith("https:")
    codes = set(tables.area_wijken.loc[tables.area_wijken["area"] == "heerlen-noord", "wk_code"])
    assert {district["code"] for district in content["districts"]} == codes
    links = content["links"]
    assert list(links) == ["nl"]  # of languages that there is a factsheet in
    files = {kind: name for kind, name in factsheet.files("nl").items() if kind != "json"}
    assert links["nl"] == {"factsheet": "factsheet.nl.html", "files": files, "chapters": ["01_inleiding.nl.html"]}


def test_an_area_that_does_not_exist_is_refused():
    with pytest.raises(ValueError):
        area_json.area_file(load_tables(), "atlantis")
