"""Makes providers from their configuration entries."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import ConfigError, EndpointRefused, ModelError, RequestRejected
from intent_lsp.models.contract import OnToken, Prompt, Provider, Reply, SynthesiserProcess
from intent_lsp.models.fleet.group import Fleet
from intent_lsp.models.machine import Machine
from intent_lsp.models.providers.builtin import Builtin
from intent_lsp.models.providers.llama_cpp import LlamaCpp
from intent_lsp.models.providers.ollama import Ollama
from intent_lsp.models.providers.openai_compat import OpenAICompat
from intent_lsp.models.providers.server import ModelChoice, ServerProvider
from intent_lsp.models.transport.endpoints import check
from intent_lsp.models.transport.health import Health, RouterTimeouts
from intent_lsp.values import JsonValue

USUAL: dict[str, str] = {
    "ollama": "http://127.0.0.1:11434",
    "lmstudio": "http://127.0.0.1:1234/v1",
    "llamacpp": "http://127.0.0.1:8080/v1",
    "vllm": "http://127.0.0.1:8000/v1",
    "tgi": "http://127.0.0.1:3000/v1",
}
"""Where each kind of server listens when nobody says otherwise."""
START: dict[str, str] = {
    "ollama": "start it with: ollama serve",
    "lmstudio": "start its server in LM Studio's Developer tab, or with: lms server start",
    "llamacpp": "start it with: llama-server --model FILE.gguf",
    "vllm": "start it with: vllm serve MODEL",
    "tgi": "start text-generation-launcher",
}


class Builder:
    """Makes providers; those on one endpoint share its health and its limit of calls at once."""

    def __init__(
        self,
        allow_hosts: tuple[str, ...],
        pace: RouterTimeouts,
        synthesiser: SynthesiserProcess | None = None,
        workspace: Path = Path(),
        machine: Machine | None = None,
    ) -> None:
        """``workspace``: what the path of a GGUF file is relative to. ``machine``: the servers of this machine take
        turns; ``None``: they may work at once."""
        self._machine = machine
        self._allow_hosts = allow_hosts
        self._workspace = workspace
        self._pace = pace
        self._synthesiser = synthesiser
        self._health: dict[str, Health] = {}

    def provider(self, config: ProviderConfig) -> Provider:
        """The provider for one entry of the configuration."""
        if config.type == "builtin":
            return Builtin(config, self._synthesiser)
        if config.type == "llama_cpp":
            path = os.path.normpath(self._workspace / Path(config.path).expanduser())
            return LlamaCpp(replace(config, path=path), self._new_health(config.concurrency, local=True))
        if config.more_urls:
            return self._fleet(config)
        return self._server(config, ModelChoice())

    def _fleet(self, config: ProviderConfig) -> Provider:
        """All addresses that may be contacted, each once."""
        choice = ModelChoice()
        made = [self._server(one, choice) for one in config.each_address()]
        servers = {server.endpoint.url: server for server in made if isinstance(server, ServerProvider)}
        return Fleet(config, tuple(servers.values()), self._pace) if servers else made[0]

    def _server(self, config: ProviderConfig, choice: ModelChoice) -> ServerProvider | Unusable:
        kind = "ollama" if config.type == "ollama" else config.preset
        try:
            endpoint = check(config.url or USUAL.get(kind, ""), allow_hosts=self._allow_hosts, provider=config.name)
        except EndpointRefused as error:
            return Unusable(config, error)
        except ConfigError as error:
            return Unusable(config, RequestRejected(str(error), status=0, hint=error.hint, provider=config.name))
        origin = endpoint.at(endpoint.hosts[0])
        health = self._health.setdefault(origin, self._new_health(config.concurrency, local=endpoint.loopback))
        health.allow(config.concurrency)
        if config.type == "ollama":
            return Ollama(config, endpoint.native(), health, start_hint=START.get(kind, ""), choice=choice)
        return OpenAICompat(config, endpoint, health, start_hint=START.get(kind, ""), choice=choice)

    def _new_health(self, concurrency: int, *, local: bool) -> Health:
        health = Health(concurrency, self._pace)
        health.machine = self._machine if local else None
        return health


class Unusable:
    """A provider with settings that cannot work. Asking it raises what is wrong."""

    def __init__(self, config: ProviderConfig, error: ModelError) -> None:
        self.name = config.name
        self.model = config.model
        self.error = error

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        return {"type": "unusable"}

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        raise self.error.with_traceback(None)

    async def close(self) -> None:
        """Nothing to give back."""
