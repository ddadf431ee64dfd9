"""Mutation testing: does a wrong line of code make a test fail? `make mutants`, or `make mutants ROOM=methods`.

mutmut makes the mutants and runs the tests on them. This module draws the sample, keeps the list of equivalent mutants
and writes the result into docs/testing.md. Everything happens in a copy of the project in a temporary folder.
"""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key
from statsmodels.stats.proportion import proportion_confint

from helpers.files import read_yaml

PROJECT = Path(__file__).resolve().parent.parent
CONFIGURATION = read_yaml(PROJECT / "tests/mutants.yaml")
EQUIVALENTS = read_yaml(PROJECT / "tests/equivalent_mutants.yaml")
PAGE = PROJECT / "docs/testing.md"
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "outputs", "build", "*.egg-info")


@dataclass(frozen=True)
class Mutant:
    """A mutant that was run: killed, timeout, survived or what else mutmut says of it, and the lines it changes."""

    file: str
    function: str
    status: str
    minus: str
    plus: str

    @property
    def reason(self) -> str:
        """Why no test can kill it, from the list of equivalents; empty when it is not in the list."""
        key = (self.function, self.minus, self.plus)
        return next((e["reason"] for e in EQUIVALENTS if (e["function"], e["minus"], e["plus"]) == key), "")


@dataclass(frozen=True)
class Result:
    """The sample of a room, and how many mutants it was drawn from."""

    room: str
    total: int
    mutants: list[Mutant]

    def of(self, *statuses: str) -> int:
        """Mutants with one of these statuses; without a status, all that are not equivalent."""
        return sum((not statuses or m.status in statuses) and not m.reason for m in self.mutants)

    @property
    def killed(self) -> int:
        """A mutant that runs on without end is found too, but it is counted apart in the table."""
        return self.of("killed", "timeout")

    @property
    def survivors(self) -> list[Mutant]:
        return [m for m in self.mutants if m.status not in ("killed", "timeout") and not m.reason]

    @property
    def problems(self) -> list[str]:
        """Why the room does not pass."""
        threshold = CONFIGURATION["rooms"][self.room]["threshold"]
        killed = [m for m in self.mutants if m.reason and m.status == "killed"]
        found = [f"{self.room}: listed as equivalent but killed: {m.function}: {m.plus}" for m in killed]
        if self.survivors:
            found.append(f"{self.room}: {len(self.survivors)} survivors without an explanation")
        if self.killed < threshold * self.of():
            found.append(f"{self.room}: {self.killed / self.of():.1%} killed, {threshold:.0%} wanted")
        return found


class _Undecorated(cst.CSTTransformer):
    """`@d def f` becomes `def f` and `f = d(f)`, which is the same: mutmut leaves decorated functions alone."""

    def leave_FunctionDef(self, original_node, updated_node):
        decorators = [decorator.decorator for decorator in updated_node.decorators]
        names = [decorator.value for decorator in decorators if isinstance(decorator, cst.Name)]
        if not decorators or names in (["classmethod"], ["staticmethod"]):  # these mutmut can do itself
            return updated_node
        decorated = updated_node.name
        for decorator in reversed(decorators):
            decorated = cst.Call(decorator, [cst.Arg(decorated)])
        assignment = cst.Assign([cst.AssignTarget(updated_node.name)], decorated)
        return cst.FlattenSentinel([updated_node.with_changes(decorators=()), cst.SimpleStatementLine([assignment])])


def _matching(globs: list[str]) -> list[str]:
    """The files of the project that match; every glob must match one."""
    found = {glob: sorted(str(path.relative_to(PROJECT)) for path in PROJECT.glob(glob)) for glob in globs}
    missing = [glob for glob, paths in found.items() if not paths]
    if missing:
        raise SystemExit(f"tests/mutants.yaml: there is no {', '.join(missing)}")
    return [path for paths in found.values() for path in paths]


