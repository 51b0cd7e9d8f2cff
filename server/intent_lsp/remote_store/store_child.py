"""The child process of a store: asks it for entries, in threads, and ends with the program that started it."""

from __future__ import annotations

import os
import queue
import sys
import threading
from contextlib import suppress
from typing import BinaryIO

from intent_lsp.errors import IntentError
from intent_lsp.remote_store import store_pipe
from intent_lsp.remote_store.address import parse
from intent_lsp.remote_store.store_pipe import Message
from intent_lsp.remote_store.stores import Store, open_store
from intent_lsp.text.inert import one_line

_THREADS = 8
_NICENESS = 10
"""Nobody may be slowed down by a store, and importing its library takes a processor for a second. With 19 it would have
about a sixtieth of a processor that others use as well, and not answer within a minute."""


def main(address: str) -> None:
    """Answer questions from standard input on standard output until there are no more."""
    with suppress(AttributeError, OSError):
        os.nice(_NICENESS)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints
    _StoreChild(address, answers).serve(sys.stdin.buffer)
    os._exit(0)  # threads of libraries may wait for ever


class _StoreChild:
    def __init__(self, address: str, answers: BinaryIO) -> None:
        self._address = address
        self._answers = answers
        self._writing = threading.Lock()
        self._opening = threading.Lock()
        self._store: Store | None = None
        self._questions: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def serve(self, questions: BinaryIO) -> None:
        for _ in range(_THREADS):
            threading.Thread(target=self._work, daemon=True).start()
        while (question := store_pipe.read(questions)) is not None:
            self._questions.put(question)

    def _work(self) -> None:
        while True:
            answer = self._answer(self._questions.get())
            with self._writing, suppress(OSError):
                store_pipe.write(self._answers, answer)

    def _answer(self, question: Message) -> Message:
        try:
            store = self._opened()
            if question.data is None:
                return Message(question.id, data=store.get(question.name))
            store.put(question.name, question.data)
            return Message(question.id)
        except IntentError as error:
            return Message(question.id, error=str(error), hint=error.hint)
        except Exception as error:  # whatever a library raises
            return Message(question.id, error=one_line(str(error)) or type(error).__name__)

    def _opened(self) -> Store:
        with self._opening:
            if self._store is None:
                self._store = open_store(parse(self._address))
            return self._store
