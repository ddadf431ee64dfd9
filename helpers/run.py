"""One run of a notebook: its parameters, checked, with the tables and the words that belong to them."""

import difflib
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from pydantic import BaseModel, ConfigDict, field_validator

from helpers.data import Tables, is_folder, load_tables
from helpers.messages import Text
from helpers.vocabulary import LANGUAGES


class ParameterError(ValueError):
    """A parameter has a value that does not exist; the message says which values are near."""


def closest(value: str, allowed) -> str:
    """A suggestion for a value that is not allowed: the nearest allowed ones, or the whole list."""
    near = difflib.get_close_matches(value, allowed, n=3, cutoff=0.5)
    return "did you mean " + " or ".join(near) + "?" if near else "allowed: " + ", ".join(allowed)


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


@dataclass(frozen=True)
class Run:
    """What a notebook works with: `run.area`, `run.tables`, `run.text`."""

    parameters: Parameters
    tables: Tables

    @property
    def area(self) -> str:
        return self.parameters.area

    @property
    def language(self) -> str:
        return self.parameters.language

    @cached_property
    def text(self) -> Text:
        return Text(self.language)

    @cached_property
    def area_row(self) -> pd.Series:
        return self.tables.areas.set_index("area").loc[self.area]

    @property
    def area_name(self) -> str:
        return self.area_row["name"]


def check_area(area: str, areas) -> str:
    """`area` if it is one of `areas`; ParameterError with a suggestion if not."""
    if area not in set(areas):
        raise ParameterError(f"area {area!r} does not exist; {closest(area, sorted(areas))}")
    return area


def open_run(area: str, language: str = "nl", data_dir: str = "") -> Run:
    """Check the parameters of a notebook and load the tables.

    Raises pydantic's ValidationError or ParameterError for a parameter, DataError for the data.
    """
    parameters = Parameters(area=area, language=language, data_dir=data_dir)
    tables = load_tables(data_dir)
    check_area(area, tables.areas["area"])
    return Run(parameters, tables)
