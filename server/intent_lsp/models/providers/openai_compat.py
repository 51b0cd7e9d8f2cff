"""Servers that speak OpenAI's chat completions: LM Studio, llama.cpp, vLLM, TGI and others.

Streams are server-sent events that must end with a finish reason; ``[DONE]`` usually follows, and is not needed. Each
has a connection of its own, as llama.cpp closes the socket after a stream although it announces keep-alive.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any

from intent_lsp.errors import BadReply, ModelError
from intent_lsp.models import choose_model
from intent_lsp.models.contract import OnToken, Prompt, Reply, Step
from intent_lsp.models.providers.answer import Answer
from intent_lsp.models.providers.counts import count
from intent_lsp.models.providers.locks import SCHEMA, grammar
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.faults import is_fault, refused_parameter
from intent_lsp.models.transport.http import Exchange
from intent_lsp.models.transport.streams import DONE, EventStream
from intent_lsp.text import json_text

log = logging.getLogger("intent_lsp.models")

_BEST: dict[str, Step] = {"llamacpp": "grammar", "lmstudio": "json", "vllm": "json", "tgi": "json"}
_FIX = {
    "lmstudio": "run: lms load {}",
    "llamacpp": "start llama-server with --model {}",
    "vllm": "run: vllm serve {}",
    "tgi": "start the server with --model-id {}",
}
_FIX_WITHOUT_NAME = {
    "lmstudio": "load a model in LM Studio, or run: lms get qwen2.5-coder-7b-instruct",
    "llamacpp": "start llama-server with --model FILE.gguf",
    "vllm": "run: vllm serve Qwen/Qwen2.5-Coder-7B-Instruct",
    "tgi": "start the server with --model-id Qwen/Qwen2.5-Coder-7B-Instruct",
}
_SLOTS_OF_VLLM = 8
"""vLLM works on hundreds of calls at once; this is twice the pieces of work that go on at once by default."""
_MOST_SLOTS = 64
_READS_QUICKLY = 1000
"""Tokens of a prompt a second: more than a model reads without a GPU."""
_TELLING = 64
"""Tokens of a prompt from which its speed can be told."""
_OURS = frozenset({"model", "messages", "stream", "stream_options", "n"})
"""Parameters of a request that users cannot change."""
_OPTIONAL = (
    "stream_options", "seed", "temperature", "max_tokens", "chat_template_kwargs", "cache_prompt", "min_p",
    "timings_per_token", "ttl",
)  # fmt: skip
"""Parameters of ours that a server may refuse: they are left out then, but for the limit, which has another name."""
_TAIL = 0.25
"""Seconds to wait for the counts of tokens behind a whole answer."""
_SHAPES = ("stop", "response_format", "grammar", "json_schema", "structured_outputs", "guided_json")
"""Parameters that would break a lock: a stop text cuts the shape, and of two locks llama.cpp drops one."""


class OpenAICompat(ServerProvider):
    """``openai_compat``. An unknown server is not locked: nothing tells whether it would keep a lock."""

    owner: str = ""
    """Who owns the listed models: servers give themselves away by it. Known after a first look at the list."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._refused: set[str] = set()
        """What of :data:`_OPTIONAL` the server does not take."""

    def _best_lock(self) -> Step:
        return _BEST.get(self.config.preset, "none")

    def fix(self, model: str) -> str:
        if self.config.preset not in _FIX:
            return super().fix(model)
        return _FIX[self.config.preset].format(model) if model else _FIX_WITHOUT_NAME[self.config.preset]

    async def probe(self) -> None:
        await self._listed()

    async def models(self) -> Sequence[choose_model.Candidate]:
        return [
            choose_model.Candidate(str(entry["id"]))
            for entry in await self._listed()
            if choose_model.is_name(entry.get("id"))
        ]

    async def describe(self, model: str) -> None:
        """LM Studio tells in its own interface which context a model has, and whether it is loaded."""
        self.context = self._contexts.get(model, self.context)
        if self.config.preset != "lmstudio":
            return
        path = self.endpoint.path.removesuffix("/v1")
        status, _, body = await self._channel.get(f"{path}/api/v1/models", timeouts=self._quick())
        try:
            entries = json_text.loads(body)["models"] if status == 200 else []
            found: dict[str, Any] = next((entry for entry in entries if entry["key"] == model), {})
            loaded = [instance["config"]["context_length"] for instance in found.get("loaded_instances") or ()]
            told = loaded[0] if loaded else found.get("max_context_length")
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.note = "loaded" if loaded else "loaded when it is first asked" if found else ""
        self.context = told if isinstance(told, int) else self.context

    async def slots(self, reply: Reply) -> int:
        """vLLM takes as many calls as come. llama.cpp tells its slots; whether they pay off its speed tells, as without
        a GPU each slot reads the whole prompt again, which costs more than writing together saves. Of other servers
        one cannot know whether calls only queue up."""
        if self.config.preset == "vllm":
            return _SLOTS_OF_VLLM
        if self.config.preset != "llamacpp":
            return 1
        seconds = reply.timings.get("prompt", 0.0)
        if reply.evaluated_tokens < _TELLING or not 0 < seconds * _READS_QUICKLY <= reply.evaluated_tokens:
            return 0
        try:
            path = self.endpoint.path.removesuffix("/v1")
            status, _, body = await self._channel.get(f"{path}/props", timeouts=self._quick())
            told = json_text.loads(body)["total_slots"] if status == 200 else 1
        except (ModelError, ValueError, KeyError, TypeError):
            return 1
        return min(told, _MOST_SLOTS) if isinstance(told, int) and told > 0 else 1

    async def warm(self, system: str = "") -> None:
        """Ask for the model once.

        llama.cpp also reads the system text into its cache, without writing a token; LM Studio loads a model when it
        is first asked for a token.
        """
        model = await self._model_name()
        prompt: dict[str, Any] = {"messages": [{"role": "system", "content": system}]}
        if self.config.preset == "llamacpp" and system:
            prompt |= {"max_tokens": 0, "cache_prompt": True}
        elif self.config.preset == "lmstudio":
            prompt |= {"model": model, "max_tokens": 1, **self._time_to_live()}
        else:
            return
        status, headers, body = await self._channel.post(f"{self.endpoint.path}/chat/completions", prompt)
        if status != 200:
            raise self._fault(status, headers, body)

    async def _listed(self) -> list[dict[str, Any]]:
        status, headers, body = await self._channel.get(f"{self.endpoint.path}/models", timeouts=self._quick())
        if status != 200:
            raise self._fault(status, headers, body)
        try:
            told = json_text.loads(body)
            entries = [entry | {} for entry in (told if isinstance(told, list) else told["data"])]
        except (ValueError, KeyError, TypeError):
            raise BadReply(
                f"what answers at {self.endpoint.url} is not an OpenAI-compatible server",
                provider=self.name,
                hint="correct the address; it usually ends in /v1",
            ) from None
        if entries:
            self.owner = str(entries[0].get("owned_by") or "")
            if self.owner == entries[0].get("id"):
                self.owner = "tgi"  # which calls a model its own owner
        for entry in entries:
            meta = entry.get("meta")
            told = entry.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else 0)
            if isinstance(told, int) and told > 0:
                self._contexts[str(entry.get("id"))] = told
                if len(entries) == 1 or entry.get("id") == self.model:
                    self.context = told
        return entries

    async def _call(self, prompt: Prompt, step: Step, on_token: OnToken) -> Reply:
        model = await self._model_name()
        answer = Answer(provider=self.name, model=model, cap=self.cap(prompt), on_token=on_token, lock=step)
        body = self._body(prompt, step, model)
        async with self._channel.open("POST", f"{self.endpoint.path}/chat/completions", body, keep=False) as exchange:
            if exchange.status != 200:
                raise self._fault(exchange.status, exchange.headers, await exchange.body())
            if "json" in exchange.headers.get("content-type", "") and "stream" not in exchange.headers["content-type"]:
                return self._unstreamed_reply(await exchange.body(), answer)
            events = EventStream()
            async for chunk in exchange.chunks:
                values = events.feed(chunk)
                for value in values:
                    if value is DONE:
                        return answer.reply()
                    self._take(value, answer)
                if answer.finish:
                    await self._usage(exchange, events, answer)
                    return answer.reply()
                if answer.moved:
                    answer.moved = False
                    exchange.progress()
                    if step == "none" and answer.cut(prompt):
                        return answer.reply()
                    answer.look()
            for value in events.end():
                if value is DONE:
                    break
                self._take(value, answer)
        return answer.reply()

    async def _usage(self, exchange: Exchange, events: EventStream, answer: Answer) -> None:
        """The counts of tokens that follow a whole answer, where they come at once; a broken end breaks nothing.

        Some servers send no ``[DONE]``, and some leave the connection open behind it.
        """

        def take(chunk: bytes) -> bool:
            try:
                values = events.feed(chunk)
            except BadReply:
                return True
            for value in values:
                if value is DONE:
                    return True
                count(value, answer)
            return self._is_counted(answer)

        if not self._is_counted(answer):
            await exchange.drain(take, _TAIL)

    def _is_counted(self, answer: Answer) -> bool:
        """Whether no more counts need be waited for: vLLM and llama.cpp tell more in their last ones."""
        return answer.counted or (answer.completion_tokens > 0 and self.config.preset not in {"vllm", "llamacpp"})

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
        if step == "none":  # an answer may be cut once the module is whole: its tokens must be known by then
            body |= {"timings_per_token": True} if preset == "llamacpp" else {}
            body["stream_options"] |= {"continuous_usage_stats": True} if preset == "vllm" else {}
        body |= self._time_to_live()
        body |= {name: value for name, value in self.config.options.items() if name not in _OURS}
        if "max_completion_tokens" in body:
            body["max_completion_tokens"] = self.cap(prompt)
        else:
            body["max_tokens"] = self.cap(prompt)
        body["seed"] = self._seed(prompt)
        for name in self._refused:
            value = body.pop(name, None)
            if name == "max_tokens" and value is not None:
                body["max_completion_tokens"] = value
        for name in _SHAPES if step != "none" else ():
            body.pop(name, None)
        if step == "grammar":
            body["grammar"] = grammar(prompt.target)
        elif step == "json" and preset == "tgi":
            body["response_format"] = {"type": "json", "value": SCHEMA}
        elif step == "json":
            schema = {"name": "module", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def _does_without(self, error: ModelError) -> bool:
        mine = [name for name in _OPTIONAL if name not in self._refused and name not in self.config.options]
        name = refused_parameter(error, mine)
        if name is None:
            return False
        log.info("%s: the server takes no %s: it is left out", self.name, name)
        self._refused.add(name)
        return True

    def _time_to_live(self) -> dict[str, Any]:
        """How long LM Studio keeps a model that it loaded when asked."""
        seconds = _seconds(self.config.keep_alive) if self.config.preset == "lmstudio" else None
        return {} if seconds is None else {"ttl": seconds}

    def _take(self, value: dict[str, Any], answer: Answer) -> None:
        if is_fault(value):
            raise self._fault_in_stream(value, self.model)
        if choose_model.is_name(value.get("model")):
            answer.model = choose_model.plain_name(value["model"])
        count(value, answer)
        choices = value.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict) or choice.get("index") not in (None, 0, "0"):
            return
        delta = choice.get("delta")
        if not delta and not answer.has_begun:  # whole: all of it, where some servers repeat it at the end of a stream
            delta = choice.get("message") or {"content": choice.get("text")}
        if isinstance(delta, dict):
            if text := _text(delta.get("content")):
                answer.add(text)
            elif thought := delta.get("reasoning") or delta.get("reasoning_content"):
                answer.think(str(thought))
        if isinstance(choice.get("finish_reason"), str):
            answer.finish = choice["finish_reason"]

    def _unstreamed_reply(self, body: bytes, answer: Answer) -> Reply:
        """A server that does not stream answers with one object, which is just as good."""
        events = EventStream()  # which some call JSON
        try:
            values = [*events.feed(body), *events.end()]
        except BadReply:
            raise BadReply("the server's answer is garbage", provider=self.name, hint="look at its log") from None
        for value in values:
            if value is not DONE:
                self._take(value, answer)
        return answer.reply()


def _text(content: object) -> str:
    """Of a message: a text, or a list of parts."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _seconds(duration: str) -> int | None:
    """Seconds of ``600``, ``10m`` or ``1h30m``; for ever (negative) is a year; ``None`` where nothing is said."""
    text = duration.strip()
    if not text:
        return None
    if text.startswith("-"):
        return 31_536_000
    if text.isdigit():
        return int(text)
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    return round(sum(float(count) * units[unit] for count, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", text)))
