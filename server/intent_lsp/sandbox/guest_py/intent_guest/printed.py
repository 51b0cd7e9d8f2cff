"""Standard output and standard error of a candidate."""

import io
from collections.abc import Callable


class Printed(io.TextIOBase):
    """Text goes to the host in pieces of a few kilobytes."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write_to_host, self._pieces, self._size = write, list[str](), 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        for start in range(0, len(text), 65536):
            piece = text[start : start + 65536]
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > 4096:
                self.flush()
        return len(text)

    def flush(self) -> None:
        if self._pieces:
            text = "".join(self._pieces).encode("utf-8", "replace").decode()
            self._pieces, self._size = [], 0
            self._write_to_host(text)
