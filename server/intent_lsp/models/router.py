"""The cached router: the first provider of a route that can answer, does.

A prompt is looked up in the cache first. On a miss the providers of the route are asked in order; each failure goes to
the next. An endpoint that is down is skipped without waiting and probed in the background; it is tried all the same
when nobody else could answer. A reply that holds no code is the provider's failure: the next one is asked, and nothing
is cached.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from intent_lsp.config import Config
from intent_lsp.errors import BadReply, EndlessReply, ModelError, NoProgram, NoProvider, TruncatedReply
from intent_lsp.models import choose_model, patient_call, search_cache
from intent_lsp.models.cache import Cache, key_of
from intent_lsp.models.call_listeners import CallListeners, Listener
from intent_lsp.models.contract import BUILTIN, Detour, OnToken, OnWait, Prompt, Provider, Reply, Route
from intent_lsp.models.extracted import NoCode
from intent_lsp.models.fleet.group import Fleet
from intent_lsp.models.found_server import Server
from intent_lsp.models.hedge import Hedge
from intent_lsp.models.joined_calls import JoinedCalls
from intent_lsp.models.learning.learnt import LearntKey, Record, candidate
from intent_lsp.models.learning.learnt_file import LearntWriter
from intent_lsp.models.providers.builtin import Builtin
from intent_lsp.models.providers.model_server import ModelServer
from intent_lsp.models.replies import Replies
from intent_lsp.models.transport.health import RouterTimeouts
from intent_lsp.remote_store.shared import SharedCache
from intent_lsp.usage import OnUsage, ignore_usage
from intent_lsp.values import JsonValue

log = logging.getLogger("intent_lsp.models")


@dataclass(frozen=True, slots=True)
class Routes:
    """Providers in order, per route."""

    draft: tuple[Provider, ...]
    repair: tuple[Provider, ...]

    def of(self, route: Route) -> tuple[Provider, ...]:
        return self.draft if route == "draft" else self.repair

    @property
    def all(self) -> tuple[Provider, ...]:
        """Every provider once."""
        return tuple({id(provider): provider for provider in (*self.draft, *self.repair)}.values())


class Finder(Protocol):
    """Finds providers where none are configured."""

    servers: tuple[Server, ...]

    async def routes(self) -> Routes:
        """What is there now; remembered until :meth:`doubt`."""
        ...

    def doubt(self) -> None:
        """Something failed: look again before long."""
        ...

    async def close(self) -> None: ...


def routes_of(config: Config, providers: Sequence[Provider]) -> Routes:
    """The routes as configured. Without ``schedule.repair`` the draft's providers repair, strongest first."""
    known = {provider.name: provider for provider in providers}
    draft = tuple(known[name] for name in config.draft if name in known) or tuple(providers)
    repair = tuple(known[name] for name in config.repair if name in known)
    return Routes(draft, repair or tuple(sorted(draft, key=_weakness)))


def _weakness(provider: Provider) -> tuple[bool, float]:
    return not isinstance(provider, ModelServer), -choose_model.size_of(provider.model)


