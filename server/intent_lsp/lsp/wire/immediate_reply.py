"""The answer of a handler that returns it at once: most do, and need no future with its lock and its condition."""

from __future__ import annotations

from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What a handler returned or raised, as pygls asks a future for it."""

    value: Any
    error: Exception | None = None

    def cancelled(self) -> bool:
        """What is over cannot be cancelled."""
        return False

    def exception(self) -> Exception | None:
        """What it raised, if anything."""
        return self.error

    def result(self) -> Any:
        """What it returned. Raises what it raised."""
        if self.error is not None:
            raise self.error
        return self.value
