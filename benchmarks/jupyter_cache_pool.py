"""jupyter-cache's parallel executor, with nbconvert's HTML: what users might pick instead.

python -m benchmarks.jupyter_cache_pool FOLDER AREA:NOTEBOOK ...

It knows no parameters: papermill puts them into copies of the notebooks first. These stand in the working folder, which
is where it executes them; the cache and the pages go into FOLDER.
"""

import sys
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from nbconvert import HTMLExporter
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook


def with_parameters(pair: str) -> Path:
    """A copy of a notebook with the parameters of an area, in the working folder."""
    area, name = pair.split(":")
    notebook = parameterize_notebook(load_notebook_node(f"notebooks/{name}.ipynb"), {"area": area})
    path = Path(f"{area}.{name}.ipynb").absolute()
    nbformat.write(notebook, path)
    return path


def main(folder: Path, pairs: list[str]) -> None:
    """Execute and cache all, and make a page of each. Raises SystemExit when one fails."""
    cache = get_cache(folder / "cache")
    paths = [with_parameters(pair) for pair in pairs]
    for path in paths:
        cache.add_nb_to_project(str(path))
    result = load_executor("local-parallel", cache=cache).run_and_cache(timeout=600)
    if failed := [*result.errored, *result.excepted]:
        sys.exit(f"not executed: {failed}")
    for path in paths:
        _, executed = cache.merge_match_into_file(str(path))
        page, _ = HTMLExporter().from_notebook_node(executed)
        (folder / path.with_suffix(".html").name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
