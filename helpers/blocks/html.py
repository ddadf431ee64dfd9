"""Blocks and pages as HTML: where text becomes markup, and so where it is escaped."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from helpers import colours
from helpers.blocks import drawings
from helpers.blocks.beside import within
from helpers.blocks.model import Block, Figure
from helpers.blocks.sheet import Sheet, same_everywhere, shortened
from helpers.words import webfonts
from helpers.words.text import Text

_TEMPLATES = Path(__file__).parent.parent / "pages" / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["drawing"] = _drawing
    environment.globals["on_page"] = False
    environment.globals["script"] = ""
    environment.globals["languages"] = []
    environment.globals["addresses"] = {}
    environment.filters["csp_hash"] = _csp_hash
    environment.filters["with_links"] = _with_links
    environment.filters["with_addresses"] = _with_addresses
    environment.filters["unbroken"] = _unbroken
    environment.filters["shortened"] = shortened
    environment.filters["same_everywhere"] = same_everywhere
    environment.tests["year"] = re.compile(r"\d{4}( \*)?").fullmatch
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


def _asset(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))


_IN_JUPYTER = "jupyter.css"


def _css(figures: bool, fonts: bool, of_page: str = "") -> Markup:
    """The style sheet; before it that of figures, only where there are any; that of a page of its own; the fonts."""
    variables = colours.variables(in_jupyter=of_page == _IN_JUPYTER)
    of_figures = [_asset("figures.css"), *([colours.rules()] if of_page == _IN_JUPYTER else [])] if figures else []
    parts = [variables, *of_figures, _asset("style.css")]
    parts += [*([_asset(of_page)] if of_page else []), *([webfonts.font_faces()] if fonts else [])]
    return Markup("\n").join(Markup(_packed(part)) for part in parts)


@lru_cache(maxsize=16)  # by content: each output of a cell brings its style, and previews follow a file that changes
def _packed(css: str) -> str:
    """A style sheet without comments and spaces that a browser does not need."""
    bare = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return re.sub(r" ?([{:;,]) ", r"\1", bare).strip()


def _drawing(figure: Figure, small: bool = False, looks: drawings.Looks | None = None) -> Markup:
    """The drawings of a figure, of which the style sheet shows the one for its place.

    small: one for any place; looks: as for `drawings.inside_page`.
    """
    drawn = {"only": figure.narrow} if small and figure.narrow and not figure.broad else figure.drawings
    return Markup("").join(
        Markup(drawings.inside_page(base64.b64decode(svg), _short(f"{figure.id}_{place}"), f"kw-{place}", looks))
        for place, svg in drawn.items()
    )


def _short(name: str) -> str:
    """A short name for a drawing, to which hundreds of its marks refer."""
    return f"m{hashlib.sha256(name.encode()).hexdigest()[:7]}"


def _with_links(words: str, places: dict[str, str]) -> Markup:
    """A text in which each name of places leads to its place in the page."""
    return _with_addresses(words, {name: f"#{place}" for name, place in places.items()})


def _with_addresses(words: str, addresses: dict[str, str]) -> Markup:
    """A text in which each name of addresses leads to its address."""
    names = "|".join(re.escape(name) for name in sorted(addresses, key=len, reverse=True))
    parts = re.split(rf"(?<!\w)({names})(?!\w)", words) if names else [words]
    return _woven(parts, lambda name: Markup('<a href="{}">{}</a>').format(addresses[name], name))


def _unbroken(words: str) -> Markup:
    """A text in which no line ends within a range of years or ages, nor within the name of a theme."""
    parts = re.split(r"(\(?\d[\d.,]*[-–]\d[\d.,]*|\bRe-\w+)", words)
    return _woven(parts, Markup('<span class="kw-one">{}</span>').format)


def _woven(parts: list[str], shown: Callable[[str], Markup]) -> Markup:
    """A text in one piece again; parts: of `re.split` with one group, so that each second one is to be shown."""
    return Markup("").join(shown(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _csp_hash(content: str) -> str:
    """What a Content-Security-Policy calls an inline style or script: nothing else may run in the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def page(template: str, text: Text, script: str = "", style: str = "", **content: Any) -> str:
    """A whole page from a template; `content` is escaped by the template.

    script, style: names of a script and a style sheet of ours beside the templates, for a page that has its own; one
    with a style sheet of its own has no figures.
    """
    sheet = Sheet()
    content |= {"css": _css(figures=not style, fonts=True, of_page=style), "on_page": True, "sheet": sheet}
    content["rules"] = lambda: Markup(sheet.rules())
    if script:
        content["script"] = _asset(script)
    return _environment().get_template(template).render(text=text, **content)


def blocks_html(blocks: Iterable[Block], language: str) -> str:
    """Blocks as an HTML fragment with its own style, for display in JupyterLab."""
    text = Text(language)
    macros = vars(_environment().get_template("blocks.html.j2").make_module({"text": text, "files": within(text)}))
    block_html = macros["block_html"]
    parts = [block_html(block, text) for block in blocks]
    drawn = any("<figure" in part for part in parts)
    css = _css(figures=drawn, fonts=drawn, of_page=_IN_JUPYTER)
    # Nor may JupyterLab read a formula where a name has dollar signs.
    return f'<div class="kw mathjax_ignore" lang="{text.language}"><style>{css}</style>{"".join(parts)}</div>'
