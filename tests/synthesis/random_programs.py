"""Random well-typed programs made from the operator table, and inputs that people forget: for tests of the emitters."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from intent_lsp.synthesis.higher_order import EACH, result_type
from intent_lsp.synthesis.operators import BY_NAME, OPERATORS
from intent_lsp.synthesis.operators.table import Operator, type_of_word
from intent_lsp.synthesis.terms import (
    Apply,
    Each,
    If,
    IsNull,
    Joined,
    Member,
    Null,
    Term,
    Var,
    mentions,
    num,
    text,
    walk,
)
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type, list_of, map_of, optional, record_of
from intent_lsp.values import JsonValue
from tests.synthesis.edge_inputs import HUNGRY

NUMBERS, STRINGS = list_of(NUMBER), list_of(STRING)
USER = record_of(
    [("name", STRING), ("nick", optional(STRING)), ("age", optional(NUMBER)), ("tags", optional(STRINGS)),
     ("active", optional(BOOLEAN))]
)  # fmt: skip
VARIABLES: dict[str, Type] = {
    "n": NUMBER,
    "x": NUMBER,
    "s": STRING,
    "t": STRING,
    "xs": NUMBERS,
    "ts": STRINGS,
    "counts": map_of(NUMBER),
    "m": optional(NUMBER),
    "o": optional(STRING),
    "user": USER,
    "users": list_of(USER),
}
"""``x`` may have a fraction, ``n`` is always whole."""
USERS: list[JsonValue] = [
    {"name": "Ada"},
    {"name": "", "nick": None, "age": None, "tags": None, "active": None},
    {"name": "Bob 😀", "nick": "bo", "age": 4, "tags": ["b", "a"], "active": True},
    {"name": "Cy", "nick": "", "age": 0, "tags": [], "active": False},
]
"""Optional fields are absent, null, filled and empty."""
_TINY = 1e-7
"""What is divided by it is large."""
INPUTS: dict[str, list[JsonValue]] = {
    "n": [0, 1, -1, 2, 3, -7, 10, 100, 199, -2, 12],
    "x": [0, 1, -1, 2.5, -2.5, 0.1, 1.005, -0.5, 99.995, 345.25, _TINY, 7],
    "s": [
        "",
        " ",
        "a",
        "Hello World",
        "😀",
        "a😀b😀",
        " two  words ",
        "a,b,,c",
        "0",
        "-12",
        "x-y_z",
        "İß\tx\n",
        "3.50",
    ],
    "t": ["b", "", "a", "World", "😀", ",", "abc", "  ", "l", "Hello", "1", "-"],
    "xs": [[], [0], [3, 1, 2], [-1, -1, 2.5], [10, 9, 100], [5, 5, 4], [0, -7], [1, 2, 3, 4, 5, 6], [0.1, 0.2, 50]],
    "ts": [
        [],
        [""],
        ["b", "a", "B"],
        ["x", "x", "y"],
        ["10", "9"],
        ["é", "z", "Ω"],
        ["a😀b"],
        [" ", "a b"],
        ["toString", "b"],
    ],
    "counts": [{}, {"a": 1}, {"b": 2, "a": -1}, {"x": 0, "y": 2.5, "z": 3}],
    "m": [None, 0, 3, -2, 2.5],
    "o": [None, "", "b", "a😀", "two words"],
    "user": [*USERS],
    "users": [[], [USERS[0]], [USERS[1], USERS[2]], [*USERS]],
}
_WHOLE = frozenset(["count", "length", "floor", "ceiling", "round", "truncate", "floorDivide", "indexOf", "countText"])
_CONSTANTS: dict[Type, list[Term]] = {
    NUMBER: [num(value) for value in (0, 1, 2, 3, 10, 100, -1, 0.5, 180, -2.5)],
    STRING: [text(value) for value in ("", " ", "-", "a", ", ", "x'y", '"', "`${n}`", "{}", "\\", "é", "\n")],
}
_RETURNS = [NUMBER, STRING, BOOLEAN, NUMBERS, STRINGS, map_of(NUMBER), map_of(STRING), list_of(NUMBERS)]
_MAYBE = [optional(kind) for kind in (NUMBER, STRING, STRINGS)]


@dataclass(frozen=True, slots=True)
class MadeProgram:
    """A program over some of :data:`VARIABLES`."""

    term: Term
    returns: Type

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in VARIABLES if mentions(self.term, name))

    def calls(self, dice: random.Random, count: int) -> list[tuple[JsonValue, ...]]:
        """At most so many inputs, each value of each variable among them when there is room."""
        hungry = sum(isinstance(part, Apply) and part.op.name in HUNGRY for part in walk(self.term))
        most = 12 if hungry < 2 else 3
        pools = [[v for v in INPUTS[name] if not hungry or (_largest(v) <= most and v != _TINY)] for name in self.names]
        rows = list(itertools.product(*pools))
        return rows if len(rows) <= count else dice.sample(rows, count)


class Maker:
    """Makes programs; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._fresh = itertools.count()

    def program(self, depth: int = 3) -> MadeProgram:
        """A program that uses at least one variable."""
        while True:
            returns = self._dice.choice([*_RETURNS, *_MAYBE])
            term = self._term(returns.inner if returns in _MAYBE else returns, depth, dict(VARIABLES))
            if returns in _MAYBE:
                term = self._maybe(term, dict(VARIABLES))
            made = MadeProgram(term, returns)
            if made.names and not isinstance(term, Var):
                return made

    def applied(self, op: Operator, depth: int = 1) -> MadeProgram:
        """A program with this operator outermost."""
        while True:
            element = self._dice.choice([NUMBER, STRING]) if op.generic else None
            term = self._apply(op, element, depth, dict(VARIABLES))
            made = MadeProgram(term, type_of_word(op.returns, element))
            if made.names:
                return made

    def _term(self, kind: Type, depth: int, scope: dict[str, Type]) -> Term:
        dice = self._dice
        if depth <= 0 or dice.random() < 0.1:
            leaf = self._leaf(kind, scope)
            if leaf is not None:
                return leaf
        if dice.random() < 0.1:
            parts = (self._term(BOOLEAN, depth - 1, scope), *(self._term(kind, depth - 1, scope) for _ in range(2)))
            return If(*parts)
        if kind is STRING and dice.random() < 0.15:
            return Joined(tuple(self._term(STRING, depth - 1, scope) for _ in range(dice.randint(2, 3))))
        if dice.random() < 0.25:
            each = self._each(kind, depth, scope)
            if each is not None:
                return each
        element = dice.choice([NUMBER, STRING])
        fitting = [
            (op, e)
            for op in OPERATORS
            for e in ([element] if op.generic else [None])
            if type_of_word(op.returns, e) == kind
        ]
        if not fitting:
            leaf = self._leaf(kind, scope)
            return leaf if leaf is not None else self._term(kind, depth, scope)
        op, chosen = dice.choice(fitting)
        return self._apply(op, chosen, depth, scope)

    def _maybe(self, term: Term, scope: dict[str, Type]) -> Term:
        """The term unless something is missing, or a variable that may be missing itself."""
        missing = self._dice.choice(list(_missing(scope)))
        return self._dice.choice([If(IsNull(missing), Null(), term), term])

    def _leaf(self, kind: Type, scope: dict[str, Type]) -> Term | None:
        fitting = [term for term, own in _reachable(scope) if own in (kind, optional(kind))]
        if kind is BOOLEAN:
            fitting += [IsNull(term) for term in _missing(scope)]
        if not fitting:
            fitting = list(_CONSTANTS.get(kind, []))
        elif kind in _CONSTANTS and self._dice.random() < 0.3:
            fitting = _CONSTANTS[kind]
        return self._dice.choice(fitting) if fitting else None

    def _apply(self, op: Operator, element: Type | None, depth: int, scope: dict[str, Type]) -> Term:
        args: list[Term] = []
        for word in op.params:
            match word:
                case "int":
                    args.append(self._whole(depth - 1, scope))
                case "step":
                    args.append(num(self._dice.choice([1, 2, 3])))
                case "literal":
                    args.append(text(self._dice.choice(["-", "a", "0", " ", "é"])))
                case "key":
                    args.append(text(self._dice.choice(["-", "a", ",", " ", "lo"])))
                case _:
                    kind = type_of_word(word, element)
                    if kind.kind == "list" and kind.inner.kind == "list":
                        args.append(Each("map", Var("ts"), "w", STRING, self._listed(kind.inner)))
                    elif kind.kind == "map" and kind.inner is STRING:
                        args.append(self._mapped())
                    else:
                        args.append(self._term(kind, depth - 1, scope))
        return Apply(op, tuple(args))

    def _listed(self, kind: Type) -> Term:
        characters = Apply(BY_NAME["characters"], (Var("w"),))
        if kind.inner is STRING:
            return characters
        return Each("map", characters, "c", STRING, Apply(BY_NAME["code"], (Var("c"),)))

    def _mapped(self) -> Term:
        return Apply(BY_NAME["fromLists"], (Var("ts"), Var("ts")))

    def _whole(self, depth: int, scope: dict[str, Type]) -> Term:
        roll = self._dice.random()
        if roll < 0.35 or depth < 0:
            return Var("n")
        if roll < 0.7:
            return num(self._dice.choice([0, 1, 2, 3, 8]))
        op = BY_NAME[self._dice.choice(sorted(_WHOLE))]
        return self._apply(op, self._dice.choice([NUMBER, STRING]) if op.generic else None, depth, scope)

    def _each(self, kind: Type, depth: int, scope: dict[str, Type]) -> Term | None:
        dice = self._dice
        item = dice.choice([NUMBER, STRING, USER])
        options = [
            (name, body) for name in EACH for body in (NUMBER, STRING, BOOLEAN) if result_type(name, item, body) == kind
        ]
        if not options:
            return None
        name, returns = dice.choice(options)
        var = f"v{next(self._fresh)}"
        over = Var("users") if item is USER else self._term(list_of(item), depth - 1, scope)
        body = self._term(returns, depth - 1, {**scope, var: item})
        return Each(name, over, var, item, body) if mentions(body, var) else None


def _largest(value: JsonValue) -> float:
    """The largest number in a value, regardless of its sign."""
    if isinstance(value, (list, dict)):
        items = value.values() if isinstance(value, dict) else value
        return max(map(_largest, items), default=0)
    return abs(value) if isinstance(value, (int, float)) else 0


def _reachable(scope: dict[str, Type]) -> Iterator[tuple[Term, Type]]:
    """The variables and the fields of those that are records, with their types."""
    for name, own in scope.items():
        yield Var(name), own
        for key, field in own.fields:
            yield Member(Var(name), key, optional=field.kind == "optional"), field


def _missing(scope: dict[str, Type]) -> Iterator[Term]:
    """What may be null or absent."""
    return (term for term, own in _reachable(scope) if own.kind == "optional")
