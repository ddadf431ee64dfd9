"""What an output folder weighs: of each kind of file how many, the bytes of all, and what they take on the disk.

    .venv/bin/python -m benchmarks.weight outputs

A file with a name in several areas is on the disk once; whoever copies the folder copies it for each name. The table
goes to docs/benchmark.md.
"""

import argparse
import platform
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.page import write_part
from helpers.batch.store import EXECUTED, STATE

TO_KEEP = 120  # MB on the disk that the outputs of twenty areas in one language may take
_BLOCK = 512  # bytes, in which a file system counts


@dataclass
class Weight:
    """Of a kind of file: names, bytes of all names, and bytes on the disk, where each file counts once."""

    names: Counter[str] = field(default_factory=Counter)
    copied: Counter[str] = field(default_factory=Counter)
    on_disk: Counter[str] = field(default_factory=Counter)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    report = markdown(weighed(folder), len(list((folder / STATE / EXECUTED).iterdir())))
    write_part(report)
    print(report)


def weighed(folder: Path) -> Weight:
    """The weight of what is in a folder, folders themselves included, as `du` counts it."""
    found, seen = Weight(), set[int]()
    for path in (folder, *sorted(folder.rglob("*"))):
        stat, kind = path.lstat(), _kind(path.relative_to(folder)) if path.is_file() else "folders"
        found.names[kind] += 1
        found.copied[kind] += stat.st_size if path.is_file() else 0
        if stat.st_ino not in seen:
            found.on_disk[kind] += stat.st_blocks * _BLOCK
            seen.add(stat.st_ino)
    return found


def _kind(path: Path) -> str:
    if path.parts[0] == STATE:
        return {EXECUTED: "executed notebooks", "figures": "kept drawings"}.get(path.parts[1], "ledgers")
    return path.suffix.lstrip(".").upper()


def markdown(weight: Weight, areas: int) -> str:
    """The part of docs/benchmark.md: a row per kind, the largest on the disk first."""
    rows = [
        [kind, str(weight.names[kind]), f"{weight.copied[kind] / 1e6:.1f}", f"{size / 1e6:.1f}"]
        for kind, size in weight.on_disk.most_common()
    ]
    sums = (weight.copied.total() / 1e6, weight.on_disk.total() / 1e6)
    rows.append(["all", str(weight.names.total()), *(f"{size:.1f}" for size in sums)])
    table = "\n".join(
        f"| {' | '.join(row)} |" for row in [["kind", "names", "MB", "MB on the disk"], ["---"] * 4, *rows]
    )
    return f"""## Weight

`python -m benchmarks.weight` on the output folder of a run of {areas} areas, all notebooks, one language; Python
{platform.python_version()}. A file that several areas show alike has a name in each of them and is on the disk once;
the column before counts it for each name, as a copy does. The limit is {TO_KEEP} MB on the disk for twenty areas.

{table}"""


if __name__ == "__main__":
    main()
