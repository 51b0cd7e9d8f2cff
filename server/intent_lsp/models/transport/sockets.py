"""Plain TCP for httpcore (its documentation, "Network Backends"): a socket of asyncio's, and nothing in between.

A connection of its own for each stream must cost as little as a kept one. httpx's usual backend goes through anyio and
asyncio's transports, which is most of what connecting costs; this one asks the event loop's own socket functions. What
they do not do here goes to the usual backend: names that must be looked up, TLS, Windows.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import sys
from collections.abc import Iterable
from typing import Any

import httpcore

# ruff: noqa: ASYNC109 - the interface is httpcore's

_PATIENCE = 0.005
"""Seconds for which one connection may read without a pause: then everything else in the loop has its turn."""
_CORK = 1 << 16
"""Bytes that are kept back until the answer is read: head and body of a request then leave in one packet."""


class SocketStream(httpcore.AsyncNetworkStream):
    """One connection. What is written leaves with the next read, as HTTP/1.1 reads only after a whole request."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._waiting = b""
        self._paused_at = self._loop.time()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most ``max_bytes``; nothing means the end. ``timeout`` in seconds.

        The loop's own ``sock_recv`` does not wait where data is at hand: a server that never pauses would stop clocks,
        cancellations and signals. Raises ``httpcore.ReadError`` and ``httpcore.ReadTimeout``.
        """
        try:
            if self._waiting:
                await self._flush(timeout)
            await self._let_others()
            if timeout is None:
                return await self._loop.sock_recv(self._socket, max_bytes)
            async with asyncio.timeout(timeout):
                return await self._loop.sock_recv(self._socket, max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(error) from error
        except OSError as error:
            raise httpcore.ReadError(error) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Raises ``httpcore.WriteError`` and ``httpcore.WriteTimeout``; a small request leaves in :meth:`read`.

        A server may refuse a long request before it has read it all: httpcore then goes on to read what it said.
        """
        self._waiting += buffer
        if len(self._waiting) <= _CORK:
            return
        try:
            await self._flush(timeout)
        except TimeoutError as error:
            raise httpcore.WriteTimeout(error) from error
        except OSError as error:
            raise httpcore.WriteError(error) from error

    async def aclose(self) -> None:
        self._socket.close()

    def get_extra_info(self, info: str) -> Any:
        """``is_readable`` tells that the server closed a connection that nobody uses; ``socket`` is the socket."""
        if info == "is_readable":
            return self._readable()
        return self._socket if info == "socket" else None

    async def _let_others(self) -> None:
        if self._loop.time() - self._paused_at > _PATIENCE:
            await asyncio.sleep(0)
            self._paused_at = self._loop.time()

    async def _flush(self, timeout: float | None) -> None:
        waiting, self._waiting = self._waiting, b""
        if timeout is None:
            await self._loop.sock_sendall(self._socket, waiting)
            return
        async with asyncio.timeout(timeout):
            await self._loop.sock_sendall(self._socket, waiting)

    def _readable(self) -> bool:
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True


class SocketBackend(httpcore.AnyIOBackend):
    """Connects to addresses; names, which may have several addresses, are left to the usual backend."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """``timeout`` in seconds. Raises ``httpcore.ConnectError`` and ``httpcore.ConnectTimeout``."""
        family = _family(host)
        if family is None or local_address is not None or sys.platform == "win32":
            return await super().connect_tcp(host, port, timeout, local_address, socket_options)
        sock = None
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for option in socket_options or ():
                sock.setsockopt(*option)
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().sock_connect(sock, (host, port))
        except BaseException as error:
            if sock is not None:
                sock.close()
            if isinstance(error, TimeoutError):
                raise httpcore.ConnectTimeout(error) from error
            if isinstance(error, OSError):
                raise httpcore.ConnectError(error) from error
            raise
        return SocketStream(sock)


def _family(host: str) -> socket.AddressFamily | None:
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        return None
    return socket.AF_INET if version == 4 else socket.AF_INET6
