"""The page with what benchmarks found: a part each, which the others leave as it is."""

from helpers.files import PROJECT_DIR

PAGE = PROJECT_DIR / "docs" / "benchmark.md"
_PART = "\n\n## "


def with_part(page: str, part: str) -> str:
    """A page with a part (`## `, its heading, what it says) in the place of the one with that heading, or else last."""
    first, *parts = page.rstrip().split(_PART)
    new = part.removeprefix("## ").rstrip()
    headings = [one.partition("\n")[0] for one in (*parts, new)]
    place = headings.index(headings[-1])
    return _PART.join([first, *parts[:place], new, *parts[place + 1 :]]) + "\n"


def write_part(part: str) -> None:
    """Put a part into the page."""
    PAGE.write_text(with_part(PAGE.read_text(encoding="utf-8"), part), encoding="utf-8")
