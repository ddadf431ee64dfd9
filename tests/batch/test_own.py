"""`--own` on the command line: checked before anything is written, in the tables of a run, and only there."""

import pytest
from typer.testing import CliRunner

from helpers.batch import kept
from helpers.batch.store import EXECUTED, STATE
from helpers.cli import app
from tests.conftest import kansrijk
from tests.sources.test_own_figures import DISTRICT, FIGURE, ORIGIN, empty_book, fill, save, write_csv

SHOWS = """from helpers import open_run
run = open_run(area, language, data_dir)
rows = run.tables.area_values
rows = rows[rows["source"] == "own-monitor"]
str(rows["value"].tolist()) + " of " + str(run.tables.sources["credit_nl"].tolist()[-1])"""


def outputs(folder, area="utrecht-overvecht"):
    notebook = kept.unpacked((folder / STATE / EXECUTED / area / "01_first.nl.ipynb.gz").read_bytes())
    return "".join(notebook["cells"][-1]["outputs"][0]["data"]["text/plain"])


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*.csv")}


@pytest.mark.slow
@pytest.mark.parametrize("changed", [False, pytest.param(True, marks=pytest.mark.long)])
def test_own_figures_are_in_the_tables_of_a_run_and_in_no_file_of_the_project(small_project, tmp_path, changed):
    project, out = small_project(first=SHOWS), tmp_path / "out"
    before = contents(project)

    def run(value):
        path = save(fill(empty_book(), [FIGURE | {"value": value}]), tmp_path)
        arguments = ("--areas", "utrecht-overvecht", "--output", str(out), "--own", str(path))
        return kansrijk("run", *arguments, project=project).stdout

    first = run(31.5)
    assert "own figures: 1 row of 1 region and 1 indicator" in first and "1 notebook run" in first
    assert "[31.5] of Gemeente Utrecht, Wijkmonitor" in outputs(out)
    if changed:
        assert "0 notebooks run, 1 unchanged" in run(31.5)
        assert "1 notebook run" in run(32.5) and "[32.5] of" in outputs(out)
    assert len(list((out / ".kansrijk" / "own").iterdir())) == 1
    assert contents(project) == before


def test_a_damaged_file_is_told_before_anything_is_written(tmp_path):
    book = fill(empty_book(), [FIGURE | {"value": "x"}, DISTRICT])
    book["source"]["B2"] = None
    path = save(book, tmp_path)
    result = CliRunner().invoke(app, ["run", "--own", str(path), "--output", str(tmp_path / "out")])
    lines = " ".join(result.stderr.split())
    assert result.exit_code == 2 and "own.xlsx, figures!F2: 'x'; expected" in lines
    assert "own.xlsx, source!B2: empty; expected a text" in lines
    assert not (tmp_path / "out").exists()


def test_check_says_what_it_read(tmp_path):
    path = tmp_path / "figures.csv"
    write_csv(path, [DISTRICT | {name: ORIGIN[name] for name in ("publisher", "title")}])
    result = CliRunner().invoke(app, ["check", "--own", str(path)])
    assert result.exit_code == 0, result.stderr
    assert "own figures: 1 row of 1 region and 1 indicator" in result.stdout


def test_check_counts_rows_without_a_number_by_their_reason(tmp_path):
    gone = {"value": None, "lower": None, "upper": None}
    figures = [
        FIGURE,
        *(FIGURE | gone | {"year": year, "status": "not-published"} for year in (2021, 2022)),
        FIGURE | gone | {"year": 2023, "status": "suppressed"},
    ]
    path = save(fill(empty_book(), figures), tmp_path)
    result = CliRunner().invoke(app, ["check", "--own", str(path)])
    line = "own figures: 4 rows of 1 region and 1 indicator; 3 without a number: 2 not-published, 1 suppressed"
    assert result.exit_code == 0 and line in result.stdout.splitlines()
