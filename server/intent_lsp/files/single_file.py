"""One file by its path: a bounded read of a regular file, and a write that is seen whole or not at all.

For folders that somebody else may change meanwhile (a workspace) see :mod:`intent_lsp.files.folder`. Errors of the
system are ``OSError`` here; callers translate them.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from intent_lsp.files import open_file

_BASE: int = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)


def read(path: Path, limit: int) -> bytes | None:
    """The first ``limit`` bytes of a regular file; ``None`` if there is none. Never waits for a pipe or a device.

    Raises ``OSError`` for symlinks, and with ``EINVAL`` for folders, pipes and devices.
    """
    return _read(path, limit, _BASE | _NOFOLLOW)


def read_linked(path: Path, limit: int, *, within: Path | None = None) -> bytes | None:
    """Like :func:`read`, and follows symlinks: for files that the user names.

    ``within``: the folder, such as the workspace, out of which no symlink may lead; ``OSError`` if one does.
    """
    if within is None:
        return _read(path, limit, _BASE)
    root = os.path.realpath(within)
    real = _without_links(str(path), str(within), root) or os.path.realpath(path)
    if not os.path.normcase(real).startswith(os.path.normcase(os.path.join(root, ""))):  # noqa: PTH118 (a separator)
        raise OSError(errno.ELOOP, f"a symlink leads out of {root}")
    return _read(real, limit, _BASE | _NOFOLLOW)


def _without_links(path: str, within: str, root: str) -> str | None:
    """The real path of what lies in ``within`` without a link on the way, if that is told without looking at all that
    lies above, as it is for nearly every file; ``root`` is the real ``within``."""
    prefix = os.path.join(within, "")  # noqa: PTH118 (text)
    inner = path[len(prefix) :].split(os.sep)  # noqa: PTH206 (text)
    if sys.platform == "win32" or not path.startswith(prefix) or ".." in inner:  # Windows has more kinds of links
        return None
    place = root
    for part in inner:
        place = os.path.join(place, part)  # noqa: PTH118 (text)
        if os.path.islink(place):  # noqa: PTH114 (text)
            return None
    return place


def _read(path: Path | str, limit: int, flags: int) -> bytes | None:
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return open_file.read_and_close(descriptor, limit)


def write(path: Path, data: bytes, *, mode: int = 0o600, flush: bool = True) -> None:
    """Put ``data`` in place of whatever is at ``path``; a reader sees the old bytes or the new ones.

    The folder must be there. ``flush``: after a loss of power, too. Raises ``OSError``; the old file is intact then.
    """
    from intent_lsp.files import temporary  # brings random numbers and more with it, and reading needs none of it

    with suppress(OSError):
        temporary.sweep(None, path.parent)
    name, descriptor = temporary.create(None, path.parent, 0o600)
    made = path.parent / name
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if flush:
                os.fsync(descriptor)
            if sys.platform != "win32":  # an open file cannot be renamed there
                _move_into_place(made, path, mode)
        if sys.platform == "win32":
            _move_into_place(made, path, mode)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise


def _move_into_place(made: Path, path: Path, mode: int) -> None:
    if mode != 0o600:
        made.chmod(mode)
    made.replace(path)
