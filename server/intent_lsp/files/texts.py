"""Texts that are put aside and taken back as they were: a few in memory, the many in a file that has no name."""

from __future__ import annotations

from array import array
from io import BytesIO
from typing import IO
from weakref import finalize

IN_MEMORY = 4 << 20
"""So many bytes stay in memory before there is a file."""


class Texts:
    """Texts by numbers from 0 on. Where no temporary file can be made or written, all of them stay in memory."""

    def __init__(self) -> None:
        self._places = array("Q")
        """Where each begins, one more than that; 0: it is not there."""
        self._sizes = array("I")
        self._end = 0
        self._file: IO[bytes] = BytesIO()
        self._may_move = True

    def put(self, number: int, text: str) -> None:
        """Put a text aside, instead of the one that has this number."""
        data = text.encode("utf-8", "surrogatepass")
        if self._may_move and self._end + len(data) > IN_MEMORY:
            self._may_move = False
            self._move()
        try:
            _write(self._file, self._end, data)
        except OSError:  # the disk is full
            whole = self._read(0, self._end)
            self._file.close()
            self._file = BytesIO(whole)
            _write(self._file, self._end, data)
        missing = number + 1 - len(self._places)
        if missing > 0:
            self._places.extend([0] * missing)
            self._sizes.extend([0] * missing)
        self._places[number], self._sizes[number] = self._end + 1, len(data)
        self._end += len(data)

    def __contains__(self, number: int) -> bool:
        return number < len(self._places) and self._places[number] > 0

    def get(self, number: int) -> str:
        """The text that was put aside. Raises ``KeyError`` where there is none, and ``OSError``."""
        if number not in self:
            raise KeyError(number)
        return self._read(self._places[number] - 1, self._sizes[number]).decode("utf-8", "surrogatepass")

    def _read(self, place: int, size: int) -> bytes:
        self._file.seek(place)
        parts: list[bytes] = []
        while size > 0 and (part := self._file.read(size)):  # one call may read a part
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _move(self) -> None:
        from tempfile import TemporaryFile  # imported late: few runs have so much

        try:
            file: IO[bytes] = TemporaryFile(buffering=0)  # noqa: SIM115 (closed with this object)
            finalize(self, file.close)
            _write(file, 0, self._read(0, self._end))
        except OSError:  # the folder is missing, or the disk is full
            return
        self._file = file


def _write(file: IO[bytes], place: int, data: bytes) -> None:
    file.seek(place)
    rest = memoryview(data)
    while rest:  # one call may write a part
        rest = rest[file.write(rest) :]
