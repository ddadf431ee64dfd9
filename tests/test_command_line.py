"""Bad input to the commands: one clear line per problem, exit status 2, nothing half done."""

import inspect
import io
import os
import re
import subprocess
import sys

import pytest
from rich.console import Console
from typer.testing import CliRunner

from helpers import cli
from helpers.words import check, text
from helpers.words.text import Text

CODING = "unit,theme,code,value\n1,t,c,y\n2,t,c,n\n3,t,c,y\n"


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    for name, on_stderr in (("console", False), ("errors", True)):
        monkeypatch.setattr(cli, name, Console(stderr=on_stderr, width=400))


def _refused(*arguments):
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    assert result.exit_code == 2 and result.stdout == "", (result.exit_code, result.stdout, result.exception)
    return result.stderr.strip().split("\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "b.csv: the file is empty; expected a line with the names of the columns"),
        (b"unit,theme,code,value\n", "b.csv: has no rows; expected one per coded unit and code"),
        (CODING.encode("utf-16"), "b.csv: is UTF-16 text; expected UTF-8"),
        (
            CODING.replace("y", "\u00e9").encode("latin-1"),
            "b.csv, line 2: the byte e9 is not UTF-8; expected a file in UT",
        ),
        (CODING.replace(",", ";").encode(), "b.csv: fields are separated by semicolons; expected commas"),
        (CODING.replace(",t,", ",t ,").encode(), "b.csv, row 1, column theme: 't '; expected a text without blanks"),
        (CODING.replace(",t,", ",u,").encode(), "the two codings share no unit; expected at least one with the same"),
    ],
    ids=["empty", "no rows", "UTF-16", "Latin-1", "semicolons", "blanks", "nothing in common"],
)
def test_codings_that_cannot_be_compared(tmp_path, content, says):
    (tmp_path / "a.csv").write_text(CODING)
    (tmp_path / "b.csv").write_bytes(content)
    assert _refused("agreement", tmp_path / "a.csv", tmp_path / "b.csv")[0].startswith(says)


def test_a_coding_agrees_with_itself(tmp_path):
    (tmp_path / "a.csv").write_text(CODING)
    result = CliRunner().invoke(cli.app, ["agreement", *[str(tmp_path / "a.csv")] * 2])
    assert result.exit_code == 0 and "100%" in result.stdout


