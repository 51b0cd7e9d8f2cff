"""A GGUF file run inside the program: llama.cpp's server in a child process, started on the first call."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from intent_lsp.config import ProviderConfig
from intent_lsp.models.choose_model import Candidate
from intent_lsp.models.contract import OnToken, Prompt, Reply, Step
from intent_lsp.models.providers.llama_process import LlamaProcess, look_at
from intent_lsp.models.providers.openai_compat import OpenAICompat
from intent_lsp.models.transport.endpoints import check
from intent_lsp.models.transport.health import Health
from intent_lsp.models.transport.http import Channel
from intent_lsp.values import JsonValue

_CHILD_OPTIONS = ("n_ctx", "n_gpu_layers", "threads")
_CONTEXT = 8192
_SMALL_MACHINE = 4
"""Cores."""
_NOT_YET = check("http://127.0.0.1:0/v1")


def _threads() -> dict[str, int]:
    """On a small machine one core is left to the editor, the search and the sandbox: threads that spin for a core which
    they do not get slow everything down. Elsewhere llama.cpp's own choice, which knows the kinds of cores, is better.
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {"threads": max(1, usable - 1)} if usable <= _SMALL_MACHINE else {}


class LlamaCpp(OpenAICompat):
    """``llama_cpp``. ``n_ctx``, ``n_gpu_layers`` and ``threads`` of ``params`` are for the process; the rest is for
    each call."""

    def __init__(self, config: ProviderConfig, health: Health) -> None:
        super().__init__(config, _NOT_YET, health)
        self._process: LlamaProcess | None = None
        self._starting = asyncio.Lock()

    @property
    def model(self) -> str:
        return self.config.model or Path(self.config.path).stem

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        return {**super().cache_key(prompt), "model": self.model}

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        await self.start()
        return await super().generate(prompt, on_token=on_token)

    async def probe(self) -> None:
        await self.start()
        await super().probe()

    async def models(self) -> Sequence[Candidate]:
        """The one file, looked at from outside; nothing is started for this."""
        await asyncio.to_thread(look_at, self.config.path, self.name)
        return [Candidate(self.model)]

    async def describe(self, model: str) -> None:
        context = self.config.options.get("n_ctx", _CONTEXT)
        self.context = context if isinstance(context, int) else 0
        self.note = "started with the first call"

    async def warm(self, system: str = "") -> None:
        await self.start()
        await super().warm(system)

    def fix(self, model: str) -> str:
        return "set path to a GGUF file on this machine"

    async def start(self) -> None:
        """Start the child process unless it runs already; one that died is started again."""
        async with self._starting:
            if self._process is not None and self._process.alive:
                return
            await self._stop()
            options = {name: self.config.options[name] for name in _CHILD_OPTIONS if name in self.config.options}
            calls = max(1, self.config.concurrency)
            context = options.get("n_ctx", _CONTEXT)
            if isinstance(context, int):
                options["n_ctx"] = context * calls  # llama.cpp divides it among the calls at once
            settings = {"model": self.config.path, "parallel": calls, **_threads(), **options}
            import secrets  # the standard library's; not needed before a child is started

            key = secrets.token_urlsafe()  # the port is open to every user and every web page on this machine
            self._process = await LlamaProcess.start(
                settings, provider=self.name, seconds=self.config.timeouts.first_token, key=key
            )
            self._channel = Channel(
                check(self._process.url), provider=self.name, timeouts=self.config.timeouts, key=key
            )

    async def close(self) -> None:
        await self._stop()
        await super().close()

    def _best_lock(self) -> Step:
        return "grammar"

    def _body(self, prompt: Prompt, step: Step, model: str) -> dict[str, Any]:
        body = super()._body(prompt, step, model)
        for name in _CHILD_OPTIONS:
            body.pop(name, None)
        if step == "none":
            body["timings_per_token"] = True
        return body | {"cache_prompt": True, "chat_template_kwargs": {"enable_thinking": False}}

    async def _stop(self) -> None:
        process, self._process = self._process, None
        await self._channel.close()
        if process is not None:
            await process.close()
