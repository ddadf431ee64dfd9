"""The parameters of a notebook and the cells around them; names that do not exist. Light: nothing needs the tables."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import ErrorDetails

from helpers.contract.vocabulary import PAGE_LANGUAGES
from helpers.files import is_folder


class ParameterError(ValueError):
    """A parameter has a value that does not exist; the message says which values are near."""


_NOTHING: Mapping[str, str] = MappingProxyType({})


def closest(value: str, allowed: Iterable[str], called: Mapping[str, str] = _NOTHING) -> str:
    """A suggestion for a value that is not allowed: the nearest allowed ones, or the whole list.

    called: what allowed values are called by readers, shown in the whole list.
    """
    known = list(allowed)
    near = difflib.get_close_matches(value, known, n=3, cutoff=0.5)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    shown = [f"{name} ({called[name]})" if name in called else name for name in known]
    return "allowed: " + (", ".join(shown) or "none")


def check_names(
    kind: str,
    names: Iterable[str],
    allowed: Iterable[str],
    elsewhere: Mapping[str, str] = _NOTHING,
    called: Mapping[str, str] = _NOTHING,
) -> None:
    """Raise ParameterError with a suggestion for each of `names` that is not allowed; kind: what they name.

    elsewhere: names that exist and are not allowed here, with what they are ("is of kind effect"); called: as in
    `closest`. One text in place of several names is refused, as Python would take each of its letters for a name; so is
    a list in the place of one name.
    """
    if isinstance(names, str):
        raise ParameterError(f"{kind} {names!r} is one text; expected a list of names: [{names!r}]")
    known = list(allowed)
    wrong = [_wrong(kind, name, known, elsewhere, called) for name in names if name not in known]
    if wrong:
        raise ParameterError("\n".join(wrong))


def _wrong(kind: str, name: object, known: list[str], elsewhere: Mapping[str, str], called: Mapping[str, str]) -> str:
    if not isinstance(name, str):
        several = isinstance(name, list | tuple)
        hint = f"; a function that takes several names takes those of a list with a star: *{name!r}" if several else ""
        return f"{kind} {name!r} is of type {type(name).__name__}; expected one name, a text{hint}"
    if name in elsewhere:
        return f"{kind} {name!r} {elsewhere[name]}; this takes: {', '.join(known)}"
    return f"{kind} {name!r} does not exist; {closest(name, known, called)}"


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
        if value not in PAGE_LANGUAGES:
            raise ValueError(f"language {value!r} does not exist; {closest(value, PAGE_LANGUAGES)}")
        return value

    @field_validator("data_dir")
    @classmethod
    def _existing_folder(cls, value: str) -> str:
        if value and not is_folder(value):
            raise ValueError(f"data_dir {value!r} is not a folder")
        return value


def checked_parameters(area: str, language: str, data_dir: str) -> Parameters:
    """The parameters of a run. Raises ParameterError with a line for each that is not right."""
    try:
        return Parameters(area=area, language=language, data_dir=data_dir)
    except ValidationError as error:
        raise ParameterError("\n".join(map(_told, error.errors()))) from None


def _told(problem: ErrorDetails) -> str:
    """What pydantic found, in one line: our own message, or the name, the value and what was expected."""
    own = problem.get("ctx", {}).get("error")
    name = ".".join(map(str, problem["loc"]))
    return str(own) if own else f"{name}: {problem['input']!r}; {problem['msg']}"


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
