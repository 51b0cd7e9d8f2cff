"""What this machine has confirmed already, by hash, in the user's own cache: a committed proof is not believed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.errors import SandboxError
from intent_lsp.files import single as files
from intent_lsp.sandbox import cache, encode
from intent_lsp.sandbox.contract import Job

_MOST = 200
"""Bytes of one record: the runtime's name and version."""
_MOST_RECORDS = 100
"""In each of the 256 folders; beyond it the older half goes."""


def key(job: Job, interpreters: Iterable[Path]) -> str:
    """Hex SHA-256 of the code, what it may import, its calls, and the interpreters that PATH names."""
    calls = [encode.arguments(call, job.target) for call in job.calls]
    seen: list[tuple[str, int, int]] = []
    for path in interpreters:
        with contextlib.suppress(OSError):
            status = path.stat()
            seen.append((str(path), status.st_mtime_ns, status.st_size))
    parts = [job.target, job.entry, job.code, sorted(job.modules.items()), calls, seen]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def load(name: str) -> str:
    """The runtime that confirmed it (``Node 20.20.2``); empty when none did or the record is damaged."""
    try:
        text = (files.read(_path(name), _MOST) or b"").decode("utf-8", "replace")
    except OSError:
        return ""
    return text if text.isprintable() else ""


def save(name: str, runtime: str) -> None:
    """Remember; a cache that cannot be written costs only time."""
    path = _path(name)
    with contextlib.suppress(OSError, SandboxError):
        cache.ensure_private(path.parent.parent)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        files.write(path, runtime.encode(), flush=False)
        _prune(path.parent)


def _prune(folder: Path) -> None:
    records = list(folder.iterdir())
    if len(records) > _MOST_RECORDS:
        for record in sorted(records, key=lambda path: path.stat().st_mtime_ns)[: len(records) // 2]:
            record.unlink(missing_ok=True)


def _path(name: str) -> Path:
    return cache.folder().with_name("confirmed") / name[:2] / name
