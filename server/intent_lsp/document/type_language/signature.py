"""Signatures and type declarations: where they stand in a section's value, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from intent_lsp.document.bounded_cache import cache_last
from intent_lsp.document.model import ANY, ArrayOf, Field, Named, Parameter, RecordOf, Signature, TypeExpr
from intent_lsp.document.type_language.typelang import (
    MAX_SUFFIXES,
    NO_NAMES,
    PRIMITIVES,
    Cursor,
    Reference,
    TypeSyntaxError,
)
from intent_lsp.text import json5
from intent_lsp.text.source import Source
from intent_lsp.text.span import NOWHERE, Span
from intent_lsp.values import JsonValue

_PYTHON_WORDS = {"None": None, "True": True, "False": False}
_HEAD = r"[ \t]*+(?:[-*+][ \t]++)?`*+(?:export\b[ \t]*+)?(?:(?:type|interface)\b(?![ \t]*+=)[ \t]*+)?"
_DECLARATION = re.compile(rf"^{_HEAD}[^\W\d][\w$]*+[ \t]*+=", re.MULTILINE)
_START = re.compile(_HEAD)
_PLAIN = re.compile(r"([A-Za-z_]\w*+)(\??+): ([A-Za-z]\w*+)((?:\[\])*+)(?:, (?!\))|(?=\)))")
"""A parameter as most people write it, with what stands behind it."""
_PLAIN_RETURNS = re.compile(r"\) ?(?:->|=>|→) ?(?:([A-Za-z]\w*+)((?:\[\])*+)|\{ ?([\w:\[\], ]*?) ?\})\Z")
_PLAIN_FIELD = re.compile(r"([A-Za-z_]\w*+): ([A-Za-z]\w*+)((?:\[\])*+)(?:, (?!\Z)|\Z)")
_NAME_AT_FRONT = re.compile(r"(?:export\s+)?(?:async\s+)?(?:function\b|def\b)?\s*([^\W\d][\w$]*)?\s*(?=\()")


@cache_last(256)
def parse_signature(text: str) -> tuple[Signature, list[Reference], TypeSyntaxError | None]:
    """Read ``(param: type, …) -> type`` (no backticks, no fence around it any more). Places count in the text.

    A signature with an error keeps what was read before it. A function's name in front is tolerated.
    """
    source = Source(text)
    front = _NAME_AT_FRONT.match(text)
    start = front.end() if front else 0
    parameters, references, position = _plain_parameters(text, start)
    if position > start and (plain := _plain_returns(text, position, references)) is not None:
        return Signature(tuple(parameters), plain, False, Span(0, 0, 0, len(text))), references, None
    cursor = Cursor(text, position, len(text))
    cursor.references = references
    returns: TypeExpr = ANY
    problem: TypeSyntaxError | None = None
    try:
        if position == start:
            if not cursor.at("("):
                cursor.fail("expected ( to open the parameters, as in (x: number) -> number")
            cursor.advance()
            while not cursor.at(")"):
                parameters.append(_parameter(source, cursor, parameters))
                if not cursor.take(","):
                    break
        cursor.expect(")", "or a comma after the parameter")
        if not any(cursor.take(arrow) for arrow in ("->", "=>", "→", "⇒", ":")):
            cursor.fail("expected -> and the type of the result")
        returns = cursor.type()
        cursor.take(":")  # `def f(x: int) -> int:` and `...;`
        cursor.take(";")
        if cursor.token.kind != "end":
            between = text[cursor.last_end : cursor.token.start]
            if between.count("\n") < 2:
                cursor.fail("expected the end of the signature")
    except TypeSyntaxError as error:
        problem = error
    signature = Signature(tuple(parameters), returns, False, source.span(0, cursor.last_end))
    return signature, cursor.references, problem


def _plain_parameters(text: str, start: int) -> tuple[list[Parameter], list[Reference], int]:
    """The parameters of the usual signature, the types they name, and where the closing parenthesis stands.

    Nothing, and ``start``, when it takes a closer look.
    """
    parameters: list[Parameter] = []
    references: list[Reference] = []
    position = start + 1
    optional = False
    while (match := _PLAIN.match(text, position)) is not None:
        name, mark, word, suffix = match.groups()
        kind = _plain_type(word, suffix, match.start(3), references)
        if kind is None or (optional and not mark):
            break
        optional = bool(mark)
        parameters.append(Parameter(name, kind, optional, span=Span(0, position, 0, match.end(1))))
        position = match.end()
        if text.startswith(")", position):
            if not text.startswith("(", start) or "\n" in text[:position]:
                break
            return parameters, references, position
    return [], [], start


def _plain_returns(text: str, position: int, references: list[Reference]) -> TypeExpr | None:
    """The type of the result, if all that is left is the closing parenthesis, an arrow, and a name or a flat record."""
    match = _PLAIN_RETURNS.match(text, position)
    if match is None:
        return None
    before = len(references)
    word, suffix, members = match.groups()
    if word is not None:
        return _plain_type(word, suffix, match.start(1), references)
    fields: dict[str, Field] = {}
    offset = 0
    while (found := _PLAIN_FIELD.match(members, offset)) is not None:
        name, word, suffix = found.groups()
        kind = _plain_type(word, suffix, match.start(3) + found.start(2), references)
        if kind is None or name in fields:
            break
        fields[name] = Field(name, kind)
        offset = found.end()
        if offset == len(members):
            return RecordOf(tuple(fields.values()))
    del references[before:]
    return None


def _plain_type(word: str, suffix: str, start: int, references: list[Reference]) -> TypeExpr | None:
    """A simple type or a name, with pairs of brackets behind it."""
    kind: TypeExpr | None = PRIMITIVES.get(word)
    if len(suffix) > 2 * MAX_SUFFIXES:
        return None
    if kind is None:
        if word in NO_NAMES:
            return None
        kind = Named(word)
        references.append(Reference(word, start, start + len(word)))
    for _ in range(len(suffix) // 2):
        kind = ArrayOf(kind)
    return kind


def _parameter(source: Source, cursor: Cursor, before: list[Parameter]) -> Parameter:
    rest = cursor.take("...") or cursor.take("*")
    token = cursor.token
    if token.kind != "ident":
        cursor.fail("expected a parameter such as x: number")
    if before and before[-1].rest:
        raise TypeSyntaxError("nothing may follow the rest parameter", token.start, token.end)
    cursor.advance()
    optional = cursor.take("?")
    if optional and rest:
        raise TypeSyntaxError("a rest parameter cannot be optional", token.start, cursor.last_end)
    kind: TypeExpr = ArrayOf(ANY) if rest else ANY
    if cursor.take(":"):
        type_start = cursor.token.start
        kind = cursor.type()
        if rest and not isinstance(kind, ArrayOf):
            message = f"a rest parameter needs an array type: ...{token.text}: number[]"
            raise TypeSyntaxError(message, type_start, cursor.last_end)
    default: JsonValue = None
    has_default = cursor.at("=")
    if has_default:
        equals = cursor.advance()
        if rest:
            raise TypeSyntaxError("a rest parameter cannot have a default", equals.start, equals.end)
        default = _default(cursor)
    elif not optional and not rest and before and before[-1].optional:
        message = f"{token.text} must be optional too, because a parameter before it is: write {token.text}?"
        raise TypeSyntaxError(message, token.start, token.end)
    span = source.span(token.start, token.end)
    return Parameter(token.text, kind, optional or has_default, has_default, default, rest, span)


def _default(cursor: Cursor) -> JsonValue:
    if cursor.token.kind == "ident" and cursor.token.text in _PYTHON_WORDS:
        return _PYTHON_WORDS[cursor.advance().text]
    try:
        value, stop = json5.read(cursor.text, cursor.token.start, cursor.end)
    except json5.Json5Error as error:
        raise TypeSyntaxError(f"the default is not a JSON value: {error.message}", error.start, error.end) from None
    cursor.move(stop)
    return value


class Declaration:
    """One ``Name = type`` with the place of its name."""

    __slots__ = ("end", "name", "start", "type")

    def __init__(self, name: str, start: int, end: int, type: TypeExpr) -> None:
        self.name, self.start, self.end, self.type = name, start, end, type


@cache_last(64)
def parse_types(text: str) -> tuple[list[Declaration], list[Reference], list[TypeSyntaxError]]:
    """Read the declarations, one per line or spread over several; an error skips to the next one."""
    end = len(text)
    declarations: list[Declaration] = []
    references: list[Reference] = []
    problems: list[TypeSyntaxError] = []
    position = 0
    while position < end:
        line_end = text.find("\n", position, end)
        line_end = end if line_end < 0 else line_end
        line = text[position:line_end].strip(" \t`;,")
        if not line or line.startswith(("//", "~~~", "<!--")):
            position = line_end + 1
            continue
        following = _DECLARATION.search(text, line_end, end)
        limit = following.start() if following else end
        stop, declaration = _declaration(text, position, limit, references, problems)
        if declaration is not None:
            declarations.append(declaration)
        position = max(stop, line_end) + 1 if declaration is not None else limit
    return declarations, references, problems


def _declaration(
    text: str, start: int, limit: int, references: list[Reference], problems: list[TypeSyntaxError]
) -> tuple[int, Declaration | None]:
    match = _START.match(text, start, limit)
    cursor = Cursor(text, match.end() if match else start, limit)
    try:
        name = cursor.token
        if name.kind != "ident":
            cursor.fail("expected a declaration such as Vec = { x: number, y: number }")
        cursor.advance()
        if not cursor.at("{"):  # an interface has no equals sign
            cursor.expect("=", f"after the type's name {name.text}")
        kind = cursor.type()
        references.extend(cursor.references)
        tail = text[cursor.last_end : _line_end(text, cursor.last_end, limit)].split("//")[0]
        if tail.strip(" \t`;,"):
            cursor.fail("expected the end of the declaration")
        return _line_end(text, cursor.last_end, limit), Declaration(name.text, name.start, name.end, kind)
    except TypeSyntaxError as error:
        problems.append(error)
        return limit, None


def _line_end(text: str, position: int, limit: int) -> int:
    found = text.find("\n", position, limit)
    return limit if found < 0 else found


def move_to(signature: Signature, line: int, column: int) -> Signature:
    """The signature with the spans it has when its text stands at ``line`` and ``column``."""
    parameters = [replace(p, span=_moved(p.span, line, column)) for p in signature.parameters]
    return Signature(tuple(parameters), signature.returns, signature.inferred, _moved(signature.span, line, column))


def _moved(span: Span, line: int, column: int) -> Span:
    return Span(
        span.line + line,
        span.column + (0 if span.line else column),
        span.end_line + line,
        span.end_column + (0 if span.end_line else column),
    )


def infer_signature(keys: Iterable[tuple[str, bool]], positional: tuple[int, int] | None) -> Signature:
    """The signature of an intent that states none (docs/format.md, "Sloppy is fine").

    ``keys`` are the examples' keys in order of first appearance, with whether an example lacks the key; ``positional``
    is the least and the largest number of values of the examples that bind by position.
    """
    parameters = [Parameter(name, ANY, optional=lacking, span=NOWHERE) for name, lacking in keys]
    if positional is not None:
        least, most = positional
        parameters += [
            Parameter(f"arg{index + 1}", ANY, optional=index >= least, made_up=True)
            for index in range(len(parameters), most)
        ]
    # Optional parameters can only stand last: from the first one on, all are.
    optional = False
    for index, parameter in enumerate(parameters):
        optional = optional or parameter.optional
        parameters[index] = replace(parameter, optional=optional)
    return Signature(tuple(parameters), ANY, inferred=True)
