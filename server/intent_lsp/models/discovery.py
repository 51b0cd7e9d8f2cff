"""Find the model servers of this machine, and plan which of their models draft and repair.

The usual ports are asked at the same time, and the whole search ends within 300 ms: what has not answered by then
counts as absent. Only loopback is asked, and only for the list of models. Where no port takes a connection, the HTTP
library is not even loaded. The order of models is that of :mod:`intent_lsp.models.choose_model`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intent_lsp.config import Preset, ProviderConfig, ProviderType, Timeouts
from intent_lsp.errors import IntentError, ModelError, ProviderBusy, ProviderDown
from intent_lsp.models.builder import START, USUAL, Builder, Unusable
from intent_lsp.models.choose_model import Candidate, family, plain_name, rank_models
from intent_lsp.models.contract import Provider, Route
from intent_lsp.models.found_server import Server
from intent_lsp.models.learning.learnt import Learnt, Record, improved
from intent_lsp.models.learning.learnt_file import LearntWriter
from intent_lsp.models.providers.openai_compat import OpenAICompat
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.router import Routes
from intent_lsp.models.transport.endpoints import Endpoint, check
from intent_lsp.models.transport.health import RouterTimeouts
from intent_lsp.models.transport.http import ready

LIMIT = 0.28
"""Seconds for the whole search; what is left of 300 ms is for ending it."""
_LEAST = 0.15
"""Seconds that a server which took the connection has for its answer, however long loading the HTTP library took."""
_AGAIN = 10.0
"""Seconds after which a search that found nothing, or something that failed since, is made again when asked."""
_OWNERS: dict[str, Preset] = {"llamacpp": "llamacpp", "vllm": "vllm", "organization_owner": "lmstudio", "tgi": "tgi"}


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where a server may be. ``kind`` is ``ollama`` or a preset; empty: told by its answer."""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What is at a place: a server, or why none is."""

    place: ServerPlace
    server: Server | None = None
    problem: ModelError | None = None
    """Only without a server; ``None`` for a place that did not answer in time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to use: a configuration's ``providers`` and ``schedule``."""

    providers: tuple[ProviderConfig, ...]
    draft: tuple[str, ...]
    repair: tuple[str, ...]


def usual_places(env: Mapping[str, str] | None = None) -> tuple[ServerPlace, ...]:
    """The usual ports of this machine; ``OLLAMA_HOST`` adds one where it names a loopback address."""
    places = [ServerPlace("ollama" if kind == "ollama" else kind, url) for kind, url in USUAL.items()]
    host = _host((os.environ if env is None else env).get("OLLAMA_HOST", "").strip())
    if host:
        try:
            named = check(host)
        except IntentError:
            return tuple(places)
        # The same server under another name (localhost) is not two.
        places = [place for place in places if check(place.url).at("") != named.at("")]
        places.insert(0, ServerPlace("ollama", named.url))
    return tuple(places)


def _host(given: str) -> str:
    """``OLLAMA_HOST`` as an address: it may be a host, ``:PORT``, ``[::]:PORT`` or a URL (Ollama's FAQ)."""
    scheme, separator, rest = given.rpartition("://")
    place, slash, path = rest.partition("/")
    if place == ":":
        place = ""
    elif place.startswith(":") and not place.startswith("::"):
        place = f"127.0.0.1{place}"
    elif place.count(":") > 1 and not place.startswith("["):
        place = f"[{place}]"  # an IPv6 address as it stands
    if place and not separator and ":" not in place.rpartition("]")[2]:
        place = f"{place}:11434"
    return f"{scheme}{separator}{place}{slash}{path}" if place else ""


async def discover(places: Sequence[ServerPlace] | None = None, *, limit: float = LIMIT) -> tuple[Server, ...]:
    """The servers that answer within ``limit`` seconds, in the order of ``places``. Never raises."""
    return tuple(found.server for found in await probe_places(places, limit=limit) if found.server is not None)


async def probe_places(places: Sequence[ServerPlace] | None = None, *, limit: float = LIMIT) -> tuple[ProbeResult, ...]:
    """What is at each place, after at most ``limit`` seconds in all. Never raises."""
    places_asked = usual_places() if places is None else tuple(places)
    until = asyncio.get_running_loop().time() + limit
    results = await asyncio.gather(*(_probe(place, until) for place in places_asked), return_exceptions=True)
    return tuple(result if isinstance(result, ProbeResult) else ProbeResult(place)
                 for place, result in zip(places_asked, results, strict=True))  # fmt: skip


