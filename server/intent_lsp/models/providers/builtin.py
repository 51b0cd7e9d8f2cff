"""The provider that needs no model: programs found from the examples, by a search in a process of its own."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import NoProgram
from intent_lsp.models.contract import OnToken, Prompt, Reply, SynthesiserProcess
from intent_lsp.models.joined_calls import JoinedCalls
from intent_lsp.synthesis import VERSION
from intent_lsp.values import JsonValue, Target, show

if TYPE_CHECKING:
    from intent_lsp.synthesis.contract import Synthesis, Task

MORE = "start a model server such as Ollama (see: intent doctor), or add examples"
"""What to do when no program was found."""
_KEPT = 64
_Listener: TypeAlias = tuple[Target, Callable[[str], None]]
_FENCES = {"js": "javascript", "py": "python"}


class _FirstFit:
    """Passes the first program that fits on to everyone who waits for the same search, also to those who come late."""

    def __init__(self) -> None:
        self._listeners: list[_Listener | None] = []
        self._lines: dict[Target, str] = {}

    def join(self, listener: _Listener | None) -> None:
        self._listeners.append(listener)
        self._tell(listener)

    def leave(self, listener: _Listener | None) -> bool:
        """Whether that was the last."""
        self._listeners.remove(listener)
        return not self._listeners

    def tell(self, lines: dict[Target, str]) -> None:
        self._lines = lines
        for listener in self._listeners:
            self._tell(listener)

    def _tell(self, listener: _Listener | None) -> None:
        if listener is not None and self._lines:
            target, on_step = listener
            on_step(f"first fit: {self._lines[target]}")


class Builtin:
    """``builtin``. One search serves both targets of an intent."""

    model = "builtin"

    def __init__(self, config: ProviderConfig, synthesiser: SynthesiserProcess | None = None) -> None:
        self._config = config
        self._synthesiser = synthesiser
        self._flights: JoinedCalls[Synthesis] = JoinedCalls()
        self._found: dict[str, Synthesis] = {}
        self._first: dict[str, _FirstFit] = {}

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

    async def generate(
        self, prompt: Prompt, *, on_token: OnToken, on_step: Callable[[str], None] | None = None
    ) -> Reply:
        """See :class:`~intent_lsp.models.contract.Provider`. ``on_step`` hears of the first program that fits, on one
        line, while the search for a better one goes on."""
        started = time.perf_counter()
        key = self._key(prompt)
        found = self._found.get(key)
        if found is None:
            first = self._first.setdefault(key, _FirstFit())
            listener = (prompt.target, on_step) if on_step is not None else None
            first.join(listener)
            try:
                found = await self._flights.join(key, lambda: self._search(key, prompt, first))
            finally:
                if first.leave(listener) and self._first.get(key) is first:
                    del self._first[key]
        code = found.code.get(prompt.target, "")
        if found.outcome == "none" or not code.strip():
            raise NoProgram(found.explanation, hint=MORE, provider=self.name)
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
            doubts=(found.doubt,) if found.doubt else (),
        )

    async def close(self) -> None:
        await self._flights.close()
        if self._synthesiser is not None:
            await self._synthesiser.close()

    async def _search(self, key: str, prompt: Prompt, first: _FirstFit) -> Synthesis:
        if self._synthesiser is None:
            from intent_lsp.synthesis.process import Synthesiser

            self._synthesiser = Synthesiser()
        found = await self._synthesiser.solve(self._task(prompt), lambda used, budget: None, first.tell)
        self._found[key] = found
        while len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        return found

    def _task(self, prompt: Prompt) -> Task:
        """What is searched for. Hidden examples stay here: the search must not even be able to look at them."""
        from intent_lsp.synthesis.contract import Task

        intent = dataclasses.replace(prompt.intent, examples=prompt.intent.shown)
        shown = [example.args for example in intent.examples]
        news = [dataclasses.replace(c, got="") for c in prompt.counterexamples if c.args not in shown]
        task = Task(intent, tuple(sorted(news, key=lambda c: show([list(c.args), c.expected], 10_000))))
        budget = self._config.options.get("budget")
        return dataclasses.replace(task, budget=budget) if isinstance(budget, int) and budget > 0 else task

    def _key(self, prompt: Prompt) -> str:
        """Names the search: everything that crosses to the process that searches, and nothing else."""
        from intent_lsp.synthesis.wire import task_to_json

        form = json.dumps(task_to_json(self._task(prompt)), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(form.encode("ascii")).hexdigest()
