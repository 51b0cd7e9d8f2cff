"""Servers that speak OpenAI's chat completions: LM Studio, llama.cpp, vLLM, TGI and others.

Streams are server-sent events that must end with a finish reason and ``[DONE]``. A stream gets a connection of its own,
as llama.cpp closes the socket after a stream although it announces keep-alive; only servers known to keep it are trusted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from intent_lsp.errors import BadReply
from intent_lsp.models import choose, faults
from intent_lsp.models.contract import OnToken, Prompt, Reply
from intent_lsp.models.locks import SCHEMA, Step, grammar
from intent_lsp.models.providers.answer import Answer
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.streams import DONE, EventStream

_BEST: dict[str, Step] = {"llamacpp": "grammar", "lmstudio": "json", "vllm": "json", "tgi": "json"}
_KEEPS = frozenset({"lmstudio", "vllm", "tgi"})
"""Presets whose servers (Express, Uvicorn, hyper) serve further requests on the connection of a stream."""
_FIX = {
    "lmstudio": "lms load {model}",
    "llamacpp": "start llama-server with --model {model}",
    "vllm": "vllm serve {model}",
    "tgi": "start the server with --model-id {model}",
}


class OpenAICompat(ServerProvider):
    """``openai_compat``. An unknown server is not locked: nothing tells whether it would keep a lock."""

    owner: str = ""
    """Who owns the listed models: servers give themselves away by it. Known after a first look at the list."""

    def _best_lock(self) -> Step:
        return _BEST.get(self.config.preset, "none")

    def fix(self, model: str) -> str:
        return _FIX.get(self.config.preset, "load {model} in the server, or name a model it has").format(model=model)

    async def probe(self) -> None:
        await self._listed()

    async def models(self) -> Sequence[choose.Candidate]:
        return [choose.Candidate(str(entry["id"])) for entry in await self._listed() if entry.get("id")]

    async def warm(self, system: str = "") -> None:
        """Ask for the model once; llama.cpp also reads the system text into its cache, without writing a token."""
        if self.config.preset != "llamacpp" or not system:
            await self._model_name()
            return
        prompt = {"messages": [{"role": "system", "content": system}], "max_tokens": 0, "cache_prompt": True}
        status, headers, body = await self._channel.post(f"{self.endpoint.path}/chat/completions", prompt)
        if status != 200:
            raise self._fault(status, headers, body)

    async def _listed(self) -> list[dict[str, Any]]:
        status, headers, body = await self._channel.get(f"{self.endpoint.path}/models", timeouts=self._quick())
        if status != 200:
            raise self._fault(status, headers, body)
        try:
            entries = [entry | {} for entry in json.loads(body)["data"]]
        except (ValueError, KeyError, TypeError):
            raise BadReply(
                "the list of models is garbage",
                provider=self.name,
                hint="look at the address; OpenAI-compatible ones usually end in /v1",
            ) from None
        if entries:
            self.owner = str(entries[0].get("owned_by") or "")
        for entry in entries:
            if len(entries) == 1 or entry.get("id") == self.model:
                meta = entry.get("meta")
                told = entry.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else 0)
                self.context = told if isinstance(told, int) else 0
        return entries

    async def _call(self, prompt: Prompt, step: Step, on_token: OnToken) -> Reply:
        model = await self._model_name()
        answer = Answer(provider=self.name, model=model, cap=self.cap(prompt), on_token=on_token)
        body = self._body(prompt, step, model)
        keep = self.config.preset in _KEEPS
        async with self._channel.open("POST", f"{self.endpoint.path}/chat/completions", body, keep=keep) as exchange:
            if exchange.status != 200:
                raise self._fault(exchange.status, exchange.headers, await exchange.body())
            if "json" in exchange.headers.get("content-type", "") and "stream" not in exchange.headers["content-type"]:
                return self._whole(await exchange.body(), answer)
            events = EventStream()
            async for chunk in exchange.chunks:
                values = events.feed(chunk)
                for value in values:
                    if value is DONE:
                        if keep:
                            await exchange.drain()
                        return answer.reply()
                    self._take(value, answer)
                if answer.moved:
                    answer.moved = False
                    exchange.progress()
            for value in events.end():
                if value is DONE:
                    return answer.reply()
                self._take(value, answer)
        raise BadReply("the stream ended without [DONE]", provider=self.name, hint="look at the server's log")

    def _body(self, prompt: Prompt, step: Step, model: str) -> dict[str, Any]:
        preset = self.config.preset
        body: dict[str, Any] = {
            "model": model,
            "messages": self._messages(prompt, step),
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": self._temperature(prompt),
        }
        if preset in {"llamacpp", "vllm"}:
            body["chat_template_kwargs"] = {"enable_thinking": False}
        if preset == "llamacpp":
            body |= {"cache_prompt": True, "min_p": 0}
        if preset == "lmstudio" and self.config.keep_alive.isdigit():
            body["ttl"] = int(self.config.keep_alive)
        body |= self.config.options
        if "max_completion_tokens" in body:
            body["max_completion_tokens"] = self.cap(prompt)
        else:
            body["max_tokens"] = self.cap(prompt)
        body["seed"] = self._seed(prompt)
        if step != "none":
            body.pop("stop", None)  # a stop text that occurs inside the locked shape would cut it
        if step == "grammar":
            body["grammar"] = grammar(prompt.target)
        elif step == "json" and preset == "tgi":
            body["response_format"] = {"type": "json", "value": SCHEMA}
        elif step == "json":
            schema = {"name": "module", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def _take(self, value: dict[str, Any], answer: Answer) -> None:
        if value.get("error"):
            raise self._fault_in_stream(value)
        if isinstance(value.get("model"), str) and value["model"]:
            answer.model = _name(value["model"])
        usage = value.get("usage")
        if isinstance(usage, dict):
            answer.prompt_tokens = usage.get("prompt_tokens") or 0
            answer.completion_tokens = usage.get("completion_tokens") or 0
        timings = value.get("timings")
        if isinstance(timings, dict):
            answer.timings = {
                ours: timings[theirs] / 1000
                for ours, theirs in (("prompt", "prompt_ms"), ("generate", "predicted_ms"))
                if isinstance(timings.get(theirs), (int, float))
            }
        choices = value.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            text = delta.get("content")
            if isinstance(text, str) and text:
                answer.add(text)
            elif delta.get("reasoning") or delta.get("reasoning_content"):
                answer.think()
        if isinstance(choice.get("finish_reason"), str):
            answer.finish = choice["finish_reason"]

    def _whole(self, body: bytes, answer: Answer) -> Reply:
        """A server that does not stream answers with one object, which is just as good."""
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            raise BadReply("the server's answer is garbage", provider=self.name, hint="look at its log") from None
        if not isinstance(value, dict):
            raise BadReply("the server's answer is no chat completion", provider=self.name, hint="look at its log")
        self._take(value, answer)
        return answer.reply()

    def _fault(self, status: int, headers: Mapping[str, str], body: bytes) -> Exception:
        return faults.from_response(
            status, headers, body, provider=self.name, model=self.model, fix=self.fix(self.model or "a model")
        )

    def _fault_in_stream(self, value: dict[str, Any]) -> Exception:
        return faults.from_object(value, provider=self.name, model=self.model, fix=self.fix(self.model or "a model"))


def _name(model: str) -> str:
    """llama.cpp names the file it serves: a machine's paths do not belong into what is committed."""
    return PurePath(model.replace("\\", "/")).stem if model.endswith(".gguf") else model
