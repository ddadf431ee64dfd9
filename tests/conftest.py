import shutil
from pathlib import Path

import pytest

from helpers.data import DEFAULT_DATA_DIR, load_tables

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def tables():
    return load_tables()


@pytest.fixture
def data_copy(tmp_path):
    """A copy of the data that a test may spoil."""
    folder = tmp_path / "data"
    folder.mkdir()
    for path in DEFAULT_DATA_DIR.glob("*.csv"):
        shutil.copy(path, folder)
    return folder
