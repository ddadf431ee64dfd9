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

SMALL = {path.stem: path for path in webfonts.FOLDER.glob("*.woff2")}


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


def _room(path, words):
    font = TTFont(path)
    widths, names = font["hmtx"], font.getBestCmap()
    return sum(widths[names[ord(sign)]][0] for sign in words) / font["head"].unitsPerEm


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_a_stand_in_takes_as_much_room_as_the_font(style):
    """Else lines break elsewhere, and a page moves under its reader when the font comes."""
    words = "".join(sign for text in catalogue("nl").values() for sign in str(text) if sign in webfonts._LATIN)
    own = next(path for path in fonts.TEXT_FONTS if style in path.stem)
    other = fonts.FONTS[2 + (style == "Bold")]
    size = webfonts.STAND_INS["Like Verdana"][1][style]
    assert _room(own, words) == pytest.approx(size / 100 * _room(other, words), rel=0.01)


def test_the_style_sheet_has_each_stand_in():
    style = (webfonts.FOLDER.parent.parent / "pages" / "templates" / "style.css").read_text()
    assert all(f'"{family}"' in style for family in webfonts.STAND_INS)
    assert len(webfonts.stand_ins()) == 2 * len(webfonts.STAND_INS)


def test_signs_of_the_catalogues_are_there():
    used = {sign for language in LANGUAGES for sign in str(list(catalogue(language).values()))}
    assert used - set(webfonts.SIGNS + "●○") == set()
