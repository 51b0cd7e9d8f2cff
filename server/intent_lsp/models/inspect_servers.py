"""What ``intent doctor`` shows: servers, models, context, who would draft and repair, and how to fix what is wrong."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.errors import BadReply, EndpointRefused, ModelError, ModelMissing, ProviderBusy, ProviderDown
from intent_lsp.models.builder import START, Builder, Unusable
from intent_lsp.models.cache import CacheStats, cache_of
from intent_lsp.models.choose_model import rank_models
from intent_lsp.models.contract import Provider
from intent_lsp.models.discovery import LIMIT, ProbeResult, ServerPlace, plan, probe_places
from intent_lsp.models.learning import learnt_file
from intent_lsp.models.learning.learnt import Learnt
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.router import routes_of
from intent_lsp.models.transport.health import RouterTimeouts

State: TypeAlias = Literal["ready", "loading", "down", "no model", "refused", "trouble"]
_PATIENCE = 3.0
_NO_MODEL = "the server is there, and has no model"
_STRICT = frozenset({"ollama", "vllm", "lmstudio"})
"""Servers that answer only for models on their list."""


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
    note: str = ""
    """What else the server tells, such as whether the model is loaded."""


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
    learnt: Learnt = field(default_factory=Learnt)
    """How the models did that were asked on this machine; empty where nothing is kept."""


async def inspect(config: Config, workspace: Path, places: Sequence[ServerPlace] | None = None) -> Diagnosis:
    """Look at every provider at once, for at most three seconds. Never raises, changes nothing, asks no model."""
    wanted = config
    learnt = await asyncio.to_thread(learnt_file.load, learnt_file.learnt_folder()) if config.learn else Learnt()
    found: tuple[ProbeResult, ...] = ()
    if not config.providers:
        found = await probe_places(places)
        planned = plan([one.server for one in found if one.server is not None], learnt)
        wanted = dataclasses.replace(config, providers=planned.providers, draft=planned.draft, repair=planned.repair)
    builder = Builder(config.allow_hosts, RouterTimeouts(), workspace=workspace)
    entries = [one for entry in wanted.providers for one in entry.each_address()]
    providers = [builder.provider(entry) for entry in entries]
    try:
        checkups = await asyncio.gather(*(_check(p, e) for p, e in zip(providers, entries, strict=True)))
        routes = routes_of(wanted, list({provider.name: provider for provider in providers}.values()))
    finally:
        for provider in providers:
            await provider.close()
    # Of a fleet one address that is ready is enough, so it counts for the name.
    by_name = {checkup.name: checkup for checkup in sorted(checkups, key=lambda one: one.state == "ready")}
    shown = list(checkups)
    present = {entry.url for entry in entries}
    shown += [_absent(one) for one in found if one.place.url not in present]
    cache = cache_of(workspace, config)
    return Diagnosis(
        configured=bool(config.providers),
        providers=tuple(shown),
        draft=_ready(routes.draft, by_name),
        repair=_ready(routes.repair, by_name),
        cache=await asyncio.to_thread(cache.stats),
        advice=_advice(checkups),
        learnt=learnt,
    )


def _advice(checkups: Sequence[Checkup]) -> str:
    servers = [checkup for checkup in checkups if checkup.kind != "builtin"]
    if any(checkup.state == "ready" for checkup in servers):
        return ""
    limits = "no model is ready"
    if any(checkup.kind == "builtin" for checkup in checkups):
        limits += ": only what the built-in search finds from examples can be made"
    if servers:
        return f"{limits}; see above how to change that"
    return f"{limits}. To get a model: install Ollama, then run: ollama pull qwen2.5-coder:7b"


def _absent(found: ProbeResult) -> Checkup:
    """A usual place at which no server is that could be used."""
    place, server, error = found.place, found.server, found.problem
    if server is not None:
        fix = "load one in it, or name it under providers"
        return Checkup(server.kind or "server", server.kind, place.url, "no model", problem=_NO_MODEL, fix=fix)
    if error is None:
        problem = f"no answer within {LIMIT:g} s"
        return Checkup(place.kind, place.kind, place.url, "trouble", problem=problem, fix="look at its log")
    if isinstance(error, ProviderDown) and not error.again:
        fix = START.get(place.kind, "")
        return Checkup(place.kind, place.kind, place.url, "down", problem="nothing answers", fix=fix)
    fix = "" if isinstance(error, BadReply) else error.hint  # another program's port is not a fault
    return Checkup(place.kind, place.kind, place.url, "trouble", problem=str(error), fix=fix)


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
    url = provider.endpoint.url if provider.endpoint.port else entry.path
    model = entry.model
    names: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(_PATIENCE):
            listed = await provider.models()
            names = tuple(candidate.name for candidate in rank_models(listed, "draft"))
            model = model or (names[0] if names else "")
            if model:
                await provider.describe(model)
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
        return Checkup(entry.name, kind, url, _state(error), model, names, problem=str(error), fix=error.hint)
    there = {candidate.name for candidate in listed}
    if not model or (kind in _STRICT and not any(_same(model, name) for name in there)):
        problem = f"the server does not have {model}" if model else _nothing_for_code(sorted(there))
        return Checkup(
            entry.name,
            kind,
            url=url,
            state="no model",
            model=model,
            models=names,
            context=provider.context,
            problem=problem,
            fix=provider.fix(entry.model),
        )
    return Checkup(entry.name, kind, url, "ready", model, names, provider.context, note=provider.note)


def _state(error: ModelError) -> State:
    if isinstance(error, ProviderBusy) and error.loading:
        return "loading"
    if isinstance(error, ProviderDown):
        return "down"
    if isinstance(error, ModelMissing):
        return "no model"
    return "refused" if isinstance(error, EndpointRefused) else "trouble"


def _nothing_for_code(names: Sequence[str]) -> str:
    if not names:
        return _NO_MODEL
    return f"the server has no model that writes code, only {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"


def _same(wanted: str, name: str) -> bool:
    """Ollama's names carry ``:latest`` where no tag is given."""
    return wanted == name or f"{wanted}:latest" == name