async def _probe(place: ServerPlace, until: float) -> ProbeResult:
    now = asyncio.get_running_loop().time
    kind: ProviderType = "ollama" if place.kind == "ollama" else "openai_compat"
    seconds = max(until - now(), 0.01)
    config = ProviderConfig(kind, place.kind, url=place.url, timeouts=Timeouts(seconds, seconds, seconds, seconds))
    provider = Builder((), RouterTimeouts()).provider(config)
    if not isinstance(provider, ServerProvider):
        return ProbeResult(place, problem=provider.error if isinstance(provider, Unusable) else None)
    try:
        async with asyncio.timeout_at(until):
            if not await _is_listening(provider.endpoint):
                return ProbeResult(
                    place, problem=ProviderDown("nothing answers", hint=START.get(place.kind, "start it"))
                )
        await ready()
        async with asyncio.timeout_at(max(until, now() + _LEAST)):
            models = rank_models(await provider.models(), "draft")
        told = place.kind
        if isinstance(provider, OpenAICompat):
            told = _OWNERS.get(provider.owner, "lmstudio" if place.kind == "lmstudio" else "")
        return ProbeResult(place, Server(told, place.url, tuple(models), provider.context))
    except ProviderBusy as error:
        if not error.loading:
            return ProbeResult(place, problem=error)
        # Only llama.cpp answers while it loads; so it is one wherever it was met.
        told = "ollama" if place.kind == "ollama" else "llamacpp"
        return ProbeResult(place, Server(told, place.url, (), loading=True))
    except TimeoutError:
        return ProbeResult(place)
    except ModelError as error:
        return ProbeResult(place, problem=error)
    finally:
        await provider.close()


async def _is_listening(endpoint: Endpoint) -> bool:
    """Whether anybody takes a connection."""
    for host in endpoint.hosts:
        try:
            _, writer = await asyncio.open_connection(host.strip("[]"), endpoint.port)
        except OSError:
            continue
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True
    return False


def plan(servers: Sequence[Server], learnt: Learnt | None = None) -> Plan:
    """Which models to use, best first, over all servers; ``builtin`` is always last.

    What was ``learnt`` decides where it says more than the names do. A server that has no model yet comes just before
    ``builtin``: asked, it says what to do, and once it has one it answers.
    """
    providers: dict[str, ProviderConfig] = {}
    routes: dict[Route, list[str]] = {"draft": [], "repair": []}
    for route, names in routes.items():
        for server, model in _bests(servers, route, learnt or Learnt()):
            config = _config(server, model.name, providers)
            providers[config.name] = config
            names.append(config.name)
    routes["repair"] += [name for name in routes["draft"] if name not in routes["repair"]]
    for server in servers:
        if server.waits:
            config = _config(server, "", providers)
            providers[config.name] = config
            routes["draft"].append(config.name)
            routes["repair"].append(config.name)
    providers["builtin"] = ProviderConfig("builtin", "builtin")
    return Plan(tuple(providers.values()), (*routes["draft"], "builtin"), (*routes["repair"], "builtin"))


def _bests(servers: Sequence[Server], route: Route, learnt: Learnt) -> list[tuple[Server, Candidate]]:
    """The best model of each server that has one, the best of all first."""

    def known(model: Candidate) -> Record:
        return learnt.of(plain_name(model.name), route)

    bests = [(server, improved(rank_models(server.models, route), known)[0]) for server in servers if server.models]
    bests.sort(key=lambda pair: family(pair[1].name))  # stable: the usual order of servers decides between equals
    return improved(bests, lambda pair: known(pair[1]))


def _config(server: Server, model: str, known: Mapping[str, ProviderConfig]) -> ProviderConfig:
    for config in known.values():
        if config.url == server.url and config.model == model:
            return config
    base = server.kind or "server"
    taken = [name for name in known if name == base or name.startswith(f"{base}-")]
    name = base if not taken else f"{base}-{len(taken) + 1}"
    if server.kind == "ollama":
        return ProviderConfig("ollama", name, url=server.url, model=model)
    preset = server.kind if server.kind in {"lmstudio", "llamacpp", "vllm", "tgi"} else ""
    return ProviderConfig("openai_compat", name, url=server.url, model=model, preset=preset)  # type: ignore[arg-type]


class LocalFinder:
    """Finds providers when none are configured, and keeps them for the session."""

    def __init__(
        self,
        builder: Builder,
        places: Sequence[ServerPlace] | None = None,
        *,
        offline: bool = False,
        notebook: LearntWriter | None = None,
    ) -> None:
        """``notebook``: what was learnt is read from it, once: what a session learns is for the next one."""
        self._builder = builder
        self._notebook = notebook
        self._learnt: Learnt | None = None
        self._places = places
        self._offline = offline
        self._providers: dict[tuple[str, str, str], Provider] = {}
        self._routes: Routes | None = None
        self._looked = 0.0
        self._doubted = False
        self._lock = asyncio.Lock()
        self.servers: tuple[Server, ...] = ()

    async def routes(self) -> Routes:
        """What was found; looked for again when something failed or nothing was there, at most every ten seconds."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._routes is None or (self._doubted and now - self._looked > _AGAIN):
                self.servers = () if self._offline else await discover(self._places)
                self._looked = now
                self._doubted = not self.servers
                if self._learnt is None:
                    self._learnt = await self._notebook.read() if self._notebook else Learnt()
                self._routes = self._routes_of(plan(self.servers, self._learnt))
            return self._routes

    def doubt(self) -> None:
        """A server that was found failed."""
        self._doubted = True

    async def close(self) -> None:
        """Give back what was opened."""
        for provider in self._providers.values():
            await provider.close()

    def _routes_of(self, found: Plan) -> Routes:
        made = {config.name: self._provider(config) for config in found.providers}
        return Routes(tuple(made[name] for name in found.draft), tuple(made[name] for name in found.repair))

    def _provider(self, config: ProviderConfig) -> Provider:
        key = (config.type, config.url, config.model)
        if key not in self._providers:
            self._providers[key] = self._builder.provider(config)
        return self._providers[key]
