"""One run of a notebook: its parameters, checked, with the tables and the words that belong to them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

import pandas as pd

from helpers.contract.load import Tables, load_tables
from helpers.contract.parameters import Parameters, check_area, check_names, checked_parameters
from helpers.contract.peers import among_peers, peers
from helpers.contract.vocabulary import AREA_KINDS, THEMES
from helpers.files import check_own_project, counted
from helpers.frames import show_frames
from helpers.words.text import Text


@dataclass(frozen=True, repr=False)
class Run:
    """What a notebook works with: `run.area`, `run.tables`, `run.text`."""

    parameters: Parameters
    tables: Tables

    def __repr__(self) -> str:
        return f"Run(area={self.area!r}, language={self.language!r}, {counted(len(self.tables.frames), 'table')})"

    @property
    def area(self) -> str:
        """Slug of the focus area; empty for a run that is about none."""
        return self.parameters.area

    @property
    def language(self) -> str:
        """Code of the language: nl, en, or another of PAGE_LANGUAGES."""
        return self.parameters.language

    @cached_property
    def peers(self) -> pd.DataFrame:
        """The areas that this one is compared with, when the collection has too many for all (`contract.peers`).

        Returns area and distance, the nearest first; no rows when all areas are compared.
        """
        return peers(self.tables.collection, self.area)

    @cached_property
    def text(self) -> Text:
        """Words and numbers in the language of the run."""
        return Text(self.language, len(self.tables.areas) - 1 if self.tables.collection is not self.tables else 0)

    @cached_property
    def area_row(self) -> pd.Series:
        """The row of the area in the table `areas`. Raises KeyError for a run that is about none."""
        return row_of(self.tables.areas, "area", self.area)

    @property
    def area_name(self) -> str:
        """The name of the area, for readers."""
        return str(self.area_row["name"])

    def explore(self) -> object:
        """Widgets to look at figures with (`helpers.explorer.Explorer`), which a notebook shows.

        Called by its name, as the face does: it stands on results and views, which are above a run.
        """
        return import_module("helpers.explorer").Explorer(self)


def open_run(area: str, language: str = "nl", data_dir: str = "", own: str | Path = "") -> Run:
    """Check the parameters of a notebook and load the tables; from then on frames look as `helpers.frames` says.

    In a collection of more than `contract.peers.MOST` areas the tables have the figures of the area and of those that
    are most like it; `run.tables.collection` has all.

    own: a file or folder with own figures, which stand in the tables beside those of the collection
    (docs/area-values.md). Raises ParameterError for a parameter, DataError for the data, FileError for own figures,
    ProjectError in a notebook of a copied project that runs with the original's package.

    >>> open_run("heerlen-noord", "en").area_name
    'Heerlen-Noord'
    """
    check_own_project(Path.cwd())
    if data_dir:
        check_own_project(Path(data_dir), "The folder that was given is in {}")
    parameters = checked_parameters(area, language, data_dir)
    tables = _with_own(Path(own), data_dir) if own else load_tables(data_dir)
    check_area(area, tables.areas["area"])
    show_frames()
    return Run(parameters, among_peers(tables, area))


def _with_own(own: Path, data_dir: str) -> Tables:
    from helpers.contract.own_data import with_own  # here: readers of workbooks are heavy, and few runs need them

    return with_own(own, data_dir).tables


def without_area(tables: Tables, language: str = "nl") -> Run:
    """A run that is about no area: for what holds for all areas together, such as the report's own statements."""
    return Run(Parameters(area="", language=language), tables)


Frame = TypeVar("Frame", bound=Callable[..., pd.DataFrame])


def remembered(function: Frame) -> Frame:
    """A function of a run, worked out once for the same tables and arguments; whoever asks gets a copy of its own.

    For frames that a notebook asks for many times. The function sees `without_area(run.tables)`: its frame hangs on
    the tables and its arguments, which can be hashed, and on nothing else of the run.
    """

    @lru_cache(maxsize=256)
    def of_tables(tables: Tables, *args: Hashable, **kwargs: Hashable) -> pd.DataFrame:
        return function(without_area(tables), *args, **kwargs)

    @wraps(function)
    def asked(run: Run, *args: Hashable, **kwargs: Hashable) -> pd.DataFrame:
        return of_tables(run.tables, *args, **kwargs).copy(deep=False)

    return cast(Frame, asked)


def check_theme(tables: Tables, theme: str, *others: str) -> None:
    """Raise ParameterError, which names the themes in English too, unless it is one of the slugs or of `others`."""
    allowed = (*THEMES, *others)
    names = {} if theme in allowed else dict(zip(tables.themes["theme"], tables.themes["name_en"], strict=True))
    check_names("theme", [theme], allowed, called=names)


def kinds_of(tables: Tables) -> dict[str, str]:
    """What each indicator is, for who asks for it where those of another kind are wanted."""
    facts = tables.indicators
    return {name: f"is of kind {kind}" for name, kind in zip(facts["indicator"], facts["kind"], strict=True)}


def area_indicators(tables: Tables) -> pd.DataFrame:
    """The rows of `indicators` that areas have figures of, but for those that are withheld."""
    facts = tables.indicators
    return facts[facts["kind"].isin(AREA_KINDS) & (facts["use"] == "shown")]


def theme_row(run: Run, theme: str) -> pd.Series:
    """The row of a theme in the table `themes`. Raises ParameterError for a theme that does not exist."""
    check_theme(run.tables, theme)
    return row_of(run.tables.themes, "theme", theme)


def row_of(table: pd.DataFrame, key: str, value: str) -> pd.Series:
    """The one row whose column `key` is `value`, without that column. Raises KeyError when there is none."""
    row = table.set_index(key).loc[value]
    if not isinstance(row, pd.Series):
        raise KeyError(f"{key} {value!r} has {counted(len(row), 'row')}; expected one")
    return row
