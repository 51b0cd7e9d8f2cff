"""Calls with plain values that stand in Python: in doctests, and in a project's tests."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator, Sequence

from intent_lsp.adoption import python_test_cases
from intent_lsp.adoption.contract import Arguments, Call, Input, Note
from intent_lsp.syntax import python
from intent_lsp.values import JsonValue


class NotPlain(ValueError):
    """An expression that is not a JSON value as it stands."""


def literal_value(node: ast.expr) -> JsonValue:
    """The value of a literal, tuples as lists. Raises :class:`NotPlain`."""
    try:
        return _json(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise NotPlain(type(node).__name__) from error


def _json(value: object) -> JsonValue:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_json(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _json(item) for key, item in value.items()}
    raise NotPlain(type(value).__name__)


def from_doctests(docstring: str, line: int, name: str, inputs: Sequence[Input], file: str) -> list[Call]:
    """The examples of a docstring that call ``name``, and nothing else, with plain values. ``line``: its first."""
    try:
        examples = doctest.DocTestParser().get_examples(docstring)
    except ValueError:
        return []
    found = []
    for example in examples:
        tree = python.parse(example.source)
        if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
            continue
        args = call_arguments(tree.body[0].value, name, inputs)
        if args is not None:
            found.append(Call(args, "docstring", Note(line + example.lineno, file), _wanted(example.want)))
    return found


def _wanted(text: str) -> tuple[JsonValue] | None:
    """The value that is expected; ``None`` for a traceback and for what is not a plain value."""
    tree = python.parse_expression(text)
    try:
        return (literal_value(tree),) if tree is not None else None
    except ValueError:
        return None


def from_tests(text: str, name: str, inputs: Sequence[Input], file: str) -> list[Call]:
    """The calls in a file of tests that are compared with a plain value, and those that must raise."""
    tree = python.parse(text)
    if tree is None:
        return []
    found = []
    for node in python_test_cases.statements(tree):
        for call, value in _compared(node):
            args = call_arguments(call, name, inputs)
            if args is not None:
                found.append(Call(args, "test", Note(call.lineno, file), value))
    return sorted(found, key=lambda call: call.place)


def _compared(node: ast.AST) -> Iterator[tuple[ast.expr, tuple[JsonValue] | None]]:
    """Expressions of a statement with what they must be."""
    match node:
        case ast.Assert(test=ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right])):
            yield from _either(left, right)
        case ast.Assert(test=ast.Call() as call):
            yield call, (True,)
        case ast.Assert(test=ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call)):
            yield call, (False,)
        case ast.Call(
            func=ast.Attribute(attr="assertEqual" | "assertEquals" | "assertListEqual"), args=[left, right, *_]
        ):
            yield from _either(left, right)
        case ast.Call(func=ast.Attribute(attr="assertTrue"), args=[ast.Call() as call]):
            yield call, (True,)
        case ast.Call(func=ast.Attribute(attr="assertFalse"), args=[ast.Call() as call]):
            yield call, (False,)
        case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Attribute(attr="raises" | "assertRaises")))]):
            if len(node.body) == 1 and isinstance(node.body[0], ast.Expr):
                yield node.body[0].value, None
        case _:
            pass


def _either(left: ast.expr, right: ast.expr) -> Iterator[tuple[ast.expr, tuple[JsonValue]]]:
    for call, value in ((left, right), (right, left)):
        try:
            yield call, (literal_value(value),)
        except NotPlain:
            continue


def call_arguments(node: ast.expr, name: str, inputs: Sequence[Input]) -> Arguments | None:
    """The arguments by position, if the expression is a call of the function with plain values."""
    match node:
        case ast.Call(func=ast.Name(id=found) | ast.Attribute(attr=found), args=args, keywords=keywords) if (
            found == name
        ):
            try:
                given = [literal_value(item) for item in args]
                named = {str(item.arg): literal_value(item.value) for item in keywords if item.arg}
            except NotPlain:
                return None
            if len(named) != len(keywords):
                return None
            return positional_arguments(given, named, inputs)
        case _:
            return None


def positional_arguments(
    given: Sequence[JsonValue], named: dict[str, JsonValue], inputs: Sequence[Input]
) -> Arguments | None:
    """Arguments by position; one that is missing in the middle is its default. ``None`` where they do not fit."""
    values = list(given)
    names = [item.name for item in inputs]
    rest = bool(inputs) and inputs[-1].rest
    if not set(named) <= set(names) or (len(values) > len(inputs) and not rest):
        return None
    last = max((names.index(name) for name in named), default=-1)
    for index in range(len(values), last + 1):
        item = inputs[index]
        if item.name not in named and not item.has_default:
            return None
        values.append(named.get(item.name, item.default))
    least = sum(not (item.optional or item.has_default or item.rest) for item in inputs)
    return tuple(values) if len(values) >= least else None
