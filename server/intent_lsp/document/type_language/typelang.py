"""The type language of docs/format.md, "Types": a TypeScript subset and the Python spellings of the same types.

A recursive-descent reader over a cursor. Brackets nest at most :data:`MAX_DEPTH` deep, so the recursion is bounded.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    Field,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)

MAX_DEPTH = 24
MAX_SUFFIXES = 5

PRIMITIVES: dict[str, Primitive] = {
    word: primitive
    for primitive, words in {
        Primitive("number"): "number Number float double Float",
        Primitive("integer"): "integer int Integer Int",
        Primitive("string"): "string str String Str",
        Primitive("boolean"): "boolean bool Boolean Bool",
        Primitive("null"): "null None undefined void",
        Primitive("any"): "any unknown Any object Object",
    }.items()
    for word in words.split()
}
_ARRAYS = frozenset(["Array", "ReadonlyArray", "array", "list", "List", "Sequence", "Iterable"])
_MAPS = frozenset(["Record", "Map", "map", "dict", "Dict", "Mapping"])
_TUPLES = frozenset(("tuple", "Tuple"))
GENERICS = _ARRAYS | _MAPS | _TUPLES | {"Optional", "Union", "Literal"}
NO_NAMES = GENERICS | {"true", "false", "True", "False"}
"""Words that are not a simple type and cannot be the name of one."""
KNOWN = (*PRIMITIVES, *sorted(GENERICS))
"""Every type name that needs no declaration, for completion and for suggestions."""

_TOKEN = re.compile(
    r"(?:\s++|//[^\n]*+)*+"
    r"(?:(?P<ident>[^\W\d][\w$]*+|\$[\w$]*+)|(?P<number>-?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)"
    r"|(?P<string>\"[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\"?|'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'?)"
    r"|(?P<op>\.\.\.|->|=>|[→⇒()\[\]{}<>:,;?|&=.*])|(?P<bad>\S))"
)
_FUNCTION = "a function is not a JSON value: values cannot have this type"
_SPACE = re.compile(r"(?:\s++|//[^\n]*+)*+")


class TypeSyntaxError(ValueError):
    """The text is not a type or signature; ``start`` and ``end`` are offsets."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = max(start, end)


class Token(NamedTuple):
    """``kind`` is ``ident``, ``number``, ``string``, ``op``, ``bad`` or ``end``."""

    kind: str
    text: str
    start: int
    end: int


class Reference(NamedTuple):
    """A use of a named type, to be resolved when all declarations are known."""

    name: str
    start: int
    end: int


