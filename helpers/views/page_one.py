"""The first page of a factsheet: where the area is, what it did, four key messages, what works, what to ask.

Everything follows from rules (docs/methods.md); no score, no ranking, and no claim that something caused an outcome.
"""

import pandas as pd

from helpers.blocks.model import Bar, Bullets, Columns, Heading, KeyMessage, Paragraph
from helpers.blocks.notebook import Blocks, beside
from helpers.contract.vocabulary import THEMES
from helpers.results import evidence, indicators, register, synthesis
from helpers.session import Run
from helpers.views import area

_REGISTER = ("cbs-laag-inkomen", "cbs-arbeidsparticipatie")  # the area's own figures


# A mean of the twenty areas together, on every factsheet. Not the poverty figure: the report prints the same numbers
# for households and for children, so one of the two is probably wrong.
_GROUP = "problematische-schulden"


# One more group mean: of the theme that the report says most about in this area. Resilience has no figures.
_GROUP_OF_THEME = {"re-integratie": "bijstand", "jonge-kind": "advies-vwo", "sociale-cohesie": "sterk-eenzaam"}


_NAMES = 3  # interventions of a theme that are named on page one


def where_and_what(run: Run) -> Blocks:
    """The tile map beside what the area did in the grant."""
    return beside(area.where(run), what_was_done(run), layout="narrow-wide")


def what_was_done(run: Run) -> Blocks:
    """The studies that the area took part in, and per theme the interventions that the report names."""
    text = run.text
    studies, *_ = area.studies_sentence(run)
    rows = evidence.interventions(run, run.area).drop_duplicates(["theme", "name_nl"])
    blocks = [Heading(text=text("done.title", area=run.area_name)), studies]
    if rows.empty:
        return Blocks([*blocks, Paragraph(text=text("done.none", area=run.area_name))], run.language)
    items = [_of_theme(run, theme, rows[rows["theme"] == theme]) for theme in THEMES if theme in set(rows["theme"])]
    intro = Paragraph(text=text("done.intro", n=len(rows)))
    return Blocks([*blocks, intro, Bullets(items=items)], run.language)


def _of_theme(run: Run, theme: str, rows: pd.DataFrame) -> str:
    """The first intervention in plain words, then the names of some more and the number of the rest."""
    text = run.text
    first, *others = list(rows.itertuples())
    line = text(
        "done.theme",
        theme=text(f"section.{theme}"),
        name=text.pick(first, "name"),
        description=_sentences(text.pick(first, "description")),
    )
    named = [text.pick(row, "name") for row in others[: _NAMES - 1]]
    rest = len(others) - len(named)
    if rest:
        return f"{line} {text('done.also_more', names=', '.join(named), n=rest)}"
    return f"{line} {text('done.also', names=text.join(named))}" if named else line


def _sentences(description: str) -> str:
    """Parts between semicolons as sentences of their own: shorter to read."""
    return ". ".join(part[:1].upper() + part[1:] for part in description.split("; "))


def key_messages(run: Run) -> Blocks:
    """Up to four messages: two register figures of the area itself, two means of the twenty areas, each compared."""
    rows = register.area_context(run, run.area).set_index("indicator")
    own = [_register_message(run, rows.loc[key]) for key in _REGISTER if rows.loc[key, "status"] == "ok"]
    themes = [theme for theme in themes_by_evidence(run) if theme in _GROUP_OF_THEME]
    group = [_group_message(run, key) for key in (_GROUP, _GROUP_OF_THEME[themes[0]])]
    return Blocks(
        [
            Heading(text=run.text("key.heading")),
            Columns(parts=[[message] for message in own + group]),
        ],
        run.language,
    )


def themes_by_evidence(run: Run) -> list[str]:
    """The themes, first those of which the report says most about the area itself; ties in chapter order."""
    rows = evidence.summary(run, run.area)
    rows = rows.assign(known=[len(phases) for phases in rows["phases"]])
    return list(rows.sort_values(["findings", "known"], ascending=False, kind="stable")["theme"])


def _register_message(run: Run, row: pd.Series) -> KeyMessage:
    text = run.text
    caution = {"proxy": text("key.approximation"), "inferred": text("key.inferred")}.get(row["match"], "")
    values = {
        run.area_name: row["value"],
        text("key.municipality", name=run.area_row["municipality"]): row["municipality"],
        text("chart.nl"): row["nl"],
    }
    return KeyMessage(
        label=text("key.own_label", area=run.area_name),
        figure=text.with_unit(row["value"], row["unit"], int(row["decimals"])),
        text=" ".join(filter(None, [text(f"key.{row.name}", area=run.area_name), caution])),
        bars=_bars(text, values, row["unit"], int(row["decimals"])),
        source=text("source.cbs_short"),
    )


