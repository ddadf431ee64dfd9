"""What an executed notebook publishes is its task's own, and nothing that was meant for the factsheet is lost."""

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers.batch import work
from helpers.batch.checks import check_published
from helpers.blocks.model import MIME, Cell, Column, Columns, Figure, Heading, Paragraph, Table, encode
from helpers.blocks.notebook import Blocks
from helpers.pages.chapter import chapter_html
from helpers.pages.factsheet import factsheet_html, sections


def _blocks(area="delft-west", language="nl"):
    return nbformat.v4.new_output(
        "display_data", data=Blocks([Paragraph(text="x")], language, area)._repr_mimebundle_()
    )


def _notebook(*outputs, tags=("factsheet",)):
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("x", metadata={"tags": list(tags)}, outputs=list(outputs)),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def _frame(**more):
    return nbformat.v4.new_output("execute_result", data={"text/html": pd.DataFrame({"a": [1]}).to_html()} | more)


def _stream(name):
    return nbformat.v4.new_output("stream", name=name, text="x")


LOST = {
    "frame": (_frame(**{"text/plain": "a"}), "shows a table or object that is not made of blocks"),
    "matplotlib figure": (
        nbformat.v4.new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"}),
        "shows a drawing that is not a figure of ours",
    ),
    "vector drawing": (
        nbformat.v4.new_output("display_data", data={"image/svg+xml": "<svg/>"}),
        "shows a drawing that is not a figure",
    ),
    "widget": (
        nbformat.v4.new_output(
            "display_data", data={"application/vnd.jupyter.widget-view+json": {}, "text/plain": "w"}
        ),
        "shows an object that is not blocks",
    ),
    "number": (
        nbformat.v4.new_output("execute_result", data={"text/plain": "3"}),
        "shows an object that is not blocks",
    ),
    "printed": (_stream("stdout"), "shows printed text"),
}


@pytest.mark.parametrize("case", LOST)
def test_what_is_tagged_and_not_made_of_blocks_is_named_with_its_cell(case):
    output, says = LOST[case]
    with pytest.raises(RuntimeError, match=f"^cell 2 has the tag factsheet, but {says}.*: show it as blocks"):
        check_published(_notebook(output), "delft-west", "nl")
    with pytest.raises(RuntimeError, match="cell 2"):  # also beside blocks
        check_published(_notebook(_blocks(), output), "delft-west", "nl")
    check_published(_notebook(output, tags=()), "delft-west", "nl")  # it is for analysts


def _with_parameters(notebook):
    """As papermill leaves it: a cell that is not in the notebook's file stands above the one that is checked."""
    added = nbformat.v4.new_code_cell("area = 'x'", metadata={"tags": ["injected-parameters"]})
    notebook.cells.insert(1, added)
    return notebook


@pytest.mark.parametrize(
    "outputs",
    [
        [_frame()],
        [],
        [_blocks(area="breda-noord")],
        [nbformat.v4.new_output("display_data", data={MIME: {"blocks": 1}})],
    ],
    ids=["frame", "nothing", "of another area", "not of blocks"],
)
def test_cells_are_counted_as_in_the_file_of_the_notebook(outputs):
    with pytest.raises((RuntimeError, ValueError), match=r"^cell 2 has"):
        check_published(_with_parameters(_notebook(*outputs)), "delft-west", "nl")


def test_a_page_counts_cells_as_the_file_of_the_notebook_does():
    bad = nbformat.v4.new_output("display_data", data={MIME: {"blocks": 1}})
    with pytest.raises(ValueError, match=r"^cell 2 has output that is not of blocks"):
        sections([_with_parameters(_notebook(bad))])
    area = pd.Series({"name": "x"})
    page = BeautifulSoup(chapter_html(area, "01_a", _with_parameters(_notebook(_frame())), "en"), "html.parser")
    assert [label.text for label in page.select("details > div > p")] == ["Code of cell 1", "Code of cell 2"]


def test_a_tagged_cell_that_shows_nothing_is_named():
    with pytest.raises(RuntimeError, match="cell 2 has the tag factsheet, but shows nothing"):
        check_published(_notebook(), "delft-west", "nl")
    with pytest.raises(RuntimeError, match="shows nothing"):
        check_published(_notebook(_stream("stderr")), "delft-west", "nl")


def test_blocks_with_a_warning_beside_them_pass():
    check_published(_notebook(_blocks(), _stream("stderr")), "delft-west", "nl")
    check_published(_notebook(_blocks(area="")), "delft-west", "nl")  # blocks that are about no area


