"""The search itself: nearest changes first, the failing examples first, within a fixed number of variants.

Nothing here depends on the clock or on chance, so that the same candidate always leads to the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from intent_lsp import off_loop
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Gate
from intent_lsp.document.model import Intent
from intent_lsp.doubts import Doubt
from intent_lsp.nearmiss import guard
from intent_lsp.nearmiss.batch import Batch
from intent_lsp.nearmiss.contract import TIES, Change, ChosenVariant, Variant, hints_of
from intent_lsp.nearmiss.goals import Goal, goals_of
from intent_lsp.nearmiss.information import FixedExample
from intent_lsp.nearmiss.languages import LANGUAGES
from intent_lsp.sandbox.contract import Job, Limits, Outcome, Returned, Sandbox
from intent_lsp.syntax.edits import apply_edits
from intent_lsp.values import JsonValue, Opaque

MOST_FIRST = 1600
"""Variants with one change."""
MOST_SECOND = 500
"""Variants with a further change, for each of the variants that came nearer."""
_MOST_NEARER = 3
_CHUNK = 150
_FARTHER = 2
"""How much farther than the nearest winner others are looked for: those beyond would have next to no vote."""
_MOST_WINNERS = 40


async def search(
    candidate: Candidate,
    intent: Intent,
    sandbox: Sandbox,
    limits: Limits,
    gate: Gate = Gate.EXAMPLES,
    more: Sequence[Goal] = (),
) -> ChosenVariant | None:
    """Vary a candidate that runs until it reaches all goals; ``None`` when no variant does.

    ``gate``: where it failed; it decides about the goals. ``more``: further goals.
    Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    goals = [*goals_of(intent, gate), *more]
    calls = tuple(goal.args for goal in goals)
    job = Job(candidate.target, candidate.code, intent.name, calls, candidate.modules, limits)
    run = await sandbox.run(job)
    if run.load_error is not None or sum(not goal.property for goal in goals) < 2:
        return None
    told = [
        (goal, o) for goal, o in zip(goals, run.outcomes, strict=True) if isinstance(o, Returned) or not goal.property
    ]
    hunt = _Hunt(candidate, intent, sandbox, limits, told)
    hunt.batch = await hunt.batch.measured(calls)
    winners = await hunt.around(Variant(candidate.code, (), 0, len(hunt.passing)), MOST_FIRST)
    if not winners:
        nearer = sorted(hunt.nearer, key=lambda variant: (-variant.passed, variant.cost))[:_MOST_NEARER]
        for variant in nearer:
            winners += await hunt.around(variant, MOST_SECOND)
    if not winners:
        return None
    found = await guard.choose(winners[:_MOST_WINNERS], hunt.batch, intent, hunt.fixed, hunt.tried)
    only_properties = all(goal.property for goal in hunt.failing)
    return replace(found, doubts=(Doubt.CHANGE_RESTS_ON_PROPERTIES.of(),)) if only_properties else found


class _Hunt:
    """The variants of one candidate."""

    def __init__(
        self,
        candidate: Candidate,
        intent: Intent,
        sandbox: Sandbox,
        limits: Limits,
        told: Sequence[tuple[Goal, Outcome]],
    ) -> None:
        """``told``: what the candidate itself comes to for each goal."""
        self.intent = intent
        self.language = LANGUAGES[candidate.target]
        self.batch = Batch(sandbox, candidate, intent.name, limits, self.language.module)
        missed = [(goal, outcome) for goal, outcome in told if not goal.passes(outcome)]
        self.failing = [goal for goal, _ in missed]
        self.passing = [goal for goal, outcome in told if goal.passes(outcome)]
        self.fixed = [FixedExample(goal.args, goal.expected, _value(outcome)) for goal, outcome in missed]
        """What a winner puts right."""
        self.hints = hints_of(intent, [(goal.expected, _value(outcome)) for goal, outcome in missed if goal.suggests])
        self.nearer: list[Variant] = []
        self.seen = {candidate.code}
        self.tried: list[int] = []
        """The cost of every variant that was run."""

    async def around(self, centre: Variant, most: int) -> list[Variant]:
        """The variants of ``centre`` that reach all goals, nearest first; those that come nearer are kept."""
        expected = [goal.expected for goal in self.failing if goal.suggests]
        variants = await off_loop.run_off_loop(True, self._variants, centre, most, expected)
        winners: list[Variant] = []
        for start in range(0, len(variants), _CHUNK):
            if winners and variants[start].cost > min(winner.cost for winner in winners) + _FARTHER:
                break
            winners += await self._tried(variants[start : start + _CHUNK], centre.passed)
        return winners

    def _variants(self, centre: Variant, most: int, expected: list[JsonValue]) -> list[Variant]:
        """New variants of ``centre``, the nearest first."""
        found = self.language.changes(centre.code, self.intent.name, self.hints, expected)
        changes = [change for change in found if change.kind != TIES]
        variants: list[Variant] = []
        for change in sorted(changes, key=lambda change: change.cost):
            code = _variant_text(centre.code, change)
            if code is None or code in self.seen or guard.recites(change, self.intent):
                continue
            if len(variants) == most:
                break
            self.seen.add(code)
            variants.append(Variant(code, (*centre.kinds, change.kind), centre.cost + change.cost, 0))
        return variants

    async def _tried(self, variants: list[Variant], before: int) -> list[Variant]:
        """Run what the candidate fails, then the rest for what is left."""
        self.tried += [variant.cost for variant in variants]
        first = self.failing[:3]
        results = await self.batch.run([v.code for v in variants], [goal.args for goal in first])
        counts = await off_loop.run_off_loop(True, _passed, first, results)
        hopeful = [(variant, count) for variant, count in zip(variants, counts, strict=True) if count]
        if not hopeful:
            return []
        others = [*self.failing[3:], *self.passing]
        more = await self.batch.run([v.code for v, _ in hopeful], [goal.args for goal in others])
        winners = []
        for (variant, one), two in zip(hopeful, await off_loop.run_off_loop(True, _passed, others, more), strict=True):
            passed = one + two
            reached = Variant(variant.code, variant.kinds, variant.cost, passed)
            if passed == len(self.failing) + len(self.passing):
                winners.append(reached)
            elif passed > before:
                self.nearer.append(reached)
        return winners


def _passed(goals: Sequence[Goal], results: Sequence[Sequence[Outcome]]) -> list[int]:
    """How many goals each variant reaches. In a thread: properties take long to evaluate."""
    return [sum(goal.passes(outcome) for goal, outcome in zip(goals, each, strict=True)) for each in results]


def _value(outcome: Outcome) -> JsonValue:
    return outcome.value if isinstance(outcome, Returned) and not isinstance(outcome.value, Opaque) else None


def _variant_text(code: str, change: Change) -> str | None:
    """The variant's text; ``None`` where the edits of a change touch one another."""
    spans = sorted((edit.start, edit.end) for edit in change.edits)
    if any(one[1] > two[0] for one, two in pairwise(spans)):
        return None
    return apply_edits(code, change.edits)
