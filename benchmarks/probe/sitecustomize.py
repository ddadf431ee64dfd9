"""Counts the processor time of stages in each process of a run, without a line in the product (benchmarks.stages).

Python imports this file at its start when its folder is on PYTHONPATH. As soon as a module of `STAGES` has been
imported, its functions there are replaced by ones that add a line to a file of this process: stage, seconds of
processor time of this thread, wall seconds. What a stage calls that is a stage too is not counted in it.
"""

import functools
import importlib.abc
import importlib.machinery
import inspect
import os
import sys
import threading
import time
from pathlib import Path

# Per module the functions, with the stage that their own time belongs to. A name that ends in `()` makes decorators.
STAGES = {
    "helpers.contract.load": {"load_tables": "tables"},
    "helpers.results.claims.surroundings": {"evaluated": "claims", "sensitive": "claims"},
    "helpers.batch.plan": dict.fromkeys(("plan", "pages_key", "all_of_area"), "plan and digests"),
    "helpers.batch.work": {
        "_check_same_input": "plan and digests",
        "check_published": "checks of blocks",
        "facts_of": "pages: rows of an area",
        "make_pages": "pages: the rest",
        "_executed": "papermill and nbclient",
    },
    "helpers.batch.kept": dict.fromkeys(("packed", "unpacked"), "notebooks as JSON"),
    "helpers.batch.run": {"index_html": "pages: index"},
    "helpers.batch.store": dict.fromkeys(("Store.keep", "Store.read", "Store.put_out"), "publishing"),
    "helpers.kernels.provisioner": {"WarmProvisioner.launch_kernel": "kernels: fork and start"},
    "ipykernel.kernelapp": {"IPKernelApp.initialize": "kernels: fork and start"},
    "IPython.core.interactiveshell": {"InteractiveShell.run_cell_async": "cells: own work"},
    "helpers.charts.kept": {
        "drawn_once()": "cells: drawing",
        **dict.fromkeys(("_key", "_made_with", "_read", "_write"), "cells: drawings that are kept"),
    },
    "helpers.blocks.notebook": {"Blocks._repr_mimebundle_": "cells: blocks as JSON"},
    "helpers.blocks.html": {"blocks_html": "cells: blocks as HTML"},
    "jupyter_client.session": dict.fromkeys(("Session.send", "Session.serialize", "Session.deserialize"), "messages"),
    "nbformat": dict.fromkeys(("reads", "writes"), "notebooks as JSON"),
    "helpers.pages.factsheet": {
        "read_blocks": "pages: reading blocks",
        **dict.fromkeys(("sections", "page_html"), "pages: factsheet as HTML"),
    },
    "helpers.pages.chapter": {"chapter_html": "pages: chapters as HTML"},
    "helpers.pages.exports": dict.fromkeys(("published", "files_beside"), "pages: CSV and SVG files"),
    "helpers.pages.pictures": {"png": "pages: PNG (Typst)", "svg": "pages: CSV and SVG files"},
    "helpers.pages.pdf": dict.fromkeys(("handout_pdf", "background_pdf"), "pages: PDF (Typst)"),
    "helpers.pages.downloads": {"workbook": "pages: XLSX"},
    "helpers.pages.package": {"area_package": "pages: data package"},
    "helpers.pages.area_json": {"area_json": "pages: area.json"},
}

_IMPORTS = ("helpers.cli", "helpers.batch.run", "helpers.batch.work", "helpers.views", "ipykernel.kernelapp")
_stack = threading.local()


class _Timer:
    """The time between `start` and `stop`, without that of the timers in between."""

    def __init__(self, stage):
        self.stage, self.inner = stage, 0.0

    def __enter__(self):
        self.outer = getattr(_stack, "top", None)
        _stack.top = self
        self.wall, self.cpu = time.perf_counter(), time.thread_time()

    def __exit__(self, *_):
        cpu = time.thread_time() - self.cpu
        _stack.top = self.outer
        if self.outer:
            self.outer.inner += cpu
        line = f"{self.stage}\t{cpu - self.inner:.6f}\t{time.perf_counter() - self.wall:.6f}\n"
        with (Path(os.environ["KANSRIJK_STAGES"]) / str(os.getpid())).open("a") as stream:  # now: a kernel is killed
            stream.write(line)


def _timed(function, stage):
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def timed(*arguments, **options):
            with _Timer(stage):
                return await function(*arguments, **options)
    else:

        @functools.wraps(function)
        def timed(*arguments, **options):
            with _Timer(stage):
                return function(*arguments, **options)

    return timed


def _decorators_timed(factory, stage):
    return lambda *given: lambda function: factory(*given)(_timed(function, stage))


def _patch(module):
    for path, stage in STAGES.get(module.__name__, {}).items():
        *owners, name = path.removesuffix("()").split(".")
        owner = functools.reduce(getattr, owners, module)
        wrapped = _decorators_timed if path.endswith("()") else _timed
        setattr(owner, name, wrapped(getattr(owner, name), stage))


class _Loader(importlib.abc.Loader):
    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        if module.__name__ in _IMPORTS:
            with _Timer("imports"):
                self._loader.exec_module(module)
        else:
            self._loader.exec_module(module)
        _patch(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name not in STAGES and name not in _IMPORTS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = _Loader(spec.loader)
        return spec


if "KANSRIJK_STAGES" in os.environ:
    sys.meta_path.insert(0, _Finder())
