"""The package of all areas and the output folder: made of what was put out whole, gone when that changes."""

import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.batch import packaging
from helpers.batch.store import Store
from helpers.pages import area_json, package
from helpers.results import facts
from helpers.words.text import Text
from tests.packaged import unpacked

AREAS = ["breda-noord", "delft-west", "heerlen-noord"]


@pytest.fixture(scope="module")
def contents(tables):
    """The package and the file of two areas, by the names under which they are put out."""

    def of(area):
        content = package.area_package(area, area, [], facts.rows_of(tables, area), Text("nl"))
        file = area_json.area_json(area_json.area_file(tables, area), {})
        return {f"{area}/datapakket.nl.zip": content, f"{area}/area.json": file}

    return {area: of(area) for area in AREAS[:2]}


@pytest.fixture
def store(tmp_path, contents):
    with Store(tmp_path) as held:
        for area, files in contents.items():
            held.put_out(area, "key", files)
        yield held


def test_the_areas_that_there_are_packages_of_are_put_together_once(store):
    assert packaging.make(store, AREAS, "nl") == (AREAS[:2], True)
    inside = unpacked((store.folder / "kansrijk-wijk.nl.zip").read_bytes())
    assert {name.split("/")[1] for name in inside if name.startswith("areas/")} == set(AREAS[:2])
    assert packaging.make(store, AREAS, "nl") == (AREAS[:2], False)
    (store.folder / "kansrijk-wijk.nl.zip").write_bytes(b"")
    assert packaging.make(store, AREAS, "nl") == (AREAS[:2], True)  # one that is not as it was made is made again


def test_an_area_that_is_not_as_it_was_put_out_is_left_out(store):
    (store.folder / "delft-west/area.json").write_text("{}")
    assert packaging.make(store, AREAS, "nl") == (AREAS[:1], True)


def test_without_packages_there_is_nothing_to_put_together(store):
    with pytest.raises(ValueError, match="has no data packages in 'en'; make them first with kansrijk run"):
        packaging.make(store, AREAS, "en")


def test_a_package_of_other_areas_than_there_are_now_goes(store, contents):
    packaging.make(store, AREAS, "nl")
    path = store.folder / "kansrijk-wijk.nl.zip"
    packaging.remove_outdated(store, AREAS, "nl")
    assert path.is_file()  # nothing has changed
    changed = contents["delft-west"] | {"delft-west/area.json": contents["breda-noord"]["breda-noord/area.json"]}
    store.put_out("delft-west", "other", changed)
    packaging.remove_outdated(store, AREAS, "en")
    assert path.is_file()
    packaging.remove_outdated(store, AREAS, "nl")
    assert not path.exists() and not store.is_out(packaging.owner("nl"))


def test_the_command_says_what_is_in_it_and_what_is_not(tmp_path, contents, tables):
    def call(*arguments):
        return CliRunner().invoke(cli.app, ["package", *arguments, "--output", str(tmp_path)])

    refused = call()
    assert refused.exit_code == 2 and "has no data packages in 'nl'" in refused.output
    with Store(tmp_path) as store:
        for area, files in contents.items():
            store.put_out(area, "key", files)
    made = call()
    assert made.exit_code == 0 and f"kansrijk-wijk.nl.zip: 2 of {len(tables.areas)} areas\n" in made.output
    assert "without amsterdam-nieuw-west" in made.output and "delft-west" not in made.output
    assert f"2 of {len(tables.areas)} areas, unchanged" in call().output
    assert not (tmp_path / "index.html").exists()  # no run has made one
    with Store(tmp_path) as store:
        store.put_out("", "key", {"index.html": b"", "manifest.json": b"{}"})
    call()
    assert 'href="kansrijk-wijk.nl.zip"' in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "kansrijk-wijk.en.zip" not in (tmp_path / "index.en.html").read_text(encoding="utf-8")
    with Store(tmp_path) as store:
        assert store.is_out("") and store.has("", "manifest.json")
    assert call("--language", "fr").exit_code == 2
