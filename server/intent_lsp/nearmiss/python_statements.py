"""Changes of Python's statements: branches, loops, guards, and what is returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from intent_lsp.nearmiss import returns
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.syntax.edits import Edit
from intent_lsp.syntax.python import Function, Source, own_nodes
from intent_lsp.values import JsonValue

_FORMS = (
    "sorted({})", "{}[::-1]", "list(dict.fromkeys({}))", "len({})", "({}) + 1", "({}) - 1", "-({})", "abs({})",
    "not ({})", "str({})", "int({})", "round({}, 2)", "round({}, 1)", "round({})", "({}).strip()",
    "({}).lower()", "({}).upper()", "({}).capitalize()", "({}).title()", "({})[0]", "({})[-1]", "({})[1:]",
    "({})[:-1]", "[{}]", "sum({})", "max({})", "min({})", "({}) // 2", "({}) * 2", "({}) / 2", '"".join({})',
    '" ".join({})', "sorted({}, reverse=True)", "sorted(set({}))", "[item for row in {} for item in row]",
    "[list(row) for row in zip(*{})]", "max(({}), 0)",
)  # fmt: skip

_BEGINNINGS = (
    "sorted({})", "{}.lower()", "{}.strip()", "{}[::-1]", "list(dict.fromkeys({}))", "abs({})", "{} + 1", "{} - 1",
    "str({})", "{}.split()", "{}.strip('()[]')", "set({})", "''.join(sorted({}))",
)  # fmt: skip


def changes(source: Source, function: Function, hints: Hints, expected: list[JsonValue]) -> Iterator[Change]:
    """Every change of the function's statements. ``expected``: what the failing examples want."""
    for node in own_nodes(function):
        if isinstance(node, ast.If):
            yield from _branches(source, node)
        elif isinstance(node, (ast.For, ast.While)):
            yield from _loop(source, node)
        elif isinstance(node, ast.Return) and node.value is not None:
            yield from _returned(source, function, node.value, hints)
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(body, list):
                yield from _sequence(source, body)
    yield from _sequence(source, function.body)
    yield from _guards(source, function, expected)
    yield from _prepared(source, function)


def _branches(source: Source, node: ast.If) -> Iterator[Change]:
    """The two branches change places; an ``elif`` becomes an ``if`` of its own."""
    if node.orelse and not isinstance(node.orelse[0], ast.If):
        one, two = _block(source, node.body), _block(source, node.orelse)
        if "\n" not in one[2] + two[2]:
            yield Change((Edit(*one[:2], two[2]), Edit(*two[:2], one[2])), "swapped branches", 3)
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        start, _ = source.span(node.orelse[0])
        if source.data[start : start + 4] == b"elif":
            yield Change((Edit(start, start + 4, "if"),), "wrote if for elif", 3)
            first, second = node.test, node.orelse[0].test
            tests = (source.replaced(first, source.text(second)), source.replaced(second, source.text(first)))
            one, two = _block(source, node.body), _block(source, node.orelse[0].body)
            edits = (*tests, Edit(*one[:2], two[2]), Edit(*two[:2], one[2]))
            if "\n" not in one[2] + two[2]:
                yield Change(edits, "changed the order of branches", 3)


def _block(source: Source, body: list[ast.stmt]) -> tuple[int, int, str]:
    start, end = source.span(body[0])[0], source.span(body[-1])[1]
    return start, end, source.data[start:end].decode()


