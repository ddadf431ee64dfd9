"""The numbers that the test of a claim can name."""

from collections.abc import Callable

from helpers.contract.load import Tables
from helpers.methods.intervals import Interval
from helpers.results import evidence, synthesis
from helpers.results.claims.conditions import MissingNumber, _ratio
from helpers.session import without_area


# Values -------------------------------------------------------------------------------------------------
class Values:
    """The values of the language, looked up in the tables; remembers which indicator values were used."""

    def __init__(self, tables: Tables):
        self._tables, self._run = tables, without_area(tables)
        key = ["indicator", "subgroup", "region", "year", "definition"]
        self._published = {
            tuple(row[name] for name in key): Interval.published(row["value"], row["precision"])
            for row in tables.indicator_values.to_dict("records")
        }
        self.used: set[tuple] = set()

    def functions(self) -> dict[str, Callable]:
        names = (
            *("focus", "nl", "gap", "ratio", "value", "realised", "reported", "study_areas", "interviews"),
            *("respondents", "cluster_areas", "cluster_rows", "findings", "examples", "examples_of"),
            *("strategy_areas", "supported", "indicators_of"),
        )
        return {name: getattr(self, name) for name in names}

    def _value(self, region: str, indicator: str, year: Interval, definition: str | None, subgroup: str) -> Interval:
        debts = indicator == "problematische-schulden"
        key = (indicator, subgroup, region, int(year.value), definition or ("old" if debts else "standard"))
        if key not in self._published:
            raise MissingNumber(f"{indicator}, {region}, {int(year.value)}")
        self.used.add(key)
        return self._published[key]

    def focus(self, indicator, year, definition=None, subgroup="all"):
        return self._value("focus", indicator, year, definition, subgroup)

    def nl(self, indicator, year, definition=None, subgroup="all"):
        return self._value("nl", indicator, year, definition, subgroup)

    def gap(self, indicator, year, definition=None, subgroup="all"):
        arguments = (indicator, year, definition, subgroup)
        return self.focus(*arguments) - self.nl(*arguments)

    def ratio(self, indicator, year, definition=None, subgroup="all"):
        arguments = (indicator, year, definition, subgroup)
        return _ratio(self.focus(*arguments), self.nl(*arguments))

    def value(self, number):
        return number

    def realised(self, indicator, statistic, subset):
        rows = self._tables.realisation_values.set_index(["indicator", "statistic", "subset"])
        if (indicator, statistic, subset) not in rows.index:
            raise MissingNumber(f"{indicator}, {statistic}, {subset}")
        row = rows.loc[(indicator, statistic, subset)]
        return Interval.published(row["value"], row["precision"])

    def reported(self, number):
        rows = self._tables.reported_numbers.set_index("number")["value"]
        if number not in rows.index:
            raise MissingNumber(f"reported number {number}")
        return Interval.exact(rows[number])

    def study_areas(self, study, phase=None):
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "area")]
        rows = rows if phase is None else rows[rows["phase"] == int(phase.value)]
        return Interval.exact(rows["area"].nunique())

    def _total(self, column, study, phase):
        rows = self._tables.studies
        rows = rows[(rows["study"] == study) & (rows["scope"] == "study") & (rows["phase"] == int(phase.value))]
        numbers = rows.loc[rows["method"].isin(["interview", "group-interview"]), column].dropna()
        if numbers.empty:
            raise MissingNumber(f"{column}, {study}, phase {int(phase.value)}")
        return Interval.exact(numbers.sum())

    def interviews(self, study, phase):
        return self._total("n_interviews", study, phase)

    def respondents(self, study, phase):
        return self._total("n_respondents", study, phase)

    def cluster_areas(self, cluster):
        return Interval.exact((evidence.cluster_matrix(self._run)[cluster] > 0).sum())

    def cluster_rows(self, cluster):
        return Interval.exact(evidence.cluster_matrix(self._run)[cluster].sum())

    def findings(self, theme, kind):
        return Interval.exact(len(evidence.group_findings(self._run, theme, kind)))

    def examples(self, kind, number):
        matrix = synthesis.example_matrix(self._run, kind)
        return Interval.exact(matrix.loc[f"common-{kind}-{int(number.value)}"].sum())

    def examples_of(self, kind, theme):
        return Interval.exact(synthesis.example_matrix(self._run, kind)[theme].sum())

    def supported(self, kind, number):
        matrix = synthesis.support_matrix(self._run, kind)
        return Interval.exact((matrix.loc[f"common-{kind}-{int(number.value)}"] != "none").sum())

    def strategy_areas(self, name):
        rows = self._tables.interventions
        return Interval.exact(rows.loc[rows["name_nl"] == name, "area"].nunique())

    def indicators_of(self, theme, kind):
        rows = self._tables.indicators
        return Interval.exact(((rows["themes"] == theme) & (rows["kind"] == kind)).sum())
