"""Which uncertainty a direction rests on: the nature of every indicator as it was read, and the one rule on it."""

from dataclasses import replace

import pytest

from helpers.contract.load import Tables
from helpers.contract.vocabulary import INDICATOR_NATURES
from helpers.results import claims, indicators, uncertainty

# Read in the report (and the file of CBS), indicator by indicator: its nature, whether the source says so ("stated")
# or it is generally known of the statistic, and where was looked. Bijlage 2 has no source notes; 1.2.2 says of all
# effect indicators only that they rest "mainly" on data of CBS, which names no register or survey.
READ = {
    # 1.2.2 and 5.2.1, toelichting figuur 4-11 and 24: no source named; DUO registers pupils.
    "advies-vmbo-basis-kader": ("register", "known", "Bijlage 2, toelichting figuur 4"),
    "advies-vmbo-kader-gl": ("register", "known", "Bijlage 2, toelichting figuur 5"),
    "advies-vmbo-gl-tl": ("register", "known", "Bijlage 2, toelichting figuur 6"),
    "advies-vmbo-tl-havo": ("register", "known", "Bijlage 2, toelichting figuur 7"),
    "advies-havo": ("register", "known", "Bijlage 2, toelichting figuur 8"),
    "advies-havo-vwo": ("register", "known", "Bijlage 2, toelichting figuur 9"),
    "advies-vwo": ("register", "known", "Bijlage 2, toelichting figuur 10"),
    "advies-vmbo-totaal": ("register", "known", "5.2.1"),
    "advies-havo-vwo-totaal": ("register", "known", "5.2.1"),
    "afstroom": ("register", "known", "Bijlage 2, toelichting figuur 11"),
    "geen-startkwalificatie": ("register", "known", "3.2.1; Bijlage 2, toelichting figuur 12"),
    # 6.2: CBS data, part of the Leefbaarometer, "a composed indicator"; that it is a model is not said.
    "sociale-samenhang": ("model", "known", "6.2"),
    "middeninkomens": ("register", "known", "Bijlage 2, toelichting figuur 14 en 15"),
    "hoge-inkomens": ("register", "known", "Bijlage 2, toelichting figuur 14 en 15"),
    "armoede-huishoudens": ("register", "known", "2.2.1; Bijlage 2, toelichting figuur 16"),
    "armoede-kinderen": ("register", "known", "Bijlage 2, toelichting figuur 17"),
    # "geregistreerde problematische schulden", ten sources and four new ones; CBS in 2.1.
    "problematische-schulden": ("register", "stated", "2.1; Bijlage 2, toelichting figuur 19"),
    "arbeidsparticipatie": ("survey", "known", "3.2.1; Bijlage 2, toelichting figuur 20"),
    "arbeidsparticipatie-jongeren": ("survey", "known", "3.2.1; Bijlage 2, toelichting figuur 21"),
    "bijstand": ("register", "known", "3.2.1; Bijlage 2, toelichting figuur 22"),
    # 5.2.1, note 1: scores of CBS, addresses of DUO, added up from schools; the model behind a score is not named.
    "onderwijsachterstandsscore": ("model", "known", "5.2.1, noot 1"),
    "advies-bijgesteld": ("register", "known", "Bijlage 2, toelichting figuur 24"),
    "ses-woa": ("model", "known", "3.2.1; Bijlage 2, toelichting figuur 25"),
    # "is vier keer gemeten", adults who "aangeven", "ervaren": no source named.
    "vrijwilligers": ("survey", "known", "Bijlage 2, toelichting figuur 26"),
    "sterk-eenzaam": ("survey", "known", "Bijlage 2, toelichting figuur 27"),
    "psychische-klachten": ("survey", "known", "Bijlage 2, toelichting figuur 28"),
    "mantelzorg": ("survey", "known", "Bijlage 2, toelichting figuur 29"),
    "mist-emotionele-steun": ("survey", "known", "Bijlage 2, toelichting figuur 30"),
    "weinig-regie": ("survey", "known", "Bijlage 2, toelichting figuur 31"),
    "veel-stress": ("survey", "known", "Bijlage 2, toelichting figuur 32"),
    "zorgkosten": ("register", "known", "Bijlage 2, toelichting figuur 33, 34 en 35"),
    # 1.2.2: asked of the areas from April to June 2025; 3.2.2: "registreren en meten" differs between them.
    "actieven-informeel": ("count", "stated", "1.2.2, 2.2.2"),
    "jongeren-financiele-educatie": ("count", "stated", "1.2.2, 2.2.2"),
    "volwassenen-financiele-educatie": ("count", "stated", "1.2.2, 2.2.2"),
    "re-integratie-begeleiding": ("count", "stated", "1.2.2, 3.2.2"),
    "re-integratie-actieven": ("count", "stated", "1.2.2, 3.2.2"),
    "opstap-instapbanen": ("count", "stated", "1.2.2, 3.2.2"),
    "wijk-buurtbanen": ("count", "stated", "1.2.2, 3.2.2"),
    "ve-indicatie": ("count", "stated", "1.2.2, 5.2.2"),
    "ve-deelname": ("count", "stated", "1.2.2, 5.2.2"),
    "ve-bereik": ("count", "stated", "1.2.2, 5.2.2"),
    "ve-extra-personeel": ("count", "stated", "1.2.2, 5.2.2"),
    "ve-training": ("count", "stated", "1.2.2, 5.2.2"),
    # The file of CBS has names of columns and no word on registers or surveys.
    "cbs-inwoners": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-leeftijd-0-14": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-leeftijd-15-24": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-leeftijd-25-44": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-leeftijd-45-64": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-leeftijd-65plus": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-koopwoningen": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-woningwaarde": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-arbeidsparticipatie": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-laag-inkomen": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-hoog-inkomen": ("register", "known", "Kerncijfers wijken en buurten 2022"),
    "cbs-hoog-opgeleid": ("survey", "known", "Kerncijfers wijken en buurten 2022"),
}


