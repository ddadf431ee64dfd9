"""The section of a theme as a reader meets it: for each outcome by hand, and rules for all areas."""

import re
from functools import cache

import pytest

from helpers import views
from helpers.blocks.html import blocks_html
from helpers.blocks.model import Bullets, Fold, Heading, Note, Paragraph, Table
from helpers.contract.vocabulary import LANGUAGES, THEMES
from helpers.pages import pdf
from helpers.results import answer, evidence, indicators, themes
from helpers.session import open_run
from tests.published import NOTEBOOKS, cells, flat
from tests.spines import assert_at_their_values

HEERLEN, ROOSENDAAL = "heerlen-noord", "roosendaal-ring"


def some(*quick):
    """All themes, of which these are tested in `make check`."""
    return [theme if theme in quick else pytest.param(theme, marks=pytest.mark.slow) for theme in THEMES]


@cache  # blocks do not change, and several rules are tried on the same ones
def heading_of(area, theme, language="nl"):
    run = open_run(area, language)
    states = themes.states(run, area)
    own = themes.findings(run, area, theme)
    of_theme = states[states["theme"] == theme]
    said = answer.found(run, area)
    (heading,) = views.theme.heading(run, theme, of_theme, evidence.interventions(run, area, theme), own, said)
    return heading


def test_a_finding_that_stands_above_is_not_the_line_of_its_theme_too_where_there_is_another(areas):
    for area in areas:
        shown = answer.found(open_run(area), area)["label_nl"].iloc[0]
        for theme in THEMES:
            own = themes.findings(open_run(area), area, theme)
            if shown and set(own["label_nl"]) - {shown}:
                assert shown not in heading_of(area, theme).gist, (area, theme)


def said_of(heading):
    """What a reader sees of a closed section."""
    return f"{heading.gist} {heading.line}".strip()


@cache
def found_of(area, theme, language="nl"):
    run = open_run(area, language)
    return run, views.theme.found(run, theme, themes.findings(run, area, theme), themes.of_study(run, area, theme))


# One line -------------------------------------------------------------------------------------------------

LINES = {
    (HEERLEN, "re-integratie"): (
        "theme",
        "6 aanpakken, 7 bevindingen",
        "De Bovengrondse Vakschool lijkt deelnemers het best naar gewoon betaald werk te helpen, samen met bedrijven "
        "en mbo; net als de wijkgildes in Groningen.",
    ),
    (HEERLEN, "jonge-kind"): (
        "theme",
        "10 aanpakken, 6 bevindingen",
        "Wat helpt, volgens het rapport: Ooievaarsmoeders zijn op plekken waar ouders makkelijk binnenlopen.",
    ),
    (ROOSENDAAL, "veerkracht"): (
        "theme",
        "2 aanpakken",
        "Moedergroepen (worden opgezet). Het rapport noemt geen bevinding over Roosendaal Ring: fase 2 van de studie "
        "was in drie andere gebieden.",
    ),
    (HEERLEN, "armoede"): (
        "rest",
        "geen bevindingen",
        "Niet onderzocht in Heerlen-Noord: de studie was in zes andere gebieden.",
    ),
    # 6.3.4 has this from a questionnaire: a study that did not visit the area does tell of it
    ("arnhem-oost", "sociale-cohesie"): (
        "theme",
        "1 aanpak",
        "Academie Arnhem-Oost: training en loket voor bewoners. De gesprekken van de studie waren in zeven andere "
        "gebieden. Het rapport noemt in Arnhem-Oost wel één aanpak.",
    ),
    ("utrecht-overvecht", "veerkracht"): (
        "rest",
        "geen bevindingen",
        "Niet onderzocht in Utrecht Overvecht: het overzicht van de studie noemt dit gebied niet.",
    ),
}


@pytest.mark.parametrize(("of", "expected"), LINES.items(), ids=["-".join(of) for of in LINES])
def test_a_closed_section_says_one_finding_and_how_much_there_is(of, expected):
    heading = heading_of(*of)
    assert (heading.place, heading.counts, said_of(heading)) == expected and heading.id == of[1]


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_every_line_is_a_sentence(areas, language):
    for area in areas:
        for theme in THEMES:
            line = said_of(heading_of(area, theme, language))
            assert line.endswith(".") and ".." not in line, (area, theme, line)


