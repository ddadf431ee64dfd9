"""The form in which executed notebooks are kept: everything once, drawings by their digest, compressed.

It is the notebook's own JSON, as `gunzip` shows it. What JupyterLab shows of a block is left out, because it is made of
the block; a drawing stands under its digest in the metadata, as text, which compresses better than base64.
"""

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import nbformat

from helpers.blocks.html import blocks_html
from helpers.blocks.model import MIME
from helpers.blocks.notebook import ReadOnce, from_json
from helpers.files import digest

_DRAWINGS = "kansrijk_drawings"  # in the metadata of a notebook: its drawings by digest
_LEVEL = 6  # a higher one takes longer and saves nothing here

Plain = dict[str, Any]  # what JSON holds
Change = Callable[[str], str]  # of a drawing


def packed(notebook: nbformat.NotebookNode) -> bytes:
    """An executed notebook whose blocks have been checked, as it is kept; the same notebook gives the same bytes."""
    drawings: dict[str, str] = {}

    def set_apart(drawing: str) -> str:
        svg = base64.b64decode(drawing).decode()
        name = digest(svg)
        drawings[name] = svg
        return name

    cells = [_with_blocks(cell, lambda data: _with_drawings(data, set_apart)) for cell in notebook["cells"]]
    whole = {**notebook, "cells": cells, "metadata": {**notebook["metadata"], _DRAWINGS: drawings}}
    content = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(content.encode(), _LEVEL, mtime=0)


def unpacked(content: bytes) -> nbformat.NotebookNode:
    """A kept notebook; its outputs of blocks hold these alone, as plain data. Raises ValueError when it is none."""
    blocks: list[Plain] = []
    try:
        plain = json.loads(gzip.decompress(content))
        drawings = plain["metadata"].pop(_DRAWINGS)
        put_back = {name: base64.b64encode(svg.encode()).decode() for name, svg in drawings.items()}.__getitem__

        def apart(data: Plain) -> Plain:
            blocks.append(_with_drawings(data, put_back))
            return {}

        plain["cells"] = [_with_blocks(cell, apart) for cell in plain["cells"]]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no kept notebook ({type(error).__name__}: {error})") from None
    notebook: nbformat.NotebookNode = nbformat.from_dict(plain)
    # Not as nodes: a notebook has thousands of cells of tables, and each would become one.
    for data, of_output in zip(_data_with_blocks(notebook), blocks, strict=True):
        dict.__setitem__(data, MIME, ReadOnce(of_output))
    return notebook


def as_file(content: bytes | None) -> bytes:
    """The file that JupyterLab opens, of a kept notebook. Raises ValueError when it is none, or not there."""
    return shown(unpacked(content or b"")).encode()


def shown(notebook: nbformat.NotebookNode) -> str:
    """The file of an executed notebook in which JupyterLab shows the blocks."""
    for data in _data_with_blocks(notebook):
        with suppress(ValueError):  # output that only looks like blocks: why, is said where it stopped the notebook
            blocks = from_json(data[MIME])
            data |= {"text/html": blocks_html(blocks, blocks.language), "text/plain": repr(blocks)}
    content: str = nbformat.writes(notebook)
    return content


def _data_with_blocks(notebook: Plain) -> list[Plain]:
    """What outputs hold, by kind, of those that hold blocks."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [output["data"] for output in outputs if MIME in output.get("data", {})]


def _with_blocks(cell: Plain, change: Callable[[Plain], Plain]) -> Plain:
    """A cell whose outputs of blocks hold nothing else, and these changed."""
    if "outputs" not in cell:
        return cell
    outputs = [
        {**output, "data": {MIME: change(output["data"][MIME])}} if MIME in output.get("data", {}) else output
        for output in cell["outputs"]
    ]
    return {**cell, "outputs": outputs}


def _with_drawings(data: Plain, change: Change) -> Plain:
    """Blocks as JSON (helpers.blocks.notebook) with each drawing changed."""
    return {**data, "blocks": [_block(block, change) for block in data["blocks"]]}


def _block(block: Plain, change: Change) -> Plain:
    match block["kind"]:
        case "figure":
            return {**block, **{place: change(block[place]) for place in ("svg", "narrow") if block.get(place)}}
        case "columns":
            return {**block, "parts": [[_block(inner, change) for inner in part] for part in block["parts"]]}
        case "fold":
            return {**block, "parts": [_block(inner, change) for inner in block["parts"]]}
    return block