def with_nature(run, indicator, nature):
    """A run whose indicator has another nature."""
    facts = run.tables.indicators
    facts.loc[facts["indicator"] == indicator, "nature"] = nature
    return replace(run, tables=Tables(run.tables.frames | {"indicators": facts}))


def test_every_indicator_has_the_nature_that_was_read(tables):
    facts = tables.indicators[tables.indicators["kind"].isin(indicators.OF_PAGES)]
    facts = facts.set_index("indicator")[["nature", "nature_basis"]]
    assert {name: tuple(row) for name, row in facts.iterrows()} == {name: read[:2] for name, read in READ.items()}


def test_series_of_a_model_are_called_estimates(tables):
    """Leefbaarometer and the health figures are models, the low educated of CBS a survey, the rest registers."""
    series = tables.indicators.query("kind == 'series'").set_index("indicator")
    models = series.index.str.startswith(("lbm-", "rivm-"))
    assert (series["nature"] == "model").tolist() == models.tolist()
    assert set(series.index[series["nature"] == "survey"]) == {"kwb-laagopgeleid"}
    health = series[series.index.str.startswith("rivm-")]
    assert health["measured_nl"].str.contains("chat").all() and health["measured_en"].str.contains("stimate").all()


def test_what_the_source_does_not_say_is_told_as_known_of_the_statistic(tables):
    """In words too, in both languages: whoever reads the text alone sees that it is ours."""
    for row in tables.indicators[tables.indicators["kind"].isin(indicators.OF_PAGES)].itertuples():
        assert ("Voor zover bekend" in row.measured_nl) == (row.nature_basis == "known"), row.indicator
        assert ("As far as is known" in row.measured_en) == (row.nature_basis == "known"), row.indicator


@pytest.mark.parametrize(
    ("nature", "error"), [("register", ""), ("survey", "sampling"), ("model", "model"), ("count", "")]
)
def test_the_rule(nature, error):
    assert uncertainty.unknown_error(nature) == error


def test_the_rule_knows_every_nature_and_no_other():
    assert {uncertainty.unknown_error(nature) for nature in INDICATOR_NATURES} == {"", *uncertainty.ERRORS}
    with pytest.raises(KeyError):
        uncertainty.unknown_error("guess")


