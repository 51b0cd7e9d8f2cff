"""Temporary files beside the files that they are to replace, and what became of those whose writer died.

A writer holds a lock on its temporary file as long as it lives; one that nobody holds was left behind, and is removed.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX, _SUFFIX = ".intent-lsp-", ".tmp"
_STALE_SECONDS = 600.0
"""Where files cannot be locked: the age at which a temporary file counts as left behind."""
_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)


def create(folder: int | None, path: Path, mode: int) -> tuple[str, int]:
    """A new file, locked where locks exist: its name, and a descriptor to write to. Raises ``OSError``.

    ``folder`` is the open folder; ``None``: it is ``path``.
    """
    while True:
        name = f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
        fd = os.open(_name(folder, path, name), flags, mode, dir_fd=folder)
        if sys.platform == "win32":
            return name, fd
        # Between the two calls another process may take the new file for one that was left behind.
        with suppress(OSError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(fd).st_nlink:
                return name, fd
        os.close(fd)


def sweep(folder: int | None, path: Path) -> None:
    """Remove the temporary files in a folder whose writer died. Raises ``OSError`` if it cannot be listed."""
    for name in os.listdir(folder if folder is not None else path):  # noqa: PTH208 (a descriptor)
        if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
            with suppress(OSError):
                _sweep_one(folder, path, name)


def sweep_below(path: Path, most: int) -> None:
    """Likewise in a folder and those inside of it, ``most`` folders in all. Raises ``OSError``."""
    for folder, _, names in islice(os.walk(path), most):
        if any(name.startswith(_PREFIX) for name in names):
            sweep(None, Path(folder))


def _sweep_one(folder: int | None, path: Path, name: str) -> None:
    if sys.platform == "win32":
        status = (path / name).lstat()
        if stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > _STALE_SECONDS:
            (path / name).unlink()
        return
    fd = os.open(_name(folder, path, name), os.O_RDONLY | _NOFOLLOW | _NONBLOCK, dir_fd=folder)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.unlink(_name(folder, path, name), dir_fd=folder)
    finally:
        os.close(fd)


def _name(folder: int | None, path: Path, name: str) -> str:
    return name if folder is not None else str(path / name)
