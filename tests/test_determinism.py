"""The same input gives the same bytes: whatever the order, the number of jobs, and what was there before."""

import os
import subprocess
import sys
from collections import Counter

import nbformat
import pytest

from helpers.batch import plan
from helpers.batch.kept import as_file
from helpers.batch.store import EXECUTED, STATE
from tests.conftest import AREAS, ENGLISH, NOTEBOOKS, PROJECT, kansrijk

pytestmark = pytest.mark.slow

NOTEBOOK = "02_armoede_en_schulden"
OF_THE_RUN = "manifest.json"  # the place for times and durations


def _published(folder):
    paths = [path for path in folder.rglob("*") if path.is_file()]
    paths = [path for path in paths if STATE not in path.relative_to(folder).parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths if path.name != OF_THE_RUN}


@pytest.mark.long
def test_order_and_number_of_jobs_do_not_show(produced, tmp_path):
    """All areas, made the other way round, one notebook at a time, languages in the other order, no figure kept."""
    for areas, language in ((reversed(AREAS), "nl"), (ENGLISH, "en")):
        names = ("--areas", ",".join(areas), "--language", language)
        result = kansrijk("run", *names, "--jobs", "1", "--output", str(tmp_path))
        assert result.returncode == 0, result.stderr
    first, second = _published(produced), _published(tmp_path)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    count, made = Counter(name.rsplit(".", 1)[1] for name in first), len(AREAS) + len(ENGLISH)
    assert count.keys() == {"csv", "html", "json", "pdf", "png", "svg", "xlsx", "zip"}
    assert (count["html"], count["pdf"], count["xlsx"]) == (2 + (len(NOTEBOOKS) + 1) * made, 2 * made, made)


@pytest.mark.parametrize("area", AREAS[:1])
def test_outputs_are_those_of_plain_papermill(produced, tmp_path, area):
    """The stock kernel, no kept figures: what warm kernels and the cache give must not differ from it."""
    parameters = plan.area_parameters(area, "nl", "").model_dump()
    given = [part for name, value in parameters.items() for part in ("-r", name, value)]
    ours = ("JUPYTER_DEFAULT_PROVISIONER_NAME", "KANSRIJK_")
    subprocess.run(
        [sys.executable, "-m", "papermill", PROJECT / f"notebooks/{NOTEBOOK}.ipynb", tmp_path / "plain.ipynb", *given],
        env={name: value for name, value in os.environ.items() if not name.startswith(ours)},
        check=True,
        capture_output=True,
        cwd=tmp_path,
    )
    plain = nbformat.read(tmp_path / "plain.ipynb", as_version=4)
    content = (produced / STATE / EXECUTED / area / f"{NOTEBOOK}.nl.ipynb.gz").read_bytes()
    kept = nbformat.reads(as_file(content).decode(), as_version=4)
    assert [cell.source for cell in plain.cells] == [cell.source for cell in kept.cells]
    assert [cell.get("outputs") for cell in plain.cells] == [cell.get("outputs") for cell in kept.cells]
    assert sum("image/svg+xml" in str(cell.get("outputs")) or "svg" in str(cell.get("outputs")) for cell in kept.cells)


HOSTILE_STARTUP = """
import pandas, matplotlib, locale, random
pandas.set_option("display.max_rows", 2, "display.precision", 1)
matplotlib.rcParams.update({"axes.facecolor": "pink", "font.size": 30, "lines.linewidth": 9, "axes.grid": True})
pandas.DataFrame.head = None
"""


def _hostile(folder):
    """Settings as users have them, in every place where one can have them; returns environment variables."""
    home = folder / "home"
    (home / ".ipython/profile_default/startup").mkdir(parents=True)
    (home / ".ipython/profile_default/startup/00-mine.py").write_text(HOSTILE_STARTUP)
    (home / ".ipython/profile_default/ipython_kernel_config.py").write_text(
        "c.IPKernelApp.exec_lines = ['raise SystemExit(3)', 'area = 1']\nc.InlineBackend.figure_formats = {'png'}\n"
    )
    (home / ".config/matplotlib").mkdir(parents=True)
    (home / ".config/matplotlib/matplotlibrc").write_text("axes.facecolor: red\nfont.size: 40\nsvg.fonttype: path\n")
    kernel = home / "jupyter/kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "Another checkout", "language": "python"}')
    (home / ".jupyter").mkdir()
    (home / ".jupyter/jupyter_nbconvert_config.py").write_text("raise RuntimeError('read')\n")
    (home / ".jupyter/jupyter_notebook_config.py").write_text("raise RuntimeError('read')\n")
    temporary = folder / ("t" * 80)
    temporary.mkdir()
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "MATPLOTLIBRC": str(home / ".config/matplotlib/matplotlibrc"),
        "MPLBACKEND": "pdf",
        "IPYTHONDIR": str(home / ".ipython"),
        "JUPYTER_PATH": str(home / "jupyter"),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "nl_NL@euro",
        "TZ": "Asia/Kathmandu",
        "PYTHONHASHSEED": "4711",
        "PYTHONWARNINGS": "always",
        "TMPDIR": str(temporary),
        "COLUMNS": "20",
        "FORCE_COLOR": "1",
    }


# 2: without docstrings and assertions.
@pytest.mark.long
@pytest.mark.parametrize("optimize", ["", "2"])
def test_the_users_own_settings_do_not_show(produced, tmp_path, optimize):
    """Bytes of pages and drawings as without them: matplotlib, IPython, pandas, Jupyter, locale, time zone, hashes."""
    result = kansrijk(
        "run",
        "--areas",
        AREAS[0],
        "--output",
        str(tmp_path / "out"),
        env=os.environ | _hostile(tmp_path) | {"PYTHONOPTIMIZE": optimize},
    )
    assert result.returncode == 0, result.stderr
    first, second = _published(produced), _published(tmp_path / "out")
    name = f"{AREAS[0]}/{NOTEBOOK}.nl.html"
    assert second[name] == first[name]
    assert "without warm imports" not in (tmp_path / "out" / STATE / "kernels.log").read_text()
