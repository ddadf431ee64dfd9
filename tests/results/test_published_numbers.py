"""Published numbers, typed from the report by figure, region and year; never read from the tables."""

import pytest

from helpers.contract.vocabulary import MONITOR

# figure, indicator, {year: (focus areas, Netherlands)}; None = not in the text
BIJLAGE_2 = [
    ("4", "advies-vmbo-basis-kader", {2017: (31.0, 20.4), 2019: (33.5, 22.2), 2023: (24.3, 17.9)}),
    ("5", "advies-vmbo-kader-gl", {2017: (4.0, 3.6), 2023: (10.2, 8.7)}),
    ("6", "advies-vmbo-gl-tl", {2017: (18.0, 17.7), 2023: (12.5, 12.3)}),
    ("7", "advies-vmbo-tl-havo", {2017: (9.3, 8.7), 2023: (15.6, 14.0)}),
    ("8", "advies-havo", {2017: (14.5, 18.5), 2023: (10.4, 12.4)}),
    ("9", "advies-havo-vwo", {2017: (9.6, 10.0), 2023: (13.5, 15.0)}),
    ("10", "advies-vwo", {2017: (13.7, 21.1), 2023: (13.4, 19.7)}),
    ("11", "afstroom", {2018: (3.42, 3.07), 2019: (3.16, 3.25), 2020: (2.27, 2.46), 2023: (3.08, 3.37)}),
    (
        "12",
        "geen-startkwalificatie",
        {
            2018: (12.6, 9.9),
            2019: (12.2, 9.6),
            2020: (11.5, 9.5),
            2021: (11.0, 9.0),
            2022: (9.9, 8.1),
            2023: (12.5, 9.3),
            2024: (12.1, 10.2),
        },
    ),
    ("14", "middeninkomens", {2018: (48.3, 52.7), 2019: (48.3, 52.5), 2022: (48.7, None), 2023: (49.2, None)}),
    ("14", "middeninkomens", {2020: (None, 52.4), 2021: (None, 52.2)}),
    ("15", "hoge-inkomens", {2018: (8.5, 18.3), 2019: (8.8, None), 2020: (9.0, None), 2021: (9.2, None)}),
    ("15", "hoge-inkomens", {2022: (9.4, 18.9), 2023: (9.4, 18.8)}),
    (
        "16",
        "armoede-huishoudens",
        {2018: (18.2, 8.8), 2019: (16.2, 7.8), 2020: (13.0, 6.2), 2021: (13.2, 6.2), 2022: (8.0, 4.0)},
    ),
    ("17", "armoede-kinderen", {2018: (18.2, 8.8), 2021: (13.2, 6.2), 2022: (8.0, 4.0)}),
    (
        "20",
        "arbeidsparticipatie",
        {2018: (60.7, 68.0), 2019: (61.9, 69.0), 2020: (61.0, None), 2021: (61.9, None), 2022: (64.0, None)},
    ),
    ("20", "arbeidsparticipatie", {2023: (64.4, None)}),
    (
        "21",
        "arbeidsparticipatie-jongeren",
        {2019: (60.9, 67.0), 2020: (58.2, 66.0), 2021: (60.9, 68.0), 2022: (64.2, 71.0), 2023: (63.8, 72.0)},
    ),
    ("22", "bijstand", {2018: (8.2, 3.2), 2023: (6.7, 2.7)}),
    ("23", "onderwijsachterstandsscore", {2018: (1.85, 0.40), 2022: (1.63, 0.37), 2024: (1.57, 0.37)}),
    (
        "24",
        "advies-bijgesteld",
        {2017: (12.7, 7.9), 2018: (16.2, 10.1), 2020: (14.4, 9.8), 2021: (17.6, 10.2), 2022: (15.1, 10.4)},
    ),
    ("24", "advies-bijgesteld", {2023: (34.7, 27.1)}),
    ("25", "ses-woa", {2018: (-0.40, None), 2023: (-0.33, None)}),
    ("26", "vrijwilligers", {2016: (20.3, 28.9), 2020: (16.9, 24.7), 2022: (16.4, 23.9)}),
    ("27", "sterk-eenzaam", {2012: (13.8, 8.5), 2016: (15.5, 10.0), 2020: (17.2, 11.2), 2022: (22.2, 14.4)}),
    ("28", "psychische-klachten", {2022: (32.6, 22.1)}),
    ("29", "mantelzorg", {2012: (10.2, 12.0), 2016: (10.8, 14.1), 2020: (10.7, 13.5), 2022: (11.8, 13.5)}),
    ("30", "mist-emotionele-steun", {2022: (11.0, 6.4)}),
    ("31", "weinig-regie", {2016: (14.8, 10.3), 2020: (13.3, 9.8)}),
    ("32", "veel-stress", {2020: (23.4, 17.9), 2022: (27.8, 20.7)}),
]
DEBTS = [
    ("18", "old", {2018: (13.3, 6.5), 2021: (12.1, 5.8), 2022: (12.5, 6.3), 2023: (13.7, 7.2), 2024: (14.0, 7.5)}),
    ("19", "revised", {2021: (12.8, 6.1), 2022: (13.2, 6.7), 2023: (14.3, 7.5), 2024: (14.5, 7.7)}),
]
CARE_COSTS = [
    ("0-17", {2018: (1237, 1074), 2019: (1308, 1135), 2021: (1362, 1184), 2022: (1454, 1265)}),
    ("18-34", {2018: (1605, 1546), 2022: (1849, 1795)}),
    ("35-49", {2018: (2168, 1777), 2022: (2348, 1967)}),
    ("50-64", {2018: (3530, 2769), 2022: (3687, 2997)}),
    ("65-74", {2018: (5466, 4591), 2022: (5869, 4988)}),
    ("75plus", {2018: (8226, 7505), 2022: (8285, 7423)}),
]
# section, indicator, statistic, subset, value, bound, areas reporting
REALISATION = [
    ("2.2.2", "actieven-informeel", "mean", "all", 14, "exact", 17),
    ("2.2.2", "jongeren-financiele-educatie", "mean", "all", 209, "exact", 12),
    ("2.2.2", "volwassenen-financiele-educatie", "mean", "all", 143, "exact", 13),
    ("3.2.2", "re-integratie-begeleiding", "mean", "all", 253, "exact", None),
    ("3.2.2", "re-integratie-begeleiding", "mean", "study-areas", 216, "exact", None),
    ("3.2.2", "re-integratie-actieven", "mean", "all", 20, "almost", None),
    ("3.2.2", "re-integratie-actieven", "mean", "study-areas", 8, "at-most", None),
    ("3.2.2", "opstap-instapbanen", "mean", "all", 29, "exact", None),
    ("3.2.2", "opstap-instapbanen", "mean", "study-areas", 18, "just-over", None),
    ("3.2.2", "wijk-buurtbanen", "mean", "all", 7, "almost", None),
    ("3.2.2", "wijk-buurtbanen", "mean", "study-areas", 10, "exact", None),
    ("5.2.2", "ve-indicatie", "mean", "all", 548, "exact", None),
    ("5.2.2", "ve-deelname", "mean", "all", 413, "about", None),
    ("5.2.2", "ve-bereik", "mean", "all", 80, "about", None),
    ("5.2.2", "ve-bereik", "minimum", "all", 54, "exact", None),
    ("5.2.2", "ve-bereik", "maximum", "all", 100, "exact", None),
    ("5.2.2", "ve-bereik", "mean", "nl", 75, "about", None),
    ("5.2.2", "ve-extra-personeel", "mean", "all", 8.5, "exact", 12),
    ("5.2.2", "ve-training", "mean", "all", 37, "exact", 10),
]


