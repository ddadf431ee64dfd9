"""Every kind of block with a text of the test's choice in every field, built from the models' own schema."""

import base64
import re

from bs4 import BeautifulSoup
from pydantic import TypeAdapter

from helpers.blocks.model import Block, encode
from helpers.blocks.notebook import Blocks, from_json

SVG = encode(b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9" height="9"/></svg>')
_SCHEMA = TypeAdapter(Block).json_schema()
KINDS = list(_SCHEMA["discriminator"]["mapping"])
NESTED = ("columns", "fold")  # blocks that hold blocks
END = "\u27e7"  # stands behind a hostile text, so that it can be found again


def blocks(words, language="nl") -> Blocks:
    """One block of each kind; `words` is the text for all fields, or a function from a field's path to its text."""
    chosen = words if callable(words) else lambda path: words
    return from_json({"language": language, "blocks": [_filled(_of_kind(kind), kind, chosen) for kind in KINDS]})


def text_fields() -> tuple[list[str], list[str]]:
    """Paths of the fields that take any text, and of those that take text of one form only."""
    free, bound = [], []

    def note(path):
        free.append(path)
        return "woord"

    for kind in KINDS:
        _filled(_of_kind(kind), kind, note, bound.append)
    return list(dict.fromkeys(free)), list(dict.fromkeys(bound))


def _of_kind(kind: str) -> dict:
    return {"$ref": _SCHEMA["discriminator"]["mapping"][kind]}


def _filled(schema: dict, path: str, words, bound=lambda path: None):
    if "$ref" in schema:
        fields = _SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]["properties"]
        return {name: _filled(of_field, f"{path}.{name}", words, bound) for name, of_field in fields.items()}
    if "oneOf" in schema:  # a block inside a block: `array` below puts all other kinds there
        raise AssertionError(f"{path}: a single block inside a block; teach tests/hostile.py to fill it")
    if path.endswith((".limits", ".measured", ".long")):
        # Only cells with a number have limits, and a page has no rows of a long table.
        return None if path.endswith(".limits") else False
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], path, words, bound)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema["type"] == "array":
        if "oneOf" in schema["items"]:
            return [_filled(_of_kind(kind), f"{path}.{kind}", words, bound) for kind in KINDS if kind not in NESTED]
        return [_filled(schema["items"], path, words, bound)]
    if schema["type"] == "string":
        if "pattern" in schema:
            bound(path)
            name = re.sub(r"[^a-z]+", "-", path)
            name = name if re.fullmatch(schema["pattern"], name) else name.replace("-", "_")
            return SVG if path.endswith((".svg", ".narrow")) else name
        return words(path)
    whole = min(max(3, schema.get("minimum", 0)), schema.get("maximum", 3))
    keys: dict = {}  # of rows: names and values are ids of one form (`model.Key`)
    return {"integer": whole, "number": 0.5, "boolean": True, "object": keys}[schema["type"]]


def nodes(html: str, hostile: str = "", harmless: str = "") -> list:
    """A page as the list of its elements and texts, with `harmless` where `hostile` stands in a text or attribute.

    Downloads are left out: they hold encoded data, and have tests of their own.
    """
    found = []
    for node in BeautifulSoup(html, "html.parser").descendants:
        if getattr(node, "name", None):
            attributes = {key: _shown(value).replace(hostile, harmless) for key, value in node.attrs.items()}
            found.append((node.name, attributes))
        else:
            found.append((type(node).__name__, str(node).replace(hostile, harmless)))
    return found


def _shown(value) -> str:
    text = " ".join(value) if isinstance(value, list) else value
    return "data:text/csv" if text.startswith("data:text/csv") else text


def downloads_in(html: str) -> list[str]:
    """The CSV files that stand in the links of a page."""
    links = BeautifulSoup(html, "html.parser").select("a[download]")
    return [base64.b64decode(link["href"].split(",", 1)[1]).decode("utf-8-sig") for link in links]
