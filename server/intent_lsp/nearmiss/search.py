"""The search itself: nearest changes first, the failing examples first, within a fixed number of variants.

Nothing here depends on the clock or on chance, so that the same candidate always leads to the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from intent_lsp import aside
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.outcomes import judge
from intent_lsp.document.model import Example, Intent
from intent_lsp.nearmiss import guard
from intent_lsp.nearmiss.batch import Batch
from intent_lsp.nearmiss.contract import Change, Found, Variant, hints_of
from intent_lsp.nearmiss.information import Fixed
from intent_lsp.nearmiss.languages import LANGUAGES
from intent_lsp.sandbox.contract import Job, Limits, Outcome, Returned, Sandbox
from intent_lsp.syntax.edits import applied
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


async def search(candidate: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits) -> Found | None:
    """Vary a candidate that runs until all shown examples pass; ``None`` when no variant does.

    Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    examples = intent.shown
    calls = tuple(example.args for example in examples)
    job = Job(candidate.target, candidate.code, intent.name, calls, candidate.modules, limits)
    run = await sandbox.run(job)
    if run.load_error is not None or len(examples) < 2:
        return None
    hunt = _Hunt(candidate, intent, sandbox, limits, run.outcomes)
    hunt.batch = await hunt.batch.measured(calls)
    winners = await hunt.around(Variant(candidate.code, (), 0, hunt.before), MOST_FIRST)
    if not winners:
        nearer = sorted(hunt.nearer, key=lambda variant: (-variant.passed, variant.cost))[:_MOST_NEARER]
        for variant in nearer:
            winners += await hunt.around(variant, MOST_SECOND)
    if not winners:
        return None
    return await guard.choose(winners[:_MOST_WINNERS], hunt.batch, intent, hunt.fixed, hunt.tried)


class _Hunt:
    """The variants of one candidate."""

    def __init__(
        self, candidate: Candidate, intent: Intent, sandbox: Sandbox, limits: Limits, outcomes: Sequence[Outcome]
    ) -> None:
        self.intent = intent
        self.language = LANGUAGES[candidate.target]
        self.batch = Batch(sandbox, candidate, intent.name, limits, self.language.module)
        passed = [_passes(e, o, intent) for e, o in zip(intent.shown, outcomes, strict=True)]
        self.before = sum(passed)
        self.failing = [e for e, ok in zip(intent.shown, passed, strict=True) if not ok]
        self.passing = [e for e, ok in zip(intent.shown, passed, strict=True) if ok]
        self.fixed = [
            Fixed(e.args, e.expected, _value(o))
            for e, o, ok in zip(intent.shown, outcomes, passed, strict=True)
            if not ok
        ]
        """The examples that a winner makes pass."""
        self.hints = hints_of(intent, [(f.expected, f.got) for f in self.fixed])
        self.nearer: list[Variant] = []
        self.seen = {candidate.code}
        self.tried: list[int] = []
        """The cost of every variant that was run."""

    async def around(self, centre: Variant, most: int) -> list[Variant]:
        """The variants of ``centre`` that pass all shown examples, nearest first; those that come nearer are kept."""
        expected = [e.expected for e in self.failing if not e.raises]
        variants = await aside.work(True, self._variants, centre, most, expected)
        winners: list[Variant] = []
        for start in range(0, len(variants), _CHUNK):
            if winners and variants[start].cost > min(winner.cost for winner in winners) + _FARTHER:
                break
            winners += await self._tried(variants[start : start + _CHUNK], centre.passed)
        return winners

    def _variants(self, centre: Variant, most: int, expected: list[JsonValue]) -> list[Variant]:
        """New variants of ``centre``, the nearest first."""
        changes = self.language.changes(centre.code, self.intent.name, self.hints, expected)
        variants: list[Variant] = []
        for change in sorted(changes, key=lambda change: change.cost):
            code = _made(centre.code, change)
            if code is None or code in self.seen or guard.recites(change, self.intent):
                continue
            if len(variants) == most:
                break
            self.seen.add(code)
            variants.append(Variant(code, (*centre.kinds, change.kind), centre.cost + change.cost, 0))
        return variants

    async def _tried(self, variants: list[Variant], before: int) -> list[Variant]:
        """Run the examples that fail, then the others for what is left."""
        self.tried += [variant.cost for variant in variants]
        first = self.failing[:3]
        results = await self.batch.run([v.code for v in variants], [e.args for e in first])
        hopeful = [(v, r) for v, r in zip(variants, results, strict=True) if self._passed(first, r)]
        if not hopeful:
            return []
        others = [*self.failing[3:], *self.passing]
        more = await self.batch.run([v.code for v, _ in hopeful], [e.args for e in others])
        winners = []
        for (variant, one), two in zip(hopeful, more, strict=True):
            passed = self._passed(first, one) + self._passed(others, two)
            reached = Variant(variant.code, variant.kinds, variant.cost, passed)
            if passed == len(self.intent.shown):
                winners.append(reached)
            elif passed > before:
                self.nearer.append(reached)
        return winners

    def _passed(self, examples: Sequence[Example], outcomes: Sequence[Outcome]) -> int:
        return sum(_passes(e, o, self.intent) for e, o in zip(examples, outcomes, strict=True))


def _passes(example: Example, outcome: Outcome, intent: Intent) -> bool:
    return judge(example, outcome, intent.tolerance).passed


def _value(outcome: Outcome) -> JsonValue:
    return outcome.value if isinstance(outcome, Returned) and not isinstance(outcome.value, Opaque) else None


def _made(code: str, change: Change) -> str | None:
    """The variant's text; ``None`` where the edits of a change touch one another."""
    spans = sorted((edit.start, edit.end) for edit in change.edits)
    if any(one[1] > two[0] for one, two in pairwise(spans)):
        return None
    return applied(code, change.edits)
