"""What all providers that talk to a server share: settings, locks, health, the choice of a model."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import ModelError, ModelMissing
from intent_lsp.models import choose_model
from intent_lsp.models.contract import OnToken, Prompt, Reply, Route, Step
from intent_lsp.models.providers.limits import THINKING, estimate_tokens, expected_tokens
from intent_lsp.models.providers.locks import INSTRUCTION, Locks, conforms, may_be_the_lock
from intent_lsp.models.providers.model_server import ModelServer
from intent_lsp.models.transport import faults
from intent_lsp.models.transport.endpoints import Endpoint
from intent_lsp.models.transport.faults import refuses_the_system_role
from intent_lsp.models.transport.health import Health
from intent_lsp.models.transport.http import Channel
from intent_lsp.values import JsonValue

log = logging.getLogger("intent_lsp.models")

SEED = 7
TEMPERATURE = 0.1
TEMPERATURE_OF_OTHERS = 0.7
"""Further candidates of a round would all be the same at the low temperature."""
CONTEXT = 32_768
"""How much room is assumed when a server does not tell its context."""


class ModelChoice:
    """The model that is used where none is configured; the servers of a fleet share the choice."""

    def __init__(self) -> None:
        self.name = ""
        """Empty before a server was asked what it has."""
        self.lock = asyncio.Lock()


class ServerProvider(ModelServer):
    """A provider with an endpoint. Subclasses know one wire format."""

    def __init__(
        self,
        config: ProviderConfig,
        endpoint: Endpoint,
        health: Health,
        *,
        route: Route = "draft",
        start_hint: str = "",
        choice: ModelChoice | None = None,
    ) -> None:
        super().__init__(config)
        self.health = health
        self.context = 0
        """Tokens the model's context holds, 0 until the server told."""
        self._contexts: dict[str, int] = {}
        """The same by model, where the list of models tells."""
        self.thinks = False
        """Whether the model is known to think aloud."""
        self.note = ""
        """What else the server tells about the model, for people."""
        self._route: Route = route
        self._choice = choice or ModelChoice()
        self._without_system: set[str] = set()
        """Models whose template refuses the role *system*."""
        self._locks = Locks(config.lock, self._best_lock(), health.refused_locks)
        self._channel = Channel(
            endpoint,
            provider=config.name,
            timeouts=config.timeouts,
            api_key_env=config.api_key_env,
            start_hint=start_hint,
        )

    @property
    def model(self) -> str:
        return self.config.model or self._choice.name

    @property
    def endpoint(self) -> Endpoint:
        return self._channel.endpoint

    @property
    def endpoints(self) -> tuple[Health, ...]:
        return (self.health,)

    def is_down(self) -> bool:
        if self.health.reason is None:
            return False
        self.health.watch(self.probe)
        return True

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        return {
            "type": self.config.type,
            "model": self.config.model,
            **({} if self.config.model else {"name": self.config.name}),  # which server decides then
            "options": dict(self.config.options),
            "seed": self._seed(prompt),
            "lock": self.config.lock,
        }

    def cap(self, prompt: Prompt) -> int:
        """The token limit that a call for this prompt sends."""
        if prompt.max_tokens is not None:
            return prompt.max_tokens
        return self.own_cap or (THINKING if self.thinks else expected_tokens(prompt.user))

    @property
    def own_cap(self) -> int:
        """The token limit that the user set; 0: none."""
        for name in ("max_tokens", "num_predict", "max_completion_tokens"):
            value = self.config.options.get(name)
            if isinstance(value, int) and value > 0:
                return value
        return 0

    def room(self, prompt: Prompt) -> int:
        """The largest useful token limit: what the context leaves beside the prompt."""
        return max(0, (self.context or CONTEXT) - estimate_tokens(prompt.system + prompt.user))

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        step = self._locks.step
        refusal: ModelError | None = None
        while True:
            try:
                reply = await self._call(prompt, step, on_token)
            except ModelError as error:
                if self.model not in self._without_system and refuses_the_system_role(error):
                    log.info("%s: %s takes no system text: it is put before the question", self.name, self.model)
                    self._without_system.add(self.model)
                    continue
                if self._does_without(error):
                    continue
                weaker = self._locks.next_weaker(step)
                if weaker is None and refusal is not None:
                    raise refusal from error  # it was not the lock
                if weaker is None or not may_be_the_lock(error):
                    raise
                refusal, step = refusal or error, weaker
            else:
                first = self._locks.step
                if refusal is not None:
                    self._locks.refused(step, refusal)
                if not conforms(reply.text, step):
                    self._locks.note_ignored()
                if self._locks.step != first:
                    why = refusal or "the server ignores it"
                    log.info("%s: lock %s given up for %s: %s", self.name, first, self._locks.step, why)
                return reply

    def _does_without(self, error: ModelError) -> bool:
        """Whether the server refused a part of the request that can be left out, and will be from now on."""
        return False

    async def adapt_limit(self, reply: Reply) -> None:
        """After a reply: take as many calls at once as pay off for this server, where the user set no number."""
        if self.health.fitted:
            return
        self.health.fitted = True  # who comes meanwhile does not ask as well
        slots = await self.slots(reply)
        self.health.allow(slots)
        self.health.fitted = slots > 0

    async def slots(self, reply: Reply) -> int:
        """How many calls at once pay off, as far as the reply and the server tell; 0: not known yet. Never raises."""
        return 1

    async def warm(self, system: str = "") -> None:
        await self.probe()

    async def close(self) -> None:
        await self._channel.close()
        await self.health.close()

    @abstractmethod
    async def probe(self) -> None:
        """A cheap question that an idle, healthy server answers at once. Raises a ``ModelError``."""

    @abstractmethod
    async def models(self) -> Sequence[choose_model.Candidate]:
        """The models the server has. Raises a ``ModelError``."""

    async def describe(self, model: str) -> None:
        """Learn what the server tells about one of its models, after :meth:`models`. Raises a ``ModelError``."""
        self.context = self._contexts.get(model, 0)

    @abstractmethod
    async def _call(self, prompt: Prompt, step: Step, on_token: OnToken) -> Reply: ...

    @abstractmethod
    def _best_lock(self) -> Step:
        """The strongest lock this kind of server is known to keep."""

    # --- for subclasses ----------------------------------------------------------------------------------------------

    async def _model_name(self) -> str:
        if self.model:
            return self.model
        async with self._choice.lock:
            if not self.model:
                self._choice.name = await self._best_model()
        return self.model

    async def _best_model(self) -> str:
        candidates = choose_model.rank_models(await self.models(), self._route)
        if not candidates:
            raise ModelMissing(
                f"{self.endpoint.url} has no model that writes code",
                provider=self.name,
                hint=self.fix(""),
            )
        return candidates[0].name

    def fix(self, model: str) -> str:
        """What brings a missing model, as an instruction; without a name, one that suits."""
        return f"load {model or 'a model for code'} in the server, or name a model it has"

    def _fault(self, status: int, headers: Mapping[str, str], body: bytes) -> ModelError:
        """The error for an HTTP answer that is not a success."""
        return faults.from_response(
            status, headers, body, provider=self.name, model=self.model, fix=self.fix(self.model),
            key_env=self.config.api_key_env,
        )  # fmt: skip

    def _fault_in_stream(self, value: Mapping[str, Any], model: str) -> ModelError:
        """The error for an error object in a stream."""
        return faults.from_object(
            value, provider=self.name, model=model, fix=self.fix(model), key_env=self.config.api_key_env
        )

    def _seed(self, prompt: Prompt) -> int:
        seed = self.config.options.get("seed", SEED)
        return (seed if isinstance(seed, int) else SEED) + prompt.attempt

    def _temperature(self, prompt: Prompt) -> float:
        return TEMPERATURE if prompt.attempt == 0 else TEMPERATURE_OF_OTHERS

    def _messages(self, prompt: Prompt, step: Step) -> list[dict[str, Any]]:
        system = prompt.system + INSTRUCTION[step]
        if self.model in self._without_system:
            return [{"role": "user", "content": f"{system}\n\n{prompt.user}"}]
        return [{"role": "system", "content": system}, {"role": "user", "content": prompt.user}]

    def _quick(self) -> Timeouts:
        """Time-outs for questions that are answered from memory."""
        return dataclasses.replace(self.config.timeouts, first_token=min(5.0, self.config.timeouts.first_token))
