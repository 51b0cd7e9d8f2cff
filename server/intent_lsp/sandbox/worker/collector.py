"""What a running candidate hands to the worker, checked on the way: order, number, size."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from intent_lsp.sandbox import wire

MAX_RESULTS = 16 << 20
"""Characters of all results of one candidate together."""
FLOOD = 16
"""How many times the printing that is kept may be printed before the candidate is stopped."""
FLUSH_EVERY = 0.1
"""Seconds that a result may wait for company before it is sent."""
_FRAME = 1 << 16
"""Characters of results that are sent together; a longer result is sent with those before it."""


class Stop(Exception):
    """Stops the candidate from inside one of its calls to the host."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Collector:
    """Takes results strictly in order and printed text up to a cap; sends frames through ``send``."""

    def __init__(self, nonce: str, calls: int, output: int, send: Callable[[bytes], None]) -> None:
        self.nonce, self.calls = nonce, calls
        self.next = -1
        """The index that must come next: -1 is the load."""
        self._output, self._send = output, send
        self._printed: list[str] = []
        """What was printed since the last result."""
        self._printed_size = self._flood = 0
        self._size = 0
        self._waiting: list[dict[str, Any]] = []
        self._waiting_size = 0
        self._sent = time.monotonic()

    def result(self, index: int, payload: str) -> None:
        """A result of the guest, sent with what was printed meanwhile. Raises Stop when out of order or too much."""
        if index != self.next or index >= self.calls:
            raise Stop("protocol", "tampered with the results")
        self._size += len(payload)
        if self._size > MAX_RESULTS:
            raise Stop("output", f"returned more than {MAX_RESULTS >> 20} MB")
        self.next += 1
        message: dict[str, Any] = {"nonce": self.nonce, "index": index, "payload": payload}
        if self._printed:
            message["printed"] = self._text()
        self._put(message, len(payload))

    def write(self, text: str) -> None:
        """Printed text. Raises Stop for a flood."""
        data = text.encode("utf-8", "replace")
        self._flood += len(data)
        room = self._output - self._printed_size
        if room > 0:
            self._printed.append(data[:room].decode("utf-8", "ignore"))
            self._printed_size += min(len(data), room)
        if self._flood > self._output * FLOOD:
            raise Stop("output", f"printed more than {self._output * FLOOD >> 10} KB")

    def done(self, stopped: Stop | None, seconds: float) -> None:
        """The last frame: how it ended and what was printed since the last result."""
        message: dict[str, Any] = {
            "nonce": self.nonce,
            "done": self.next,
            "printed": self._text(),
            "seconds": round(seconds, 6),
        }
        if self._flood > self._printed_size:
            message["cut"] = True
        if stopped is not None:
            message["stopped"] = [stopped.reason, str(stopped)]
        self._put(message)
        self.flush()

    def _text(self) -> str:
        text = "".join(self._printed)
        self._printed.clear()
        return text

    def _put(self, message: dict[str, Any], size: int = 0) -> None:
        self._waiting.append(message)
        self._waiting_size += size
        if self._waiting_size > _FRAME or time.monotonic() - self._sent > FLUSH_EVERY:
            self.flush()

    def flush(self) -> None:
        """Send what is waiting."""
        if self._waiting:
            self._send(wire.frame(self._waiting))
            self._waiting.clear()
            self._waiting_size = 0
        self._sent = time.monotonic()
