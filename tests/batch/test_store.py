"""The output folder: one run at a time, whole files only, a ledger that is believed only where files are as it says."""

import errno
import json
import os
import shutil
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


def test_pictures_of_an_area_are_those_that_are_as_noted(store, tmp_path):
    names = {f"delft-west/files.nl/{name}": name.encode() for name in ("a.png", "b.png", "c.png", "a.svg")}
    store.put_out("delft-west", "1", names)
    store.put_out("breda-noord", "1", {"breda-noord/files.nl/d.png": b"d"})
    (tmp_path / "delft-west/files.nl/b.png").write_bytes(b"another")
    (tmp_path / "delft-west/files.nl/c.png").unlink()
    assert store.pictures("delft-west") == {"files.nl/a.png": b"a.png"}
    assert store.pictures("heerlen-noord") == {}


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


# Files that areas share -----------------------------------------------------------------------------------

SHARED, OWN = b"alike in all areas", "f/own.csv"
OF = {"breda-noord": b"of Breda", "delft-west": b"of Delft", "heerlen-noord": b"of Heerlen"}


def put_out_all(store, shared=SHARED):
    for area, own in OF.items():
        store.put_out(area, "key", {f"{area}/f/shared.csv": shared, f"{area}/{OWN}": own})


def shared_in(folder):
    return [folder / area / "f/shared.csv" for area in OF]


def numbers(paths):
    """Of files: names of one file have one."""
    return {path.stat().st_ino for path in paths}


def test_what_areas_show_alike_is_one_file_and_what_they_do_not_is_not(store, tmp_path):
    put_out_all(store)
    store.put_out("utrecht-overvecht", "key", {"utrecht-overvecht/f/other.csv": SHARED})  # of another name
    assert len(numbers(shared_in(tmp_path))) == 1 and shared_in(tmp_path)[0].stat().st_nlink == 3
    assert {area: (tmp_path / area / OWN).read_bytes() for area in OF} == OF
    assert len(numbers(tmp_path / area / OWN for area in OF)) == 3
    assert all(store.is_out(area, "key") for area in OF) and not list(tmp_path.rglob(".aside-*"))


def test_a_new_file_of_an_area_leaves_those_of_the_others_as_they_are(store, tmp_path):
    put_out_all(store)
    store.put_out("delft-west", "new", {"delft-west/f/shared.csv": b"new", f"delft-west/{OWN}": b"new"})
    assert [path.read_bytes() for path in shared_in(tmp_path)] == [SHARED, b"new", SHARED]
    assert store.is_out("breda-noord", "key") and store.is_out("heerlen-noord", "key")
    store.put_out("breda-noord", "new", {}, withdraw=True)
    assert not shared_in(tmp_path)[0].exists() and shared_in(tmp_path)[2].read_bytes() == SHARED
    assert store.is_out("heerlen-noord", "key")


@pytest.mark.parametrize("seen", [True, False], ids=["as it is", "with its old time"])
def test_damage_of_a_shared_file_is_seen_and_mended_in_all_areas(tmp_path, seen):
    with Store(tmp_path) as first:
        put_out_all(first)
    harmed = shared_in(tmp_path)[1]
    before = harmed.stat()
    harmed.write_bytes(SHARED.upper())  # as a program does that writes in place
    if not seen:
        os.utime(harmed, ns=(before.st_atime_ns, before.st_mtime_ns))
    with Store(tmp_path) as second:
        assert [second.is_out(area, "key") for area in OF] == [not seen] * 3
        put_out_all(second)  # as a run does, or with --force
        assert {path.read_bytes() for path in shared_in(tmp_path)} == {SHARED}
        assert len(numbers(shared_in(tmp_path))) == 1 and all(second.is_out(area, "key") for area in OF)


def test_damage_during_a_run_does_not_spread(store, tmp_path):
    harmed, other, last = shared_in(tmp_path)
    store.put_out("breda-noord", "key", {"breda-noord/f/shared.csv": SHARED})
    harmed.write_bytes(SHARED.upper())
    store.put_out("delft-west", "key", {"delft-west/f/shared.csv": SHARED})
    harmed.unlink()
    harmed.symlink_to(other)
    store.put_out("heerlen-noord", "key", {"heerlen-noord/f/shared.csv": SHARED})
    assert not last.is_symlink() and other.read_bytes() == last.read_bytes() == SHARED


@pytest.mark.parametrize("error", [errno.EPERM, errno.EMLINK, errno.EXDEV], ids=errno.errorcode.get)
def test_where_a_file_can_have_no_other_name_each_area_has_its_own(store, tmp_path, monkeypatch, error):
    def link(*_, **__):
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "link", link)
    put_out_all(store)
    put_out_all(store)
    assert [path.read_bytes() for path in shared_in(tmp_path)] == [SHARED] * 3
    assert len(numbers(shared_in(tmp_path))) == 3 and all(store.is_out(area, "key") for area in OF)


def test_copies_that_lost_their_links_share_again(tmp_path):
    with Store(tmp_path / "a") as first:
        put_out_all(first)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert [path.read_bytes() for path in shared_in(tmp_path / "b")] == [SHARED] * 3
    assert len(numbers(shared_in(tmp_path / "b"))) == 3
    with Store(tmp_path / "b") as second:
        put_out_all(second)
        assert len(numbers(shared_in(tmp_path / "b"))) == 1


def test_a_full_disk_leaves_shared_files_as_they_were(store, tmp_path, monkeypatch):
    put_out_all(store)
    new = {"delft-west/f/shared.csv": b"new", f"delft-west/{OWN}": b"own"}
    store.put_out("breda-noord", "new", {"breda-noord/f/shared.csv": b"new"})
    strike_while_writing(monkeypatch, Fault(1, OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OSError, match="No space left"):
        store.put_out("delft-west", "new", new)
    assert shared_in(tmp_path)[1].read_bytes() == SHARED and store.is_out("delft-west", "key")
    assert not list(tmp_path.rglob(".aside-*"))


def test_a_file_that_is_there_with_the_same_content_is_left(store, tmp_path):
    put_out_all(store)
    own = tmp_path / "delft-west" / OWN
    before, (number,) = own.stat(), numbers([own])
    own.touch()
    assert not store.is_out("delft-west", "key")
    put_out_all(store)
    assert numbers([own]) == {number} and own.stat().st_mtime_ns >= before.st_mtime_ns
    assert store.is_out("delft-west", "key")


@pytest.mark.parametrize("kind", ["link", "hidden"])
def test_a_link_to_the_content_or_a_file_that_few_can_read_is_replaced(store, tmp_path, kind):
    path = tmp_path / "delft-west" / OWN
    put_out_all(store)
    if kind == "link":
        path.rename(path.parent / "the file")
        path.symlink_to("the file")  # a link that is as long as the content
    else:
        path.chmod(0o600)
    put_out_all(store)
    assert not path.is_symlink() and path.stat().st_mode & 0o777 == 0o644 and path.read_bytes() == OF["delft-west"]


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