@pytest.mark.parametrize("tags", [("factsheet",), ()])
@pytest.mark.parametrize(
    ("output", "says"),
    [
        (_blocks(area="rotterdam-zuid"), "about 'rotterdam-zuid'; expected 'delft-west'"),
        (_blocks(area="Delft-West"), "about 'Delft-West'; expected 'delft-west'"),
        (_blocks(language="en"), "in 'en'; expected 'nl'"),
    ],
)
def test_blocks_of_another_area_or_language_are_named_with_their_cell(output, says, tags):
    with pytest.raises(RuntimeError, match=f"^cell 2 has blocks {says}"):
        check_published(_notebook(_blocks(), output, tags=tags), "delft-west", "nl")


@pytest.mark.parametrize("data", ["x", [], {"area": "delft-west", "blocks": []}, {"language": "nl", "blocks": [{}]}])
def test_what_only_looks_like_blocks_is_named_with_its_cell(data):
    with pytest.raises(ValueError, match=r"^cell 2 has output that is not of blocks"):
        check_published(_notebook(nbformat.v4.new_output("display_data", data={MIME: data})), "delft-west", "nl")


def _table(id):
    return Table(id=id, title="t", columns=[Column(key="a", label="A")], rows=[[Cell.of("x")]], source="s")


def _figure(id, twin):
    return Figure(id=id, title="f", svg=encode(b"<svg/>"), width=1, alt="a", table=_table(twin), source="s")


def _shown(*blocks, tags=("factsheet",)):
    output = nbformat.v4.new_output("display_data", data=Blocks(blocks, "nl", "delft-west")._repr_mimebundle_())
    return nbformat.v4.new_code_cell("x", metadata={"tags": list(tags)}, outputs=[output])


DOUBLE = {  # blocks with the id `one`, in two cells
    "tables": ([_table("one")], [_table("one")]),
    "figures": ([_figure("one", "a")], [_figure("one", "b")]),
    "a twin and a table": ([_figure("a", "one")], [_table("one")]),
    "in columns": ([Columns(parts=[[_table("x")], [_table("one")]])], [_table("one")]),
    "a figure with the id of its twin": ([], [_figure("one", "one")]),
    "twice in one cell": ([], [_table("one"), _table("two"), _table("one")]),
}


@pytest.mark.parametrize("tags", [("factsheet",), ()])  # the page of the chapter has both
@pytest.mark.parametrize("case", DOUBLE)
def test_an_id_that_a_notebook_shows_twice_is_named_with_its_cells(case, tags):
    first, second = DOUBLE[case]
    cells = [_shown(_table("other"), *first, tags=tags), _shown(*second)]
    says = f"^cell 2 has blocks with the id 'one', as cell {1 if first else 2} has; expected each id once"
    with pytest.raises(RuntimeError, match=says):
        check_published(nbformat.v4.new_notebook(cells=cells), "delft-west", "nl")


def test_different_ids_pass():
    cells = [_shown(_table("one"), _figure("two", "three")), _shown(_table("four"))]
    check_published(nbformat.v4.new_notebook(cells=cells), "delft-west", "nl")


DOUBLE_IN_TWO = {case: blocks for case, blocks in DOUBLE.items() if blocks[0]}


@pytest.mark.parametrize("case", DOUBLE_IN_TWO)
def test_an_id_that_two_notebooks_publish_is_refused_with_their_titles(case):
    notebooks = [
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_markdown_cell(f"# {title}"), _shown(Heading(text=title, level=2), *blocks)]
        )
        for title, blocks in zip(("Money", "Work"), DOUBLE_IN_TWO[case], strict=True)
    ]
    with pytest.raises(ValueError, match="two blocks of 'Money' and 'Work' have the id 'one'"):
        sections(notebooks)
    notebooks[0].cells[1].metadata.tags = []  # then only the page of the chapter has it
    assert [section.title for section in sections(notebooks)] == ["Work"]


@pytest.mark.parametrize("id", ["inhoud", "deel-1", "deel-1-kop"])
def test_ids_of_the_page_itself_are_no_ids_of_blocks(id):
    """The page has `pagina_inhoud`, `deel_1` and so on."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Title"), _shown(Heading(text="x", level=2), _table(id))]
    )
    row = pd.Series({"area": "delft-west", "name": "Delft-West", "municipality": "Delft", "province": "Zuid-Holland"})
    page = BeautifulSoup(factsheet_html(row, sections([notebook]), [], "nl"), "html.parser")
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert id in ids and len(ids) == len(set(ids)) == 4


def test_a_task_that_publishes_what_is_not_its_own_fails(project, monkeypatch):
    project.write(first="1")
    task = project.plan(["delft-west"])[0]
    monkeypatch.setattr(work.papermill, "execute_notebook", lambda *_, **__: _notebook(_blocks(area="breda-noord")))
    outcome = work.execute(task, 60)
    assert (outcome.status, outcome.error) == (
        "failed",
        "RuntimeError: cell 2 has blocks about 'breda-noord'; expected 'delft-west': use the area of the parameters",
    )
