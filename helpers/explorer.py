"""The explorer of a run: choose areas, an indicator, years and a benchmark; chart, frame and code follow.

It puts nothing together itself: what it shows is `results.compare.compare` and `views.compare.compared`, and its code
is the cell that calls them. A run imports this module when somebody explores.
"""

import json
from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from helpers.blocks.model import Note
from helpers.blocks.notebook import Blocks
from helpers.frames import frame_html
from helpers.results import compare, ranks
from helpers.session import Run, area_indicators
from helpers.views import compare as shown
from helpers.views import parts

_COLUMNS = ["area", "year", "value", "other", "difference", "meaning", "reason"]  # of the frame, to be looked at first
_LINE = 60  # signs of arguments on one line of code


class Explorer:
    """Choices on one side, what they give on the other. Each part is a widget, whose `value` can be set in code too.

    areas, years: some of those there are, all when none is chosen. indicator: of kind register or series. benchmark:
    one of `results.compare.BENCHMARKS`. output: the chart, and why something is not there; frame: the rows; code: the
    cell that makes the chart.
    """

    def __init__(self, run: Run):
        """Raises nothing for a choice that gives no figures: it is said in words."""
        self.run = run
        text, tables = run.text, run.tables
        facts = area_indicators(tables)
        names = [(text.pick(row, "name"), row.indicator) for row in facts.itertuples()]
        areas = list(zip(tables.areas["name"], tables.areas["area"], strict=True))
        benchmarks = [(text(f"compare.{name}"), name) for name in compare.BENCHMARKS]
        wide = widgets.Layout(width="auto")
        first = facts[~facts["unit"].isin(ranks.COUNTED)]["indicator"].iloc[0]  # sizes have no benchmark
        self.indicator = widgets.Dropdown(options=names, value=first, layout=wide)
        self.benchmark = widgets.Dropdown(options=benchmarks, layout=wide)
        self.areas = widgets.SelectMultiple(options=areas, value=[run.area] if run.area else [], rows=8, layout=wide)
        self.years = widgets.SelectMultiple(rows=5, layout=wide)
        self.output, self.frame = widgets.Output(), widgets.Output()
        self.code = widgets.Textarea(rows=10, layout=wide)  # all lines of `code_of`
        self._box = self._laid_out()
        for widget in (self.benchmark, self.areas, self.years):
            widget.observe(self._follow, "value")
        self._renew_years()
        self.indicator.observe(self._follow_indicator, "value")
        self._follow()

    def _laid_out(self) -> Any:
        labelled = [
            widgets.VBox([widgets.Label(self.run.text(f"explore.{name}")), getattr(self, name)])
            for name in ("indicator", "benchmark", "areas", "years", "code", "frame")
        ]
        *choices, code, frame = labelled
        left = widgets.VBox(choices, layout=widgets.Layout(flex="0 0 18rem", margin="0 1rem 0 0"))
        right = widgets.VBox([self.output, code, frame], layout=widgets.Layout(flex="1 1 0", min_width="0"))
        return widgets.HBox([left, right])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self._box._repr_mimebundle_(**options)

    # What follows ---------------------------------------------------------------------------------------

    def _follow_indicator(self, _: object) -> None:
        self._renew_years()
        self._follow()

    def _renew_years(self) -> None:
        """Offer the years of the indicator; those that were chosen stay, as far as it has them."""
        known = sorted(int(year) for year in ranks.values_of(self.run, self.indicator.value)["year"].unique())
        chosen = [year for year in self.years.value if year in known]
        self.years.unobserve(self._follow, "value")
        self.years.options, self.years.value = known, chosen
        self.years.observe(self._follow, "value")

    def _follow(self, _: object = None) -> None:
        """Chart, frame and code of what is chosen, or why there is none."""
        asked = (self.indicator.value, self.years.value, self.benchmark.value, self.areas.value)
        try:
            rows = compare.compare(self.run, *asked)
            found = Blocks([*shown.compared(self.run, rows), *shown.missing(self.run, rows)], self.run.language)
        except ValueError as error:  # of tables that were changed meanwhile: no traceback in the place of a chart
            note = Note(tone="missing", text=self.run.text("explore.refused", why=str(error)))
            rows, found = pd.DataFrame(columns=_COLUMNS), parts.blocks_of(self.run, [note])
        self.output.outputs = (_output(found._repr_mimebundle_()),)
        first = rows[_COLUMNS]
        with pd.option_context("display.max_rows", None, "display.notebook_repr_html", True):  # all that was asked for
            self.frame.outputs = (_output({"text/html": frame_html(first), "text/plain": first.to_string()}),)
        self.code.value = code_of(*asked)


def _output(bundle: dict[str, Any]) -> dict[str, Any]:
    """What a cell would show, as an output widget has it."""
    kept = {kind: bundle[kind] for kind in ("text/html", "text/plain")}
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def code_of(indicator: str, years: Iterable[int], benchmark: str, areas: Iterable[str]) -> str:
    """The cell that compares: what is not chosen is left out."""
    given = [f"run, {json.dumps(indicator)}", f"benchmark={json.dumps(benchmark)}"]
    given += [f"years={json.dumps(list(years))}"] if years else []
    given += [f"areas={json.dumps(list(areas))}"] if areas else []
    asked = ", ".join(given)
    if len(asked) > _LINE:
        asked = "".join(f"\n    {argument}," for argument in given) + "\n"
    return (
        "from helpers import results, views\n\n"
        f"rows = results.compare.compare({asked})\n"
        "views.compare.compared(run, rows)\n"
    )