def _cases():
    for figure, indicator, years in BIJLAGE_2:
        yield from _flat(figure, indicator, "all", "standard", years)
    for figure, definition, years in DEBTS:
        yield from _flat(figure, "problematische-schulden", "all", definition, years)
    for subgroup, years in CARE_COSTS:
        yield from _flat("33-35", "zorgkosten", subgroup, "standard", years)


def _flat(figure, indicator, subgroup, definition, years):
    for year, values in years.items():
        for region, value in zip(("focus", "nl"), values, strict=True):
            if value is not None:
                yield figure, indicator, subgroup, definition, region, year, value


CASES = list(_cases())


@pytest.fixture(scope="module")
def published(tables):
    key = ["figure", "indicator", "subgroup", "definition", "region", "year"]
    return tables.indicator_values.set_index(key)


def test_enough_numbers_are_pinned():
    assert len(CASES) + len(REALISATION) > 200


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"figure {c[0]} {c[2]} {c[3]} {c[4]} {c[5]}")
def test_number_of_annex_2(published, case):
    row = published.loc[case[:6]]
    assert row["value"] == case[6]
    assert row["basis"] == "stated"


@pytest.mark.parametrize(("indicator", "year", "focus", "nl"), [
    ("advies-vmbo-totaal", 2017, 62, 50), ("advies-vmbo-totaal", 2023, 63, 53),
    ("advies-havo-vwo-totaal", 2017, 38, 50), ("advies-havo-vwo-totaal", 2023, 37, 47),
])  # fmt: skip
def test_total_of_section_5_2_1(tables, indicator, year, focus, nl):
    rows = tables.indicator_values.set_index(["indicator", "year", "region"])["value"]
    assert (rows[indicator, year, "focus"], rows[indicator, year, "nl"]) == (focus, nl)