@pytest.mark.parametrize("language", [pytest.param("nl", marks=pytest.mark.slow), "en"])
def test_what_a_section_says_only_while_it_is_closed_stands_inside_and_the_rest_does_not(areas, language):
    for area in areas:
        for theme in THEMES:
            heading, (run, found) = heading_of(area, theme, language), found_of(area, theme, language)
            done = views.theme.done(run, theme, evidence.interventions(run, area, theme))
            lines = [item for block in flat([*found, *done]) if isinstance(block, Bullets) for item in block.items]
            inside = [line.split(" (")[0] for line in lines]
            if heading.gist:
                gist = heading.gist.removesuffix(".").replace(" – ", ": ")  # a label's own colon, behind the lead
                assert any(gist.split(" (")[0].endswith(line) for line in inside), (area, theme, gist)
            assert not any(heading.line and line in heading.line for line in inside), (area, theme, heading.line)


# Done -----------------------------------------------------------------------------------------------------


def test_what_is_only_named_is_set_apart():
    run = open_run(HEERLEN)
    told, apart, untold, fold = views.theme.done(run, "jonge-kind", evidence.interventions(run, HEERLEN, "jonge-kind"))[
        1:
    ]
    assert isinstance(apart, Paragraph) and apart.text == "Alleen genoemd, zonder uitleg over Heerlen-Noord:"
    assert (len(told.items), len(untold.items)) == (5, 5) and told.items[0].startswith("Ooievaarsmoeders: ")
    assert isinstance(fold, Fold) and len(fold.parts[0].rows) == 10


VIA = {
    "nl": "Wel bij re-integratie: In de Bovengrondse Vakschool zit ook hulp bij schulden",
    "en": "But under re-integration: Debt help is also present in the Bovengrondse Vakschool",
}


@pytest.mark.parametrize(("language", "said"), VIA.items())
def test_where_no_approach_is_named_what_one_for_another_theme_has_is_said(language, said):
    run = open_run(HEERLEN, language)
    states, nothing = themes.states(run, HEERLEN), evidence.interventions(run, HEERLEN, "armoede")
    armoede, cohesion = (states[states["theme"] == theme] for theme in ("armoede", "sociale-cohesie"))
    (note,) = [part for part in views.theme.done(run, "armoede", nothing, armoede) if isinstance(part, Note)]
    assert note.text.endswith(f" {said} ({views.parts.cited(run.text, '3.3.4')}).")
    (note,) = [part for part in views.theme.done(run, "sociale-cohesie", nothing, cohesion) if isinstance(part, Note)]
    assert note.text == run.text("interventions.none", area=run.area_name)  # of this theme the coder reads it so
    (row,) = [row for row in _hand_out(run).rows if row[0].text == run.text("section.armoede")]
    assert row[1].text == f"{run.text('brief.not_named')} {said}."
    summary = evidence.summary(run, HEERLEN)
    (table,) = [part for part in views.known.area_summary(run, summary) if isinstance(part, Table)]
    assert run.text("summary.named_elsewhere", theme=said.split(": ")[0].split()[-1]) in table.rows[0][2].text


@pytest.mark.parametrize(
    ("language", "aim"),
    [
        ("nl", "Instanties dichter bij het leven van bewoners (als doel genoemd, §\xa02.3.4)"),
        ("en", "Institutions closer to the lives of residents (named as an aim, §\xa02.3.4)"),
    ],
)
def test_an_aim_is_said_to_be_one_and_what_is_done_is_not(language, aim):
    area = "schiedam-nieuwland-en-oost"
    run, frame = open_run(area, language), evidence.interventions(open_run(area), area, "armoede")
    items = views_lines(views.theme.done(run, "armoede", frame))
    words = run.text("theme.line_of_aim", label="", section="").split(",")[0]
    assert aim in items
    assert sum(words in item for item in items) == (frame["concreteness"] == "intention").sum() < len(items)


# Found ----------------------------------------------------------------------------------------------------


def test_every_finding_of_the_area_stands_once_and_three_of_a_kind_on_the_page(areas):
    for area in areas:
        for theme in THEMES:
            run, blocks = found_of(area, theme)
            own = themes.findings(run, area, theme)
            lines = [item for block in flat(blocks) if isinstance(block, Bullets) for item in block.items]
            assert len(lines) == len(set(lines)), (area, theme)
            for label, approach in zip(own["label_nl"], own["approach"], strict=True):
                said = (label, label.removeprefix(f"{approach}: "))
                beginnings = tuple(f"{one.removesuffix(')')}{', §' if one.endswith(')') else ' ('}" for one in said)
                assert sum(line.startswith(beginnings) for line in lines) == 1, (area, theme, label)
            on_page = [b for b in flat([b for b in blocks if not isinstance(b, Fold)]) if isinstance(b, Bullets)]
            assert all(len(block.items) <= 3 for block in on_page), (area, theme)


