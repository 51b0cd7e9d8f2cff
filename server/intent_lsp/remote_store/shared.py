"""The shared cache as the program sees it: it never raises, and never holds a run up for longer than its patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import TypeVar

from intent_lsp.remote_store.courier import StoreThreads
from intent_lsp.remote_store.patience import Patience
from intent_lsp.remote_store.stores import MOST_BYTES, Store

T = TypeVar("T")

_PATIENCE: ContextVar[Patience | None] = ContextVar("patience", default=None)
"""Of the run that a task belongs to."""
_MOST_AHEAD = 5000
"""Entries that are looked up before anybody needs them."""
_OPENING_SECONDS = 1.0
_MOST_PENDING = 64 << 20
"""Bytes that wait to be written; what exceeds it is left for another run."""


class SharedCache:
    """Entries in a store elsewhere. Belongs to one event loop."""

    def __init__(self, opener: Callable[[], Store], *, seconds: float, read_only: bool, slow_start: bool) -> None:
        """``seconds``: what a run waits in all, its end included. ``opener`` makes the store, in a thread.

        ``slow_start``: opening takes ``_OPENING_SECONDS``. A run that has less does not wait before a first answer.
        """
        self._courier = StoreThreads(opener)
        self._seconds = seconds
        self._read_only = read_only
        self._answers: dict[str, asyncio.Future[bytes | None]] = {}
        self._pending: dict[str, asyncio.Future[bool]] = {}
        self._pending_bytes = 0
        self._known: set[str] = set()
        """Names whose entry came from the store, or was written to it, and need not be written."""
        self._last = Patience(seconds)
        self._runs = 0
        self._may_answer = not slow_start or seconds >= _OPENING_SECONDS
        """Whether waiting has a chance."""

    @contextmanager
    def run(self) -> Iterator[None]:
        """A run with a patience of its own; tasks that are started in the block share it."""
        self._courier.try_again()
        self._last = Patience(self._seconds)
        self._runs += 1
        token = _PATIENCE.set(self._last)
        try:
            yield
        finally:
            _PATIENCE.reset(token)
            self._runs -= 1
            if not self._runs:
                self._answers.clear()  # what came too late, or was not asked for

    def look_ahead(self, names: Iterable[str]) -> None:
        """These will be asked for."""
        for name, _ in zip(names, range(_MOST_AHEAD), strict=False):
            self._look_up(name)

    async def get(self, name: str) -> bytes | None:
        """The entry as it came; ``None`` where there is none, it did not come in time, or the store is given up."""
        patience = _PATIENCE.get() or self._last
        if name not in self._answers and patience.left > 0:
            self._look_up(name)
        answer = self._answers.get(name)
        if answer is None or not (answer.done() or (self._may_answer and await patience.wait(answer))):
            return None
        self._answers.pop(name, None)
        data = answer.result()
        if data is not None:
            self._known.add(name)
        return data

    def refuse(self, name: str) -> None:
        """What came under that name is worthless: it may be replaced."""
        self._known.discard(name)

    def put(self, name: str, data: bytes) -> None:
        """Write an entry in the background, unless it came from there."""
        if self._read_only or name in self._known or name in self._pending or len(data) > MOST_BYTES:
            return
        if self._courier.gives_up(uploads=True) or self._pending_bytes + len(data) > _MOST_PENDING:
            return
        self._known.add(name)
        self._pending_bytes += len(data)
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[bool] = loop.create_future()
        ended.add_done_callback(partial(self._ended, name, len(data)))
        self._pending[name] = ended
        self._courier.deliver(name, data, lambda written: _tell(loop, ended, written))

    async def close(self) -> tuple[str, ...]:
        """Wait for what is being written, as far as patience goes; what is not there then."""
        for ended in tuple(self._pending.values()):
            if not await self._last.wait(ended):
                break
        self._courier.close()
        return tuple(self._pending)

    def _ended(self, name: str, size: int, ended: asyncio.Future[bool]) -> None:
        self._pending.pop(name, None)
        self._pending_bytes -= size
        if ended.cancelled() or not ended.result():
            self._known.discard(name)

    def _answered(self, _: asyncio.Future[bytes | None]) -> None:
        self._may_answer = True

    def _look_up(self, name: str) -> None:
        if name in self._answers or self._courier.gives_up(uploads=False):
            return
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[bytes | None] = loop.create_future()
        answer.add_done_callback(self._answered)
        self._answers[name] = answer
        self._courier.fetch(name, lambda data: _tell(loop, answer, data))


def _tell(loop: asyncio.AbstractEventLoop, future: asyncio.Future[T], value: T) -> None:
    """Set a result from another thread; a loop that is closed by now needs none."""

    def tell() -> None:
        if not future.done():
            future.set_result(value)

    with suppress(RuntimeError):
        loop.call_soon_threadsafe(tell)
