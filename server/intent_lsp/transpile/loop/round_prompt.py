"""What one round asks, in words: from the way that is gone, the best candidate so far and the other language's code."""

from __future__ import annotations

from dataclasses import dataclass

from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Intent
from intent_lsp.models.contract import Prompt
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.transpile.loop import prompts
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.round_strategy import RoundStrategy
from intent_lsp.transpile.loop.runtime_lines import runtime_lines
from intent_lsp.values import Counterexample, Target


@dataclass(frozen=True, slots=True)
class RoundPrompt:
    """The texts for one intent and target."""

    intent: Intent
    target: Target
    oldest: OldestRuntimes

    def prompt(self, strategy: RoundStrategy, best: Attempt | None, reason: str, reference: str, round_: int) -> Prompt:
        """The whole prompt; see :meth:`text`."""
        return Prompt(
            system=prompts.SYSTEM,
            user=self.text(strategy, best, reason, reference),
            target=self.target,
            intent=self.intent,
            round=round_,
            attempt=strategy.attempt,
            version=prompts.VERSION,
            counterexamples=_counterexamples(best, self.intent),
        )

    def text(self, strategy: RoundStrategy, best: Attempt | None, reason: str, reference: str) -> str:
        """The user's part of a prompt. ``reason``: why there is no candidate, where there is none."""
        failures = self.failures(best, reason)
        if strategy.kind == "port":
            lost = failures if best and best.verdict.gate is Gate.AGREEMENT else ()
            return prompts.port_prompt(self.intent, self.target, reference, lost, self.oldest)
        if strategy.kind == "warned":
            return prompts.warned_prompt(self.intent, self.target, failures, self.oldest)
        if strategy.kind == "repair":
            return prompts.repair_prompt(self.intent, self.target, best.code if best else "", failures, self.oldest)
        return prompts.draft_prompt(self.intent, self.target, self.oldest)

    def failures(self, best: Attempt | None, reason: str) -> list[str]:
        """What the best candidate got wrong, a line each."""
        if best is None:
            return [reason or "the reply held no code"]
        lacks = runtime_lines(best.verdict, self.target, self.oldest)
        return [*prompts.failure_lines(best.verdict, self.intent), *lacks]


def _counterexamples(best: Attempt | None, intent: Intent) -> tuple[Counterexample, ...]:
    """The shown examples that the best candidate fails, as data for a provider that reads no prose."""
    if best is None:
        return ()
    shown = {example.number: example for example in intent.shown if not example.raises}
    return tuple(
        Counterexample(shown[result.number].args, shown[result.number].expected, result.got)
        for result in best.verdict.examples
        if not result.passed and result.number in shown
    )
