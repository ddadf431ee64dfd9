"""What the notebooks publish is, word for word and number for number, what is kept in tests/golden."""

import difflib

import pytest

from helpers.contract.vocabulary import LANGUAGES
from tests import golden
from tests.published import NOTEBOOKS

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("figures_once")]
RENEW = "If this is what you meant: `make golden`, and read what changed."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_published_as_kept(notebook, language):
    kept = golden.kept()
    differences = [
        _difference(path, kept.get(path, ""), text)
        for path, text in golden.pages(notebook, language).items()
        if kept.get(path) != text
    ]
    assert not differences, "\n".join([*differences, RENEW])


def _difference(path: str, kept: str, published: str) -> str:
    names = f"tests/golden/{path} (kept)", f"{path} (published)"
    return "\n".join(difflib.unified_diff(kept.splitlines(), published.splitlines(), *names, n=2, lineterm=""))


def test_no_page_is_missing_or_stale():
    folders = (golden.ALL_AREAS, *golden.AREAS)
    wanted = {f"{folder}/{lang}/{name}.txt" for folder in folders for lang in LANGUAGES for name in NOTEBOOKS}
    assert golden.kept().keys() == wanted, RENEW
