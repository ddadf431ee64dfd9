"""A notebook that would not get its parameters is refused before anything runs; what is no notebook is passed over."""

import json

import nbformat
import pytest

from helpers.batch import notebooks, plan
from helpers.contract.parameters import ParameterError
from tests.conftest import NOTEBOOKS, write_notebook

GOOD = 'area = "x"\nlanguage = "nl"\ndata_dir = ""'


def _write(project, *cells):
    """cells: (tags, source), or (None, text) for prose."""
    made = [
        nbformat.v4.new_markdown_cell(source)
        if tags is None
        else nbformat.v4.new_code_cell(source, metadata={"tags": tags})
        for tags, source in cells
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=made), project.folder / "notebooks/01_first.ipynb")


BAD_CELLS = {
    "no tag": ([([], GOOD), ([], "area")], "no cell has the tag parameters; expected one code cell"),
    "another word": ([(["parameter"], GOOD)], "no cell has the tag parameters"),
    "capitals": ([(["Parameters"], GOOD)], "no cell has the tag parameters"),
    "two": ([(["parameters"], GOOD), (["parameters"], GOOD)], "cells 2, 3 have the tag parameters"),
    "prose": ([(None, "# Title"), ([], GOOD)], "no cell has the tag parameters"),
    "late": (
        [([], "import os"), (["parameters"], GOOD)],
        "cell 3: has the tag parameters; expected it in the first code",
    ),
    "executed before": (
        [(["parameters"], GOOD), (["injected-parameters"], GOOD)],
        "cell 3: has the tag injected-parameter",
    ),
    "a name too few": (
        [(["parameters"], 'area = "x"\nlanguage = "nl"')],
        "assigns area, language; expected exactly area",
    ),
    "a name too many": (
        [(["parameters"], GOOD + "\nyear = 2024")],
        "assigns area, language, data_dir, year; expected ex",
    ),
    "twice": ([(["parameters"], GOOD + '\narea = "y"')], "assigns area, language, data_dir, area; expected exactly"),
    "misspelt": (
        [(["parameters"], GOOD.replace("area", "areas"))],
        "assigns areas, language, data_dir; expected exactly",
    ),
    "a call": ([(["parameters"], GOOD.replace('"x"', "input()"))], "something else (`area = input()`)"),
    "two at once": (
        [(["parameters"], 'area = language = "nl"\ndata_dir = ""')],
        "something else (`area = language = 'nl'`)",
    ),
    "an import": ([(["parameters"], "import os\n" + GOOD)], "something else (`import os`)"),
    "a magic": ([(["parameters"], "%matplotlib inline\n" + GOOD)], "invalid syntax (line 1); expected assignments"),
    **{
        f"again, {code.split()[0]}": ([(["parameters"], GOOD), ([], code)], "cell 3: assigns area; expected another")
        for code in (
            "from x import area",
            "import x as area",
            "import area.x",
            "def area(): ...",
            "class area: ...",
            "try: x\nexcept E as area: x",
            "match x:\n case [1, *area]: x",
            "match x:\n case {'a': 1, **area}: x",
            "match x:\n case area: x",
        )
    },
    "tag in capitals": ([(["parameters"], GOOD), (["Factsheet"], "1")], "cell 3: has the tag 'Factsheet'; did you me"),
    "tag in plural": ([(["parameters"], GOOD), (["factsheets"], "1")], "cell 3: has the tag 'factsheets'; did you me"),
    "screen alone": ([(["parameters"], GOOD), (["screen"], "1")], "cell 3: has the tag screen, but not factsheet"),
    "again": ([(["parameters"], GOOD), ([], 'area = "y"')], "cell 3: assigns area; expected another name"),
    "again with others": ([(["parameters"], GOOD), ([], "x, (area, y) = 1, (2, 3)")], "cell 3: assigns area"),
    "again in a loop": ([(["parameters"], GOOD), ([], "for language in 'x':\n    1")], "cell 3: assigns language"),
    "again in passing": ([(["parameters"], GOOD), ([], "1"), ([], "(data_dir := 3)")], "cell 4: assigns data_dir"),
    "empty": ([(["parameters"], "")], "assigns nothing; expected exactly area, data_dir, language"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
def test_a_notebook_that_cannot_be_given_its_parameters_is_refused(project, case):
    cells, says = BAD_CELLS[case]
    _write(project, (None, "# Title"), *cells)
    with pytest.raises(ParameterError) as error:
        plan.plan(["delft-west"], [], [], "")
    assert str(error.value).startswith("notebooks/01_first.ipynb") and says in str(error.value)


BAD_TITLES = {
    "empty first cell": ([(None, ""), (["parameters"], GOOD)], "cell 1: has no title; expected prose that begins with"),
    "code first": ([(["parameters"], GOOD), (None, "# Title")], "cell 1: has no title"),
    "prose without a title": ([(None, "Some text"), (["parameters"], GOOD)], "cell 1: has no title"),
    "only a sign": ([(None, "# "), (["parameters"], GOOD)], "cell 1: has no title"),
    "no cells": ([], "cell 1: has no title"),
}


@pytest.mark.parametrize("case", BAD_TITLES)
def test_a_notebook_without_a_title_is_refused(project, case):
    cells, says = BAD_TITLES[case]
    _write(project, *cells)
    with pytest.raises(ParameterError, match=rf"^notebooks/01_first\.ipynb, {says}"):
        plan.plan(["delft-west"], [], [], "")


@pytest.mark.parametrize("source", [GOOD, "# why\n" + GOOD, GOOD.replace("area =", "area: str =")])
def test_a_notebook_with_its_cell_in_place_is_planned(project, source):
    _write(project, (None, "# Title"), (["parameters", "hide"], source), ([], "area"))
    assert [task.notebook for task in plan.plan(["delft-west"], [], [], "")] == ["01_first"]


@pytest.mark.parametrize("kind", ["new_markdown_cell", "new_raw_cell"])
@pytest.mark.parametrize("tag", ["factsheet", "screen"])
def test_prose_that_would_not_be_published_is_refused(project, kind, tag):
    _write(project, (None, "# Title"), (["parameters"], GOOD))
    path = project.folder / "notebooks/01_first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(getattr(nbformat.v4, kind)("text", metadata={"tags": [tag]}))
    nbformat.write(notebook, path)
    with pytest.raises(ParameterError, match=f"cell 3: has the tag {tag}, but no code; expected it at a cell that"):
        plan.plan([], [], [], "")


@pytest.mark.parametrize(
    "code",
    [
        "[area for area in 'x']",
        "{area: 1 for x, area in {}}",
        "x = {'area': area}",
        "x.area = 1",
        "%time area = 1",
        "from area import x",
        "import x.area",
        "def f(area): ...",
        "match x:\n case {'area': 1}: x",
    ],
)
def test_what_gives_a_parameter_no_other_value_is_planned(project, code):
    _write(project, (None, "# Title"), (["parameters"], GOOD), ([], code))
    assert len(plan.plan(["delft-west"], [], [], "")) == 1


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [1]}', "{}"])
def test_a_file_that_is_no_notebook_is_named(project, content):
    (project.folder / "notebooks/01_first.ipynb").write_text(content)
    with pytest.raises(ParameterError, match=r"^notebooks/01_first\.ipynb cannot be read as a notebook"):
        plan.plan(["delft-west"], [], [], "")


ODD_CELLS = {
    "tags in one text": ({"metadata": {"tags": "parameters"}}, "metadata.tags: "),
    "no tags": ({"metadata": {"tags": None}}, "metadata.tags: "),
    "tags by name": ({"metadata": {"tags": {"parameters": 1}}}, "metadata.tags: "),
    "tags that are no texts": ({"metadata": {"tags": [{}]}}, "metadata.tags.0: "),
    "no metadata": ({"metadata": None}, "metadata: "),
    "metadata as list": ({"metadata": []}, "metadata: "),
    "no source": ({"source": None}, "source.str: "),
    "lines that are no texts": ({"source": [1, 2]}, "source.str: "),
    "another kind": ({"cell_type": "video"}, "cell_type: "),
    "no kind": ({"cell_type": None}, "cell_type: "),
}


@pytest.mark.parametrize("case", ODD_CELLS)
def test_a_cell_with_odd_contents_is_named(project, case):
    odd, place = ODD_CELLS[case]
    _write(project, (None, "# Title"), (["parameters"], GOOD), ([], "1"))
    path = project.folder / "notebooks/01_first.ipynb"
    content = json.loads(path.read_text())
    content["cells"][2] |= odd
    path.write_text(json.dumps(content))
    with pytest.raises(ParameterError) as error:
        plan.plan(["delft-west"], [], [], "")
    assert str(error.value).startswith(f"notebooks/01_first.ipynb cannot be read as a notebook (cell 3, {place}")


@pytest.mark.parametrize("top", [{"nbformat": 3}, {"nbformat": 99}, {"nbformat": "4"}, {"metadata": None}])
def test_a_notebook_of_another_format_is_refused(project, top):
    _write(project, (None, "# Title"), (["parameters"], GOOD))
    path = project.folder / "notebooks/01_first.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text()) | top))
    with pytest.raises(ParameterError, match=r"^notebooks/01_first\.ipynb cannot be read as a notebook \((nbf|meta)"):
        plan.plan(["delft-west"], [], [], "")


@pytest.mark.parametrize("content", ["[" * 100_000, '{"x": ' + "9" * 5000 + "}", "\ud800", "\ufeff{}"])
def test_json_that_stops_a_reader_is_no_notebook(project, content):
    (project.folder / "notebooks/01_first.ipynb").write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(ParameterError, match=r"^notebooks/01_first\.ipynb cannot be read as a notebook"):
        plan.plan(["delft-west"], [], [], "")


@pytest.mark.parametrize("value", ["-" * 100_000 + "1", "(" * 1000 + ")" * 1000, "'\0'"])
def test_code_that_stops_the_parser_is_refused_among_the_parameters_only(project, value):
    _write(project, (None, "# Title"), (["parameters"], GOOD.replace('""', value, 1)))
    with pytest.raises(ParameterError, match="expected assignments"):
        plan.plan(["delft-west"], [], [], "")
    _write(project, (None, "# Title"), (["parameters"], GOOD), ([], f"x = {value}"))
    assert len(plan.plan(["delft-west"], [], [], "")) == 1


@pytest.mark.parametrize(
    "name", ["02 two", "02_twee\u0301", "02_a?b#c", "02_<b>", "2_a\nb", "\u0662_two", "\u00b2_two"]
)
def test_a_name_that_cannot_be_part_of_an_address_is_refused(project, name):
    write_notebook(project.folder / f"notebooks/{name}.ipynb", "1")
    with pytest.raises(ParameterError) as error:
        notebooks.notebook_names()
    assert str(error.value).startswith(f"notebook {name!r}: expected a name of a number")


def test_the_command_says_so_and_leaves_nothing(project):
    _write(project, (None, "# Title"), ([], GOOD))
    result = project.kansrijk()
    assert result.exit_code == 2 and "no cell has the tag parameters" in result.stderr
    assert not project.out.exists()


@pytest.mark.parametrize("other", ["01_first-Copy1", "01_second", "01-first", "1_first"])
def test_two_notebooks_of_one_number_are_refused(project, other):
    project.write(first="1", second="2")
    write_notebook(project.folder / f"notebooks/{other}.ipynb", "1")
    with pytest.raises(ParameterError) as error:
        notebooks.notebook_names()
    assert other in str(error.value) and "01_first" in str(error.value) and "the same number, 01" in str(error.value)
    assert project.kansrijk().exit_code == 2


def test_what_other_programs_leave_is_no_notebook_and_no_input(project):
    project.write(first="1", second="2")
    before = [task.digest for task in project.plan()]
    folder = project.folder / "notebooks"
    (folder / ".ipynb_checkpoints").mkdir()
    write_notebook(folder / ".ipynb_checkpoints/01_first-checkpoint.ipynb", "1")
    write_notebook(folder / "explore.ipynb", "1")
    write_notebook(folder / ".03_hidden.ipynb", "1")
    (folder / "04_gone.ipynb").symlink_to("nowhere")
    for place in ("helpers/.#code.py", "data/.#areas.csv", "helpers/pages/templates/.#page.html.j2"):
        (project.folder / place).symlink_to("someone@somewhere.123")
    for place in ("helpers/.ipynb_checkpoints", "helpers/__pycache__"):
        (project.folder / place).mkdir()
        (project.folder / place / "code.py").write_text("X = 1\n")
    (project.folder / "helpers/gone.py").symlink_to("nowhere")
    assert notebooks.notebook_names() == ["01_first", "02_second"]
    assert [task.digest for task in project.plan()] == before
    assert project.kansrijk().exit_code == 0


def test_the_real_notebooks_pass():
    names = notebooks.notebook_names()
    assert names == NOTEBOOKS
    for name in names:
        notebooks.check_notebook(name)
        assert json.loads(notebooks.notebook_path(name).read_text(encoding="utf-8"))["cells"]
