"""The output folder: one run at a time, whole files only, a ledger that is believed only where files are as it says."""

import errno
import json
from pathlib import Path

import pytest

from helpers.batch import plan
from helpers.batch.store import EXECUTED, STATE, Store, StoreError
from tests.batch.fakes import Fault, strike_while_writing


def _task(area="delft-west", notebook="01_first", **inputs):
    given = {"area": area, "language": "nl", "data_dir": ""}
    return plan.Task(notebook, given, {"notebook": "n", "data": "d"} | inputs)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path) as held:
        yield held


def test_what_was_kept_is_read_again_by_the_next_run(tmp_path):
    with Store(tmp_path) as first:
        assert first.why(_task()) == "new" and first.read(_task()) is None
        first.keep(_task(), b"executed")
    with Store(tmp_path) as second:
        assert second.why(_task()) == "" and second.read(_task()) == b"executed"
        assert second.why(_task(notebook="02_second")) == second.why(_task(area="breda-noord")) == "new"
        second.forget(_task())
        assert second.why(_task()) == "new" and second.read(_task()) is None


def test_why_names_every_kind_of_input_that_has_changed(store):
    store.keep(_task(), b"executed")
    assert store.why(_task(data="other")) == "changed: data"
    assert store.why(_task(notebook="01_first", data="other", software="new")) == "changed: data, software"
    english = plan.Task("01_first", {"area": "delft-west", "language": "nl", "data_dir": "x"}, _task().inputs)
    assert store.why(english) == "changed: parameters"


@pytest.mark.parametrize("harm", ["cut", "touched", "deleted"])
def test_a_kept_notebook_that_is_not_as_noted_runs_again(store, tmp_path, harm):
    store.keep(_task(), b"executed")
    (path,) = (tmp_path / STATE / EXECUTED).glob("*/*.ipynb.gz")
    {"cut": lambda: path.write_bytes(b"exe"), "touched": path.touch, "deleted": path.unlink}[harm]()
    assert store.why(_task()) == "the kept notebook is missing or damaged"


def test_a_kept_notebook_is_compared_whole_when_it_is_read(store, tmp_path):
    store.keep(_task(), b"executed")
    (path,) = (tmp_path / STATE / EXECUTED).glob("*/*.ipynb.gz")
    path.write_bytes(b"EXECUTED")
    assert store.read(_task()) is None


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00", b"{", b"[]", b"null", b'{"notebooks": []}', b'{"pages": {"key": 1}}'], ids=ascii
)
def test_a_damaged_ledger_is_none(tmp_path, content):
    with Store(tmp_path) as first:
        first.keep(_task(), b"executed")
        first.put_out("delft-west", "key", {"delft-west/a": b"a"})
    (tmp_path / STATE / "delft-west.json").write_bytes(content)
    with Store(tmp_path) as second:
        assert second.why(_task()) == "new" and not second.is_out("delft-west")


# Pages --------------------------------------------------------------------------------------------------


def test_pages_are_out_with_their_key_as_long_as_they_are_as_noted(store, tmp_path):
    assert not store.is_out("delft-west")
    store.put_out("delft-west", "key", {"delft-west/a": b"a", "delft-west/b": b"b"})
    assert store.is_out("delft-west") and store.is_out("delft-west", "key")
    assert not store.is_out("delft-west", "other key") and not store.is_out("breda-noord")
    (tmp_path / "delft-west/b").unlink()
    assert not store.is_out("delft-west", "key")


def test_pages_of_an_earlier_run_stay_unless_they_are_withdrawn(store, tmp_path):
    def there():
        return sorted(path.name for path in (tmp_path / "delft-west").iterdir())

    store.put_out("delft-west", "1", {"delft-west/a": b"a", "delft-west/b": b"b"})
    store.put_out("delft-west", "2", {"delft-west/c": b"c"})
    assert there() == ["a", "b", "c"] and store.is_out("delft-west", "2")
    (tmp_path / "delft-west/a").write_bytes(b"spoiled")
    assert not store.is_out("delft-west", "2")  # still answered for
    store.put_out("delft-west", "3", {"delft-west/c": b"c"}, withdraw=True)
    assert there() == ["c"] and store.is_out("delft-west", "3")


