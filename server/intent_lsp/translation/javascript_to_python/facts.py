"""What a condition says of the program behind it, as JavaScript expressions that are then truthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.flow_state import there
from intent_lsp.translation.javascript_to_python.writer import flat, number_of

if TYPE_CHECKING:
    from tree_sitter import Node

_NEGATED = {"===": "!==", "!==": "===", "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def facts_of(node: Node, truth: bool = True) -> set[str]:
    """What holds where the condition came out as ``truth``."""
    while node.type == "parenthesized_expression":
        node = node.named_children[0]
    if node.type == "unary_expression" and text(node).startswith("!"):
        return facts_of(node.named_children[-1], not truth)
    if node.type == "binary_expression":
        left, right, operator = node.named_children[0], node.named_children[-1], operator_of(node)
        if operator in ("&&", "||"):
            if (operator == "&&") == truth:
                return facts_of(left, truth) | facts_of(right, truth)
            return set()
        if operator in _NEGATED:
            holding = operator if truth else _NEGATED[operator]
            return {f"{flat(left)} {holding} {flat(right)}"} | _compared(left, holding, right)
        return {flat(node)} if truth else set()
    return {flat(node)} if truth else set()


def _compared(left: Node, operator: str, right: Node) -> set[str]:
    if is_nothing(right):
        return {there(flat(left))} if operator in ("!==", "!=") else set()
    if flat(right) in ('""', "''"):
        return {flat(left)} if operator in ("!==", "!=") else set()
    if right.type == "string" and len(text(right)) > 2:
        return {flat(left)} if operator in ("===", "==", ">", ">=") else set()
    if right.type != "number":
        return set()
    value = number_of(right)
    holds = {"!==": value == 0, "!=": value == 0, "===": value != 0, ">": value >= 0, ">=": value > 0,
             "<": value <= 0, "<=": value < 0}  # fmt: skip
    return {flat(left)} if holds.get(operator) else set()


def is_nothing(node: Node) -> bool:
    """Whether it is ``null``, ``undefined`` or ``void 0``."""
    return flat(node) in ("null", "undefined") or flat(node).startswith("void ")


def operator_of(node: Node) -> str:
    """The operator of a binary or assignment expression."""
    found = field(node, "operator")
    return text(found) if found is not None else ""
