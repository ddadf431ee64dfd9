"""All tables of an area as one ZIP file with a description for programs (Frictionless Data Package, version 1).

In it: the tables as its pages show them, for machines and for a Dutch spreadsheet; the rows of the project's own tables
that they rest on; what every column means. Dates are fixed: the same tables give the same bytes.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

import pandas as pd

from helpers.blocks.beside import Kind, name_of
from helpers.blocks.csv import LIMITS, Value, rows_csv
from helpers.blocks.model import Cell, Column, Table
from helpers.contract.fields import Field, TableContract
from helpers.contract.provenance import origin_of
from helpers.contract.tables import TABLES
from helpers.contract.vocabulary import ROW_IDS, WITHIN_AN_ID
from helpers.methods.intervals import Basis
from helpers.pages.downloads import EPOCH
from helpers.pages.exports import Published
from helpers.pages.notes import notes
from helpers.words.text import Text

DESCRIPTOR = "datapackage.json"
VERSION = "1.0.0"  # of the shape of a package: its folders, names of resources and fields
_TYPES = {"text": "string", "integer": "integer", "number": "number"}
_LICENCES = {
    "CC BY 4.0": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0 1.0": ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC BY-NC-ND 3.0 NL": ("CC-BY-NC-ND-3.0", "https://creativecommons.org/licenses/by-nc-nd/3.0/nl/"),
}
_Json = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A table of a package: where it stands, its text, and what is said of it."""

    path: str
    content: str
    about: _Json


def area_package(area: str, title: str, shown: list[Published], rows: Mapping[str, pd.DataFrame], text: Text) -> bytes:
    """The package of an area.

    area: slug; title: for readers; shown: the tables of its pages; rows: of the project's tables, by
    name, with all that they refer to (`results.facts.rows_of`).
    """
    name = f"kansrijk-wijk-{area}-{text.language}"
    resources = [_shown(one, text) for one in shown] + [_of_contract(name, rows, text) for name in rows]
    resources += _keys(shown, rows, text)
    others = {_path("excel", one, "excel"): one.excel for one in shown}
    edition = str(rows["edition"]["edition"].max()) if "edition" in rows else ""
    return packed(name, title, edition, resources, others, _sources(rows.get("sources"), text), text)


def packed(
    name: str,
    title: str,
    edition: str,
    resources: list[Resource],
    others: Mapping[str, str],
    sources: list[_Json],
    text: Text,
) -> bytes:
    """A package of resources, with the dictionary and a read-me; others: files that are described elsewhere, by path.

    edition: year and month; sources: as in the descriptor. Raises ValueError for two files of one name.
    """
    resources = [*resources, _dictionary(resources, text)]
    paths = [*(resource.path for resource in resources), *others]
    files = [
        (DESCRIPTOR, _descriptor(name, title, edition, resources, sources, text)),
        (f"{text('package.readme')}.txt", _readme(title, resources, paths, sources, text)),
        *((resource.path, resource.content) for resource in resources),
        *others.items(),
    ]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files:
            # A spreadsheet takes a file without this mark for one in an old encoding.
            _add(archive, path, content.encode("utf-8-sig" if path.startswith("excel/") else "utf-8"))
    return stream.getvalue()