def test_a_finding_on_an_approach_is_said_to_be_so():
    _, blocks = found_of("rotterdam-zuid", "veerkracht")
    lines = [item for block in flat(blocks) if isinstance(block, Bullets) for item in block.items]
    assert sum("(over een aanpak, §\u00a0" in line for line in lines) == 21 and len(lines) == 22


def test_findings_of_the_study_are_said_to_be_of_all_its_areas():
    """None is tied to Roosendaal; in Breda only what is difficult has none."""
    _, blocks = found_of(ROOSENDAAL, "jonge-kind")
    said = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert said == ["Uit de studie in tien gebieden samen. Roosendaal Ring is er een van:"]
    _, blocks = found_of("breda-noord", "jonge-kind")
    columns = blocks[0].parts
    assert [any(isinstance(block, Paragraph) and "samen" in block.text for block in part) for part in columns] == [
        *(False, False, True),
    ]


def test_a_section_stands_in_the_brackets_that_are_there():
    run = open_run("leeuwarden-oost")
    lines = views_lines(
        views.theme.done(run, "sociale-cohesie", evidence.interventions(run, run.area, "sociale-cohesie"))
    )
    assert "Gebouw voor bewoners (er wordt aan gewerkt, §\xa06.3.4)" in lines
    assert not any(") (" in line for line in lines) and any(line.endswith(" (§\xa06.3.4)") for line in lines)


def test_what_holds_in_each_area_of_the_study_is_said_to():
    run = open_run(ROOSENDAAL)
    own, of_study = (of(run, ROOSENDAAL, "jonge-kind") for of in (themes.findings, themes.of_study))
    first = of_study["finding"].iloc[0]
    blocks = views.theme.found(run, "jonge-kind", own, of_study.assign(each=of_study["finding"] == first))
    in_each = [line for line in views_lines(blocks) if "(in alle tien, §" in line]
    assert len(in_each) == 1 and in_each[0].startswith(of_study["label_nl"].iloc[0])
    left = of_study.assign(each=False, n_areas=3)
    left.loc[left["finding"] == left["finding"].iloc[-1], "each"] = True
    lines = views_lines(views.theme.group_findings(run, "jonge-kind", own, left))
    assert [line for line in lines if "in alle" in line] == [f"{of_study['label_nl'].iloc[-1]} (in alle drie)"]


def test_findings_of_other_areas_are_no_findings_here():
    for area, theme in ((HEERLEN, "armoede"), (ROOSENDAAL, "veerkracht")):
        assert list(found_of(area, theme)[1]) == []


def folds_of(area, theme):
    run = open_run(area)
    own, of_study = themes.findings(run, area, theme), themes.of_study(run, area, theme)
    return views.theme.group_findings(run, theme, own, of_study)


def test_findings_of_the_study_stand_under_a_fold_that_says_whose_they_are():
    assert [fold.summary for fold in folds_of(ROOSENDAAL, "jonge-kind")] == [
        "Meer bevindingen uit de studie in tien gebieden samen",
        "Bevindingen uit fase 2, in drie andere gebieden",
    ]
    # All kinds that the page shows are about Tilburg itself there.
    assert folds_of("tilburg-noordwest", "armoede")[0].summary.startswith("Alle bevindingen uit de studie")


@pytest.mark.parametrize("theme", some("jonge-kind", "veerkracht"))
def test_no_finding_of_the_study_stands_on_the_page_and_under_the_fold(areas, theme):
    """And none is lost: shown and folded are together all that the study has."""
    for area in areas:
        run = open_run(area)
        own, of_study = themes.findings(run, area, theme), themes.of_study(run, area, theme)
        of_area = set(views_lines(views.theme.found(run, theme, own, of_study[:0])))
        shown = [line for line in views_lines(found_of(area, theme)[1]) if line not in of_area]
        folded = views_lines(folds_of(area, theme))
        bare = [re.sub(r" \(§\xa0.*\)$| \(in alle .*\)$", "", line) for line in (*shown, *folded)]
        labels = [re.sub(r" \(in alle .*\)$", "", line) for line in bare]
        assert sorted(labels) == sorted(of_study["label_nl"]), area


