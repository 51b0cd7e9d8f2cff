"""The syntax of CEL expressions, checked here: exact columns, no import, no crash.

Source of the grammar: the Common Expression Language specification, "Syntax" (cel-spec, langdef.md), with its
macros. The libraries that evaluate CEL overflow the stack on long chains, so expressions are limited to
:data:`MAX_TOKENS` tokens and :data:`MAX_DEPTH` brackets; what passes here is safe to hand to them.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn, TypeAlias

from intent_lsp.document.bounded_cache import cache_last

MAX_TOKENS = 500
MAX_DEPTH = 30

_TOKEN = re.compile(
    r"(?P<name>[A-Za-z_]\w*+(?![\w\"'])|(?:true|false|null)\b)"
    r"|(?P<string>(?:[rR][bB]?|[bB][rR]?)?(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''"
    r"|\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'))"
    r"|(?P<number>0x[0-9a-fA-F]++u?|(?:\d++\.\d++|\.\d++|\d++)(?:[eE][+-]?\d++)?u?)"
    r"|(?P<op>\|\||&&|[<>=!]=|[-+*/%<>!?:.,()\[\]{}])|(?P<bad>[\s\S])"
)
_TIME_PART = re.compile(r"get[A-Z]\w*")
_SPACE = re.compile(r"(?:[\t\n\f\r ]++|//[^\n]*+)*+", re.ASCII)
_RESERVED_WORDS = "as break const continue else for function if import let loop package namespace return var void while"
RESERVED = frozenset(_RESERVED_WORDS.split())
MACROS = {"all": 2, "exists": 2, "exists_one": 2, "existsOne": 2, "map": 3, "filter": 2}
FUNCTIONS = frozenset(
    ("size", "int", "uint", "double", "string", "bytes", "type", "duration", "timestamp", "has", "dyn")
)
"""What can be called by name: the specification's functions, as far as they can be evaluated."""
METHODS = frozenset(("size", "contains", "startsWith", "endsWith", "matches", *MACROS))
"""What can be called on a value, beside the parts of a time (``getFullYear`` and its like)."""
_CONSTANTS = frozenset(("in", "true", "false", "null"))
_HINTS = {"=": "to compare, write ==", "&": "write &&", "|": "write ||"}
_BINARY = frozenset(("||", "&&", "<", "<=", ">", ">=", "==", "!=", "in", "+", "-", "*", "/", "%"))


_Name: TypeAlias = tuple[str, tuple[int, int]]
"""A name and its place (offsets)."""


class CelSyntaxError(ValueError):
    """The text is not a CEL expression; ``start`` and ``end`` are offsets."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start, end)


class Token(NamedTuple):
    """One token. ``kind`` is ``name``, ``string``, ``number``, ``op`` or ``end``; ``start`` and ``end`` are offsets."""

    kind: str
    text: str
    start: int
    end: int


def check(text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    """The free variables of the expression with their places, in order. Raises :class:`CelSyntaxError`."""
    try:
        free, _ = _read(text[start:end])
    except CelSyntaxError as error:
        raise CelSyntaxError(error.message, start + error.start, start + error.end) from None
    return _placed(free, start)


def unknown_calls(text: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    """The functions and methods of a valid expression that nobody can evaluate, with their places, in order."""
    return _placed(_read(text[start:end])[1], start)


def _placed(names: list[_Name], start: int) -> list[_Name]:
    return [(name, (start + first, start + last)) for name, (first, last) in names]


@cache_last(256)
def _read(text: str) -> tuple[list[_Name], list[_Name]]:
    checker = _Checker(tokens(text, 0, len(text)))
    checker.expression(frozenset(), 0)
    if checker.token.kind != "end":
        checker.fail("expected an operator or the end")
    return checker.free, checker.unknown


def tokens_text(text: str) -> str:
    """The expression with one blank between its tokens: equal for expressions that differ in layout only."""
    try:
        return " ".join(token.text for token in tokens(text, 0, len(text))[:-1])
    except CelSyntaxError:
        return " ".join(text.split())


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens between two offsets, with one of the kind ``end`` behind them. Raises :class:`CelSyntaxError`."""
    found: list[Token] = []
    position = start
    while True:
        position = _SPACE.match(text, position, end).end()  # type: ignore[union-attr]
        match = _TOKEN.match(text, position, end)
        if match is None:
            found.append(Token("end", "", end, end))
            return found
        kind, piece = match.lastgroup or "bad", match[0]
        if kind == "bad":
            if piece in "\"'":
                raise CelSyntaxError(f"this text is never closed: add {piece}", position, end)
            hint = _HINTS.get(piece, "it has no meaning in CEL")
            raise CelSyntaxError(f"unexpected {piece}: {hint}", position, position + 1)
        found.append(Token(kind, piece, position, match.end()))
        position = match.end()
        if len(found) > MAX_TOKENS:
            raise CelSyntaxError(f"the expression is too long: at most {MAX_TOKENS} parts", start, end)