def _loop(source: Source, node: ast.For | ast.While) -> Iterator[Change]:
    """Leaving a loop earlier or later."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.If) and isinstance(inner.body[-1], (ast.Assign, ast.AugAssign, ast.Expr)):
            last = inner.body[-1]
            at = source.span(last)[1]
            yield Change((Edit(at, at, f"\n{' ' * last.col_offset}break"),), "left the loop at the first hit", 4)
        if isinstance(inner, ast.Break):
            yield Change((source.replaced(inner, "pass"),), "went on after a hit", 4)
    ending = node.body[-1]
    if isinstance(ending, ast.Return):
        start, end = source.span(ending)
        outside = "\n" + " " * node.col_offset + source.text(ending)
        if len(node.body) > 1 and ending.lineno == (node.end_lineno or 0):
            yield Change((Edit(start, end, "pass" + outside),), "returned after the loop", 3)
    if isinstance(node, ast.For) and isinstance(node.iter, ast.Name):
        name = node.iter.id
        for form in ("{}[1:]", "{}[:-1]", "reversed({})"):
            yield Change((source.replaced(node.iter, form.format(name)),), "looped over another part", 3)


def _returned(source: Source, function: Function, value: ast.expr, hints: Hints) -> Iterator[Change]:
    text = source.text(value)
    inner = f"({text})" if isinstance(value, ast.Tuple) and not text.startswith("(") else text
    for form in _FORMS:
        yield Change((source.replaced(value, form.format(inner)),), returns.describe_form(form.format("…")), 4)
    for before, behind in hints.around:
        new = " + ".join(
            part for part in (repr(before) if before else "", f"({inner})", repr(behind) if behind else "") if part
        )
        yield Change((source.replaced(value, new),), "put texts around the result", 3, (before, behind))
    for name in (argument.arg for argument in function.args.args):
        for form in ("[*{0}, {1}]", "[{1}, *{0}]"):
            yield Change((source.replaced(value, form.format(inner, name)),), f"returned {form.format('…', name)}", 4)
    for number in hints.numbers:
        for sign in ("+", "-", "*"):
            new = f"({inner}) {sign} {number!r}"
            yield Change((source.replaced(value, new),), f"returned … {sign} {number!r}", 5, (number,))


def _sequence(source: Source, body: list[ast.stmt]) -> Iterator[Change]:
    """Statements of one block: left out, or in another order."""
    for node in body if len(body) > 1 else ():
        if not isinstance(node, (ast.Return, ast.FunctionDef, ast.Import, ast.ImportFrom)) and not _docstring(node):
            yield Change((source.replaced(node, "pass"),), "left out a statement", 4)
    for one, two in pairwise(body):
        alike = type(one) is type(two) and isinstance(one, (ast.If, ast.AugAssign, ast.Assign))
        if alike and (one.end_lineno or 0) < two.lineno:
            edits = (source.replaced(one, source.text(two)), source.replaced(two, source.text(one)))
            yield Change(edits, "changed the order of statements", 4)


def _docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _first(function: Function) -> ast.stmt:
    return function.body[1] if _docstring(function.body[0]) and len(function.body) > 1 else function.body[0]


def _guards(source: Source, function: Function, expected: list[JsonValue]) -> Iterator[Change]:
    """Missing guards for empty and zero."""
    first = _first(function)
    at, indent = source.span(first)[0], " " * first.col_offset
    results = returns.expected_plain_values(expected)
    for argument in function.args.args:
        for test in (f"not {argument.arg}", f"{argument.arg} == 0", f"{argument.arg} < 0", f"{argument.arg} <= 1"):
            for result in results:
                line = f"if {test}:\n{indent}    return {result!r}\n{indent}"
                yield Change((Edit(at, at, line),), f"added a guard ({test})", 5, (result,))


def _prepared(source: Source, function: Function) -> Iterator[Change]:
    """A parameter that is sorted, stripped or in lower case before anything else."""
    first = _first(function)
    at, indent = source.span(first)[0], " " * first.col_offset
    names = [argument.arg for argument in function.args.args]
    for form in _BEGINNINGS:
        for name in names:
            line = f"{name} = {form.format(name)}\n{indent}"
            yield Change((Edit(at, at, line),), f"began with {name} = {form.format(name)}", 4)
        if len(names) == 2:
            lines = "".join(f"{name} = {form.format(name)}\n{indent}" for name in names)
            yield Change((Edit(at, at, lines),), f"began with {form.format('…')} of both parameters", 4)