def _add(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    """Raises ValueError for a name that is taken: the archive would hold both, and most programs show the last."""
    entry = zipfile.ZipInfo(path, EPOCH.timetuple()[:6])
    if entry.filename in archive.namelist():
        raise ValueError(f"two files of the package have the name {entry.filename!r}; give the table another id")
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _descriptor(
    name: str, title: str, edition: str, resources: list[Resource], sources: list[_Json], text: Text
) -> str:
    content = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": f"{text('package.about')} {text('package.licences')}",
        "version": VERSION,
        "edition": edition,
        "sources": sources,
        "resources": [_described(resource) for resource in resources],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _described(resource: Resource) -> _Json:
    content = resource.content.encode()
    return {
        **{key: value for key, value in resource.about.items() if value},
        "path": resource.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _path(folder: str, one: Published, kind: Kind) -> str:
    """A file of a block in a folder; whatever its id is, it does not lead out of there."""
    return f"{folder}/{re.sub(r'[^a-z0-9.-]', '-', name_of(one.block.id, kind))}"


# The tables of the pages ----------------------------------------------------------------------------------


def _shown(one: Published, text: Text) -> Resource:
    table = one.table
    fields = [field for place, column in enumerate(table.columns) for field in _fields(table, place, column, text)]
    about = {
        "name": f"table.{one.block.id}",
        "title": table.title,
        "description": "\n".join([text("package.chapter", chapter=one.chapter), *notes(table, text.language)]),
        "sources": [{"title": table.source}] if table.source else [],
        "schema": {"fields": fields, "missingValues": [""]},
    }
    return Resource(_path("tables", one, "csv"), one.csv, about)


def _fields(table: Table, place: int, column: Column, text: Text) -> list[_Json]:
    """A column of a table, and after a measured one the four on its limits."""
    values = [value for row in table.rows if (value := row[place].value) is not None]
    own = {"name": column.key, "title": column.label, "type": _type_of(values)}
    if not column.measured:
        codes = _codes([row[place] for row in table.rows])
        return [own | {"description": _meanings(codes, text)} if codes else own]
    explained = explained_limits(text)
    found: list[_Json] = [own | {"description": explained["value"]}]
    for limit in LIMITS:
        title = f"{column.label} ({text(f'download.limit.{limit}')})"
        field = {"name": f"{column.key}_{limit}", "title": title, "type": "number", "description": explained[limit]}
        found.append(
            field | {"type": "string", "constraints": {"enum": [*get_args(Basis)]}} if limit == "basis" else field
        )
    return found


def explained_limits(text: Text) -> dict[str, str]:
    """What a measured number and the columns beside it mean, by name; of the basis each word too."""
    explained = {limit: text(f"download.column_{limit}") for limit in ("value", *LIMITS)}
    basis = {one: text(f"download.basis_is.{one}").removesuffix(".") for one in get_args(Basis)}
    return explained | {"basis": f"{text('package.basis')} {_meanings(basis, text)}"}


def _codes(cells: list[Cell]) -> dict[str, str]:
    """The codes in a column with the words that a reader sees for them; none where a code has more than one text."""
    pairs = {(cell.value, cell.text) for cell in cells if isinstance(cell.value, str)}
    codes = {code: words.removesuffix(".") for code, words in sorted(pairs)}
    coded = len(codes) == len(pairs) and any(code != words for code, words in pairs)
    return codes if coded else {}


def _meanings(codes: Mapping[str, str], text: Text) -> str:
    return "; ".join(text("package.code", code=code, meaning=meaning) for code, meaning in codes.items()) + "."


def _type_of(values: list[str | int | float]) -> str:
    """The type that holds all values: those of one column may be of several."""
    if values and all(isinstance(value, int) for value in values):
        return "integer"
    return "number" if values and all(isinstance(value, int | float) for value in values) else "string"


# From a row of a page to rows of the project's tables, in the order of the file.
_KEYS = (*ROW_IDS, *WITHIN_AN_ID)


def _keys(shown: list[Published], rows: Mapping[str, pd.DataFrame], text: Text) -> list[Resource]:
    """A line for each row of the tables of the pages that rests on rows in data/: what these have in their columns."""
    lines: list[list[Value]] = []
    for one in shown:
        keys = {name: one.table.keys.get(name, [None] * len(one.table.rows)) for name in _KEYS}
        for number, values in enumerate(zip(*keys.values(), strict=True), 1):
            if any(value is not None for value in values):
                lines.append([f"table.{one.block.id}", number, *values])
    if not lines:
        return []
    fields = [
        {"name": "table", "type": "string", "description": text("package.rows_table")},
        {"name": "row", "type": "integer", "description": text("package.rows_row")},
        *(
            {
                "name": key,
                "type": "integer" if key == "year" else "string",
                "description": text("package.rows_key", name=key),
            }
            for key in _KEYS
        ),
    ]
    schema = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": ["table", "row"],
        "foreignKeys": _to_rows(lines, rows),
    }
    about = {"name": "rows", "title": text("package.rows_title"), "schema": schema}
    return [Resource("rows.csv", rows_csv([["table", "row", *_KEYS], *lines]), about)]


def _to_rows(lines: list[list[Value]], rows: Mapping[str, pd.DataFrame]) -> list[_Json]:
    """References of which all values are there: a page names other areas too. A district has rows in many tables."""
    found = []
    for place, (name, table) in enumerate(ROW_IDS.items(), 2):
        values = {line[place] for line in lines} - {None}
        if name != "wk_code" and table in rows and values <= {*rows[table][name]}:
            found.append({"fields": name, "reference": {"resource": table, "fields": name}})
    return found


# The rows of the project's tables -------------------------------------------------------------------------


def _of_contract(name: str, rows: Mapping[str, pd.DataFrame], text: Text) -> Resource:
    contract = next(contract for contract in TABLES if contract.name == name)
    frame = rows[name]
    schema: _Json = {
        "fields": [_contract_field(field) for field in contract.fields],
        "missingValues": [""],
        "primaryKey": list(contract.key) if frame[list(contract.key)].notna().all(axis=None) else [],
        "foreignKeys": _foreign_keys(contract, rows),
    }
    about = {
        "name": name,
        "title": name,
        "description": contract.row_is,
        "origin": {part: value for part, value in asdict(origin_of(name)).items() if value},
        "sources": _sources(_used(frame, rows), text),
        "licenses": _licences(_used(frame, rows)),
        "schema": {key: value for key, value in schema.items() if value},
    }
    return Resource(f"data/{name}.csv", rows_csv([list(frame.columns), *_cells(frame)]), about)


def _cells(frame: pd.DataFrame) -> list[list[Value]]:
    """The cells of a frame as Python has them; None where there is nothing."""
    return [[None if pd.isna(value) else value for value in row] for row in frame.astype(object).to_numpy().tolist()]


def _contract_field(field: Field) -> _Json:
    limits = {"enum": list(field.values), "pattern": field.pattern, "minimum": field.minimum, "maximum": field.maximum}
    constraints = {name: value for name, value in limits.items() if value not in (None, [], "")}
    if field.required:
        constraints["required"] = True
    found = {"name": field.name, "type": _TYPES[field.dtype], "description": field.description}
    return found | ({"constraints": constraints} if constraints else {})


def _foreign_keys(contract: TableContract, rows: Mapping[str, pd.DataFrame]) -> list[_Json]:
    """References of which all values are there: `nl`, a benchmark, is no municipality of an area."""
    found = []
    for column, targets in contract.targets().items():
        for table, target in targets:
            values = rows[contract.name][column].dropna()
            if table in rows and values.isin(rows[table][target]).all():
                resource = "" if table == contract.name else table
                found.append({"fields": column, "reference": {"resource": resource, "fields": target}})
                break
    return found


def _used(frame: pd.DataFrame, rows: Mapping[str, pd.DataFrame]) -> pd.DataFrame | None:
    """The sources of a table."""
    if "source" not in frame or "sources" not in rows:
        return None
    return rows["sources"][rows["sources"]["source"].isin(frame["source"])]


def _sources(sources: pd.DataFrame | None, text: Text) -> list[_Json]:
    if sources is None:
        return []
    return [
        {"title": row[text.in_tables("credit")]}
        | ({"path": row["address"]} if _given(row["address"]) else {})
        | ({"licenses": [_licence(row["licence"])]} if row["licence"] in _LICENCES else {})
        for row in sources.to_dict("records")
    ]


def _licences(sources: pd.DataFrame | None) -> list[_Json]:
    """Those that are known; where a source has none, none is claimed."""
    if sources is None or sources["licence"].isna().any():
        return []
    return [_licence(licence) for licence in sources["licence"].unique() if licence in _LICENCES]


def _licence(licence: str) -> _Json:
    name, path = _LICENCES[licence]
    return {"name": name, "path": path, "title": name}


def _given(value: object) -> bool:
    return isinstance(value, str) and bool(value)


# What columns mean ----------------------------------------------------------------------------------------


def dictionary(shown: list[Published], text: Text) -> str:
    """What the columns of the tables of an area's pages mean, as a CSV file to stand beside them."""
    return _dictionary([_shown(one, text) for one in shown], text).content


def _dictionary(resources: list[Resource], text: Text) -> Resource:
    """All columns of all tables: what they mean, what they hold."""
    head = ["resource", "column", "label", "type", "meaning", "holds"]
    lines: list[list[Value]] = []
    for resource in resources:
        for field in resource.about["schema"]["fields"]:
            holds = "; ".join(f"{name}: {_listed(value)}" for name, value in field.get("constraints", {}).items())
            label, meaning = field.get("title", ""), field.get("description", "")
            lines.append([resource.about["name"], field["name"], label, field["type"], meaning, holds])
    name = text("package.dictionary")
    about = {
        "name": name,
        "title": text("package.dictionary_title"),
        "schema": {
            "fields": [{"name": column, "title": text(f"package.{column}"), "type": "string"} for column in head],
            "missingValues": [""],
        },
    }
    return Resource(f"{name}.csv", rows_csv([head, *lines]), about)


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _readme(title: str, resources: list[Resource], paths: list[str], sources: list[_Json], text: Text) -> str:
    """What is in the package; of the tables of pages also which is which, as their names are in one language."""
    parts = [part for part, start in _PARTS.items() if any(path.startswith(start) for path in (DESCRIPTOR, *paths))]
    lines = [title, "", text("package.about"), "", *(text(f"package.part_{part}") for part in parts), ""]
    lines += [text("package.missing"), text("package.language"), "", text("package.sources")]
    for source in sources:
        lines.append(f"- {source['title']}" + (f" ({source['path']})" if "path" in source else ""))
    lines += ["", text("package.licences")]
    if tables := [resource for resource in resources if resource.path.startswith("tables/")]:
        lines += ["", text("package.tables")]
    for one in tables:
        file, chapter = one.path.removeprefix("tables/"), one.about["description"].partition("\n")[0]
        lines.append("- " + text("package.file", file=file, title=one.about["title"], chapter=chapter))
    return "\r\n".join(lines) + "\r\n"


# What a package may have, by how its paths begin: each is said in the read-me.
_PARTS = {
    **{name: f"{name}/" for name in ("tables", "excel", "data", "areas")},
    "figures": "figures.csv",
    "dictionary": "data",
    "rows": "rows.csv",
    "descriptor": DESCRIPTOR,
}
