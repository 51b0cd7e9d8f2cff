"""Messages out of bytes: the base protocol's header and body (LSP 3.17, "Base Protocol").

A peer that gets a length wrong must not take the session with it: whatever is not a header is skipped up to the next
``Content-Length``.
"""

from __future__ import annotations

import re

MAX_BODY = 256 << 20
"""Bytes; a longer announcement is a broken header, not a message."""
MAX_HEADER = 1 << 16
"""Bytes; a longer header is noise."""

_HEADER = re.compile(rb"content-length:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n\r?\n")
_KEEP = 64


class Framing:
    """Feed it bytes, take bodies from it."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Append what came from the peer."""
        self._buffer += data

    def take(self) -> bytes | None:
        """Return the next complete body, or ``None`` when more bytes are needed."""
        while True:
            header = _HEADER.search(self._buffer)
            if header is None:
                # A header may be arriving in pieces; anything longer than one is noise.
                if len(self._buffer) > MAX_HEADER:
                    del self._buffer[:-_KEEP]
                return None
            # The blank line may be the second half of the length line's own end.
            blank = _BLANK.search(self._buffer, max(header.end() - 2, 0), header.end() + MAX_HEADER)
            if blank is None:
                if len(self._buffer) < header.end() + MAX_HEADER:
                    return None
                del self._buffer[: header.end()]
                continue
            length = int(header.group(1))
            if length > MAX_BODY:
                del self._buffer[: header.end()]
                continue
            end = blank.end() + length
            if len(self._buffer) < end:
                return None
            body = bytes(self._buffer[blank.end() : end])
            del self._buffer[:end]
            return body


def header(length: int) -> bytes:
    """What stands in front of a body of so many bytes."""
    return b"Content-Length: %d\r\n\r\n" % length


def frame(body: bytes) -> bytes:
    """Put the header in front of a body."""
    return header(len(body)) + body
