"""The provider that needs no model: programs found from the examples, by a search in a process of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import BadReply
from intent_lsp.models.contract import OnToken, Prompt, Reply, SynthesiserProcess
from intent_lsp.models.flights import Flights
from intent_lsp.synthesis import VERSION
from intent_lsp.values import JsonValue, show

if TYPE_CHECKING:
    from intent_lsp.synthesis.contract import Synthesis

_KEPT = 64
_FENCES = {"js": "javascript", "py": "python"}


class Builtin:
    """``builtin``. One search serves both targets of an intent."""

    model = "builtin"

    def __init__(self, config: ProviderConfig, synthesiser: SynthesiserProcess | None = None) -> None:
        self._config = config
        self._synthesiser = synthesiser
        self._flights: Flights[Synthesis] = Flights()
        self._found: dict[str, Synthesis] = {}

    @property
    def name(self) -> str:
        return self._config.name

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        return {
            "type": "builtin",
            "version": VERSION,
            "task": self._key(prompt),
            "options": dict(self._config.options),
        }

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        started = time.perf_counter()
        key = self._key(prompt)
        found = self._found.get(key)
        if found is None:
            found = await self._flights.join(key, lambda: self._search(key, prompt))
        code = found.code.get(prompt.target, "")
        if found.outcome == "none" or not code.strip():
            raise BadReply(
                f"no program was found from the examples: {found.explanation}",
                provider=self.name,
                hint="add examples, or start a model server such as Ollama (see: intent doctor)",
            )
        text = f"```{_FENCES[prompt.target]}\n{code.rstrip()}\n```\n"
        on_token(text)
        return Reply(
            text=text,
            provider=self.name,
            model=self.model,
            seconds=time.perf_counter() - started,
            confidence=found.outcome,
            question=found.question,
            note=found.explanation,
        )

    async def close(self) -> None:
        await self._flights.close()
        if self._synthesiser is not None:
            await self._synthesiser.close()

    async def _search(self, key: str, prompt: Prompt) -> Synthesis:
        from intent_lsp.synthesis.contract import Task

        if self._synthesiser is None:
            from intent_lsp.synthesis.process import Synthesiser

            self._synthesiser = Synthesiser()
        # Hidden examples stay here: the search must not even be able to look at them.
        intent = dataclasses.replace(prompt.intent, examples=prompt.intent.shown)
        task = Task(intent, prompt.counterexamples)
        budget = self._config.options.get("budget")
        if isinstance(budget, int) and budget > 0:
            task = dataclasses.replace(task, budget=budget)
        found = await self._synthesiser.solve(task, lambda used, budget: None)
        self._found[key] = found
        while len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        return found

    def _key(self, prompt: Prompt) -> str:
        parts = [prompt.intent.digest]
        parts += sorted(f"{show(list(c.args), 10_000)} {show(c.expected, 10_000)}" for c in prompt.counterexamples)
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
