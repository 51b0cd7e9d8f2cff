"""Who does the work of a run: this process, or the cluster that ``--on`` names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import TypeAlias

from intent_lsp.cluster.on_option import ClusterTarget, demand_permission
from intent_lsp.config import Config
from intent_lsp.transpile.loop.remote_rounds import RemoteRounds

Executors: TypeAlias = Callable[[Path], AbstractAsyncContextManager[RemoteRounds | None]]
"""By workspace; ``None``: the work is done here."""


@asynccontextmanager
async def executors(place: ClusterTarget | None, configs: Mapping[Path, Config]) -> AsyncIterator[Executors]:
    """Connect to the cluster, if there is one. Raises :class:`~intent_lsp.errors.ClusterError` before work begins."""
    if place is None or not configs:
        yield lambda _: nullcontext()
        return
    for config in configs.values():
        demand_permission(place, config.allow_hosts)
    # Imported late: it takes longer than most runs.
    from intent_lsp.cluster.dask_client import connected, demand_dask

    demand_dask()
    from intent_lsp.cluster.workspace_cluster import cluster_for

    async with connected(place, max(config.jobs for config in configs.values())) as client:
        yield lambda root: cluster_for(client, place, root, configs[root])