class Cursor:
    """A place in the text between ``position`` and ``end``, one token ahead."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.end = end
        self.references: list[Reference] = []
        self._depth = 0
        self.last_end = start
        self.token = self._read(start)

    def move(self, position: int) -> None:
        """Go on at an offset."""
        self.last_end = position
        self.token = self._read(position)

    def advance(self) -> Token:
        """The current token; the next one becomes current."""
        token = self.token
        self.last_end = token.end
        self.token = self._read(token.end)
        return token

    def at(self, *texts: str) -> bool:
        """Whether the current token is one of these operators."""
        return self.token.kind == "op" and self.token.text in texts

    def take(self, text: str) -> bool:
        """Step over this operator if it is there."""
        token = self.token
        if token.text != text or token.kind != "op":
            return False
        self.advance()
        return True

    def expect(self, text: str, why: str) -> Token:
        """Step over this operator or fail."""
        if not self.at(text):
            self.fail(f"expected {text} {why}")
        return self.advance()

    def fail(self, message: str) -> NoReturn:
        """Raise :meth:`error`."""
        raise self.error(message)

    def error(self, message: str) -> TypeSyntaxError:
        """An error at the current token."""
        token = self.token
        if token.kind == "end":
            return TypeSyntaxError(f"{message}, but the text ends", self.last_end, self.last_end)
        return TypeSyntaxError(f"{message}, not {token.text[:20]}", token.start, token.end)

    def _read(self, position: int) -> Token:
        match = _TOKEN.match(self.text, position, self.end)
        if match is None:
            return Token("end", "", self.end, self.end)
        kind = match.lastgroup or "bad"
        return Token(kind, match[kind], *match.span(kind))

    # --- types ---------------------------------------------------------------------------------------------------

    def type(self) -> TypeExpr:
        """A whole type, unions included. Raises :class:`TypeSyntaxError`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TypeSyntaxError(f"types may be nested at most {MAX_DEPTH} deep", self.token.start, self.token.end)
        self.take("|")
        options = [self._postfix()]
        while self.take("|"):
            options.append(self._postfix())
        self._depth -= 1
        return union(options)

    def _postfix(self) -> TypeExpr:
        result = self._primary()
        for count in range(MAX_SUFFIXES + 1):
            if not self.at("["):
                break
            if count == MAX_SUFFIXES:
                raise TypeSyntaxError(f"arrays of arrays may be at most {MAX_SUFFIXES} deep", *self.advance()[2:])
            self.advance()
            self.expect("]", "to close the array type")
            result = ArrayOf(result)
        return result

    def _primary(self) -> TypeExpr:
        token = self.token
        if token.kind == "ident":
            return self._identifier()
        if token.kind == "number":
            self.advance()
            return LiteralOf(int(token.text) if token.text.lstrip("-").isdigit() else float(token.text))
        if token.kind == "string":
            self.advance()
            return LiteralOf(self._string(token))
        if self.take("("):
            return self._parenthesis(token)
        if self.take("["):
            return TupleOf(tuple(self._list("]")))
        if self.take("{"):
            return self._record()
        raise self.error("expected a type such as number, string or { x: number }")

    def _parenthesis(self, opening: Token) -> TypeExpr:
        if self.at(")", "..."):
            raise TypeSyntaxError(_FUNCTION, opening.start, self.token.end)
        inner = self.type()
        if self.at(":", "?", ","):
            raise TypeSyntaxError(_FUNCTION, opening.start, self.token.end)
        self.expect(")", "to close the parenthesis")
        return inner

    def _string(self, token: Token) -> str:
        if len(token.text) < 2 or token.text[-1] != token.text[0]:
            raise TypeSyntaxError(f"this text is never closed: add {token.text[0]}", token.start, token.end)
        body = token.text[1:-1]
        return re.sub(r"\\(.)", r"\1", body) if "\\" in body else body

    def _list(self, close: str) -> list[TypeExpr]:
        items: list[TypeExpr] = []
        while not self.at(close):
            items.append(self.type())
            if not self.take(","):
                break
        self.expect(close, "or a comma")
        return items

    def _record(self) -> TypeExpr:
        fields: list[Field] = []
        seen: set[str] = set()
        while not self.at("}"):
            if self.at("["):
                return self._index_signature()
            token = self.token
            if token.kind == "string":
                name = self._string(token)
            elif token.kind in ("ident", "number"):
                name = token.text
            else:
                self.fail("expected a field such as x: number")
            self.advance()
            if name in seen:
                raise TypeSyntaxError(f"the field {name} occurs twice", token.start, token.end)
            seen.add(name)
            optional = self.take("?")
            kind: TypeExpr = ANY
            if self.take(":"):
                kind = self.type()
            elif not self.at(",", ";", "}") and self.token.kind != "end":
                self.fail(f"expected : and a type after the field {name}")
            fields.append(Field(name, kind, optional))
            if (
                not self.take(",")
                and not self.take(";")
                and not self.at("}")
                and "\n" not in self.text[self.last_end : self.token.start]
            ):
                break
        self.expect("}", "or a comma")
        return RecordOf(tuple(fields))

    def _index_signature(self) -> TypeExpr:
        self.expect("[", "")
        if self.token.kind == "ident":
            self.advance()
        self.expect(":", "and string: { [key: string]: number }")
        self.type()
        self.expect("]", "after the key's type")
        self.expect(":", "and the type of the values")
        value = self.type()
        if not self.take(";"):
            self.take(",")
        self.expect("}", "after the type of the values")
        return MapOf(value)

    def _identifier(self) -> TypeExpr:
        token = self.advance()
        name = token.text
        while self.at(".") and name in ("typing", "t", "collections", "abc"):
            self.advance()
            name = self.advance().text
        if name in GENERICS:
            return self._generic(name, token)
        if name in ("true", "True"):
            return LiteralOf(True)
        if name in ("false", "False"):
            return LiteralOf(False)
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        self.references.append(Reference(name, token.start, token.end))
        return Named(name)

    def _generic(self, name: str, token: Token) -> TypeExpr:
        arguments: list[TypeExpr] | None = None
        rest = False
        # `list[]` is an array of lists, `list[int]` is a list of integers.
        if self.at("<") or (self.at("[") and not self._next_closes()):
            close = ">" if self.advance().text == "<" else "]"
            arguments = []
            while not self.at(close):
                if name in _TUPLES and self.take("..."):
                    rest = True
                else:
                    arguments.append(self.type())
                if not self.take(","):
                    break
            self.expect(close, "or a comma")
        given = arguments or []
        if name in _ARRAYS:
            return ArrayOf(self._only(name, given, token, 1)[-1])
        if name in _MAPS:
            return MapOf(self._only(name, given, token, 2)[-1])
        if name in _TUPLES:
            return ArrayOf(given[0] if given else ANY) if rest or arguments is None else TupleOf(tuple(given))
        if not given:
            raise TypeSyntaxError(f"{name} needs types in brackets: {name}[string]", token.start, self.last_end)
        return union([*given, Primitive("null")] if name == "Optional" else given)

    def _only(self, name: str, given: list[TypeExpr], token: Token, most: int) -> list[TypeExpr]:
        if len(given) > most:
            example = f"{name}<number>" if most == 1 else f"{name}<string, number>"
            raise TypeSyntaxError(f"too many types: write {example}", token.start, self.last_end)
        return given or [ANY]

    def _next_closes(self) -> bool:
        position = _SPACE.match(self.text, self.token.end, self.end).end()  # type: ignore[union-attr]
        return self.text.startswith("]", position, self.end)


def union(options: list[TypeExpr]) -> TypeExpr:
    """A union without nesting and repetition; the type itself when there is only one."""
    if len(options) == 1:
        return options[0]
    # By repr, because 1 == True in Python, but the literals 1 and true are two types.
    parts = {
        repr(part): part
        for option in options
        for part in (option.options if isinstance(option, UnionOf) else (option,))
    }
    flat = list(parts.values())
    return flat[0] if len(flat) == 1 else UnionOf(tuple(flat))
