"""What the program itself puts around a worker, where the operating system does that from the outside."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.sandbox.hardening import macos, windows
from intent_lsp.sandbox.hardening.layer import Layer

PROCESS_MEMORY = 2 << 30
"""Bytes that a worker may use on Windows, where its memory can be capped from outside."""


class Enclosure:
    """The outer layers of one worker."""

    def __init__(self) -> None:
        self._job = windows.Job()
        self._prefixed = False

    def prefix(self, readable: Iterable[Path]) -> list[str]:
        """What stands before the worker's command line (macOS)."""
        words = macos.command_prefix(readable) if sys.platform == "darwin" else []
        self._prefixed = bool(words)
        return words

    def enclose(self, pid: int) -> list[Layer]:
        """Enclose the process that has been started, and report. Never raises."""
        if sys.platform == "darwin":
            detail = "no network, no writing, no processes" if self._prefixed else "sandbox-exec is missing"
            return [Layer("sandbox-exec", self._prefixed, detail)]
        return [self._job.confine(pid, PROCESS_MEMORY)] if sys.platform == "win32" else []

    def close(self) -> None:
        """Release what holds the enclosure."""
        self._job.close()
