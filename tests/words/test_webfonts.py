"""The small fonts of pages are those of charts, with the signs that charts use."""

import base64
import io
import re

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from helpers.contract.vocabulary import LANGUAGES
from helpers.words import fonts, webfonts
from helpers.words.text import catalogue

SMALL = {path.stem: path for path in webfonts.FOLDER.glob("*.woff")}


def _outline(font, sign):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    name = font.getBestCmap()[ord(sign)]
    font.getGlyphSet()[name].draw(pen)
    return pen.value, font["hmtx"][name][0] / font["head"].unitsPerEm


@pytest.mark.parametrize("stem", sorted(SMALL))
def test_shapes_and_widths_are_those_of_the_font(stem):
    """Were they others, words would take other room than the chart has kept for them."""
    whole = TTFont(next(path for path in fonts.FONTS if path.stem == stem))
    small = TTFont(SMALL[stem])
    signs = webfonts.SIGNS if "Source" in stem else "●○"
    assert set(map(chr, small.getBestCmap())) == set(signs)
    for sign in signs:
        assert _outline(small, sign) == _outline(whole, sign), sign


def test_files_are_those_that_are_made_now():
    made = webfonts.made()
    assert {path.stem for path in made} == set(SMALL)
    for path, content in made.items():
        new, kept = TTFont(io.BytesIO(content)), TTFont(path)
        assert new.getBestCmap() == kept.getBestCmap() and new.keys() == kept.keys(), path.name


def test_rules_bring_each_font_as_data():
    rules = webfonts.font_faces()
    for stem, data in zip(
        ("SourceSansPro-Regular", "SourceSansPro-Bold", "DejaVuSans"),
        re.findall(r"base64,([^\"]+)", rules),
        strict=True,
    ):
        assert base64.b64decode(data) == SMALL[stem].read_bytes()
    assert len(rules) < 36_000


def test_signs_of_the_catalogues_are_there():
    used = {sign for language in LANGUAGES for sign in str(list(catalogue(language).values()))}
    assert used - set(webfonts.SIGNS + "●○") == set()
