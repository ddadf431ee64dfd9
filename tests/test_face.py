"""What a researcher meets first: four names, lists that tab completion offers, short prints, errors that help."""

import copy
import inspect
import pickle
import subprocess
import sys

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import helpers
from helpers import charts, open_run, results, views
from helpers.contract.load import Tables
from helpers.contract.parameters import ParameterError, check_names, closest
from helpers.contract.tables import TABLES
from helpers.session import Run, without_area
from helpers.views import generic
from tests.conftest import PROJECT

FACE = ["charts", "open_run", "results", "views"]
HEAVY = ("pandas", "numpy", "matplotlib", "seaborn", "scipy", "statsmodels", "IPython", "ipywidgets")


def _imported(*codes: str) -> list[set[str]]:
    """The heavy packages that a fresh process has imported after each of these lines of code."""
    tell = f"; import sys; print(*(name for name in {HEAVY} if name in sys.modules))"
    code = "\n".join(line + tell for line in codes)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    return [set(line.split()) for line in done.stdout.split("\n")[:-1]]


# Lazy -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["import helpers", "import helpers.batch.plan", "import helpers; dir(helpers)"])
def test_what_has_nothing_to_do_imports_nothing_heavy(code):
    assert _imported(code) == [set()]


@pytest.mark.slow
def test_names_are_imported_when_they_are_first_used():
    lines = ("import helpers", "from helpers import open_run", "from helpers import results", "helpers.charts")
    nothing, tables, frames, drawings = _imported(*lines)
    assert not nothing and "pandas" in tables
    assert "matplotlib" not in frames and "matplotlib" in drawings


def test_a_run_imports_no_statistics_and_no_widgets_and_builds_no_grammar_for_addresses():
    code = "import helpers.batch.run, helpers.session, nbformat, sys; assert sys.modules['rfc3987_syntax'] is None"
    assert not {"statsmodels", "ipywidgets"} & _imported(code)[0]


def test_each_name_is_what_it_says():
    assert helpers.results is results and helpers.views is views and helpers.charts is charts
    assert helpers.open_run is open_run is inspect.unwrap(sys.modules["helpers.session"].open_run)


def test_a_name_that_does_not_exist_is_an_error_that_names_those_that_do():
    with pytest.raises(AttributeError, match=r"has no attribute 'result'; it has charts, open_run, results, views$"):
        helpers.result  # noqa: B018
    with pytest.raises(ImportError, match="result"):
        from helpers import result  # noqa: F401


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (results.indicators, "convergences, direction, doubtful, goals"),
        (results.series, "area_series, available, breaks_of, every_area, every_figure, has_series_of_people"),
        (views.series, "available, available_key, course, reading, whole"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_module_of_a_room_names_what_it_has(module, names):
    with pytest.raises(AttributeError, match=rf"^module '{module.__name__}' has no attribute 'nope'; it has .*{names}"):
        module.nope  # noqa: B018


# Tab completion ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [helpers, results, views, charts], ids=lambda module: module.__name__)
def test_the_list_of_a_room_is_its_public_names(module):
    assert dir(module) == sorted(module.__all__) and all(hasattr(module, name) for name in dir(module))
    assert len(set(module.__all__)) == len(module.__all__)


def test_rooms_offer_their_modules_and_charts_their_drawings():
    assert dir(helpers) == FACE
    own = {"figure": generic, "table": generic}  # functions for a reader's own, on the face of views
    assert all(getattr(views, name) is getattr(module, name) for name, module in own.items())
    for room in (results, views):
        for name in set(dir(room)) - set(own):
            assert getattr(room, name).__name__ == f"{room.__name__}.{name}" and getattr(room, name).__doc__
    drawings = [name for name in dir(charts) if inspect.isfunction(getattr(charts, name))]
    assert set(dir(charts)) - set(drawings) == {"OWN", "Drawing"} and len(drawings) == 14
    assert all(getattr(charts, name).__doc__ for name in drawings)


@pytest.fixture(scope="module")
def complete():
    """complete("results.") gives what JupyterLab offers after the Tab key."""
    shell = InteractiveShell()
    shell.Completer.use_jedi = False  # as the names are now, not as they can be guessed from the source
    shell.user_ns |= {"results": results, "views": views, "charts": charts, "run": open_run("rotterdam-zuid")}

    def completions(code):
        with provisionalcompleter():
            return sorted(one.text.removeprefix(".") for one in shell.Completer.completions(code, len(code)))

    return completions


def test_the_tab_key_offers_the_public_names_and_the_tables(complete):
    assert complete("results.") == sorted(results.__all__)
    assert complete("views.") == sorted(views.__all__)
    assert complete("charts.") == sorted(charts.__all__)
    assert complete("run.tables.") == sorted([*(table.name for table in TABLES), "collection"])
    assert {"area", "area_name", "explore", "language", "tables", "text"} <= set(complete("run."))


# Prints -----------------------------------------------------------------------------------------------


def test_a_run_prints_as_one_line(run):
    assert repr(run) == f"Run(area='rotterdam-zuid', language='nl', {len(TABLES)} tables)"
    assert repr(without_area(run.tables)).startswith("Run(area='', ")


def test_tables_print_as_a_line_each(run):
    lines = repr(run.tables).splitlines()
    assert [line.split() for line in lines] == [
        [table.name, str(len(frame)), "rows", "x", str(len(frame.columns)), "columns"]
        for table, frame in ((table, getattr(run.tables, table.name)) for table in TABLES)
    ]
    assert max(map(len, lines)) < 60 and "rows x 0 columns" not in repr(run.tables)
    assert repr(Tables({})) == ""


# Names that do not exist ------------------------------------------------------------------------------


def test_the_list_of_the_tables_is_the_tables(run):
    assert dir(run.tables) == sorted(table.name for table in TABLES)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("indicator", "there is no table 'indicator'; did you mean indicators"),
        ("area", "there is no table 'area'; did you mean areas"),
        ("finding_area", "there is no table 'finding_area'; did you mean finding_areas"),
    ],
)
def test_an_unknown_table_gets_a_suggestion(run, name, says):
    with pytest.raises(AttributeError) as error:
        getattr(run.tables, name)
    assert str(error.value).startswith(says) and str(error.value).endswith("?")
    assert len(str(error.value)) < 120