def test_estimates_follow_the_nature(run):
    def names(run):
        return set(uncertainty.estimates(indicators.pairs(run, "sociale-cohesie"))["indicator"])

    assert names(run) == {
        *("vrijwilligers", "sterk-eenzaam", "psychische-klachten", "mantelzorg", "mist-emotionele-steun")
    }
    assert names(run) - names(with_nature(run, "sterk-eenzaam", "register")) == {"sterk-eenzaam"}


def test_conclusions_follow_the_nature(run):
    assert uncertainty.of_conclusions(run, "sociale-cohesie") == [("sampling",), ("sampling",)]
    assert uncertainty.of_conclusions(run, "re-integratie") == [("sampling",)]
    assert uncertainty.of_conclusions(run, "armoede") == [(), ()]
    changed = with_nature(with_nature(run, "sterk-eenzaam", "register"), "vrijwilligers", "model")
    assert uncertainty.of_conclusions(changed, "sociale-cohesie") == [(), ("model",)]


def test_conclusions_are_drawn_from_indicators_of_their_theme(tables):
    themes = tables.indicators.set_index("indicator")["themes"]
    for theme, conclusions in uncertainty.CONCLUDED_FROM.items():
        assert all(theme in themes[name].split(";") for names in conclusions for name in names)


def test_verdicts_on_estimates_say_so(run):
    """Not where only what is printed is compared, nor where nothing can be tested."""
    rests_on = claims.evaluated(run.tables).set_index("claim")["rests_on"]
    assert "sampling" in rests_on["fig-27-gap-widens"] and "sampling" not in rests_on["fig-22-fall-both-2018-2023"]
    assert "model" in rests_on["fig-23-fall-both"]
    natures = run.tables.indicators.set_index("indicator")["nature"]
    for row in claims.evaluated(run.tables).itertuples():
        used = {natures[key[0]] for key in row.result.values_used}
        compared = any(part.condition and part.condition.quantity != "printed" for part in row.result.parts)
        assert ("sampling" in row.rests_on) == (compared and "survey" in used), row.claim
        assert ("model" in row.rests_on) == (compared and "model" in used), row.claim
    changed = claims.evaluated(with_nature(run, "sterk-eenzaam", "register").tables).set_index("claim")["rests_on"]
    assert "sampling" not in changed["fig-27-gap-widens"]


def test_statements_on_estimates_are_counted_and_are_no_choice(run):
    counts = claims.counts(run).set_index("chapter")
    rows = claims.statements(claims.evaluated(run.tables))
    on_estimates = [not {"sampling", "model"}.isdisjoint(words) for words in rows["rests_on"]]
    assert counts.loc[claims.ALL, "of_estimates"] == sum(on_estimates) > 0
    assert counts.loc[6, "of_estimates"] == (rows["chapter"][on_estimates] == 6).sum()
    only = rows[[set(words) in ({"sampling"}, {"model"}) for words in rows["rests_on"]]]
    by_choice = [column for column in counts.columns if column.endswith("_by_choice")]
    chosen = sum(not {"limit", "rounding", "reading", "coding"}.isdisjoint(words) for words in rows["rests_on"])
    assert len(only) and counts.loc[claims.ALL, by_choice].sum() == chosen


# What the messages `conclude.<theme>.may_<number>` say of the focus areas together beside the Netherlands.
HIGHER = {
    **{"armoede-huishoudens": True, "geen-startkwalificatie": True, "arbeidsparticipatie": False},
    **{"arbeidsparticipatie-jongeren": False, "advies-vmbo-totaal": True, "sterk-eenzaam": True},
    "vrijwilligers": False,
}


def test_what_may_be_concluded_holds_in_every_year(tables):
    values = tables.indicator_values
    wide = values.pivot_table(index=["indicator", "definition", "year"], columns="region", values="value").dropna()
    for indicator, higher in HIGHER.items():
        rows = wide.loc[indicator]
        assert len(rows) > 1 and ((rows["focus"] > rows["nl"]) == higher).all(), indicator
    debts = wide.loc["problematische-schulden"]["focus"].unstack("definition").dropna()
    assert len(debts) > 1 and (debts["revised"] > debts["old"]).all()
