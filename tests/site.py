"""The site of the documentation as it was made: `python -m tests.site FOLDER` says what is wrong with it.

What a page loads stands in the site, what it leads to within the site is there, and searching knows every page. `make
docs` runs it; tests/test_docs.py shows that it finds each fault.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser fetches without being asked, by element. A `link` may lead to another page instead.
LOADS = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
}
LEADS = {"next", "prev", "search", "index", "author", "canonical"}
IN_STYLE = re.compile(r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)""")
IN_SCRIPT = re.compile(r"""(?:\b(?:import|fetch|importScripts)\s*\(|\bfrom)\s*["']((?:https?:)?//[^"']+)()""")
WITHOUT_TEXT = {"genindex", "search", "index"}  # pages that searching need not find


class Page(HTMLParser):
    """A page: what it loads, where it leads, and the places in it."""

    def __init__(self, text: str):
        super().__init__()
        self.loads: list[str] = []
        self.leads_to: list[str] = []
        self.places: set[str] = set()
        self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Take what an element loads, leads to and is called."""
        given = {name: value or "" for name, value in attributes}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        self._in_style = tag == "style"
        if tag == "a" and "href" in given:
            self.leads_to.append(given["href"])
        if tag == "link" and not LEADS & set(given.get("rel", "").split()):
            self.loads.append(given["href"])
        if LOADS.get(tag) in given:
            self.loads.append(given[LOADS[tag]])
        self.loads += addresses(IN_STYLE, given.get("style", ""))

    def handle_data(self, data):
        """Take what a style sheet in the page loads."""
        if self._in_style:
            self.loads += addresses(IN_STYLE, data)


def addresses(pattern, text):
    """The addresses in a style sheet or a script."""
    return [one or other for one, other in pattern.findall(text)]


def problems(folder):
    """What is wrong with the site in a folder, a line for each fault."""
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in _paths(folder)}
    loads = {path: page.loads for path, page in pages.items()}
    for suffix, pattern in ((".css", IN_STYLE), (".js", IN_SCRIPT)):
        loads |= {path: addresses(pattern, path.read_text(encoding="utf-8")) for path in folder.rglob(f"*{suffix}")}
    found = {
        *((path, f"loads {it}") for path, them in loads.items() for it in them if not _is_there(it, path, {})),
        *(
            (path, f"leads to {it}")
            for path, page in pages.items()
            for it in page.leads_to
            if not _leads(it, path, pages)
        ),
    }
    return [*sorted(f"{path.relative_to(folder)} {what}" for path, what in found), *_not_found(folder, pages)]


def _paths(folder):
    """The pages of a site; what the theme keeps beside its scripts is none."""
    return sorted(path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] != "_static")


def _leads(address, path, pages):
    """Whether a link leads somewhere; what is outside the site is not looked at."""
    return bool(urlsplit(address).scheme) or _is_there(address, path, pages)


def _is_there(address, path, pages):
    """Whether an address is data, or a file of the site (and the place in it, where it is one of the pages)."""
    parts = urlsplit(address)
    if parts.scheme == "data":
        return True
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if parts.scheme or parts.netloc or not target.is_file():
        return False
    return not parts.fragment or target not in pages or unquote(parts.fragment) in pages[target].places


def _not_found(folder, pages):
    """The pages that the index of searching does not name."""
    index = folder / "searchindex.js"
    if not index.is_file():
        return ["there is no index for searching"]
    text = index.read_text(encoding="utf-8")
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in pages]
    return [f"searching does not know {name}" for name in names if name not in WITHOUT_TEXT and f'"{name}"' not in text]


def main(folder):
    """Print what is wrong, or how many pages are whole; the exit status says which."""
    found = problems(folder.resolve())
    print(
        "\n".join(found) or f"{len(_paths(folder))} pages in {folder}: nothing from elsewhere, every link inside holds"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
