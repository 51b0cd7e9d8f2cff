"""httpx's transport for plain HTTP (its documentation, "Custom transports"), with cheap connections.

Like httpx's own it stands on httpcore, which speaks HTTP/1.1. Two things differ, as a model server is near and each of
its streams has a connection of its own: connections are plain sockets, and one that is closed after its answer does not
go through the pool.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import cast

import httpcore
import httpx

from intent_lsp.models.transport.sockets import SocketBackend


class PlainTransport(httpx.AsyncBaseTransport):
    """Connections to HTTP servers; ``Connection: close`` is respected. Raises httpx's errors, as transports do."""

    def __init__(self, limits: httpx.Limits) -> None:
        self._backend = SocketBackend()
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=self._backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port or 80, target=url.raw_path),
            headers=request.headers.raw,
            content=cast("AsyncIterable[bytes]", request.stream),
            extensions=request.extensions,
        )
        with _httpx_errors():
            if request.headers.get("connection") == "close":
                response, close = await self._alone(sent, url.host)
            else:
                response = await self._pool.handle_async_request(sent)
                close = response.aclose
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(cast("AsyncIterable[bytes]", response.stream), close),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _alone(
        self, request: httpcore.Request, host: str
    ) -> tuple[httpcore.Response, Callable[[], Awaitable[None]]]:
        """Ask on a new connection, which lives as long as the answer; a failed request closes it."""
        port = request.url.origin.port
        timeout = request.extensions.get("timeout", {}).get("connect")
        stream = await self._backend.connect_tcp(host, port, timeout)
        connection = httpcore.AsyncHTTP11Connection(request.url.origin, stream)
        try:
            return await connection.handle_async_request(request), connection.aclose
        except BaseException:
            await stream.aclose()  # a second cancellation may have kept httpcore from it
            raise


class _Body(httpx.AsyncByteStream):
    def __init__(self, chunks: AsyncIterable[bytes], close: Callable[[], Awaitable[None]]) -> None:
        self._chunks = chunks
        self._close = close

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _httpx_errors():
            async for chunk in self._chunks:
                yield chunk

    async def aclose(self) -> None:
        with _httpx_errors():
            await self._close()


@contextmanager
def _httpx_errors() -> Iterator[None]:
    """httpx names its errors as httpcore does."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
        raise kind(str(error)) from error
