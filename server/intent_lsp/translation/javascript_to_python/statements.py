"""Statements and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, parameters, text
from intent_lsp.translation.code import Code, Knowledge
from intent_lsp.translation.contract import NotTranslatable, Refusal
from intent_lsp.translation.javascript_to_python.calls import convert
from intent_lsp.translation.javascript_to_python.facts import operator_of
from intent_lsp.translation.javascript_to_python.layout import indented, leaves
from intent_lsp.translation.javascript_to_python.parameters import Parameters
from intent_lsp.translation.javascript_to_python.scopes import assigned, bound_names, own_names
from intent_lsp.translation.javascript_to_python.texts import text_of
from intent_lsp.translation.javascript_to_python.writer import ModuleNames, flat, may_hold_text
from intent_lsp.translation.value_lattice import (
    NAT,
    NEVER,
    UNDEFINED,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_ERRORS = {"TypeError": "TypeError", "SyntaxError": "ValueError"}


class Statements(Parameters):
    """Writes blocks and functions as lists of lines."""

    def __init__(self, names: ModuleNames, knowledge: Knowledge) -> None:
        super().__init__(names, knowledge)
        self.refused: list[NotTranslatable] = []
        """The statements that cannot be written; before the last pass, it may only be too early for them."""
        self.final = False
        """Whether nothing more will be learnt."""

    def expr(self, node: Node) -> Code:
        code = super().expr(node)
        if self.final and code.kind == NEVER:
            raise self.refuse(node, "a value of which nothing is known, such as an item of a list that stays empty")
        return code

    def builtin(self, node: Node, name: str, argument: Code) -> Code:
        return convert(self, node, name, argument)

    # --- functions ---------------------------------------------------------------------------------------------------

    def function_lines(self, node: Node, name: str, scope: str) -> list[str]:
        before = self.scope, self.facts, self.bounds, self.update, self.inner, self.before
        self.scope, self.facts, self.bounds, self.update, self.inner, self.before = scope, set(), {}, (), [], []
        self.locals[scope] = own_names(node)
        try:
            return self._function(node, name)
        finally:
            self.scope, self.facts, self.bounds, self.update, self.inner, self.before = before

    def _function(self, node: Node, name: str) -> list[str]:
        if "async" in [child.type for child in node.children]:
            raise self.refuse(node, "an async function")
        body = field(node, "body")
        if body is None or node.type.startswith("generator"):
            raise self.refuse(node, "a generator")
        self.given_names = frozenset(name for one in parameters(node) for name in bound_names(one))
        written, first = self.parameters_of(parameters(node))
        outer = sorted((assigned(body) & self._outer_names()) - self.locals[self.scope])
        if any(self.owner(one) == "" for one in outer):
            raise self.refuse(node, "a variable of the module that a function changes")
        first += [f"nonlocal {', '.join(self.name(one) for one in outer)}"] * bool(outer)
        if self.scope == self.names.entry and self.in_units:
            first = [*(f"{one} = {self.need('units')}({one})" for one in self._texts()), *first]
        lines = self.block(body) if body.type == "statement_block" else self._returned(body, body)
        if body.type == "statement_block" and self._falls(body):
            self._undefined_end(node)
        return [f"def {self.name(name)}({', '.join(written)}):", *indented([*first, *lines] or ["pass"])]

    def _outer_names(self) -> set[str]:
        found, scope = set(self.names.constants), self.scope.rpartition(".")[0]
        while scope:
            found |= self.locals.get(scope, frozenset())
            scope = scope.rpartition(".")[0]
        return found

    def _texts(self) -> list[str]:
        """The entry's parameters that hold texts."""
        kinds = {name: self.knowledge.kind(self.scope, name) for name in self.names.parameters}
        return [self.name(name) for name, kind in kinds.items() if may_hold_text(kind)]

    def _falls(self, body: Node) -> bool:
        """Whether the end of a function's body may be reached."""
        statements = [one for one in body.named_children if one.type != "comment"]
        return not statements or not leaves(statements[-1])

    def _undefined_end(self, node: Node) -> None:
        self.knowledge.learn(self.scope, "return", UNDEFINED)
        if self.scope == self.names.entry:
            raise self.refuse(node, "a function that may end without a result: undefined is not a JSON value")

    # --- blocks ------------------------------------------------------------------------------------------------------

    def block(self, node: Node) -> list[str]:
        """The lines of a block or of a single statement; never none."""
        body = node.named_children if node.type in ("statement_block", "else_clause") else [node]
        return self.lines([one for one in body if one.type != "comment"]) or ["pass"]

    def lines(self, body: list[Node]) -> list[str]:
        """The lines of statements."""
        found: list[str] = []
        for one in body:
            outer, self.before = self.before, []
            try:
                written = self.statement(one)
                found += [*self.before, *written]
            except Refusal as refusal:
                self.refused.append(refusal.found)
            finally:
                self.before = outer
        return found

    def statement(self, node: Node) -> list[str]:
        """One statement's lines."""
        match node.type:
            case "return_statement":
                value = next((one for one in node.named_children if one.type != "comment"), None)
                return self._returned(node, value)
            case "lexical_declaration" | "variable_declaration":
                parts = [one for one in node.named_children if one.type == "variable_declarator"]
                return [line for part in parts for line in self._declared(part)]
            case "expression_statement":
                return self.effect(node.named_children[0])
            case "if_statement":
                return self._if(node)
            case "for_statement":
                return self._for(node)
            case "for_in_statement":
                return self._for_of(node)
            case "while_statement":
                return self._while(node)
            case "do_statement":
                return self._do(node)
            case "switch_statement":
                return self._switch(node)
            case "break_statement":
                if node.named_children:
                    raise self.refuse(node, "a break to a label")
                return ["break"]
            case "continue_statement":
                if node.named_children:
                    raise self.refuse(node, "a continue to a label")
                return [*(self.update[-1] if self.update else []), "continue"]
            case "statement_block":
                return self.lines([one for one in node.named_children if one.type != "comment"])
            case "throw_statement":
                return self._throw(node)
            case "function_declaration":
                name = text(field(node, "name") or node)
                self.names.functions.setdefault(f"{self.scope}.{name}", node)
                return self.function_lines(node, name, f"{self.scope}.{name}")
            case "empty_statement" | "comment":
                return []
        raise self.refuse(node, f"this {node.type.replace('_', ' ')}")

    # --- assignments -------------------------------------------------------------------------------------------------

    def effect(self, node: Node) -> list[str]:
        match node.type:
            case "assignment_expression":
                left, right = field(node, "left"), field(node, "right")
                assert left is not None  # noqa: S101  the tree has no errors
                assert right is not None  # noqa: S101  the tree has no errors
                if right.type == "assignment_expression":
                    raise self.refuse(node, "several targets of one value")
                return self._bind(node, left, right)
            case "augmented_assignment_expression":
                left, right = field(node, "left"), field(node, "right")
                assert left is not None  # noqa: S101  the tree has no errors
                assert right is not None  # noqa: S101  the tree has no errors
                return self._augmented(node, left, operator_of(node)[:-1], self.expr(right), right)
            case "update_expression":
                target = node.named_children[0]
                operator = "+" if "++" in text(node) else "-"
                return self._augmented(node, target, operator, Code("1", NAT), target)
            case "call_expression":
                each = self._for_each(node)
                if each is not None:
                    return each
                return [self.expr(node).text]
            case "parenthesized_expression":
                return self.effect(node.named_children[0])
            case "string":
                return []  # "use strict"
        raise self.refuse(node, "an expression whose value nobody uses")

    def _throw(self, node: Node) -> list[str]:
        value = node.named_children[0]
        arguments = field(value, "arguments") if value.type in ("new_expression", "call_expression") else None
        if arguments is None:
            raise self.refuse(node, "throwing what is not an Error")
        name = flat(value.named_children[0])
        if not name.endswith("Error"):
            raise self.refuse(node, f"throwing {name}")
        codes = [text_of(self, one, self.expr(one)).text for one in arguments.named_children]
        return [f"raise {_ERRORS.get(name, 'ValueError')}({', '.join(codes)})"]

    # --- branches and loops ------------------------------------------------------------------------------------------
