"""Changes of JavaScript's statements: branches, loops, guards, and what is returned."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from intent_lsp.nearmiss import returns
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.nearmiss.javascript_edits import put, swapped
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit
from intent_lsp.values import JsonValue

if TYPE_CHECKING:
    from tree_sitter import Node

_FORMS = (
    "[...{}].sort()", "[...{}].sort((a, b) => a - b)", "[...{}].reverse()", "[...new Set({})]", "{}.length", "({}) + 1",
    "({}) - 1", "-({})", "Math.abs({})", "!({})", "String({})", "Number({})", "Math.floor({})", "Math.round({})",
    "Math.round(({}) * 100) / 100", "({}).trim()", "({}).toLowerCase()", "({}).toUpperCase()", "({})[0]", "({}).at(-1)",
    "({}).slice(1)", "({}).slice(0, -1)", "[{}]", "({}).reduce((a, b) => a + b, 0)", "Math.max(...{})",
    "Math.min(...{})", "({}) / 2", "({}) * 2", "({}).join('')", "({}).join(' ')", "({}).flat()", "({}) ?? 0",
    "Math.max({}, 0)", "({}).split('').reverse().join('')", "[...{}].sort((a, b) => b - a)",
)  # fmt: skip
_BEGINNINGS = (
    "[...{}].sort()", "[...{}].sort((a, b) => a - b)", "{}.toLowerCase()", "{}.trim()", "[...{}].reverse()",
    "[...new Set({})]", "Math.abs({})", "{} + 1", "{} - 1", "String({})", "{}.replace(/[()[\\]]/g, '')",
    "[...new Set({})].sort().join('')", "[...{}].sort().join('')",
)  # fmt: skip


def changes(function: Node, hints: Hints, expected: list[JsonValue]) -> Iterator[Change]:
    """Every change of the function's statements. ``expected``: what the failing examples want."""
    for node in js.own_nodes(function):
        if node.type == "if_statement":
            yield from _branches(node)
        elif node.type in js.LOOPS:
            yield from _loop(node)
        if node.type == "statement_block":
            yield from _sequence(node.named_children)
    for value in js.returned_expressions(function):
        yield from _returned(value, hints)
    body = js.field(function, "body")
    if body is not None and body.type == "statement_block":
        yield from _beginnings(function, body, expected)


def _branches(node: Node) -> Iterator[Change]:
    one, two = js.field(node, "consequence"), js.field(node, "alternative")
    other = two.named_children[0] if two is not None and two.named_children else None
    if one is None or other is None or two is None:
        return
    if other.type != "if_statement":
        yield Change(swapped(one, other), "swapped branches", 3)
    else:
        yield Change((Edit(two.start_byte, other.start_byte, ""),), "wrote if for else if", 3)
        pairs = [(js.field(node, part), js.field(other, part)) for part in ("condition", "consequence")]
        edits = tuple(edit for a, b in pairs if a is not None and b is not None for edit in swapped(a, b))
        yield Change(edits, "changed the order of branches", 3)


def _loop(node: Node) -> Iterator[Change]:
    """Leaving a loop earlier or later."""
    for inner in js.walk(node):
        block = js.field(inner, "consequence") if inner.type == "if_statement" else None
        if block is not None and block.type == "statement_block" and block.named_children:
            last = block.named_children[-1]
            if last.type == "expression_statement":
                at = last.end_byte
                yield Change((Edit(at, at, " break;"),), "left the loop at the first hit", 4)
        if inner.type == "break_statement":
            yield put(inner, ";", "went on after a hit", 4)
    body = js.field(node, "body")
    if body is not None and body.type == "statement_block" and len(body.named_children) > 1:
        ending = body.named_children[-1]
        if ending.type == "return_statement":
            moved = (Edit(ending.start_byte, ending.end_byte, ""), Edit(node.end_byte, node.end_byte, js.text(ending)))
            yield Change(moved, "returned after the loop", 3)


def _returned(value: Node, hints: Hints) -> Iterator[Change]:
    text = js.text(value)
    for form in _FORMS:
        inner = text if value.type in ("identifier", "call_expression", "array") or "({" in form else f"({text})"
        yield put(value, f"({form.format(inner)})", returns.describe_form(form.format("…")), 4)
    for before, behind in hints.around:
        parts = [*([json.dumps(before)] if before else []), f"({text})", *([json.dumps(behind)] if behind else [])]
        yield put(value, f"({' + '.join(parts)})", "put texts around the result", 3, before, behind)
    for number in hints.numbers:
        for sign in ("+", "-", "*"):
            yield put(value, f"(({text}) {sign} ({number}))", f"returned … {sign} {number}", 5, number)


def _sequence(nodes: list[Node]) -> Iterator[Change]:
    """Statements of one block: left out, or in another order."""
    inside = [node for node in nodes if node.type != "comment"]
    for node in inside if len(inside) > 1 else ():
        if node.type in ("expression_statement", "if_statement"):
            yield put(node, "", "left out a statement", 4)
    for one, two in pairwise(inside):
        if one.type == two.type and one.type in ("expression_statement", "if_statement", "lexical_declaration"):
            yield Change(swapped(one, two), "changed the order of statements", 4)


def _beginnings(function: Node, body: Node, expected: list[JsonValue]) -> Iterator[Change]:
    """Missing guards for empty and zero; a parameter that is sorted, trimmed or in lower case before anything else."""
    at = body.start_byte + 1
    names = [js.text(parameter).split("=")[0].strip() for parameter in js.parameters(function)]
    names = [name for name in names if name.isidentifier()]
    for form in _BEGINNINGS if len(names) == 2 else ():
        lines = "".join(f"\n  {name} = {form.format(name)};" for name in names)
        yield Change((Edit(at, at, lines),), f"began with {form.format('…')} of both parameters", 4)
    for name in names:
        for form in _BEGINNINGS:
            line = f"\n  {name} = {form.format(name)};"
            yield Change((Edit(at, at, line),), f"began with {name} = {form.format(name)}", 4)
        for test in (f"!{name}", f"{name}.length === 0", f"{name} === 0", f"{name} < 0", f"{name} <= 1"):
            for result in returns.expected_plain_values(expected):
                line = f"\n  if ({test}) return {json.dumps(result)};"
                yield Change((Edit(at, at, line),), f"added a guard ({test})", 5, (result,))
