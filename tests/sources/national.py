"""Made rows of the trimmed national files of 2022, as the reader of CBS files gives them."""

import tempfile
from pathlib import Path

from helpers.sources import cbs_files


def values_of(rows):
    """rows: a frame in the form of the national file of districts or of municipalities."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "national_2022.csv")
        rows.to_csv(path, index=False)
        return cbs_files.read(path).values