def views_lines(blocks):
    return [item for block in flat(blocks) if isinstance(block, Bullets) for item in block.items]


def test_findings_of_the_annex_name_no_area_as_theirs():
    run = open_run(ROOSENDAAL)
    (fold,) = views.theme.annex_findings(run, "veerkracht", evidence.annex_findings(run, ROOSENDAAL, "veerkracht"))
    assert (
        fold.summary.endswith("dit soort aanpak: sociale cohesie in de buurt")
        and "niet welk gebied" in fold.parts[0].text
    )
    heads = [block.text for block in fold.parts if isinstance(block, Heading)]
    assert heads[0] == "Wat er is gevonden (bijlage 3, cluster 4)" and len(heads) == 3
    assert fold.parts[2].text == run.text("theme.experienced")  # under effects alone
    assert sum(isinstance(part, Paragraph) for part in fold.parts) == 2


def test_effects_under_a_fold_are_said_to_be_experiences(run):
    own, of_study = themes.findings(run, run.area, "re-integratie"), themes.of_study(run, run.area, "re-integratie")
    (fold,) = views.theme.group_findings(run, "re-integratie", own, of_study)
    after = {part.text: fold.parts[n + 1] for n, part in enumerate(fold.parts) if isinstance(part, Heading)}
    said = [head for head, part in after.items() if getattr(part, "text", "") == run.text("theme.experienced")]
    assert len(said) == 1 and said[0].startswith(run.text("theme.kind.effect"))


# Questions and the hand-out -------------------------------------------------------------------------------

ASKED = {
    (HEERLEN, "re-integratie"): "Dat zegt het rapport over Heerlen-Noord. Hoe is dat nu, en wie let erop?",
    (HEERLEN, "jonge-kind"): "Dat zegt het rapport over een aanpak, niet over Heerlen-Noord zelf. Hoe is dat hier, en "
    "wie let erop?",
    (HEERLEN, "veerkracht"): "Het rapport noemt een aanpak, maar niet wat het gebied doet of wat dat oplevert. Wat "
    "weet het gebied daar zelf over?",
    (
        "leeuwarden-oost",
        "sociale-cohesie",
    ): "Dat knelpunt noemt het rapport bij Leeuwarden Oost. Speelt het nog, en wie pakt het op?",
    (ROOSENDAAL, "veerkracht"): "Het rapport noemt aanpakken, maar niet wat die opleveren. Wat weet het gebied "
    "zelf over de resultaten?",
    (ROOSENDAAL, "jonge-kind"): "Wat doet het gebied met deze aanbeveling? Maak bereik van voorschoolse educatie deel "
    "van een brede aanpak voor gezin en wijk (§\u00a05.4.2).",
}


@pytest.mark.parametrize(("of", "expected"), ASKED.items(), ids=["-".join(of) for of in ASKED])
def test_one_question_for_the_area(of, expected):
    area, theme = of
    run = open_run(area)
    (note,) = views.theme.question(run, themes.question(run, area, theme))
    assert isinstance(note, Note) and note.tone == "question" and note.text.endswith(expected)


def test_no_question_where_nothing_is_known():
    run = open_run(HEERLEN)
    assert list(views.theme.question(run, themes.question(run, HEERLEN, "armoede"))) == []


def _not_done(of) -> str:
    """What the hand-out adds to an approach of which the report does not say what was done."""
    return " (als doel genoemd)" if of.concreteness == "intention" else ""


def _names_in_cell(of_theme):
    """Of the approaches of a theme: told ones first, then, after these words, those that are only named."""
    bare = of_theme["content"].isin(("name", "shared")) & (of_theme["concreteness"] != "intention")
    if bare.sum() == 1:  # in its own place
        marked = of_theme["about_nl"].where(~bare, of_theme["about_nl"] + " (alleen genoemd)")
        of_theme = of_theme.assign(about_nl=marked)
        bare &= False
    said = [(f"{of.about_nl}{_not_done(of)}", of.proper_name) for of in of_theme[~bare].itertuples()]
    only = [(of.about_nl, of.proper_name) for of in of_theme[bare].itertuples()]
    if only:
        groups = [name.partition(", in de groep ")[2] for name, _ in only]
        only = [
            (name.partition(", in de groep ")[0] if group and group in groups[place + 1 : place + 2] else name, proper)
            for place, ((name, proper), group) in enumerate(zip(only, groups, strict=True))
        ]
        first, proper = only[0]
        only[0] = (f"Alleen genoemd: {first if proper else first[0].lower() + first[1:]}", False)
    first, *others = [*said, *only] or [("", True)]
    return [first[0], *(name if proper else name[0].lower() + name[1:] for name, proper in others)]


