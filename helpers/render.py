"""Blocks and pages as HTML. The only place where text becomes markup, so the only place that escapes it."""

import base64
import csv
import io
from functools import cache
from pathlib import Path

import bleach
import mistune
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.blocks import Blocks, Table
from helpers.messages import Text

_TEMPLATES = Path(__file__).parent / "templates"
# What the prose of a notebook may contain once it is HTML.
_PROSE_TAGS = {
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "hr",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["csv_uri"] = csv_uri
    environment.globals["css"] = Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))
    return environment


def page(template: str, text: Text, **content) -> str:
    """A whole page from a template; `content` is escaped by the template."""
    return _environment().get_template(template).render(text=text, **content)


def blocks_html(blocks: Blocks) -> str:
    """Blocks as an HTML fragment with its own style, for display in JupyterLab."""
    text = Text(blocks.language)
    block_html = _environment().get_template("blocks.html.j2").make_module({"text": text}).block_html
    parts = [block_html(block, text) for block in blocks]
    css = _environment().globals["css"]
    return f'<div class="kw" lang="{text.language}"><style>{css}</style>{"".join(parts)}</div>'


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, plugins=["table"])


def prose_html(markdown: str) -> Markup:
    """The markdown of a notebook as HTML with nothing in it but plain text elements."""
    return Markup(bleach.clean(_markdown()(markdown), tags=_PROSE_TAGS, attributes={}, strip=True))


def csv_uri(table: Table) -> str:
    """The raw values of a table as a CSV file in a data address, so that a download needs no server."""
    payload = base64.b64encode(csv_text(table).encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{payload}"


def csv_text(table: Table) -> str:
    """The raw values of a table as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([neutral(cell.value) for cell in row])
    return stream.getvalue()


def neutral(value):
    """A cell for a spreadsheet: text that would be read as a formula gets a quote in front, numbers stay."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if value is None else value


def scrollable(table_html: str) -> Markup:
    """A cleaned table in a frame that scrolls on a narrow screen."""
    return Markup('<div class="kw-scroll kw-frame" tabindex="0">{}</div>').format(Markup(table_html))
