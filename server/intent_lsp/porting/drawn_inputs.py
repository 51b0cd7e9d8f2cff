"""Arguments drawn by chance, always the same ones: what nobody thinks of, such as a digit before a capital. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from intent_lsp.adoption.contract import Arguments
from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Parameter,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.values import JsonValue

_LETTERS = "aabbzAABZ01279  _-.,/'\té😀"
_LONGEST = 9
_DEEPEST = 3
_ANYTHING: tuple[TypeExpr, ...] = (
    Primitive("string"), Primitive("integer"), Primitive("boolean"), ArrayOf(Primitive("integer")),
)  # fmt: skip


def drawn_inputs(parameters: Sequence[Parameter], texts: Sequence[str], count: int) -> list[Arguments]:
    """``count`` lists of arguments that fit the parameters. ``texts``: some that matter, which are mixed in."""
    draw = _Draw(texts)
    return [draw.arguments(parameters) for _ in range(count)]


class _Draw:
    def __init__(self, texts: Sequence[str]) -> None:
        self._random = Random(1)  # noqa: S311  always the same draws
        self._texts = [text for text in texts if text]

    def arguments(self, parameters: Sequence[Parameter]) -> Arguments:
        least = sum(not (one.optional or one.has_default or one.rest) for one in parameters)
        found: list[JsonValue] = []
        for one in parameters[: self._random.randint(least, len(parameters))]:
            value = self._value(one.type, 0)
            found += value if one.rest and isinstance(value, list) else [value]
        return tuple(found)

    def _value(self, type: TypeExpr, depth: int) -> JsonValue:
        match type:
            case Primitive("string"):
                return self._text()
            case Primitive("integer"):
                return self._random.choice([self._random.randint(-9, 20), self._random.randint(-2000, 2000)])
            case Primitive("number"):
                return self._random.choice([self._random.randint(-9, 20), self._random.randint(-800, 800) / 8])
            case Primitive("boolean"):
                return self._random.random() < 0.5
            case Primitive("null"):
                return None
            case LiteralOf(value):
                return value
            case UnionOf(options):
                return self._value(self._random.choice(options), depth)
            case ArrayOf(item):
                return [self._value(item, depth + 1) for _ in range(self._count(depth))]
            case TupleOf(items):
                return [self._value(item, depth + 1) for item in items]
            case MapOf(item):
                return {self._text(): self._value(item, depth + 1) for _ in range(self._count(depth))}
            case RecordOf(fields):
                kept = [one for one in fields if not one.optional or self._random.random() < 0.7]
                return {one.name: self._value(one.type, depth + 1) for one in kept}
            case _:
                return self._value(self._random.choice(_ANYTHING), depth)

    def _count(self, depth: int) -> int:
        return self._random.randint(0, 5) if depth < _DEEPEST else 0

    def _text(self) -> str:
        letters = "".join(self._random.choices(_LETTERS, k=self._random.randint(0, _LONGEST)))
        if not self._texts or self._random.random() < 0.6:
            return letters
        text = self._random.choice(self._texts)
        place = self._random.randint(0, len(text))
        return text[:place] + letters[:3] + text[place:]
