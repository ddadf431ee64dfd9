"""Pages that say how to do something are carried out to the letter, each in a copy of the project (tests/how_to.py)."""

import re
import shutil
import subprocess
from contextlib import ExitStack

import nbformat
import pytest

from tests import how_to
from tests.conftest import PROJECT

FOLDER = PROJECT / "docs/how-to"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
# Pages that compute tables anew or run notebooks several times, which takes most of a minute: they wait, and only their
# edits are tried at once.
LATER = (
    *("add-a-chapter", "add-a-language", "add-a-source", "add-a-value", "add-an-area", "add-an-indicator"),
    *("change-the-factsheet", "first-hour", "own-chart", "own-figures", "publish-the-pages"),
)
CASES = [pytest.param(page, False, id=page.stem) for page in PAGES if page.stem not in LATER] + [
    pytest.param(page, True, id=f"{page.stem}-whole", marks=pytest.mark.long)
    for page in PAGES
    if page.stem in LATER or any(block.long for block in how_to.blocks_of(page))
]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "whole"), CASES)
def test_a_page_does_what_it_says_and_touches_what_it_names(page, whole, tmp_path):
    project = how_to.copy_of_the_project(tmp_path / "clone")
    how_to.carry_out(page, project, whole)
    assert how_to.touched(project) == how_to.touches(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_edits_is_as_it_says(page, tmp_path):
    """Without its commands: a line that is there no more, or a cell that has other words, is seen at once."""
    edits = [block for block in how_to.blocks_of(page) if how_to.path_of(block)]
    for path in {how_to.path_of(block) for block in edits}:
        if (PROJECT / path).exists():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / path, tmp_path / path)
    for block in edits:
        if "new" in block.words or (tmp_path / how_to.path_of(block)).exists():  # else a command makes it
            how_to.Reader(tmp_path, ExitStack()).do(block)


def test_tests_that_a_page_names_are_there():
    """Which of them fail after what a page does is seen when it is carried out; a name that is gone is seen here."""
    named = [
        (page.name, found[0], found[1])
        for page in PAGES
        for found in re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", page.read_text(encoding="utf-8"))
    ]
    assert sum(bool(test) for *_, test in named) > 5
    gone = [
        (page, path, test)
        for page, path, test in named
        if not (PROJECT / path).exists() or f"def {test}" not in (PROJECT / path).read_text(encoding="utf-8")
    ]
    assert not gone


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short_and_in_the_index(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 110
    assert f"]({page.name})" in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_the_index_leads_to_pages_that_are_there():
    links = re.findall(r"\]\(([^)#]+)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert links and not [link for link in links if not (FOLDER / link).exists()]


# The mechanism itself -------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """small(text): does what a page with this text says, in a folder with one file; gives the folder."""
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / "a.csv").write_text("slug,value\nx,1\n")

    def do(text, whole=True):
        page = tmp_path / "page.md"
        page.write_text(text)
        how_to.carry_out(page, folder, whole)
        return folder

    return do


EDITS = """
Append to `a.csv`:
```csv append a.csv
y,2
```
Change `a.csv`:
```diff a.csv
 slug,value
-x,1
+x,3
```
Make `b/c.txt`:
```text new b/c.txt
new
```
```sh
cat a.csv b/c.txt
```
```text
slug,value x,3 ... new
```
"""


def test_what_a_page_says_is_done(small):
    folder = small(EDITS)
    assert (folder / "a.csv").read_text() == "slug,value\nx,3\ny,2\n" and (folder / "b/c.txt").read_text() == "new\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("```sh\nfalse\n```\n", "page.md, line 1: status 1"),
        ("```sh\nfalse; true\n```\n", "status 1"),
        ("```sh fails\ntrue\n```\n", "status 0"),
        ("```sh\necho one\n```\n```text\ntwo\n```\n", "line 4: expected\ntwo\n\nbut it wrote\none"),
        ("```csv append a.csv\ny,2\n```\n", r"the prose above does not say \['a.csv'\]"),
        ("In `a.csv`:\n```diff a.csv\n-z,1\n+z,2\n```\n", "these lines stand 0 times in a.csv"),
        ("In `a.csv`:\n```csv append a.csv\ny,2,3\n```\n", r"a.csv has 2 columns .* have not: \[\['y', '2', '3'\]\]"),
        ("Make `a.csv`:\n```csv new a.csv\ny,2\n```\n", "a.csv is there already"),
        ("```haskell\nx\n```\n", "nothing is known of 'haskell'"),
        ("So:\n\n    rm -r data\n", "code in no fence"),
    ],
)
def test_what_is_not_as_the_page_says_is_told(small, text, told):
    with pytest.raises(AssertionError, match=told):
        small(text)


