"""A workbench over a temporary workspace and a scripted model server: the whole engine, nothing patched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from intent_lsp.config import Config, ProviderConfig, Timeouts
from intent_lsp.transpile.events import Event
from intent_lsp.workbench import Request, Result, Workbench, open_workbench
from tests.support.chat_server import ChatServer, Say, chat_server

E = TypeVar("E")


@dataclass
class Bench:
    """What a test of the engine holds in its hands."""

    root: Path
    workbench: Workbench
    server: ChatServer
    events: list[Event] = field(default_factory=list)

    def write(self, text: str, name: str = "spec.intent.md") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
        return path

    async def transpile(self, path: Path, **options: Any) -> dict[tuple[str, str], Result]:
        """Transpile one document; results by (intent, target). Events are collected anew."""
        self.events.clear()
        results = await self.workbench.transpile([Request(path, **options)], self.events.append)
        return {(result.intent, result.target): result for result in results}

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]

    async def until(self, kind: type[E]) -> E:
        """Wait for the first event of a kind."""
        while not self.of(kind):  # noqa: ASYNC110  events arrive through a plain callback
            await asyncio.sleep(0.01)
        return self.of(kind)[0]


@asynccontextmanager
async def bench(
    root: Path, script: list[Say] | Callable[[dict[str, Any]], Say], **settings: Any
) -> AsyncIterator[Bench]:
    """Open a workspace whose only provider is a scripted server; ``settings`` go into the configuration."""
    timeouts = Timeouts(connect=1.0, first_token=2.0, stall=2.0, total=20.0)
    async with chat_server(script) as server:
        provider = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none", timeouts=timeouts)
        config = replace(Config(providers=(provider,), seconds_per_example=1.0), **settings)
        async with open_workbench(root, config) as workbench:
            yield Bench(root, workbench, server)
