"""The package as others install it: a wheel, without the project around it."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import PROJECT


def _run(*command, cwd):
    """Without the PYTHON variables of whoever runs the tests: they could lend the project itself."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def _installed(folder: Path) -> Path:
    """A new environment with nothing but the wheel; its `bin`."""
    source = folder / "source"  # a copy: building leaves files beside what it builds
    shutil.copytree(PROJECT / "helpers", source / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, source)
    build = (sys.executable, "-m", "pip", "wheel", source, "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    assert (made := _run(*build, cwd=folder)).returncode == 0, made.stderr
    (wheel,) = folder.glob("*.whl")
    _run(sys.executable, "-m", "venv", folder / "environment", cwd=folder)
    python = folder / "environment" / "bin" / "python"
    assert (made := _run(python, "-m", "pip", "install", "--no-deps", wheel, cwd=folder)).returncode == 0, made.stderr
    return python.parent


def _check(programs: Path, data: Path, cwd: Path) -> None:
    result = _run(programs / "kansrijk", "check", "--data-dir", data, cwd=cwd)
    assert result.returncode == 0, result.stderr
    assert "as the contract says" in result.stdout
    where = "import helpers.pages; print(helpers.pages.__file__)"
    assert "site-packages" in _run(programs / "python", "-c", where, cwd=cwd).stdout


@pytest.mark.slow
def test_a_wheel_holds_all_that_check_needs(tmp_path, data_copy):
    """The packages that it depends on are lent by the environment of the tests."""
    programs = _installed(tmp_path)
    (site,) = programs.parent.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    _check(programs, data_copy, tmp_path)
    assert list(site.glob("helpers/words/locales/*.yaml"))
    assert list(site.glob("helpers/sources/*.yaml"))
    assert list(site.glob("helpers/words/woff2/*.woff2"))
    assert list(site.glob("helpers/pages/templates/*.j2"))


@pytest.mark.long
def test_a_wheel_and_its_lock_are_enough_in_an_empty_environment(tmp_path, data_copy):
    programs = _installed(tmp_path)
    lock = ("--require-hashes", "--no-deps", "--requirement", PROJECT / "requirements.lock")
    made = _run(programs / "python", "-m", "pip", "install", "--quiet", *lock, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    _check(programs, data_copy, tmp_path)
