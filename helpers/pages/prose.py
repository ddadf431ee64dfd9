"""The prose and the data frames of a notebook as plain HTML for its chapter page."""

import re
from functools import cache

import bleach
import mistune
from markupsafe import Markup

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
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, plugins=["table"])


def prose_html(markdown: str) -> Markup:
    """The markdown of a notebook as HTML with nothing in it but plain text elements."""
    return Markup(bleach.clean(str(_markdown()(markdown)), tags=_PROSE_TAGS, attributes={}, strip=True))


def frame_html(html: str) -> Markup:
    """The tables in a notebook's HTML (data frames), without anything else; empty when there are none."""
    tables = "".join(re.findall(r"<table.*?</table>", html, flags=re.DOTALL | re.IGNORECASE))
    plain = bleach.clean(tables, tags=_TABLE_TAGS, attributes={}, strip=True)
    return Markup(re.sub(r"<th>\s*</th>", "<td></td>", plain))  # the corner above the row names heads nothing