class Router:
    """Implements :class:`~intent_lsp.models.contract.Models`."""

    def __init__(
        self,
        config: Config,
        providers: Sequence[Provider],
        *,
        cache: Cache | None = None,
        finder: Finder | None = None,
        pace: RouterTimeouts | None = None,
        notebook: LearntWriter | None = None,
        shared: SharedCache | None = None,
    ) -> None:
        """``finder`` takes the place of ``providers`` where nothing is configured. ``notebook``: where what is learnt
        is kept, if it is. ``shared``: a team's replies, looked up after the local ones."""
        self.cache = cache
        self._replies = Replies(cache, shared)
        self._offline = config.offline
        self._hedge = config.hedge
        self._routes = routes_of(config, providers)
        self._configured = tuple(providers)
        """Those that no route names can still be asked by name."""
        self._finder = finder
        self._pace = pace or RouterTimeouts()
        self._notebook = notebook
        self._flights: JoinedCalls[Reply] = JoinedCalls()
        self._audiences: dict[str, CallListeners] = {}

    async def ask(
        self,
        prompt: Prompt,
        route: Route,
        *,
        on_token: OnToken,
        on_wait: OnWait,
        on_usage: OnUsage = ignore_usage,
        regenerate: bool = False,
        only: str = "",
    ) -> Reply:
        """See :meth:`intent_lsp.models.contract.Models.ask`."""
        if not regenerate and (hit := self._cached_reply(prompt, route, only)) is not None:
            return hit
        key = key_of(
            prompt,
            {
                "route": route,
                "intent": prompt.intent.digest,
                "attempt": prompt.attempt,
                "regenerate": regenerate,
                **({"only": only} if only else {}),
            },
        )
        audience = self._audiences.setdefault(key, CallListeners())
        audience.join(on_token, on_wait, on_usage)
        try:
            return await self._flights.join(
                key, lambda: self._answer(prompt, route, audience, regenerate=regenerate, only=only)
            )
        finally:
            audience.leave(on_token, on_wait, on_usage)
            if self._flights.idle(key) and self._audiences.get(key) is audience:
                del self._audiences[key]

    async def providers(self, route: Route) -> tuple[Provider, ...]:
        """Who would be asked, in order."""
        return (await self._finder.routes() if self._finder else self._routes).of(route)

    @property
    def interchangeable(self) -> bool:
        """See :attr:`intent_lsp.models.contract.Models.interchangeable`."""
        return self._finder is not None

    def is_answer_cached(self, prompt: Prompt, route: Route, *, only: str = "") -> bool:
        """See :meth:`intent_lsp.models.contract.Models.is_answer_cached`."""
        return self._cached_reply(prompt, route, only) is not None

    def learn(self, reply: Reply, prompt: Prompt, route: Route, *, passed: bool) -> None:
        """See :meth:`intent_lsp.models.contract.Models.learn`."""
        if not reply.cached and reply.model != BUILTIN:
            self._note(reply.model, prompt, route, candidate(passed=passed, round_=prompt.round) + _times(reply))

    def _note(self, model: str, prompt: Prompt, route: Route, record: Record) -> None:
        if self._notebook is not None:
            self._notebook.note(LearntKey(model, route, prompt.target), record)

    @property
    def calls_at_once(self) -> int:
        """See :meth:`intent_lsp.models.contract.Models.calls_at_once`."""
        return next((one.calls_at_once for one in self._routes.draft if isinstance(one, ModelServer)), 0)

    @property
    def servers(self) -> tuple[Server, ...]:
        """The servers that were found, if any were looked for."""
        return self._finder.servers if self._finder is not None else ()

    async def warm(self, system: str = "") -> None:
        """Load the model that drafts; one that repairs would only push it out where memory is short. Never raises.

        ``system``: the prompt's constant part.
        """
        if self._offline:
            return
        provider = next((p for p in await self.providers("draft") if isinstance(p, ModelServer)), None)
        if provider is None:
            return
        try:
            await provider.warm(system)
        except ModelError as error:
            log.info("%s could not be warmed up: %s", provider.name, error)

    async def close(self) -> None:
        """End every call and give back sockets and processes."""
        await self._flights.close()
        for provider in self._configured:
            await provider.close()
        if self._finder is not None:
            await self._finder.close()
        if self._notebook is not None:
            await self._notebook.close()

    # --- cache -------------------------------------------------------------------------------------------------------

    def _cached_reply(self, prompt: Prompt, route: Route, only: str = "") -> Reply | None:
        """A reply of a model server of the route. The built-in provider's is looked up when its turn comes: a server
        that is back is better than what stood in for it."""
        if self.cache is None:
            return None
        if self._finder is not None:
            return None if only else self.cache.get(key_of(prompt, _found_key(prompt)))
        for provider in _named(self._configured, only) if only else self._routes.of(route):
            if isinstance(provider, ModelServer):
                hit = self.cache.get(key_of(prompt, provider.cache_key(prompt)))
                if hit is not None:
                    return hit
        return None

    def _key(self, prompt: Prompt, provider: Provider, only: str = "") -> str:
        if isinstance(provider, Builtin):
            return search_cache.search_key(prompt, provider)
        found = self._finder is not None and not only and isinstance(provider, ModelServer)
        return key_of(prompt, _found_key(prompt) if found else provider.cache_key(prompt))

    # --- asking ------------------------------------------------------------------------------------------------------

    async def _answer(
        self, prompt: Prompt, route: Route, audience: CallListeners, *, regenerate: bool, only: str = ""
    ) -> Reply:
        providers = await self.providers(route)
        if only:
            known = (await self._finder.routes()).all if self._finder else self._configured
            providers = _named(known, only)
            if not providers:
                raise NoProvider(f"there is no provider named {only}", hint="look at `providers` in the configuration")
        if self._offline:
            providers = tuple(p for p in providers if not isinstance(p, ModelServer))
        elif not regenerate:
            keys = [self._key(prompt, one, only) for one in providers if isinstance(one, ModelServer)]
            if (shared := await self._replies.from_elsewhere(keys)) is not None:
                return shared
        causes: list[ModelError] = []
        without_code: Reply | None = None
        skipped: list[Provider] = []
        detours: dict[Detour, None] = {}
        ask = partial(self._ask_one, prompt=prompt, regenerate=regenerate)
        hedge = Hedge(ask, audience, self._hedge)
        try:
            for provider in _then(providers, skipped):
                if provider not in skipped and _is_down(provider):
                    log.info("%s is skipped: it was down", provider.name)
                    skipped.append(provider)
                    detours[Detour(provider.name, "was down and is skipped until it answers")] = None
                    continue
                try:
                    giver, reply = await hedge.reply(provider, self._rival(provider, providers))
                except ModelError as error:
                    error.provider = error.provider or provider.name
                    causes.append(error)
                    detours[Detour(error.provider, error.brief)] = None
                    log.warning("%s (%s): %s", provider.name, provider.model, error)
                    if isinstance(error, _WithoutCode):
                        self.learn(error.reply, prompt, route, passed=False)
                        without_code = without_code or error.reply
                    elif isinstance(error, (TruncatedReply, EndlessReply)):
                        self._note(choose_model.plain_name(provider.model), prompt, route, candidate(passed=False))
                    if self._finder is not None and isinstance(provider, ModelServer):
                        self._finder.doubt()
                    after = "" if provider is (skipped or providers)[-1] else "; asking the next provider"
                    audience.wait(provider.name, provider.model, f"{error}{after}")
                    continue
                if not reply.cached:
                    await self._replies.keep(self._key(prompt, giver, only), reply, prompt)
                return _after(reply, detours)
        finally:
            await hedge.close()
        if without_code is not None:
            await self._keep_stray(without_code, providers, prompt, only)
            return _after(without_code, detours)
        raise self._no_provider_error(causes, route)

    async def _keep_stray(self, reply: Reply, providers: Sequence[Provider], prompt: Prompt, only: str) -> None:
        """Cache a function in the other language: no answer here, a candidate there, and not asked for twice."""
        giver = next((provider for provider in providers if provider.name == reply.provider), None)
        if self.cache is None or giver is None or not isinstance(giver, ModelServer):
            return
        if isinstance(reply.extracted, NoCode) and reply.extracted.stray:
            await self._replies.keep(self._key(prompt, giver, only), reply, prompt)

    def _rival(self, provider: Provider, providers: Sequence[Provider]) -> Provider | None:
        """Who is asked as well when the provider is slow to begin: the next server that is up, on another endpoint."""
        if not self._hedge or not isinstance(provider, ModelServer):
            return None
        later = providers[providers.index(provider) + 1 :]
        return next((other for other in later if isinstance(other, ModelServer)
                     and not other.shares_endpoint(provider) and not _is_down(other)), None)  # fmt: skip

    async def _ask_one(self, provider: Provider, audience: Listener, *, prompt: Prompt, regenerate: bool) -> Reply:
        if isinstance(provider, Builtin) and self.cache is not None:
            if not regenerate and (hit := search_cache.recall(self.cache, prompt, provider)) is not None:
                return hit
            try:
                return await self._call(provider, audience, prompt)
            except NoProgram as vain:
                await asyncio.to_thread(search_cache.remember_vain, self.cache, prompt, provider, vain)
                raise
        return await self._call(provider, audience, prompt)

    async def _call(self, provider: Provider, audience: Listener, prompt: Prompt) -> Reply:
        if isinstance(provider, Fleet):
            reply = await provider.answer(prompt, audience)
        else:
            reply = await patient_call.call(provider, prompt, audience, self._pace)
        log.info("%s (%s): %d tokens in %.1f s", provider.name, reply.model, reply.completion_tokens, reply.seconds)
        return self._with_code(reply, prompt)

    def _with_code(self, reply: Reply, prompt: Prompt) -> Reply:
        from intent_lsp.models.extraction.read_reply import read  # its tables of two languages are only needed now

        found = read(reply, prompt.target, prompt.intent)
        reply = replace(reply, extracted=found)
        if isinstance(found, NoCode):
            raise _WithoutCode(reply, found)
        return reply

    def _no_provider_error(self, causes: list[ModelError], route: Route) -> NoProvider:
        if not causes:
            if self._offline:
                return NoProvider("offline, and the cache holds no reply for this", hint="run it once without offline")
            return NoProvider(f"no provider is configured for {route}", hint="run: intent doctor")
        if len(causes) == 1 and isinstance(causes[0], NoProgram):
            log.info("%s: %s", causes[0].provider, causes[0].explanation)
            return NoProvider(str(causes[0]), hint=causes[0].hint, causes=causes)
        said = "; ".join(f"{cause.provider}: {cause}" if cause.provider else str(cause) for cause in causes)
        hints = list(dict.fromkeys(cause.hint for cause in causes if cause.hint))
        return NoProvider(
            f"no provider could answer: {said}", hint=hints[0] if hints else "run: intent doctor", causes=causes
        )


