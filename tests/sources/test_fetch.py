"""`kansrijk fetch` against a server on this machine that answers, fails, lies and never ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from helpers import cli
from helpers.sources import fetch, leefbaarometer, odata
from helpers.sources.cbs_files import VALUE_COLUMNS
from helpers.sources.fetch import Answers, FetchError, Limits, Query
from tests.sources.publisher import SCORES, Publisher, answer, half, observation, reset, status, zipped

TODAY = date(2026, 11, 26)
QUICK = Limits(tries=3, backoff=0.01, timeout=(2.0, 0.3), whole=2.0, pages=8, sizes={"json": 100_000, "zip": 100_000})
GRONINGEN = ["GM0014"]


class Fetch:
    """A service on a publisher of its own, with its answers in a folder."""

    def __init__(self, folder, source="cbs-kwb-2024"):
        self.folder, self.publisher = folder, Publisher()
        if source == leefbaarometer.Scores.source:
            self.service = leefbaarometer.Scores(address=f"{self.publisher.base}scores.zip")
        else:
            self.service = odata.services()[source].model_copy(update={"address": self.publisher.base.rstrip("/")})
        self.publisher.service = self.service

    def answers(self, **options):
        options = {"today": TODAY, "limits": QUICK, "publishers": (self.publisher.base,), **options}
        return Answers(self.folder, **options)

    def read(self, municipalities=GRONINGEN, **options):
        return self.service.read(self.answers(**options), municipalities)

    def refused(self, **options):
        with pytest.raises(FetchError) as error:
            self.read(**options)
        return str(error.value)

    def kept(self):
        return sorted(path for path in self.folder.rglob("*_*") if path.is_file())


@pytest.fixture
def start(tmp_path):
    started = []

    def one(source="cbs-kwb-2024", folder=None):
        started.append(Fetch(folder or tmp_path / "raw", source))
        return started[-1]

    yield one
    for each in started:
        each.publisher.shutdown()
        each.publisher.server_close()


def _value(values, region, indicator, year):
    rows = values[(values["region"] == region) & (values["indicator"] == indicator) & (values["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


# What comes back ------------------------------------------------------------------------------------------


def test_v4_gives_published_values_in_our_units(start):
    values = start().read()
    assert list(values.columns) == list(VALUE_COLUMNS)
    assert set(values["region"]) == {"nl", "GM0014", "WK001400", "WK001401"}
    assert not values.duplicated(["region", "vintage", "indicator", "subgroup", "year", "source"]).any()
    assert set(values["indicator"]) == set(odata.services()["cbs-kwb-2024"].measures.values())
    worth = _value(values, "WK001400", "kwb-woningwaarde", 2024)
    assert (worth.value, worth.precision, worth.status, worth.vintage) == (10_000, 500, "ok", 2024)
    assert (worth.source, worth.subgroup) == ("cbs-kwb-2024", "all")
    assert _value(values, "WK001400", "kwb-inwoners", 2024).precision == 4
    assert _value(values, "GM0014", "kwb-inwoners", 2024).precision == 0


def test_what_is_not_published_says_why(start):
    one = start("cbs-kwb-2025")

    def rows(path):
        if path.endswith("/MeasureCodes"):
            one.publisher.rows = None
            found = one.publisher.content(path)
            one.publisher.rows = rows
            return found
        if "'NL'" in path:
            return [observation("NL00", "T001036", 10)]
        return [
            observation("GM0014", "T001036", 10),
            observation("WK001400", "T001036", None, "Impossible"),
            observation("WK001400", "D006842", -99997),
        ]

    one.publisher.rows = rows
    values = one.read()
    assert _value(values, "GM0014", "kwb-inwoners", 2025).status == "provisional"
    assert _value(values, "WK001400", "kwb-inwoners", 2025).status == "not-published"
    assert _value(values, "WK001400", "kwb-bijstand", 2025).status == "suppressed"
    assert _value(values, "GM0014", "kwb-wmo", 2025).status == "not-published"
    assert values.loc[values["status"] != "provisional", ["value", "precision"]].isna().all(axis=None)


@pytest.mark.parametrize("source", ["cbs-kwb-2017", "cbs-kwb-2018", "cbs-kwb-2019", "cbs-kwb-2022", "rivm-health"])
def test_v3_gives_the_same_frame(start, source):
    one = start(source)
    values = one.read()
    assert set(values["region"]) == {"nl", "GM0014", "WK001400", "WK001401"}
    assert set(values["year"]) == set(one.service.years)
    assert set(values["vintage"]) == {one.service.vintage}
    assert (values["status"] == "ok").all()
    if source == "rivm-health":
        lonely = _value(values, "WK001401", "rivm-eenzaam", 2016)
        assert (lonely.value, lonely.precision) == (55.5, 0.05)
        assert all("Leeftijd eq '20300'" in path and "Marges eq 'MW00000'" in path for path in one.publisher.asked)


@pytest.mark.parametrize("name", ["GemiddeldeWoningwaarde_35", "GemiddeldeWOZWaardeVanWoningen_35"])
def test_a_column_may_have_its_former_or_its_later_name_but_not_none(start, name):
    one = start("cbs-kwb-2019")
    plain, later = one.publisher.content, "GemiddeldeWOZWaardeVanWoningen_35"

    def rows(path, called=name):
        one.publisher.rows = None
        renamed = [{called if key == later else key: value for key, value in row.items()} for row in plain(path)]
        one.publisher.rows = rows
        return renamed

    one.publisher.rows = rows
    assert _value(one.read(), "GM0014", "kwb-woningwaarde", 2019).value == 10_000
    one.publisher.rows = lambda path: rows(path, "Woningwaarde")
    told = one.refused(today=date(2026, 11, 27))
    assert "84583NED: column GemiddeldeWoningwaarde_35 expected once; found the columns" in told


# What nobody has described ---------------------------------------------------------------------------------

MAPPING = """
code: WijkenEnBuurten
year: {year}
columns:
  {column}: {{indicator: {indicator}, unit: {unit}, decimals: 1}}
