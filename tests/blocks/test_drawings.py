"""Drawings in the middle of a page: only what draws gets there, with ids that no other drawing has."""

import base64
import re

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from helpers.blocks import drawings, html
from helpers.blocks.model import Figure, Table, encode

SPACE = 'xmlns="http://www.w3.org/2000/svg"'
MARK = f'<svg {SPACE}><defs><path id="_0" d="M0 0"/></defs><g id="a.b"><use href="#_0" x="1"/></g></svg>'.encode()


def _figure(id, **changes):
    table = Table(id=f"{id}-tabel", title="t", columns=[], rows=[], source="s")
    return Figure(id=id, title="t", svg=encode(MARK), width=730, alt="a", table=table, source="s", **changes)


def test_ids_that_are_used_are_those_of_the_figure_and_place():
    found = drawings.inside_page(MARK, "f_wide_", "kw-wide")
    assert 'id="f_wide__0"' in found and 'href="#f_wide__0"' in found
    assert "a.b" not in found and 'class="kw-wide"' in found and 'aria-hidden="true"' in found


def test_two_figures_of_two_places_have_no_id_in_common():
    page = html.blocks_html([_figure("f", narrow=encode(MARK)), _figure("g", narrow=encode(MARK))], "nl")
    soup = BeautifulSoup(page, "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 8
    assert {use["href"][1:] for use in soup.find_all("use")} <= set(ids)


def test_alternative_text_stands_once_for_both_drawings():
    page = html.blocks_html([_figure("f", narrow=encode(MARK)).model_copy(update={"alt": "Het antwoord"})], "nl")
    assert page.count("Het antwoord") == 1
    image = BeautifulSoup(page, "html.parser").find(role="img")
    assert image["aria-label"] == "Het antwoord"
    assert [svg["class"] for svg in image.find_all("svg")] == [["kw-wide"], ["kw-narrow"]]


def test_fonts_come_once_and_only_with_drawings():
    figures = html.blocks_html([_figure("f"), _figure("g")], "nl")
    assert len(re.findall(r"@font-face[^}]*base64", figures)) == 3
    assert "@font-face" not in html.blocks_html([_figure("f").table], "nl")


LOOK = f'<svg {SPACE} fill="#16212c"><path d="M0 0" fill="#b8330f" stroke="none"/><use href="#x" x="1"/></svg>'.encode()


def test_marks_have_the_class_that_a_page_has_for_their_look_and_say_it_themselves_elsewhere():
    asked = []
    found = drawings.inside_page(LOOK, "f", "kw-only", lambda look: asked.append(look) or "s7")
    assert '<path class="s7" d="M0 0"/>' in found
    assert asked == [{"fill": "#b8330f", "stroke": "none"}] and '<use href="#fx" x="1"/>' in found
    for without in (None, lambda look: None):
        assert 'd="M0 0" fill="#b8330f" stroke="none"' in drawings.inside_page(LOOK, "f", "kw-only", without)


HOSTILE = [
    b"x",
    b"",
    f"<svg {SPACE}><script>alert(1)</script></svg>".encode(),
    f"<svg {SPACE} onload='alert(1)'/>".encode(),
    f"<svg {SPACE}><a href='#x'><text>t</text></a></svg>".encode(),
    f"<svg {SPACE}><use href='https://x.invalid/#a'/></svg>".encode(),
    f"<svg {SPACE}><use href='javascript:alert(1)'/></svg>".encode(),
    f"<svg {SPACE} xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='#a'/></svg>".encode(),
    f"<svg {SPACE}><image href='#a'/></svg>".encode(),
    f"<svg {SPACE}><path fill='url(#a)'/></svg>".encode(),
    f"<svg {SPACE}><path fill='URL (x)'/></svg>".encode().replace(b"URL (", b"URL("),
    f"<svg {SPACE}><path style='fill: red'/></svg>".encode(),
    f"<svg {SPACE}><style>* {{}}</style></svg>".encode(),
    f"<svg {SPACE}><foreignObject/></svg>".encode(),
    f"<svg {SPACE}><svg/></svg>".encode(),
    f"<g {SPACE}/>".encode(),
    b"<svg xmlns='http://www.w3.org/1999/xhtml'/>",
    f"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg {SPACE}><text>&a;</text></svg>".encode(),
    f"<?xml-stylesheet href='x'?><svg {SPACE}/>".encode(),
    f"<svg {SPACE}><!-- --></svg>".encode(),
]


@pytest.mark.parametrize("svg", HOSTILE)
def test_what_is_no_drawing_is_refused_by_block_and_page(svg):
    with pytest.raises(ValueError, match="a drawing"):
        drawings.inside_page(svg, "f", "kw-only")
    if svg:
        for place in ("svg", "narrow"):
            with pytest.raises(ValidationError, match="a drawing"):
                Figure.model_validate(_figure("f").model_dump() | {place: base64.b64encode(svg).decode()})


def test_words_of_a_drawing_stay_words():
    svg = f"<svg {SPACE}><text>&lt;script&gt;alert(1)&lt;/script&gt;</text></svg>".encode()
    found = drawings.inside_page(svg, "f", "kw-only")
    assert "<script" not in found and "&lt;script&gt;" in found
