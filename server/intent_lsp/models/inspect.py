"""What ``intent doctor`` shows: servers, models, context, who would draft and repair, and how to fix what is wrong."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.errors import ModelError, ProviderDown
from intent_lsp.models.builder import START, Builder, Unusable
from intent_lsp.models.cache import Cache, CacheStats
from intent_lsp.models.choose import ranked
from intent_lsp.models.contract import Provider
from intent_lsp.models.discovery import Place, discover, plan, usual_places
from intent_lsp.models.health import Pace
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.router import routes_of

State: TypeAlias = Literal["ready", "down", "no model", "refused", "trouble"]
_PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Checkup:
    """One provider as it is now. ``fix`` is what to do about ``problem``; both empty when it is ready."""

    name: str
    kind: str
    url: str
    state: State
    model: str = ""
    """The one that would be used."""
    models: tuple[str, ...] = ()
    """What the server has and can write code with, best first."""
    context: int = 0
    """Tokens; 0: the server does not tell."""
    problem: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything ``intent doctor`` says about models. ``configured``: providers come from the configuration."""

    configured: bool
    providers: tuple[Checkup, ...]
    draft: tuple[str, ...]
    """Provider and model, in the order they would be asked now; those that are not ready are left out."""
    repair: tuple[str, ...]
    cache: CacheStats
    advice: str = ""


async def inspect(config: Config, workspace: Path, places: Sequence[Place] | None = None) -> Diagnosis:
    """Look at every provider at once, for at most three seconds. Never raises, changes nothing, asks no model."""
    wanted = config
    if not config.providers:
        found = plan(await discover(places))
        wanted = dataclasses.replace(config, providers=found.providers, draft=found.draft, repair=found.repair)
    builder = Builder(config.allow_hosts, Pace(), workspace=workspace)
    providers = [builder.provider(entry) for entry in wanted.providers]
    try:
        checkups = await asyncio.gather(*(_check(p, e) for p, e in zip(providers, wanted.providers, strict=True)))
        routes = routes_of(wanted, providers)
    finally:
        for provider in providers:
            await provider.close()
    by_name = {checkup.name: checkup for checkup in checkups}
    shown = list(checkups)
    if not config.providers:
        asked = usual_places() if places is None else places
        present = {entry.url for entry in wanted.providers}
        shown += [Checkup(p.kind, p.kind, p.url, "down", problem="nothing answers", fix=START.get(p.kind, ""))
                  for p in asked if p.url not in present]  # fmt: skip
    servers = any(c.state == "ready" and c.kind != "builtin" for c in checkups)
    cache = Cache(workspace / config.cache_dir, limit=config.cache_limit)
    return Diagnosis(
        configured=bool(config.providers),
        providers=tuple(shown),
        draft=_ready(routes.draft, by_name),
        repair=_ready(routes.repair, by_name),
        cache=await asyncio.to_thread(cache.stats),
        advice=""
        if servers
        else "no model server is ready: only what the built-in search finds from examples can be "
        "made. To get one: install Ollama, then run: ollama pull qwen2.5-coder:7b",
    )


def _ready(route: Sequence[Provider], by_name: dict[str, Checkup]) -> tuple[str, ...]:
    ready = [by_name[p.name] for p in route if p.name in by_name and by_name[p.name].state == "ready"]
    return tuple(f"{c.name} · {c.model}" if c.model and c.model != c.name else c.name for c in ready)


async def _check(provider: Provider, entry: ProviderConfig) -> Checkup:
    kind = entry.preset or entry.type
    if isinstance(provider, Unusable):
        return Checkup(
            entry.name, kind, entry.url, "refused", entry.model, problem=str(provider.error), fix=provider.error.hint
        )
    if not isinstance(provider, ServerProvider):
        return Checkup(entry.name, kind, "", "ready", provider.model)
    url = provider.endpoint.url
    try:
        async with asyncio.timeout(_PATIENCE):
            names = tuple(model.name for model in ranked(await provider.models(), "draft"))
    except TimeoutError:
        return Checkup(
            entry.name,
            kind,
            url,
            "trouble",
            entry.model,
            problem=f"no answer within {_PATIENCE:g} s",
            fix="restart the server, or look at its log",
        )
    except ModelError as error:
        state: State = "down" if isinstance(error, ProviderDown) else "trouble"
        return Checkup(entry.name, kind, url, state, entry.model, problem=str(error), fix=error.hint)
    model = entry.model or (names[0] if names else "")
    if not model or (entry.type == "ollama" and not any(_same(model, name) for name in names)):
        missing = model or "a model for code"
        return Checkup(
            entry.name,
            kind,
            url,
            "no model",
            model,
            names,
            provider.context,
            f"the server does not have {missing}",
            provider.fix(model or "qwen2.5-coder:7b"),
        )
    return Checkup(entry.name, kind, url, "ready", model, names, provider.context)


def _same(wanted: str, name: str) -> bool:
    """Ollama's names carry ``:latest`` where no tag is given."""
    return wanted == name or f"{wanted}:latest" == name
