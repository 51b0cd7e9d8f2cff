"""Where ``--on`` says that the rounds are done: a cluster that is there, or one of this machine's own processes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from intent_lsp.config import Config
from intent_lsp.errors import ClusterError, EndpointRefused
from intent_lsp.models.transport.endpoints import check

_EXAMPLES = "write local:4, dask://127.0.0.1:8786 or tls://host:8786"
_MOST = 64
_PORT = 8786
"""Dask's own for schedulers."""


@dataclass(frozen=True, slots=True)
class ClusterTarget:
    """A number of processes on this machine, or the address of a scheduler."""

    processes: int = 0
    """0: there is an address."""
    host: str = ""
    """As a URL has it: IPv6 in brackets."""
    port: int = _PORT
    encrypted: bool = False

    @property
    def address(self) -> str:
        """As Dask writes it."""
        return f"{'tls' if self.encrypted else 'tcp'}://{self.host}:{self.port}"


def parse_place(text: str) -> ClusterTarget:
    """Read what ``--on`` was given. Raises :class:`~intent_lsp.errors.ClusterError`."""
    if local := re.fullmatch(r"local:(\d{1,3})", text):
        if not 1 <= int(local[1]) <= _MOST:
            raise ClusterError(f"{text} is not from local:1 to local:{_MOST}", hint=_EXAMPLES)
        return ClusterTarget(int(local[1]))
    address = re.fullmatch(r"(dask|tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?/?", text)
    if address is None or not 1 <= int(address[3] or _PORT) <= 65535:
        raise ClusterError(f"{text!r} is not a cluster", hint=_EXAMPLES)
    return ClusterTarget(0, address[2], int(address[3] or _PORT), address[1] == "tls")


def trusts_workers(place: ClusterTarget, config: Config) -> bool:
    """Whether what workers say of code counts by itself: own processes are this machine, others need permission."""
    return bool(place.processes) or config.trust_workers


def demand_permission(place: ClusterTarget, allow_hosts: Iterable[str]) -> None:
    """Without TLS only this machine, or a host that the user allows, is contacted: as for model servers.

    Raises :class:`~intent_lsp.errors.ClusterError`.
    """
    if place.processes or place.encrypted:
        return
    try:
        check(f"http://{place.host}:{place.port}", allow_hosts=allow_hosts)
    except EndpointRefused as error:
        raise ClusterError(str(error), hint=f"use tls://; or, {error.hint}") from error
