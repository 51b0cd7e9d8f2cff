"""Short ways to prompts, routers and providers for these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.models import create_models
from intent_lsp.models.builder import Builder
from intent_lsp.models.contract import Prompt, Reply, Route
from intent_lsp.models.discovery import ServerPlace
from intent_lsp.models.factory import create_models as create
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.router import Router
from intent_lsp.models.transport.health import RouterTimeouts
from intent_lsp.values import Target
from tests.support.intents import intent

SUM = """
# name: f
# target: js,py
# signature:
(x: number, y: number) -> number
# examples:
- in: {"x": 1, "y": 2} out: 3
# hidden examples:
- in: {"x": 40, "y": 2} out: 42
"""
EAGER = RouterTimeouts(
    probe_first=0.02, probe_most=0.05, probe_mute=0.1, probes=100, backoff_first=0.01, backoff_most=0.05, busy=0.3
)
"""A router in a hurry: tests need not wait for people's patience."""


def prompt(user: str = "write f", target: Target = "js", **more: Any) -> Prompt:
    return Prompt(more.pop("system", "You write code."), user, target, intent(SUM), **more)


def provider(config: ProviderConfig, **more: Any) -> ServerProvider:
    made = Builder((), EAGER, **more).provider(config)
    assert isinstance(made, ServerProvider)
    return made


@dataclass
class Asker:
    """A router together with everything it told."""

    router: Router
    tokens: list[str] = field(default_factory=list)
    waits: list[tuple[str, str, str]] = field(default_factory=list)

    async def __call__(self, asked: Prompt | None = None, route: Route = "draft", *, regenerate: bool = False) -> Reply:
        return await self.router.ask(
            asked or prompt(), route, on_token=self.tokens.append, on_wait=lambda *told: self.waits.append(told),
            regenerate=regenerate,
        )  # fmt: skip

    @property
    def reasons(self) -> str:
        return "\n".join(reason for _, _, reason in self.waits)


@asynccontextmanager
async def asking(
    workspace: Path, *providers: ProviderConfig, places: Sequence[ServerPlace] | None = None, **more: Any
) -> AsyncIterator[Asker]:
    synthesiser = more.pop("synthesiser", None)
    pace = more.pop("pace", EAGER)
    router = create(
        Config(providers=providers, **more), workspace=workspace, pace=pace, places=places, synthesiser=synthesiser
    )
    try:
        yield Asker(router)
    finally:
        await router.close()


__all__ = ["EAGER", "SUM", "Asker", "asking", "create_models", "prompt", "provider"]
