"""What a run has to do: the tasks, and what each of them and the pages of an area depend on."""

import re

import pytest

from helpers.batch import plan
from helpers.contract.parameters import ParameterError
from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import of_notebooks, read_yaml
from tests.batch.fakes import TEMPLATE


def test_a_plan_has_every_notebook_for_every_area_and_language_once(project):
    project.write(first="1", second="2")
    tasks = plan.plan(["delft-west", "breda-noord", "delft-west"], [], ["en", "nl"], "")
    assert [(task.area, task.name) for task in tasks] == [
        (area, f"{name}.{language}")
        for area in ("delft-west", "breda-noord")
        for language in ("en", "nl")
        for name in ("01_first", "02_second")
    ]
    everything, areas = plan.plan([], [], [], ""), plan.areas_in(plan.data_folder(""))
    assert len(everything) == len(areas) * 2 and {task.language for task in everything} == {"nl"}
    assert len({task.digest for task in tasks}) == 8


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("notebooks/02_second.ipynb", {"02_second"}),
        ("helpers/code.py", {"01_first", "02_second"}),
        ("helpers/words.yaml", {"01_first", "02_second"}),
        ("helpers/views/new.py", {"01_first", "02_second"}),
        ("helpers/words/locales/views.nl.yaml", {"01_first", "02_second"}),
        ("helpers/words/locales/pages.nl.yaml", set()),
        ("helpers/cli.py", set()),
        ("helpers/pages/new.py", set()),
        ("helpers/batch/new.py", set()),
        ("data/themes.csv", {"01_first", "02_second"}),
        ("requirements.lock", {"01_first", "02_second"}),
        (str(TEMPLATE), set()),
        ("README.md", set()),
    ],
)
def test_a_task_depends_on_what_its_notebook_can_see(project, path, changes):
    project.write(first="1", second="2")
    before = {task.notebook: task.digest for task in project.plan(["delft-west"])}
    (project.folder / path).parent.mkdir(parents=True, exist_ok=True)
    with (project.folder / path).open("a") as stream:
        stream.write("\n")
    after = {task.notebook: task.digest for task in project.plan(["delft-west"])}
    assert {name for name in before if before[name] != after[name]} == changes


@pytest.mark.parametrize(
    "path", [str(TEMPLATE), "helpers/code.py", "requirements.lock", "helpers/pages/new.py", "helpers/cli.py"]
)
def test_pages_depend_on_templates_code_and_software_too(project, path):
    tasks = project.write(first="1").plan()

    def key(of):
        return plan.pages_key(of, plan.Inputs(project.folder / "data"))

    before = key(tasks)
    assert before == key(tasks) and len({before, key(tasks[:1]), key([])}) == 3
    (project.folder / path).write_text("changed")
    assert key(tasks) != before


def test_pages_of_an_area_can_be_made_of_every_notebook_in_every_language(project):
    task = project.write(first="1", second="2").plan(["delft-west"])[0]
    of_area = plan.all_of_area(task.parameters, plan.Inputs(project.folder / "data"))
    assert [other.name for other in of_area] == [
        f"{name}.{language}" for language in PAGE_LANGUAGES for name in ("01_first", "02_second")
    ]
    assert of_area[0] == task


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "the file is missing"), (b"\xff\xfe", "is UTF-16 text"), (b"name\nx\n", "the column 'area' is missing")],
    ids=["missing", "binary", "columns"],
)
def test_a_table_of_areas_that_cannot_be_read_is_named(project, content, says):
    path = project.folder / "data/areas.csv"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(ParameterError, match=rf"^areas\.csv: {says}"):
        project.write(first="1").plan()


def test_an_area_without_a_file_of_parameters_is_named(project):
    (project.folder / "params/delft-west.yaml").unlink()
    with pytest.raises(ParameterError, match=r"^params/delft-west\.yaml is missing$"):
        project.write(first="1").plan()


def test_no_room_of_notebooks_uses_the_words_of_pages():
    """Else an edit of them would leave notebooks as they were; `blocks` only shows with them."""
    helpers = plan.PROJECT_DIR / "helpers"
    groups = set(read_yaml(helpers / "words/locales/pages.nl.yaml"))
    used = {
        (path.relative_to(helpers).as_posix(), group)
        for path in of_notebooks(helpers)
        if path.suffix == ".py" and path.parent.name != "blocks"
        for group in re.findall(r"""\btext\(f?["']([a-z_]+)\.""", path.read_text(encoding="utf-8"))
    }
    assert len(used) > 50 and {group for _, group in used} & groups == set()
