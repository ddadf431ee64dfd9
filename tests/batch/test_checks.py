"""What an executed notebook publishes is its task's own, and nothing that was meant for the factsheet is lost."""

import nbformat
import pandas as pd
import pytest

from helpers.batch import work
from helpers.batch.checks import check_published
from helpers.blocks.model import MIME, Paragraph
from helpers.blocks.notebook import Blocks


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
        (
            nbformat.v4.new_output("display_data", data={MIME: {"area": "delft-west", "blocks": []}}),
            "in None; expected",
        ),
    ],
)
def test_blocks_of_another_area_or_language_are_named_with_their_cell(output, says, tags):
    with pytest.raises(RuntimeError, match=f"^cell 2 has blocks {says}"):
        check_published(_notebook(_blocks(), output, tags=tags), "delft-west", "nl")


def test_a_task_that_publishes_what_is_not_its_own_fails(project, monkeypatch):
    project.write(first="1")
    task = project.plan(["delft-west"])[0]
    monkeypatch.setattr(work.papermill, "execute_notebook", lambda *_, **__: _notebook(_blocks(area="breda-noord")))
    outcome = work.execute(task, 60)
    assert (outcome.status, outcome.error) == (
        "failed",
        "RuntimeError: cell 2 has blocks about 'breda-noord'; expected 'delft-west': use the area of the parameters",
    )
