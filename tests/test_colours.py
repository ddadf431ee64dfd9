"""The colours of drawings can be told from the paper that they stand on, light and dark."""

import re
from pathlib import Path

import pytest

from helpers import colours
from helpers.colours import PALETTE

WHITE = "#ffffff"


def _luminance(colour):
    """Relative luminance as WCAG 2.2 defines it, of a colour like #1f5fa8."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """The contrast ratio of two colours, from 1 (the same) to 21 (black and white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_known_colours():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


DECORATION = {"rule", "grid"}
SURFACES = {"paper", "panel", "marked"}


@pytest.mark.parametrize("name", sorted(PALETTE.keys() - DECORATION - SURFACES))
def test_marks_and_words_stand_out_from_the_paper(name):
    """WCAG 1.4.11 for marks; 1.4.3 for what words are written in too."""
    least = 3 if name in ("other", "dot") else 4.5
    for colour, paper in zip(PALETTE[name][:2], PALETTE["paper"][:2], strict=True):
        assert contrast(colour, paper) >= least


@pytest.mark.parametrize("surface", sorted(SURFACES))
@pytest.mark.parametrize("name", ["ink", "soft", "link", "own"])
def test_words_stand_out_from_every_surface(name, surface):
    for colour, behind in zip(PALETTE[name][:2], PALETTE[surface][:2], strict=True):
        assert contrast(colour, behind) >= 4.5


def test_colours_of_drawings_can_be_told_apart_by_their_light_one():
    """A page maps a colour by what it is on light paper."""
    light = [colour.light for colour in PALETTE.values()]
    assert len(light) == len(set(light)) and all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in light)


def test_rules_map_every_colour_of_the_palette():
    rules = colours.rules() + colours.variables()
    for name, colour in PALETTE.items():
        for part in ("fill", "stroke"):
            assert f'[{part}="{colour.light}"] {{ {part}: var(--drawn-{name}); }}' in rules
        for one in colour:
            assert f"--drawn-{name}: {one};" in rules


def test_theme_colours_are_in_the_palette(tables):
    assert {row.theme: row.colour for row in tables.themes.itertuples()}.items() <= {
        name: colour.light for name, colour in PALETTE.items()
    }.items()


def test_the_page_has_no_colours_of_its_own():
    folder = Path(colours.__file__).parent / "pages/templates"
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("style.css", "figures.css"))
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,])", style)
    assert "--paper: var(--drawn-paper);" in style
