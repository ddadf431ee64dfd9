"""`--since` on the command line: figures of an earlier edition are in the tables of a run, and only there."""

import pandas as pd
import pytest

from tests.batch.test_own import contents, outputs
from tests.conftest import copy_of_data, kansrijk
from tests.sources.test_own_figures import FIGURE, empty_book, fill, save

SHOWS = """from helpers import open_run, results
run = open_run(area, language, data_dir)
rows = results.editions.since(run, area)
own = run.tables.area_values["source"].str.startswith("own-").sum()
str(rows.loc[rows["outcome"] != "same", "indicator"].tolist()) + f" of {len(run.tables.previous_values)}, own {own}" """


@pytest.fixture
def earlier(tmp_path):
    """An earlier edition with one other figure of Utrecht Overvecht."""
    folder = copy_of_data(tmp_path)
    edition = (folder / "edition.csv").read_text()
    (folder / "edition.csv").write_text(edition.replace("2026-11", "2025-11"))
    _other(folder, "cbs-laag-inkomen")
    return folder


def _other(folder, indicator):
    """Another figure of an indicator."""
    path = folder / "area_values.csv"
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    one = (rows["area"] == "utrecht-overvecht") & (rows["indicator"] == indicator)
    assert one.sum() == 1
    for column in ("value", "lower", "upper"):
        rows.loc[one, column] = (rows.loc[one, column].astype(float) - 3).astype(str)
    rows.to_csv(path, index=False)


@pytest.mark.slow
@pytest.mark.parametrize("changed", [False, pytest.param(True, marks=pytest.mark.long)])
def test_an_earlier_edition_is_in_the_tables_of_a_run_and_in_no_file_of_the_project(
    small_project, earlier, tmp_path, changed
):
    project, out = small_project(first=SHOWS), tmp_path / "out"
    before = contents(project)

    def run(*more):
        arguments = ("--areas", "utrecht-overvecht", "--output", str(out), *map(str, more))
        result = kansrijk("run", *arguments, project=project)
        assert result.returncode == 0, result.stderr
        return result.stdout

    first = run("--since", earlier)
    assert "since 2025-11: 3145 figures of 20 areas to compare with" in first and "1 notebook run" in first
    assert outputs(out) == "\"['cbs-laag-inkomen'] of 3145, own 0\""
    if changed:
        assert "0 notebooks run, 1 unchanged" in run("--since", earlier)
        _other(earlier, "cbs-hoog-inkomen")
        assert "1 notebook run" in run("--since", earlier)
        assert outputs(out) == "\"['cbs-laag-inkomen', 'cbs-hoog-inkomen'] of 3145, own 0\""
        own = save(fill(empty_book(), [FIGURE]), tmp_path)
        assert "own figures: 1 row of" in run("--since", earlier, "--own", own)
        assert outputs(out) == "\"['cbs-laag-inkomen', 'cbs-hoog-inkomen'] of 3145, own 1\""
        assert len(list((out / ".kansrijk" / "own").iterdir())) == 1
        assert "1 notebook run" in run() and outputs(out) == "'[] of 0, own 0'"
    assert contents(project) == before
