"""One file by its path: a bounded read that follows no symlink, and a write that is seen whole or not at all.

For folders that somebody else may change meanwhile (a workspace) see :mod:`intent_lsp.files.folder`. Errors of the
system are ``OSError`` here; callers translate them.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

_READ: int = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read(path: Path, limit: int) -> bytes | None:
    """The first ``limit`` bytes of a regular file; ``None`` if there is none.

    Raises ``OSError`` for symlinks, folders, pipes and devices.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path.name} is not a regular file")
        return file.read(limit)


def write(path: Path, data: bytes, *, mode: int = 0o600, flush: bool = True) -> None:
    """Put ``data`` in place of whatever is at ``path``; a reader sees the old bytes or the new ones.

    The folder must be there. ``flush``: after a loss of power, too. Raises ``OSError``; the old file is intact then.
    """
    import tempfile  # brings random numbers and more with it, and reading needs none of it

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".intent-lsp-", suffix=".tmp")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if flush:
                os.fsync(descriptor)
        if mode != 0o600:
            Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
