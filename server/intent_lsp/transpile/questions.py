"""What a way of asking says to a model, given the best candidate so far."""

from __future__ import annotations

from dataclasses import dataclass

from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Intent
from intent_lsp.runtime_versions import Oldest
from intent_lsp.transpile import prompts
from intent_lsp.transpile.attempts import Attempt
from intent_lsp.transpile.ways import Way
from intent_lsp.values import Counterexample, Target


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions about one intent for one target."""

    intent: Intent
    target: Target
    oldest: Oldest

    def text(self, way: Way, best: Attempt | None, reference: str, reason: str) -> str:
        """The user text. ``reference``: the other language's code; ``reason``: why there is no candidate."""
        intent, target, oldest = self.intent, self.target, self.oldest
        failures = prompts.failure_lines(best.verdict, intent) if best else [reason or "the reply held no code"]
        if way.kind == "port":
            told = failures if best and best.verdict.gate is Gate.AGREEMENT else ()
            return prompts.port_prompt(intent, target, reference, told, oldest)
        if way.kind == "warned":
            return prompts.warned_prompt(intent, target, failures, oldest)
        if way.kind == "repair":
            return prompts.repair_prompt(intent, target, best.code if best else "", failures, oldest)
        return prompts.draft_prompt(intent, target, oldest)

    def counterexamples(self, best: Attempt | None) -> tuple[Counterexample, ...]:
        """The shown examples that the best candidate fails."""
        if best is None:
            return ()
        shown = {example.number: example for example in self.intent.shown if not example.raises}
        return tuple(
            Counterexample(shown[result.number].args, shown[result.number].expected, result.got)
            for result in best.verdict.examples
            if not result.passed and result.number in shown
        )