def test_what_is_no_longer_among_files_that_are_given_whole_goes(store, tmp_path):
    before = ("area/page.nl.html", "area/page.en.html", "area/files.nl/a.csv", "area/files.nl/b.csv", "area/a.json")
    store.put_out("area", "1", {name: b"a" for name in (*before, "area/files.en/a.csv")})
    (tmp_path / "area/files.nl/mine.csv").write_bytes(b"mine")
    store.put_out("area", "2", {"area/files.nl/b.csv": b"b"}, whole=["area/*.nl.*", "area/files.nl/*"])
    names = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "area").rglob("*.*") if path.is_file()}
    left = {"area/page.en.html", "area/files.nl/b.csv", "area/files.en/a.csv", "area/a.json"}
    assert names == left | {"area/files.nl/mine.csv"}  # what is not ours stays
    assert store.is_out("area", "2")
    (tmp_path / "area/files.en/a.csv").unlink()
    assert not store.is_out("area", "2")  # and what is missing is made again


def test_files_that_are_not_of_the_run_are_left_alone(store, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    store.put_out("", "1", {"index.html": b"a"})
    store.put_out("", "2", {"other.html": b"a"}, withdraw=True)
    assert sorted(path.name for path in tmp_path.glob("*.*") if path.is_file()) == ["README.md", "other.html"]


def test_files_of_an_area_are_all_replaced_or_none(store, tmp_path, monkeypatch):
    """A full disk while the last file of an area is written."""
    old, new = {"area/a": b"old a", "area/b": b"old b"}, {"area/a": b"new a", "area/b": b"new b"}
    store.put_out("area", "old", old)
    strike_while_writing(monkeypatch, Fault(2, OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        store.put_out("area", "new", new)
    assert {name: (tmp_path / name).read_bytes() for name in old} == old
    assert store.is_out("area", "old") and not list(tmp_path.rglob(".aside-*"))


def test_an_index_that_is_outdated_is_not_out_until_it_is_put_out_again(tmp_path):
    with Store(tmp_path) as first:
        first.outdate_index()  # there need not be one
        first.put_out("", "key", {"index.html": b"a"})
        first.put_out("delft-west", "key", {"delft-west/a": b"a"})
        first.outdate_index()
        assert not first.is_out("") and (tmp_path / "index.html").is_file()
    with Store(tmp_path) as second:
        assert not second.is_out("") and second.is_out("delft-west", "key")
        second.put_out("", "key", {"index.html": b"a"})
        assert second.is_out("")


# The folder ---------------------------------------------------------------------------------------------


def test_two_runs_do_not_work_in_one_folder(tmp_path):
    with Store(tmp_path), pytest.raises(StoreError, match="another run is working in"), Store(tmp_path):
        pass
    with Store(tmp_path):
        pass


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_the_folder_is_free_again_however_a_run_ends(tmp_path, error):
    with pytest.raises(error), Store(tmp_path):
        raise error
    with Store(tmp_path):
        pass


def test_only_what_one_publishes_is_in_sight(store, tmp_path):
    store.keep(_task(), b"executed")
    store.put_out("delft-west", "key", {"delft-west/page.html": b"page"})
    in_sight = [path for path in tmp_path.rglob("*") if path.is_file() and STATE not in path.parts]
    assert in_sight == [tmp_path / "delft-west/page.html"]


def test_what_a_killed_run_left_behind_is_cleared(tmp_path):
    for name in (".aside-1", "delft-west/.aside-2", ".kansrijk/.aside-3", ".kansrijk/executed/delft-west/.aside-4"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("half")
    with Store(tmp_path):
        assert not list(tmp_path.rglob(".aside-*"))


def test_a_file_where_the_folder_should_be_is_refused(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(StoreError, match=r"out cannot be written: "), Store(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "a file"


def test_a_read_only_folder_is_refused(tmp_path, monkeypatch):
    def mkdir(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(StoreError, match=r"out cannot be written: Read-only file system$"), Store(tmp_path / "out"):
        pass


def test_a_ledger_says_what_was_made_of_which_input(store, tmp_path):
    store.keep(_task(), b"executed")
    ledger = json.loads((tmp_path / STATE / "delft-west.json").read_text())
    assert ledger["notebooks"]["01_first.nl"]["inputs"] == _task().digests
