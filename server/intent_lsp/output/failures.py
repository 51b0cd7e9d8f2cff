"""Refusals of the operating system, in words that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from intent_lsp.errors import WriteFailed

_INTACT = "what was there before is intact"
_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", "free some space and run it again"),
    errno.EDQUOT: ("your disk quota is used up", "free some space and run it again"),
    errno.EFBIG: ("the file would exceed the allowed file size", "raise the limit (ulimit -f) and run it again"),
    errno.EROFS: ("the file system is read-only", "mount it writable, or generate into another folder"),
    errno.EACCES: ("permission denied", "make the folder and the file writable for you"),
    errno.EPERM: ("the system does not permit it", "the file or folder may be immutable: check its flags"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "move that file away, or choose another folder"),
    errno.EISDIR: ("a folder stands where the file is needed", "move that folder away, or rename the intent"),
    errno.ENAMETOOLONG: ("the name is too long", "shorten the intent's or the document's name"),
}


def refusal(error: OSError, path: object) -> WriteFailed:
    """The :class:`~intent_lsp.errors.WriteFailed` for a system error at ``path``."""
    reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error), "check the disk and the folder"))
    return WriteFailed(f"cannot write {path}: {reason}", hint=f"{hint}; {_INTACT}")


@contextmanager
def as_write_failures(path: object) -> Iterator[None]:
    """Turn every ``OSError`` of the block into a ``WriteFailed`` that names ``path``."""
    try:
        yield
    except OSError as error:
        raise refusal(error, path) from error
