"""Annexes of the report that go with a chapter (column `annex` of the table `themes`)."""

import pandas as pd

from helpers.contract.load import Tables


def chapters(tables: Tables) -> dict[str, int]:
    """Chapter by the name of its annex."""
    themes = tables.themes.dropna(subset="annex")
    return dict(zip(themes["annex"], themes["chapter"].astype(int), strict=True))


def in_annex(tables: Tables, sections: pd.Series) -> pd.Series:
    """For each section (texts) whether it stands in the annex of a chapter."""
    return sections.str.startswith(tuple(chapters(tables)))
