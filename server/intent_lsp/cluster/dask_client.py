"""Dask itself: connecting, and starting processes on this machine. Imported when ``--on`` is given, and not before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.util import find_spec
from typing import Any

from intent_lsp import __version__
from intent_lsp.cluster.on_option import ClusterTarget
from intent_lsp.errors import ClusterError

_CONNECT = 10.0
"""Seconds until a scheduler is taken to be out of reach."""
_FIRST_WORKER = 60.0
"""Seconds until a cluster is taken to have no worker."""
_CLOSE = 20.0
"""Seconds that closing may take."""
_TROUBLES = (OSError, TimeoutError, ValueError, TypeError, RuntimeError)
"""What Dask raises when something is missing or wrong."""
_INSTALL = f'pip install "intent_lsp-{__version__}-py3-none-any.whl[cluster]"'


def demand_dask() -> None:
    """Raises :class:`~intent_lsp.errors.ClusterError` where Dask is not installed."""
    if find_spec("distributed") is None or find_spec("cryptography") is None:
        raise ClusterError("--on needs Dask, which is not installed", hint=f"install it with: {_INSTALL}")


@asynccontextmanager
async def connected(place: ClusterTarget, jobs: int) -> AsyncIterator[Any]:
    """A client of the cluster at ``place``; for ``local:N`` the processes too, which end with it.

    ``jobs``: how many pieces such processes do at once, all together. Raises :class:`~intent_lsp.errors.ClusterError`.
    """
    demand_dask()
    _settle()
    if place.processes:
        async with (
            _own_processes(place.processes, max(1, jobs // place.processes)) as cluster,
            _client(cluster.scheduler_address, cluster.security) as client,
        ):
            yield client
        return
    async with _client(place.address, None) as client:
        yield client


@asynccontextmanager
async def _client(address: str, security: Any) -> AsyncIterator[Any]:
    from distributed import Client

    client = Client(
        address, security=security, asynchronous=True, set_as_default=False, timeout=_CONNECT, direct_to_workers=False
    )
    try:
        try:
            await client
            await client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except _TROUBLES as error:
            reason = str(error) or "it takes too long"
            raise ClusterError(
                f"the cluster at {address} cannot be used: {reason}",
                hint="check that it runs, and that it has a worker",
            ) from error
        yield client
    finally:
        await _closed(client)


@asynccontextmanager
async def _own_processes(processes: int, threads: int) -> AsyncIterator[Any]:
    """Workers on this machine. Nobody else on it can connect: the keys are made now and are in no file."""
    try:
        cluster = await _started(processes, threads)
    except _TROUBLES:
        try:
            cluster = await _started(processes, threads)  # one may have been killed while it started
        except _TROUBLES as error:
            raise ClusterError(
                f"the {processes} processes of --on could not be started: {error}",
                hint="start fewer, or omit --on",
            ) from error
    try:
        yield cluster
    finally:
        await _closed(cluster)


async def _started(processes: int, threads: int) -> Any:
    from distributed import LocalCluster, Security

    cluster = LocalCluster(
        n_workers=processes, threads_per_worker=threads, processes=True, asynchronous=True,
        protocol="tls://", security=Security.temporary(), host="127.0.0.1", silence_logs=logging.CRITICAL,
        memory_limit=0, dashboard_address="127.0.0.1:0", preload=["intent_lsp.cluster.local_process"],
    )  # fmt: skip
    try:
        return await cluster
    except BaseException:
        await _closed(cluster)
        raise


async def _closed(one: Any) -> None:
    """Close a client or a cluster; what does not end in time ends with this process."""
    with suppress(*_TROUBLES):
        async with asyncio.timeout(_CLOSE):
            await one.close()


def _settle() -> None:
    """Dask's own settings for this process, before anything of it is imported that reads them.

    What goes wrong is told by events: Dask's log is for those who ask for all of it (``-vv``). Nobody is served pages.
    """
    import dask.config

    wanted = logging.getLogger().getEffectiveLevel() <= logging.DEBUG
    level = "debug" if wanted else "critical"
    loggers = ("distributed", "distributed.client", "distributed.http", "distributed.scheduler", "distributed.nanny",
               "distributed.worker", "distributed.core", "tornado", "bokeh")  # fmt: skip
    no_pages: dict[str, list[str]] = {f"distributed.{who}.http.routes": [] for who in ("scheduler", "worker", "nanny")}
    dask.config.set({"logging": dict.fromkeys(loggers, level), **no_pages})