"""


@pytest.mark.parametrize("year", [2016, 2020, 2021])
def test_an_unknown_table_is_kept_and_told_and_read_with_a_mapping(start, tmp_path, year):
    one = start(f"cbs-kwb-{year}")
    one.publisher.rows = lambda path: [
        {"ID": 1, "WijkenEnBuurten": "NL00" if "'NL'" in path else "GM0014", "Inkomen_66": 25.1, "Vreemd_7": 1}
    ]
    told = one.refused()
    table = one.service.table
    assert told.startswith(f"cbs-kwb-{year}, table {table}: answers kept, no layout that we know. Found: ID, ")
    assert "WijkenEnBuurten, Inkomen_66, Vreemd_7. Missing: which of them holds which indicator." in told
    assert "--mapping" in told and len(one.kept()) == 2 and all(len(path.stem) == 75 for path in one.kept())
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING.format(year=year, column="Inkomen_66", indicator="kwb-inkomen", unit="thousand-euro"))
    one.service = one.service.mapped(path)
    values = one.read(offline=True)  # the kept answers are enough
    income = _value(values, "GM0014", "kwb-inkomen", year)
    assert (income.value, income.precision, income.source, income.vintage) == (25_100, 50, f"cbs-kwb-{year}", year)
    assert len(values) == 2


def test_a_column_of_one_year_of_the_health_table_can_be_mapped(start, tmp_path):
    one, path = start("rivm-health"), tmp_path / "mapping.yaml"
    path.write_text(MAPPING.format(year=2024, column="Sport_41", indicator="rivm-sporten", unit="percent"))
    one.service = one.publisher.service = one.service.mapped(path)
    one.publisher.rows = lambda path: [{"WijkenEnBuurten": "NL01" if "'NL'" in path else "GM0014", "Sport_41": 48.5}]
    sport = _value(one.read(), "GM0014", "rivm-sporten", 2024)
    assert (sport.value, sport.precision, sport.vintage) == (48.5, 0.05, 2024)
    assert all("(Perioden eq '2024JJ00')" in path for path in one.publisher.asked)


@pytest.mark.parametrize(
    ("source", "year", "expected"), [("cbs-kwb-2020", 2021, "2020"), ("cbs-kwb-2024", 2024, "a table of OData v3")]
)
def test_a_mapping_of_another_year_or_service_is_refused(start, tmp_path, source, year, expected):
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING.format(year=year, column="A_5", indicator="kwb-inkomen", unit="thousand-euro"))
    with pytest.raises(ValueError, match=f"^mapping.yaml: year {year}, for {source}; expected {expected}$"):
        start(source).service.mapped(path)


def test_v3_goes_on_where_a_full_page_ends(start, monkeypatch):
    one = start("rivm-health")
    every = one.publisher.content

    def rows(path):
        skip, top = (int(path.partition(f"${name}=")[2].partition("&")[0]) for name in ("skip", "top"))
        one.publisher.rows = None
        found = every(path)[skip : skip + top]
        one.publisher.rows = rows
        return found

    monkeypatch.setattr(odata, "_PAGE", 5)
    one.publisher.rows = rows
    assert len(one.read()) == 4 * 4 * len(one.service.measures)
    assert sum("'GM0014'" in path for path in one.publisher.asked) == 3  # 5, 5 and 2 rows


def test_columns_may_move_in_a_v3_table(start):
    one = start("cbs-kwb-2022")
    plain = one.publisher.content

    def rows(path):
        one.publisher.rows = None
        moved = [
            {name.replace("AantalInwoners_5", "AantalInwoners_6"): v for name, v in r.items()} for r in plain(path)
        ]
        one.publisher.rows = rows
        return moved

    one.publisher.rows = rows
    assert _value(one.read(), "GM0014", "kwb-inwoners", 2022).value == 10


def test_the_scores_of_the_leefbaarometer(start):
    values = start("leefbaarometer-3").read()
    assert set(values["region"]) == {"WK001400", "WK001401"}
    assert _value(values, "WK001400", "lbm-score", 2012).value == 4.1315
    assert _value(values, "WK001400", "lbm-overlast", 2024).value == -0.1118
    assert _value(values, "WK001401", "lbm-fysiek", 2024).status == "not-published"
    assert set(values.loc[values["year"] == 2012, "indicator"]) == {"lbm-score"}  # an edition without parts


def test_a_name_in_another_encoding_does_no_harm(start):
    one = start("leefbaarometer-3")
    one.publisher.scores = SCORES.replace("Centrum", "S\u00fadwest").encode("latin-1")
    assert len(one.read()) > 0


# Faults that pass ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [status(503), status(429), status(502), reset, half(), half("none"), lambda handler: time.sleep(0.5)],
    ids=["503", "429", "502", "reset", "half", "half without a length", "slow"],
)
def test_a_fault_that_passes_costs_a_try(start, fault):
    one = start()
    one.publisher.faults = [None, fault, fault]
    assert len(one.read()) == 4 * len(one.service.measures)
    assert len(one.publisher.asked) == 5  # three questions, one of them three times
    assert all(json.loads(path.read_bytes())["value"] for path in one.kept())
    assert len(one.kept()) == 3


def test_a_publisher_is_given_the_time_that_it_asks_for_up_to_a_limit(start):
    one = start()
    one.publisher.faults = [status(429, Retry_After="1")]
    begun = time.monotonic()
    one.read()
    assert time.monotonic() - begun >= 1
    one.publisher.faults = [status(503, Retry_After="3600")]
    begun = time.monotonic()
    one.read(today=date(2026, 11, 27), limits=Limits(tries=2, backoff=0.01, longest_wait=1))
    assert time.monotonic() - begun < 30


# Faults that stay ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (status(503), "85984NED-measures: the publisher answers 503 Service Unavailable; expected 200 OK"),
        (status(404), "85984NED-measures: the publisher answers 404 Not Found; expected 200 OK"),
        (reset, "85984NED-measures: no answer in 3 tries"),
        (lambda handler: time.sleep(0.5), "85984NED-measures: no answer in 3 tries"),
        (half(), "85984NED-measures: 3 answers broke off"),
        (half("none"), "85984NED-measures: 3 answers broke off"),
        (answer(b"<html>", "text/html"), "the answer is text/html; expected application/json"),
        (answer('{"value": "\u00e9"}'.encode("latin-1")), "byte 11 of the answer is no utf-8; expected UTF-8"),
        (answer(b"[]"), "the answer is a list; expected an object with rows"),
        (answer(b'{"error": "busy"}'), "an object with the keys error; expected an object with rows under value"),
        (answer(b'{"value": [1]}'), "an object with the keys value; expected an object with rows under value"),
        (answer(b'{"value": [' + b" " * 200_000 + b"]}"), "no end; expected at most 100000 in 2 seconds"),
    ],
    ids=[
        *("503", "404", "reset", "slow", "half", "half without a length", "a page for people", "Latin-1", "a list"),
        *("an error as JSON", "no rows", "too large"),
    ],
)
def test_a_fault_that_stays_is_told_in_one_line(start, fault, says):
    one = start()
    one.publisher.faults = [fault] * 3
    told = one.refused()
    assert says in told and "\n" not in told
    assert one.kept() == []
    one.publisher.faults = []
    assert len(one.read()) > 0  # and it is asked again


def test_an_answer_that_trickles_in_is_given_up(start):
    def trickle(handler):
        handler.send(b" " * 5000, length=10**6)
        for _ in range(40):
            time.sleep(0.1)
            handler.wfile.write(b" " * 5000)

    one = start()
    one.publisher.faults = [trickle]
    assert "and no end; expected at most 1000000 in 1 seconds" in one.refused(
        limits=Limits(tries=1, timeout=(2.0, 2.0), whole=1.0, sizes={"json": 10**6})
    )


def test_an_answer_in_utf_16_is_read(start):
    one = start()
    codes = json.dumps({"value": one.publisher.content("/MeasureCodes")})
    one.publisher.faults = [answer(codes.encode("utf-16"))]
    assert len(one.read()) > 0


@pytest.mark.parametrize("link", ["", "{base}elsewhere?page={n}"])
def test_paging_that_never_ends_is_given_up(start, link):
    one = start()

    def endless(handler):
        page = {"value": [], "@odata.nextLink": link.format(base=one.publisher.base, n=len(one.publisher.asked))}
        handler.send(json.dumps(page).encode())

    one.publisher.faults = [endless] * 20
    assert "more than 8 pages; expected a last one" in one.refused()
    assert len(one.publisher.asked) <= 8


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:{port}/", "http://made-up.invalid/", "ftp://made-up.invalid/"])
@pytest.mark.parametrize("way", ["redirect", "next page"])
def test_nobody_else_is_asked(start, tmp_path, elsewhere, way):
    one, other = start(), start(folder=tmp_path / "other")
    target = elsewhere.format(port=other.publisher.server_port)
    if way == "redirect":
        one.publisher.faults = [status(302, Location=target)]
    else:
        one.publisher.faults = [answer(json.dumps({"value": [], "@odata.nextLink": target}).encode())]
    told = one.refused()
    assert "No connection adapters were found" in told and f"expected {one.publisher.base}" in told
    assert other.publisher.asked == []


def test_a_redirect_at_the_same_publisher_is_followed_three_times(start):
    one = start()
    one.publisher.faults = [status(302, Location="/table/MeasureCodes")]
    assert len(one.read()) > 0
    one.publisher.faults = [status(302, Location="/again")] * 5
    assert "Exceeded 3 redirects" in one.refused(today=date(2026, 11, 27))


def test_outside_of_tests_only_publishers_are_asked_by_https():
    assert all(address.startswith("https://") and address.endswith(".nl/") for address in fetch.PUBLISHERS)
    asked = [query.address for one in odata.services().values() for query in one.queries(GRONINGEN)]
    asked += [query.address for query in leefbaarometer.Scores().queries(GRONINGEN)]
    assert all(address.startswith(fetch.PUBLISHERS) for address in asked)
    session = fetch._session(QUICK, fetch.PUBLISHERS)
    assert sorted(session.adapters) == sorted(fetch.PUBLISHERS)


@pytest.mark.parametrize(
    ("address", "page", "rows", "expected"),
    [
        ("https://a.invalid/x?y", {"odata.nextLink": "http://a.invalid/x?z"}, 3, "https://a.invalid/x?z"),
        ("https://a.invalid/x?y", {"@odata.nextLink": "x?z"}, 3, "https://a.invalid/x?z"),
        ("https://a.invalid/x?$skip=0", {}, odata._PAGE, f"https://a.invalid/x?$skip={odata._PAGE}"),
        ("https://a.invalid/x?$skip=0", {}, 3, ""),
        ("https://a.invalid/x", {}, odata._PAGE, ""),
    ],
)
def test_the_next_page(address, page, rows, expected):
    assert odata._next(address, page, rows) == expected


@pytest.mark.parametrize("name", ["../85984NED", "a b", "", "a/b", "-a"])
def test_a_folder_is_named_by_a_slug_only(name):
    with pytest.raises(ValueError, match="expected letters, digits and hyphens"):
        Query(name, "https://a.invalid/")


# Tables that are not what they were ----------------------------------------------------------------------


def _without(rows, name):
    return [{key: value for key, value in row.items() if key != name} for row in rows]


@pytest.mark.parametrize(
    ("source", "change", "says"),
    [
        (
            "cbs-kwb-2024",
            lambda p, r: [x for x in r if "M001642" not in str(x)],
            "no measure M001642 (kwb-woningwaarde)",
        ),
        (
            "cbs-kwb-2024",
            lambda p, r: [x | {"Unit": "euro"} if "M001642" in x.get("Identifier", "") else x for x in r],
            "85984NED, measure M001642 (kwb-woningwaarde): in 'euro'; expected 'x 1 000 euro'",
        ),
        ("cbs-kwb-2024", lambda p, r: _without(r, "Unit"), "column Unit expected once; found the columns Identifier"),
        (
            "cbs-kwb-2024",
            lambda p, r: _without(r, "Value"),
            "85984NED: column Value expected once; found the columns Id, Measure",
        ),
        (
            "cbs-kwb-2024",
            lambda p, r: [x | {"Measure": "X1"} if "Measure" in x else x for x in r],
            "measure X1 with ValueAttribute None and Value 10; expected a measure that was asked for",
        ),
        (
            "cbs-kwb-2024",
            lambda p, r: [x | {"ValueAttribute": "Estimate"} if "Measure" in x else x for x in r],
            "with ValueAttribute Estimate and Value 10",
        ),
        ("cbs-kwb-2024", lambda p, r: r + r[-1:], "there twice; expected once"),
        ("cbs-kwb-2024", lambda p, r: [x for x in r if "GM0014" not in str(x)], "no row of GM0014; expected it and"),
        ("cbs-kwb-2024", lambda p, r: r[:0] if "'NL'" in p else r, "85984NED-NL: no row of NL; expected it"),
        (
            "cbs-kwb-2024",
            lambda p, r: [x | {"WijkenEnBuurten": "WK034401"} if "Measure" in x else x for x in r],
            "85984NED-NL, WK034401, kwb-inwoners, 2024: expected a code that begins with NL",
        ),
        (
            "cbs-kwb-2022",
            lambda p, r: r + [x | {"WijkenEnBuurten": "NL01"} for x in r if "'NL'" in p],
            "85318NED-NL, NL01, kwb-inwoners, 2022: there twice",
        ),
        ("rivm-health", lambda p, r: _without(r, "Eenzaam_25"), "50150NED: column Eenzaam_25 expected once; found the"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_26": 1} for x in r], "column Eenzaam_25 expected once; found the"),
        ("rivm-health", lambda p, r: [x | {"Perioden": "2024KW01"[:5]} for x in r], "there twice; expected once"),
        ("rivm-health", lambda p, r: [x | {"Perioden": "2012JJ00"} for x in r], "Perioden '2012JJ00'; expected one of"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_25": 101} for x in r], "2016: 101; expected 0 to 100 (percent)"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_25": -1} for x in r], "2016: -1; expected 0 to 100 (percent)"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_25": "5,5"} for x in r], "'5,5'; expected a number or null"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_25": float("nan")} for x in r], "nan; expected a number or null"),
        ("rivm-health", lambda p, r: [x | {"Eenzaam_25": True} for x in r], "True; expected a number or null"),
    ],
)
def test_a_table_that_has_changed_is_refused(start, source, change, says):
    one = start(source)

    def rows(path):
        one.publisher.rows = None
        changed = change(path, one.publisher.content(path))
        one.publisher.rows = rows
        return changed

    one.publisher.rows = rows
    told = one.refused()
    assert says in told and "\n" not in told


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"no zip", "3 answers broke off (no whole zip file)"),
        (zipped({"a wijk.csv": SCORES})[:-30], "3 answers broke off"),
        (zipped({"readme.txt": ""}), "leefbaarometer-2024: readme.txt; expected one CSV file of districts (wijken)"),
        (zipped({"wijk.csv": SCORES, "wijk 2.csv": SCORES}), "wijk.csv, wijk 2.csv; expected one CSV file"),
        (
            zipped({"wijk.csv": "0" * 60_000_000}),
            "wijk.csv; expected one CSV file of districts (wijken), at most 50 MB",
        ),
        (zipped({"wijk.csv": ""}), "wijk.csv: no column wk_code, jaar, lbm, fys, onv, soc, vrz, won; found nothing"),
        (zipped({"wijk.csv": SCORES.replace("vrz", "voo")}), "no column vrz; found wk_code, wk_naam, jaar"),
        (zipped({"wijk.csv": SCORES.replace(",", ";")}), "no column wk_code, jaar, lbm"),
        (zipped({"wijk.csv": SCORES.encode("utf-16")}), "no column wk_code, jaar, lbm"),
        (zipped({"wijk.csv": SCORES.replace("4.1315", '"4,1315"')}), "column lbm: '4,1315'; expected a number with"),
        (zipped({"wijk.csv": SCORES.replace("4.1315", "inf")}), "column lbm: 'inf'; expected a number with"),
        (zipped({"wijk.csv": SCORES.replace("2012", "2024")}), "WK001400, 2024: expected a district and a year, each"),
        (zipped({"wijk.csv": SCORES.replace("2012", "MMXII")}), "WK001400, MMXII: expected a district and a year"),
        (
            zipped({"wijk.csv": SCORES.replace(",2012,4.1315,0.0292,NA,NA,NA,NA,NA", "")}),
            "no cell: expected a district",
        ),
        (zipped({"wijk.csv": SCORES.replace("WK0014", "WK9999")}), "no districts of GM0014; expected some of each"),
    ],
)
def test_a_file_of_scores_that_has_changed_is_refused(start, content, says):
    one = start("leefbaarometer-3")
    one.publisher.faults = [answer(content, "application/zip")] * 3
    told = one.refused()
    assert says in told and "\n" not in told


# Answers that are kept -----------------------------------------------------------------------------------


def test_answers_are_kept_by_query_date_and_digest(start):
    one = start()
    one.read()
    folders = sorted(path.name.rpartition("-")[0] for path in one.folder.iterdir())
    assert folders == ["85984NED-GM0014", "85984NED-NL", "85984NED-measures"]
    for path in one.kept():
        day, _, digest = path.stem.partition("_")
        assert day == "2026-11-26" and len(digest) == 64
        assert (path.parent / "query.txt").read_text().startswith(one.publisher.base)
        assert {each.name for each in path.parent.iterdir()} == {path.name, "query.txt"}


def test_what_was_kept_today_is_not_asked_again(start):
    one = start()
    first = one.read()
    asked = len(one.publisher.asked)
    pd.testing.assert_frame_equal(one.read(), first)
    assert len(one.publisher.asked) == asked
    one.read(today=date(2026, 11, 27))
    assert len(one.publisher.asked) == 2 * asked


def test_kept_answers_are_read_without_a_network(start):
    one = start()
    one.publisher.page = 20
    first = one.read()
    assert len(one.publisher.asked) > 3  # some have more pages
    one.publisher.shutdown()
    one.publisher.server_close()
    pd.testing.assert_frame_equal(one.read(offline=True), first)
    one.kept()[-1].unlink()
    assert "that is as it came; expected one: fetch it without --from-raw" in one.refused(offline=True)


def test_pages_of_two_days_are_not_mixed(start):
    one = start()
    one.publisher.page = 20
    one.read()
    one.publisher.faults = [None, None, None, *[status(404)] * 9]  # the next day breaks off within an answer
    one.refused(today=date(2026, 11, 27))
    assert "no answer of 2026-11-27 kept" in one.refused(offline=True)


def test_an_answer_that_was_changed_afterwards_is_not_believed(start):
    one = start()
    first = one.read()
    one.kept()[0].write_bytes(one.kept()[0].read_bytes().replace(b"10", b"11"))
    assert "no answer kept in" in one.refused(offline=True)
    pd.testing.assert_frame_equal(one.read(), first)  # asked again
    assert len(one.publisher.asked) == 4


CHILD = """
import sys
from pathlib import Path
from datetime import date
from helpers.sources import odata
from helpers.sources.fetch import Answers
base = sys.argv[1]
service = odata.services()["cbs-kwb-2024"].model_copy(update={"address": base.rstrip("/")})
service.read(Answers(Path(sys.argv[2]), today=date(2026, 11, 26), publishers=(base,)), ["GM0014"])
"""


def test_a_fetch_that_was_killed_goes_on_where_it_stopped(start):
    one, there = start(), threading.Event()

    def never(handler):
        handler.send(b'{"value": [', length=5000)
        there.set()
        time.sleep(60)

    one.publisher.faults = [None, None, never]
    child = subprocess.Popen([sys.executable, "-c", CHILD, one.publisher.base, str(one.folder)])
    assert there.wait(60)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert len(one.kept()) == 2
    assert len(one.read()) == 4 * len(one.service.measures)
    assert len(one.publisher.asked) == 4  # the third question twice, the others once
    assert not list(one.folder.rglob(".part"))


# The command ---------------------------------------------------------------------------------------------


@pytest.fixture
def command(start, tmp_path, monkeypatch):
    """command(*arguments): the command with one source on this machine; what it printed. `command.one`: that source."""
    one = start()
    for name, on_stderr in (("console", False), ("errors", True)):
        monkeypatch.setattr(cli, name, Console(stderr=on_stderr, width=400))
    monkeypatch.setattr(odata, "services", lambda: {"cbs-kwb-2024": one.service})
    monkeypatch.setattr(fetch, "Answers", lambda folder, offline: one.answers(offline=offline))

    def run(*arguments):
        paths = ["--to", str(one.folder), "--output", str(tmp_path / "values.csv")]
        return CliRunner().invoke(cli.app, ["fetch", "--sources", "cbs-kwb-2024", *paths, *arguments])

    run.one, run.output = one, tmp_path / "values.csv"
    return run


def test_the_command_writes_tidy_values_and_reads_them_again_without_a_network(command):
    result = command()
    assert result.exit_code == 0, result.output
    values = pd.read_csv(command.output)
    assert list(values.columns) == list(VALUE_COLUMNS)
    assert values["region"].nunique() == 1 + 3 * 19  # municipalities with two districts each, and the Netherlands
    assert f"cbs-kwb-2024: {len(values)} numbers of 58 regions, 0 not published or secret" in result.stdout
    written, asked = command.output.read_bytes(), len(command.one.publisher.asked)
    command.output.unlink()
    assert command("--from-raw").exit_code == 0
    assert command.output.read_bytes() == written and len(command.one.publisher.asked) == asked


def test_a_dry_run_asks_and_writes_nothing(command):
    result = command("--dry-run")
    assert result.exit_code == 0 and result.stdout.count("\n") == 21
    assert f"85984NED-GM0014: {command.one.publisher.base}85984NED/Observations?$filter=(startswith" in result.stdout
    assert command.one.publisher.asked == [] and not command.output.exists() and not command.one.folder.exists()


def test_the_command_writes_nothing_when_the_last_answer_is_missing(command):
    command.output.write_text("before")
    command.one.publisher.faults = [*[None] * 20, status(404)]
    result = command()
    assert result.exit_code == 2
    assert "the publisher answers 404 Not Found" in result.stderr
    assert command.output.read_text() == "before"


def test_the_command_keeps_the_answers_of_an_unknown_table_and_writes_no_values(command, monkeypatch):
    unknown = command.one.service.model_copy(update={"protocol": "v3", "measures": {}})
    monkeypatch.setattr(odata, "services", lambda: {"cbs-kwb-2024": unknown})
    command.one.publisher.rows = lambda path: [{"WijkenEnBuurten": "NL00", "Raadsel_9": 1}]
    result = command()
    assert result.exit_code == 0 and "Found: WijkenEnBuurten, Raadsel_9. Missing:" in result.stdout
    assert "no values written; the answers are in" in result.stdout
    assert not command.output.exists() and len(command.one.kept()) == 20


def test_an_unknown_source_is_refused_before_anything_is_asked(command):
    result = CliRunner().invoke(cli.app, ["fetch", "--sources", "cbs-kwb-2042"])
    assert result.exit_code == 2 and "'cbs-kwb-2042' does not exist" in result.stderr
    assert command.one.publisher.asked == []
