"""What all engines of a run have in common."""


class EngineError(RuntimeError):
    """The engine cannot be used; the message says why."""
