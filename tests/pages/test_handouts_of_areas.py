"""The hand-outs of real areas: two pages each, with the blocks of the cells that are tagged for it."""

import nbformat
import pytest

from helpers.blocks.model import BLOCK_LIST, MIME
from helpers.pages import factsheet
from helpers.pages.pdf import handout_pdf
from helpers.session import open_run
from tests import paper
from tests.pages.test_pdf import check_breaks, check_figures, check_headings, check_letters, check_tables
from tests.published import NOTEBOOKS, cells

pytestmark = pytest.mark.slow


def _notebook(name, area, language):
    """A notebook as it was executed, with the cells of the hand-out only."""
    executed = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {name}")])
    for cell in cells(name, area, language, wanted=lambda code: "handout" in code.tags):
        data = {"area": area, "language": language, "blocks": BLOCK_LIST.dump_python(list(cell.blocks), mode="json")}
        output = nbformat.v4.new_output("display_data", {MIME: data})
        executed.cells.append(nbformat.v4.new_code_cell(cell.code, metadata={"tags": cell.tags}, outputs=[output]))
    return executed


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_handout_of_an_area_is_two_pages_as_any_pdf_of_ours(figures_once, areas, language):
    for area in areas:
        run = open_run(area, language)
        sections = factsheet.sections([_notebook(name, area, language) for name in NOTEBOOKS], "handout")
        content = handout_pdf(run.area_row, sections, language, run.tables.sources)
        pdf = paper.opened(content)
        assert len(pdf.pages) == 2, area
        for check in (check_figures, check_headings, check_tables, check_letters, check_breaks):
            check(pdf)
        front, back = paper.texts(content)
        assert run.area_name in front and len(back.split()) > 60, area
