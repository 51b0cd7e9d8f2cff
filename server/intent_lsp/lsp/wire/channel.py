"""Bytes in and out: stdio, or one accepted TCP connection. Standard library only, no threads where the system allows.

Writing never blocks the event loop. A pipe of our own is made non-blocking; whatever else it is (a socket, a terminal,
stdout and stderr in one) gets at most ``PIPE_BUF`` bytes at a time, and only when the system says that there is room.
The rest waits for the client to read.
"""

from __future__ import annotations

import os
import select
import stat
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing any of these takes about as long as answering ``initialize``
    import asyncio
    from collections.abc import Callable, Sequence

_CHUNK = 4096
_LARGE = 1 << 18
_READ = 1 << 16
_WIDE = 1 << 20


class Channel:
    """A pair of file descriptors that belong to this object."""

    def __init__(self, reader: int, writer: int) -> None:
        self.reader = reader
        self.writer = writer
        self._pending = bytearray()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = False
        self._broken = False
        self._own = False
        """Whether writing to it never blocks; then there is no need to ask for room first."""
        kind = os.fstat(writer).st_mode
        shared = os.path.sameopenfile(writer, 2)
        # A socket's flags are those of its input as well, which is read with blocking reads before the loop runs.
        if stat.S_ISFIFO(kind) and not shared and hasattr(select, "poll"):
            os.set_blocking(writer, False)
            self._own = True

    def read(self) -> bytes:
        """Wait for bytes (before the event loop runs); empty at the end of input."""
        try:
            return os.read(self.reader, _READ)
        except OSError:
            return b""

    def attach(self, loop: asyncio.AbstractEventLoop, on_data: Callable[[bytes], None]) -> None:
        """Deliver input to ``on_data`` inside ``loop``; an empty piece is the end of input."""
        self._loop = loop
        if self._own:
            _widen(self.writer)

        def readable() -> None:
            data = self.read()
            if not data:
                loop.remove_reader(self.reader)
            on_data(data)

        try:
            loop.add_reader(self.reader, readable)
        except (NotImplementedError, OSError):  # Windows, or input from a regular file
            import threading

            threading.Thread(target=self._pump, args=(loop, on_data), daemon=True, name="input").start()

    def _pump(self, loop: asyncio.AbstractEventLoop, on_data: Callable[[bytes], None]) -> None:
        while True:
            data = self.read()
            try:
                loop.call_soon_threadsafe(on_data, data)
            except RuntimeError:  # the loop is closed: the session is over
                return
            if not data:
                return

    def send(self, *pieces: bytes) -> None:
        """Write, now or as soon as the client reads. After the client has gone this does nothing."""
        written = self._gather(pieces) if len(pieces) > 1 and self._own and not self._pending else 0
        if written == sum(map(len, pieces)):
            return
        left = memoryview(b"".join(pieces) if len(pieces) > 1 else pieces[0])[written:]
        if not self._pending:  # the usual case; large answers are not copied
            while left and not self._broken and self._room_now() and (written := self._write(left)):
                left = left[written:]
        if left and not self._broken:
            self._pending += left
            if not self._waiting:
                self._flush()

    def drain(self, seconds: float) -> None:
        """Wait until everything is written, at most so long."""
        deadline = time.monotonic() + seconds
        while self._pending and not self._broken and (left := deadline - time.monotonic()) > 0:
            if _room(self.writer, left):
                self._write_some()

    def _flush(self) -> None:
        while self._pending and not self._broken:
            if self._room_now() and self._write_some():
                continue
            if self._loop is None:  # before the session there is nothing else to do
                _room(self.writer, 1.0)
                continue
            if not self._waiting:
                self._waiting = True
                self._loop.add_writer(self.writer, self._flush)
            return
        if self._waiting and self._loop is not None:
            self._waiting = False
            self._loop.remove_writer(self.writer)

    def _room_now(self) -> bool:
        return self._own or _room(self.writer, 0.0)

    def _write_some(self) -> bool:
        """Write a piece of what is pending; ``False`` when there was no room after all."""
        with memoryview(self._pending) as view:
            written = self._write(view)
        del self._pending[: written or (len(self._pending) if self._broken else 0)]
        return bool(written) or self._broken

    def _gather(self, pieces: Sequence[bytes]) -> int:
        """Write as much of the pieces as there is room for, without copying them into one; returns how much."""
        return self._tried(lambda: os.writev(self.writer, pieces))

    def _write(self, data: memoryview) -> int:
        """Write a piece; 0 when there was no room after all, or the client has gone."""
        with data[: _LARGE if self._own else _CHUNK] as piece:
            return self._tried(lambda: os.write(self.writer, piece))

    def _tried(self, write: Callable[[], int]) -> int:
        try:
            return write()
        except BlockingIOError:
            return 0
        except OSError:  # the client has gone; the end of input will say so, too
            self._broken = True
            return 0


def _widen(pipe: int) -> None:
    """Let a pipe hold a large answer whole (Linux, ``fcntl(2)``: a megabyte is what every user may have)."""
    if sys.platform == "linux":
        import contextlib
        import fcntl

        with contextlib.suppress(OSError):  # as it was, it does as well
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _WIDE)


def _room(descriptor: int, seconds: float) -> bool:
    if not hasattr(select, "poll"):
        return True  # Windows: pipes cannot be polled, so writes block
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(seconds * 1000))


def stdio_channel() -> Channel:
    """Take stdin and stdout for the protocol alone.

    From here on, what anything prints goes to stderr, and child processes inherit neither.
    """
    sys.stdout.flush()
    reader, writer = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return Channel(reader, writer)


def tcp_channel(host: str, port: int, announce: Callable[[str], None]) -> Channel:
    """Wait for one connection. ``host`` is an address in digits; ``announce`` gets one line for whoever has to connect.

    Raises ``OSError`` when the address cannot be listened on.
    """
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, reuse_port=False) as listener:
        bound = listener.getsockname()[1]
        announce(f"listening on [{host}]:{bound}" if ":" in host else f"listening on {host}:{bound}")
        connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    descriptor = connection.detach()
    return Channel(descriptor, os.dup(descriptor))