@pytest.mark.parametrize("case", REALISATION, ids=lambda c: f"{c[1]} {c[2]} {c[3]}")
def test_realisation_figure(tables, case):
    section, indicator, statistic, subset, value, bound, areas = case
    row = tables.realisation_values.set_index(["indicator", "statistic", "subset"]).loc[indicator, statistic, subset]
    assert (row["section"], row["value"], row["bound"]) == (section, value, bound)
    assert row["areas_reporting"] == areas if areas else row.isna()["areas_reporting"]


def test_no_stated_number_is_left_unpinned(tables):
    """What is in the table as stated stands in one of the lists above."""
    rows = tables.indicator_values
    rows = rows[(rows["basis"] == "stated") & rows["figure"].notna()]
    in_table = set(
        rows[["figure", "indicator", "subgroup", "definition", "region", "year"]].itertuples(index=False, name=None)
    )
    left_out = {key for key in in_table - {case[:6] for case in CASES} if key[1] != "armoede-kinderen"}
    assert not left_out


def test_figure_17_repeats_figure_16(tables):
    """Why the children's figures are withheld from publications."""
    rows = tables.indicator_values.set_index(["indicator", "region", "year"])["value"]
    assert rows["armoede-kinderen"].equals(rows["armoede-huishoudens"])
    assert tables.indicators.set_index("indicator").loc["armoede-kinderen", "use"] == "withheld"


def test_figure_13_has_no_numbers(tables):
    assert "sociale-samenhang" not in set(tables.indicator_values["indicator"])
    assert "2018" in tables.indicators.set_index("indicator").loc["sociale-samenhang", "caveat_en"]


def test_phrases_are_few_and_wider_than_their_rounding(tables):
    rows = tables.indicator_values
    phrases = rows[rows["basis"] == "phrase"]
    assert len(phrases) == 7
    assert (phrases["precision"] >= 0.015).all()


def test_national_participation_is_known_to_whole_percents(tables):
    rows = tables.indicator_values
    rows = rows[rows["indicator"].str.startswith("arbeidsparticipatie") & (rows["region"] == "nl")]
    assert (rows["precision"] == 0.5).all() and (rows["value"] % 1 == 0).all()


@pytest.mark.parametrize(("study", "phase", "count"), [
    ("armoede", 1, 6), ("armoede", 2, 3), ("re-integratie", 1, 9), ("re-integratie", 2, 3), ("veerkracht", 1, 19),
    ("veerkracht", 2, 3), ("jonge-kind", 1, 9), ("jonge-kind", 2, 3), ("sociale-cohesie", 1, 7),
    ("sociale-cohesie", 2, 2), ("procesevaluatie", None, 19),
])  # fmt: skip
def test_number_of_areas_in_a_study(tables, study, phase, count):
    rows = tables.studies
    rows = rows[(rows["study"] == study) & (rows["scope"] == "area")]
    rows = rows[rows["phase"] == phase] if phase else rows
    assert rows["area"].nunique() == count


def test_who_was_interviewed(tables):
    rows = tables.studies[tables.studies["scope"] == "study"]
    armoede = rows[(rows["study"] == "armoede") & rows["n_interviews"].notna()]
    assert set(armoede[["n_interviews", "n_respondents"]].itertuples(index=False, name=None)) == {(6, 12)}
    veerkracht = rows[(rows["study"] == "veerkracht") & (rows["phase"] == 1) & rows["n_interviews"].notna()]
    assert list(veerkracht[["n_interviews", "n_respondents"]].iloc[0]) == [19, 31]


def test_resilience_overview_has_48_placements_and_no_utrecht(tables):
    rows = tables.interventions
    rows = rows[(rows["theme"] == "veerkracht") & rows["area"].notna()]
    assert len(rows) == 48
    of_report = tables.areas.loc[tables.areas["source"] == MONITOR, "area"]
    assert set(of_report) - set(rows["area"]) == {"utrecht-overvecht"}


@pytest.mark.parametrize(("kind", "cells"), [("effect", 18), ("element", 21), ("barrier", 1), ("recommendation", 2)])
def test_examples_of_chapter_7(tables, kind, cells):
    examples = tables.common_examples
    assert examples["finding"].str.startswith(f"common-{kind}").sum() == cells


def test_frameworks_of_the_literature(tables):
    counts = tables.factors["framework"].value_counts()
    assert counts.to_dict() == {
        "rumping-cmo": 23,
        "nji-general": 11,
        "six-factors": 8,
        "nji-specific": 5,
        "spuk-common": 5,
    }


@pytest.mark.parametrize(("who", "value"), [("mothers", 33), ("carers", 3), ("volunteers", 4), ("professionals", 10)])
def test_people_in_the_article(tables, who, value):
    rows = tables.reported_numbers
    rows = rows[(rows["source"] == "six-factors-article") & rows["what_en"].str.lower().str.contains(who)]
    assert value in set(rows["value"])
