"""Standard output as the views write it: whole lines, flushed; when it can no longer be written, the run stops."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TextIO

from intent_lsp.cli.terminal.terminal_text import complain


class OutputStream:
    """Lines to a stream. Never raises: neither for a reader that has left (``intent … | head``) nor for a full disk."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._gone = False

    def line(self, text: str) -> None:
        """Write one line now."""
        if self._gone:
            return
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except OSError as error:
            self._gone = True
            give_up(self._stream, error)


def give_up(stream: TextIO, error: OSError) -> None:
    """Nobody gets what is still to be told: say so, unless the reader just left, and stop as Ctrl-C does."""
    if not isinstance(error, BrokenPipeError):
        with suppress(OSError):
            complain(f"intent: the output cannot be written: {error.strerror or error}")
    with suppress(OSError):  # what is left in the buffer would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    signal.raise_signal(signal.SIGINT)  # through asyncio's own handler
