"""The data package of an area, read as anybody would read it: for tests of what is in it."""

import csv
import hashlib
import io
import json
import re
import zipfile

from helpers.pages import package
from helpers.pages.exports import Published


def package_of(tables, text, rows=None) -> dict[str, str]:
    """The files of a package that has these tables, by path; rows: of the project's tables."""
    shown = [Published(table, "Een hoofdstuk", True, text) for table in tables]
    return unpacked(package.area_package("delft-west", "Delft-West", shown, rows or {}, text))


def unpacked(content: bytes) -> dict[str, str]:
    """The files of a package by path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def csv_files(files: dict[str, str]) -> dict[str, str]:
    """Those that a spreadsheet opens."""
    return {name: content for name, content in files.items() if name.endswith(".csv")}


def rows_of(content: str) -> list[dict[str, str]]:
    """The rows of a CSV file for machines."""
    return list(csv.DictReader(io.StringIO(content, newline="")))


def problems(files: dict[str, str]) -> list[str]:
    """What is not as the standard wants it (Data Package and Table Schema, version 1), and what the files do not hold.

    The rules that concern us, written anew: names, paths, types, constraints, keys, hashes, and every cell.
    """
    described = json.loads(files["datapackage.json"])
    found = [f"no {name}" for name in ("name", "resources", "profile") if not described.get(name)]
    resources = {resource["name"]: resource for resource in described["resources"]}
    if len(resources) != len(described["resources"]):
        found.append("two resources have one name")
    for name, resource in resources.items():
        found += [f"{name}: {problem}" for problem in _resource_problems(resource, resources, files)]
    return found


def _resource_problems(resource, resources, files):
    if not re.fullmatch(r"[-a-z0-9._]+", resource["name"]):
        yield "a name has small letters, digits, points, hyphens and underscores"
    path = resource["path"]
    if path.startswith(("/", ".")) or "\\" in path or path not in files:
        yield f"{path} is no file of the package"
        return
    content = files[path].encode()
    if resource["bytes"] != len(content) or resource["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        yield "bytes and hash are of another file"
    if not all(source.get("title") for source in resource.get("sources", [])):
        yield "a source without a title"
    if not all(licence.get("name") or licence.get("path") for licence in resource.get("licenses", [])):
        yield "a licence without name and path"
    yield from _table_problems(resource, resources, files)


def _table_problems(resource, resources, files):
    path = resource["path"]
    rows, fields = rows_of(files[path]), {field["name"]: field for field in resource["schema"]["fields"]}
    head = next(csv.reader(io.StringIO(files[path], newline="")))
    if head != list(fields) or len(fields) != len(resource["schema"]["fields"]):
        yield f"columns {head}; fields {list(fields)}"
        return
    for number, row in enumerate(rows, 2):
        for name, cell in row.items():
            if not _holds(fields[name], cell):
                yield f"row {number}, {name}: {cell!r} is no {fields[name]}"
    yield from _key_problems(resource, resources, files, rows)


def _holds(field, cell):
    constraints = field.get("constraints", {})
    if cell == "":
        return not constraints.get("required")
    if field["type"] not in ("string", "integer", "number"):
        return False
    if field["type"] != "string":
        try:
            number = int(cell) if field["type"] == "integer" else float(cell)
        except ValueError:
            return False
        if not constraints.get("minimum", number) <= number <= constraints.get("maximum", number):
            return False
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], cell):
        return False
    return cell in constraints.get("enum", [cell])


def _key_problems(resource, resources, files, rows):
    key = resource["schema"].get("primaryKey", [])
    if len({tuple(row[name] for name in key) for row in rows}) != len(rows) and key:
        yield f"the key {key} is not unique"
    for reference in resource["schema"].get("foreignKeys", []):
        other = resources.get(reference["reference"]["resource"] or resource["name"])
        if other is None:
            yield f"refers to {reference['reference']['resource']}, which is not there"
            continue
        there = {row[reference["reference"]["fields"]] for row in rows_of(files.get(other["path"], ""))}
        lost = {row[reference["fields"]] for row in rows} - there - {""}
        if lost:
            yield f"{reference['fields']}: {sorted(lost)} are not in {other['name']}"
