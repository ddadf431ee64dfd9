"""Drawings kept on disk by what they are made of: a figure that is the same for twenty areas is drawn once.

Off unless the environment variable names a folder (a run sets it). An entry can be deleted at any time; one that is cut
off or changed is drawn again.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable
from dataclasses import astuple, replace
from functools import cache, wraps
from importlib.metadata import version
from inspect import signature
from pathlib import Path
from typing import Concatenate, ParamSpec

import numpy as np
import pandas as pd

from helpers.charts.style import Drawing, Place
from helpers.files import FIGURES_VARIABLE, PROJECT_DIR, files_in, write_whole
from helpers.methods.intervals import Interval
from helpers.words.text import Text

P = ParamSpec("P")  # what a chart function is given


def drawn_once(*places: Place) -> Callable[[Callable[Concatenate[Place, P], Drawing]], Callable[P, Drawing]]:
    """Decorate a pure chart function, so that it draws for all its places, and only what is not kept yet.

    places: a wide one, and a narrow one if the chart can be drawn in it. Callers do not name a place.
    """

    def decorated(draw: Callable[Concatenate[Place, P], Drawing]) -> Callable[P, Drawing]:
        def everywhere(*args: P.args, **kwargs: P.kwargs) -> Drawing:
            drawing, *narrow = (draw(place, *args, **kwargs) for place in places)
            return replace(drawing, narrow=narrow[0].svg) if narrow else drawing

        @wraps(draw)
        def cached(*args: P.args, **kwargs: P.kwargs) -> Drawing:
            folder = os.environ.get(FIGURES_VARIABLE)
            if not folder:
                return everywhere(*args, **kwargs)
            path = Path(folder) / f"{_key(draw.__name__, args, kwargs)}.json.gz"
            found = _read(path)
            if found:
                return found
            drawing = everywhere(*args, **kwargs)
            _write(path, drawing)
            return drawing

        asked = signature(draw)  # without the place: what completion and the documentation show
        vars(cached)["__signature__"] = asked.replace(parameters=list(asked.parameters.values())[1:])
        return cached

    return decorated


def _key(name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    # Dictionaries keep their order, which a chart may draw by; that of named arguments says nothing.
    plain = json.dumps([_made_with(), name, args, sorted(kwargs.items())], default=_plain)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: object) -> object:
    """What JSON does not know, as what it knows. Words are told apart by their language, and by who is compared:
    the catalogues are part of what figures are made with."""
    if isinstance(value, Text):
        return [value.language, value.peers]
    if isinstance(value, pd.DataFrame):
        return value.to_dict("split")
    if isinstance(value, Interval):
        return astuple(value)
    if isinstance(value, np.generic):
        return value.item()
    if value is pd.NA:
        return None
    raise TypeError(f"a drawing cannot be kept by {type(value).__name__}")


@cache
def _made_with() -> str:
    """Digest of the code and words that figures are made with, and the versions of what draws them."""
    folder = PROJECT_DIR / "helpers"
    paths = files_in(folder, ".py", ".yaml")
    versions = [
        f"{name} {version(name)}" for name in ("matplotlib", "seaborn", "numpy", "pandas", "font-source-sans-pro")
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths) + "".join(versions).encode()).hexdigest()


def _write(path: Path, drawing: Drawing) -> None:
    # As text: base64 would hide from the compression what repeats.
    svg, narrow = drawing.svg.decode(), drawing.narrow.decode()
    content = json.dumps({"svg": svg, "narrow": narrow, "width": drawing.width, "alt": drawing.alt})
    try:
        write_whole({path: gzip.compress(content.encode(), 6, mtime=0)})
    except OSError:  # a full disk or a folder that is read-only: the figure itself is fine
        return


def _read(path: Path) -> Drawing | None:
    """The drawing in an entry, or None when there is none that is whole."""
    try:
        drawing = json.loads(gzip.decompress(path.read_bytes()))  # with a checksum of its own
        svg, narrow = (drawing[name].encode() for name in ("svg", "narrow"))
        return Drawing(svg, drawing["width"], drawing["alt"], narrow)
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, AttributeError):
        return None
