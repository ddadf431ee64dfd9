"""All areas in one ZIP file: their packages side by side, and their rows and figures together as one package."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from helpers.blocks.csv import Value, joined, rows_csv
from helpers.pages.area_json import AreaFile, Figure
from helpers.pages.area_json import Value as Number
from helpers.pages.package import DESCRIPTOR, Resource, explained_limits, packed
from helpers.words.text import Text

_ROLES = ("area", "municipality", "netherlands", "similar")
_OF_A_ROLE = ("value", "lower", "upper", "basis", "holds")
_FACTS = {"area": "string", "indicator": "string", "name": "string", "unit": "string", "year": "integer"}
_QUALITY = {"status": "string", "match": "string", "coverage": "number", "source": "string"}


def name(language: str) -> str:
    """The file of the package in the output folder."""
    return f"kansrijk-wijk.{language}.zip"


def collection(packages: Mapping[str, bytes], files: Mapping[str, bytes], text: Text) -> bytes:
    """The package of all areas. packages, files: the ZIP and the `area.json` of each, by slug.

    Raises ValueError when they are of several editions, and that or zipfile.BadZipFile for one that is damaged.
    """
    areas = [AreaFile.model_validate_json(content) for content in files.values()]
    edition, *others_too = sorted({one.edition for one in areas})
    if others_too:
        raise ValueError(f"the areas are of the editions {edition} and {', '.join(others_too)}; expected those of one")
    unpacked = {area: _unpacked(content) for area, content in packages.items()}
    descriptors = [json.loads(of_area[DESCRIPTOR]) for of_area in unpacked.values()]
    resources = [_figures(areas, text), *_together(list(unpacked.values()), descriptors)]
    others = {f"areas/{area}/{path}": content for area, of in unpacked.items() for path, content in of.items()}
    others |= {f"areas/{area}/area.json": content.decode() for area, content in files.items()}
    sources = {json.dumps(source): source for one in descriptors for source in one["sources"]}
    about = f"kansrijk-wijk-{text.language}", text("package.all", n=len(areas)), edition
    return packed(*about, resources, others, list(sources.values()), text)


def _unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def _together(unpacked: list[dict[str, str]], descriptors: list[dict[str, Any]]) -> list[Resource]:
    """The rows of the project's tables in all packages, each once; described as in the first that has the table."""
    described: dict[str, list[dict[str, Any]]] = {}
    for one in descriptors:
        for resource in one["resources"]:
            if resource["path"].startswith("data/"):
                described.setdefault(resource["path"], []).append(resource)
    found = []
    for path, same in described.items():
        content = joined(of_area[path] for of_area in unpacked if path in of_area)
        keys = [key for key in same[0]["schema"].get("foreignKeys", []) if all(_refers(one, key) for one in same)]
        credits = {json.dumps(source): source for one in same for source in one.get("sources", [])}
        about = {name: same[0].get(name) for name in ("name", "title", "description", "origin")}
        about |= {"sources": list(credits.values()), "schema": same[0]["schema"] | {"foreignKeys": keys}}
        if all("licenses" in one for one in same):
            about["licenses"] = list({one["name"]: one for of in same for one in of["licenses"]}.values())
        found.append(Resource(path, content, about))
    return found


def _refers(resource: dict[str, Any], key: dict[str, Any]) -> bool:
    return key in resource["schema"].get("foreignKeys", [])


def _figures(areas: list[AreaFile], text: Text) -> Resource:
    """The figures of all areas as one table: a row per area and indicator."""
    numbers = {f"{role}_{part}": _type(part) for role in _ROLES for part in _OF_A_ROLE}
    types = _FACTS | numbers | _QUALITY
    rows = [_row(one.area, figure, text) for one in areas for figure in one.figures]
    explained = explained_limits(text) | {"holds": text("package.holds_is")}
    fields = [
        {"name": name, "type": type_}
        | ({"description": meant} if (meant := explained.get(name.rsplit("_")[-1])) else {})
        for name, type_ in types.items()
    ]
    about = {
        "name": "figures",
        "title": text("package.figures"),
        "sources": [{"title": getattr(one.credit, text.language)} for one in _once(areas)],
        "schema": {"fields": fields, "missingValues": [""], "primaryKey": ["area", "indicator"]},
    }
    return Resource("figures.csv", rows_csv([list(types), *rows]), about)


def _type(part: str) -> str:
    return "string" if part in ("basis", "holds") else "number"


def _row(area: str, figure: Figure, text: Text) -> list[Value]:
    numbers: list[Number | None] = [figure.area, figure.municipality, figure.netherlands, figure.similar]
    parts = [getattr(number, part, None) for number in numbers for part in _OF_A_ROLE]
    facts = [area, figure.indicator, getattr(figure.name, text.language), figure.unit, figure.year]
    return [*facts, *parts, figure.status, figure.match, figure.coverage, figure.source]


def _once(areas: list[AreaFile]) -> list[Any]:
    return list({source.source: source for one in areas for source in one.sources}.values())
