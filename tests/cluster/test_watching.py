"""Watching a cluster whose scheduler says anything, and leaving it in the very moment in which it answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.cluster.on_option import parse_place
from intent_lsp.cluster.workspace_cluster import cluster_for
from intent_lsp.config import Config


class Client:
    """What a cluster needs of ``distributed.Client``; its scheduler answers when a test says so."""

    def __init__(self) -> None:
        self.scheduler = self
        self.asked, self.answer = asyncio.Event(), asyncio.Event()
        self.topics: list[str] = []
        self.says: dict[str, Any] = {"workers": {}}

    def subscribe_topic(self, topic: str, _: Any) -> None:
        self.topics.append(topic)

    def unsubscribe_topic(self, topic: str) -> None:
        self.topics.remove(topic)

    async def identity(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1
        self.asked.set()
        await self.answer.wait()
        return self.says


@pytest.mark.parametrize("moments", range(5))
async def test_leaving_ends_although_an_answer_comes_in_that_moment(tmp_path: Path, moments: int) -> None:
    client = Client()
    async with asyncio.timeout(4):
        async with cluster_for(client, parse_place("local:1"), tmp_path, Config()):
            await client.asked.wait()
            client.answer.set()
            for _ in range(moments):
                await asyncio.sleep(0)
    assert client.topics == []
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not [task for task in others if "watch" in repr(task.get_coro())]


@pytest.mark.slow
@pytest.mark.parametrize("nthreads", [float("inf"), "many", None, [1]])
async def test_a_scheduler_that_says_nonsense_is_asked_again(tmp_path: Path, nthreads: object) -> None:
    client = Client()
    client.answer.set()
    client.says = {"workers": {"tcp://a:1": {"nthreads": nthreads}}}
    async with asyncio.timeout(6):
        async with cluster_for(client, parse_place("local:1"), tmp_path, Config()) as cluster:
            await client.asked.wait()
            client.says = {"workers": {"tcp://a:1": {"nthreads": 10**9, "name": "a"}}}
            worker = await cluster.roster.take(frozenset())
    assert worker is not None
    assert (worker.name, worker.places) == ("a", 257)
