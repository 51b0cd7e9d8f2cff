"""Read a document once whoever is writing it has finished.

An editor that writes in place first empties the file, so between its two steps a watcher sees an empty or half a
document. What was read here is what is worked on: the file is not read a second time, when it may be empty again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.errors import DocumentError
from intent_lsp.transpile.plan import read_document

_STILL_MS, _EMPTY_MS = 20, 1000
"""How old the last write of a document must be before it is read; longer for one that is empty."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One document as it was read."""

    digest: str
    """Of the file's bytes; empty if it cannot be read just now."""
    text: str | None
    """``None``: it is not readable as a document. Whoever reads it again learns why."""


async def read_written(paths: Iterable[Path]) -> dict[Path, WrittenText]:
    """Each of the documents, when its last write is a moment ago and it did not change while it was read."""
    return {path: await _read(path) for path in paths}


async def _read(path: Path) -> WrittenText:
    while not isinstance(read := _read_now(path), WrittenText):  # noqa: ASYNC110 - another program writes, no event comes
        await asyncio.sleep(read)
    return read


def _read_now(path: Path) -> WrittenText | float:
    """The document, or the seconds to wait before it is looked at again."""
    try:
        before = path.stat()
        if (rest := _until_written(before)) > 0:
            return min(rest, _STILL_MS / 1000)
        read = WrittenText(digest(path), read_document(path))
        after = path.stat()
    except DocumentError:
        return WrittenText(digest(path), None)
    except OSError:
        return WrittenText("", None)
    whole = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return read if whole else 0.0


def _until_written(status: os.stat_result) -> float:
    """The seconds until a file counts as written. A time in the future (a wrong clock) counts at once."""
    age = time.time() - status.st_mtime
    return (_STILL_MS if status.st_size else _EMPTY_MS) / 1000 - age if age >= 0 else 0.0


def digest(path: Path) -> str:
    """Of the file's bytes; empty if it cannot be read just now."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
