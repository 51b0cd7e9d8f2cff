"""A folder of the workspace, held open: reads, atomic replacement and locking that a swapped symlink cannot redirect.

Where the system has ``openat`` (Linux, macOS) every name is looked up relative to the open folder and never through a
symlink; elsewhere plain paths are used. Errors of the system are ``OSError`` here; callers translate them.

A replacement is written to a temporary file in the same folder, flushed to the disk, and renamed over the old file, so
that a reader, and a machine that loses power, see the old bytes or the new ones.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from intent_lsp.errors import OutsideWorkspace
from intent_lsp.files import open_file, temporary

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_RELATIVE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_DIRECTORY: int = getattr(os, "O_DIRECTORY", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
NO_STAMP = (0, 0, 0, 0)
"""Instead of an entry's stamp, where there is none."""


class Folder:
    """One open folder. Made by :func:`opened`."""

    def __init__(self, path: Path, fd: int | None) -> None:
        self.path = path
        self._fd = fd

    def status(self, name: str) -> os.stat_result | None:
        """``lstat`` of an entry, ``None`` if there is none."""
        try:
            return os.stat(self._name(name), dir_fd=self._fd, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """The names of all entries, in no order."""
        return os.listdir(self.path if self._fd is None else self._fd)  # noqa: PTH208 (a descriptor)

    def stamps(self, names: Iterable[str]) -> array[int]:
        """Four numbers for each entry, which are others once its bytes are others: inode, size, time of the last write
        and of the last change, in nanoseconds. Zeros for what is not there, and for what is not a regular file."""
        found, fd, take = array("Q"), self._fd, os.stat
        for name in names:
            try:
                status = take(self._name(name), dir_fd=fd, follow_symlinks=False)
                numbers = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
                found.extend(numbers if stat.S_ISREG(status.st_mode) else NO_STAMP)
            except (OSError, ValueError, OverflowError):  # a time before 1970 is as good as none
                found.extend(NO_STAMP)
        return found

    def read(self, name: str, limit: int) -> bytes | None:
        """The first ``limit`` bytes of a regular file; ``None`` if there is no such entry.

        Raises ``OSError`` for symlinks, folders, pipes and devices.
        """
        try:
            fd = os.open(self._name(name), os.O_RDONLY | _NOFOLLOW | _NONBLOCK | _BINARY, dir_fd=self._fd)
        except FileNotFoundError:
            return None
        return open_file.read_and_close(fd, limit)

    def replace(self, name: str, data: bytes, *, check: Callable[[], None]) -> None:
        """Put ``data`` in place of an entry, atomically; a file keeps its mode.

        ``check`` runs last before the rename and may raise. After a loss of power the old file is there or the new one,
        never a part; the folder is not flushed as well, which would only make the new one more likely.
        """
        temporary.sweep(self._fd, self.path)
        status = self.status(name)
        name_now, fd = temporary.create(self._fd, self.path, 0o666)
        try:
            try:
                view = memoryview(data)
                while view:
                    view = view[os.write(fd, view) :]
                if status is not None and stat.S_ISREG(status.st_mode) and hasattr(os, "fchmod"):
                    os.fchmod(fd, stat.S_IMODE(status.st_mode))
                os.fsync(fd)
                if sys.platform == "win32":
                    os.close(fd)  # an open file cannot be renamed there
                    fd = -1
                check()
                os.replace(self._name(name_now), self._name(name), src_dir_fd=self._fd, dst_dir_fd=self._fd)
            finally:
                if fd >= 0:
                    os.close(fd)
        except BaseException:
            self.remove(name_now)
            raise

    def remove(self, name: str) -> None:
        """Delete an entry; nothing happens if it is not there or cannot be deleted."""
        with suppress(OSError):
            os.unlink(self._name(name), dir_fd=self._fd)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes (and threads) that lock the same folder out. Blocks until it is free."""
        if sys.platform == "win32":
            key = hashlib.sha256(str(self.path).encode()).hexdigest()[:32]
            with (Path(tempfile.gettempdir()) / f"intent-lsp-{key}.lock").open("ab") as file:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                yield
            return
        fd = os.open(self._name("."), os.O_RDONLY | _DIRECTORY | os.O_CLOEXEC, dir_fd=self._fd)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def _name(self, name: str) -> str:
        return name if self._fd is not None else str(self.path / name)


@contextmanager
def opened(root: Path, path: Path, *, create: bool = False) -> Iterator[Folder | None]:
    """Open the folder ``path`` below ``root`` (both absolute, without symlinks), one component after the other.

    Yields ``None`` if it does not exist and ``create`` is false. Raises ``OutsideWorkspace`` when a component turns
    out to be a symlink (somebody swapped it after the path was resolved), else ``OSError``.
    """
    if not _RELATIVE:
        if create:
            path.mkdir(parents=True, exist_ok=True)
        if Path(os.path.realpath(path)) != path:
            raise _swapped(path)
        yield Folder(path, None) if path.is_dir() else None
        return
    fd = os.open(root, os.O_RDONLY | _DIRECTORY | os.O_CLOEXEC)
    try:
        for part in path.relative_to(root).parts:
            inner = _descend(fd, part, path, create=create)
            if inner is None:
                yield None
                return
            os.close(fd)
            fd = inner
        yield Folder(path, fd)
    finally:
        os.close(fd)


@contextmanager
def created(root: Path, path: Path) -> Iterator[Folder]:
    """Like :func:`opened`, and makes the folders that are missing."""
    with opened(root, path, create=True) as folder:
        if folder is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        yield folder


def _descend(fd: int, part: str, path: Path, *, create: bool) -> int | None:
    flags = os.O_RDONLY | _DIRECTORY | _NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(part, flags, dir_fd=fd)
    except FileNotFoundError:
        if not create:
            return None
    except OSError:
        if stat.S_ISLNK(os.stat(part, dir_fd=fd, follow_symlinks=False).st_mode):
            raise _swapped(path) from None
        raise
    with suppress(FileExistsError):
        os.mkdir(part, dir_fd=fd)
        os.fsync(fd)
    return os.open(part, flags, dir_fd=fd)


def _swapped(path: Path) -> OutsideWorkspace:
    return OutsideWorkspace(
        f"a folder of {path} was replaced by a symlink while it was being written",
        hint="check who else changes this workspace, then run it again",
    )
