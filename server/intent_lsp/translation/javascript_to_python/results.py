"""What a function gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.expressions import Expressions
from intent_lsp.translation.javascript_to_python.facts import facts_of
from intent_lsp.translation.javascript_to_python.writer import holds, may_hold_text
from intent_lsp.translation.value_lattice import (
    NULL,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class Results(Expressions):
    """What a function gives back."""

    def _returned(self, node: Node, value: Node | None) -> list[str]:
        if value is None:
            self.knowledge.learn(self.scope, "return", NULL)
            if self.scope == self.names.entry:
                raise self.refuse(node, "a return without a value: undefined is not a JSON value")
            return ["return None"]
        code = self.expr(value)
        if code.kind == NULL and text(value) == "undefined" and self.scope == self.names.entry:
            raise self.refuse(node, "undefined as the result: it is not a JSON value")
        self.knowledge.learn(self.scope, "return", code.kind)
        if self.scope == self.names.entry:
            code = self._handed_out(value, code)
        return [f"return {code.text}"]

    def _handed_out(self, node: Node, code: Code) -> Code:
        """The entry's result: a JSON value, in Python's texts."""
        if code.kind.name == "maybe":
            null = self._is_null(node)
            if null is None:
                raise self.refuse(node, "a result that may be null or undefined")
            if not null:
                code = self.call("present", code.text, kind=code.kind.parts[0])
        elif holds(code.kind, "maybe"):
            raise self.refuse(node, "a result that may hold undefined")
        for name in ("map", "set", "ordered"):
            if holds(code.kind, name):
                raise self.refuse(node, "a Map or Set as the result: it is not a JSON value")
        if self.in_units and may_hold_text(code.kind):
            if self._is_recursive:
                raise self.refuse(node, "a recursive function that counts or cuts texts and gives back some")
            return self.call("texts", code.text, kind=code.kind)
        return code

    @property
    def _is_recursive(self) -> bool:
        return ("recursive",) in self.knowledge.marks

    def _is_null(self, node: Node) -> bool | None:
        """Whether what is missing is ``null``; ``None`` where it may be either."""
        while node.type == "parenthesized_expression":
            node = node.named_children[0]
        if node.type == "identifier":
            null, undefined = self.marked("null", text(node)), self.marked("undefined", text(node))
            return None if null == undefined else null
        if node.type == "ternary_expression":
            test, yes, no = (field(node, name) for name in ("condition", "consequence", "alternative"))
            assert test is not None  # noqa: S101  the tree has no errors
            assert yes is not None  # noqa: S101  the tree has no errors
            assert no is not None  # noqa: S101  the tree has no errors
            found = {self._null_part(yes, facts_of(test)), self._null_part(no, facts_of(test, False))} - {""}
            return found.pop() == "null" if len(found) == 1 and "either" not in found else None
        if node.type == "binary_expression":
            return None
        return False

    def _null_part(self, node: Node, facts: set[str]) -> str:
        """``null``, ``undefined`` or ``either`` for what may be missing; empty for what is there."""
        if node.type in ("null", "undefined"):
            return node.type
        with self.given(facts):
            if self.expr(node).kind.name not in ("maybe", "null"):
                return ""
            null = self._is_null(node)
        return "either" if null is None else "null" if null else "undefined"
