import ast
import re

import pytest

from helpers.words.text import Text, catalogue, placeholders
from tests.conftest import PROJECT

PACKAGE = PROJECT / "helpers"


def test_catalogues_have_the_same_keys_and_placeholders():
    dutch, english = catalogue("nl"), catalogue("en")
    assert dutch.keys() == english.keys()
    for key in dutch:
        assert placeholders(dutch[key]) == placeholders(english[key]), key
        assert isinstance(dutch[key], dict) == isinstance(english[key], dict), key


def _used_keys():
    """Keys in code and templates as patterns, with `.+` for each part that is filled in at run time."""
    modules, templates = list(PACKAGE.rglob("*.py")), list((PACKAGE / "pages" / "templates").glob("*.j2"))
    assert len(modules) > 50 and len(templates) >= 4
    literal = re.compile(r"""\b(?:text|self|column)\((?:\s*text,)?\s*f?(["'])((?:\{[^}]*\}|(?!\1).)*)\1(\s*~)?""")
    for path in [*modules, *templates]:
        for match in literal.finditer(path.read_text(encoding="utf-8")):
            key = ("column." if "column(" in match.group(0) else "") + match.group(2)
            yield ".+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", key)) + (".+" if match.group(3) else "")


def test_every_key_in_the_code_exists():
    keys, found = catalogue("nl").keys(), set(_used_keys())
    assert len(found) > 200
    for used in found:
        assert any(re.fullmatch(used, key) for key in keys), used


def _strings(source):
    """All strings of a module as patterns: a key may be chosen first and looked up later."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)


def test_every_message_is_used():
    used = set(_used_keys())
    for path in PACKAGE.rglob("*.py"):
        used |= {pattern for pattern in _strings(path.read_text(encoding="utf-8")) if "." in pattern.replace(".+", "")}
    # Columns, sections, the glossary: parts of a key that stand alone in the code, as in column(text, "year").
    used |= {r"(column|section|glossary)\..+"}
    patterns = [re.compile(pattern) for pattern in used]
    assert not [key for key in catalogue("nl") if not any(pattern.fullmatch(key) for pattern in patterns)]


@pytest.mark.parametrize(
    ("language", "value", "decimals", "shown"),
    [
        ("nl", 1237.0, 0, "1.237"),
        ("en", 1237.0, 0, "1,237"),
        ("nl", -0.4, 2, "−0,40"),
        ("nl", 8.0, 1, "8,0"),
        ("en", -0.04, 1, "0.0"),
        ("nl", 0.125, 2, "0,13"),
        ("nl", 2.5, 0, "3"),
        ("en", 12.65, 1, "12.7"),
    ],
)
def test_numbers_are_rounded_half_up_and_in_the_language(language, value, decimals, shown):
    assert Text(language).number(value, decimals) == shown


def test_signed_numbers():
    assert Text("nl").signed(4.0, 1) == "+4,0"
    assert Text("nl").signed(-4.0, 1) == "−4,0"
    assert Text("nl").signed(0.04, 1) == "0,0"


def test_a_value_is_never_read_as_a_template():
    text = Text("en")
    assert "{area.__class__} {n}" in text("participation.1", area="{area.__class__} {n}", topic="x")


def test_plural_forms():
    assert "een van de vijf" in Text("nl")("coverage.sentence", area="X", n=1, studies="A")
    assert "2 van de 5" in Text("nl")("coverage.sentence", area="X", n=2, studies="A")


def test_missing_value_for_a_placeholder_is_an_error():
    with pytest.raises(KeyError):
        Text("nl")("coverage.session")
