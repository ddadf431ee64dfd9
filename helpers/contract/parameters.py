"""The parameters of a notebook and the cells around them; names that do not exist. Light: nothing needs the tables."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from helpers.contract.vocabulary import LANGUAGES
from helpers.files import is_folder


class ParameterError(ValueError):
    """A parameter has a value that does not exist; the message says which values are near."""


def closest(value: str, allowed: Iterable[str]) -> str:
    """A suggestion for a value that is not allowed: the nearest allowed ones, or the whole list."""
    known = list(allowed)
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
    return "did you mean " + " or ".join(near) + "?" if near else "allowed: " + ", ".join(known)


def check_names(kind: str, names: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise ParameterError with a suggestion for each of `names` that is not allowed; kind: what they name."""
    known = list(allowed)
    wrong = [f"{kind} {name!r} does not exist; {closest(name, known)}" for name in names if name not in known]
    if wrong:
        raise ParameterError("\n".join(wrong))


def check_area(area: str, areas: Iterable[str]) -> str:
    """`area` if it is one of `areas`; ParameterError with a suggestion if not."""
    check_names("area", [area], sorted(areas))
    return area


class Parameters(BaseModel):
    """The parameters that every notebook has."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    area: str
    language: str = "nl"
    data_dir: str = ""

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"language {value!r} does not exist; {closest(value, LANGUAGES)}")
        return value

    @field_validator("data_dir")
    @classmethod
    def _existing_folder(cls, value: str) -> str:
        if value and not is_folder(value):
            raise ValueError(f"data_dir {value!r} is not a folder")
        return value


# Tags of the cells that papermill adds: with the parameters of a run, and where an error is.
INJECTED, ERROR_MARK = "injected-parameters", "papermill-error-cell-tag"


def tags_of(cell: Mapping[str, Any]) -> list[str]:
    """The tags of a cell of a notebook."""
    return list(cell.get("metadata", {}).get("tags", []))


def numbered(cells: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """The cells of an executed notebook, each with its number in the notebook's file, from 1.

    A cell that papermill added is not in the file: it has the number of the one above it.
    """
    number = 0
    for cell in cells:
        number += not {INJECTED, ERROR_MARK} & set(tags_of(cell))
        yield number, cell


def number_at(cells: Iterable[Any], index: int) -> int:
    """The number of a cell in the notebook's file; index: papermill's, from 0, before it marked where an error is."""
    return [number for number, cell in numbered(cells) if ERROR_MARK not in tags_of(cell)][index]
