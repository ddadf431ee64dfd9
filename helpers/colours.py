"""The colours of drawings: a name each, on light and on dark paper, and what stands for it in forced colours.

A drawing has the light ones, so that it is right wherever it stands alone, on paper too. A page has each as a variable
(`variables`) and maps the drawings in it to them (`rules`), so that they follow the colours that a reader has chosen. A
colour that is not here stays as it is drawn everywhere.
"""

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour on light and on dark paper, and the system colour that stands for it."""

    light: str
    dark: str
    forced: str


PALETTE = {
    "paper": Colour("#ffffff", "#11181f", "Canvas"),
    "panel": Colour("#f4f6f8", "#19232c", "Canvas"),  # a surface with words on it, as the next
    "marked": Colour("#fbe9e3", "#3a221b", "Canvas"),  # rows about the area itself
    "ink": Colour("#16212c", "#e9eef3", "CanvasText"),
    "soft": Colour("#4d5b69", "#aebac6", "CanvasText"),
    "rule": Colour("#d3dae1", "#33414e", "GrayText"),  # decoration only, as the next
    "grid": Colour("#e3e8ed", "#25313c", "Canvas"),
    "link": Colour("#0b4f8a", "#8cc4ff", "LinkText"),
    "own": Colour("#b8330f", "#ff8f6b", "Highlight"),  # the area itself
    "dot": Colour("#cf6f52", "#c26a4c", "Highlight"),  # its districts
    "other": Colour("#7a8793", "#74828f", "GrayText"),
    "better": Colour("#0a6480", "#62c6e2", "CanvasText"),
    # Of the themes, as in the table of themes; worse is told by its mark too.
    "armoede": Colour("#b3541e", "#eb9a6a", "CanvasText"),
    "re-integratie": Colour("#1f5fa8", "#86b6f2", "CanvasText"),
    "veerkracht": Colour("#7a3e8e", "#cf9ce0", "CanvasText"),
    "jonge-kind": Colour("#1d7a5f", "#6fc7ab", "CanvasText"),
    "sociale-cohesie": Colour("#a3295b", "#f08fb8", "CanvasText"),
}


def variables(in_jupyter: bool = False) -> str:
    """The part of a style sheet that has each colour as a variable, by what a reader has chosen; paper is light.

    in_jupyter: for a notebook, where JupyterLab says whether its theme is a light one.
    """
    chosen = '[data-jp-theme-light="false"] .kw'
    light, dark, forced = (
        " ".join(f"--drawn-{name}: {colour[place]};" for name, colour in PALETTE.items()) for place in range(3)
    )
    return "\n".join(
        [
            f".kw {{ {light} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ body.kw {{ {dark} }} }}",
            *([f"{chosen} {{ {dark} }}"] if in_jupyter else []),
            f"@media (forced-colors: active) {{ .kw, body.kw{', ' + chosen if in_jupyter else ''} {{ {forced} }} }}",
        ]
    )


def rules() -> str:
    """The part of a style sheet by which drawings inside `.kw-drawing` with colours of their own follow these."""
    return "\n".join(
        f'.kw-drawing [{part}="{colour.light}"] {{ {part}: var(--drawn-{name}); }}'
        for name, colour in PALETTE.items()
        for part in ("fill", "stroke")
    )