def test_problems_of_both_parts_of_a_pair_are_seen_whatever_their_order(tmp_path):
    (tmp_path / "a.csv").write_text(CODING)
    (tmp_path / "b.csv").write_text("\ufeff" + CODING)  # as Excel writes it
    result = CliRunner().invoke(cli.app, ["agreement", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert result.exit_code == 0


def test_all_names_that_do_not_exist_are_told_at_once(tmp_path):
    lines = _refused(
        "run", "--areas", "delft-wets,x,breda-nord", "--notebooks", "2,12,armoede", "--language", "nl,de",
        "--output", tmp_path / "out",
    )  # fmt: skip
    assert [line.split(";")[0] for line in lines] == [
        "area 'delft-wets' does not exist",
        "area 'x' does not exist",
        "area 'breda-nord' does not exist",
        "language 'de' does not exist",
        "notebook '12' does not exist",
        "notebook 'armoede' does not exist",
    ]
    assert "did you mean breda-noord" in lines[2] and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options", [("--areas", ""), ("--areas", " , "), ("--notebooks", ","), ("--data-dir", "nowhere")]
)
def test_an_option_without_a_name_or_folder_hides_no_other_problem(options):
    lines = _refused("run", *options, "--language", "nl,de", "--timeout", "9")
    assert len(lines) == 2 and "language 'de' does not exist" in lines[1]
    assert lines[0] == f"{options[0]} has no name; leave it out for all" or "areas.csv: the file is missing" in lines[0]


def test_a_name_that_is_given_twice_counts_once(tmp_path):
    given = ["--areas", "delft-west,delft-west", "--notebooks", "2,02", "--language", "nl,nl"]
    result = CliRunner().invoke(cli.app, ["run", "--dry-run", "--output", str(tmp_path), *given])
    assert result.stdout.strip().endswith("1 notebook would run, 0 unchanged")


def test_claims_are_written_into_a_folder_that_was_not_there(tmp_path):
    path = tmp_path / "new/folder/claims.csv"
    result = CliRunner().invoke(cli.app, ["claims", "--chapter", "1", "--csv", str(path)])
    assert result.exit_code == 0 and path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_claims_that_cannot_be_written_are_refused_whole(tmp_path):
    (tmp_path / "file").write_text("mine")
    (line,) = _refused("claims", "--chapter", "1", "--csv", tmp_path / "file/claims.csv")
    assert line == f"{tmp_path / 'file/claims.csv'} cannot be written: {tmp_path / 'file'} is no folder"
    assert (tmp_path / "file").read_text() == "mine"


def test_claims_are_those_of_the_tables_that_were_given(tmp_path):
    lines = _refused("claims", "--data-dir", tmp_path / "nowhere")
    assert lines[1].endswith("nowhere' is not a folder")


def test_help_of_a_run_has_an_example_with_names_that_there_are(tables):
    (example,) = re.findall(r"Example: kansrijk run --areas (\S+) ", inspect.getdoc(cli.run))
    assert set(example.split(",")) <= set(tables.areas["area"])


def test_a_stream_that_lacks_a_sign_gets_its_number(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    cli._in_own_project()
    print("\u22124", flush=True)
    assert written.getvalue() == b"\\u22124\n"


@pytest.mark.slow
def test_a_terminal_that_lacks_a_sign_gets_its_number():
    """A column of claims has minus signs, which no terminal without UTF-8 has."""
    surroundings = os.environ | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    command = [sys.executable, "-c", "from helpers.cli import app; app()", "claims", "--chapter", "2"]
    result = subprocess.run(command, env=surroundings, capture_output=True, check=False)
    assert result.returncode == 0 and b"\\u" in result.stdout and b"Traceback" not in result.stderr


def test_help_of_a_run_says_in_which_language_it_is():
    result = CliRunner().invoke(cli.app, ["run", "--help"], env={"COLUMNS": "200"}, terminal_width=200)
    (line,) = [line for line in result.stdout.splitlines() if "nl, en or nl,en" in line]
    assert "--language" in line and "[default: (nl, unless" in line


def test_both_options_of_claims_are_told():
    lines = _refused("claims", "--language", "de", "--verdict", "hold")
    assert [line.split(";")[0] for line in lines] == ["'de' does not exist", "'hold' does not exist"]


# Words --------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogues(tmp_path, monkeypatch):
    """catalogues(nl, en): two small catalogue files in the place of the real ones."""

    def write(dutch, english):
        for language, content in (("nl", dutch), ("en", english)):
            (tmp_path / f"x.{language}.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
        files = {language: [tmp_path / f"x.{language}.yaml"] for language in ("nl", "en")}
        for module in (text, check):
            monkeypatch.setattr(module, "catalogue_files", files.get)

    return write


BROKEN_WORDS = {
    "not YAML": ("a: [1", "a: b", "x.nl.yaml: while parsing a flow"),
    "tabs": ("a:\n\tb: c", "a: b", "x.nl.yaml: while scanning for the next token"),
    "empty": ("", "a: b", "x.nl.yaml: has no messages; expected keys with texts"),
    "another encoding": ("a: \u00e9".encode("latin-1"), "a: b", "x.nl.yaml: 'utf-8' codec"),
    "a number": ("a: 3", "a: b", "x.nl.yaml, message a: 3; expected a text"),
    "yes": ("a: ja\nb: yes", "a: b\nb: 'yes'", "x.nl.yaml, message b: True; expected a text"),
    "message missing": ("a: b", "a: b\nc: d", "x.nl.yaml: message c is missing; x.en.yaml has it"),
    "placeholder misspelt": (
        "a: '{naam}'",
        "a: '{name}'",
        "x.en.yaml, message a: placeholders name; x.nl.yaml has naam",
    ),
    "placeholder lost": ("a: '{n} b'", "a: b", "x.en.yaml, message a: placeholders none; x.nl.yaml has n"),
    "brace left open": ("a: '{n b'", "a: b", "x.nl.yaml, message a: '{n b'; expected braces around a name only"),
    "blank in braces": ("a: '{ n }'", "a: '{ n }'", "x.nl.yaml, message a: '{ n }'; expected braces around a name"),
    "key twice": ("a: b\nc: {d: e,\n  d: f}", "a: b", "x.nl.yaml: 'd' stands in lines 2 and 3; expected it once"),
    "key twice by its path": (
        "a.b: c\nd: e\na: {b: f}",
        "a.b: c\nd: e",
        "x.nl.yaml, line 1: message a.b stands in x.nl.yaml, line 3 too; expected it once",
    ),
    "a key that is no text": ("a: b\nno: c", "a: b", "x.nl.yaml: False: YAML reads a key so; expected quotes"),
    "in itself": ("a: &a {b: *a}", "a: b", "x.nl.yaml: what begins in line 1 holds itself"),
    "plural in one": ("a: {one: b, other: c}", "a: b", "x.en.yaml, message a: plural forms in one language only"),
}


@pytest.mark.parametrize("case", BROKEN_WORDS)
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_broken_catalogue_is_named_with_file_and_message(catalogues, tmp_path, case, command):
    dutch, english, says = BROKEN_WORDS[case]
    catalogues(dutch, english)
    options = ["--notebooks", "2", "--areas", "delft-west", "--output", tmp_path / "out"] if command == "run" else []
    assert _refused(command, *options)[0].startswith(says)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def rooms(tmp_path, monkeypatch):
    """rooms(**content): catalogue files in the place of the real ones, by room and language (`x_nl`)."""

    def write(**content):
        for name, words in content.items():
            (tmp_path / f"{name.replace('_', '.')}.yaml").write_text(words)
        for module in (text, check):
            monkeypatch.setattr(module, "catalogue_files", lambda language: sorted(tmp_path.glob(f"*.{language}.yaml")))
        return check.catalogue_problems()

    return write


def test_a_message_in_two_files_is_named_with_files_and_lines(rooms):
    problems = rooms(x_nl="a: {b: c}", y_nl="d: e\na:\n  b: c", x_en="a: {b: c}", y_en="d: e\na:\n  f: g")
    says = "x.nl.yaml, line 1: message a.b stands in y.nl.yaml, line 3 too; expected it once"
    assert problems == [says]
    with pytest.raises(ValueError, match=says):  # who reads them without the check, in a notebook
        text.catalogue.__wrapped__("nl")


def test_a_room_without_a_file_in_one_language_is_named(rooms):
    problems = rooms(x_nl="a: b", y_nl="c: d", x_en="a: b", z_en="c: d")
    assert [line.split(" is missing")[0] for line in problems] == ["y.en.yaml", "z.nl.yaml"]


def test_a_catalogue_that_is_no_file_is_refused(tmp_path, rooms):
    os.mkfifo(tmp_path / "y.nl.yaml")
    assert rooms(x_nl="a: b", x_en="a: b") == ["y.nl.yaml: cannot be read (it is a named pipe; expected a file)"]


def test_a_value_that_the_code_does_not_give_is_named_with_its_message():
    with pytest.raises(KeyError, match=r"message 'coverage.sentence' \(nl\) needs n, studies"):
        Text("nl")("coverage.sentence", area="X")


@pytest.mark.parametrize("option", ["--output", "--data-dir"])
def test_links_that_lead_to_each_other_are_no_folder(tmp_path, option):
    (tmp_path / "loop").symlink_to("loop")
    result = CliRunner().invoke(cli.app, ["run", "--dry-run", option, str(tmp_path / "loop")])
    assert result.exit_code == 2 and "Symlink loop" in result.stderr


def test_what_is_no_file_is_not_replaced_by_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    result = CliRunner().invoke(cli.app, ["claims", "--chapter", "1", "--csv", str(tmp_path / "pipe")])
    assert result.exit_code == 2 and "is no file" in result.stderr
    assert (tmp_path / "pipe").is_fifo()
