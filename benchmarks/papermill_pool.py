"""papermill's Python interface in a pool of processes, with nbconvert's HTML: what the benchmark compares with.

python -m benchmarks.papermill_pool OUTPUT PROCESSES AREA:NOTEBOOK ...
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path


def execute(output: str, pair: str) -> None:
    """Execute one notebook for one area and export it."""
    import papermill
    from nbconvert import HTMLExporter

    area, name = pair.split(":")
    executed = Path(output) / f"{area}.{name}.ipynb"
    papermill.execute_notebook(f"notebooks/{name}.ipynb", executed, parameters={"area": area}, progress_bar=False)
    page, _ = HTMLExporter().from_filename(str(executed))
    executed.with_suffix(".html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    folder, processes, *pairs = sys.argv[1:]
    with ProcessPoolExecutor(int(processes), mp_context=get_context("spawn")) as pool:
        for future in [pool.submit(execute, folder, pair) for pair in pairs]:
            future.result()
