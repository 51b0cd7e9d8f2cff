"""Unlabelled inputs near the examples: on them, programs that agree on the examples may differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from intent_lsp.synthesis.search_values import Record, Undefined, Value, number
from intent_lsp.synthesis.types import Type

Input = dict[str, Value]
_T = TypeVar("_T")


class RandomNumbers:
    """A small generator of pseudo-random numbers that is the same on every version of Python (PCG-XSH-RR)."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2 + 1) & (2**64 - 1)
        self._next()

    def _next(self) -> int:
        old = self._state
        self._state = (old * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        shifted = (((old >> 18) ^ old) >> 27) & 0xFFFFFFFF
        turn = old >> 59
        return ((shifted >> turn) | (shifted << (32 - turn))) & 0xFFFFFFFF

    def share(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._next() / 2**32

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, but not including, the limit."""
        return self._next() % limit

    def pick(self, items: Sequence[_T]) -> _T:
        """One of the items (there must be one)."""
        return items[self.below(len(items))]


def probes(params: Sequence[tuple[str, Type]], examples: Sequence[Input], count: int, seed: int) -> list[Input]:
    """Up to ``count`` distinct inputs, none of them an example, made by changing the examples a little."""
    dice = RandomNumbers(seed)
    found: list[Input] = []
    seen = {tuple(example.values()) for example in examples}
    for _ in range(200):
        if len(found) >= count or not examples:
            break
        base = dice.pick(examples)
        made: Input = {}
        for name, kind in params:
            pool = [example[name] for example in examples]
            try:
                made[name] = _change(dice, base[name], kind, pool) if dice.share() < 0.75 else dice.pick(pool)
            except Undefined:
                made[name] = base[name]
        key = tuple(made.values())
        if key not in seen:
            seen.add(key)
            found.append(made)
    return found


def _change(dice: RandomNumbers, value: Value, kind: Type, pool: Sequence[Value]) -> Value:
    """A value of the same type, near this one or near another of the pool."""
    match kind.kind:
        case "optional":
            return _change_optional(dice, value, kind.inner, pool)
        case "number":
            return _change_number(dice, value if isinstance(value, (int, float)) else 0, pool)
        case "boolean":
            return dice.share() < 0.5
        case "string":
            return _change_text(dice, value if isinstance(value, str) else "", dice.pick(pool) or "")
        case "list":
            return _change_list(dice, value, kind.inner, pool)
        case "record":
            return Record(
                {
                    name: _change(dice, value.items.get(name), field, [p.items.get(name) for p in pool])
                    for name, field in kind.fields
                }
            )
        case "tuple":
            return tuple(_change(dice, value[i], item, [p[i] for p in pool]) for i, (_, item) in enumerate(kind.fields))
        case "map":
            values = [x for mapping in pool for x in mapping.items.values()]
            keys = [key for mapping in pool for key in mapping.items]
            if not values:
                return value
            return Record(
                {dice.pick(keys) + ("" if dice.share() < 0.6 else "q"): dice.pick(values) for _ in range(dice.below(5))}
            )
        case _:
            return value


def _change_optional(dice: RandomNumbers, value: Value, kind: Type, pool: Sequence[Value]) -> Value:
    present = [item for item in pool if item is not None]
    if dice.share() < 0.4 or not present:
        return None
    return _change(dice, value if value is not None else dice.pick(present), kind, present)


def _change_number(dice: RandomNumbers, value: int | float, pool: Sequence[Value]) -> Value:
    share = dice.share()
    if share < 0.15:
        return 0
    if share < 0.35:
        return number(value + 1)
    if share < 0.5:
        return number(value - 1)
    if share < 0.6:
        return number(-value)
    if share < 0.7:
        return number(value * 2)
    if share < 0.85:
        return number(value + 2 + dice.below(8))
    return dice.pick(pool)


def _change_text(dice: RandomNumbers, value: str, other: str) -> str:
    share = dice.share()
    signs = [c for c in value if not c.isalnum()]
    if share < 0.12:
        return ""
    if share < 0.3:
        return other
    if share < 0.5 and signs:
        return value + dice.pick(signs) + other
    if share < 0.65:
        return "".join(c.swapcase() if dice.share() < 0.3 else c for c in value)
    if share < 0.8 and len(value) > 1:
        cut = dice.below(len(value))
        return value[:cut] + value[cut + 1 :]
    if share < 0.9:
        return "".join(
            dice.pick("abcxyzABC") if c.isalpha() else dice.pick("0123456789") if c.isdigit() else c for c in value
        )
    return value + dice.pick(("a", "Z", "1", " x"))


def _change_list(dice: RandomNumbers, value: Value, kind: Type, pool: Sequence[Value]) -> Value:
    items = [item for values in pool for item in values or ()]
    if not items:
        return value
    if dice.share() < 0.12:
        return ()
    return tuple(
        _change(dice, dice.pick(items), kind, items) if dice.share() < 0.5 else dice.pick(items)
        for _ in range(1 + dice.below(5))
    )
