"""A plugin of pytest for mutation testing: nothing that was worked out before the mutant may be found in a cache.

mutmut runs the tests once without a mutant and then forks that process for every mutant, with all its caches.
"""

import sys
from functools import _lru_cache_wrapper


def pytest_sessionstart():
    """Empty the caches of the package and of the tests; only the tables stay, as loading them is in no room."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("helpers", "tests"):
            for value in list(vars(module).values()):
                if isinstance(value, _lru_cache_wrapper) and value.__name__ != "_load_tables":
                    value.cache_clear()
