"""Whether two JSON values are equal, and where they differ if not (docs/format.md, "Equality"). Pure; no recursion."""

from __future__ import annotations

import bisect
import itertools
import math
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from intent_lsp.values import JsonValue, Opaque, is_number, show

EXACT = 1 << 53
"""Up to here every integer is a double of its own, so integers are compared exactly."""

_Pairs: TypeAlias = Iterator[tuple[int | str, JsonValue, JsonValue]]
_SIMPLE = frozenset((int, str, float, bool, type(None)))
"""Types whose values are equal by the rules here when they are of one type and Python calls them equal."""
_PLAIN_KEY = re.compile(r"[^\W\d]\w*")


def difference(expected: JsonValue, got: JsonValue | Opaque, tolerance: float = 1e-9) -> str | None:
    """``None`` when the values are equal, else a short reason with the path, such as ``.items[2].id: got 3, want 4``.

    ``5`` equals ``5.0`` and ``-0`` equals ``0``; a boolean is not a number; two integers up to 2^53 compare exactly,
    other numbers within the relative ``tolerance``; NaN equals NaN; the order of keys is not significant; anything that
    is not a JSON value differs from everything. Never raises, however deep the values are.
    """
    reason, inside = _enter(expected, got, tolerance)
    stack: list[_Walk] = [] if inside is None else [_Walk(inside, None)]
    while stack and reason is None:
        walk = stack[-1]
        for step, want, have in walk.pairs:
            if type(want) in _SIMPLE and type(have) is type(want) and want == have:
                continue
            walk.step = step
            reason, inside = _enter(want, have, tolerance)
            if reason is not None:
                break
            if inside is not None:
                stack.append(_Walk(inside, walk))
                break
        else:
            stack.pop()
    if reason is None:
        return None
    where = _path(stack[-1]) if stack else ""
    return f"{where}: {reason}" if where else reason


class _Walk:
    """One container that is being compared: the pairs to come, and the step of the one at hand."""

    __slots__ = ("above", "pairs", "step")

    def __init__(self, pairs: _Pairs, above: _Walk | None) -> None:
        self.pairs, self.above = pairs, above
        self.step: int | str = 0


def _enter(want: JsonValue, have: JsonValue | Opaque, tolerance: float) -> tuple[str | None, _Pairs | None]:
    """Why two values differ at once, or the pairs inside of them that are to be compared."""
    if isinstance(want, dict) and isinstance(have, dict):
        reason = _keys(want, have)
        return reason, None if reason else ((key, value, have[key]) for key, value in want.items())
    if isinstance(want, (list, tuple)) and isinstance(have, (list, tuple)):
        if len(want) != len(have):
            return f"got {_count(len(have))}, want {_count(len(want))}", None
        return None, zip(itertools.count(), want, have)
    return _scalar(want, have, tolerance), None


def kind_of(value: JsonValue | Opaque) -> str:
    """What a value is, for messages: ``a string``, ``an array``, ``undefined``, ``a Map`` …"""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, (list, tuple)):
        return "an array"
    if isinstance(value, dict):
        return "an object"
    name = value.kind if isinstance(value, Opaque) else type(value).__name__
    if name in ("undefined", "too large"):
        return name
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _scalar(want: JsonValue, have: JsonValue | Opaque, tolerance: float) -> str | None:
    if is_number(want) and is_number(have):
        return None if _close(want, have, tolerance) else f"got {show(have, 40)}, want {show(want, 40)}"
    if isinstance(have, Opaque):
        text = f" ({have.text[:60]})" if have.text else ""
        return f"got {kind_of(have)}{text}, want {kind_of(want)}; it is not a JSON value"
    if kind_of(want) != kind_of(have):
        return f"got {kind_of(have)}, want {kind_of(want)}"
    if want == have:
        return None
    if isinstance(want, str):
        return _text(want, have)
    return f"got {show(have, 40)}, want {show(want, 40)}"


def _close(want: Any, have: Any, tolerance: float) -> bool:
    if want == have:
        return True
    if want != want or have != have:
        return bool(want != want and have != have)
    if abs(want) <= EXACT and abs(have) <= EXACT and _integral(want) and _integral(have):
        return False
    try:
        if math.isinf(want) or math.isinf(have):
            return False
        return bool(abs(want - have) <= tolerance * max(abs(want), abs(have)))
    except OverflowError:  # an integer that no double can hold
        return False


def _integral(value: float) -> bool:
    return isinstance(value, int) or value.is_integer()


def _keys(want: dict[str, JsonValue], have: dict[str, JsonValue]) -> str | None:
    missing = [key for key in want if key not in have]
    if missing:
        return f"the key {show(missing[0], 40)} is missing"
    extra = [key for key in have if key not in want]
    return f"the key {show(extra[0], 40)} is not wanted" if extra else None


def _text(want: str, have: str) -> str:
    if want.strip() == have.strip():
        return "the white space at the ends differs"
    if want.casefold() == have.casefold():
        return "upper and lower case differ"
    if len(want) + len(have) <= 60:
        return f"got {show(have, 80)}, want {show(want, 80)}"
    most = min(len(want), len(have))
    at = bisect.bisect_left(range(1, most + 1), True, key=lambda size: want[:size] != have[:size])
    return f"differs from character {at + 1} on"


def _count(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _path(walk: _Walk | None) -> str:
    """The steps from the outermost container to the pair at hand."""
    steps: list[str] = []
    while walk is not None:
        step = walk.step
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif _PLAIN_KEY.fullmatch(step):
            steps.append(f".{step}")
        else:
            steps.append(f"[{show(step, 40)}]")
        walk = walk.above
    if len(steps) > 12:
        steps = [*steps[:6], "…", *steps[-6:]]
    return "".join(reversed(steps))
