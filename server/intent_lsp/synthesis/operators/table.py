"""What an operator is: types, meaning, cost, hint words, and one template for each language.

A signature is words: ``list T -> num``. ``num``, ``str``, ``bool``, ``T`` (any element type), ``list …``, ``map …``,
``pair …`` (a record of ``key`` and ``value``) are types; four more words restrict what may stand as an argument:
``int`` a whole number, ``key`` and ``step`` a cheap string or number (a constant or a parameter), ``literal`` a string
constant.

A template names its arguments ``{0}``, ``{1}``, …; ``{0:6}`` puts parentheses around an argument that binds weaker than
level 6 (:class:`Level`). Other forms: ``{0:it}`` and ``{0:seq}`` take any iterable, alone in a call or not; ``{1:len}``
is the length of a string argument, ``{1:re}`` a constant inside a regular expression's character class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from intent_lsp.synthesis.search_values import Value
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type, list_of, map_of, record_of


class Level(IntEnum):
    """How strongly an expression binds, from weak to strong; the same scale for both languages."""

    ANY = 0
    TERNARY = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARE = 5
    ADD = 6
    MULTIPLY = 7
    UNARY = 8
    ATOM = 9


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """One operator. Compared by identity; ``name`` is unique."""

    name: str
    params: tuple[str, ...]
    """Words of the signature, one string per parameter (``list T``)."""
    returns: str
    apply: Callable[..., Value]
    """The meaning: values in, a value out; raises where the languages differ or nothing sensible comes out."""
    js: str
    py: str
    cost: int
    hints: tuple[str, ...]
    """Stems of words that make the operator likelier when the intent's prose holds them."""
    js_level: Level
    py_level: Level
    commutative: bool
    floating: bool
    """The Python result may be a ``float`` even when it is whole."""
    js_helpers: tuple[str, ...]
    py_helpers: tuple[str, ...]
    py_format: str
    """In place of a Python template: the format specification of an f-string field (``.{1}f``)."""
    no_constant: bool
    """The first argument is never a constant: the result would be one."""

    @property
    def generic(self) -> bool:
        """Whether the signature mentions the element type ``T``."""
        return any("T" in word.split() for word in (*self.params, self.returns))

    def __repr__(self) -> str:
        return self.name


def op(
    name: str,
    signature: str,
    apply: Callable[..., Value],
    js: str,
    py: str = "",
    cost: int = 2,
    hints: str = "",
    *,
    level: Level = Level.ATOM,
    py_level: Level | None = None,
    commutative: bool = False,
    floating: bool = False,
    js_helpers: str = "",
    py_helpers: str = "",
    py_format: str = "",
    no_constant: bool = False,
) -> Operator:
    """Write an operator down. ``py`` defaults to ``js`` and ``py_level`` to ``level``; lists are space-separated."""
    left, _, right = signature.partition("->")
    return Operator(
        name=name,
        params=_split_params(left.split()),
        returns=right.strip(),
        apply=apply,
        js=js,
        py=py or js,
        cost=cost,
        hints=tuple(hints.split()),
        js_level=level,
        py_level=level if py_level is None else py_level,
        commutative=commutative,
        floating=floating,
        js_helpers=tuple(js_helpers.split()),
        py_helpers=tuple(py_helpers.split()),
        py_format=py_format,
        no_constant=no_constant,
    )


def _split_params(words: Sequence[str]) -> tuple[str, ...]:
    params: list[str] = []
    prefix: list[str] = []
    for word in words:
        prefix.append(word)
        if word not in ("list", "map", "pair"):
            params.append(" ".join(prefix))
            prefix = []
    return tuple(params)


PLACES = ("key", "step", "literal")
"""Parameter words that are not types but restrict what may stand there."""


def type_of_word(words: str, element: Type | None) -> Type:
    """The type that a parameter's words mean when ``T`` is ``element``."""
    head, _, rest = words.partition(" ")
    match head:
        case "num" | "int" | "step":
            return NUMBER
        case "str" | "key" | "literal":
            return STRING
        case "bool":
            return BOOLEAN
        case "list":
            return list_of(type_of_word(rest, element))
        case "map":
            return map_of(type_of_word(rest, element))
        case "pair":
            return record_of((("key", STRING), ("value", type_of_word(rest, element))))
        case "T" if element is not None:
            return element
        case _:
            raise ValueError(f"{words!r} is not a type of an operator")


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An operator at concrete types. ``params`` holds a type, or one of :data:`PLACES`."""

    op: Operator
    params: tuple[Type | str, ...]
    returns: Type


def instances(operators: Sequence[Operator], element: Type | None) -> list[Instance]:
    """The operators at one element type; ``None``: those that are not generic."""
    return [
        Instance(
            operator,
            tuple(word if word in PLACES else type_of_word(word, element) for word in operator.params),
            type_of_word(operator.returns, element),
        )
        for operator in operators
        if operator.generic == (element is not None)
    ]
