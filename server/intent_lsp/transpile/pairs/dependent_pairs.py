"""Pairs whose agreement proves little: one program was written from the other, found by trial, or told what to give.

Two drafts that were made apart and agree on inputs beyond the examples are strong evidence: of 19 such pairs on tasks
with held-out inputs all were right. Of 18 pairs of which one was written from the other, after its own language's
drafts had failed, 13 were (docs/models.md); a further program as a second opinion told the right ones from the wrong
ones no better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.checks.agreement import find_divergences, is_proper
from intent_lsp.checks.evidence import question_of
from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.doubts import Doubt
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.pairs.disagreement import Settlement
from intent_lsp.transpile.publishing.target_state import TargetState
from intent_lsp.values import LANGUAGES, Question, Target, other_target, show

_FEW = 8
"""With two different results a guess passes eight examples once in 256 times."""


def doubt_ports(states: Sequence[TargetState], intent: Intent) -> None:
    """Note the doubt on both candidates of a pair of which one is a port, if its own language's drafts failed before or
    the examples say little.
    """
    passing = [state.rounds for state in states if state.rounds is not None and state.rounds.passed is not None]
    port = next((rounds for rounds in passing if rounds.passed and rounds.passed.ported), None)
    if port is None:
        return
    failed = any(each.reason for each in port.history)
    if not failed and not says_little(intent):
        return
    one, other = LANGUAGES[port.work.target], LANGUAGES[other_target(port.work.target)]
    doubt = (Doubt.PORT_AFTER_FAILURES if failed else Doubt.PORT_ON_FEW_ANSWERS).of(one, other)
    for rounds in passing:
        _add(rounds, doubt)


def doubt_trials(states: Sequence[TargetState]) -> None:
    """Note on a candidate without doubt that the one that agrees was found by trial, and is in doubt itself."""
    passing = [state.rounds for state in states if state.rounds is not None and state.rounds.passed is not None]
    for rounds, partner in zip(passing, reversed(passing), strict=True):
        mine, other = rounds.passed, partner.passed
        if mine is None or other is None or not mine.certain:
            continue
        trials = [doubt for doubt in other.verdict.doubts if doubt in other.reply.doubts]
        if trials:
            language = LANGUAGES[partner.work.target]
            _add(rounds, Doubt.PARTNER_BY_TRIAL.of(language))


async def doubt_settled(
    sides: Sequence[TargetState], winner: Target, settlement: Settlement, others: Sequence[Candidate]
) -> None:
    """Note on a pair that differed before: it agrees now because one side was told what the other one gives. The
    further programs voted on the inputs in dispute; if none of them gives the same everywhere, nothing confirms the
    rest.

    Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    who = settlement.opinions
    code = next(state for state in sides if state.work.target == winner)
    right = Candidate(winner, code.passing_code, code.used)
    open_: Question | None = None
    for program in (*others, *(settlement.programs or ())):
        found = await find_divergences(right, program, who.intent, who.checker.sandbox, who.checker.limits)
        if not found:
            return
        proper = (each for each in found if all(is_proper(outcome, who.intent) for outcome in each.outcomes))
        divergence = next(proper, None)
        if open_ is None and divergence is not None:
            open_ = replace(question_of(divergence, (winner, program.target), who.intent), givers=())
    for state in sides:
        if state.rounds is not None:
            _add(state.rounds, Doubt.SETTLED_BY_VOTES.of(), open_)


def _add(rounds: Rounds, doubt: str, question: Question | None = None) -> None:
    if rounds.passed is not None:
        reply = rounds.passed.reply
        doubted_reply = replace(reply, doubts=(*reply.doubts, doubt), question=reply.question or question)
        rounds.passed = replace(rounds.passed, reply=doubted_reply)


def says_little(intent: Intent) -> bool:
    """Whether the examples are few and have at most two different results."""
    results = {show(example.expected) for example in intent.examples}
    return len(results) <= 2 and len(intent.examples) < _FEW