def test_the_hand_out_sets_apart_what_is_only_named_and_what_is_aimed_at():
    tables = [_hand_out(open_run(area, language)) for area, language in HAND_OUTS]
    breda, schiedam = ("; ".join(row[1].text for row in table.rows) for table in tables)
    assert "; alleen genoemd: " in breda and "; hulp of activiteiten voor het hele gezin" in breda
    group = ", in the group 'social cohesion in the neighbourhood'"
    assert (
        "Only named: Welkom in Oost ('Welcome to Oost'); Thuis in de wijk ('At home in the neighbourhood'); "
        in schiedam
    )
    assert f"; Ambtenaren Mix & Match ('Civil servants Mix & Match'){group}." in schiedam
    assert "Team Toeleiding: helpt ouders contact te maken;" in breda
    assert "eaching people with little trust in institutions (named as an aim)" in schiedam
    assert [table.columns[1].label for table in tables] == ["Gedaan of genoemd", "Done or named"]


HAND_OUTS = [("breda-noord", "nl"), ("schiedam-nieuwland-en-oost", "en")]


def _hand_out(run):
    named, own = evidence.named_interventions(run, run.area), themes.all_findings(run, run.area)
    states, shared = themes.states(run, run.area), themes.shared_findings(run, run.area)
    (table,) = views.theme.brief(run, states, named, own, shared)
    return table


def test_the_hand_out_has_a_row_per_theme(areas):
    for area in areas:
        run = open_run(area)
        states = themes.states(run, area)
        named, own = evidence.named_interventions(run, area), themes.all_findings(run, area)
        shared = themes.shared_findings(run, area)
        (block,) = views.theme.brief(run, states, named, own, shared)
        assert isinstance(block, Table) and block.id == "gedaan-en-gevonden"
        assert [row[0].text for row in block.rows] == states["name_nl"].tolist(), area
        for row, state in zip(block.rows, states.itertuples(), strict=True):
            assert row[1].text.startswith("Geen aanpak genoemd.") == (state.approaches == 0), (area, state.theme)
            assert all(cell.text for cell in row), (area, state.theme)
            together = not state.findings and state.theme in set(shared["theme"])
            assert ("gebieden samen: " in row[2].text) == together, (area, state.theme)
            of_theme = named[named["theme"] == state.theme]
            said = [name.replace("eén ", "één ") for name in _names_in_cell(of_theme)]
            assert not len(of_theme) or row[1].text.removesuffix(".").split("; ") == said, (area, state.theme)
        assert [column.key for column in block.columns if column.listed] == ["done"]


def test_an_approach_that_several_findings_are_about_is_named_once_above_them():
    run = open_run("leeuwarden-oost")
    own = themes.findings(run, run.area, "veerkracht")
    assert set(own["approach"]) == {"", "Dealen in Kansen"}
    columns, fold = views.theme.found(run, "veerkracht", own, themes.of_study(run, run.area, "veerkracht"))
    for part in [*columns.parts, fold.parts]:
        above = [block.text for block in part if isinstance(block, Paragraph) and block.text.startswith("Over ")]
        items = [item for block in part if isinstance(block, Bullets) for item in block.items]
        assert sum(item.startswith("Dealen in Kansen: ") for item in items) <= 1
        assert set(above) <= {"Over Dealen in Kansen:"}
    assert "Over Dealen in Kansen:" in [getattr(block, "text", "") for block in fold.parts]
    assert not any(
        item.startswith("Dealen in Kansen: ") for block in fold.parts for item in getattr(block, "items", [])
    )


