"""Texts that hold a number of their own instead of a placeholder: the number has to follow from the tables."""

import re

import pytest

from helpers.contract.vocabulary import MONITOR
from helpers.methods.convergence import FLAT, OTHER_LIMITS
from helpers.methods.matching import BALANCED
from helpers.results import frameworks, synthesis
from helpers.results.similar import OTHER_NUMBERS
from helpers.session import open_run
from helpers.words.text import catalogue

WORDS = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien",
    "en": "zero one two three four five six seven eight nine ten",
}
NUMBER_WORDS = {
    language: {word: n for n, word in enumerate(words.split()) if n > 1} | {last: 20, teen: 19}
    for (language, words), last, teen in zip(
        WORDS.items(), ("twintig", "twenty"), ("negentien", "nineteen"), strict=True
    )
}
# Numbers that are names: of chapters, phases, levels of education, the grant, age groups, one as the point of equality.
NAMES = re.compile(
    r"""\{[^}]*\} | 20\d\d(?:-20\d\d)? | (?i:bijlage|annex|hoofdstuk(?:ken)?|chapters?|fases?|phases?|figuur|figure)
    \s\d(?:(?:,\s\d)*\s(?:en|tot|and|to)\s\d)? | mbo\D{0,10}\d | niveau\s\d | CC\sBY\s4\.0 | €\{value\}\.?,?000
    | \b1\s?(?:×|keer|time)? (?=[^\d%,.]) | 95%""",
    re.VERBOSE,
)


def areas(tables):
    """Those of the report."""
    return (tables.areas["source"] == MONITOR).sum()


def themes(tables):
    return len(tables.themes)


def reported(number):
    return lambda tables: tables.reported_numbers.set_index("number").loc[number, "value"]


def cluster_areas(cluster):
    """In how many areas the overview names an approach of the cluster."""
    return lambda tables: tables.interventions.query(f"cluster == '{cluster}'")["area"].nunique()


def sessions(tables):
    return tables.studies.query("method == 'local-session'")["area"].nunique()


def definitions(tables):
    return tables.indicator_values.query("indicator == 'problematische-schulden'")["definition"].nunique()


def advice_levels(tables):
    return tables.indicators.query("composition == 'schooladvies'")["indicator"].nunique()


def practices(tables):
    return tables.practices["practice"].nunique()


def common_elements(tables):
    return len(tables.findings.query("theme == 'common' and kind == 'element' and parent.isna()"))


def article_factors(tables):
    return len(tables.factors.query("framework == 'six-factors' and kind == 'factor'"))


def clusters(_):
    return frameworks.support(open_run("breda-noord"))["cluster"].nunique()


def nearest(tables):
    return tables.similar_districts.groupby(["area", "variables"]).size().unique().item()


def flat(_):
    return 100 * FLAT


def other_limit(place):
    return lambda tables: 100 * OTHER_LIMITS[place]


# What the numbers of a message are, in their order.
HELD = {
    "factsheet.intro": [areas],
    "grant.what": [areas],
    "grant.pillar_2": [themes],
    "grant.pillar_3": [sessions, areas],
    "method.group": [areas],
    "indicator.group_mean": [areas],
    "group.title": [areas],
    "fold.group": [areas],
    "fold.years": [areas],
    "fold.reach": [areas],
    "convergence.changes_title": [areas],
    "overview.title": [areas],
    "overview.group": [areas],
    "glossary.focus-area.text": [areas],
    "glossary.mean.text": [areas],
    "coverage.sentence": [themes],
    "common.scope": [themes],
    "bound_on_integral.text": [themes],
    "robust.caution_chapters": [themes],
    "robust.caution_clusters": [clusters],
    "cluster.caution": [
        *(reported("4-2-1-04"), reported("4-2-1-05")),
        *(cluster_areas("identiteit"), cluster_areas("cohesie")),
    ],
    "frameworks.crosswalk": [common_elements],
    "framework.six-factors": [article_factors],
    "source_name.six-factors-article": [article_factors],
    "source.article": [article_factors],
    "debts.title": [definitions],
    "conclude.armoede.may_2": [definitions],
    "advice.title": [advice_levels],
    "advice.alt": [advice_levels],
    "practices.title": [practices],
    "column.limit_5": [other_limit(0)],
    "column.limit_20": [other_limit(1)],
    "convergence.choice_limit_5": [other_limit(0)],
    "convergence.choice_limit_20": [other_limit(1)],
    "convergence.choices_reading": [flat, other_limit(0), other_limit(1)],
    "answer.whose.similar": [nearest],
    "similar.variation.k-5": [lambda _: OTHER_NUMBERS[0]],
    "similar.variation.k-20": [lambda _: OTHER_NUMBERS[1]],
    "similar.balance_reading": [lambda _: BALANCED],
}
# Messages whose numbers are about their own words, a definition or a rule that the code tests elsewhere.
OF_THEIR_OWN = re.compile(
    r"(subgroup|number_word|unit|answer\.figure|similar\.(variable|unlike)|goals|glossary|method|participation|advice"
    r"|convergence|conclude|grant)\..+"
    r"|index.short.cbs-leeftijd-65plus|districts.name.cbs-leeftijd-0-14|column.twice|frameworks.title|reach.two_measures|stated.none"
    r"|index.compare_note|handout.title|factsheet.as_pdf|chart.funnel_998|column.limits_998|funnel\..+"
    r"|answer\.lead\.level\..+|courses\.city_incomes|similar\.when_possibly"  # 40 %: what CBS calls low
    r"|own\.(column|explain)\..+|source\.(literature|chapters_.+)|coverage.caution|cmo\..+|context.weight_15_64"
)


def numbers(text, language):
    """The numbers of a text in their order, without those that are names."""
    words = NUMBER_WORDS[language]
    found = re.findall(rf"\d+(?:[.,]\d+)?|\b(?:{'|'.join(words)})\b", NAMES.sub(" ", text).lower())
    return [words.get(number) or float(number.replace(",", ".")) for number in found]


def forms(message):
    return [message] if isinstance(message, str) else message.values()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("key", HELD)
def test_numbers_of_texts_follow_from_the_tables(tables, language, key):
    for form in forms(catalogue(language)[key]):
        assert numbers(form, language) == [expected(tables) for expected in HELD[key]], form


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_with_a_number_of_its_own_is_known(language):
    with_numbers = {
        key for key, message in catalogue(language).items() if any(numbers(form, language) for form in forms(message))
    }
    with_numbers = {key.removeprefix("peers.") for key in with_numbers}  # in the place of one with the same numbers
    assert not {key for key in with_numbers - HELD.keys() if not OF_THEIR_OWN.fullmatch(key)}


def test_no_area_took_part_in_all_studies():
    """As `bound_on_integral.text` says."""
    assert synthesis.areas_by_studies(open_run("breda-noord")).set_index("studies")["areas"].iloc[-1] == 0
