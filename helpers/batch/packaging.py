"""The package of all areas, made of the packages that runs have put out, as far as they are whole."""

from helpers.batch.store import Store
from helpers.files import content_of, digest
from helpers.pages import factsheet
from helpers.pages.collection import collection
from helpers.pages.collection import name as name
from helpers.words.text import Text


def owner(language: str) -> str:
    """Under which name the ledger of the output folder knows the package."""
    return f"package.{language}"


def make(store: Store, areas: list[str], language: str) -> tuple[list[str], bool]:
    """Put out the package of the areas that there are packages of; store: held.

    Returns their slugs, and whether it was made now: what is there of the same input is left. Raises ValueError when
    there is none, or one that is not as it was made.
    """
    there = packages(store, areas, language)
    if not there:
        raise ValueError(f"{store.folder} has no data packages in {language!r}; make them first with kansrijk run")
    key = _key(there)
    if store.is_out(owner(language), key):
        return list(there), False
    zips, files = ({area: pair[place] for area, pair in there.items()} for place in (0, 1))
    store.put_out(owner(language), key, {name(language): collection(zips, files, Text(language))})
    return list(there), True


def packages(store: Store, areas: list[str], language: str) -> dict[str, tuple[bytes, bytes]]:
    """The package and the `area.json` of each area that has both, as they were put out."""
    kinds = factsheet.files(language)
    found = {}
    for area in areas:
        paths = [f"{area}/{kinds[kind]}" for kind in ("zip", "json")]
        if store.is_out(area) and all(store.has(area, path) for path in paths):
            package, file = (content_of(store.folder / path) for path in paths)
            found[area] = (package, file)
    return found


def remove_outdated(store: Store, areas: list[str], language: str) -> None:
    """Take away a package that is not of what there is now: it would contradict the pages of its areas."""
    if store.is_out(owner(language)) and not store.is_out(owner(language), _key(packages(store, areas, language))):
        store.put_out(owner(language), "", {}, withdraw=True)


def _key(there: dict[str, tuple[bytes, bytes]]) -> str:
    return digest(*(part for area, pair in there.items() for part in (area, *pair)))