def test_a_sentence_about_an_approach_has_one_colon():
    run = open_run("leeuwarden-oost")
    own = themes.findings(run, run.area, "veerkracht")
    barrier = own[own["approach"].ne("") & own["kind"].eq("barrier")]
    said = views.theme.finding_line(run.text, barrier)
    assert said.startswith("Lastig bij Dealen in Kansen: ") and said.count(": ") == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_line_has_one_colon_at_most(areas, language):
    """Labels have colons of their own: "Niet bereikt: ouders ...", and so have those of a user."""
    for area in areas:
        run = open_run(area, language)
        for theme in THEMES:
            own = themes.findings(run, area, theme)
            with_one = own.assign(label_nl="Niet bereikt: ouders", label_en="Not reached: parents", approach="")
            for rows in (own, with_one):
                said = [views.theme.finding_line(run.text, rows.iloc[[at]]) for at in range(len(rows))]
                assert not [line for line in said if line.count(": ") > 1], (area, theme)


def test_questions_on_paper_say_their_theme_and_stand_alone(areas):
    for area in areas:
        run = open_run(area)
        heading, bullets = views.theme.questions(run, themes.questions(run, area))
        assert heading.text == "Vragen voor het gebied" and 1 <= len(bullets.items) <= 3, area
        assert not any("eerste punt" in item for item in bullets.items), area


# Figures --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", some("armoede", "sociale-cohesie"))
def test_marks_of_districts_stand_at_their_values(areas, theme):
    for area in areas:
        run = open_run(area)
        rows = themes.districts(run, area, theme)
        (block,) = views.districts.districts(run, theme, rows)
        assert_at_their_values(block, "nl", int(rows["decimals"].iloc[0]), ("area", "district"))


