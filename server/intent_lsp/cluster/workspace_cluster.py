"""The cluster of one workspace: what its pieces have in common, and who watches over it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from intent_lsp.cluster.available_workers import PATIENCE, AvailableWorkers
from intent_lsp.cluster.coordinator import Cluster
from intent_lsp.cluster.on_option import ClusterTarget, trusts_workers
from intent_lsp.cluster.piece_format import Shipment
from intent_lsp.config import Config
from intent_lsp.configuration.sources import MOST_BYTES, workspace_file
from intent_lsp.files import single_file
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.workspace import Workspace

_CLOSE = 5.0
"""Seconds that leaving may take."""


@asynccontextmanager
async def cluster_for(
    client: Any, place: ClusterTarget, root: Path, config: Config, *, patience: float = PATIENCE
) -> AsyncIterator[Cluster]:
    """The workers of a connected client, for one workspace. ``patience``: seconds that a worker may be silent."""
    workspace = Workspace(root)
    roster, shipment = AvailableWorkers(monotonic, patience), _shipment(place, workspace, config)
    cluster = Cluster(client, roster, workspace, shipment, trusts_workers=trusts_workers(place, config))
    client.subscribe_topic(cluster.shipment.topic, cluster.on_message)
    watching = asyncio.create_task(cluster.watch())
    try:
        yield cluster
    finally:
        with suppress(Exception):  # the client may have been closed by a scheduler that went away
            client.unsubscribe_topic(cluster.shipment.topic)
        cluster.closed = True
        watching.cancel()
        await asyncio.wait((watching,), timeout=_CLOSE)


def _shipment(place: ClusterTarget, workspace: Workspace, config: Config) -> Shipment:
    oldest = promised_runtimes(workspace, config)
    python, node = f"{oldest.python[0]}.{oldest.python[1]}", str(oldest.node)
    path = workspace_file(workspace.root)
    settings = b""
    with suppress(OSError):
        settings = single_file.read_linked(path, MOST_BYTES, within=workspace.root) or b""
    return Shipment(
        topic=f"intent-{os.urandom(8).hex()}",
        config=replace(config, python_versions=(python,), node_versions=(node,)),
        settings=settings.decode("utf-8", "replace"),
        cache=str(workspace.root / config.cache_dir) if place.processes else "",
    )
