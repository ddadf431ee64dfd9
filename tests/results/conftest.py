import pytest

from helpers.results import page_one


@pytest.fixture(scope="session")
def questions(run, areas):
    """Area -> the questions of its page one, the same in both languages: worked out once, only to be read."""
    return {area: page_one.questions(run, area) for area in areas}
