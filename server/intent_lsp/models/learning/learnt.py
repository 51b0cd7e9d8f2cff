"""What was learnt of the models of this machine: how often their candidates pass, in which round, and how fast.

Counts only: no prompt, no code, no name of an intent. They decide which of the models that were found is asked, and
that only where the difference is larger than chance: three lucky tries do not beat a larger model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from intent_lsp.models.contract import Route
from intent_lsp.values import Target

T = TypeVar("T")

ROUNDS = 5
"""Rounds that are told apart; the last one stands for all later ones as well."""
_ENOUGH = 20
"""Candidates below which a model counts as unknown."""
_MOST = 1000
"""Candidates above which the old ones count half, so that a model that was updated is not judged for ever."""
_HARDLY = 0.15
"""A model that passes less often than this, beyond doubt, comes after those of which nothing is known."""
_TWICE = 2.0
_Z = 1.645
"""Standard deviations of a one-sided bound of 95 %."""


class LearntKey(NamedTuple):
    """What is told apart. ``model`` as replies name it."""

    model: str
    route: Route
    target: Target


@dataclass(frozen=True, slots=True)
class Record:
    """Sums over candidates; ``+`` puts two together."""

    candidates: int = 0
    passed: tuple[int, ...] = (0,) * ROUNDS
    """By round, from the first."""
    timed: int = 0
    """Replies of which the server told how long they took."""
    tokens: int = 0
    """Written in these."""
    writing: float = 0.0
    """Seconds between the first of these tokens and the last."""
    waiting: float = 0.0
    """Seconds before the first one, of all of them."""

    def __add__(self, other: Record) -> Record:
        return Record(
            self.candidates + other.candidates,
            tuple(mine + theirs for mine, theirs in zip(self.passed, other.passed, strict=True)),
            self.timed + other.timed,
            self.tokens + other.tokens,
            self.writing + other.writing,
            self.waiting + other.waiting,
        )

    @property
    def passes(self) -> int:
        return sum(self.passed)

    @property
    def has_enough(self) -> bool:
        """Whether there is enough to judge by."""
        return self.candidates >= _ENOUGH

    @property
    def rate(self) -> float:
        return self.passes / self.candidates if self.candidates else 0.0

    @property
    def speed(self) -> float:
        """Tokens a second; 0: unknown."""
        return self.tokens / self.writing if self.writing else 0.0

    @property
    def first_token(self) -> float:
        """Mean seconds until the first token; 0: unknown."""
        return self.waiting / self.timed if self.timed else 0.0

    @property
    def seconds(self) -> float:
        """Mean seconds of a whole reply; 0: unknown."""
        return (self.waiting + self.writing) / self.timed if self.timed else 0.0

    def bounds(self) -> tuple[float, float]:
        """Where the true rate of passing lies: Wilson's interval (JASA 22, 1927)."""
        if not self.candidates:
            return 0.0, 1.0
        count, share = self.candidates, self.rate
        middle = share + _Z * _Z / (2 * count)
        spread = _Z * math.sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
        scale = 1 + _Z * _Z / count
        return (middle - spread) / scale, (middle + spread) / scale

    def aged(self) -> Record:
        """Half of everything once there is much of it."""
        if self.candidates <= _MOST:
            return self
        return Record(
            self.candidates // 2,
            tuple(count // 2 for count in self.passed),
            self.timed // 2,
            self.tokens // 2,
            self.writing / 2,
            self.waiting / 2,
        )


def candidate(*, passed: bool, round_: int = 1) -> Record:
    """One candidate of a round, from 1, that was checked."""
    place = min(max(round_, 1), ROUNDS) - 1
    return Record(1, tuple(int(passed and number == place) for number in range(ROUNDS)))


@dataclass(frozen=True, slots=True)
class Learnt:
    """Everything that is known, the models that were asked last at the end."""

    records: Mapping[LearntKey, Record] = field(default_factory=dict)

    def of(self, model: str, route: Route) -> Record:
        """Of a model on a route, both languages together."""
        return _sum(record for key, record in self.records.items() if (key.model, key.route) == (model, route))

    @property
    def models(self) -> tuple[str, ...]:
        """Those of which anything is known, the last one first."""
        return tuple(dict.fromkeys(key.model for key in reversed(list(self.records))))


def _sum(records: Iterable[Record]) -> Record:
    return sum(records, Record())


def improved(order: Iterable[T], record: Callable[[T], Record]) -> list[T]:
    """The same items, each before those that it is proven better than; else the order stays."""
    result: list[T] = []
    for item in order:
        place = len(result)
        while place and is_better(record(item), record(result[place - 1])):
            place -= 1
        result.insert(place, item)
    return result


def is_better(one: Record, other: Record) -> bool:
    """Whether the first is to be asked before the second, although the usual order says otherwise.

    It passes more often, beyond chance; or at least as often and in half the time; or little is known of it, and the
    other one hardly ever passes.
    """
    if not other.has_enough:
        return False
    if not one.has_enough:
        return other.bounds()[1] < _HARDLY
    if one.bounds()[0] > other.bounds()[1]:
        return True
    return one.rate >= other.rate and 0 < one.seconds * _TWICE <= other.seconds
