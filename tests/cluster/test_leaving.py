"""A client of Dask that swallows a cancellation, as its code can do: leaving the cluster ends all the same."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from intent_lsp.cluster.opening import cluster_for
from intent_lsp.cluster.place import parse_place
from intent_lsp.config import Config


class DeafClient:
    """What a cluster needs of ``distributed.Client``; who asks it cannot be cancelled while it answers."""

    def __init__(self) -> None:
        self.scheduler = self
        self.asked = asyncio.Event()
        self.topics: list[str] = []

    def subscribe_topic(self, topic: str, _: Any) -> None:
        self.topics.append(topic)

    def unsubscribe_topic(self, topic: str) -> None:
        self.topics.remove(topic)

    async def identity(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1
        self.asked.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            return {"workers": {}}
        raise AssertionError("nobody waits so long")


async def test_leaving_ends_although_a_cancellation_is_swallowed(tmp_path: Path) -> None:
    client = DeafClient()
    async with asyncio.timeout(4):
        async with cluster_for(client, parse_place("local:1"), tmp_path, Config()):
            await client.asked.wait()
    assert client.topics == []
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not [task for task in others if "watch" in repr(task.get_coro())]
