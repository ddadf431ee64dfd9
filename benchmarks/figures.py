"""Processor time to draw and encode each kind of figure, and as a ratio to an empty figure drawn in the same run.

.venv/bin/python benchmarks/figures.py
"""

import statistics
import time

from matplotlib.figure import Figure

from helpers import results
from helpers.charts import style
from helpers.session import open_run
from helpers.views import area, frameworks, indicators, measures, theme

ROUNDS = 5
LIMIT = 0.15  # seconds of processor time that a figure may cost


def _seconds(call) -> float:
    """Median processor time of a call, after one call to warm up."""
    call()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times)


def main() -> None:
    run = open_run("rotterdam-zuid")
    names = ("armoede-huishoudens", "problematische-schulden", "hoge-inkomens", "middeninkomens")
    pairs = results.indicators.pairs(run, "armoede")
    poverty = results.indicators.select(pairs, *names)
    of_poverty, of_all = results.indicators.convergences(poverty), results.indicators.convergences(pairs)
    coverage, counts = results.evidence.coverage(run), results.evidence.cluster_counts(run)
    context = results.register.area_context(run, run.area)
    strips = results.register.strips(run, context)
    shares = results.composition.shares(run)
    changes = results.composition.changes(shares)
    figures = {
        "coverage matrix": lambda: area.coverage_matrix(run, coverage),
        "dot strips": lambda: area.area_context(run, context, strips),
        "line pairs (5 panels)": lambda: indicators.lines(run, poverty),
        "gap panels (10 panels)": lambda: indicators.gaps(run, poverty, of_poverty),
        "slopes (6 panels)": lambda: indicators.slopes(run, of_all),
        "stacked composition": lambda: measures.school_advice(run, shares, changes),
        "cluster matrix": lambda: theme.cluster_matrix(run, counts),
        "framework matrix": lambda: frameworks.framework_matrix(run),
    }

    def empty():
        with style.house_canvas(7.6, 4) as canvas:
            assert isinstance(canvas, Figure)
            canvas.subplots()
            return style.finished(canvas, "")

    base = _seconds(empty)
    print(f"{'figure':<26}{'seconds':>9}{'x empty':>9}")
    print(f"{'empty figure':<26}{base:>9.3f}{1:>9.1f}")
    for name, call in figures.items():
        cost = _seconds(call)
        print(f"{name:<26}{cost:>9.3f}{cost / base:>9.1f}{'  over the limit' if cost > LIMIT else ''}")


if __name__ == "__main__":
    main()
