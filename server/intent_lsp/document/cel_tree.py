"""CEL expressions as trees, for those who say them in another language.

Source of the grammar: the Common Expression Language specification, "Syntax" (cel-spec, langdef.md). What is read here
has passed :func:`intent_lsp.document.cel.check`, which also bounds its length and depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from intent_lsp.document.cel import MACROS, CelSyntaxError, Token, tokens
from intent_lsp.values import JsonValue


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal. A number that is written as a double is a ``float``."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, ``result``, or the variable of a macro."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """``!x`` or ``-x``."""

    operator: str
    operand: Tree


@dataclass(frozen=True, slots=True)
class Binary:
    """``a + b``, ``a in b`` and the like."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : otherwise``."""

    condition: Tree
    then: Tree
    otherwise: Tree


@dataclass(frozen=True, slots=True)
class Member:
    """``value.field``; ``tested``: ``has(value.field)``."""

    value: Tree
    field: str
    tested: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """``value[index]``."""

    value: Tree
    index: Tree


@dataclass(frozen=True, slots=True)
class Call:
    """``size(x)``, or ``x.size()`` with the value first among the arguments."""

    function: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """``xs.all(x, …)``: the variable, and one or two expressions over it."""

    macro: str
    value: Tree
    variable: str
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """``[a, b]``."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """``{a: b}``."""

    entries: tuple[tuple[Tree, Tree], ...]


Tree: TypeAlias = Constant | Name | Unary | Binary | Conditional | Member | Index | Call | Macro | Items | Entries

_LEVELS = (("||",), ("&&",), ("<", "<=", ">", ">=", "==", "!=", "in"), ("+", "-"), ("*", "/", "%"))
"""Binary operators from the loosest to the tightest; those of one level associate to the left."""
_CONSTANTS: dict[str, JsonValue] = {"true": True, "false": False, "null": None}
_TEXT = re.compile(r"([rR]?)(\"\"\"|'''|\"|')([\s\S]*)\2")
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2}|[\s\S])")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def tree(text: str) -> Tree:
    """The tree of a valid expression. Raises :class:`~intent_lsp.document.cel.CelSyntaxError` for what has none here:
    an invalid one, and one with bytes or unsigned numbers."""
    reader = _Reader(tokens(text, 0, len(text)))
    found = reader.choice()
    if reader.token.kind != "end":
        reader.fail()
    return found


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    @property
    def token(self) -> Token:
        return self._tokens[self._at]

    def fail(self) -> NoReturn:
        raise CelSyntaxError(f"{self.token.text} is not expected here", self.token.start, self.token.end)

    def _next(self) -> Token:
        token = self.token
        if token.kind == "end":
            self.fail()
        self._at += 1
        return token

    def _take(self, text: str) -> bool:
        found = self.token.kind in ("op", "name") and self.token.text == text
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._take(text):
            self.fail()

    def choice(self) -> Tree:
        condition = self._binary(0)
        if not self._take("?"):
            return condition
        then = self._binary(0)
        self._expect(":")
        return Conditional(condition, then, self.choice())

    def _binary(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self.token.kind in ("op", "name") and self.token.text in _LEVELS[level]:
            left = Binary(self._next().text, left, self._binary(level + 1))
        return left

    def _unary(self) -> Tree:
        for operator in ("!", "-"):
            if self._take(operator):
                return Unary(operator, self._unary())
        return self._followed(self._primary())

    def _followed(self, value: Tree) -> Tree:
        while True:
            if self._take("."):
                name = self._next().text
                if not self._take("("):
                    value = Member(value, name)
                elif name in MACROS:
                    value = self._macro(name, value)
                else:
                    value = Call(name, (value, *self._list(")")))
            elif self._take("["):
                value = Index(value, self.choice())
                self._expect("]")
            else:
                return value

    def _macro(self, name: str, value: Tree) -> Tree:
        variable, parts = self._next().text, []
        while self._take(","):
            parts.append(self.choice())
        self._expect(")")
        return Macro(name, value, variable, tuple(parts))

    def _primary(self) -> Tree:
        if self._take("("):
            inner = self.choice()
            self._expect(")")
            return inner
        if self._take("["):
            return Items(self._list("]"))
        if self._take("{"):
            return self._entries()
        self._take(".")  # a name of the outermost scope: there is only one
        token = self._next()
        if token.kind == "number":
            return Constant(_number(token))
        if token.kind == "string":
            return Constant(_text(token))
        if token.text in _CONSTANTS:
            return Constant(_CONSTANTS[token.text])
        if not self._take("("):
            return Name(token.text)
        arguments = self._list(")")
        if token.text == "has" and len(arguments) == 1 and isinstance(arguments[0], Member):
            return Member(arguments[0].value, arguments[0].field, tested=True)
        return Call(token.text, arguments)

    def _list(self, close: str) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while not self._take(close):
            found.append(self.choice())
            if not self._take(","):
                self._expect(close)
                break
        return tuple(found)

    def _entries(self) -> Tree:
        found: list[tuple[Tree, Tree]] = []
        while not self._take("}"):
            key = self.choice()
            self._expect(":")
            found.append((key, self.choice()))
            if not self._take(","):
                self._expect("}")
                break
        return Entries(tuple(found))


def _number(token: Token) -> int | float:
    if token.text[-1] in "uU":
        raise CelSyntaxError("unsigned numbers are not read here", token.start, token.end)
    if token.text.startswith("0x"):
        return int(token.text, 16)
    return int(token.text) if token.text.isdigit() else float(token.text)


def _text(token: Token) -> str:
    match = _TEXT.fullmatch(token.text)
    if match is None:
        raise CelSyntaxError("bytes are not read here", token.start, token.end)
    return match[3] if match[1] else _ESCAPE.sub(_unescaped, match[3])


def _unescaped(match: re.Match[str]) -> str:
    said = match[1]
    if len(said) == 1:
        return _ESCAPED.get(said, said)
    return chr(int(said[1:], 16) if said[0] in "xuU" else int(said, 8))
