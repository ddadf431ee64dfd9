"""Blocks in a notebook can be read in both themes of JupyterLab, whose own rules for tables do not get through."""

import pytest

from helpers import open_run, results, views
from helpers.blocks.html import blocks_html
from tests.test_browser import browser, new_tab
from tests.test_colours import contrast

__all__ = ["browser", "new_tab"]  # fixtures
pytestmark = pytest.mark.slow

# What JupyterLab does to tables in a cell, as specific as its own rules; colours of text and of every other row.
THEMES = {"true": ("#212121", "#f5f5f5"), "false": ("#eeeeee", "#000000")}
PAGE = """<!doctype html><body data-jp-theme-light="{light}"><style>
.jp-RenderedHTMLCommon table {{ color: {words}; font-size: 13px; }}
.jp-RenderedHTMLCommon :is(td, th) {{ text-align: right; }}
:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon td {{ text-align: right; }}
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) {{ background: {rows}; }}
</style><div class="jp-RenderedHTMLCommon">{blocks}</div>"""
# Of each element with words of its own: the words, their colour and what is behind them, as #rrggbb, and the alignment.
LOOK = """() => {
  const hex = colour => '#' + colour.match(/[0-9]+/g).slice(0, 3).map(n => (+n).toString(16).padStart(2, '0')).join('');
  const clear = colour => colour === 'transparent' || /, 0\\)$/.test(colour);
  const found = [];
  for (const element of document.querySelectorAll('.kw *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('svg, style') || !element.getClientRects().length) continue;
    let behind = element;
    while (clear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const look = getComputedStyle(element);
    found.push([element.textContent.trim(), hex(look.color), hex(getComputedStyle(behind).backgroundColor),
                element.matches('td, th') ? [element.matches('.num') ? 'num' : 'text', look.textAlign] : null]);
  }
  return found;
}"""


@pytest.mark.parametrize("light", THEMES)
def test_words_stand_out_in_both_themes(new_tab, tmp_path, light):
    run = open_run("heerlen-noord")
    table = views.table(
        run, run.tables.areas, {"name": "Gebied", "municipality": "Gemeente"}, id="own", title="Gebieden", source="x"
    )
    level = views.indicators.table(run, results.indicators.latest(results.indicators.pairs(run, "armoede")))
    words, rows = THEMES[light]
    page = tmp_path / "notebook.html"
    blocks = blocks_html([*table, *level], "nl")
    page.write_text(PAGE.format(light=light, words=words, rows=rows, blocks=blocks), encoding="utf-8")
    tab = new_tab(width=1400)
    tab.page.goto(page.as_uri())
    looks = tab.page.evaluate(LOOK)
    said = {words for words, *_ in looks}
    assert {"Gebieden", "Gemeente", "Heerlen-Noord", level[0].title, "Bijstandsgerechtigden"} <= said
    assert not [look for look in looks if contrast(look[1], look[2]) < 4.5]
    assert {tuple(cell) for *_, cell in looks if cell} == {("text", "left"), ("num", "right")}
    papers = {behind for _, _, behind, _ in looks}
    assert ("#ffffff" in papers) == (light == "true")
