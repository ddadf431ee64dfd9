"""The colours of the themes can be told from the paper that charts and pages are drawn on."""

import pytest

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


def test_theme_colours_stand_out_from_white(tables):
    """WCAG 1.4.11. Charts have white paper in both colour schemes; test_browser.py looks at the pages."""
    ratios = {row.theme: contrast(row.colour, WHITE) for row in tables.themes.itertuples()}
    assert len(ratios) == 5
    assert not {theme: ratio for theme, ratio in ratios.items() if ratio < 3}
