"""The user's own settings stay outside: settings, kernels of others, folders with long names."""

import json
import os
import sys
import tempfile
from pathlib import Path

import matplotlib
import pytest

from helpers import files
from helpers.charts import style
from helpers.kernels import surroundings


@pytest.mark.parametrize(
    "mine",
    [
        {"axes.facecolor": "red"},
        {"font.size": 40},
        {"svg.fonttype": "path"},
        {"lines.linewidth": 9, "axes.grid": True},
        {"savefig.bbox": "tight", "savefig.transparent": True, "figure.dpi": 30},
        {"text.usetex": True},
        {"path.sketch": (1, 100, 2)},
    ],
    ids=str,
)
def test_a_drawing_is_the_same_whatever_settings_the_notebook_has(mine):
    def drawn():
        with style.house_canvas(2, 2) as canvas:
            axis = canvas.add_subplot()
            axis.plot([1, 2], [3, 4])
            axis.set_title("x")
            return style.finished(canvas, "").svg

    expected = drawn()
    with matplotlib.rc_context(mine):
        assert drawn() == expected
        assert all(matplotlib.rcParams[key] == value for key, value in mine.items())  # they are the user's own again


def test_a_kernel_is_one_of_this_python(tmp_path, monkeypatch):
    kernel = tmp_path / "kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({"argv": ["false"], "display_name": "x", "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    manager = surroundings.OwnKernels(kernel_name="python3")
    assert manager.kernel_spec.argv[:3] == [sys.executable, "-m", "ipykernel_launcher"]


def test_variables_are_set_taken_away_and_given_back(monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.delenv("MPLBACKEND", raising=False)
    before = dict(os.environ)
    with files.variables(surroundings.for_all_processes()):
        assert os.environ["TZ"] == "UTC" and "PYTHONWARNINGS" not in os.environ and os.environ["MPLBACKEND"]
    assert dict(os.environ) == before


@pytest.mark.parametrize(("length", "moves"), [(20, False), (44, False), (46, True), (80, True), (200, True)])
def test_temporary_files_have_names_that_a_socket_can_have(monkeypatch, length, moves):
    folder = "/" + "t" * (length - 1)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    with files.room_for_sockets():
        assert (tempfile.gettempdir() != folder) == moves
        assert len(tempfile.gettempdir()) <= 45 and (not moves or os.environ["TMPDIR"] == tempfile.gettempdir())
    assert tempfile.gettempdir() == folder


def test_a_notebook_finds_no_settings_of_ipython(tmp_path):
    variables = surroundings.for_a_notebook(tmp_path)
    assert not Path(variables["IPYTHONDIR"]).exists() and Path(variables["JUPYTER_RUNTIME_DIR"]) == tmp_path
