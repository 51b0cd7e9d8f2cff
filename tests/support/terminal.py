"""The `intent` command at a terminal, and a person who types there."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.command import environment


class Terminal:
    """A person at a pseudo terminal."""

    def __init__(self, fd: int, process: subprocess.Popen[bytes]) -> None:
        self._fd = fd
        self._process = process
        self.text = ""

    def until(self, wanted: str, seconds: float = 90) -> str:
        """Wait for a text that was not read before; answers what came up to it."""
        end = time.monotonic() + seconds
        while wanted not in self.text:
            assert time.monotonic() < end, f"no {wanted!r} in {self.text!r}"
            assert self._read(1.0) is not False, f"it ended before {wanted!r}: {self.text!r}"
        before, _, self.text = self.text.partition(wanted)
        return before

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def interrupt(self) -> None:
        """What the terminal does for Ctrl-C; a person presses it again where nothing happens."""
        for _ in range(20):
            self._process.send_signal(signal.SIGINT)
            if self._read(1.0) is not None:  # C's `fgets` misses a signal that comes just before it
                return

    def ended(self) -> tuple[int, str]:
        """The exit status, and what was written last."""
        while self._read(60) is not False:
            pass
        return self._process.wait(60), self.text

    def _read(self, seconds: float) -> bool | None:
        """``False``: it has ended. ``None``: nothing came."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return None
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # Linux reports the end of a terminal as an error
            return False
        self.text += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", data.decode())
        return bool(data)


@contextmanager
def terminal(folder: Path, *arguments: str, **env: str) -> Iterator[Terminal]:
    parent, child = pytest.importorskip("pty").openpty()
    settings = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", "CI": "", "INTENT_OFFLINE": "1"} | env
    process = subprocess.Popen(
        [sys.executable, "-m", "intent_lsp", *arguments], cwd=folder, stdin=child, stdout=child, stderr=child,
        env=environment(folder, **settings), start_new_session=True,
    )  # fmt: skip
    os.close(child)
    try:
        yield Terminal(parent, process)
    finally:
        process.kill()
        process.wait(60)
        os.close(parent)
