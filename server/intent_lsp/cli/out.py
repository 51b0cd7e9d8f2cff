"""Standard output as the views write it: whole lines, flushed; when its reader has left, the run stops quietly."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TextIO


class Out:
    """Lines to a stream. Never raises for a reader that has left (``intent … | head``)."""

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
        except BrokenPipeError:
            self._gone = True
            with suppress(OSError):  # what is left in the buffer would fail once more at exit
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            # Nobody waits for the rest: stop as Ctrl-C does, through asyncio's own handler.
            signal.raise_signal(signal.SIGINT)