def test_similar_districts_stand_beside_the_area_and_not_under_it():
    """Roosendaal: 61 and 61 percent."""
    run = open_run(ROOSENDAAL, "nl")
    (block,) = views.districts.districts(run, "re-integratie", themes.districts(run, run.area, "re-integratie"))
    first = block.rows[0]
    assert {mark.role: mark.lane for mark in first.marks} == {"nl": 0, "similar": -2, "area": 2}
    assert not any(mark.lane for row in block.rows[1:] for mark in row.marks)
    hidden = first.model_copy(update={"marks": [mark.model_copy(update={"lane": 0}) for mark in first.marks]})
    with pytest.raises(AssertionError, match="hides another"):
        assert_at_their_values(block.model_copy(update={"rows": [hidden]}), "nl", 1, ("area", "district"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_figure_of_a_model_says_once_which_side_is_better_and_that_it_is_an_estimate(language):
    run = open_run(HEERLEN, language)
    better = {"nl": "Hoger is gunstiger", "en": "Higher is more favourable"}[language]
    for theme in ("veerkracht", "sociale-cohesie"):
        (block,) = views.districts.districts(run, theme, themes.districts(run, HEERLEN, theme))
        assert block.note.count(better) == 1 and "verlast: hoger" not in block.note
        assert (run.text("districts.better.lbm-overlast") in block.note) == (theme == "veerkracht")
        assert block.note.count(run.text("series.parts")) == 1  # what zero is
        assert block.caveats[-1] == run.text("uncertainty.figure_model")
        lacks = {"nl": "niet de fout van het model", "en": "not the error of the model"}[language]
        assert {row[-1].text.partition("; ")[2] for row in block.table.rows} == {lacks}
    (block,) = views.districts.districts(run, "armoede", themes.districts(run, HEERLEN, "armoede"))
    assert not {run.text(f"uncertainty.figure_{error}") for error in ("model", "sampling")} & set(block.caveats)


TITLES = {
    (
        HEERLEN,
        "re-integratie",
    ): "Aandeel mensen met betaald werk: lager dan in Nederland in alle 13 wijken met een cijfer",
    (
        ROOSENDAAL,
        "jonge-kind",
    ): "Aandeel kinderen tot 15 jaar: in 3 van de 5 wijken lager dan in Nederland, in 1 hoger",
    (
        "delft-west",
        "armoede",
    ): "Aandeel mensen met een laag inkomen: in 2 van de 3 wijken hoger dan in Nederland, in 1 lager",
    (
        "tilburg-noordwest",
        "jonge-kind",
    ): "Aandeel kinderen tot 15 jaar: in 4 van de 6 wijken hoger dan in Nederland, in de andere 2 lager",
    (
        ROOSENDAAL,
        "re-integratie",
    ): "Aandeel mensen met betaald werk: in 4 van de 5 wijken lager dan in Nederland",
    (HEERLEN, "sociale-cohesie"): "Sociale samenhang, volgens de Leefbaarometer: −0,021 punt in 2024",
    ("breda-noord", "jonge-kind"): "Aandeel kinderen tot 15 jaar: niet zeker hoger of lager dan in Nederland",
}


@pytest.mark.parametrize(("of", "title"), TITLES.items(), ids=["-".join(of) for of in TITLES])
def test_the_title_of_districts_is_what_they_say(of, title):
    area, theme = of
    run = open_run(area)
    (block,) = views.districts.districts(run, theme, themes.districts(run, area, theme))
    assert block.title == title


def test_the_table_by_district_has_its_year_and_no_margin_of_what_is_not_known():
    run = open_run("heerlen-noord")
    (block,) = views.districts.districts(run, "re-integratie", themes.districts(run, run.area, "re-integratie"))
    assert re.search(r", per wijk, 20\d\d$", block.table.title)
    of_unknown = [row[-1].text for row in block.table.rows if row[1].value is None]
    assert of_unknown and not any(of_unknown)


@pytest.mark.parametrize("area", ["vlaardingen-westwijk", "breda-noord"])
@pytest.mark.parametrize("theme", THEMES)
def test_an_area_of_one_district_has_one_row_with_one_figure(area, theme):
    run = open_run(area)
    (block,) = views.districts.districts(run, theme, themes.districts(run, area, theme))
    assert [row.name for row in block.rows] == [run.area_name]
    assert "district" not in {entry.role for entry in block.legend} and "per wijk" not in block.table.title
    assert len({row[0].text for row in block.table.rows}) == len(block.table.rows)
    assert pdf._spine(block, run.text, run.area_name)["heads"] == ["Wijk", "Cijfer"]  # on paper no head is empty


def test_a_district_without_a_figure_has_no_mark():
    run = open_run(HEERLEN)
    (block,) = views.districts.districts(run, "armoede", themes.districts(run, HEERLEN, "armoede"))
    last = block.rows[-1]
    assert last.name == "De Hei" and last.figure == "geen cijfer" and last.soft
    assert [mark.role for mark in last.marks] == ["nl"]
    assert [row[1].text for row in block.table.rows if row[0].text == "De Hei"] == ["niet gepubliceerd"]


@pytest.mark.parametrize(
    ("language", "names"), [("nl", ("Betaald werk", "Laag inkomen")), ("en", ("Paid work", "Low income"))]
)
def test_a_caveat_calls_a_figure_as_the_key_figures_do(language, names):
    run = open_run(HEERLEN, language)
    for theme, name in zip(("re-integratie", "armoede"), names, strict=True):
        (block,) = views.districts.districts(run, theme, themes.districts(run, HEERLEN, theme))
        assert block.caveats[0].startswith(f"{name}: "), theme


def test_districts_that_only_come_near_are_drawn_and_said_so():
    run = open_run("groningen-noord")
    (block,) = views.districts.districts(run, "armoede", themes.districts(run, run.area, "armoede"))
    (mark,) = [mark for mark in block.rows[0].marks if mark.role == "area"]
    assert mark.open and block.rows[0].soft and "passen maar ongeveer bij" in block.note


def test_an_area_without_any_figure_says_so(run):
    rows = themes.districts(run, run.area, "armoede")
    blank = rows.assign(value=None, status="not-published")
    (note,) = views.districts.districts(run, "armoede", blank)
    assert isinstance(note, Note) and "geen cijfer bekend" in note.text


@pytest.mark.parametrize("theme", THEMES)
def test_means_of_the_twenty_areas_are_in_no_colour_of_the_area(run, theme):
    rows = indicators.together(indicators.pairs(run, theme))
    rows = rows[rows["indicator"] != "middeninkomens"]  # of the Netherlands the report gives a range
    blocks = views.indicators.group(run, rows)
    assert len(blocks) == (theme != "veerkracht")
    for block in blocks:
        named = run.text(f"section.{theme}")
        assert (
            block.title == f"{named}: de twintig gebieden samen, niet Rotterdam-Zuid alleen, vergeleken met Nederland"
        )
        assert {mark.role for row in block.rows for mark in row.marks} == {"group", "nl"}
        assert_at_their_values(block, "nl", 1, ("group",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_under_the_means_stands_which_of_them_is_no_measure_of_page_one(language):
    run = open_run(HEERLEN, language)
    said = {theme: [] for theme in THEMES}
    for theme in THEMES:
        rows = indicators.together(indicators.pairs(run, theme))
        said[theme] = [block.note for block in views.indicators.group(run, rows)]
    note = run.text("group.other_measure")
    assert said == {
        "armoede": [note],
        "re-integratie": [note],
        "veerkracht": [],
        "jonge-kind": [""],
        "sociale-cohesie": [""],
    }


@pytest.mark.usefixtures("undrawn")
def test_every_view_of_changes_in_poverty_says_that_its_definition_may_have_changed(run):
    pairs = indicators.pairs(run, "armoede")
    found, text = indicators.convergences(pairs), run.text("indicator.definition_unsure.armoede-huishoudens")
    blocks = [
        *views.indicators.slopes(run, found),
        *views.indicators.trends(run, indicators.trends_of(pairs)),
        *views.indicators.convergence_table(run, found),
        *views.indicators.choices(run, found),
        *views.indicators.gaps(run, pairs, found),
    ]
    assert [block.caveats.count(text) for block in blocks] == [1] * 5
    others = pairs[pairs["indicator"] != "armoede-huishoudens"]
    (table,) = views.indicators.trends(run, indicators.trends_of(others))
    assert text not in table.caveats


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "theme",
    ["jonge-kind", *[pytest.param(theme, marks=pytest.mark.slow) for theme in THEMES[:2] + THEMES[4:]]],
)
def test_own_figures_stand_before_those_of_the_group(theme):
    def wanted(cell):
        return "factsheet" in cell.tags

    (notebook,) = [name for name in NOTEBOOKS if name.startswith(f"0{THEMES.index(theme) + 2}")]
    ids = [getattr(block, "id", "") for cell in cells(notebook, HEERLEN, wanted=wanted) for block in flat(cell.blocks)]
    assert ids.index(f"wijken-{theme}") < ids.index(f"twintig-{theme}")
    assert sum(id.startswith("twintig-") for id in ids) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_not_named_or_not_studied_is_not_called_missing_data(language):
    run = open_run(HEERLEN, language)
    nothing = evidence.interventions(run, HEERLEN, "armoede").iloc[:0]
    assert [note.tone for note in views.theme.done(run, "armoede", nothing) if isinstance(note, Note)] == ["unnamed"]
    (note,) = views.theme.participation(run, "armoede", evidence.participation(run, HEERLEN, "armoede"))
    assert note.tone == "unstudied"
    assert run.text("block.unstudied") in blocks_html([note], language)


@pytest.mark.parametrize("area", ["arnhem-oost", "amsterdam-zuidoost"])
def test_an_area_without_interviews_is_not_called_unstudied_where_an_approach_of_it_is_told(area):
    """Then the text on that approach says how the report knows of it."""
    run, theme = open_run(area, "nl"), "sociale-cohesie"
    (said,) = views.theme.participation(run, theme, evidence.participation(run, area, theme))
    assert isinstance(said, Paragraph) and said.text.startswith("Hier waren geen gesprekken")
    told = evidence.interventions(run, area, theme)["description_nl"]
    assert len(told) and told.str.contains("volgens een vragenlijst").all()


@pytest.mark.parametrize("theme", ["re-integratie", "jonge-kind"])
def test_tables_that_each_theme_has_are_told_apart_by_their_titles(theme):
    run = open_run(HEERLEN)
    done = views.theme.done(run, theme, evidence.interventions(run, HEERLEN, theme))
    realised = views.measures.realisation(run, indicators.realisation(run, theme))
    titles = [block.title for block in flat([*done, *realised]) if isinstance(block, Table)]
    assert len(titles) == 2 and all(title.startswith(run.text(f"section.{theme}") + ": ") for title in titles)


def test_drawings_of_many_panels_or_columns_are_wide_wherever_there_is_room():
    """In a chapter nothing stands beside them under their fold."""
    run = open_run(HEERLEN)
    pairs = indicators.select(indicators.pairs(run, "re-integratie"), "arbeidsparticipatie")
    (lines,) = views.indicators.lines(run, pairs)
    (clusters,) = views.theme.cluster_matrix(run, evidence.cluster_counts(run))
    for figure in (lines, clusters):
        assert "kw-wide" in blocks_html([Fold(summary="Meer", parts=[figure])], "nl").replace("kw-wide-only", "")
