"""What comes in from outside, at random: it is taken, or refused in words; never half, never with another error.

KANSRIJK_FUZZ_EXAMPLES sets the number of cases of each target: some hundreds in `make test`, thousands in
`make test-all`, as many as you like by hand.
"""

import io
import json
import os
import re
import string

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from helpers.batch import plan
from helpers.blocks.csv import csv_text
from helpers.blocks.html import blocks_html
from helpers.blocks.model import BLOCK_LIST
from helpers.blocks.notebook import from_json, tables_in
from helpers.contract import load
from helpers.contract.csv_files import CsvError, read_csv
from helpers.contract.parameters import ParameterError, Parameters
from helpers.contract.tables import BY_NAME
from helpers.methods import agreement
from helpers.words import check, text
from tests import hostile

EXAMPLES = int(os.environ.get("KANSRIJK_FUZZ_EXAMPLES", "300"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
SIGNS = st.sampled_from([*string.printable, "\0", "\ufeff", "\u2028", "\ud800", "é", "漢", "\u202e", "１", "\x1b"])
ODD_TEXT = st.one_of(
    st.text(max_size=30), st.text(SIGNS, max_size=30), st.sampled_from(["nan", "-99997", "1e400", "=1"])
)

pytestmark = pytest.mark.slow


# Tables ---------------------------------------------------------------------------------------------------

TABLE = BY_NAME["area_values"]
ORIGINAL = (load.DEFAULT_DATA_DIR / "area_values.csv").read_bytes()
LINES = ORIGINAL.splitlines()[:6]


@st.composite
def _changed(draw, original):
    """Bytes with a few parts replaced, doubled or cut out."""
    content = original
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 40)))
        new = draw(st.one_of(st.binary(max_size=8), ODD_TEXT.map(lambda t: t.encode("utf-8", "surrogatepass"))))
        content = content[:start] + new + content[end:]
    return content


@FUZZ
@given(content=st.one_of(_changed(b"\n".join(LINES)), st.binary(max_size=200)))
def test_a_table_is_read_whole_or_refused(tmp_path, content):
    path = tmp_path / "area_values.csv"
    path.write_bytes(content)
    try:
        table = read_csv(path)
    except CsvError as error:
        assert error.problems and all(line.startswith("area_values.csv") for line in error.problems)
        return
    assert all(len(row) == len(table.header) for row in table.rows) and len(set(table.header)) == len(table.header)
    frame, problems = load._read(TABLE.name, content)
    if frame is None:
        assert problems
        return
    assert len(frame) == len(table.rows)
    assert all(line.startswith("area_values.csv") for line in problems)
    if not problems:
        numbers = frame[["value", "lower", "upper", "n", "coverage"]]
        assert (numbers.abs().fillna(0) < 1e13).all().all() and len(frame) == len(table.rows)
        assert frame["indicator"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", flags=re.ASCII).all()


# Blocks ---------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD_TEXT, inner, max_size=4),
    max_leaves=12,
)
VALID = json.loads(
    json.dumps(
        {"area": "delft-west", "language": "nl", "blocks": BLOCK_LIST.dump_python(hostile.blocks("x"), mode="json")}
    )
)


def _places(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _places(child, (*path, key))


PLACES = [path for path in _places(VALID) if path]


def _with(value, path, new):
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return copy


@FUZZ
@given(data=st.one_of(JSON, st.builds(lambda path, new: _with(VALID, path, new), st.sampled_from(PLACES), JSON)))
def test_blocks_are_taken_and_shown_as_text_or_refused(data):
    try:
        blocks = from_json(data)
    except ValidationError:
        return
    page = BeautifulSoup(blocks_html(blocks, blocks.language), "html.parser")
    assert not page.find_all(["script", "iframe", "object", "embed", "form", "base", "meta", "link"])
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    for table in tables_in(blocks):
        assert len(pd.read_csv(io.StringIO(csv_text(table)), dtype="str", header=0)) <= len(table.rows)


# Parameters -----------------------------------------------------------------------------------------------


@FUZZ
@given(values=st.dictionaries(st.sampled_from(["area", "language", "data_dir", "x", ""]) | ODD_TEXT, JSON, max_size=5))
def test_parameters_are_plain_text_or_refused(values):
    try:
        parameters = Parameters(**values)
    except (ValidationError, TypeError):
        return
    assert (
        isinstance(parameters.area, str) and parameters.language in ("nl", "en") and not parameters.data_dir.strip("./")
    )


@FUZZ
@given(content=st.one_of(_changed(b"area: delft-west\nlanguage: nl\n"), JSON.map(lambda v: yaml.safe_dump(v).encode())))
def test_a_file_of_parameters_is_about_its_area_or_refused(tmp_path, content):
    (tmp_path / "params").mkdir(exist_ok=True)
    (tmp_path / "params/delft-west.yaml").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "PROJECT_DIR", tmp_path)
        try:
            parameters = plan.area_parameters("delft-west", None, "")
        except ParameterError as error:
            assert str(error).startswith("params/delft-west.yaml")
            return
    assert parameters.area == "delft-west" and parameters.language in ("nl", "en") and parameters.data_dir == ""


# Messages -------------------------------------------------------------------------------------------------


@FUZZ
@given(
    content=st.one_of(_changed(b"a: 'b {n} c'\nd: {one: e, other: '{n} f'}\n"), st.binary(max_size=60)), value=ODD_TEXT
)
def test_messages_are_filled_in_as_they_stand_or_refused(tmp_path, content, value):
    for language in ("nl", "en"):
        (tmp_path / f"x.{language}.yaml").write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        for module in (text, check):
            patch.setattr(module, "catalogue_files", lambda language: [tmp_path / f"x.{language}.yaml"])
        problems = check.catalogue_problems()
        assert all(line.startswith("x.") for line in problems)
        if problems:
            return
        messages = text.catalogue.__wrapped__("nl")
    for message in messages.values():
        needed = {name: value for name in text.placeholders(message)}
        words = text.Text("nl")
        words._messages = {"key": message}
        filled = words("key", **(needed | {"n": 1} if isinstance(message, dict) else needed))
        assert not needed or isinstance(message, dict) or filled.count(value) >= 1


# Codings --------------------------------------------------------------------------------------------------

CODING = "unit,theme,code,value\n" + "".join(f"{n},t,c,{'yn'[n % 2]}\n" for n in range(6))


@FUZZ
@given(content=_changed(CODING.encode()))
def test_codings_are_compared_or_refused(tmp_path, content):
    (tmp_path / "a.csv").write_text(CODING)
    (tmp_path / "b.csv").write_bytes(content)
    try:
        tables = [read_csv(tmp_path / name) for name in ("a.csv", "b.csv")]
        a, b = (agreement.coding("x.csv", table.header, table.rows) for table in tables)
        result = agreement.compare(a, b)
    except (CsvError, agreement.CodingError) as error:
        assert str(error)
        return
    kappas = result.summary[["kappa", "kappa_lower", "kappa_upper", "fleiss"]]
    assert kappas.fillna(0).abs().le(1 + 1e-9).all().all() and result.summary["agree"].between(0, 1).all()
    assert len(result.disagreements) + result.summary["units"].sum() > 0
