"""Fetch a model that is not installed, through Ollama, when the user asks for it. Never done unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import BadReply, EndpointRefused
from intent_lsp.models.builder import START
from intent_lsp.models.discovery import usual_places
from intent_lsp.models.providers.ollama import leaves_the_machine
from intent_lsp.models.transport import faults
from intent_lsp.models.transport.endpoints import check
from intent_lsp.models.transport.http import Channel
from intent_lsp.models.transport.streams import JsonLines

OnProgress: TypeAlias = Callable[[str, int, int], None]
"""Called with (status, bytes completed, bytes in all); 0 of 0 where a step has no size."""

_TIMEOUTS = Timeouts(connect=2.0, first_token=60.0, stall=300.0, total=86_400.0)


async def pull(
    config: ProviderConfig, model: str = "", *, on_progress: OnProgress, allow_hosts: Sequence[str] = ()
) -> None:
    """Have Ollama download a model (the provider's own by default). Cancelling stops; Ollama keeps what it has so far.

    Raises a :class:`~intent_lsp.errors.ModelError`: the server is down, knows no such model, or broke off.
    """
    name = model or config.model
    usual = next(place.url for place in usual_places() if place.kind == "ollama")  # OLLAMA_HOST, where it is set
    endpoint = check(config.url or usual, allow_hosts=allow_hosts, provider=config.name).native()
    if leaves_the_machine(name, {}):
        raise EndpointRefused(
            f"{name} does not run on this machine",
            provider=config.name,
            hint="choose a model that runs here, for example qwen2.5-coder:7b",
        )
    channel = Channel(endpoint, provider=config.name, timeouts=_TIMEOUTS, start_hint=START["ollama"])
    status = ""
    fix = "look for the model's name in Ollama's library"
    try:
        async with channel.open("POST", f"{endpoint.path}/api/pull", {"model": name, "stream": True}) as exchange:
            if exchange.status != 200:
                raise faults.from_response(
                    exchange.status, exchange.headers, await exchange.body(), provider=config.name, model=name, fix=fix
                )
            lines = JsonLines()
            async for chunk in exchange.chunks:
                values = lines.feed(chunk)
                for value in values:
                    status = _step(value, on_progress, config.name, name, fix)
                if values:
                    exchange.progress()
            for value in lines.end():
                status = _step(value, on_progress, config.name, name, fix)
    finally:
        await channel.close()
    if status != "success":
        raise BadReply(
            f"the download of {name} broke off at: {status or 'the start'}",
            provider=config.name,
            hint=f"run it again, or run: ollama pull {name}",
        )


def _step(value: dict[str, Any], on_progress: OnProgress, provider: str, model: str, fix: str) -> str:
    if value.get("error"):
        raise faults.from_object(value, provider=provider, model=model, fix=fix)
    status = str(value.get("status", ""))
    on_progress(status, int(value.get("completed") or 0), int(value.get("total") or 0))
    return status
