"""Declarations and assignments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.javascript_to_python.facts import operator_of
from intent_lsp.translation.javascript_to_python.iteration import FUNCTIONS
from intent_lsp.translation.javascript_to_python.lists import learn_place
from intent_lsp.translation.javascript_to_python.literals import constant
from intent_lsp.translation.javascript_to_python.scopes import inside
from intent_lsp.translation.javascript_to_python.texts import text_of
from intent_lsp.translation.javascript_to_python.writer import a, flat
from intent_lsp.translation.value_lattice import (
    NEVER,
    NULL,
    TEXT,
    UNDEFINED,
    WHOLE,
    Kind,
    joined,
    list_of,
    object_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.layout import leaves
from intent_lsp.translation.javascript_to_python.results import Results
from intent_lsp.translation.javascript_to_python.taking_apart import TakingApart


class Assignments(Results, TakingApart):
    """Declarations and assignments."""

    def _declared(self, node: Node) -> list[str]:
        target, value = field(node, "name"), field(node, "value")
        if target is None:
            raise self.refuse(node, "this declaration")
        if value is None:
            if target.type == "identifier" and not self._assigned_first(node):
                self.learn(text(target), UNDEFINED)
                return [f"{self.name(text(target))} = None"]
            return []
        if value.type in FUNCTIONS and target.type == "identifier":
            name = text(target)
            self.names.functions.setdefault(f"{self.scope}.{name}", value)
            return self.function_lines(value, name, f"{self.scope}.{name}")
        return self._bind(node, target, value)

    def _assigned_first(self, node: Node) -> bool:
        """Whether what follows a declaration without a value gives one in all branches, or at once."""
        following = node.parent.next_named_sibling if node.parent is not None else None
        name = text(node.named_children[0])
        while following is not None and following.type == "comment":
            following = following.next_named_sibling
        return following is not None and _always_sets(following, name)

    def _bind(self, node: Node, target: Node, value: Node) -> list[str]:
        match target.type:
            case "identifier":
                return self._bind_name(node, text(target), value)
            case "array_pattern":
                return self._unpack(node, target, value)
            case "object_pattern":
                return self._unpack_object(node, target, value)
            case "subscript_expression" | "member_expression":
                return self._store(node, target, self.expr(value))
        raise self.refuse(target, "this target of an assignment")

    def _bind_name(self, node: Node, name: str, value: Node) -> list[str]:
        code = self.expr(value)
        if code.kind.name == "length":
            raise self.refuse(value, "an array of undefined")
        if code.kind.name == "set" and self.marked("ordered", name):
            code = _ordered(code)
        if self.loops and _multiplies(value, name):
            self.mark("grows", name)
        self.learn(name, code.kind)
        self.forget(name)
        if value.type == "array" and value.named_children:
            self.facts.add(f"{name}.length")
        if value.type in ("number", "string") and self.is_filled(value):
            self.facts.add(name)
        return [f"{self.name(name)} = {code.text}"]

    def _unpack(self, node: Node, target: Node, value: Node) -> list[str]:
        parts = target.named_children
        if value.type == "array" and all(one.type in ("identifier", "subscript_expression") for one in parts):
            return self._together(node, parts, value)
        code = self.expr(value)
        written, names = self.pattern(target, code.kind)
        for name, kind in names.items():
            self.learn(name, kind)
        self.forget(*names)
        return [f"{written[1:-1]} = {code.text}"]

    def _together(self, node: Node, parts: list[Node], value: Node) -> list[str]:
        """``[a, b] = [b, a + b]``: all values first, then the targets from left to right, in both languages."""
        values = [one for one in value.named_children if one.type != "comment"]
        if len(values) != len(parts) or any(one.type == "spread_element" for one in values):
            raise self.refuse(node, "taking apart an array of another length")
        codes = [self.expr(one) for one in values]
        targets = []
        for one, code in zip(parts, codes, strict=True):
            if one.type == "identifier":
                name = text(one)
                if self.loops and _sums(value, {text(part) for part in parts}):
                    self.mark("grows", name)
                self.learn(name, code.kind)
                targets.append(self.name(name))
            else:
                targets.append(self._place(one, code))
        self.forget(*(text(one) for one in parts if one.type == "identifier"))
        return [f"{', '.join(targets)} = {', '.join(code.text for code in codes)}"]

    def _place(self, target: Node, value: Code) -> str:
        """``xs[i]`` as a target that is there for certain."""
        owner_node, index_node = target.named_children[0], target.named_children[-1]
        owner, index = self.expr(owner_node), self.numeric(index_node)
        if owner.kind.name != "list":
            if owner.kind == NEVER:
                return owner.text
            raise self.refuse(target, "this target beside others")
        kind = value.kind
        if kind.name == "maybe":
            raise self.refuse(target, "a value that may be missing, put into an array")
        learn_place(self, owner_node, list_of(kind))
        if not self.is_inside(owner_node, index_node):
            raise self.refuse(target, f"{flat(target)} as a target, where it is not known to be inside of the array")
        return f"{owner.at(ATOM)}[{index.text}]"

    def _unpack_object(self, node: Node, target: Node, value: Node) -> list[str]:
        code = self.expr(value)
        if not code.text.isidentifier():
            raise self.refuse(node, "taking apart an object that has no name")
        return self.fields_of(node, target, code, flat(value))

    def _store(self, node: Node, target: Node, value: Code) -> list[str]:
        owner_node, key_node = target.named_children[0], target.named_children[-1]
        owner = self.expr(owner_node)
        if owner.kind.name == "maybe":
            owner = owner._replace(kind=owner.kind.parts[0])
        match owner.kind.name:
            case "list" | "tuple" if target.type == "subscript_expression":
                return self._store_item(target, owner, value)
            case "object" | "record":
                return self._store_field(target, owner, value)
            case "never":
                return []
        if target.type == "member_expression" and text(key_node) == "length" and owner.kind.name == "list":
            raise self.refuse(target, "an assignment to length")
        raise self.refuse(target, f"an assignment into {a(owner.kind)}")

    def _store_item(self, target: Node, owner: Code, value: Code) -> list[str]:
        owner_node, index_node = target.named_children[0], target.named_children[-1]
        index = self.numeric(index_node)
        if value.kind.name == "maybe":
            raise self.refuse(target, "a value that may be missing, put into an array")
        learn_place(self, owner_node, list_of(value.kind))
        if self.is_inside(owner_node, index_node) and index.kind.name in WHOLE:
            return [f"{owner.at(ATOM)}[{index.text}] = {value.text}"]
        return [self.call("put", owner.text, index.text, value.text, kind=NULL).text]

    def _store_field(self, target: Node, owner: Code, value: Code) -> list[str]:
        owner_node, key_node = target.named_children[0], target.named_children[-1]
        name = (
            text(key_node)
            if target.type == "member_expression"
            else constant(key_node)
            if key_node.type == "string"
            else None
        )
        if value.kind.name == "maybe":
            raise self.refuse(target, "a value that may be missing, put into an object")
        if name is not None and owner.kind.field(name) is not None:
            fields = {key: joined(kind, value.kind) if key == name else kind for key, kind in owner.kind.fields}
            learn_place(self, owner_node, Kind("record", (), tuple(fields.items())))
        else:
            learn_place(self, owner_node, object_of(value.kind))
        key = self.quoted(name) if name is not None else text_of(self, key_node, self.expr(key_node)).text
        if target.type == "subscript_expression":
            self.facts.add(f"{flat(key_node)} in {flat(owner_node)}")
        self.facts.add(flat(target))
        return [f"{owner.at(ATOM)}[{key}] = {value.text}"]

    def _augmented(self, node: Node, target: Node, operator: str, value: Code, right: Node) -> list[str]:
        if target.type == "identifier" and self.loops and operator in ("*", "**", "<<"):
            self.mark("grows", text(target))
        if operator in ("||", "&&", "??"):
            raise self.refuse(node, f"{operator}=")
        place = self.expr(target)
        if operator == "+" and TEXT in (place.kind, value.kind):
            code = Code(f"{text_of(self, target, place).at(11)} + {text_of(self, right, value).at(12)}", TEXT, 11)
            short = text_of(self, right, value).text
        elif NEVER in (place.kind, value.kind):
            code, short = Code(place.text, joined(place.kind, value.kind)), ""
        else:
            one, two = self.as_number(target, place), self.as_number(right, value)
            code = self.arithmetic(node, operator, (target, one), (right, two))
            short = two.text if code.text == f"{one.text} {operator} {two.at(13)}" or operator in "+-" else ""
        if target.type != "identifier":
            if any(one.type == "call_expression" for one in inside(target)):
                raise self.refuse(target, "a place that is found by a call")
            return self._store(node, target, code)
        self.learn(text(target), code.kind)
        self.forget(text(target))
        if operator in ("+", "-", "*", "/") and short and code.text.startswith(f"{place.text} {operator} "):
            return [f"{place.text} {operator}= {short}"]
        return [f"{place.text} = {code.text}"]


def _ordered(code: Code) -> Code:
    """A Set whose order matters: a dict keeps it."""
    made = {"set()": "{}"}.get(code.text) or f"dict.fromkeys({code.text.removeprefix('set(').removesuffix(')')})"
    return Code(made, Kind("ordered", code.kind.parts), fresh=True)


def _always_sets(node: Node, name: str) -> bool:
    """Whether a statement gives the variable a value, whatever happens in it."""
    if node.type == "expression_statement" and node.named_children[0].type == "assignment_expression":
        return text(node.named_children[0].named_children[0]) == name
    if node.type == "if_statement":
        yes, no = field(node, "consequence"), field(node, "alternative")
        return yes is not None and no is not None and all(_sets(one, name) for one in (yes, no))
    return False


def _sets(node: Node, name: str) -> bool:
    if node.type in ("statement_block", "else_clause"):
        return any(_sets(one, name) for one in node.named_children) or leaves(node)
    return _always_sets(node, name)


def _multiplies(node: Node, name: str) -> bool:
    """Whether a variable's new value is a product of its old one; a remainder keeps it small."""
    operator = field(node, "operator")
    if node.type == "binary_expression" and operator is not None and text(operator) == "%":
        return False
    pending = [node]
    while pending:
        one = pending.pop()
        pending.extend(one.named_children)
        operator = field(one, "operator")
        if one.type != "binary_expression" or operator is None or text(operator) not in ("*", "**", "<<"):
            continue
        if any(part.type == "identifier" and text(part) == name for part in (*one.named_children, *inside(one))):
            return True
    return False


def _sums(node: Node, names: set[str]) -> bool:
    """Whether two of the names are added, as in a Fibonacci sequence."""
    sums = (one for one in inside(node) if one.type == "binary_expression" and operator_of(one) in ("+", "*"))
    return any(all(part.type == "identifier" and text(part) in names for part in one.named_children) for one in sums)
