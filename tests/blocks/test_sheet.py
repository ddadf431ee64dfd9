"""What a page says once in its style sheet: whatever a label or a drawing holds, it ends no rule and no sheet."""

import pytest

from helpers.blocks.model import Cell, Column, Table
from helpers.blocks.sheet import Sheet, card_labels, same_everywhere, shortened
from helpers.colours import PALETTE


def _columns(*labels):
    """Also those that a model refuses: what a sheet does with a label rests on nothing else."""
    return [Column.model_construct(label=label, numeric=place == 2) for place, label in enumerate(labels)]


def test_tables_with_the_same_columns_share_a_class_that_says_their_labels():
    sheet = Sheet()
    names = [sheet.of_columns(_columns(*labels)) for labels in (("A", "Jaar", "Aandeel"), ("B", "Jaar"), ("C", "Jaar"))]
    assert names == ["s0", "s1", "s1"]  # the first cell of a row is its title, so its label is not said
    assert sheet.rules().splitlines()[1:] == [
        '.s0 tr>:nth-child(2){--label:"Jaar"}',
        '.s0 tr>:nth-child(3){--label:"Aandeel";--align:right}',
        '.s1 tr>:nth-child(2){--label:"Jaar"}',
    ]


def test_a_label_ends_no_rule_whatever_it_says():
    sheet = Sheet()
    sheet.of_columns(_columns("A", 'a"b\\c</style>\n', "a\r\f}"))  # both of the last end a line of CSS
    assert '{--label:"a\\22 b\\5c c\\3c /style>\\a "}' in sheet.rules()
    assert '{--label:"a\\d \\c }";--align:right}' in sheet.rules()


def test_marks_of_one_look_share_a_class_in_the_colours_of_the_reader():
    sheet = Sheet()
    look = {"fill": PALETTE["own"].light, "stroke": "#123456", "font-size": "9", "stroke-dasharray": "0.75,1.5"}
    assert sheet.of_look(look) == sheet.of_look(dict(look)) == "s0"
    assert sheet.of_look({"fill": "none"}) == "s1"
    assert sheet.rules().splitlines()[1:] == [
        ".s0{fill:var(--drawn-own);stroke:#123456;font-size:9px;stroke-dasharray:0.75,1.5}",
        ".s1{fill:none}",
    ]


@pytest.mark.parametrize("value", ["rgb(1", "a;b", "x}", "url(#a)", '"', ""])
def test_a_look_that_could_end_a_rule_gets_no_class(value):
    sheet = Sheet()
    assert sheet.of_look({"fill": value}) is None and sheet.rules() == ""


def test_cards_say_a_short_label_and_the_whole_one_stands_once_above_them():
    whole = "Verschil (procentpunt; bij een score: punten); tussen haakjes: door afronding"
    twins = [f"Focusgebieden ({kind}); tussen haakjes: door afronding" for kind in ("procentpunt", "log-verhouding")]
    columns = _columns("Een eerste kolom met een lange naam", whole, "Jaar (van het cijfer)", *twins)
    short = ["Verschil", "Jaar (van het cijfer)", "Focusgebieden (procentpunt)", "Focusgebieden (log-verhouding)"]
    assert card_labels(columns)[1:] == short  # none is that of two columns
    assert shortened(columns) == [whole, *twins]
    sheet = Sheet()
    sheet.of_columns(columns)
    assert '--label:"Verschil"' in sheet.rules() and "haakjes" not in sheet.rules()


def test_what_all_rows_have_in_common_stands_once_above_cards():
    def table(*sources):
        return Table(
            id="t", title="T", source="S", rows=[[Cell.of("x"), Cell.of(source)] for source in sources],
            columns=[Column(key="naam", label="Naam"), Column(key="source", label="Bron")],
        )  # fmt: skip

    assert same_everywhere(table("CBS.", "CBS.", "CBS.")) == {"source": "Bron: CBS"}
    assert same_everywhere(table("CBS", "CBS", "RIVM")) == same_everywhere(table("CBS", "CBS")) == {}
    sheet = Sheet()
    assert sheet.of_columns(table().columns, ["source"]) != sheet.of_columns(table().columns)
    assert sheet.rules().count("--on-card:none") == 1
