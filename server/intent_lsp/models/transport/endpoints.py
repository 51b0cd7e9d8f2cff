"""The loopback guard: which addresses may be contacted. Nothing is resolved, and nothing else is contacted.

Loopback is 127.0.0.0/8 and ::1 (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3) and the name ``localhost``, taken
as 127.0.0.1 and ::1 without asking a resolver (RFC 6761, section 6.3). Other hosts need the user's own permission.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from intent_lsp.errors import ConfigError, EndpointRefused


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A checked address. ``hosts`` are tried in order, as written for a URL (IPv6 in brackets)."""

    scheme: str
    hosts: tuple[str, ...]
    port: int
    path: str
    """Without a slash at the end."""
    loopback: bool

    @property
    def url(self) -> str:
        """The first address, as shown to people."""
        host = "localhost" if len(self.hosts) > 1 else self.hosts[0]
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def native(self) -> Endpoint:
        """The server's own interface, where the address is that of the OpenAI-compatible one beside it (``/v1``)."""
        return replace(self, path=self.path.removesuffix("/v1").rstrip("/"))

    def at(self, host: str) -> str:
        """The base URL on one of the hosts, without the path."""
        return f"{self.scheme}://{host}:{self.port}"


def check(url: str, *, allow_hosts: Iterable[str] = (), provider: str = "") -> Endpoint:
    """Parse and check an address.

    Raises :class:`~intent_lsp.errors.ConfigError` for what is not an http address, and
    :class:`~intent_lsp.errors.EndpointRefused` for a host that is neither loopback nor allowed by the user.
    """
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
    except ValueError as error:
        raise ConfigError(f"{url!r} is not an address: {error}", hint=_EXAMPLE) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigError(f"{url!r} is not an http address", hint=_EXAMPLE)
    if parts.username is not None or parts.password is not None:
        raise ConfigError(
            "the address holds a user name or password",
            hint="name the environment variable that holds the key in apiKeyEnv",
        )
    if any(ord(char) < 33 or ord(char) > 126 for char in host) or "%" in host:
        raise EndpointRefused(f"the host of {url!r} is not plain ASCII", hint=_EXAMPLE, provider=provider)
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    path = parts.path.rstrip("/")
    hosts = _loopback(host)
    if hosts:
        return Endpoint(parts.scheme, hosts, port, path, loopback=True)
    allowed = {item.strip().lower().strip("[]") for item in allow_hosts}
    if host in allowed or f"{host}:{port}" in allowed:
        return Endpoint(parts.scheme, (f"[{host}]" if ":" in host else host,), port, path, loopback=False)
    raise EndpointRefused(
        f"{host} is not this machine, and is not contacted",
        hint=f'to allow it, add "{host}" to allowHosts in your own user settings (a workspace file cannot)',
        provider=provider,
    )


_EXAMPLE = "write it like http://127.0.0.1:11434"


def _loopback(host: str) -> tuple[str, ...]:
    if host == "localhost":
        return ("127.0.0.1", "[::1]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ()
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_unspecified:  # what servers are told to listen on; a client means this machine by it
        return ("127.0.0.1",) if address.version == 4 else ("[::1]",)
    if not address.is_loopback:
        return ()
    return (str(address),) if address.version == 4 else (f"[{address}]",)
