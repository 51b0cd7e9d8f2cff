"""The child process that compiles one guest: ``argv`` is kind, source, target. It writes atomically, under a lock.

A process of its own, because compiling CPython takes 400 MB and ten seconds of every core.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from wasmtime import Module
from wasmtime.component import Component

from intent_lsp.files import single_file as files
from intent_lsp.sandbox import cache
from intent_lsp.sandbox.worker.main import engine


def main() -> None:
    """Compile unless another process has just done it."""
    kind, source, target, force = sys.argv[-4], Path(sys.argv[-3]), Path(sys.argv[-2]), sys.argv[-1] == "force"
    cache.ensure_private(target.parent)
    with (target.parent / f"{kind}.lock").open("a+b") as lock:
        _lock(lock.fileno())
        if cache.is_usable(target) and not force:
            return
        compiled = (Component if kind == "python" else Module)(engine(), source.read_bytes())
        files.write(target, bytes(compiled.serialize()))
        _sweep(target, kind)


def _sweep(target: Path, kind: str) -> None:
    """Remove compiled guests that have not been used for a month: older versions of this program left them."""
    newest = target.stat().st_mtime
    for other in target.parent.glob(f"{kind}-*.cwasm"):
        if other != target and newest - max(other.stat().st_mtime, other.stat().st_atime) > 30 * 86400:
            other.unlink(missing_ok=True)


def _lock(descriptor: int) -> None:
    """Wait for the lock; the system releases it when this process ends, however it ends."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return
            except OSError:  # LK_LOCK gives up after ten seconds
                continue
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
