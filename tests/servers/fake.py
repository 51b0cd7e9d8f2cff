"""A server behind a real socket that does what it is told, byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    connection: int = 0
    """Which connection it came on: the client's port."""


class Wire:
    """The answering half of one connection."""

    def __init__(self, writer: asyncio.StreamWriter, gone: asyncio.Event) -> None:
        self._writer = writer
        self.gone = gone
        """Set when the client has closed its side."""

    async def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", "Transfer-Encoding: chunked"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def chunk(self, data: bytes) -> None:
        if data:
            await self.raw(b"%x\r\n%s\r\n" % (len(data), data))

    async def end(self) -> None:
        await self.raw(b"0\r\n\r\n")

    async def raw(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def whole(self, status: int, value: Any, **headers: str) -> None:
        """A complete JSON answer."""
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        extra = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in headers.items())
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n{extra}\r\n"
        await self.raw(head.encode() + data)

    def drop(self) -> None:
        """Reset the connection."""
        self._writer.transport.abort()


Behaviour: TypeAlias = Callable[[Request, Wire], Awaitable[None]]


@dataclass
class Fake:
    """A running server. ``calls`` are the requests that ask for a completion, ``requests`` all of them."""

    behaviour: Behaviour
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    gone: list[asyncio.Event] = field(default_factory=list)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def calls(self) -> list[Request]:
        return [request for request in self.requests if request.path.endswith(("/chat/completions", "/api/chat"))]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        early = bytearray()
        port: int = writer.get_extra_info("peername")[1]
        try:
            while (request := await _request(reader, early, port)) is not None:
                self.requests.append(request)
                gone = asyncio.Event()
                self.gone.append(gone)
                watch = asyncio.create_task(_watch(reader, gone, early))
                try:
                    await self.behaviour(request, Wire(writer, gone))
                finally:
                    watch.cancel()
                    await asyncio.gather(watch, return_exceptions=True)
                if gone.is_set() or writer.is_closing() or request.headers.get("connection") == "close":
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _request(reader: asyncio.StreamReader, early: bytearray, port: int) -> Request | None:
    try:
        rest = await reader.readuntil(b"\r\n\r\n")
        head = (bytes(early) + rest).decode("latin-1")
        early.clear()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
    data = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, json.loads(data) if data else None, port)


async def _watch(reader: asyncio.StreamReader, gone: asyncio.Event, early: bytearray) -> None:
    """A client that waits for its answer sends nothing: only its going ends this.

    One that has its answer may send the next request before this is cancelled: ``early`` keeps what was read of it.
    """
    while not reader.at_eof():
        with contextlib.suppress(ConnectionError):
            if byte := await reader.read(1):
                early += byte
                continue
        break
    gone.set()


async def _greet(writer: asyncio.StreamWriter, greeting: bytes) -> None:
    writer.write(greeting)
    with contextlib.suppress(ConnectionError):
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def fake(
    behaviour: Behaviour,
    port: int = 0,
    host: str = "127.0.0.1",
    *,
    tls: ssl.SSLContext | None = None,
    greeting: bytes = b"",
) -> AsyncIterator[Fake]:
    """Serve on a loopback port until the block is left. With a ``greeting`` it says that to everybody, and hangs up."""
    it = Fake(behaviour)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving = _greet(writer, greeting) if greeting else it.serve(reader, writer)
        task = asyncio.get_running_loop().create_task(serving)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, host, port, ssl=tls)
    it.port = server.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def free_port() -> int:
    """A loopback port at which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def black_hole() -> Iterator[int]:
    """A port at which connections are neither accepted nor refused: its queue is full (Linux drops what exceeds it)."""
    with socket.socket() as full, contextlib.ExitStack() as stack:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect(full.getsockname())
        yield full.getsockname()[1]
