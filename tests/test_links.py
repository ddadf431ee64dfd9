"""A link in a page of the documentation, or a page that code names, is there: file and heading."""

import re
from functools import cache

import mistune
import nbformat
import pytest

from helpers.files import files_in
from tests.conftest import PROJECT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*.md", "outputs/*.md", "notebooks/*.ipynb", "docs/**/*.ipynb")
    for path in PROJECT.glob(pattern)
)
_AST = mistune.create_markdown(renderer="ast", plugins=["table"])


def _nodes(nodes):
    for node in nodes:
        yield node
        yield from _nodes(node.get("children", []))


@cache
def _parsed(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = nbformat.reads(text, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return list(_nodes(_AST(text)))


def _words(node):
    return node.get("raw", "") + "".join(_words(child) for child in node.get("children", []))


@cache
def _places(path):
    """The anchors of the headings of a page, as a code forge makes them."""
    found = set()
    for heading in (node for node in _parsed(path) if node["type"] == "heading"):
        slug = re.sub(r"[^\w\- ]", "", _words(heading).lower()).replace(" ", "-")
        found.add(next(name for name in (slug, *(f"{slug}-{n}" for n in range(1, 99))) if name not in found))
    return found


def broken(path):
    """The links and pictures of a page that lead to no file, or no heading, of the project."""
    found = []
    for node in _parsed(path):
        address = node.get("attrs", {}).get("url", "")
        if not address or re.match(r"[a-z]+:", address):
            continue
        file, _, place = address.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (place and place not in _places(target)):
            found.append(address)
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_every_link_leads_somewhere(path):
    assert broken(path) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A `b_c`, d\n\n## Twice\n\n## Twice\n\n[x](#a-b_c-d) [x](#twice-1) [x](https://a.invalid) ![x](page.md)\n"
    )
    assert broken(page) == []
    other = tmp_path / "other.md"
    other.write_text(
        "[x](page.md#a) [x](#nothing) ![x](none.png)\n\n| a |\n|---|\n| [x](none.md) |\n\n    [x](code.md)\n"
    )
    assert broken(other) == ["page.md#a", "#nothing", "none.png", "none.md"]


def test_pages_that_code_names_are_there():
    files = [*files_in(PROJECT / "helpers", ".py", ".yaml"), PROJECT / "Makefile", PROJECT / "pyproject.toml"]
    named = {(name, path) for path in files for name in re.findall(r"\bdocs/[\w/-]+\.md\b", path.read_text("utf-8"))}
    assert len(named) > 5
    assert {(name, path) for name, path in named if not (PROJECT / name).is_file()} == set()
