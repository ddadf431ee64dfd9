"""The numbers that the test of a claim can name."""

from collections.abc import Callable
from functools import cache

import pandas as pd

from helpers.contract.load import Tables
from helpers.contract.parameters import check_names
from helpers.contract.vocabulary import SECTION_SUBJECTS
from helpers.methods.intervals import Interval
from helpers.results import evidence, synthesis
from helpers.results.claims.conditions import MissingNumber, ratio_of
from helpers.results.claims.units import shown_units
from helpers.results.indicators import FigureRow, with_intervals
from helpers.rows import Record, each_row
from helpers.session import without_area

NO_EXAMPLE = "no example"  # why `example` is missing
FROM_A_PHRASE = "phrase"  # why `stated_focus` or `stated_nl` is missing where there is a value
COUNTS_OF_TEXTS = ("example", "examples", "examples_of", "supported")  # themes in which the report says something

ValueKey = tuple[str, str, str, int, str]  # indicator, subgroup, region, year, definition


class _Value(Record):
    indicator: str
    subgroup: str
    region: str
    year: int
    definition: str
    interval: Interval | None


class Values:
    """The values of the language, looked up in the tables; remembers which indicator values were used.

    Years and numbers come as exact Intervals, as the language writes them. Every value raises MissingNumber for what is
    not published.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables, self._run = tables, without_area(tables)
        values = with_intervals(tables.indicator_values)
        self._published: dict[ValueKey, Interval] = {
            (row.indicator, row.subgroup, row.region, row.year, row.definition): row.interval
            for row in each_row(values, _Value)
            if row.interval
        }
        # Where a test names no definition of an indicator that was redefined, the old one is meant.
        self._redefined = {key[0] for key in self._published if key[4] == "old"}
        self.english = dict(zip(tables.interventions["name_nl"], tables.interventions["name_en"], strict=True))
        self.units = shown_units(
            dict(zip(tables.indicators["indicator"], tables.indicators["unit"], strict=True)),
            dict(zip(tables.reported_numbers["number"], tables.reported_numbers["unit_en"].fillna(""), strict=True)),
        )
        self.used: set[ValueKey] = set()
        self.functions = self._by_name()  # the values by the name that they have in the language

    def _by_name(self) -> dict[str, Callable[..., Interval]]:
        counted = (
            *("value", "realised", "reported", "study_areas", "interviews", "respondents", "cluster_areas"),
            *("cluster_rows", "findings", "examples", "examples_of", "strategy_areas", "supported", "indicators_of"),
            *("example", "years_of_both", "section", "treats", "points_to"),
        )
        of_indicators = {
            name: getattr(self, name) for name in ("focus", "nl", "stated_focus", "stated_nl", "gap", "ratio")
        }  # these note what is used
        return of_indicators | {name: cache(getattr(self, name)) for name in counted}

    # The indicators ---------------------------------------------------------------------------------------

    def _value(
        self, region: str, indicator: str, year: Interval, definition: str | None, subgroup: str, stated: bool = False
    ) -> Interval:
        meant = definition or ("old" if indicator in self._redefined else "standard")
        key = (indicator, subgroup, region, int(year.value), meant)
        if key not in self._published:
            raise MissingNumber(f"{indicator}, {region}, {int(year.value)}")
        if stated and self._published[key].basis != "stated":
            raise MissingNumber(f"{FROM_A_PHRASE}, {region}, {int(year.value)}")
        self.used.add(key)
        return self._published[key]

    def focus(self, indicator: str, year: Interval, definition: str | None = None, subgroup: str = "all") -> Interval:
        """An indicator in the focus areas together, in its unit."""
        return self._value("focus", indicator, year, definition, subgroup)

    def nl(self, indicator: str, year: Interval, definition: str | None = None, subgroup: str = "all") -> Interval:
        """An indicator in the Netherlands, in its unit."""
        return self._value("nl", indicator, year, definition, subgroup)

    def stated_focus(self, indicator: str, year: Interval) -> Interval:
        """As `focus`, for a number in print only: a value read from a phrase cannot test that phrase."""
        return self._value("focus", indicator, year, None, "all", stated=True)

    def stated_nl(self, indicator: str, year: Interval) -> Interval:
        """As `nl`, for a number in print only."""
        return self._value("nl", indicator, year, None, "all", stated=True)

    def years_of_both(self, indicator: str) -> Interval:
        """Number of years with a value of the focus areas under the old and under the revised definition."""
        years = {
            meant: {key[3] for key in self._published if (key[0], key[2], key[4]) == (indicator, "focus", meant)}
            for meant in ("old", "revised")
        }
        return Interval.exact(len(years["old"] & years["revised"]))

    def gap(self, indicator: str, year: Interval, definition: str | None = None, subgroup: str = "all") -> Interval:
        """Focus areas minus the Netherlands."""
        arguments = (indicator, year, definition, subgroup)
        return self.focus(*arguments) - self.nl(*arguments)

    def ratio(self, indicator: str, year: Interval, definition: str | None = None, subgroup: str = "all") -> Interval:
        """Focus areas as a ratio to the Netherlands. Raises NotComparable unless both are positive."""
        arguments = (indicator, year, definition, subgroup)
        return ratio_of(self.focus(*arguments), self.nl(*arguments))

    def indicators_of(self, theme: str, kind: str) -> Interval:
        """Number of indicators of a kind that only this theme uses."""
        rows = self._tables.indicators
        return Interval.exact(((rows["themes"] == theme) & (rows["kind"] == kind)).sum())

    # Other numbers of the sources -------------------------------------------------------------------------

    def value(self, number: Interval) -> Interval:
        """A number that stands in the statement itself."""
        return number

    def realised(self, indicator: str, statistic: str, subset: str) -> Interval:
        """A realisation figure."""
        figures = self._tables.realisation_values
        rows = {(row.indicator, row.statistic, row.subset): row for row in each_row(figures, FigureRow)}
        if (indicator, statistic, subset) not in rows:
            raise MissingNumber(f"{indicator}, {statistic}, {subset}")
        row = rows[indicator, statistic, subset]
        return Interval.published(row.value, row.precision, "phrase" if row.bound == "about" else "stated")

    def reported(self, number: str) -> Interval:
        """A number of the table `reported_numbers`."""
        rows = self._tables.reported_numbers.set_index("number")["value"]
        if number not in rows.index:
            raise MissingNumber(f"reported number {number}")
        return Interval.exact(rows[number])

    # The studies ------------------------------------------------------------------------------------------

    def study_areas(self, study: str, phase: Interval | None = None) -> Interval:
        """Number of areas in a study, or in one phase of it."""
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "area")]
        rows = rows if phase is None else rows[rows["phase"] == int(phase.value)]
        return Interval.exact(rows["area"].nunique())

    def interviews(self, study: str, phase: Interval) -> Interval:
        """Number of interviews in a phase of a study."""
        return self._total("n_interviews", study, phase)

    def respondents(self, study: str, phase: Interval) -> Interval:
        """Number of people interviewed in a phase of a study."""
        return self._total("n_respondents", study, phase)

    def _total(self, column: str, study: str, phase: Interval) -> Interval:
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "study") & (rows["phase"] == int(phase.value))]
        numbers = rows.loc[rows["method"].isin(["interview", "group-interview"]), column].dropna()
        if numbers.empty:
            raise MissingNumber(f"{column}, {study}, phase {int(phase.value)}")
        return Interval.exact(numbers.sum())

    # Interventions and findings ---------------------------------------------------------------------------

    def strategy_areas(self, name: str, study: str = "", phase: Interval | None = None) -> Interval:
        """Number of areas with an intervention of this (Dutch) name; when a phase of a study is named, of its areas."""
        rows = self._tables.interventions
        rows = rows[rows["name_nl"] == name]
        if phase is not None:
            of_phase = self._tables.studies
            of_phase = of_phase[(of_phase["study"] == study) & (of_phase["phase"] == int(phase.value))]
            rows = rows[rows["area"].isin(of_phase["area"].dropna())]
        return Interval.exact(rows["area"].nunique())

    def cluster_areas(self, cluster: str) -> Interval:
        """Number of areas with an intervention in a cluster of the resilience theme."""
        return Interval.exact((evidence.cluster_matrix(self._run)[cluster] > 0).sum())

    def cluster_rows(self, cluster: str) -> Interval:
        """Number of interventions in a cluster of the resilience theme."""
        return Interval.exact(evidence.cluster_matrix(self._run)[cluster].sum())

    def findings(self, theme: str, kind: str) -> Interval:
        """Number of findings of a kind that a study sets apart."""
        return Interval.exact(len(evidence.study_findings(self._run, theme, kind)))

    def examples(self, kind: str, number: Interval) -> Interval:
        """Number of themes for which chapter 7 gives an example with a common finding."""
        return Interval.exact(self._cells_of(synthesis.example_matrix(self._run, kind), kind, number).sum())

    def example(self, kind: str, number: Interval, theme: str) -> Interval:
        """1 when chapter 7 gives an example of a theme with a common finding; missing, not zero, when it gives none."""
        if not self._cells_of(synthesis.example_matrix(self._run, kind), kind, number)[theme]:
            raise MissingNumber(NO_EXAMPLE)
        return Interval.exact(1)

    def examples_of(self, kind: str, theme: str) -> Interval:
        """Number of common findings of a kind for which chapter 7 gives an example of a theme."""
        return Interval.exact(synthesis.example_matrix(self._run, kind)[theme].sum())

    def supported(self, kind: str, number: Interval) -> Interval:
        """Number of themes whose own findings support a common finding."""
        cells = self._cells_of(synthesis.support_matrix(self._run, kind), kind, number)
        return Interval.exact((cells != "none").sum())

    def _cells_of(self, matrix: pd.DataFrame, kind: str, number: Interval) -> pd.Series:
        """The row of the common finding of a kind with this number. Raises KeyError when there is none."""
        findings = synthesis.common_findings(self._run, kind).set_index("number")["finding"]
        cells: pd.Series = matrix.loc[findings[str(int(number.value))]]
        return cells

    # The report's own sections ----------------------------------------------------------------------------

    def section(self, place: str) -> Interval:
        """1 when the report has a section or annex with this number, else 0."""
        return Interval.exact((self._tables.sections["place"] == place).sum())

    def treats(self, place: str, subject: str) -> Interval:
        """1 when a section or annex treats a subject, else 0. Raises ParameterError for an unknown subject."""
        check_names("subject", [subject], SECTION_SUBJECTS)
        rows = self._tables.section_subjects
        return Interval.exact(((rows["place"] == place) & (rows["subject"] == subject)).sum())

    def points_to(self, place: str, target: str) -> Interval:
        """1 when a section or annex points to another one by its number, else 0."""
        rows = self._tables.cross_references
        return Interval.exact(int(((rows["place"] == place) & (rows["target"] == target)).any()))
