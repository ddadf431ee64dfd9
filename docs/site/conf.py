"""How Sphinx makes the site of the documentation: `make docs`.

The source folder is that of the project, so that pages, notebooks and the data dictionary stay where they are and the
links between them are those that a code forge follows. `docs/site` has what only the site needs.
"""

import re
import tomllib
from inspect import ismodule
from pathlib import Path

from pygments.lexers import TextLexer
from sphinx.application import Sphinx

from helpers import charts, colours, results, views
from helpers.rows import Record

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {room.__name__: room for room in (results, views, charts)}

project = "Kansrijke Wijk notebooks"
version = release = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
language = "en"
root_doc = "docs/site/index"
include_patterns = [
    *("docs/**.md", "docs/how-to/*.ipynb", "notebooks/*.ipynb"),
    *("data/README.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"),
]
# Folders that are not even looked into.
exclude_patterns = [".*", "build", "outputs", "fetched", "helpers", "tests", "benchmarks", "params", "*.egg-info"]

extensions = ["sphinx.ext.autodoc", "myst_nb"]
myst_heading_anchors = 4  # the anchors that a code forge gives headings
# Executed anew at each build, as what they show depends on helpers and data too.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300  # seconds, for one cell
# Blocks travel as JSON beside the HTML that is shown; an output without a form that is known is a warning of its own.
suppress_warnings = ["mystnb.unknown_mime_type"]
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # nothing from elsewhere

default_role = "code"  # docstrings have single backquotes around code
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_domain_indices = False  # one index is enough
templates_path = ["templates"]
html_additional_pages = {"index": "to_the_start.html"}  # the folder of the site opens at its start
html_theme_options = {
    "logo": {"text": project},
    "navbar_align": "left",
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
    "show_version_warning_banner": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def _with_modules(app: Sphinx, name: str, source: list[str]) -> None:
    """Make a section for each name that a room offers of a line `(modules of ROOM)`, so that none can be forgotten."""
    source[0] = re.sub(r"^\(modules of (\S+)\)$", lambda line: _sections(line[1]), source[0], flags=re.MULTILINE)


def _sections(room: str) -> str:
    kinds = {name: "module" if ismodule(getattr(ROOMS[room], name)) else "function" for name in ROOMS[room].__all__}
    return "\n\n".join(
        f"## {name}\n\n```{{eval-rst}}\n.. auto{kind}:: {room}.{name}\n```" for name, kind in kinds.items()
    )


def _no_record(app: Sphinx, what: str, name: str, member: object, skip: bool, options: object) -> bool | None:
    """Leave out what says of a frame which columns are read: it is no frame, and nothing to call."""
    return True if isinstance(member, type) and issubclass(member, Record) else None


_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def _style_once(app: Sphinx, name: str, template: str, context: dict[str, object], doctree: object) -> None:
    """Each block of a notebook brings the whole style and the fonts; a page needs each style once."""
    seen: set[str] = set()

    def first(style: re.Match[str]) -> str:
        new = style[0] not in seen
        seen.add(style[0])
        return style[0] if new else ""

    context["body"] = _STYLE.sub(first, str(context.get("body", "")))


def _dark_blocks(app: Sphinx) -> None:
    """Blocks follow the theme that a reader chose, which the theme keeps as an attribute."""
    dark = " ".join(f"--drawn-{name}: {colour.dark};" for name, colour in colours.PALETTE.items())
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    rule = f'html[data-theme="dark"] .kw {{ {dark} }}\n'
    (folder / "site.css").write_text(rule + (ROOT / "docs/site/site.css").read_text(encoding="utf-8"), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the parts above."""
    app.connect("source-read", _with_modules)
    app.connect("autodoc-skip-member", _no_record)
    app.connect("html-page-context", _style_once)
    app.connect("builder-inited", _dark_blocks)
    app.add_css_file("site.css")
    app.add_lexer("csv", TextLexer)  # as a code forge calls it; Pygments has none
