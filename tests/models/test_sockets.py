"""Connections to model servers that are near: plain sockets below httpx's interface, against real servers."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpcore
import httpx
import pytest

from intent_lsp.models.transport.plain_http import PlainTransport
from intent_lsp.models.transport.sockets import SocketBackend, SocketStream

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@asynccontextmanager
async def serving(serve: Serve, host: str = "127.0.0.1") -> AsyncIterator[str]:
    served: list[asyncio.Task[None] | None] = []

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await serve(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(once, host, 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://{f'[{host}]' if ':' in host else host}:{port}"
        await asyncio.gather(*filter(None, served))


def post(root: str, content: bytes = b"{}", *, close: bool = True, connect: float = 5) -> httpx.Request:
    return httpx.Request(
        "POST",
        f"{root}/v1/chat",
        headers={"Connection": "close"} if close else {},
        content=content,
        extensions={"timeout": {"connect": connect}},
    )


async def answer(transport: PlainTransport, request: httpx.Request) -> tuple[int, bytes]:
    response = await transport.handle_async_request(request)
    try:
        return response.status_code, await response.aread()
    finally:
        await response.aclose()


@pytest.mark.parametrize("close", [True, False], ids=["closing", "pooled"])
async def test_a_request_arrives_whole_in_one_packet(close: bool) -> None:
    """A server that reads once has head and body, and need not wait for a second packet."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(1 << 16))
        writer.write(OK)

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        assert await answer(transport, post(root, b'{"a": 1}', close=close)) == (200, b"hi")
    await transport.aclose()
    assert seen[0].startswith(b"POST /v1/chat HTTP/1.1\r\n")
    assert seen[0].endswith(b'\r\n\r\n{"a": 1}')
    assert (b"Connection: close" in seen[0]) is close


async def test_a_long_request_to_a_slow_reader_arrives_whole() -> None:
    body = bytes(range(256)) * 20_000
    seen = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        while len(seen) < len(body):
            seen.extend(await reader.read(1 << 18))
            await asyncio.sleep(0.001)
        writer.write(OK)

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        assert await answer(transport, post(root, body)) == (200, b"hi")
    assert seen == body


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the reset may take back the answer")
async def test_an_answer_is_read_although_the_request_was_refused_half_way() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge")
        await writer.drain()  # and it closes without reading the rest: what is sent from now on breaks

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        assert await answer(transport, post(root, b"x" * 3_000_000)) == (413, b"large")


async def test_a_kept_connection_is_used_again_until_the_server_closes_it() -> None:
    connections = 0
    closing = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        for _ in range(2):
            await reader.readuntil(b"\r\n\r\n{}")
            writer.write(OK)
        closing.set()

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        for _ in range(2):
            assert await answer(transport, post(root, close=False)) == (200, b"hi")
        assert connections == 1
        await closing.wait()
        await asyncio.sleep(0.01)
        assert await answer(transport, post(root, close=False)) == (200, b"hi")
        assert connections == 2
        await transport.aclose()


async def test_closing_the_stream_reaches_the_server() -> None:
    gone = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
        await writer.drain()
        assert await reader.read() == b""
        gone.set()

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        response = await transport.handle_async_request(post(root))
        chunks = aiter(response.stream)  # type: ignore[arg-type]
        assert await anext(chunks) == b"hi"
        reading = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await response.aclose()
        await asyncio.wait_for(gone.wait(), 10)


async def test_cancelling_a_call_that_waits_reaches_the_server() -> None:
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        arrived.set()
        assert await reader.read() == b""
        gone.set()

    transport = PlainTransport(httpx.Limits())
    async with serving(serve) as root:
        call = asyncio.ensure_future(transport.handle_async_request(post(root)))
        await arrived.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await asyncio.wait_for(gone.wait(), 10)


@pytest.mark.parametrize("turns", range(6))
async def test_cancelling_a_call_twice_closes_its_socket_all_the_same(turns: int) -> None:
    """A clock and a rival's answer may both end it: the second must not keep the first from cleaning up."""
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        arrived.set()
        assert await reader.read() == b""
        ended.set()

    async with serving(silent) as url, httpx.AsyncClient(transport=PlainTransport(httpx.Limits())) as client:
        task = asyncio.create_task(client.get(url, headers={"Connection": "close"}))
        await arrived.wait()
        task.cancel()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.wait_for(ended.wait(), 5)


async def test_errors_are_httpx_s() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")

    transport = PlainTransport(httpx.Limits())
    for serve in (silent, half, garbage):
        async with serving(serve) as root:
            with pytest.raises(httpx.RemoteProtocolError):
                await answer(transport, post(root))
    with pytest.raises(httpx.ConnectError):  # nobody listens there any more
        await transport.handle_async_request(post(root))


async def test_a_server_that_accepts_nobody_costs_the_time_out() -> None:
    """The queue of a listening socket that nobody serves is full after a few connections."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as busy:
        address = busy.getsockname()
        others = []
        for _ in range(3):
            others.append(socket.socket())
            others[-1].setblocking(False)
            others[-1].connect_ex(address)
        await asyncio.sleep(0.05)
        transport = PlainTransport(httpx.Limits())
        try:
            with pytest.raises(httpx.ConnectTimeout):
                await transport.handle_async_request(post(f"http://127.0.0.1:{address[1]}", connect=0.2))
        finally:
            for other in others:
                other.close()


async def test_a_read_has_a_time_out() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(serve) as root:
        url = httpx.URL(root)
        stream = await SocketBackend().connect_tcp(url.host, url.port or 0, 5)
        assert isinstance(stream, SocketStream)
        assert stream.get_extra_info("is_readable") is False
        await stream.write(b"hello", 5)
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, 0.05)
        await stream.aclose()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
async def test_addresses_and_names(host: str) -> None:
    """Names may have several addresses: the usual backend tries them."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(OK)

    if host == "::1" and not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    transport = PlainTransport(httpx.Limits())
    async with serving(serve, "::1" if host == "::1" else "127.0.0.1") as root:
        root = root.replace("127.0.0.1", host)
        assert await answer(transport, post(root)) == (200, b"hi")


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
