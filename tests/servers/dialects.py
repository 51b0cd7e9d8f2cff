"""How each kind of server says things: lists, streams, locks and errors, as their sources and documents have them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from intent_lsp.config import Preset, ProviderConfig, Timeouts
from tests.servers.fake import Behaviour, Request, Wire

MODEL = "qwen2.5-coder:7b"
CODE = "```javascript\nexport function f(x, y) {\n  return x + y; // ✓ 𝒻\n}\n```"
QUICK = Timeouts(connect=4.0, first_token=6.0, stall=5.0, total=20.0)


@dataclass(frozen=True)
class Dialect:
    """One kind of server. ``preset`` is empty for Ollama."""

    name: str
    preset: Preset = ""

    @property
    def ollama(self) -> bool:
        return self.name == "ollama"

    def config(
        self, root: str, *, name: str = "", timeouts: Timeouts = QUICK, model: str = MODEL, **more: Any
    ) -> ProviderConfig:
        url = root if self.ollama else f"{root}/v1"
        kind: Any = "ollama" if self.ollama else "openai_compat"
        return ProviderConfig(
            kind, name or self.name, url=url, model=model, preset=self.preset, timeouts=timeouts, **more
        )

    # --- pieces of a stream ------------------------------------------------------------------------------------------

    def piece(self, text: str) -> bytes:
        if self.ollama:
            return _line({"model": MODEL, "message": {"role": "assistant", "content": text}, "done": False})
        return _event({"model": MODEL, "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})

    def thought(self, text: str) -> bytes:
        if self.ollama:
            return _line(
                {"model": MODEL, "message": {"role": "assistant", "content": "", "thinking": text}, "done": False}
            )
        field = "reasoning_content" if self.preset == "llamacpp" else "reasoning"
        return _event({"model": MODEL, "choices": [{"index": 0, "delta": {field: text}, "finish_reason": None}]})

    def opening(self) -> bytes:
        if self.ollama:
            return b""
        role = {"role": "assistant", "content": None}
        return b": ping\n\n" + _event({"model": MODEL, "choices": [{"index": 0, "delta": role, "finish_reason": None}]})

    def closing(self, reason: str = "stop", prompt_tokens: int = 60) -> bytes:
        if self.ollama:
            return _line({
                "model": MODEL, "message": {"role": "assistant", "content": ""}, "done": True, "done_reason": reason,
                "load_duration": 10_000_000, "prompt_eval_count": prompt_tokens, "prompt_eval_duration": 20_000_000,
                "eval_count": 21, "eval_duration": 30_000_000,
            })  # fmt: skip
        if self.preset == "tgi" and reason == "stop":
            reason = "eos_token"
        last = _event({"model": MODEL, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 21, "total_tokens": prompt_tokens + 21}
        return last + _event({"model": MODEL, "choices": [], "usage": usage}) + b"data: [DONE]\n\n"

    def error_in_stream(self) -> bytes:
        if self.ollama:
            return _line({"error": "an error was encountered while running the model: CUDA error"})
        return _event({"error": {"message": "something broke inside", "type": "server_error", "code": 500}})

    async def say(self, wire: Wire, pieces: Iterable[str], reason: str = "stop") -> None:
        """A whole good answer."""
        await self.begin(wire)
        for piece in pieces:
            await wire.chunk(self.piece(piece))
        await wire.chunk(self.closing(reason))
        await wire.end()

    async def begin(self, wire: Wire) -> None:
        await wire.head(200, "application/x-ndjson" if self.ollama else "text/event-stream")
        await wire.chunk(self.opening())

    # --- errors ------------------------------------------------------------------------------------------------------

    def error(self, message: str, kind: str = "invalid_request_error", code: Any = None) -> Any:
        if self.ollama:
            return {"error": message}
        if self.preset == "tgi":
            return {"error": message, "error_type": kind}
        return {"error": {"message": message, "type": kind, "code": code}}

    def model_missing(self) -> tuple[int, Any]:
        if self.ollama:
            return 404, self.error(f"model '{MODEL}' not found")
        if self.preset == "lmstudio":
            return 404, self.error("No models loaded. Please load a model in the developer page.")
        return 404, self.error(f"The model `{MODEL}` does not exist.", "NotFoundError", 404)

    def loading(self) -> tuple[int, Any]:
        if self.preset == "llamacpp":
            return 503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}
        return 503, self.error("server busy, please try again", "overloaded")

    def overflow(self) -> tuple[int, Any]:
        if self.ollama:
            return 400, self.error("the input length exceeds the context length")
        if self.preset == "llamacpp":
            return 400, {
                "error": {
                    "message": "request (9000 tokens) exceeds the available context size (4096 tokens)",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 9000,
                    "n_ctx": 4096,
                }
            }
        if self.preset == "tgi":
            return 422, self.error("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000", "validation")
        return 400, self.error("This model's maximum context length is 4096 tokens. However, you requested 9000")

    # --- what is asked beside completions ----------------------------------------------------------------------------

    def serving(self, chat: Behaviour) -> Behaviour:
        """A server whose lists work, and whose completions are ``chat``."""

        async def behave(request: Request, wire: Wire) -> None:
            if request.path.endswith(("/chat/completions", "/api/chat")):
                await chat(request, wire)
            elif request.path == "/api/version":
                await wire.whole(200, {"version": "0.30.0"})
            elif request.path == "/api/tags":
                await wire.whole(
                    200, {"models": [{"name": MODEL, "model": MODEL, "details": {"parameter_size": "7.6B"}}]}
                )
            elif request.path == "/api/show":
                await wire.whole(200, {"capabilities": ["completion"], "model_info": {"qwen2.context_length": 32768}})
            elif request.path == "/v1/models":
                owner = {"lmstudio": "organization_owner", "llamacpp": "llamacpp", "vllm": "vllm"}.get(self.preset, "")
                await wire.whole(200, {"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": owner}]})
            else:
                await wire.whole(404, b"404 page not found")

        return behave


def having(names: Sequence[str], usual: Behaviour) -> Behaviour:
    """An Ollama that lists these models, more of which may be pulled while it runs; else it does what is ``usual``."""

    async def behave(request: Request, wire: Wire) -> None:
        if request.path == "/api/tags":
            await wire.whole(200, {"models": [{"name": name} for name in names]})
        else:
            await usual(request, wire)

    return behave


DIALECTS = (
    Dialect("ollama"),
    Dialect("lmstudio", "lmstudio"),
    Dialect("llamacpp", "llamacpp"),
    Dialect("vllm", "vllm"),
    Dialect("tgi", "tgi"),
)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def _event(value: Any) -> bytes:
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"
