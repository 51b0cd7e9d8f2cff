"""The bytes of a file that is open already, bounded."""

from __future__ import annotations

import errno
import os
import stat

_FURTHER = 1 << 16
"""Bytes that are asked for at once behind those that the file had when it was opened."""


def read_and_close(descriptor: int, limit: int) -> bytes:
    """The first ``limit`` bytes of a regular file, which is closed. Asks for no more memory than the file fills.

    Raises ``OSError``, with ``EINVAL`` for what is not a regular file.
    """
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        data = os.read(descriptor, min(limit, status.st_size + 1))
        if len(data) == status.st_size or not data or len(data) == limit:
            return data
        return _rest(descriptor, data, limit)
    finally:
        os.close(descriptor)


def _rest(descriptor: int, data: bytes, limit: int) -> bytes:
    """The whole of a file that grew, that says no size, or of which one call reads a part."""
    parts, size = [data], len(data)
    while size < limit and (part := os.read(descriptor, min(limit - size, _FURTHER))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)
