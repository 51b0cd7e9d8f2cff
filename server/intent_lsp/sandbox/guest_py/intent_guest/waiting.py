"""Coroutines without waiting: an event loop whose clock is the guest's virtual one.

``asyncio.sleep`` takes no real time (the host's clock jumps). A loop that would wait for ever says so instead.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine, Mapping
from typing import Any


class WaitsForever(RuntimeError):
    """Nothing is left that could ever wake the loop."""


class _NoFiles(selectors.BaseSelector):
    """A selector for a world without files: waiting for them only passes (virtual) time."""

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        raise OSError("the sandbox has no files and no sockets")

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        raise KeyError(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise WaitsForever("waits for something that never happens")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return {}


class VirtualLoop(asyncio.BaseEventLoop):
    """The base loop with the selector above."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _NoFiles()

    def _process_events(self, event_list: object) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """No other thread could be waiting."""


def install() -> None:
    """Make ``asyncio.run`` and friends use the virtual loop."""
    asyncio.events.new_event_loop = VirtualLoop
    asyncio.new_event_loop = VirtualLoop


def result_of(coroutine: Coroutine[Any, Any, object]) -> object:
    """Run a coroutine to its end. Raises what it raises, or WaitsForever."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)