def _times(reply: Reply) -> Record:
    writing = reply.timings.get("generate") or reply.seconds - reply.first_token
    if not reply.completion_tokens or not reply.first_token or writing <= 0:
        return Record()
    return Record(timed=1, tokens=reply.completion_tokens, writing=writing, waiting=reply.first_token)


def _named(providers: Sequence[Provider], name: str) -> tuple[Provider, ...]:
    return tuple(provider for provider in providers if provider.name == name)


def _is_down(provider: Provider) -> bool:
    """Whether it was down when last seen; then it is looked at again in the background."""
    return isinstance(provider, ModelServer) and provider.is_down()


class _WithoutCode(BadReply):
    """A whole reply without code in it: kept in case nobody does better, as the next round can say so to the model."""

    brief = "answered without code"

    def __init__(self, reply: Reply, found: NoCode) -> None:
        super().__init__(found.reason, hint=found.hint, provider=reply.provider)
        self.reply = reply


def _after(reply: Reply, detours: Mapping[Detour, None]) -> Reply:
    """The reply with what happened before it."""
    return replace(reply, detours=tuple({**detours, **dict.fromkeys(reply.detours)})) if detours else reply


def _found_key(prompt: Prompt) -> Mapping[str, JsonValue]:
    """Without configuration, whatever was found has answered: the configuration, which is none, decides the reply."""
    return {"type": "found", "attempt": prompt.attempt}


def _then(providers: Sequence[Provider], skipped: list[Provider]) -> Iterator[Provider]:
    """The providers, then those that were skipped on the way."""
    yield from providers
    yield from skipped
