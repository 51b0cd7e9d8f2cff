"""A provider with several addresses. All have the same settings, so an answer is the fleet's, whoever gave it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from intent_lsp.config import ProviderConfig
from intent_lsp.models.call_listeners import CallListeners, Listener
from intent_lsp.models.contract import OnToken, Prompt, Reply
from intent_lsp.models.fleet.dispatcher import Dispatcher
from intent_lsp.models.fleet.hand_over import FleetCall
from intent_lsp.models.providers.model_server import ModelServer
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.health import Health, RouterTimeouts
from intent_lsp.usage import ignore_usage
from intent_lsp.values import JsonValue


class Fleet(ModelServer):
    """The servers of one provider."""

    def __init__(self, config: ProviderConfig, servers: Sequence[ServerProvider], pace: RouterTimeouts) -> None:
        """``servers``: at least one, each at an address of its own, with the same settings."""
        super().__init__(config)
        self.servers = tuple(servers)
        self._pace = pace
        self._dispatcher = Dispatcher(servers, pace)
        for server in servers:
            server.health.join(self)  # whoever names several addresses of one machine wants them to work together

    @property
    def model(self) -> str:
        return self.servers[0].model

    @property
    def endpoints(self) -> tuple[Health, ...]:
        return tuple(server.health for server in self.servers)

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        return self.servers[0].cache_key(prompt)

    def is_down(self) -> bool:
        return all(server.is_down() for server in self.servers)

    async def warm(self, system: str = "") -> None:
        """Load the model everywhere; where one server cannot, the others do. Never raises."""
        await asyncio.gather(*(server.warm(system) for server in self.servers), return_exceptions=True)

    async def answer(self, prompt: Prompt, audience: Listener) -> Reply:
        """Ask the server that should be done first, and others if it fails. Raises a ``ModelError``."""
        return await FleetCall(self.config, self._dispatcher, audience, self._pace).run(prompt)

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        audience = CallListeners()
        audience.join(on_token, lambda *_: None, ignore_usage)
        return await self.answer(prompt, audience)

    async def close(self) -> None:
        self._dispatcher.close()
        for server in self.servers:
            await server.close()
