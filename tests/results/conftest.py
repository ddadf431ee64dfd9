import pytest

from helpers.results import themes


@pytest.fixture(scope="session")
def questions(run, areas):
    """Area -> the questions of its hand-out, the same in both languages: worked out once, only to be read."""
    return {area: themes.questions(run, area) for area in areas}
