"""The Python examples of a page for readers run and do what it says; faults of the site are found."""

import re

import pytest

from helpers.files import PROJECT_DIR
from tests import site

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
    assert (
        len(spine.rows) == len(names["run"].tables.areas)
        and [row[1].value for row in lines.table.rows] == [2014, 2018, 2024] * 2
    )
    assert "years=[2014, 2024]" in names["explorer"].code.value
    (own,) = names["own_figure"]
    assert own.id == "my-incomes" and len(own.table.rows) == len(spine.rows) and own.narrow
    assert "hoge-inkomens" not in set(names["fewer"]["indicator"])
    assert "High incomes" not in (tmp_path / "levels.csv").read_text(encoding="utf-8-sig")
    assert 14.5 in names["traced"]["value"].tolist() and names["traced"]["section"].str.contains("figuur 19").any()


# The site -----------------------------------------------------------------------------------------------

OUTSIDE = "https:" + "//made-up.invalid/x"
WHOLE = {
    "index.html": '<link rel="stylesheet" href="_static/a.css"><a href="b/c.html#place">c</a><img src="data:,x">',
    "b/c.html": f'<h1 id="place">c</h1><a href="#place">x</a><a href="../index.html">x</a><a href="{OUTSIDE}">x</a>',
    "_static/a.css": "p { background: url('a.woff2') } q { background: url(data:x) }",
    "_static/a.woff2": "",
    "searchindex.js": 'Search.setIndex({"docnames":["b/c"]})',
}
FAULTS = {
    "index.html loads": ("index.html", f'<script src="{OUTSIDE}"></script>'),
    "index.html loads //": ("index.html", '<script src="//made-up.invalid/x"></script>'),
    "index.html loads _static/b.css": ("index.html", '<link rel="stylesheet" href="_static/b.css">'),
    "index.html loads x.png": ("index.html", "<style>p { background: url(x.png) }</style>"),
    "index.html loads y.png": ("index.html", '<p style="background: url(y.png)">'),
    "index.html leads to d.html": ("index.html", '<a href="d.html">x</a>'),
    "index.html leads to b/c.html#no": ("index.html", '<a href="b/c.html#no">x</a>'),
    "b/c.html leads to #no": ("b/c.html", '<a href="#no">x</a>'),
    "_static/a.css loads": ("_static/a.css", f'@import "{OUTSIDE}";'),
    "_static/b.js loads": ("_static/b.js", f'import("{OUTSIDE}")'),
    "searching does not know b/d": ("b/d.html", "new"),
}


def _site(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_whole_site_has_no_fault(tmp_path, capsys):
    assert site.problems(_site(tmp_path, WHOLE)) == [] and site.main(tmp_path) == 0
    assert "2 pages" in capsys.readouterr().out


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_site_is_found(tmp_path, fault):
    name, added = FAULTS[fault]
    [found] = site.problems(_site(tmp_path, WHOLE | {name: WHOLE.get(name, "") + added}))
    assert found.startswith(fault) and site.main(tmp_path) == 1


def test_a_site_without_search_is_found(tmp_path):
    (_site(tmp_path, WHOLE) / "searchindex.js").unlink()
    assert site.problems(tmp_path) == ["there is no index for searching"]


def test_a_folder_without_pages_is_no_site(tmp_path):
    assert site.problems(tmp_path)
