"""What all engines of a run have in common."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

T = TypeVar("T")


class Engine(Protocol):
    """What a run needs of where its calls are worked on."""

    @property
    def slots(self) -> int:
        """How many calls it works on at the same time, at this moment."""

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Have a worker do a call. Raises BrokenProcessPool when a worker has just died."""

    def restart(self) -> None:
        """Give fresh workers after one has died."""


class EngineError(RuntimeError):
    """The engine cannot be used; the message says why."""