def _not_reserved(token: Token) -> None:
    if token.text in RESERVED:
        raise CelSyntaxError(f"{token.text} is a reserved word in CEL", token.start, token.end)


class _Checker:
    """Precedence does not matter for validity: an expression is operands with operators between them."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.conditions = 0
        self.free: list[_Name] = []
        self.unknown: list[_Name] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def at(self, *texts: str) -> bool:
        token = self.token
        return token.kind in ("op", "name") and token.text in texts

    def take(self, text: str) -> bool:
        if self.at(text):
            self.index += 1
            return True
        return False

    def expect(self, text: str, why: str) -> None:
        if not self.take(text):
            self.fail(f"expected {text} {why}")

    def fail(self, message: str) -> NoReturn:
        token = self.token
        if token.kind == "end":
            place = self.tokens[self.index - 1].end if self.index else token.start
            raise CelSyntaxError(f"{message}, but the expression ends", place, place)
        raise CelSyntaxError(f"{message}, not {token.text[:20]}", token.start, token.end)

    def expression(self, bound: frozenset[str], depth: int) -> bool:
        """Whether it is only the selection of a field, as in ``a.b`` or ``(a.b)``."""
        if depth > MAX_DEPTH:
            raise CelSyntaxError(f"brackets may be nested at most {MAX_DEPTH} deep", self.token.start, self.token.end)
        selects = True
        while True:
            selects = self._binary(bound, depth) and selects
            if not self.at("?"):
                return selects
            selects = False
            self.conditions += 1
            if self.conditions > MAX_DEPTH:
                self.fail(f"at most {MAX_DEPTH} conditions (? :) fit in one expression")
            self.index += 1
            self._binary(bound, depth)
            self.expect(":", "and the other value of the condition")

    def _binary(self, bound: frozenset[str], depth: int) -> bool:
        selects = self._unary(bound, depth)
        while self.token.text in _BINARY and self.token.kind in ("op", "name"):
            self.index += 1
            selects = False
            self._unary(bound, depth)
        return selects

    def _unary(self, bound: frozenset[str], depth: int) -> bool:
        sign = "!" if self.at("!") else "-"
        signed = self.at(sign)
        while self.take(sign):
            pass
        if self.at("-") and self.tokens[self.index + 1].kind == "number":  # a literal has a sign of its own
            self.index += 1
        return self._member(bound, depth) and not signed

    def _member(self, bound: frozenset[str], depth: int) -> bool:
        selects = self._primary(bound, depth)
        while True:
            if self.take("."):
                token = self.token
                if token.kind != "name" or token.text in _CONSTANTS:
                    self.fail("expected a field's name after the dot")
                self.index += 1
                selects = not self.take("(")
                if not selects:
                    self._arguments(token, bound, depth)
            elif self.take("["):
                selects = False
                self.expression(bound, depth + 1)
                self.expect("]", "to close the index")
            else:
                return selects

    def _primary(self, bound: frozenset[str], depth: int) -> bool:
        token = self.token
        if self.take("."):
            self._rooted(token, bound, depth)
        elif token.kind in ("string", "number"):
            self.index += 1
        elif token.kind == "name" and token.text != "in":
            return self._name(token, bound, depth)
        elif self.take("("):
            selects = self.expression(bound, depth + 1)
            self.expect(")", "to close the parenthesis")
            return selects
        elif self.take("["):
            self._lone_comma("]")
            self._list("]", bound, depth)
        elif self.take("{"):
            self._lone_comma("}")
            while not self.at("}"):
                self.expression(bound, depth + 1)
                self.expect(":", "and the value of the key")
                self.expression(bound, depth + 1)
                if not self.take(","):
                    break
            self.expect("}", "or a comma")
        else:
            self.fail("expected a value")
        return False

    def _rooted(self, dot: Token, bound: frozenset[str], depth: int) -> None:
        """A name behind a dot stands for itself, whatever is bound; what is called so is neither a macro nor known to
        the library."""
        token = self.token
        if token.kind != "name" or token.text in _CONSTANTS:
            self.fail("expected a name after the dot")
        _not_reserved(token)
        self.index += 1
        if self.take("("):
            self.unknown.append((f".{token.text}", (dot.start, token.end)))
            self._list(")", bound, depth)
        else:
            self.free.append((token.text, (token.start, token.end)))

    def _name(self, token: Token, bound: frozenset[str], depth: int) -> bool:
        _not_reserved(token)
        self.index += 1
        if token.text in _CONSTANTS:
            return False
        if self.take("("):
            if token.text == "has":
                return self._field(token, bound, depth)
            if token.text not in FUNCTIONS:
                self.unknown.append((token.text, (token.start, token.end)))
            self._list(")", bound, depth)
        elif token.text not in bound:
            self.free.append((token.text, (token.start, token.end)))
        return False

    def _field(self, macro: Token, bound: frozenset[str], depth: int) -> bool:
        """The rest of ``has(``: whether it is the macro, which takes one field; with more or nothing it is a function
        that nobody knows."""
        first, before = self.token, len(self.unknown)
        selects = not self.at(")") and self.expression(bound, depth + 1)
        if first.text == ")" or self.at(","):
            self.unknown.insert(before, (macro.text, (macro.start, macro.end)))
            if self.take(",") and self.at(")"):
                self.fail("expected another argument")
            self._list(")", bound, depth)
            return False
        if not selects:
            stop = self.tokens[self.index - 1].end
            raise CelSyntaxError("has() needs a field: has(result.mag)", first.start, stop)
        self.expect(")", "to close has(")
        return True

    def _arguments(self, method: Token, bound: frozenset[str], depth: int) -> None:
        """A method's arguments; the macros bind a variable of their own."""
        most = MACROS.get(method.text)
        if most is None:
            if method.text not in METHODS and not _TIME_PART.fullmatch(method.text):
                self.unknown.append((method.text, (method.start, method.end)))
            self._list(")", bound, depth)
            return
        variable = self.token
        if variable.kind != "name" or variable.text in _CONSTANTS:
            self.fail(f"expected a name for the item: {method.text}(x, …)")
        self.index += 1
        if not self.at(","):
            self.fail(f"expected a comma and an expression: {method.text}({variable.text}, …)")
        count = 1
        while self.take(","):
            count += 1
            self.expression(bound | {variable.text}, depth + 1)
        if count > most:
            raise CelSyntaxError(f"{method.text} takes {most} arguments", method.start, method.end)
        self.expect(")", f"to close {method.text}(")

    def _lone_comma(self, close: str) -> None:
        """The grammar allows ``[,]`` and ``{,}``."""
        if self.at(",") and self.tokens[self.index + 1].text == close:
            self.index += 1

    def _list(self, close: str, bound: frozenset[str], depth: int) -> None:
        """Expressions with commas between them, and behind the last one in the brackets of a list."""
        while not self.at(close):
            self.expression(bound, depth + 1)
            if not self.take(","):
                break
            if close == ")" and self.at(close):
                self.fail("expected another argument")
        self.expect(close, "or a comma")
