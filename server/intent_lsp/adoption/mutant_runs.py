"""Runs of a function's mutants: on which calls each does something else than the function."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from intent_lsp import off_loop
from intent_lsp.adoption.contract import TOLERANCE, ExistingFunction, Tried
from intent_lsp.adoption.differences import outcomes_differ
from intent_lsp.checks.gates import Candidate
from intent_lsp.nearmiss.batch import Batch
from intent_lsp.nearmiss.languages import LANGUAGES
from intent_lsp.nearmiss.mutants import mutants
from intent_lsp.sandbox.contract import Limits, Outcome, Sandbox, Stopped

MOST = 60
"""Mutants of one function."""
_TURNS = 10_000
"""Of loops, in one call: a mutant that makes more of them loops for ever."""
_LIMITS = Limits(seconds_per_call=0.25)


class MutantRuns:
    """The mutants of one function, by number from 0."""

    def __init__(self, existing: ExistingFunction, texts: Sequence[str], entry: str, sandbox: Sandbox) -> None:
        candidate = Candidate(existing.target, existing.code, existing.modules)
        self.texts = texts
        self._batch = Batch(sandbox, candidate, entry, _LIMITS, LANGUAGES[existing.target].module, _TURNS)

    @classmethod
    async def of(cls, existing: ExistingFunction, sandbox: Sandbox, most: int = MOST) -> MutantRuns:
        """The mutants are made in a thread: each is parsed."""
        entry = _entry(existing)
        name = existing.name if existing.target == "py" else entry
        texts = await off_loop.run_off_loop(True, mutants, existing.target, existing.code, name, entry, most)
        return cls(existing, texts, entry, sandbox)

    async def kills(self, numbers: Collection[int], calls: Sequence[Tried]) -> list[frozenset[int]]:
        """For each call, which of these mutants do something else there. Raises ``SandboxError``.

        A call on which the function itself, run among its mutants, does not repeat its outcome tells nothing.
        """
        order = sorted(numbers)
        texts = [self._batch.base.code, *(self.texts[number] for number in order)]
        same, *others = await self._batch.run(texts, [one.call.args for one in calls])
        return [
            frozenset(number for number, other in zip(order, others, strict=True) if _differs(one.outcome, other[at]))
            if not _differs(one.outcome, same[at])
            else frozenset[int]()
            for at, one in enumerate(calls)
        ]


def _differs(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes differ; what was stopped, or never ran, tells nothing."""
    return not isinstance(other, Stopped) and outcomes_differ(one, other, TOLERANCE)


def _entry(existing: ExistingFunction) -> str:
    """The name by which the module itself knows what is called: JavaScript may export it under another."""
    if existing.target == "py":
        return existing.entry
    from intent_lsp.adoption.javascript_module import JavaScriptModule  # brings a parser with it

    offered = JavaScriptModule(existing.code, "").function(existing.name)
    return offered.local if offered is not None and offered.local else existing.entry
