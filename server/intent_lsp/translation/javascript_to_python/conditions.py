"""Conditions and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.facts import facts_of, operator_of
from intent_lsp.translation.javascript_to_python.names import literal
from intent_lsp.translation.javascript_to_python.writer import (
    AND,
    COMPARE,
    MULTIPLY,
    NOT,
    OR,
    a,
    flat,
)
from intent_lsp.translation.value_lattice import (
    BOOL,
    INT,
    NUMBER,
    NUMBERS,
    TEXT,
    Kind,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.literals import constant, constant_text
from intent_lsp.translation.javascript_to_python.numbers import Numbers

_COMPARISONS = frozenset(("<", ">", "<=", ">="))

_EQUALITIES = {"===": "==", "!==": "!=", "==": "==", "!=": "!="}

_OTHER = {"null": "undefined", "undefined": "null"}
_EITHER = frozenset(_OTHER)


class Conditions(Numbers):
    """Conditions and comparisons."""

    def test(self, node: Node) -> Code:
        while node.type == "parenthesized_expression":
            node = node.named_children[0]
        if node.type == "unary_expression" and text(node).startswith("!"):
            return self._not(self.test(node.named_children[-1]))
        if node.type == "binary_expression" and operator_of(node) in ("&&", "||"):
            operator = operator_of(node)
            left, right = node.named_children[0], node.named_children[-1]
            one = self.test(left)
            with self.given(facts_of(left, operator == "&&")):
                two = self.test(right)
            word, level = ("and", AND) if operator == "&&" else ("or", OR)
            first = one.at(level)
            return Code(f"{first} {word} {two.at(level + 1)}", BOOL, level)
        return self.truth(node, self.expr(node))

    def _not(self, code: Code) -> Code:
        for yes, no in ((" != 0", " == 0"), (" is not None", " is None"), (" == 0", " != 0")):
            if code.level == COMPARE and code.text.endswith(yes) and " and " not in code.text:
                return Code(code.text.removesuffix(yes) + no, BOOL, COMPARE)
        return Code(f"not {code.at(NOT)}", BOOL, NOT)

    def truth(self, node: Node, code: Code) -> Code:
        """Whether a value is true for JavaScript."""
        kind = code.kind
        match kind.name:
            case "bool" | "text" | "never":
                return code
            case "nat" | "int" | "finite":
                return Code(f"{code.at(COMPARE + 1)} != 0", BOOL, COMPARE)
            case "null":
                return Code("False", BOOL)
            case "list" | "tuple" | "record" | "object" | "map" | "set" | "function":
                return Code("True", BOOL)
            case "maybe" if kind.parts[0].name in ("bool", "text", "nat", "int", "finite"):
                return code
            case "maybe" if kind.parts[0].name in ("list", "tuple", "record", "object", "map", "set"):
                return Code(f"{code.at(COMPARE + 1)} is not None", BOOL, COMPARE)
        return self.call("truthy", code.text, kind=BOOL)

    def _order(self, node: Node, one: tuple[Node, Code], two: tuple[Node, Code], operator: str) -> Code:
        (left, first), (right, second) = one, two
        if first.kind == TEXT and second.kind == TEXT:
            if not any(side.type == "string" for side in (left, right)):
                self.measures()  # the order of units is not that of code points
        elif not {first.kind.name, second.kind.name} <= {"never"}:
            if TEXT in (first.kind, second.kind):
                raise self.refuse(node, f"the order of {a(first.kind)} and {a(second.kind)}")
            first, second = self.as_number(left, first), self.as_number(right, second)
        return Code(f"{first.at(COMPARE + 1)} {operator} {second.at(COMPARE + 1)}", BOOL, COMPARE)

    def _equality(self, node: Node, left: Node, right: Node, operator: str) -> Code:
        word = _EQUALITIES[operator]
        if left.type == "unary_expression" and text(left).startswith("typeof"):
            return self._type_test(node, left, right, word)
        if operator in ("===", "!==") and word and self._is_parity(left, right):
            return self._parity(left, right, word)
        one, two = self.expr(left), self.expr(right)
        if "null" in (one.kind.name, two.kind.name):
            return self._missing(node, one, two, operator)
        kinds = [k.parts[0] if k.name == "maybe" else k for k in (one.kind, two.kind)]
        names = {kind.name for kind in kinds}
        if names <= NUMBERS | {"never"} or names <= {"text", "never"} or names <= {"bool", "never"}:
            return Code(f"{one.at(COMPARE + 1)} {word} {two.at(COMPARE + 1)}", BOOL, COMPARE)
        if operator in ("==", "!="):
            raise self.refuse(node, "== between different or unknown kinds: it converts")
        if "text" in names and "any" in names:
            return Code(f"{one.at(COMPARE + 1)} {word} {two.at(COMPARE + 1)}", BOOL, COMPARE)
        if "any" in names and names & (NUMBERS | {"bool"}):
            code = self.call("same", one.text, two.text, kind=BOOL)
            return code if word == "==" else Code(f"not {code.text}", BOOL, NOT)
        if names & {"list", "tuple", "record", "object", "map", "set"}:
            raise self.refuse(node, "=== of arrays or objects: it compares their identity")
        raise self.refuse(node, f"=== of {a(one.kind)} and {a(two.kind)}")

    def _is_parity(self, left: Node, right: Node) -> bool:
        while left.type == "parenthesized_expression":
            left = left.named_children[0]
        return left.type == "binary_expression" and operator_of(left) == "%" and flat(right) == "0"

    def _parity(self, left: Node, right: Node, word: str) -> Code:
        """Whether a remainder is 0 does not depend on its sign."""
        while left.type == "parenthesized_expression":
            left = left.named_children[0]
        first, second = left.named_children[0], left.named_children[-1]
        one, two = self.numeric(first), self.numeric(second)
        if not self.is_filled(second) or NUMBER in (one.kind, two.kind):
            code = self.arithmetic(left, "%", (first, one), (second, two))
        else:
            one = self.exactly(first, one)
            code = Code(f"{one.at(MULTIPLY)} % {two.at(MULTIPLY + 1)}", INT, MULTIPLY)
        return Code(f"{code.at(COMPARE + 1)} {word} 0", BOOL, COMPARE)

    def _type_test(self, node: Node, left: Node, right: Node, word: str) -> Code:
        code = self.expr(left.named_children[-1])
        wanted = constant(right) if right.type == "string" else ""
        tests = {"string": f"isinstance({code.text}, str)", "boolean": f"isinstance({code.text}, bool)"}
        known = code.kind.name not in ("any", "maybe", "null")
        if known:
            is_it = constant_text(self._typeof(left.named_children[-1]).text) == wanted
            return Code(str(is_it == (word == "==")), BOOL)
        if wanted == "number":
            test = f"isinstance({code.text}, (int, float)) and not isinstance({code.text}, bool)"
            return Code(f"({test})" if word == "==" else f"not ({test})", BOOL, ATOM if word == "==" else NOT)
        if wanted not in tests:
            raise self.refuse(node, f'typeof … === "{wanted}" of {a(code.kind)}')
        return Code(tests[wanted], BOOL) if word == "==" else Code(f"not {tests[wanted]}", BOOL, NOT)

    def _typeof(self, operand: Node) -> Code:
        code = self.expr(operand)
        words = {"text": "string", "bool": "boolean", "list": "object", "tuple": "object", "record": "object",
                 "object": "object", "map": "object", "set": "object", "function": "function",
                 **dict.fromkeys(NUMBERS, "number")}  # fmt: skip
        if code.kind.name in words:
            return Code(literal(words[code.kind.name]), TEXT)
        raise self.refuse(operand, f"typeof of {a(code.kind)}")

    def _missing(self, node: Node, one: Code, two: Code, operator: str) -> Code:
        """A comparison with ``null`` or ``undefined``."""
        value, nothing = (one, two) if two.kind.name == "null" else (two, one)
        if operator in ("===", "!==") and value.kind.name not in ("never",):
            self._one_nothing(node, value.kind, nothing.kind)
        word = "is" if operator in ("===", "==") else "is not"
        if value.kind.name in NUMBERS | {"text", "bool", "list", "tuple", "record", "object", "map", "set"}:
            return Code(str(word == "is not"), BOOL)
        return Code(f"{value.at(COMPARE + 1)} {word} None", BOOL, COMPARE)

    def _one_nothing(self, node: Node, value: Kind, nothing: Kind) -> None:
        """Python has one value for both: what is compared must be known to be the one or the other."""
        if value.name in ("maybe", "null", "any") and not value.nothing == nothing.nothing != _EITHER:
            (word,) = sorted(nothing.nothing)[:1]
            raise self.refuse(node, f"=== {word}, where it may be {_OTHER[word]} as well")

    def _in(self, left: Node, right: Node) -> Code:
        owner = self.expr(right)
        if owner.kind.name not in ("object", "record", "never"):
            raise self.refuse(right, f"`in` with {a(owner.kind)}")
        return Code(f"{self._key(left)} in {owner.at(COMPARE + 1)}", BOOL, COMPARE)
