import ast
import re
from functools import cache

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


@cache
def _used_keys():
    """Keys in code and templates as patterns, with `.+` for each part that is filled in at run time."""
    modules, templates = list(PACKAGE.rglob("*.py")), list((PACKAGE / "pages" / "templates").glob("*.j2"))
    assert len(modules) > 50 and len(templates) >= 4
    literal = re.compile(r"""\b(?:text|self|column)\((?:\s*text,)?\s*f?(["'])((?:\{[^}]*\}|(?!\1).)*)\1(\s*~)?""")
    found = set()
    for path in [*modules, *templates]:
        for match in literal.finditer(path.read_text(encoding="utf-8")):
            key = ("column." if "column(" in match.group(0) else "") + match.group(2)
            parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", key)]
            found.add(".+".join(parts) + (".+" if match.group(3) else ""))
    return found


def test_every_key_in_the_code_exists():
    keys, found = catalogue("nl").keys(), _used_keys()
    assert len(found) > 200
    for used in found - {re.escape(key) for key in keys}:
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
    assert _unused(catalogue("nl")) == []


def test_a_message_that_nothing_uses_is_seen():
    assert _unused(["zz.zz", "claims.zz.zz", "page.skip"]) == ["zz.zz", "claims.zz.zz"]


def _unused(keys):
    """Keys that stand nowhere in code or templates, whole, in part, or by the name of their group."""
    strings = {found for path in PACKAGE.rglob("*.py") for found in _strings(path.read_text(encoding="utf-8"))}
    used = _used_keys() | strings
    # Columns, sections, the glossary: parts of a key that stand alone in the code, as in column(text, "year").
    used |= {r"(column|section|glossary)\..+"}
    # A pattern that names nothing, as of f"{group}.{name}", would fit every key: there the group stands in the code.
    patterns = [re.compile(one) for one in used if ".+" in one and re.search("[a-z]{2}.*\\\\.|\\\\..*[a-z]{2}", one)]
    keys = [key.removeprefix("peers.") for key in keys]  # what stands in the place of a message, by its key
    others = [key for key in keys if re.escape(key) not in used and re.escape(key.rpartition(".")[0]) not in strings]
    return [key for key in others if not any(pattern.fullmatch(key) for pattern in patterns)]


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


@pytest.mark.parametrize("values", [{}, {"area": None}])
def test_a_value_that_is_missing_or_none_is_an_error_and_never_a_word(values):
    with pytest.raises(KeyError, match="needs area"):
        Text("nl")("series.none", subject="armoede", **values)


# Words of matplotlib, the name of the product, an opening tag, the name of a case, and what vague Dutch words mean
# (docs/claims.md shows it to analysts).
NO_TEXT_FOR_READERS = re.compile(
    r"(outside )?(upper|lower) (left|right|center)|(offset points|axes fraction)|Kansrijke Wijk notebooks"
    r"|<(div|span) .*|without partial links|\w[\w ,]*: .*(tenth|twentieth|quarter|left out)"
)
SENTENCE = re.compile(r"[A-Za-z]{3,}[,.]? [a-z]{2,}")


def _is_aside(node):
    """Whether a statement is a docstring or the raising of an error."""
    return isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _sentences(source):
    """Strings of a module with two words or more, apart from docstrings and errors."""
    tree = ast.parse(source)
    aside = {id(part) for node in ast.walk(tree) if _is_aside(node) for part in ast.walk(node)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in strings if id(node) not in aside and SENTENCE.search(node.value)]


def test_text_for_readers_is_in_the_catalogues_only():
    assert _sentences("blocks.append(Paragraph(text='Hoger dan Nederland'))") == ["Hoger dan Nederland"]
    rooms = ("results", "views", "charts", "blocks", "pages")
    modules = [path for room in rooms for path in (PACKAGE / room).rglob("*.py")]
    assert len(modules) > 30
    found = [text for path in modules for text in _sentences(path.read_text(encoding="utf-8"))]
    assert not [text for text in found if not NO_TEXT_FOR_READERS.fullmatch(text)]


def test_items_with_a_comma_of_their_own_are_parted_by_semicolons():
    text = Text("nl")
    assert text.join(["laag", "midden", "hoog"]) == "laag, midden en hoog"
    assert text.join(["vmbo, basis", "vmbo, kader", "havo"]) == "vmbo, basis; vmbo, kader; havo"
    assert text.join(["9,9", "12,6"]) == "9,9 en 12,6"  # a decimal comma parts nothing
    assert text.join(["vmbo, basis"]) == "vmbo, basis"
