"""What a function gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.expressions import Expressions
from intent_lsp.translation.javascript_to_python.writer import holds, may_hold_text
from intent_lsp.translation.value_lattice import UNDEFINED, Kind

if TYPE_CHECKING:
    from tree_sitter import Node


class Results(Expressions):
    """What a function gives back."""

    def _returned(self, node: Node, value: Node | None) -> list[str]:
        if value is None:
            self.knowledge.learn(self.scope, "return", UNDEFINED)
            if self.scope == self.names.entry:
                raise self.refuse(node, "a return without a value: undefined is not a JSON value")
            return ["return None"]
        code = self.expr(value)
        if code.kind == UNDEFINED and self.scope == self.names.entry:
            raise self.refuse(node, "undefined as the result: it is not a JSON value")
        self.knowledge.learn(self.scope, "return", code.kind)
        if self.scope == self.names.entry:
            code = self._handed_out(value, code)
        return [f"return {code.text}"]

    def _handed_out(self, node: Node, code: Code) -> Code:
        """The entry's result: a JSON value, in Python's texts."""
        if "undefined" in code.kind.nothing:
            if "null" in code.kind.nothing:
                raise self.refuse(node, "a result that may be null or undefined")
            code = self.call("present", code.text, kind=code.kind.parts[0])
        if _holds_undefined(code.kind):
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


def _holds_undefined(kind: Kind) -> bool:
    inside = (*kind.parts, *(part for _, part in kind.fields))
    return "undefined" in kind.nothing or any(map(_holds_undefined, inside))
