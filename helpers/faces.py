"""The face of a package: its public names, each imported when it is first used (PEP 562). Light on purpose."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


def face(
    package: str, names: Sequence[str], homes: Mapping[str, str] = _NONE
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package that offers `names`: its modules, or what stands in one of `homes`.

    homes: the full name of the module that a name stands in, for a name that is no module of the package itself.
    `__getattr__` raises AttributeError, with the names that there are, for any other name.
    """

    def get(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}; it has {', '.join(names)}")
        if name in homes:
            return getattr(import_module(homes[name]), name)
        return import_module(f"{package}.{name}")

    return get, lambda: list(names)  # what tab completion offers
