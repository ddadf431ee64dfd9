"""The prose of a notebook as plain HTML for its chapter page."""

import re
from functools import cache

import bleach
import mistune
from markupsafe import Markup

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
    """The markdown of a notebook as HTML with nothing in it but plain text elements.

    Its headings are bold text: the prose is folded, and no part of the outline of the page.
    """
    plain = bleach.clean(str(_markdown()(markdown)), tags=_PROSE_TAGS, attributes={}, strip=True)
    plain = plain.replace("<th>", '<th scope="col">')
    return Markup(re.sub(r"</h\d>", "</strong></p>", re.sub(r"<h\d>", "<p><strong>", plain)))
