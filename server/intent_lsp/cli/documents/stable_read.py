"""Read a document once whoever is writing it has finished.

An editor that writes in place first empties the file, so between its two steps a watcher sees an empty or half a
document. What was read here is what is worked on: the file is not read a second time, when it may be empty again.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.errors import DocumentError
from intent_lsp.files import single_file
from intent_lsp.transpile.planning.document_reader import MAX_BYTES, decoded_document, read_document_bytes

_STILL_MS, _EMPTY_MS = 20, 1000
"""How old the last write of a document must be before it is read; longer for one that is empty."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One document as it was read."""

    digest: str
    """Of the file's bytes; empty if it cannot be read just now."""
    text: str | None
    """``None``: it is not readable as a document. Whoever reads it again learns why."""


async def read_written(paths: Iterable[Path], root_of: Callable[[Path], Path]) -> dict[Path, WrittenText]:
    """Each of the documents, when its last write is a moment ago and it did not change while it was read.

    ``root_of``: the workspace of a document, out of which no symlink may lead.
    """
    return {path: await _read(path, root_of(path)) for path in paths}


async def _read(path: Path, root: Path) -> WrittenText:
    while not isinstance(read := _read_now(path, root), WrittenText):  # noqa: ASYNC110 - another program writes, no event comes
        await asyncio.sleep(read)
    return read


def _read_now(path: Path, root: Path) -> WrittenText | float:
    """The document, or the seconds to wait before it is looked at again."""
    try:
        before = path.stat()
        if (rest := _until_written(before)) > 0:
            return min(rest, _STILL_MS / 1000)
        data = read_document_bytes(path, root)
        after = path.stat()
    except DocumentError:
        return WrittenText(digest(path), None)
    except OSError:
        return WrittenText("", None)
    whole = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
    return _written(path, data) if whole else 0.0


def _written(path: Path, data: bytes) -> WrittenText:
    try:
        text = decoded_document(path, data)
    except DocumentError:
        text = None
    return WrittenText(hashlib.sha256(data).hexdigest(), text)


def _until_written(status: os.stat_result) -> float:
    """The seconds until a file counts as written. A time in the future (a wrong clock) counts at once."""
    age = time.time() - status.st_mtime
    return (_STILL_MS if status.st_size else _EMPTY_MS) / 1000 - age if age >= 0 else 0.0


def digest(path: Path) -> str:
    """Of the file's bytes; empty if it cannot be read just now."""
    try:
        data = single_file.read_linked(path, MAX_BYTES + 1)
    except OSError:
        return ""
    return "" if data is None else hashlib.sha256(data).hexdigest()
