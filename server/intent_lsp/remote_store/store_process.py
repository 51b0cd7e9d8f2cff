"""A store that a child process reads and writes.

Libraries for stores are large: importing one takes a processor for about a second, which threads of this process would
share with whoever waits for a result or a keystroke, and their memory would stay in a language server for days.
"""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import intent_lsp
from intent_lsp.errors import ConfigError
from intent_lsp.remote_store import store_pipe
from intent_lsp.remote_store.address import parse
from intent_lsp.remote_store.store_pipe import Message
from intent_lsp.remote_store.stores import Store, open_store

_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from intent_lsp.remote_store.store_child import main; main(sys.argv[2])"
)


def store_at(text: str) -> Store:
    """The store of that address: a folder here, anything else in a child. Nothing is contacted yet.

    Raises :class:`~intent_lsp.errors.ConfigError` for what is not an address, or is refused.
    """
    address = parse(text)
    return StoreProcess(text) if address.url else open_store(address)


class StoreFailure(Exception):
    """What the store or its library says of a failure, or that the child has ended."""


class StoreProcess:
    """Implements :class:`~intent_lsp.remote_store.stores.Store` for any number of threads.

    The child is started by the first question and again after it has died; it ends when this process does.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._child: _Child | None = None
        self._starting = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """Raises ``ConfigError`` for what the user can mend, and ``StoreFailure``."""
        return self._ask(name, None)

    def put(self, name: str, data: bytes) -> None:
        """Raises ``ConfigError`` for what the user can mend, and ``StoreFailure``."""
        self._ask(name, data)

    def close(self) -> None:
        """End the child, and what it is doing."""
        with self._starting:
            if self._child is not None:
                self._child.end()

    def _ask(self, name: str, data: bytes | None) -> bytes | None:
        with self._starting:
            if self._child is None or self._child.ended:
                self._child = _Child(self._address)
            child = self._child
        answer = child.ask(name, data)
        if answer.hint:
            raise ConfigError(answer.error, hint=answer.hint)
        if answer.error:
            raise StoreFailure(answer.error)
        return answer.data


class _Child:
    """One child, and the questions that it has not answered."""

    def __init__(self, address: str) -> None:
        path = [str(Path(intent_lsp.__file__).parents[1]), *filter(None, sys.path)]  # never the folder it starts in
        self._process = subprocess.Popen(  # noqa: S603 - our own program, with an address that was looked at
            [sys.executable, "-I", "-c", _CHILD, json.dumps(path), address],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._numbers = itertools.count()
        self._waiting: dict[int, queue.SimpleQueue[Message]] = {}
        self._lock = threading.Lock()
        self.ended = False
        threading.Thread(target=self._listen, name="intent-remote-store", daemon=True).start()

    def ask(self, name: str, data: bytes | None) -> Message:
        """Its answer; one that says so where the child ends before."""
        number, answer = next(self._numbers), queue.SimpleQueue[Message]()
        with self._lock:
            self._waiting[number] = answer
            try:
                if self.ended or self._process.stdin is None:
                    raise BrokenPipeError
                store_pipe.write(self._process.stdin, Message(number, name, data))  # type: ignore[arg-type]
            except (OSError, ValueError):
                return _lost(number)
        return answer.get()

    def end(self) -> None:
        with suppress(OSError):
            self._process.kill()

    def _listen(self) -> None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            while (message := self._answer()) is not None:
                with self._lock:
                    waiting = self._waiting.pop(message.id, None)
                if waiting is not None:
                    waiting.put(message)
        self.end()
        self._process.wait()
        with self._lock:
            self.ended = True
            for number, waiting in self._waiting.items():
                waiting.put(_lost(number))
            self._waiting.clear()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]

    def _answer(self) -> Message | None:
        return store_pipe.read(self._process.stdout) if self._process.stdout is not None else None  # type: ignore[arg-type]


def _lost(number: int) -> Message:
    return Message(number, error="the process that reads it has ended")
