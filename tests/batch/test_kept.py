"""The form in which executed notebooks are kept: nothing that is published is lost, and nothing stands in it twice."""

import base64
import gzip
import json

import nbformat
import pytest

from helpers.batch import kept
from helpers.blocks.model import MIME, Columns, Figure, Fold, Paragraph, Table, encode
from helpers.blocks.notebook import Blocks, _Envelope, from_json

TABLE = Table(id="t-tabel", title="T", columns=[], rows=[], source="b")


def _svg(number):
    return f'<svg xmlns="http://www.w3.org/2000/svg"><text>é {number}</text></svg>'.encode()


def _figure(id, wide, narrow=None):
    drawn = {"svg": encode(_svg(wide)), "narrow": "" if narrow is None else encode(_svg(narrow))}
    table = TABLE.model_copy(update={"id": f"{id}-tabel"})
    return Figure(id=id, title="F", width=100, alt="a", table=table, source="b", **drawn)


BLOCKS = Blocks(
    [
        _figure("een", 1, 2),
        Columns(parts=[[Paragraph(text="p")], [_figure("twee", 1)]]),
        Fold(summary="meer", parts=[_figure("drie", 3, 2), Columns(parts=[[_figure("vier", 4)]])]),
    ],
    "nl",
    "delft-west",
)


@pytest.fixture
def notebook():
    code = nbformat.v4.new_code_cell("views.x()", metadata={"tags": ["factsheet"]}, execution_count=1)
    code.outputs = [
        nbformat.v4.new_output("stream", text="é\n"),
        nbformat.v4.new_output("execute_result", BLOCKS._repr_mimebundle_(), metadata={"a": 1}, execution_count=1),
        nbformat.v4.new_output("display_data", {"text/html": "<table></table>", "text/plain": "frame"}),
    ]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Titel"), code], metadata={"kept": "é"})


def _file(notebook):
    return nbformat.reads(nbformat.writes(notebook), as_version=4)


def test_the_file_for_jupyterlab_is_what_papermill_had_executed(notebook):
    assert nbformat.reads(kept.as_file(kept.packed(notebook)).decode(), as_version=4) == _file(notebook)


def test_pages_get_every_block(notebook):
    found = kept.unpacked(kept.packed(notebook))
    assert list(found.cells[1].outputs[1]["data"]) == [MIME]
    blocks = from_json(found.cells[1].outputs[1]["data"][MIME])
    assert (list(blocks), blocks.area, blocks.language) == (list(BLOCKS), "delft-west", "nl")
    assert found.cells[1].metadata.tags == ["factsheet"] and found.metadata == {"kept": "é"}
    assert found.cells[1].outputs[2].data["text/html"] == "<table></table>"


def test_pages_read_blocks_once_and_get_lists_of_their_own(notebook, monkeypatch):
    data = kept.unpacked(kept.packed(notebook)).cells[1].outputs[1]["data"][MIME]
    first = from_json(data)
    first.clear()
    monkeypatch.setattr(_Envelope, "model_validate", None)
    assert list(from_json(data)) == list(BLOCKS)


def test_a_drawing_is_kept_once_and_what_is_made_of_blocks_not_at_all(notebook):
    content = gzip.decompress(kept.packed(notebook)).decode()
    assert [content.count(f"é {number}</text>") for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert not any(base64.b64encode(_svg(number)).decode() in content for number in (1, 2, 3, 4))
    assert 'class=\\"kw' not in content and "block(s)" not in content
    assert json.loads(content)["nbformat"] == 4


def test_the_same_notebook_gives_the_same_bytes_and_stays_as_it_was(notebook):
    before = json.dumps(notebook)
    assert kept.packed(notebook) == kept.packed(notebook) and json.dumps(notebook) == before


def _other(change):
    """A kept notebook with other JSON in it."""

    def changed(content):
        plain = json.loads(gzip.decompress(content))
        change(plain)
        return gzip.compress(json.dumps(plain).encode())

    return changed


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"",
        lambda content: b"{}",
        lambda content: content[:200],
        lambda content: content[:200] + bytes([content[200] ^ 1]) + content[201:],
        lambda content: gzip.compress(b"[]"),
        lambda content: gzip.compress(b"{"),
        _other(lambda plain: plain["metadata"].clear()),
        _other(lambda plain: plain["metadata"]["kansrijk_drawings"].clear()),
        _other(lambda plain: plain["cells"][1]["outputs"][1]["data"][MIME].clear()),
        _other(lambda plain: plain["cells"][1]["outputs"][1]["data"][MIME]["blocks"].insert(0, None)),
    ],
)
def test_anything_else_is_refused(notebook, harm):
    with pytest.raises(ValueError, match=r"^no kept notebook \(\w+: "):
        kept.unpacked(harm(kept.packed(notebook)))


def test_output_that_only_looks_like_blocks_can_be_opened_where_a_notebook_failed(notebook):
    notebook.cells[1].outputs.append(nbformat.v4.new_output("display_data", {MIME: {"blocks": 1}}))
    found = nbformat.reads(kept.shown(notebook), as_version=4)
    assert found.cells[1].outputs[3].data == {MIME: {"blocks": 1}}
    assert found.cells[1].outputs[1].data["text/html"].startswith('<div class="kw')
