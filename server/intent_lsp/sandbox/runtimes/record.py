"""What this machine has confirmed already, by hash, in the user's own cache: a committed proof is not believed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from intent_lsp.sandbox import encode
from intent_lsp.sandbox.contract import Job
from intent_lsp.sandbox.records import Records
from intent_lsp.user_cache import user_cache

_RECORDS = Records(lambda: user_cache() / "confirmed", most_bytes=200)
"""Each holds the runtime's name and version."""


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
    text = (_RECORDS.load(name) or b"").decode("utf-8", "replace")
    return text if text.isprintable() else ""


def save(name: str, runtime: str) -> None:
    """Remember; a cache that cannot be written costs only time."""
    _RECORDS.save(name, runtime.encode())
