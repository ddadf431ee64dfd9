"""The face of a package: its public names, each imported when it is first used (PEP 562). Light on purpose."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from types import MappingProxyType, ModuleType

_NONE: Mapping[str, str] = MappingProxyType({})


def face(
    package: str, names: Sequence[str], homes: Mapping[str, str] = _NONE
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package that offers `names`: its modules, or what stands in one of `homes`.

    homes: the full name of the module that a name stands in, for a name that is no module of the package itself.
    `__getattr__` raises AttributeError, with the names that there are, for any other name; so do the modules of it.
    """
    sys.modules[package].__class__ = _Package

    def get(name: str) -> object:
        if name not in names:
            raise _unknown(package, name, names)
        if name in homes:
            return getattr(import_module(homes[name]), name)
        return import_module(f"{package}.{name}")

    return get, lambda: list(names)  # what tab completion offers


class _Package(ModuleType):
    """A package whose modules answer an unknown name as it does itself.

    Python sets a module in its package when it is imported, by whatever way; so none of them needs a line for this.
    """

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if isinstance(value, ModuleType):
            value.__dict__.setdefault("__getattr__", partial(_refuse, value))


def _refuse(module: ModuleType, name: str) -> object:
    """`__getattr__` of a module: it offers what is defined in it."""
    made_here = {key for key, it in vars(module).items() if getattr(it, "__module__", "") == module.__name__}
    raise _unknown(module.__name__, name, sorted(key for key in made_here if not key.startswith("_")))


def _unknown(where: str, name: str, names: Sequence[str]) -> AttributeError:
    return AttributeError(f"module {where!r} has no attribute {name!r}; it has {', '.join(names)}")
