"""Surroundings in which a notebook gives the same whoever runs it: the user's own settings stay outside.

A `matplotlibrc`, start-up files of IPython, locale, time zone, seeds of hashes, kernels of other checkouts: a run sets
what these come from, or does not look there.
"""

from pathlib import Path

import matplotlib
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from helpers.files import BLOCKS_ALONE_VARIABLE


def for_all_processes() -> dict[str, str | None]:
    """Environment variables of a run and all its processes, None for those that it does not have."""
    left_out = ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONIOENCODING", "PYTHONINSPECT", "LANGUAGE")
    return dict.fromkeys(left_out) | {
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in ipykernel's own start
        "MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc"),
    }


def for_a_notebook(folder: Path) -> dict[str, str | None]:
    """Environment variables while a notebook is executed: IPython and Jupyter find nothing but `folder`."""
    return {
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(folder),
        BLOCKS_ALONE_VARIABLE: "1",
    }


class OwnKernels(AsyncKernelManager):
    """Kernels of this very Python: a specification elsewhere may lead to another checkout's."""

    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])
