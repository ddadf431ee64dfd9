"""One reader for `check`, the plan and the run: a damaged file gets one line everywhere, an odd one one meaning."""

import csv
import io

import pytest
from typer.testing import CliRunner

from helpers import cli
from helpers.batch import plan
from helpers.contract.csv_files import CsvError, read_csv
from helpers.contract.load import DataError, load_tables
from helpers.contract.parameters import ParameterError

HARMLESS = {
    "byte-order mark": lambda content: b"\xef\xbb\xbf" + content,
    "Windows line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "line ends of old Macs": lambda content: content.replace(b"\n", b"\r"),
    "blank line in the middle": lambda content: content.replace(b"\n", b"\n\n", 2),
    "no line end at the end": lambda content: content.rstrip(b"\n"),
    "blank lines at the end": lambda content: content + b"\n\n",
    "quotes around everything": lambda content: _quoted(content),
}


def _quoted(content):
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(csv.reader(io.StringIO(content.decode())))
    return stream.getvalue().encode()


DAMAGES = {
    "trailing comma on data rows": (lambda lines: [lines[0], *(line + b"," for line in lines[1:])], "row 1: .* fields"),
    "trailing comma everywhere": (lambda lines: [line + b"," for line in lines], "of the header has no name"),
    "a field too few": (lambda lines: [*lines[:3], lines[3].split(b",", 1)[1], *lines[4:]], "row 3: .* fields; exp"),
    "duplicate header": (lambda lines: [lines[0] + b"," + lines[0].split(b",")[0], *lines[1:]], "more than once"),
    "tabs": (lambda lines: [line.replace(b",", b"\t") for line in lines], "separated by tabs; expected commas"),
    "semicolons": (lambda lines: [line.replace(b",", b";") for line in lines], "separated by semicolons"),
    "NUL byte": (lambda lines: [*lines[:2], lines[2] + b"\0", *lines[3:]], "line 3: has a NUL byte"),
    "UTF-16": (lambda lines: [b"\n".join(lines).decode().encode("utf-16")], "is UTF-16 text; expected UTF-8"),
    "UTF-16, big end": (lambda lines: [b"\xfe\xff" + b"\n".join(lines).decode().encode("utf-16-be")], "is UTF-16 text"),
    "UTF-32": (lambda lines: [b"\n".join(lines).decode().encode("utf-32")], "is UTF-32 text; expected UTF-8"),
    "UTF-32, big end": (
        lambda lines: [b"\0\0\xfe\xff" + b"\n".join(lines).decode().encode("utf-32-be")],
        "is UTF-32 text; expected UTF-8",
    ),
    "Latin-1": (lambda lines: [*lines[:2], b"\xe2" + lines[2], *lines[3:]], "line 3: the byte e2 is not UTF-8"),
    "quote that is not closed": (lambda lines: [*lines[:-1], b'"' + lines[-1]], "expected quotes that are closed"),
    "sign after a quote": (
        lambda lines: [*lines[:2], b'"a"b' + lines[2], *lines[3:]],
        "expected quotes that are closed",
    ),
    "nothing": (lambda lines: [], "the file is empty"),
    "blank lines only": (lambda lines: [b"", b""], "the file is empty"),
}


# To load all tables takes half a second: three oddities in `make check`, the others in `make test`.
QUICK = ("byte-order mark", "line ends of old Macs", "quotes around everything")
ODD = [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in HARMLESS]


@pytest.mark.parametrize("harmless", ODD)
def test_an_odd_file_means_the_same_to_check_plan_and_digests(data_copy, tables, harmless):
    own = plan.data_folder("")
    for name in ("areas.csv", "area_wijken.csv", "region_values.csv"):
        path = data_copy / name
        path.write_bytes(HARMLESS[harmless](path.read_bytes()))
        if name == "region_values.csv":  # a digest of what an area sees; the other two are everybody's, and go by bytes
            assert plan._shares(path) == plan._shares(own / name)
    loaded = load_tables(data_copy)
    assert all(loaded.frames[name].equals(frame) for name, frame in tables.frames.items())
    assert plan.areas_in(data_copy) == plan.areas_in(own)


@pytest.mark.parametrize("table", ["areas", "area_wijken", "area_values"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_gets_one_clear_line(data_copy, table, damage):
    change, says = DAMAGES[damage]
    path = data_copy / f"{table}.csv"
    path.write_bytes(b"\n".join(change(path.read_bytes().splitlines())))
    with pytest.raises(CsvError, match=rf"{table}\.csv.*{says}"):
        read_csv(path)


def test_tables_and_plan_say_what_the_reader_says(data_copy):
    path = data_copy / "areas.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    line = "areas.csv: fields are separated by semicolons; expected commas"
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    assert error.value.problems == [line]
    with pytest.raises(ParameterError, match=line):
        plan.areas_in(data_copy)


@pytest.mark.parametrize("command", [["check"], ["run", "--notebooks", "1"]])
def test_check_and_run_refuse_a_damaged_file_alike(data_copy, tmp_path, command):
    path = data_copy / "area_wijken.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b",\n"))
    arguments = [*command, "--data-dir", str(data_copy)]
    if command[0] == "run":
        arguments += ["--output", str(tmp_path / "out")]
    result = CliRunner().invoke(cli.app, arguments)
    assert result.exit_code == 2
    assert "column 10 of the header has no name" in result.stderr.replace("\n", " ")
    assert not list((tmp_path / "out").glob("**/*.html"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("area,gm_code\n", "areas.csv: has no rows; expected one per focus area"),
        ("<html></html>\n", "areas.csv: the column 'area' is missing"),
        ("area,name\nx,y\n", "areas.csv: the column 'gm_code' is missing"),
    ],
)
def test_a_list_of_areas_with_none_is_refused_by_the_plan(data_copy, content, says):
    (data_copy / "areas.csv").write_text(content)
    with pytest.raises(ParameterError, match=f"^{says}"):
        plan.plan([], [], [], str(data_copy))


def test_a_change_behind_a_byte_order_mark_is_a_change(data_copy):
    """The mark once hid the column `area`, and with it every change."""
    path = data_copy / "area_wijken.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    before = plan._shares(path)
    path.write_bytes(path.read_bytes().replace(b"WK036376", b"WK036399"))
    changed = {owner for owner, share in plan._shares(path).items() if share != before[owner]}
    assert len(changed) == 1


def test_long_rows_are_cut_in_the_message(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a\n" + "b" * 500 + ",c\n", encoding="utf-8")
    with pytest.raises(CsvError) as error:
        read_csv(path)
    assert str(error.value) == f"x.csv, row 1: 2 fields; expected 1, as in the header ('{'b' * 60}...')"


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(CsvError, match=r"x\.csv: cannot be read \(it is a folder; expected a file\)"):
        read_csv(tmp_path / "x.csv")
