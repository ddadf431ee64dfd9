"""The Python examples of a page for readers run, one after the other, and do what the page says."""

import re

from helpers.files import PROJECT_DIR

EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_examples_of_exploring_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = EXAMPLE.findall((PROJECT_DIR / "docs" / "exploring.md").read_text(encoding="utf-8"))
    assert len(examples) == 9
    names = {}
    for number, example in enumerate(examples, 1):
        exec(compile(example, f"docs/exploring.md, example {number}", "exec"), names)
    assert set(names["series_of_theme"]["kind"]) == {"series"} and len(names["own"]) > 20
    assert set(names["chosen"]["indicator"]) == {"armoede-huishoudens", "problematische-schulden"}
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg ")
    (spine,), (lines,) = names["beside_similar"], names["over_years"]
    assert len(spine.rows) == 20 and [row[1].value for row in lines.table.rows] == [2014, 2018, 2024] * 2
    assert "years=[2014, 2024]" in names["explorer"].code.value
    (own,) = names["own_figure"]
    assert own.id == "my-incomes" and len(own.table.rows) == 20 and own.narrow
    assert "hoge-inkomens" not in set(names["fewer"]["indicator"])
    assert "High incomes" not in (tmp_path / "levels.csv").read_text(encoding="utf-8-sig")
    assert 14.5 in names["traced"]["value"].tolist() and names["traced"]["section"].str.contains("figuur 19").any()
