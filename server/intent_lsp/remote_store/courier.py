"""Carries entries to and from a store, in threads that hold nobody up: not a run, and not the end of the program.

Lookups go before uploads. What a store does wrong is logged once, and after a few failures in a row it is left alone
until :meth:`StoreThreads.try_again`.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

from intent_lsp.errors import IntentError, sentence
from intent_lsp.remote_store.stores import Store
from intent_lsp.text.inert import one_line

log = logging.getLogger("intent_lsp.remote_store")

OnAnswer: TypeAlias = Callable[[bytes | None], None]
"""Called in the courier's thread with the entry; ``None`` where there is none, or it cannot be had."""
_THREADS = 8
_LOOKUP, _UPLOAD = 0, 1
_MOST_FAILURES = 3
_LAST_SECONDS = 30.0
_LONGEST = 300
"""Characters of what a library says about a failure."""


class StoreThreads:
    """The threads for one store, started with the first errand. They are daemons: the program ends without them."""

    def __init__(self, opener: Callable[[], Store]) -> None:
        """``opener`` is called in a thread, once: it may import a library and connect."""
        self._opener = opener
        self._store: Store | None = None
        self._opening = threading.Lock()
        self._errands: queue.PriorityQueue[tuple[int, int, Callable[[Store], None], Callable[[], None]]]
        self._errands = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._threads = 0
        self._idle = 0
        self._counting = threading.Lock()
        self._failures = {_LOOKUP: 0, _UPLOAD: 0}
        self._closed = False

    def fetch(self, name: str, on_answer: OnAnswer) -> None:
        """Look an entry up."""
        self._send(_LOOKUP, lambda store: on_answer(store.get(name)), lambda: on_answer(None))

    def deliver(self, name: str, data: bytes, on_end: Callable[[bool], None]) -> None:
        """Write an entry; ``on_end`` is told, in the courier's thread, whether it is there now."""

        def put(store: Store) -> None:
            store.put(name, data)
            on_end(True)

        self._send(_UPLOAD, put, lambda: on_end(False))

    def gives_up(self, *, uploads: bool) -> bool:
        """Whether the store has failed so often in a row that it is left alone."""
        return self._closed or self._failures[_UPLOAD if uploads else _LOOKUP] >= _MOST_FAILURES

    def try_again(self) -> None:
        """Another run begins: the store may be there again."""
        for kind in self._failures:
            self._failures[kind] = 0

    def close(self) -> None:
        """Begin nothing more. What is under way goes on, for ``_LAST_SECONDS`` or to the end of the program at most."""
        self._closed = True
        if not self._threads:
            return
        ending = threading.Timer(_LAST_SECONDS, self._close_store)
        ending.daemon = True
        ending.start()
        for _ in range(self._threads):
            self._errands.put((-1, next(self._numbers), lambda _: None, lambda: None))

    def _send(self, kind: int, errand: Callable[[Store], None], on_failure: Callable[[], None]) -> None:
        self._errands.put((kind, next(self._numbers), errand, on_failure))
        with self._counting:
            more = self._threads < _THREADS and self._errands.qsize() > self._idle
            self._threads += more
        if more:
            threading.Thread(target=self._work, name="intent-remote-store", daemon=True).start()

    def _close_store(self) -> None:
        if self._store is not None:
            self._store.close()

    def _work(self) -> None:
        try:
            self._run_errands()
        finally:
            with self._counting:
                self._threads -= 1
                was_last = not self._threads
            if was_last:
                self._close_store()

    def _run_errands(self) -> None:
        while not self._closed:
            with self._counting:
                self._idle += 1
            kind, _, errand, on_failure = self._errands.get()
            with self._counting:
                self._idle -= 1
            if self._closed or self.gives_up(uploads=kind == _UPLOAD):
                on_failure()
                continue
            try:
                errand(self._opened())
            except Exception as error:  # whatever a library raises, it costs only the store
                self._failed(kind, error)
                on_failure()
            else:
                self._failures[kind] = 0

    def _opened(self) -> Store:
        with self._opening:
            if self._store is None:
                self._store = self._opener()
            return self._store

    def _failed(self, kind: int, error: Exception) -> None:
        with self._counting:
            first = self._failures[kind] == 0
            self._failures[kind] += _MOST_FAILURES if isinstance(error, IntentError) else 1
        if first and not self._closed:
            what = "written to" if kind == _UPLOAD else "read"
            hint = error.hint if isinstance(error, IntentError) else ""
            said = one_line(str(error))[:_LONGEST] or type(error).__name__
            level = logging.ERROR if hint else logging.WARNING  # what the user can mend is told without being asked
            log.log(level, "the shared cache cannot be %s: %s", what, sentence(said, hint))
