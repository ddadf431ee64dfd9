"""Blocks and pages as HTML. The only place where text becomes markup, so the only place that escapes it."""

import base64
import csv
import hashlib
import io
import re
from functools import cache
from pathlib import Path

import bleach
import mistune
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.blocks import Blocks, Table
from helpers.messages import Text

_TEMPLATES = Path(__file__).parent / "templates"
_TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td"}
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
    environment.globals["css"] = _asset("style.css")
    environment.globals["script"] = ""
    environment.globals["languages"] = []
    environment.filters["csp_hash"] = _csp_hash
    return environment


def _asset(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))


def _csp_hash(content: str) -> str:
    """What a Content-Security-Policy calls an inline style or script: nothing else may run in the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def page(template: str, text: Text, script: str = "", **content) -> str:
    """A whole page from a template; `content` is escaped by the template.

    script: name of a script of ours beside the templates, for pages that work better with one.
    """
    if script:
        content["script"] = _asset(script)
    return _environment().get_template(template).render(text=text, **content)


def blocks_html(blocks: Blocks) -> str:
    """Blocks as an HTML fragment with its own style, for display in JupyterLab."""
    text = Text(blocks.language)
    block_html = _environment().get_template("blocks.html.j2").make_module({"text": text}).block_html
    parts = [block_html(block, text) for block in blocks]
    css = _environment().globals["css"]
    # Nor may JupyterLab read a formula where a name has dollar signs.
    return f'<div class="kw mathjax_ignore" lang="{text.language}"><style>{css}</style>{"".join(parts)}</div>'


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
    return rows_csv([[column.key for column in table.columns], *([cell.value for cell in row] for row in table.rows)])


def rows_csv(rows: list[list]) -> str:
    """Rows as CSV, each text safe for a spreadsheet."""
    stream = io.StringIO()
    csv.writer(stream).writerows([neutral(value) for value in row] for row in rows)
    return stream.getvalue()


# Where a formula can begin: at the start of a text, and after each sign that a spreadsheet may take for the end of a
# cell (a Dutch one splits at semicolons); blanks and quotes in front of it do not stop it, nor do full-width signs.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\x00-\x1f\u200b\ufeff\"]*[=+\-@＝＋－＠])")


def neutral(value):
    """A cell for a spreadsheet: what would be read as a formula gets a quote in front, numbers stay."""
    if isinstance(value, str):
        return _FORMULA.sub(r"\1'", value)
    return "" if value is None else value


def frame_html(html: str) -> Markup:
    """The tables in a notebook's HTML (data frames), without anything else; empty when there are none."""
    tables = "".join(re.findall(r"<table.*?</table>", html, flags=re.DOTALL | re.IGNORECASE))
    plain = bleach.clean(tables, tags=_TABLE_TAGS, attributes={}, strip=True)
    return Markup(re.sub(r"<th>\s*</th>", "<td></td>", plain))  # the corner above the row names heads nothing
