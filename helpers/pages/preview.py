"""The page around the pages of a preview: it loads them again, where the reader was, and says what is wrong."""

from helpers.blocks import html
from helpers.words.text import Text


def shell_html(language: str) -> str:
    """The page as HTML; what it shows it gets from the server of the preview."""
    return html.page("preview.html.j2", Text(language), script="preview.js")
