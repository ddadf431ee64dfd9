"""Files as users have them: what is no file is not waited for, a key stands once, a folder can be written or not."""

import os
import socket
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from helpers import cli, files
from helpers.batch import plan
from helpers.sources.fetch import Answers, FetchError, Query

# What is no file ------------------------------------------------------------------------------------------


def _socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


NO_FILES = {
    "a named pipe": os.mkfifo,
    "a socket": _socket,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": lambda path: path.mkdir(),
}


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    for name, on_stderr in (("console", False), ("errors", True)):
        monkeypatch.setattr(cli, name, Console(stderr=on_stderr, width=400))


@pytest.fixture
def place():
    """A folder with so short a name that a socket fits into it."""
    with files.tempfile.TemporaryDirectory(dir=files.folder_for_sockets()) as name:
        yield Path(name)


def _answer(*arguments):
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert result.exit_code == 2, (result.exit_code, result.stdout, result.exception)
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_not_waited_for(place, kind):
    NO_FILES[kind](place / "x")
    with pytest.raises(OSError, match=f"it is {kind}; expected a file"):
        files.content_of(place / "x")


def test_of_a_file_that_a_link_leads_to_no_more_is_read_than_was_asked(tmp_path):
    (tmp_path / "x").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("x")
    assert files.content_of(tmp_path / "link") == b"12345" and files.content_of(tmp_path / "link", 3) == b"123"


CODING = "unit,theme,code,value\n1,t,c,y\n2,t,c,n\n"
COMMANDS = {
    "a coding": lambda x, file: ("agreement", x, file),
    "the other coding": lambda x, file: ("agreement", file, x),
    "a file of CBS": lambda x, file: ("read-cbs", x),
    "a mapping": lambda x, file: ("read-cbs", file, "--mapping", x),
    "districts": lambda x, file: ("calibrate", x, file),
    "own figures": lambda x, file: ("check", "--own", x),
}


