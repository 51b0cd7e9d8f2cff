"""Ollama's native interface, which alone lets a client size the context.

Streams are newline-delimited JSON that must end with ``done: true``. Long prompts are cut silently by the server unless
the context is sized to them, so it is, and the count that comes back is compared.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from intent_lsp.errors import BadReply, ContextOverflow, EndpointRefused, RequestRejected
from intent_lsp.models import choose_model
from intent_lsp.models.contract import OnToken, Prompt, Reply, Step
from intent_lsp.models.providers.answer import Answer
from intent_lsp.models.providers.counts import number
from intent_lsp.models.providers.limits import MOST, estimate_tokens
from intent_lsp.models.providers.locks import INSTRUCTION, SCHEMA
from intent_lsp.models.providers.server import ServerProvider
from intent_lsp.models.transport.streams import JsonLines
from intent_lsp.text import json_text

log = logging.getLogger("intent_lsp.models")

_SMALLEST_CONTEXT = 8192
_GROWTHS = 2
"""How often the context is doubled for one prompt that did not fit what was estimated for it."""
_BYTES_PER_TOKEN = 10
"""Text never packs more bytes than this into a token on average; fewer tokens than that mean that it was cut."""
_SMALLEST_CUT = 500
"""No context is so small that cutting leaves less; servers that count only what was not cached may say less."""
_HALF_AND = 8
"""A prompt that is cut keeps half of the context and these few tokens of its beginning (ollama issue 17427)."""
_USUAL_BYTES = 2.5
"""Few texts have fewer bytes to a token than this."""


class Ollama(ServerProvider):
    """``ollama``."""

    _known: str = ""
    """The model that was asked about with ``/api/show``."""
    _think: bool | str | None = None
    """What to send as ``think``; ``None``: nothing, as the model does not think."""
    _num_ctx: int = 0
    """Only grows: another value makes the server load the model again."""

    def _best_lock(self) -> Step:
        return "json"

    def fix(self, model: str) -> str:
        return f"run: ollama pull {model or 'qwen2.5-coder:7b'}"

    async def probe(self) -> None:
        status, headers, body = await self._channel.get(f"{self.endpoint.path}/api/version", timeouts=self._quick())
        if status != 200:
            raise self._fault(status, headers, body)

    async def describe(self, model: str) -> None:
        """Also refuses models that run elsewhere."""
        await self._learn(model)
        status, _, body = await self._channel.get(f"{self.endpoint.path}/api/ps", timeouts=self._quick())
        try:
            entries = json_text.loads(body)["models"] if status == 200 else []
            held = [entry.get("context_length") for entry in entries if entry.get("model") == model]
        except (ValueError, KeyError, TypeError, AttributeError):
            held = []
        if held:
            self.note = f"loaded with {held[0]:,} tokens of context" if isinstance(held[0], int) else "loaded"

    async def models(self) -> Sequence[choose_model.Candidate]:
        """Those that run on this machine: cloud and remote models are left out."""
        status, headers, body = await self._channel.get(f"{self.endpoint.path}/api/tags", timeouts=self._quick())
        if status != 200:
            raise self._fault(status, headers, body)
        try:
            entries = [entry | {} for entry in json_text.loads(body)["models"] or ()]
        except (ValueError, KeyError, TypeError):
            raise BadReply(
                f"what answers at {self.endpoint.url} is not Ollama",
                provider=self.name,
                hint="correct the address; for other servers the type is openai_compat",
            ) from None
        found = []
        for entry in entries:
            name = str(entry.get("model") or entry.get("name") or "")
            if choose_model.is_name(name) and not leaves_the_machine(name, entry):
                details = entry.get("details")
                size = (
                    choose_model.size_of(str(details.get("parameter_size", ""))) if isinstance(details, dict) else 0.0
                )
                found.append(choose_model.Candidate(name, size))
        return found

    async def warm(self, system: str = "") -> None:
        """Load the model with the options every call will have."""
        model = await self._model_name()
        await self._learn(model)
        body = {"model": model, "messages": [], "stream": False, "options": self._runner_options(system + " " * 3000)}
        status, headers, answer = await self._channel.post(f"{self.endpoint.path}/api/chat", body | self._keep_alive())
        if status != 200:
            raise self._fault(status, headers, answer)

    async def _call(self, prompt: Prompt, step: Step, on_token: OnToken) -> Reply:
        model = await self._model_name()
        await self._learn(model)
        growths = _GROWTHS
        while True:
            try:
                return await self._chat(model, prompt, step, on_token)
            except ContextOverflow as error:
                if not growths or not self._grow():
                    raise
                growths -= 1
                log.info("%s: %s; asking again with num_ctx %d", self.name, error, self._num_ctx)
            except RequestRejected as error:
                if self._think is None or "think" not in str(error).lower():
                    raise
                self._think = None

    def _grow(self) -> bool:
        """Take a larger context from now on, where the model has one and the user did not fix it."""
        if not self._num_ctx or (self.context and self._num_ctx >= self.context):
            return False
        self._num_ctx = min(self._num_ctx * 2, self.context) if self.context else self._num_ctx * 2
        return True

    async def _chat(self, model: str, prompt: Prompt, step: Step, on_token: OnToken) -> Reply:
        body = self._body(model, prompt, step)
        answer = Answer(provider=self.name, model=model, cap=self.cap(prompt), on_token=on_token, lock=step)
        async with self._channel.open("POST", f"{self.endpoint.path}/api/chat", body) as exchange:
            if exchange.status != 200:
                raise self._fault(exchange.status, exchange.headers, await exchange.body())
            lines = JsonLines()
            async for chunk in exchange.chunks:
                values = lines.feed(chunk)
                for value in values:
                    self._take(value, answer)
                if answer.finish:
                    await exchange.drain()
                    break
                if answer.moved:
                    answer.moved = False
                    exchange.progress()
                    if step == "none" and answer.cut(prompt):
                        break
                    answer.look()
            else:
                for value in lines.end():
                    self._take(value, answer)
        reply = answer.reply()
        text = prompt.system + INSTRUCTION[step] + prompt.user
        self._not_cut(answer.prompt_tokens, len(text.encode("utf-8", "surrogatepass")), body["options"]["num_ctx"])
        return reply

    def _body(self, model: str, prompt: Prompt, step: Step) -> dict[str, Any]:
        text = prompt.system + INSTRUCTION[step] + prompt.user
        options = {
            "temperature": self._temperature(prompt),
            **self.config.options,
            **self._runner_options(text, self.cap(prompt)),
            "seed": self._seed(prompt),
            "num_predict": self.cap(prompt),
        }
        options.pop("max_tokens", None)
        if step != "none":
            options.pop("stop", None)
        body: dict[str, Any] = {
            "model": model,
            "messages": self._messages(prompt, step),
            "stream": True,
            "truncate": False,
            "options": options,
            **self._keep_alive(),
        }
        if self._think is not None:
            body["think"] = self._think
        if step != "none":
            body["format"] = SCHEMA
        return body

    def _runner_options(self, text: str, cap: int = 0) -> dict[str, Any]:
        """The options that belong to the loaded model; the same on every call."""
        runner = {
            name: value
            for name, value in self.config.options.items()
            if name in {"num_ctx", "num_batch", "num_gpu", "num_thread", "main_gpu", "use_mmap"}
        }
        if "num_ctx" not in runner:
            needed = estimate_tokens(text) + max(
                cap, MOST
            )  # another size for a longer answer would load the model again
            size = max(self._num_ctx, _SMALLEST_CONTEXT)
            while size < needed:
                size *= 2
            self._num_ctx = min(size, self.context) if self.context else size
            if self.context and estimate_tokens(text) * 2 // 3 > self.context:
                raise ContextOverflow(
                    f"the prompt has about {estimate_tokens(text)} tokens, the model takes {self.context}",
                    provider=self.name,
                    hint="choose a model with a larger context, or shorten the document",
                )  # fmt: skip
            runner["num_ctx"] = self._num_ctx
        return runner

    def _not_cut(self, counted: int, size: int, num_ctx: int) -> None:
        half = num_ctx // 2
        # A prompt of just this length costs a second look where the context may grow, and must not be refused else.
        suspicious = num_ctx * (1 if self._num_ctx else _USUAL_BYTES)
        kept_half = half <= counted <= half + _HALF_AND and size > suspicious
        too_few = counted >= _SMALLEST_CUT and counted * _BYTES_PER_TOKEN < size
        if counted and (counted >= num_ctx or too_few or kept_half):
            raise ContextOverflow(
                f"the server read {counted} tokens of a prompt of {size} bytes: it was cut to fit the context",
                provider=self.name, hint="raise num_ctx in the provider's options, or choose a model with more context",
            )  # fmt: skip

    def _take(self, value: dict[str, Any], answer: Answer) -> None:
        if value.get("error"):
            raise self._fault_in_stream(value, answer.model)
        if value.get("remote_host") or value.get("remote_model"):
            raise self._remote(answer.model)
        if choose_model.is_name(value.get("model")):
            answer.model = value["model"]
        message = value.get("message")
        if isinstance(message, dict):
            text = message.get("content")
            if isinstance(text, str) and text:
                answer.add(text)
            elif message.get("thinking"):
                answer.think(str(message["thinking"]))
        if value.get("done") is True:
            reason = value.get("done_reason")
            answer.finish = reason if isinstance(reason, str) and reason else "stop"
            answer.prompt_tokens = number(value.get("prompt_eval_count"))
            answer.completion_tokens = number(value.get("eval_count"))
            answer.timings = {
                ours: value[theirs] / 1e9
                for ours, theirs in (("load", "load_duration"), ("prompt", "prompt_eval_duration"),
                                     ("generate", "eval_duration"))
                if isinstance(value.get(theirs), (int, float))
            }  # fmt: skip

    async def _learn(self, model: str) -> None:
        """Ask once what the model is: whether it runs here, thinks, and how much context it takes."""
        if self._known == model:
            return
        if leaves_the_machine(model, {}):
            raise self._remote(model)
        status, headers, body = await self._channel.post(
            f"{self.endpoint.path}/api/show", {"model": model}, timeouts=self._quick()
        )
        if status == 404:
            error = self._fault(status, headers, body)
            if not isinstance(error, RequestRejected):
                raise error
        elif status != 200:
            raise self._fault(status, headers, body)  # whether the model runs here must be known before it is asked
        try:
            value = json_text.loads(body) if status == 200 else {}
        except ValueError:
            value = {}
        value = value if isinstance(value, dict) else {}
        if leaves_the_machine(model, value):
            raise self._remote(model)
        capabilities = value.get("capabilities")
        if isinstance(capabilities, list) and "thinking" in capabilities:
            self.thinks = "gpt-oss" in model.lower()  # which cannot be turned off
            self._think = "low" if self.thinks else False
        info = value.get("model_info")
        if isinstance(info, dict):
            told = [size for name, size in info.items() if name.endswith(".context_length") and isinstance(size, int)]
            self.context = max(told, default=0)
        self._known = model

    def _keep_alive(self) -> dict[str, Any]:
        text = self.config.keep_alive.strip()
        if not text:
            return {}
        return {"keep_alive": int(text) if text.lstrip("-").isdigit() else text}

    def _remote(self, model: str) -> EndpointRefused:
        error = EndpointRefused(
            f"{model} does not run on this machine: Ollama would send the prompt away",
            provider=self.name,
            hint="choose a model that runs here, for example qwen2.5-coder:7b",
        )
        error.brief = "may not be asked: its model does not run on this machine"
        return error


def leaves_the_machine(name: str, entry: Mapping[str, Any]) -> bool:
    """Whether a model of Ollama runs elsewhere: cloud names, or an entry that names a remote host."""
    tag = name.rpartition("/")[2].partition(":")[2].lower()
    return bool(tag == "cloud" or tag.endswith("-cloud") or entry.get("remote_host") or entry.get("remote_model"))
