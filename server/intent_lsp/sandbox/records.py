"""What this machine has found out by running code, by hash, in the user's own cache: nothing committed can forge it.

One small file each. A record that is missing or damaged costs one more run, and so does a cache that cannot be written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.errors import SandboxError
from intent_lsp.files import single_file as files
from intent_lsp.sandbox import cache


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one kind."""

    folder: Callable[[], Path]
    """Where they lie; the folder above it is the user's cache."""
    most_bytes: int
    """Of one record; a longer one is neither kept nor believed."""
    most: int = 100
    """Records in each of the 256 folders; beyond it the older half goes."""

    def load(self, name: str) -> bytes | None:
        """The record of that name, a hex digest; ``None`` if there is none. Never raises."""
        try:
            data = files.read(self._path(name), self.most_bytes + 1)
        except OSError:
            return None
        return data if data is not None and len(data) <= self.most_bytes else None

    def save(self, name: str, data: bytes) -> None:
        """Remember. Never raises."""
        path = self._path(name)
        if len(data) > self.most_bytes:
            return
        with contextlib.suppress(OSError, SandboxError):
            cache.ensure_private(path.parent.parent)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            files.write(path, data, flush=False)
            _prune(path.parent, self.most)

    def _path(self, name: str) -> Path:
        return self.folder() / name[:2] / name


def _prune(folder: Path, most: int) -> None:
    if len(os.listdir(folder)) > most:  # noqa: PTH208 (after each save)
        records = list(folder.iterdir())
        for record in sorted(records, key=lambda path: path.stat().st_mtime_ns)[: len(records) // 2]:
            record.unlink(missing_ok=True)