@pytest.mark.parametrize("kind", ["a named pipe", "a socket", "a device"])
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_refuse_what_is_no_file(place, kind, command):
    NO_FILES[kind](place / "x.csv")
    (place / "coding.csv").write_text(CODING)
    assert f"x.csv: cannot be read (it is {kind}; expected a file)" in _answer(
        *COMMANDS[command](place / "x.csv", place / "coding.csv")
    )


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "folder/figures.csv", "folder/source.csv"])
def test_own_figures_in_a_pipe_are_refused_as_book_and_in_a_folder(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/figures.csv").write_text("region,indicator,year,value\nbreda-noord,x,2020,1\n")
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    given = tmp_path / ("folder" if name.startswith("folder") else name)
    assert f"{Path(name).name}: cannot be read (it is a named pipe; expected a file)" in _answer(
        "check", "--own", given
    )


@pytest.mark.parametrize("command", [("check",), ("run", "--dry-run")])
def test_a_table_that_is_a_pipe_is_refused(data_copy, command):
    (data_copy / "areas.csv").unlink()
    os.mkfifo(data_copy / "areas.csv")
    says = "areas.csv: cannot be read (it is a named pipe; expected a file)"
    assert says in _answer(*command, "--data-dir", data_copy)


@pytest.mark.parametrize("kind", NO_FILES)
def test_a_file_of_parameters_that_is_none_is_refused(place, monkeypatch, kind):
    (place / "params").mkdir()
    NO_FILES[kind](place / "params/delft-west.yaml")
    monkeypatch.setattr(plan, "PROJECT_DIR", place)
    with pytest.raises(plan.ParameterError, match=rf"^params/delft-west.yaml: cannot be read \(it is {kind};"):
        plan.area_parameters("delft-west", None, "")


def test_a_kept_answer_that_is_a_pipe_is_none(tmp_path):
    query = Query("q", "https://opendata.cbs.nl/q")
    answers = Answers(tmp_path, offline=True)
    with pytest.raises(FetchError, match="no answer kept in") as error:
        answers.get(query)
    folder = Path(str(error.value).split(" kept in ")[1].split(" that is")[0])
    folder.mkdir()
    os.mkfifo(folder / "2026-01-01_abc.json")
    with pytest.raises(FetchError, match="no answer kept in"):
        answers.get(query)


# YAML -----------------------------------------------------------------------------------------------------

UNREADABLE = {
    "a key twice": ("a: 1\nb: 2\na: 3\n", "'a' stands in lines 1 and 3; expected it once"),
    "three times": ("a: 1\na: 2\na: 3\n", "'a' stands in lines 1 and 2 and 3"),
    "inside": ("a:\n  b: {c: 1, d: 2,\n   c: 3}\n", "'c' stands in lines 2 and 3"),
    "in a list": ("- a: 1\n- b: 1\n  b: 2\n", "'b' stands in lines 2 and 3"),
    "in quotes": ("a: 1\n'a': 2\n", "'a' stands in lines 1 and 2"),
    "merged twice": ("a: &a {b: 1}\nc:\n  <<: *a\n  <<: *a\n", "'<<' stands in lines 3 and 4"),
    "in itself": ("a: &a\n  b: *a\n", "what begins in line 1 holds itself"),
    "too deep to be read by libyaml": ("[" * 100_000, "more than 50 levels deep"),
    "too deep by blanks": ("".join(f"{' ' * n}a:\n" for n in range(60)), "more than 50 levels deep"),
    "a number that is none": ("a: !!int ''", "string index out of range"),
    "a number that is too large": ("a: " + "1:" * 400 + "1.0", "int too large"),
    "a day that is not there": ("a: 2024-13-45", "month must be in 1..12"),
    "an object": ("a: !!python/object:os.system x", "could not determine a constructor"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_yaml_that_is_not_plain_is_refused_in_one_line(tmp_path, case):
    content, says = UNREADABLE[case]
    (tmp_path / "x.yaml").write_text(content)
    with pytest.raises(ValueError, match=says.replace("(", r"\(")) as error:
        files.read_yaml(tmp_path / "x.yaml")
    assert "\n" not in str(error.value)


def test_a_value_that_stands_in_two_places_is_no_key_twice(tmp_path):
    (tmp_path / "x.yaml").write_text("a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\ne: [*a, *a]\n")
    one = {"b": 1, "c": 2}
    assert files.read_yaml(tmp_path / "x.yaml") == {"a": one, "d": {"b": 1, "c": 3}, "e": [one, one]}


def test_a_mapping_that_says_a_thing_twice_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("code,a\nGM0001,1\n")
    (tmp_path / "m.yaml").write_text(
        "code: code\nyear: 2020\ncolumns:\n  a: {indicator: x, unit: percent}\nyear: 2021\n"
    )
    says = "m.yaml: cannot be read as YAML ('year' stands in lines 2 and 5; expected it once)"
    assert says in _answer("read-cbs", tmp_path / "x.csv", "--mapping", tmp_path / "m.yaml")


def test_a_value_of_a_mapping_that_stands_for_billions_is_not_written_out(tmp_path):
    lines = ["year: 2020", "columns: {a: {indicator: x, unit: percent}}", "a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (tmp_path / "m.yaml").write_text("\n".join([*lines, "code: *a11"]))
    (tmp_path / "x.csv").write_text("code,a\nGM0001,1\n")
    assert "m.yaml: code: Input should be a valid string (found a list)" in _answer(
        "read-cbs", tmp_path / "x.csv", "--mapping", tmp_path / "m.yaml"
    )


# Folders --------------------------------------------------------------------------------------------------


@pytest.fixture
def obstacles(tmp_path):
    """Names of folders that cannot be, and what is said of each."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere/at/all")
    (tmp_path / "loop").symlink_to("loop")
    return {
        "file": f"{tmp_path / 'file'} is no folder",
        "file/below/it": f"{tmp_path / 'file'} is no folder",
        "link/below": f"{tmp_path / 'link'} is a link that leads nowhere",
        "loop/below": "Too many levels of symbolic links",
        "x" * 300: "File name too long",
    }


def test_what_is_in_the_way_of_a_folder_is_said(tmp_path, obstacles):
    assert {name: files.obstacle(tmp_path / name) for name in obstacles} == obstacles
    (tmp_path / "there").mkdir()
    assert not files.obstacle(tmp_path / "there") and not files.obstacle(tmp_path / "new/and/deep")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link", "loop", "there"]


def test_a_folder_that_may_not_be_written_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda path, mode: path != tmp_path)
    assert files.obstacle(tmp_path / "new/folder") == f"{tmp_path} may not be written"


@pytest.mark.parametrize("dry", [["--dry-run"], []], ids=["dry", "not dry"])
@pytest.mark.parametrize("name", ["file", "file/below/it"])
def test_a_dry_run_refuses_the_folder_that_a_run_refuses(tmp_path, obstacles, dry, name):
    answer = _answer("run", "--output", tmp_path / name, "--language", "de", *dry)
    assert f"{tmp_path / name} cannot be written: {obstacles[name]}" in answer
    assert "language 'de' does not exist" in answer  # all that is wrong is told at once


def test_a_file_in_the_place_of_the_state_is_seen_by_a_dry_run(tmp_path):
    (tmp_path / ".kansrijk").write_text("mine")
    answer = _answer("run", "--dry-run", "--output", tmp_path)
    assert f"{tmp_path} cannot be written: {tmp_path / '.kansrijk'} is no folder" in answer


@pytest.mark.parametrize(
    "option", [("run", "--output"), ("fetch", "--to"), ("fetch", "--sources"), ("fetch", "--output")]
)
def test_an_output_without_a_name_is_not_the_folder_one_is_in(tmp_path, monkeypatch, option):
    monkeypatch.chdir(tmp_path)
    answer = _answer(*option, "", "--dry-run")
    assert "has no name" in answer or ". is there and is no file" in answer
    assert not list(tmp_path.iterdir())


OUTPUTS = {
    "fetch": ("fetch", "--dry-run", "--output"),
    "answers of fetch": ("fetch", "--dry-run", "--to"),
    "claims": ("claims", "--csv"),
    "template": ("template", "--output"),
}


@pytest.mark.parametrize("command", OUTPUTS)
def test_commands_refuse_a_file_that_cannot_be_before_they_work(tmp_path, obstacles, monkeypatch, command):
    monkeypatch.setattr("helpers.contract.load.load_tables", lambda folder: pytest.fail("work before the refusal"))
    answer = _answer(*OUTPUTS[command], tmp_path / "file/below")
    assert answer == f"{tmp_path / 'file/below'} cannot be written: {obstacles['file']}"


def test_a_table_that_cannot_be_written_is_refused_in_words(data_copy, monkeypatch):
    def full(contents):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.contract.load.write_whole", full)
    (data_copy / "row_counts.csv").write_text(
        (data_copy / "row_counts.csv").read_text().replace("areas,20", "areas,19")
    )
    answer = _answer("check", "--renew", "--data-dir", data_copy)
    assert f"{data_copy} cannot be written: No space left on device" in answer


def test_a_second_name_of_a_file_leaves_nothing_behind_however_often_it_is_given(tmp_path):
    first, second = tmp_path / "a/file", tmp_path / "b/file"
    files.write_whole({first: b"content"})
    for _ in range(2):  # the second time both are one file already, and nothing is renamed
        files.write_whole({second: b"content"}, {second: first})
        assert second.samefile(first) and len(list(tmp_path.rglob("*"))) == 4
    files.write_whole({second: b"other"})
    assert first.read_bytes() == b"content" and second.read_bytes() == b"other"


@pytest.mark.parametrize(("number", "told"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_things_are_counted_in_english(number, told):
    assert files.counted(number, "row") == told
