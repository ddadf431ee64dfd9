"""Where the areas are, typed by hand: their municipalities and provinces, and their tiles as on any map."""

from helpers.contract.vocabulary import MONITOR

# The first lies further in the direction than the second.
NORTH_OF = (
    ("groningen-noord", "utrecht-overvecht"),
    ("leeuwarden-oost", "lelystad-oost"),
    ("zaandam-oost", "amsterdam-zuidoost"),
    ("amsterdam-zuidoost", "rotterdam-zuid"),
    ("utrecht-overvecht", "nieuwegein-centrale-as"),
    ("rotterdam-zuid", "breda-noord"),
)
WEST_OF = (
    ("amsterdam-nieuw-west", "lelystad-oost"),
    ("amsterdam-nieuw-west", "amsterdam-zuidoost"),
    ("den-haag-zuidwest", "utrecht-overvecht"),
    ("leeuwarden-oost", "groningen-noord"),
    ("utrecht-overvecht", "arnhem-oost"),
    ("roosendaal-ring", "breda-noord"),
    ("breda-noord", "tilburg-noordwest"),
    ("tilburg-noordwest", "eindhoven-woensel-zuid"),
)
SOUTHMOST = EASTMOST = "heerlen-noord"
# From CBS, Kerncijfers wijken en buurten 2022 (municipality and province of the districts of each area).
PLACES = """
    Amsterdam Nieuw-West | Amsterdam | Noord-Holland
    Amsterdam Zuidoost | Amsterdam | Noord-Holland
    Arnhem-Oost | Arnhem | Gelderland
    Breda-Noord | Breda | Noord-Brabant
    Delft-West | Delft | Zuid-Holland
    Den Haag Zuidwest | Den Haag | Zuid-Holland
    Dordrecht West | Dordrecht | Zuid-Holland
    Eindhoven Woensel Zuid | Eindhoven | Noord-Brabant
    Groningen-Noord | Groningen | Groningen
    Heerlen-Noord | Heerlen | Limburg
    Leeuwarden Oost | Leeuwarden | Fryslân
    Lelystad Oost | Lelystad | Flevoland
    Nieuwegein Centrale As | Nieuwegein | Utrecht
    Roosendaal Ring | Roosendaal | Noord-Brabant
    Rotterdam-Zuid | Rotterdam | Zuid-Holland
    Schiedam Nieuwland en Oost | Schiedam | Zuid-Holland
    Tilburg NoordWest | Tilburg | Noord-Brabant
    Utrecht Overvecht | Utrecht | Utrecht
    Vlaardingen Westwijk | Vlaardingen | Zuid-Holland
    Zaandam-Oost | Zaanstad | Noord-Holland
"""


def test_areas_are_in_their_municipality_and_province(tables):
    rows = tables.areas[tables.areas["source"] == MONITOR]  # what somebody adds is not typed here
    rows = rows[["name", "municipality", "province"]].values.tolist()
    assert rows == [[part.strip() for part in line.split("|")] for line in PLACES.strip().splitlines()]


def test_tiles_stand_as_on_a_map(tables):
    tiles = tables.areas.set_index("area")
    for north, south in NORTH_OF:
        assert tiles.loc[north, "tile_row"] < tiles.loc[south, "tile_row"], f"{north} is not north of {south}"
    for west, east in WEST_OF:
        assert tiles.loc[west, "tile_col"] < tiles.loc[east, "tile_col"], f"{west} is not west of {east}"
    assert tiles["tile_row"].idxmax() == SOUTHMOST and tiles["tile_col"].idxmax() == EASTMOST
    assert not tables.areas.duplicated(["tile_row", "tile_col"]).any()
