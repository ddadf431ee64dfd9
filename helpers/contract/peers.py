"""Whom an area is compared with: all areas of the collection or, where there are many, those that are most like it.

A page that showed every area of a large collection would grow with their number, and its reader could not tell them
apart. So the tables of a run keep the figures of at most MOST areas. What the report says is left whole: its counts are
over all areas that it is about. `Tables.collection` has all there is.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from helpers.contract.load import DataError, Tables
from helpers.methods import matching

MOST = 20  # areas in a comparison, the area itself included: as many as the report is about

# Figures of areas, and what these are made of and compared with; each has a column `area`.
_OF_AREAS = (
    *("areas", "area_wijken", "area_values", "previous_values", "area_slopes", "similar_districts"),
    "district_profiles",
)
_OUTSIDE = ""  # in the place of an area or district: in no area of the collection


def peers(tables: Tables, area: str) -> pd.DataFrame:
    """The areas that an area is compared with in a collection of more than MOST, the nearest first.

    Alike is what similar districts are chosen by (`methods.matching`, docs/methods.md): urbanity, age, tenure and size,
    no outcome. Returns area and distance (standard deviations), MOST - 1 rows; of two that are as near the one with the
    lower id comes first. No rows in a smaller collection: there all areas are compared. An area without one of these
    figures is nobody's peer. Raises DataError when `area` is such a one: any other choice would be no comparison of
    like with like.
    """
    if len(tables.areas) <= MOST:
        return pd.DataFrame({"area": [], "distance": []})
    profiles, candidates = _profiles(tables)
    if area not in profiles.index:
        raise DataError(
            [
                f"district_profiles.csv: the districts of {area} lack {' or '.join(_CONCEPTS)}; expected all of these, "
                f"as an area is compared with the {MOST - 1} that are most like it when there are more than {MOST}"
            ]
        )
    distances = matching.between(profiles, candidates, _CONCEPTS, [area]).to_numpy()[0]
    others = pd.DataFrame({"area": profiles.index, "distance": distances})
    others = others[others["area"] != area].sort_values(["distance", "area"], ignore_index=True)
    return others.head(MOST - 1)


_CONCEPTS = matching.SETS["basis"]  # the set that is there for every area


@lru_cache(maxsize=2)  # once for all areas: of every area its average resident, and the districts that set the scale
def _profiles(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    districts = tables.district_profiles
    profiles = matching.profiles(districts[districts["area"].isin(tables.areas["area"])], _CONCEPTS)
    return profiles, matching.candidates_of(matching.with_size(districts), _CONCEPTS)


@lru_cache(maxsize=4)  # the same object for the same area: results are kept by the tables that they are of
def among_peers(tables: Tables, area: str) -> Tables:
    """The tables with the figures of an area and its `peers` alone; the same object where all areas are compared.

    Districts of the areas left out are left out too: they are in the programme, so nobody may take them for districts
    outside it. Raises DataError as `peers` does.
    """
    others = peers(tables, area)
    if others.empty:
        return tables
    return Tables(figures_of(tables, [area, *others["area"]]), tables)


def figures_of(tables: Tables, areas: Iterable[str]) -> dict[str, pd.DataFrame]:
    """All tables by name; those of figures with the rows of some areas, and of districts in no area, alone."""
    places, chosen = _places(tables), [*areas, _OUTSIDE]
    frames = dict(tables.frames)
    for name in _OF_AREAS:
        frames[name] = _at(frames[name], places[name], chosen)
    districts = [*frames["area_wijken"]["wk_code"].unique(), _OUTSIDE]
    frames["wijk_values"] = _at(frames["wijk_values"], places["wijk_values"], districts)
    return frames


def _at(rows: pd.DataFrame, places: dict[str, np.ndarray], chosen: list[str]) -> pd.DataFrame:
    found = [places[name] for name in chosen if name in places]
    return rows.iloc[np.sort(np.concatenate(found))].reset_index(drop=True) if found else rows.head(0)


@lru_cache(maxsize=2)  # else every area would look through the rows of all others
def _places(tables: Tables) -> dict[str, dict[str, np.ndarray]]:
    """By table and area (values of districts: by district) where its rows stand, from 0; of no area under _OUTSIDE."""
    found = {name: _by(tables.frames[name]["area"]) for name in _OF_AREAS}
    codes = tables.frames["wijk_values"]["wk_code"]
    return found | {"wijk_values": _by(codes.where(codes.isin(tables.frames["area_wijken"]["wk_code"])))}


def _by(owners: pd.Series) -> dict[str, np.ndarray]:
    owners = owners.fillna(_OUTSIDE)
    return {str(owner): np.asarray(places) for owner, places in owners.groupby(owners.to_numpy()).indices.items()}
