"""Plain values and calls in JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import Arguments, Input
from intent_lsp.syntax import javascript as js
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.values import JsonValue

if TYPE_CHECKING:
    from tree_sitter import Node


class NotPlain(ValueError):
    """An expression that is not a JSON value as it stands."""


def literal_value(text: str) -> JsonValue:
    """The value of a literal. Raises :class:`NotPlain`."""
    try:
        return json5.read_all(text.strip()).value
    except Json5Error as error:
        raise NotPlain(text) from error


def call_arguments(node: Node, name: str, inputs: Sequence[Input]) -> Arguments | None:
    """The arguments, if the expression is a call of the function with plain values, not more than it takes.

    Fewer are fine: the others are ``undefined`` then.
    """
    function, given = js.field(node, "function"), js.field(node, "arguments")
    if node.type != "call_expression" or function is None or given is None:
        return None
    if js.text(js.field(function, "property") or function) != name:
        return None
    try:
        args = tuple(literal_value(js.text(item)) for item in given.named_children if item.type != "comment")
    except NotPlain:
        return None
    return args if len(args) <= len(inputs) or (inputs and inputs[-1].rest) else None


def call_in(code: str, name: str, inputs: Sequence[Input]) -> Arguments | None:
    """The arguments of code whose last statement is one call, or ``const x = call``."""
    statements = js.statements(js.parse(code))
    for node in js.walk(statements[-1]) if statements else ():
        if node.type == "call_expression":
            return call_arguments(node, name, inputs)
    return None