@pytest.mark.parametrize("expected", ["one\ntwo", "...\none two\n...", "one ...", "...two", "...\ntwo", "o...o"])
def test_output_is_compared_as_in_a_doctest(small, expected):
    small(f"```sh\necho 'one  two'\n```\n```text\n{expected}\n```\n")


def test_what_is_long_waits_with_its_output(small):
    text = "```sh\necho one\n```\n```sh long\necho two > two.txt\n```\n```text\ntwo\n```\n```sh\necho\n```\n"
    assert not (small(text, whole=False) / "two.txt").exists()
    with pytest.raises(AssertionError, match="line 7"):
        small(text)


def test_what_runs_on_is_waited_for_and_ended(small):
    text = "```sh runs on\nsleep 0.3; echo $$; echo up; exec sleep 600\n```\n```text\n...\nup\n```\n"
    folder = small(text)
    process = (folder.parent / "runs-on-0.txt").read_text().split()[0]
    assert subprocess.run(["kill", "-0", process], check=False, capture_output=True).returncode != 0


def test_a_page_whose_blocks_fail_ends_what_runs_on(tmp_path):
    with pytest.raises(ZeroDivisionError), ExitStack() as ends:
        output = ends.enter_context(how_to._running("echo $$; exec sleep 600", tmp_path))
        while not output.read_text():
            pass
        raise ZeroDivisionError
    assert subprocess.run(["kill", "-0", output.read_text().strip()], check=False, capture_output=True).returncode != 0


CELLS = """
In `n.ipynb`, below `a = 1`, with the tag `screen`:
```python cell n.ipynb below "a = 1" screen
c = 3
```
In `n.ipynb`, with the tags `factsheet` and `handout`:
```python tag n.ipynb factsheet handout
b = 2
```
In `n.ipynb`:
```diff n.ipynb
-b = 2
+b = 4
 b
```
In `n.ipynb`, without tags:
```python tag n.ipynb
a = 1
```
"""


def test_cells_get_tags_and_neighbours(small, tmp_path):
    path = tmp_path / "clone/n.ipynb"
    cells = [nbformat.v4.new_code_cell(source, metadata={"tags": ["factsheet"]}) for source in ("a = 1", "b = 2\nb")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    small(CELLS)
    cells = [(cell.source, cell.metadata.get("tags")) for cell in nbformat.read(path, as_version=4).cells]
    assert cells == [("a = 1", None), ("c = 3", ["screen"]), ("b = 4\nb", ["factsheet", "handout"])]


@pytest.mark.slow
def test_the_copy_works_with_its_own_code_and_environment(tmp_path):
    project = how_to.copy_of_the_project(tmp_path / "clone")
    assert how_to.touched(project) == set()
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nimport helpers, sys; print(helpers.__file__, sys.prefix)\n```\n"
        f"```text\n{project}/helpers/__init__.py {project}/.venv\n```\n"
        "```sh\nmake -n lab ARGS=--version\n```\n```text\n...jupyter lab...\n```\n"
        "```sh\n.venv/bin/kansrijk run --dry-run --notebooks 2 --areas delft-west\n```\n```text\n...1...\n```\n"
        "New `data/x.csv`\n```csv new data/x.csv\na\n```\n"
    )
    how_to.carry_out(page, project)
    assert how_to.touched(project) == {"data/x.csv"}