def _group_message(run: Run, indicator: str) -> KeyMessage:
    text = run.text
    rows = indicators.latest(indicators.of_indicators(run, indicator))
    row = rows[rows["definition"] != "old"].iloc[0]
    unit, decimals = row["unit"], int(row["decimals"])
    values = {text(f"chart.{region}"): row[region].value for region in ("focus", "nl")}
    return KeyMessage(
        label=text("key.group_label"),
        figure=text.with_unit(row["focus"].value, unit, decimals),
        text=f"{text(f'key.{indicator}', year=str(row['year']))} {text('key.group_mean', area=run.area_name)}",
        bars=_bars(text, values, unit, decimals),
        source=text("source.monitor_section", section=text("source.figure", figure=row["figure"])),
    )


def _bars(text, values: dict[str, float], unit: str, decimals: int) -> list[Bar]:
    """Bars from zero; a value that is missing has no bar."""
    known = {label: value for label, value in values.items() if pd.notna(value)}
    highest = max(known.values())
    return [
        Bar(label=label, text=text.with_unit(value, unit, decimals), length=round(value / highest, 3))
        for label, value in known.items()
    ]


def works_and_agenda(run: Run) -> Blocks:
    """What works according to the studies, beside the questions for the local agenda."""
    return beside(what_works(run), agenda(run), layout="narrow-wide")


def what_works(run: Run) -> Blocks:
    """Working elements of the studies that visited the area; the common ones, said to be so, if none did."""
    text = run.text
    studied = [theme for theme in THEMES if evidence.visited(run, run.area, theme)]
    if not studied:
        labels = [text.pick(row, "label") for row in synthesis.common_findings(run, "element").itertuples()]
        intro = Paragraph(text=text("works.elsewhere", area=run.area_name))
        return Blocks([Heading(text=text("works.title")), intro, Bullets(items=labels)], run.language)
    items = []
    for theme in studied:
        elements = evidence.group_findings(run, theme, "element")
        labels = [text.pick(row, "label") for row in elements.head(3).itertuples()]
        items.append(text("works.theme", theme=text(f"section.{theme}"), elements="; ".join(labels)))
    if "veerkracht" not in studied and not evidence.participation(run, run.area, "veerkracht").empty:
        items.append(text("works.resilience_elsewhere"))
    intro = Paragraph(text=text("works.visited", area=run.area_name, n=len(studied)))
    return Blocks([Heading(text=text("works.title")), intro, Bullets(items=items)], run.language)


def agenda(run: Run) -> Blocks:
    """Questions for the local agenda by rules (docs/methods.md): at most six, in this order.

    1 a recommendation of at most three themes with a study or interventions: one that the report ties to the area, else
    the first; it says so when it comes from other areas; 2 a barrier that the report ties
    to the area; 3 themes with interventions but no study: what is known of their results; 4 temporary funding, a common
    barrier without a recommendation of its own; filled up with common recommendations to at least four.
    """
    text = run.text
    rows = evidence.summary(run, run.area)
    known = set(rows.loc[(rows["phases"] != "") | (rows["interventions"] > 0), "theme"])
    items = []
    for theme in list(filter(known.__contains__, themes_by_evidence(run)))[:3]:
        items.append(_recommendation(run, theme))
    items += _barrier_question(run) + _result_question(run, rows) + _unanswered_question(run)
    common = synthesis.common_findings(run, "recommendation")
    for row in common.head(max(0, 4 - len(items))).itertuples():
        items.append(text("agenda.common", recommendation=text.pick(row, "label"), section=row.section))
    intro = Paragraph(text=text("agenda.intro", area=run.area_name))
    return Blocks([Heading(text=text("agenda.title")), intro, Bullets(items=items)], run.language)


def _recommendation(run: Run, theme: str) -> str:
    text = run.text
    named = evidence.named_findings(run, run.area, theme)
    named = named[named["kind"] == "recommendation"]
    row = (named if len(named) else evidence.group_findings(run, theme, "recommendation")).iloc[0]
    areas = evidence.scope_areas(run, theme, row["scope"])
    key = "agenda.theme" if len(named) or run.area in areas else "agenda.theme_elsewhere"
    return text(
        key,
        theme=text(f"study.{theme}"),
        recommendation=text.pick(row, "label"),
        section=row["section"],
        n=len(areas),
    )


def _barrier_question(run: Run) -> list[str]:
    text = run.text
    for theme in THEMES:
        named = evidence.named_findings(run, run.area, theme)
        named = named[named["kind"] == "barrier"]
        if len(named):
            row = named.iloc[0]
            return [text("agenda.barrier", barrier=text.pick(row, "label"), section=row["section"], area=run.area_name)]
    return []


def _result_question(run: Run, rows) -> list[str]:
    text = run.text
    themes = [text(f"study.{row.theme}") for row in rows.itertuples() if row.interventions and not row.phases]
    return [text("agenda.results", themes=text.join(themes))] if themes else []


def _unanswered_question(run: Run) -> list[str]:
    text = run.text
    answers = synthesis.unanswered_barriers(run).set_index("barrier")
    funding = "common-barrier-3"  # the one that stands in the conclusions of every chapter
    if answers.loc[funding, "strong"]:
        return []
    label = text.pick(run.tables.findings.set_index("finding").loc[funding], "label")
    return [text("agenda.unanswered", barrier=label, section="7.5")]
