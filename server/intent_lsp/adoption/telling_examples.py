"""Further examples, those that tell a function from its mutants: on every branch there may be several mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from intent_lsp.adoption.choose_examples import MOST, Effects, Shows, add_best, covering, is_usable, reading_cost
from intent_lsp.adoption.contract import ExistingFunction, Tried
from intent_lsp.adoption.mutant_runs import MutantRuns
from intent_lsp.sandbox.contract import Sandbox

_MOST = MOST + 2
_MOST_CALLS = 60
"""Calls that are run on the mutants which no example kills yet."""


async def telling(tried: Sequence[Tried], existing: ExistingFunction, sandbox: Sandbox) -> list[Tried]:
    """Examples for the branches, with more that kill the mutants which those leave alive, up to two above the usual
    number; without made up ones that then show nothing beside the others.

    Raises ``SandboxError``.
    """
    found = covering(tried, existing)
    kills = _Kills(await MutantRuns.of(existing, sandbox))
    await kills.learn(found, kills.everything)
    known = set(map(id, found))
    ready = [one for one in tried if is_usable(one, existing) and id(one) not in known]
    calls = list(islice(_by_path(ready), _MOST_CALLS))
    await kills.learn(calls, kills.everything - _together(found, kills))
    more = add_best(calls, found, kills, _MOST, typical=True)
    made = [one for one in found if one.call.origin == "made"]
    await kills.learn(more[len(found) :], _together(made, kills))
    return _without_idle(more, (Effects(tried, existing), kills))


class _Kills:
    """Which mutants each call kills, as far as it was run on them."""

    def __init__(self, runs: MutantRuns) -> None:
        self.everything = frozenset(range(len(runs.texts)))
        self._runs = runs
        self._known: dict[int, frozenset[int]] = {}

    def __call__(self, one: Tried) -> frozenset[int]:
        return self._known.get(id(one), frozenset())

    async def learn(self, calls: Sequence[Tried], numbers: frozenset[int]) -> None:
        """Run calls on mutants."""
        if calls and numbers:
            for one, killed in zip(calls, await self._runs.kills(numbers, calls), strict=True):
                self._known[id(one)] = self(one) | killed


def _without_idle(found: Sequence[Tried], shows: Sequence[Shows]) -> list[Tried]:
    """Without made up calls that show nothing which the others do not, the least typical first."""
    kept = list(found)
    for one in sorted(found, key=lambda one: -reading_cost(one, typical=True)):
        others = [other for other in kept if other is not one]
        if one.call.origin == "made" and all(told(one) <= _together(others, told) for told in shows):
            kept = others
    return kept


def _together(found: Sequence[Tried], shows: Shows) -> frozenset[int]:
    return frozenset().union(*map(shows, found))


def _by_path(tried: Sequence[Tried]) -> Iterator[Tried]:
    """The plainest call of each path through the function, then the next ones."""
    paths: dict[frozenset[int], list[Tried]] = {}
    for one in sorted(tried, key=lambda one: reading_cost(one, typical=True)):
        paths.setdefault(one.branches, []).append(one)
    for row in zip_longest(*paths.values()):
        yield from (one for one in row if one is not None)