def test_a_name_like_no_table_gets_the_list_of_them(run):
    with pytest.raises(AttributeError, match=r"^there is no table 'zzz'; allowed: ") as error:
        run.tables.zzz  # noqa: B018
    assert str(error.value).endswith(", ".join(run.tables.frames))


def test_a_table_is_a_copy_and_tables_can_be_copied(run):
    areas = run.tables.areas
    areas.loc[0, "name"] = "Elsewhere"
    assert "Elsewhere" not in set(run.tables.areas["name"])
    for other in (copy.copy(run.tables), copy.deepcopy(run.tables), pickle.loads(pickle.dumps(run.tables))):
        assert dir(other) == dir(run.tables) and other.areas.equals(run.tables.areas)
    assert isinstance(copy.copy(run), Run) and repr(copy.copy(run)) == repr(run)


def test_names_that_exist_pass_and_all_others_are_refused_at_once():
    assert check_names("theme", [], ["armoede"]) is None
    assert check_names("theme", iter(["armoede", "veerkracht"]), iter(["veerkracht", "armoede"])) is None
    with pytest.raises(
        ParameterError,
        match=r"^theme 'armoed' does not exist; did you mean armoede\?\ntheme 'x' does not exist; allowed",
    ):
        check_names("theme", ["veerkracht", "armoed", "x"], ["veerkracht", "armoede"])


def test_a_name_like_no_other_gets_the_list_of_what_is_allowed():
    with pytest.raises(ParameterError, match=r"^chapter '9' does not exist; allowed: 1, 2, 3$"):
        check_names("chapter", ["9"], (str(number) for number in (1, 2, 3)))


def test_one_text_is_no_list_of_names_and_a_list_is_no_name():
    with pytest.raises(ParameterError, match=r"^theme 'armoede' is one text; expected a list of names: \['armoede'\]$"):
        check_names("theme", "armoede", ["armoede"])
    with pytest.raises(ParameterError, match=r"^theme \['a', 'b'\] is of type list; .* with a star: \*\['a', 'b'\]$"):
        check_names("theme", [["a", "b"]], ["a", "b"])
    with pytest.raises(ParameterError, match=r"^chapter 3 is of type int; expected one name, a text$"):
        check_names("chapter", [3], ["3"])


def test_a_name_of_another_kind_says_what_it_is():
    with pytest.raises(ParameterError, match=r"^indicator 'x' is of kind effect; this takes: a, b$"):
        check_names("indicator", ["a", "x"], ["a", "b"], {"x": "is of kind effect"})


def test_the_names_of_tables_can_be_listed_and_counted(run):
    assert list(run.tables) == list(run.tables.frames) and len(run.tables) == len(run.tables.frames) > 30


def test_the_nearest_names_come_first_and_are_three_at_most():
    assert closest("abcd", ["abxx", "abcx", "abcd1", "abc", "zzzz"]) == "did you mean abcd1 or abc or abcx?"
    assert closest("q", iter(["a", "b"])) == "allowed: a, b"
