"""Loops."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, parameters, text
from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.flow_state import Bounds
from intent_lsp.translation.javascript_to_python.counting import Counting, counting
from intent_lsp.translation.javascript_to_python.facts import facts_of, operator_of
from intent_lsp.translation.javascript_to_python.iteration import FUNCTIONS
from intent_lsp.translation.javascript_to_python.scopes import changed, inside, own_names, resized
from intent_lsp.translation.javascript_to_python.writer import a, flat
from intent_lsp.translation.value_lattice import (
    ANY,
    NAT,
    NEVER,
    TEXT,
    list_of,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.branches import Branches
from intent_lsp.translation.javascript_to_python.layout import indented


class Loops(Branches):
    """Loops."""

    def _while(self, node: Node) -> list[str]:
        test, body = field(node, "condition"), field(node, "body")
        assert test is not None  # noqa: S101  the tree has no errors
        assert body is not None  # noqa: S101  the tree has no errors
        names = changed(body) | changed(test)
        kept = names - resized(node)
        self.forget(*names, keep=kept)
        code = self.test(test)
        outside = set(self.facts)
        self.facts |= facts_of(test)
        lines = [f"while {code.text}:", *indented(self._body(body, []))]
        self.facts = outside
        self.forget(*names, keep=kept)
        return lines

    def _do(self, node: Node) -> list[str]:
        test, body = field(node, "condition"), field(node, "body")
        assert test is not None  # noqa: S101  the tree has no errors
        assert body is not None  # noqa: S101  the tree has no errors
        if any(one.type == "continue_statement" for one in inside(body)):
            raise self.refuse(node, "a continue inside of do … while")
        self.forget(*changed(node))
        lines = self._body(body, [])
        code = self._not(self.test(test))
        self.forget(*changed(node))
        return ["while True:", *indented([*lines, f"if {code.text}:", "    break"])]

    def _for(self, node: Node) -> list[str]:
        body = field(node, "body")
        assert body is not None  # noqa: S101  the tree has no errors
        names = changed(node)
        kept = names - resized(node)
        found = counting(self, node)
        if found is not None:
            return self._counted(found, body, names, kept)
        start, test, step = (field(node, name) for name in ("initializer", "condition", "increment"))
        first = self.statement(start) if start is not None and start.type != "empty_statement" else []
        self.forget(*names, keep=kept)
        condition = test.named_children[0] if test is not None and test.type == "expression_statement" else test
        code = (
            self.test(condition) if condition is not None and condition.type != "empty_statement" else Code("True", ANY)
        )
        outside = set(self.facts)
        if condition is not None and condition.type != "empty_statement":
            self.facts |= facts_of(condition)
        self.loops += 1
        update = self._updates(step) if step is not None else []
        self.loops -= 1
        with suppress(KeyError):
            lines = self._body(body, update)
        self.facts = outside
        self.forget(*names, keep=kept)
        return [*first, f"while {code.text}:", *indented([*lines, *update])]

    def _updates(self, step: Node) -> list[str]:
        parts = step.named_children if step.type == "sequence_expression" else [step]
        facts, bounds = set(self.facts), dict(self.bounds)
        lines = [line for part in parts for line in self.effect(part)]
        self.facts, self.bounds = facts, bounds
        return lines

    def _counted(self, found: Counting, body: Node, names: set[str], kept: set[str]) -> list[str]:
        """A loop that counts, as a range."""
        self.forget(*names, keep=kept)
        self.learn(found.name, found.kind)
        outside, bounds = set(self.facts), dict(self.bounds)
        self.bounds[found.name] = Bounds(found.low, found.of, found.room)
        if found.of:
            self.facts.add(f"{found.of}.length")
        lines = [f"for {self.name(found.name)} in range({found.range}):", *indented(self._body(body, []))]
        self.facts, self.bounds = outside, bounds
        self.forget(*names, keep=kept)
        return lines

    def _for_of(self, node: Node) -> list[str]:
        left, right, body = (field(node, name) for name in ("left", "right", "body"))
        assert left is not None  # noqa: S101  the tree has no errors
        assert right is not None  # noqa: S101  the tree has no errors
        assert body is not None  # noqa: S101  the tree has no errors
        names = changed(body)
        if field(node, "kind") is None:
            raise self.refuse(node, "a loop with a variable from outside")
        is_in = operator_of(node) == "in"
        items = self._keys_of(right) if is_in else self.items(right)
        owner = root_node(right) if flat(right).endswith(".entries()") else right
        live = owner.type == "identifier" and self.expr(owner).kind.name in ("list", "tuple", "never")
        if not live and right.type in ("identifier", "call_expression") and root_name(right) in names:
            raise self.refuse(node, "a loop that changes what it goes through")
        written, kinds = self.pattern(left, items.kind.item)
        for name, kind in kinds.items():
            self.learn(name, kind)
        self.forget(*names, *kinds)
        outside, bounds = set(self.facts), dict(self.bounds)
        if flat(right).endswith(".entries()") and left.type == "array_pattern" and root_name(right) not in names:
            index = text(left.named_children[0])
            self.bounds[index] = Bounds(0, flat(right).removesuffix(".entries()"), 0)
        keyed = re.match(r"Object\.keys\(([\w$.]+)\)", flat(right))
        if is_in or keyed:
            self.facts.add(f"{text(left)} in {keyed[1] if keyed else flat(right)}")
        head = written[1:-1] if written.startswith("(") else written
        over = items.text
        is_text = right.type == "identifier" and self.expr(right).kind == TEXT
        if is_text and over.startswith("list("):
            over = over[5:-1]
        if over.endswith(".items())") and over.startswith("list(") and root_name(right) not in names:
            over = over[5:-1]
        lines = [f"for {head} in {over}:", *indented(self._body(body, []))]
        self.facts, self.bounds = outside, bounds
        self.forget(*names, *kinds)
        return lines

    def _keys_of(self, node: Node) -> Code:
        code = self.expr(node)
        if code.kind.name == "record":
            return Code(f"list({code.text})", list_of(TEXT))
        if code.kind.name == "object":
            return self.call("in_order", code.text, kind=list_of(TEXT))
        if code.kind == NEVER:
            return Code(code.text, list_of(TEXT))
        raise self.refuse(node, f"for … in over {a(code.kind)}")

    def _for_each(self, node: Node) -> list[str] | None:
        """``items.forEach(callback)`` as a loop."""
        function = field(node, "function")
        arguments = field(node, "arguments")
        if function is None or arguments is None or function.type != "member_expression":
            return None
        if text(function.named_children[-1]) != "forEach" or len(arguments.named_children) != 1:
            return None
        callback, owner = arguments.named_children[0], function.named_children[0]
        value = self.expr(owner)
        if callback.type not in FUNCTIONS or value.kind.name not in ("list", "tuple", "map"):
            raise self.refuse(node, "forEach() like this")
        body = field(callback, "body")
        if body is None or any(one.type == "return_statement" for one in inside(body)):
            raise self.refuse(node, "a return inside of forEach()")
        given = parameters(callback)
        nodes = [field(one, "pattern") or one for one in given]
        if any(one.type != "identifier" for one in nodes) or not 1 <= len(nodes) <= 2:
            raise self.refuse(node, "forEach() that takes its arguments apart")
        names = [text(one) for one in nodes]
        extra = own_names(callback)
        self.locals[self.scope] |= extra
        kinds = (value.kind.parts[1], value.kind.parts[0]) if value.kind.name == "map" else (value.kind.item, NAT)
        for name, kind in zip(names, kinds, strict=False):
            self.learn(name, kind)
        written = [self.name(name) for name in names]
        if value.kind.name == "map":
            head = f"for {written[1] if len(written) > 1 else '_'}, {written[0]} in {value.at(ATOM)}.items():"
        elif len(written) == 2:
            head = f"for {written[1]}, {written[0]} in enumerate({value.text}):"
        else:
            head = f"for {written[0]} in {value.text}:"
        if flat(owner) in changed(body):
            raise self.refuse(node, "a loop that changes what it goes through")
        self.forget(*changed(body))
        if body.type != "statement_block":
            parent, self.loops = self.loops, self.loops + 1
            lines = self.effect(body)
            self.loops = parent
            return [head, *indented(lines)]
        return [head, *indented(self._body(body, []))]


def root_node(node: Node) -> Node:
    """What a chain of members and calls begins with."""
    while node.type in ("call_expression", "member_expression", "subscript_expression") and node.named_children:
        node = node.named_children[0]
    return node


def root_name(node: Node) -> str:
    """Its source."""
    return text(root_node(node))
