"""Arithmetic, and operators on bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.writer import (
    ADD,
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    MULTIPLY,
    POWER,
    SHIFT,
)
from intent_lsp.translation.value_lattice import (
    FINITE,
    INT,
    NAT,
    NUMBER,
    WHOLE,
    joined,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.literals import Literals


class Numbers(Literals):
    """Arithmetic, and operators on bits."""

    def arithmetic(self, node: Node, operator: str, one: tuple[Node, Code], two: tuple[Node, Code]) -> Code:
        """Two numbers and an operator; each side with where it was written."""
        (first, left), (second, right) = one, two
        whole = left.kind.name in WHOLE and right.kind.name in WHOLE
        natural = left.kind == NAT and right.kind == NAT
        kind = NAT if natural else INT if whole else joined(left.kind, right.kind)
        match operator:
            case "+" | "*":
                level = ADD if operator == "+" else MULTIPLY
                return Code(f"{left.at(level)} {operator} {right.at(level + 1)}", kind, level)
            case "-":
                return Code(f"{left.at(ADD)} - {right.at(ADD + 1)}", INT if whole else kind, ADD)
            case "/":
                if self.is_filled(second):
                    return Code(f"{left.at(MULTIPLY)} / {right.at(MULTIPLY + 1)}", joined(kind, FINITE), MULTIPLY)
                return self.call("divide", left.text, right.text, kind=NUMBER)
            case "%":
                left = self.exactly(first, left)
                if natural and self.is_filled(second):
                    return Code(f"{left.at(MULTIPLY)} % {right.at(MULTIPLY + 1)}", NAT, MULTIPLY)
                known = kind if self.is_filled(second) and kind != NUMBER else NUMBER
                return self.call("remainder", left.text, right.text, kind=known)
            case "**":
                if right.kind == NAT and whole:
                    return Code(f"{left.at(POWER + 1)} ** {right.at(POWER)}", left.kind, POWER)
                return self.call("power", left.text, right.text, kind=NUMBER)
        return self._bits(node, operator, left, right)

    def _bits(self, node: Node, operator: str, left: Code, right: Code) -> Code:
        """JavaScript cuts both sides to 32 bits."""
        one, two = self._int32(left), self._int32(right)
        words = {"&": BIT_AND, "|": BIT_OR, "^": BIT_XOR}
        if operator == "|" and right.text == "0":
            return one._replace(kind=INT)
        if operator in words:
            level = words[operator]
            kind = NAT if operator == "&" and NAT in (left.kind, right.kind) and right.text.isdecimal() else INT
            return Code(f"{one.at(level)} {operator} {two.at(level + 1)}", kind, level)
        places = two.text if right.text.isdecimal() and int(right.text) < 32 else f"({two.text} & 31)"
        match operator:
            case ">>":
                return Code(f"{one.at(SHIFT)} >> {places}", INT, SHIFT)
            case "<<":
                return self.call("int32", f"{one.at(SHIFT)} << {places}", kind=INT)
            case ">>>":
                return Code(f"{one.at(MULTIPLY)} % 2**32 >> {places}", NAT, SHIFT)
        raise self.refuse(node, f"the operator {operator}")

    def _int32(self, code: Code) -> Code:
        small = code.text.isdecimal() and int(code.text) < 1 << 31
        return code if small else self.call("int32", code.text, kind=INT)
