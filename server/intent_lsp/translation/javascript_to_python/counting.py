"""``for (let i = a; i < b; i++)`` as a range, where nothing that it reads changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.javascript_to_python.facts import operator_of
from intent_lsp.translation.javascript_to_python.scopes import changed, resized
from intent_lsp.translation.javascript_to_python.writer import ADD, Writer, flat, number_of
from intent_lsp.translation.value_lattice import FINITE, INT, NAT, NEVER, WHOLE, Kind

if TYPE_CHECKING:
    from tree_sitter import Node


class Counting(NamedTuple):
    """A loop's variable, the arguments of its range, and what is known of the variable."""

    name: str
    range: str
    kind: Kind
    low: int
    of: str
    room: int


def counting(writer: Writer, node: Node) -> Counting | None:
    """The loop as a range; ``None`` for one that has to be a while loop."""
    start, test, step, body = (field(node, name) for name in ("initializer", "condition", "increment", "body"))
    if start is None or test is None or step is None or body is None or start.type != "lexical_declaration":
        return None
    parts = [one for one in start.named_children if one.type == "variable_declarator"]
    test = test.named_children[0] if test.type == "expression_statement" else test
    if len(parts) != 1 or test.type != "binary_expression":
        return None
    name, first = field(parts[0], "name"), field(parts[0], "value")
    by = _step(step)
    if name is None or first is None or name.type != "identifier" or by is None:
        return None
    variable, operator = text(name), operator_of(test)
    left, limit = test.named_children[0], test.named_children[-1]
    wanted = ("<", "<=") if by > 0 else (">", ">=")
    if flat(left) != variable or operator not in wanted or _step_name(step) != variable:
        return None
    names = changed(body)
    words = set(re.findall(r"[\w$]+(?!\.length)\b", text(limit)))
    measured = set(re.findall(r"([\w$]+)\.length\b", text(limit)))
    if variable in names or words & (names | {variable}) or measured & resized(body) or _calls(limit):
        return None
    return _ranged(writer, variable, first, limit, operator, by)


def _ranged(writer: Writer, variable: str, first: Node, limit: Node, operator: str, by: int) -> Counting | None:
    begin, end = writer.numeric(first), writer.numeric(limit)
    if begin.kind.name not in WHOLE and begin.kind != NEVER:
        return None
    shift = {"<": 0, "<=": 1, ">": 0, ">=": -1}[operator]
    if end.kind == FINITE:
        rounding = {"<": "ceil", "<=": "floor", ">": "floor", ">=": "ceil"}[operator]
        stop = f"{writer.module('math')}.{rounding}({end.text})" + (f" {'+' if shift > 0 else '-'} 1" if shift else "")
    elif end.kind.name in WHOLE or end.kind == NEVER:
        stop = _shifted(end.text, end.at(ADD), shift)
    else:
        return None
    arguments = [begin.text, stop] if begin.text != "0" or by != 1 else [stop]
    arguments += [str(by)] * (by != 1)
    kind = NAT if begin.kind == NAT and (by > 0 or (limit.type == "number" and operator == ">=")) else INT
    if by < 0 and operator in (">", ">=") and limit.type == "number":
        kind = NAT
    of, room = _room(flat(limit), operator) if by > 0 else _room_above(flat(first))
    low = _low(writer, first) if by > 0 else 0 if kind == NAT else None
    return Counting(variable, ", ".join(arguments), kind, low if low is not None else -(10**9), of, room)


def _shifted(plain: str, text_: str, shift: int) -> str:
    if not shift:
        return plain
    if re.fullmatch(r"-?\d+", plain):
        return str(int(plain) + shift)
    return f"{text_} {'+' if shift > 0 else '-'} 1"


def _room(limit: str, operator: str) -> tuple[str, int]:
    """The array whose indices the variable keeps to, and how far below the last one it stays."""
    found = re.fullmatch(r"([\w$.\[\]]+)\.length(?: - (\d+))?", limit)
    if not found:
        return "", 0
    room = int(found[2] or 0) - (operator == "<=")
    return (found[1], room) if room >= 0 else ("", 0)


def _room_above(first: str) -> tuple[str, int]:
    found = re.fullmatch(r"([\w$.\[\]]+)\.length - (\d+)", first)
    return (found[1], int(found[2]) - 1) if found and int(found[2]) > 0 else ("", 0)


def _low(writer: Writer, first: Node) -> int | None:
    if first.type == "number":
        return int(number_of(first))
    found = re.fullmatch(r"([A-Za-z_$][\w$]*) \+ (\d+)", flat(first))
    if found and found[1] in writer.bounds:
        return writer.bounds[found[1]].low + int(found[2])
    if first.type == "identifier" and text(first) in writer.bounds:
        return writer.bounds[text(first)].low
    return 0 if writer.numeric(first).kind == NAT else None


def _step(node: Node) -> int | None:
    if node.type == "update_expression":
        return 1 if "++" in text(node) else -1
    if node.type == "augmented_assignment_expression":
        right = node.named_children[-1]
        value = number_of(right) if right.type == "number" else 0
        if isinstance(value, int) and value > 0 and operator_of(node) in ("+=", "-="):
            return value if operator_of(node) == "+=" else -value
    return None


def _step_name(node: Node) -> str:
    return text(node.named_children[0])


def _calls(node: Node) -> bool:
    """Whether a limit calls something that might differ from one time to the next."""
    pending = [node]
    while pending:
        one = pending.pop()
        pending.extend(one.named_children)
        if one.type == "call_expression" and not text(one).startswith("Math."):
            return True
    return False
