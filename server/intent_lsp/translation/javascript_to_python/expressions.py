"""Expressions: operators, literals, access by index and key, conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.access import Access
from intent_lsp.translation.javascript_to_python.calls import call_of, made
from intent_lsp.translation.javascript_to_python.chains import is_read_alike
from intent_lsp.translation.javascript_to_python.conditions import _COMPARISONS, _EQUALITIES
from intent_lsp.translation.javascript_to_python.facts import facts_of, operator_of
from intent_lsp.translation.javascript_to_python.literals import constant
from intent_lsp.translation.javascript_to_python.texts import text_of
from intent_lsp.translation.javascript_to_python.writer import (
    ADD,
    AND,
    COMPARE,
    OR,
    TERNARY,
    UNARY,
    a,
    number_of,
)
from intent_lsp.translation.value_lattice import (
    ANY,
    BOOL,
    FINITE,
    INT,
    NAT,
    NULL,
    NUMBER,
    NUMBERS,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    function_of,
    joined,
)

if TYPE_CHECKING:
    from tree_sitter import Node


class Expressions(Access):
    """Writes expressions."""

    def expr(self, node: Node) -> Code:
        match node.type:
            case "parenthesized_expression":
                return self.expr(node.named_children[0])
            case "number":
                value = number_of(node)
                if isinstance(value, int):
                    return Code(str(value), NAT)
                return Code(repr(value), NUMBER if value in (float("inf"),) else FINITE)
            case "string":
                return Code(self.quoted(constant(node)), TEXT)
            case "template_string":
                return self._template(node)
            case "true" | "false":
                return Code(node.type.capitalize(), BOOL)
            case "null" | "undefined":
                return Code("None", NULL if node.type == "null" else UNDEFINED)
            case "identifier":
                return self._identifier(node)
            case "binary_expression":
                return self._binary(node)
            case "unary_expression":
                return self._unary(node)
            case "ternary_expression":
                return self._ternary(node)
            case "array":
                return self._array(node)
            case "object":
                return self._object(node)
            case "member_expression" | "subscript_expression" | "call_expression":
                return self.chained(node)
            case "new_expression":
                return made(self, node)
            case "arrow_function" | "function_expression":
                return self._lambda(node)
        raise self.refuse(node, _REASONS.get(node.type, f"this {node.type.replace('_', ' ')}"))

    def link(self, node: Node) -> Code:
        match node.type:
            case "member_expression":
                return self._member(node)
            case "subscript_expression":
                return self._subscript(node)
        return call_of(self, node)

    # --- literals and names ------------------------------------------------------------------------------------------

    def _lambda(self, node: Node) -> Code:
        names, code = self.callback(node, *(ANY for _ in range(9)))
        return Code(f"lambda {', '.join(names)}: {code.text}", function_of(code.kind), 1)

    # --- conditions --------------------------------------------------------------------------------------------------

    # --- operators ---------------------------------------------------------------------------------------------------

    def _unary(self, node: Node) -> Code:
        operator, operand = text(node.children[0]), node.named_children[-1]
        match operator:
            case "!":
                return self.test(node)
            case "-":
                code = self.numeric(operand)
                return Code(f"-{code.at(UNARY)}", INT if code.kind.name in WHOLE else code.kind, UNARY)
            case "+":
                code = self.expr(operand)
                if code.kind == TEXT:
                    return self.call("to_number", code.text, kind=NUMBER)
                return self.as_number(operand, code)
            case "typeof":
                return self._typeof(operand)
            case "void" if operand.type == "number":
                return Code("None", UNDEFINED)
            case "~":
                if text(operand).startswith("~"):
                    code = self.numeric(operand.named_children[-1])
                    return self.call("int32", code.text, kind=INT)
                code = self.numeric(operand)
                return Code(f"~{self.call('int32', code.text, kind=INT).text}", INT, UNARY)
        raise self.refuse(node, f"the operator {operator}")

    def _ternary(self, node: Node) -> Code:
        test, yes_node, no_node = (field(node, name) for name in ("condition", "consequence", "alternative"))
        assert test is not None  # noqa: S101  the tree has no errors
        assert yes_node is not None  # noqa: S101  the tree has no errors
        assert no_node is not None  # noqa: S101  the tree has no errors
        code = self.test(test)
        with self.given(facts_of(test)):
            yes = self.expr(yes_node)
        with self.given(facts_of(test, False)):
            no = self.expr(no_node)
        written = f"{yes.at(TERNARY + 1)} if {code.at(TERNARY + 1)} else {no.at(TERNARY)}"
        return Code(written, joined(yes.kind, no.kind), TERNARY)

    def _binary(self, node: Node) -> Code:
        operator = operator_of(node)
        left, right = node.named_children[0], node.named_children[-1]
        if operator in ("&&", "||", "??"):
            return self._logical(node, left, right, operator)
        if operator in _EQUALITIES:
            return self._equality(node, left, right, operator)
        if operator == "in":
            return self._in(left, right)
        if operator == "instanceof":
            raise self.refuse(node, "instanceof")
        one, two = self.expr(left), self.expr(right)
        if operator in _COMPARISONS:
            return self._order(node, (left, one), (right, two), operator)
        if operator == "+" and TEXT in (one.kind, two.kind):
            first, second = text_of(self, left, one), text_of(self, right, two)
            return Code(f"{first.at(ADD)} + {second.at(ADD + 1)}", TEXT, ADD)
        if operator == "+" and {one.kind.name, two.kind.name} & {"never"}:
            return Code(f"{one.at(ADD)} + {two.at(ADD + 1)}", joined(one.kind, two.kind), ADD)
        return self.arithmetic(node, operator, (left, self.as_number(left, one)), (right, self.as_number(right, two)))

    def _logical(self, node: Node, left: Node, right: Node, operator: str) -> Code:
        """``&&``, ``||`` and ``??`` give one of their operands."""
        one = self.expr(left)
        with self.given(facts_of(left, operator == "&&") if operator != "??" else set()):
            two = self.expr(right)
        if {one.kind.name, two.kind.name} <= {"bool", "never"} and operator != "??":
            return self.test(node)
        inside = one.kind.parts[0] if one.kind.name == "maybe" else one.kind
        if operator == "??":
            return self._else(node, one, two, inside)
        containers = ("list", "tuple", "record", "object", "map", "set")
        if operator == "||" and inside.name in containers and one.kind.name == "maybe":
            if one.text.endswith(" or None"):  # what a regular expression matches is never an empty list
                return Code(f"{one.text.removesuffix(' or None')} or {two.at(OR + 1)}", joined(inside, two.kind), OR)
            return self._else(node, one, two, inside)
        if inside.name == "number" and operator == "||" and _is_plain(two):
            return self.call("either", one.text, two.text, kind=joined(NUMBER, two.kind))
        if inside.name not in ("bool", "text", "nat", "int", "finite", "null", "never"):
            raise self.refuse(node, f"{operator} that gives back {a(one.kind)}")
        default = self._default(one, two, inside) if operator == "||" else None
        if default is not None:
            return default
        word, level = ("and", AND) if operator == "&&" else ("or", OR)
        kind = joined(inside if operator == "||" else one.kind, two.kind)
        return Code(f"{one.at(level)} {word} {two.at(level + 1)}", kind, level)

    def _default(self, one: Code, two: Code, inside: Kind) -> Code | None:
        """``counts.get(key, 0)``: what is false is the default itself."""
        found = re.fullmatch(r"(.+\.get\((?:[^(),]|\([^()]*\))+)\)", one.text)
        zero = two.text == "0" and inside.name in NUMBERS
        empty = two.text == '""' and inside == TEXT
        if (
            one.kind.name == "maybe"
            and found
            and (zero or empty)
            and one.level == ATOM
            and one.text.count(".get(") == 1
        ):
            return Code(f"{found[1]}, {two.text})", joined(inside, two.kind))
        return None

    def _else(self, node: Node, one: Code, two: Code, inside: Kind) -> Code:
        """``??``."""
        if one.kind.name in ("null", "any"):
            raise self.refuse(node, f"?? behind {a(one.kind)}")
        if one.kind.name not in ("maybe", "never"):
            return one
        found = re.fullmatch(r"(.+\.get\((?:[^(),]|\([^()]*\))+)\)", one.text)
        if found and one.level == ATOM and one.text.count(".get(") == 1 and _is_plain(two):
            return Code(f"{found[1]}, {two.text})", joined(inside, two.kind))
        if not is_read_alike(node.named_children[0]):
            if not _is_plain(two):
                raise self.refuse(node, "?? between two things that are not plain names")
            return self.call("defined", one.text, two.text, kind=joined(inside, two.kind))
        held = one.at(COMPARE + 1)
        return Code(f"{held} if {held} is not None else {two.at(TERNARY)}", joined(inside, two.kind), TERNARY)

    # --- access ------------------------------------------------------------------------------------------------------


def _is_plain(code: Code) -> bool:
    """Whether it does no harm to make a value that is not needed."""
    return bool(re.fullmatch(r'-?[\w.]+|"[^"\\]*"|\[\]|\{\}', code.text))


_REASONS = {
    "update_expression": "++ or -- inside of an expression",
    "assignment_expression": "an assignment inside of an expression",
    "augmented_assignment_expression": "an assignment inside of an expression",
    "regex": "a regular expression in this place",
    "await_expression": "await",
    "yield_expression": "a generator",
    "this": "this",
    "class": "a class",
    "sequence_expression": "several expressions separated by commas",
}
