"""Inputs made from types alone, with the constants that a program mentions. Pure and deterministic."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence

from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.values import JsonValue

_TEXTS = (
    "",
    "a",
    "abc",
    "Hello, World!",
    "racecar",
    "A b  c",
    "x1y22",
    "  spaced  ",
    "aAbB",
    "ünï ß",
    "a-b_c",
    "42",
    "\U0001f600a",
)
_NUMBERS = (0, 1, 2, 3, 5, 7, 10, 12, 100, -1, -2, -7)
_FLOATS = (0.5, 2.5, -1.25, 3.14, 0.1)
_DEEPEST = 5


class TypedInputs:
    """Draws values of types; what the program mentions comes up often."""

    def __init__(self, named: Mapping[str, TypeExpr], constants: Sequence[JsonValue] = (), seed: str = "") -> None:
        self._named = named
        self._random = random.Random(f"typed inputs {seed}")
        self._texts = [*_TEXTS, *(value for value in constants if isinstance(value, str))]
        numbers = [value for value in constants if isinstance(value, int) and not isinstance(value, bool)]
        self._whole = [
            *_NUMBERS,
            *(near for value in numbers if abs(value) < 10**6 for near in (value - 1, value, value + 1)),
        ]

    def arguments(self, types: Sequence[TypeExpr], most: int = 40) -> list[tuple[JsonValue, ...]]:
        """Up to ``most`` different argument lists, the smallest first."""
        found: dict[str, tuple[JsonValue, ...]] = {}
        for _ in range(6 * most):
            args = tuple(self.value(one) for one in types)
            found.setdefault(json.dumps(args, sort_keys=True), args)
            if len(found) >= most:
                break
        return [args for _, args in sorted(found.items(), key=lambda item: (len(item[0]), item[0]))]

    def value(self, type: TypeExpr, depth: int = 0) -> JsonValue:
        """One value of the type."""
        pick = self._random
        match type:
            case Primitive("integer"):
                return pick.choice(self._whole)
            case Primitive("number"):
                return pick.choice(self._whole) if pick.random() < 0.7 else pick.choice(_FLOATS)
            case Primitive("string"):
                return self._text()
            case Primitive("boolean"):
                return pick.random() < 0.5
            case Primitive("null"):
                return None
            case LiteralOf(value):
                return value
            case Named(name):
                known = self._named.get(name)
                return self.value(known, depth + 1) if known is not None and depth < _DEEPEST else None
            case ArrayOf(item):
                return self._list(item, depth)
            case TupleOf(items):
                return [self.value(item, depth + 1) for item in items]
            case MapOf(item):
                keys = pick.sample(["a", "b", "key", "x y", "Zed"], pick.randrange(4))
                return {key: self.value(item, depth + 1) for key in keys}
            case RecordOf(fields):
                kept = [field for field in fields if not field.optional or pick.random() < 0.5]
                return {field.name: self.value(field.type, depth + 1) for field in kept}
            case UnionOf(options):
                return self.value(pick.choice(options), depth + 1)
        return self.value(Primitive(pick.choice(("integer", "string", "boolean"))), depth)  # of any kind

    def _text(self) -> str:
        first = self._random.choice(self._texts)
        return first if self._random.random() < 0.7 else first + self._random.choice(self._texts)

    def _list(self, item: TypeExpr, depth: int) -> list[JsonValue]:
        if depth > _DEEPEST:
            return []
        return [self.value(item, depth + 1) for _ in range(self._random.choice((0, 1, 2, 3, 3, 4, 5, 6)))]