def _prepare(copy: Path, modules: list[str], tests: list[str]) -> None:
    """The project as mutmut needs it: decorators written out, and its configuration."""
    shutil.copytree(PROJECT, copy, ignore=NOT_COPIED)
    for module in modules:
        path = copy / module
        path.write_text(cst.parse_module(path.read_text(encoding="utf-8")).visit(_Undecorated()).code, encoding="utf-8")
    settings = {
        "source_paths": ["helpers"],
        "only_mutate": modules,
        "also_copy": sorted(path.name for path in copy.iterdir() if path.name != "helpers"),
        "pytest_add_cli_args_test_selection": tests,
        # Examples of hypothesis must not differ from run to run, nor fail on a slow machine.
        "pytest_add_cli_args": ["-pno:cacheprovider", "-ptests.mutants_plugin", "--hypothesis-profile=ci"]
        + [f"--deselect={test}" for test in CONFIGURATION["deselect"]],
        "timeout_constant": ["5"],  # seconds more than the tests take, times the multiplier
        "timeout_multiplier": ["6"],
        "track_dependencies": ["false"],
        "use_git_change_detection": ["false"],
    }
    lines = ["[mutmut]", *("\n    ".join([f"{name} =", *values]) for name, values in settings.items()), ""]
    (copy / "setup.cfg").write_text("\n".join(lines), encoding="utf-8")


def _mutants_of(modules: list[str]) -> dict[str, str]:
    """All mutants that mutmut makes of the modules: their names with their files."""
    return {
        get_mutant_name(Path(module), name): module
        for module in modules
        for name in mutate_file_contents(module, Path(module).read_text(encoding="utf-8")).mutant_names
    }


def _run_mutant(name: str, module: str) -> Mutant:
    data = SourceFileMutationData(path=module)
    data.load()
    status = status_by_exit_code[data.exit_code_by_key[name]]
    function, class_name = orig_function_and_class_names_from_key(name)
    lines = [line for line in get_diff_for_mutant(name, path=module).splitlines() if line[:3] not in ("---", "+++")]
    minus, plus = ("\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return Mutant(module, f"{class_name}.{function}" if class_name else function, status, minus, plus)


def run_room(room: str, size: int) -> Result:
    """Draw and run the sample of a room."""
    modules = _matching(CONFIGURATION["rooms"][room]["modules"])
    tests = _matching(CONFIGURATION["rooms"][room]["tests"] + CONFIGURATION["rooms"][room].get("quick", []))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder).resolve() / "project"
        _prepare(copy, modules, tests)
        with contextlib.chdir(copy):  # mutmut takes its configuration from the current folder
            mutants = _mutants_of(modules)
            names = random.Random(f"{CONFIGURATION['seed']} {room}").sample(sorted(mutants), min(size, len(mutants)))
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            environment["KANSRIJK_MUTATED_ROOM"] = room  # tests/mutants_plugin.py
            subprocess.run([sys.executable, "-m", "mutmut", "run", *names], check=True, env=environment)
            return Result(room, len(mutants), [_run_mutant(name, mutants[name]) for name in names])


def report(result: Result) -> str:
    """The result of a room as Markdown: a table of one row, and the survivors."""
    low, high = proportion_confint(result.killed, result.of(), method="wilson")
    rows = [
        "| Room | Mutants | Sampled | Equivalent | Killed | of which by time-out | Survived | Killed share (95 %) |",
        "|---|---|---|---|---|---|---|---|",
        f"| {result.room} | {result.total} | {len(result.mutants)} | {len(result.mutants) - result.of()} "
        f"| {result.killed} | {result.of('timeout')} | {len(result.survivors)} "
        f"| {result.killed / result.of():.1%} ({low:.1%} to {high:.1%}) |",
    ]
    for mutant in sorted(result.survivors, key=lambda m: (m.file, m.function, m.plus)):
        diff = [f"- {line}" for line in mutant.minus.splitlines()] + [f"+ {line}" for line in mutant.plus.splitlines()]
        rows += ["", f"{mutant.file}, {mutant.function} ({mutant.status}):", "", "```diff", *diff, "```"]
    return "\n".join(rows)


def write(room: str, text: str) -> None:
    """Put the result between the marks of the room in docs/testing.md."""
    begin, end = f"<!-- mutants of {room} -->\n", f"<!-- end of mutants of {room} -->\n"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    PAGE.write_text(f"{before}{begin}\n{text}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def main(rooms: list[str], size: int = CONFIGURATION["sample"]) -> int:
    problems = []
    for room in rooms or CONFIGURATION["rooms"]:
        result = run_room(room, size)
        text = report(result)
        print(text)
        if size >= CONFIGURATION["sample"]:  # a smaller trial is not kept
            write(room, text)
        problems += result.problems
    print(*problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    trial = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    sys.exit(main([argument for argument in sys.argv[1:] if not argument.isdigit()], *trial))
