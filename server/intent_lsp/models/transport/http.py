"""One lean HTTP layer for all providers: a streamed exchange with four time-outs, cancelled by closing the stream.

It stands on httpx's transports (httpx documentation, "Transports"), below its client: so there are no redirects, no
cookies, no default headers, no proxies and nothing else from the environment, and a call costs less. httpx's errors
become ours here and nowhere else.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from intent_lsp.config import Timeouts
from intent_lsp.errors import BadReply, BrokenReply, ModelError, ProviderDown, ProviderTimeout, RequestRejected
from intent_lsp.models.transport import secrets
from intent_lsp.models.transport.endpoints import Endpoint

if TYPE_CHECKING:
    import ssl

    import httpx

BODY_LIMIT = 8 << 20
"""Bytes of a body that is read whole."""
_CONNECTIONS = 100
_DRAIN = 0.05
"""Seconds for the end of a body whose end mark was read: it usually came in the same packet."""


_LIBRARY = ("httpx", "intent_lsp.models.transport.plain_http", "anyio._backends._asyncio")
"""httpx and what it imports late, at the first connection."""


async def ready() -> None:
    """Import the HTTP library, once: in a thread, and before a clock runs that this must not count against."""
    if _LIBRARY[-1] not in sys.modules:
        await asyncio.to_thread(_load)


def _load() -> None:
    for name in _LIBRARY:
        importlib.import_module(name)


class Exchange:
    """One answer while it arrives."""

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        stream: AsyncIterator[bytes],
        limit: asyncio.Timeout,
        total_at: float,
        stall: float,
    ) -> None:
        self.status = status
        self.headers = headers
        self.chunks = stream
        self.phase = "first-token"
        self._limit = limit
        self._total_at = total_at
        self._stall = stall
        self._step = min(0.05, stall / 10)
        self._next = 0.0
        self._now = asyncio.get_running_loop().time

    def progress(self) -> None:
        """Something of the answer came: from now on the stall time-out counts.

        The alarm is moved every 50 ms at most, as moving it costs as much as reading a token; it is never early.
        """
        now = self._now()
        if now < self._next:
            return
        self._next = now + self._step
        self.phase = "stall"
        at = self._next + self._stall
        if at > self._total_at:
            self.phase, at = "total", self._total_at
        self._limit.reschedule(at)

    async def drain(self, take: Callable[[bytes], bool] = lambda _: False, seconds: float = _DRAIN) -> None:
        """Read what follows the end of an answer, for a while, so that the connection can be used again.

        ``take`` gets each chunk and says whether that was the last one. What breaks here breaks nothing.
        """
        import httpx

        with suppress(TimeoutError, httpx.TransportError):
            async with asyncio.timeout(seconds):
                async for chunk in self.chunks:
                    if take(chunk):
                        return

    async def body(self) -> bytes:
        """The whole body. Raises ``BadReply`` when it has no end."""
        pieces: list[bytes] = []
        size = 0
        async for chunk in self.chunks:
            pieces.append(chunk)
            size += len(chunk)
            if size > BODY_LIMIT:
                raise BadReply(
                    f"the server's answer is longer than {BODY_LIMIT >> 20} MB",
                    hint="look at the address: is this really a model server?",
                )
        return b"".join(pieces)


class Channel:
    """A pool of connections to one endpoint, made on first use. Requests never leave the checked hosts."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        provider: str,
        timeouts: Timeouts,
        api_key_env: str = "",
        key: str = "",
        start_hint: str = "",
    ) -> None:
        """``key`` is one of our own making, for a server that we started."""
        self.endpoint = endpoint
        self.timeouts = timeouts
        self._provider = provider
        self._key_env = api_key_env
        self._key = key
        self._start_hint = start_hint
        self._host = endpoint.hosts[0]
        self._transport: httpx.AsyncBaseTransport | None = None
        self._urls: dict[tuple[str, str], httpx.URL] = {}

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        keep: bool = True,
        timeouts: Timeouts | None = None,
    ) -> AsyncIterator[Exchange]:
        """Send a request and yield the answer while it streams. Leaving the block closes the stream.

        ``path`` is appended to the endpoint's. ``keep``: the connection may be used again. Every error of the network
        and of the clock raises a :class:`~intent_lsp.errors.ModelError`, from inside the block as well.
        """
        await ready()
        import httpx

        limits = timeouts or self.timeouts
        now = asyncio.get_running_loop().time()
        first = min(limits.first_token, limits.total)
        clock = asyncio.timeout_at(now + limits.connect + first)
        exchange: Exchange | None = None
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        try:
            async with clock:
                response = await self._send(method, path, content, keep=keep, connect=limits.connect)
                stream = cast("httpx.AsyncByteStream", response.stream)
                chunks = cast("AsyncGenerator[bytes, None]", stream.__aiter__())
                try:
                    self._no_page(response)
                    exchange = Exchange(
                        response.status_code, response.headers, chunks, clock, now + limits.total, limits.stall
                    )
                    yield exchange
                finally:
                    try:
                        await chunks.aclose()
                    finally:
                        await stream.aclose()
        except httpx.ConnectTimeout as error:
            raise self._timeout("connect", limits) from error
        except TimeoutError as error:
            phase = exchange.phase if exchange else "first-token"
            raise self._timeout(
                "total" if limits.total <= limits.first_token and phase == "first-token" else phase, limits
            ) from error
        except httpx.ConnectError as error:
            if (why := _tls(error)) is not None:
                raise self._untrusted(why) from error
            raise ProviderDown(
                f"nothing answers at {self.endpoint.url}",
                provider=self._provider,
                hint=self._start_hint or "start the server, or correct its address",
            ) from error
        except httpx.TransportError as error:
            if exchange is not None:
                raise BrokenReply(
                    f"the connection broke in the middle of the answer ({self._kind(error)})",
                    provider=self._provider,
                    hint="look at the server's log",
                ) from error
            raise ProviderDown(
                f"{self.endpoint.url} closed the connection before it answered ({self._kind(error)})",
                provider=self._provider,
                again=True,
                hint="look at the server's log",
            ) from error
        except httpx.InvalidURL as error:
            raise RequestRejected(
                f"{self.endpoint.url!r} is not an address: {error}",
                status=0,
                provider=self._provider,
                hint="correct the address in the configuration",
            ) from error
        except ModelError as error:
            error.provider = error.provider or self._provider
            error.args = (secrets.without_key(str(error), self._key_env),)  # it may quote what the server repeated
            raise

    async def get(self, path: str, *, timeouts: Timeouts | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """A small GET, read whole."""
        async with self.open("GET", path, timeouts=timeouts) as exchange:
            return exchange.status, exchange.headers, await exchange.body()

    async def post(
        self, path: str, body: Mapping[str, Any], *, timeouts: Timeouts | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """A small POST, read whole."""
        async with self.open("POST", path, body, timeouts=timeouts) as exchange:
            return exchange.status, exchange.headers, await exchange.body()

    async def close(self) -> None:
        """Close every connection."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.aclose()

    async def _send(self, method: str, path: str, content: bytes, *, keep: bool, connect: float) -> httpx.Response:
        import httpx

        if self._transport is None:
            self._transport = _transport(secure=self.endpoint.scheme == "https")
        hosts = sorted(self.endpoint.hosts, key=lambda host: host != self._host)
        for index, host in enumerate(hosts):
            if (url := self._urls.get((host, path))) is None:
                url = self._urls[host, path] = httpx.URL(self.endpoint.at(host) + path)
            request = httpx.Request(
                method,
                url,
                headers=self._headers(host, content, keep=keep),
                stream=httpx.ByteStream(content),
                extensions={"timeout": {"connect": connect}},
            )
            try:
                response = await self._transport.handle_async_request(request)
            except httpx.ConnectError as error:
                if index + 1 == len(hosts) or _tls(error) is not None:
                    raise
            else:
                self._host = host
                return response
        raise AssertionError("an endpoint has at least one host")

    def _headers(self, host: str, content: bytes, *, keep: bool) -> list[tuple[bytes, bytes]]:
        headers = [
            (b"Host", f"{host}:{self.endpoint.port}".encode()),
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", b"identity"),
            (b"User-Agent", b"intent-lsp"),
        ]
        if content:
            headers += [(b"Content-Type", b"application/json"), (b"Content-Length", str(len(content)).encode())]
        if not keep:
            headers.append((b"Connection", b"close"))
        if key := self._key or (secrets.key_of(self._key_env) if self._key_env else ""):
            headers.append((b"Authorization", b"Bearer " + key.encode("ascii")))
        return headers

    def _no_page(self, response: httpx.Response) -> None:
        if response.status_code == 200 and response.headers.get("content-type", "").startswith("text/html"):
            raise BadReply(
                f"a web page is at {self.endpoint.url}, no model server",
                hint="correct the address: the port, and the path, which usually is /v1 unless the server is Ollama",
            )

    def _kind(self, error: BaseException) -> str:
        return secrets.without_key(str(error) or type(error).__name__, self._key_env)[:80]

    def _untrusted(self, why: ssl.SSLError) -> ModelError:
        certificate = getattr(why, "verify_message", "")
        if certificate:
            what = f"the certificate of {self.endpoint.url} is not trusted: {certificate}"
            hint = "name the certificate's file in the environment variable SSL_CERT_FILE, or write http:// if it can"
        else:
            what = f"{self.endpoint.url} does not speak TLS ({_reason(why)})"
            hint = "write http:// in place of https://"
        return RequestRejected(what, status=0, provider=self._provider, hint=hint)

    def _timeout(self, phase: str, limits: Timeouts) -> ModelError:
        seconds = {
            "connect": limits.connect,
            "first-token": limits.first_token,
            "stall": limits.stall,
            "total": limits.total,
        }[phase]
        what = {
            "connect": f"{self.endpoint.url} did not accept a connection within {seconds:g} s",
            "first-token": f"{self.endpoint.url} sent nothing within {seconds:g} s",
            "stall": f"{self.endpoint.url} stopped in the middle of its answer for {seconds:g} s",
            "total": f"{self.endpoint.url} did not finish within {seconds:g} s",
        }[phase]
        connect = self._start_hint or "start the server, or correct its address"
        if self.endpoint.scheme == "https":
            connect += "; if it does not speak TLS, write http://"
        hint = {
            "connect": connect,
            "first-token": "choose a smaller model, or raise timeouts.firstToken",
            "stall": "look at the server's log, or raise timeouts.stall",
            "total": "choose a smaller model, or raise timeouts.total",
        }[phase]
        return ProviderTimeout(what, phase=phase, provider=self._provider, hint=hint)


def _transport(*, secure: bool) -> httpx.AsyncBaseTransport:
    """Connections to one endpoint. Plain ones never become TLS.

    Of the environment only ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` are used: the user's own certificates.
    """
    import httpx

    from intent_lsp.models.transport.plain_http import PlainTransport

    limits = httpx.Limits(max_connections=_CONNECTIONS)
    if not secure:
        return PlainTransport(limits)
    try:
        context = httpx.create_ssl_context()
    except OSError as error:
        raise RequestRejected(
            f"the certificates of SSL_CERT_FILE or SSL_CERT_DIR cannot be read: {error.strerror or error}",
            status=0,
            hint="correct or remove the variable",
        ) from error
    return httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)


def _tls(error: BaseException) -> ssl.SSLError | None:
    """What of TLS made a connection fail, if that is the cause."""
    import ssl

    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or type(error).__name__).replace("_", " ").lower()
