"""Every passage of the report that names an area is accounted for: in a row of a table, or left out with a reason."""

import pandas as pd
import pytest

from helpers.contract.tables import BY_NAME
from helpers.contract.vocabulary import MONITOR

# Typed from the report. By area: the lines of the source that name the area, its municipality, or a project or
# organisation there (counted with regular expressions, and once more by another reader), and the passages that these
# lines stand in: paragraphs, table cells and items of a list. What a heading or a caption names is a passage per row or
# paragraph below it, so there can be more passages than lines.
MENTIONS = {
    "amsterdam-nieuw-west": (13, 12),
    "amsterdam-zuidoost": (25, 20),
    "arnhem-oost": (20, 10),
    "breda-noord": (23, 34),
    "delft-west": (17, 12),
    "den-haag-zuidwest": (26, 25),
    "dordrecht-west": (30, 28),
    "eindhoven-woensel-zuid": (9, 8),
    "groningen-noord": (20, 13),
    "heerlen-noord": (56, 49),
    "leeuwarden-oost": (84, 57),
    "lelystad-oost": (12, 11),
    "nieuwegein-centrale-as": (39, 34),
    "roosendaal-ring": (15, 18),
    "rotterdam-zuid": (55, 40),
    "schiedam-nieuwland-en-oost": (59, 40),
    "tilburg-noordwest": (42, 32),
    "utrecht-overvecht": (9, 9),
    "vlaardingen-westwijk": (50, 29),
    "zaandam-oost": (19, 17),
}
OF_NO_AREA = 2  # told of a project or area without its name (3.2.2)


def test_every_mention_of_an_area_is_accounted_for(tables):
    counted = tables.passages["area"].value_counts().to_dict()
    assert counted == {area: passages for area, (_, passages) in MENTIONS.items()}
    assert tables.passages["area"].isna().sum() == OF_NO_AREA
    assert set(MENTIONS) == set(tables.areas.loc[tables.areas["source"] == MONITOR, "area"])


def test_a_passage_is_held_or_left_out_with_a_reason(tables):
    held, reason = tables.passages["held_by"].notna(), tables.passages["reason_nl"].notna()
    assert (held != reason).all() and reason.sum() < len(held) / 10


def keys(tables, table):
    """The keys that held_by may name in a table; of studies only study and area, as a method has more rows."""
    columns = {"studies": ["study", "area"]}.get(table, list(BY_NAME[table].key))
    rows = tables.frames[table][columns].dropna().astype(str)
    return set(rows.agg("/".join, axis=1))


def test_what_holds_a_passage_exists(tables):
    held = tables.passages.dropna(subset="held_by").assign(held_by=lambda rows: rows["held_by"].str.split(";"))
    rows = held.explode("held_by")
    named = rows["held_by"].str.split(":", expand=True)
    for table, of_table in named.groupby(0):
        assert set(of_table[1]) <= keys(tables, table), table


def test_what_holds_a_passage_is_of_its_area_or_of_none(tables):
    """A row about another area cannot hold what is said of this one."""
    held = tables.passages.dropna(subset=["held_by", "area"])
    areas = list(tables.areas["area"])
    frames = {"interventions": "intervention", "reported_numbers": "number", "spillovers": "spillover"}
    of_row = pd.concat([tables.frames[name].set_index(key)["area"].rename(name) for name, key in frames.items()])
    for passage in held.itertuples():
        for place in passage.held_by.split(";"):
            table, key = place.split(":")
            named = {area for area in areas if key.endswith(f"/{area}")}
            if table in frames and isinstance(of_row.get(key), str):
                named.add(of_row[key])
            assert named <= {passage.area}, place


@pytest.mark.parametrize("fact", ["5-3-6-01", "5-3-6-03", "5-3-6-08"])
def test_the_reach_of_no_area_is_given_to_one(tables, fact):
    """5.3.6 names no area: a number may stand for all three of them or for none."""
    areas = set(tables.passages.loc[tables.passages["held_by"].str.contains(f":{fact}(?:;|$)", na=False), "area"])
    assert areas in (set(), {"heerlen-noord", "nieuwegein-centrale-as"}), areas
