"""Branches."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field
from intent_lsp.translation.javascript_to_python.facts import facts_of
from intent_lsp.translation.javascript_to_python.scopes import changed, inside
from intent_lsp.translation.javascript_to_python.writer import COMPARE
from intent_lsp.translation.value_lattice import (
    NUMBERS,
    TEXT,
)

if TYPE_CHECKING:
    from tree_sitter import Node
from intent_lsp.translation.javascript_to_python.assignments import Assignments
from intent_lsp.translation.javascript_to_python.layout import indented, leaves


class Branches(Assignments):
    """Branches."""

    @abstractmethod
    def block(self, node: Node) -> list[str]:
        """The lines of a block or of a single statement; never none."""

    @abstractmethod
    def lines(self, body: list[Node]) -> list[str]:
        """The lines of statements."""

    @abstractmethod
    def statement(self, node: Node) -> list[str]:
        """One statement's lines."""

    @abstractmethod
    def effect(self, node: Node) -> list[str]:
        """The lines of an expression that stands as a statement."""

    update: tuple[list[str], ...] = ()
    """For each loop around, what has to run before ``continue``."""

    def _body(self, node: Node, update: list[str]) -> list[str]:
        outer = self.update
        self.update = (*outer, update)
        self.loops += 1
        try:
            return self.block(node)
        finally:
            self.loops -= 1
            self.update = outer

    def _if(self, node: Node, word: str = "if") -> list[str]:
        test, yes, no = (field(node, name) for name in ("condition", "consequence", "alternative"))
        assert test is not None  # noqa: S101  the tree has no errors
        assert yes is not None  # noqa: S101  the tree has no errors
        code = self.test(test)
        before = set(self.facts)
        self.facts |= facts_of(test)
        lines = [f"{word} {code.text}:", *indented(self.block(yes))]
        after_yes, self.facts = self.facts, before | facts_of(test, False)
        if no is not None:
            inner = next(one for one in no.named_children if one.type != "comment")
            held, self.before = self.before, []
            more = self._if(inner, "elif") if inner.type == "if_statement" else ["else:", *indented(self.block(inner))]
            if self.before and more[0].startswith("elif"):
                more = ["else:", *indented([*self.before, more[0].removeprefix("el"), *more[1:]])]
            self.before = held
            lines += more
        after_no = self.facts
        ends = leaves(yes), no is not None and leaves(no)
        self.facts = after_no if ends[0] else after_yes if ends[1] else after_yes & after_no
        return lines

    def _switch(self, node: Node) -> list[str]:
        value, body = field(node, "value"), field(node, "body")
        assert value is not None  # noqa: S101  the tree has no errors
        assert body is not None  # noqa: S101  the tree has no errors
        subject = self.expr(value)
        lines: list[str] = []
        tests: list[str] = []
        before = set(self.facts)
        cases = [one for one in body.named_children if one.type != "comment"]
        for number, case in enumerate(cases):
            statements = [one for one in case.named_children if one.type != "comment"]
            if case.type == "switch_case":
                label, *statements = statements
                code = self.expr(label)
                names = {subject.kind.name, code.kind.name}
                if not (
                    names <= NUMBERS | {"never"}
                    or len(names - {"never"}) == 1
                    or (code.kind == TEXT and "any" in names)
                ):
                    raise self.refuse(label, "a case of another kind than what is switched")
                if not subject.text.replace("_", "").replace(".", "").isalnum():
                    raise self.refuse(value, "a switch over what is not a plain name")
                tests.append(f"{subject.at(COMPARE + 1)} == {code.at(COMPARE + 1)}")
            elif number != len(cases) - 1:
                raise self.refuse(case, "a default that is not the last")
            if not statements and number != len(cases) - 1:
                continue
            while len(statements) == 1 and statements[0].type == "statement_block":
                statements = [one for one in statements[0].named_children if one.type != "comment"]
            statements = self._case(case, statements, last=number == len(cases) - 1)
            head = "else:" if case.type == "switch_default" else f"{'elif' if lines else 'if'} {' or '.join(tests)}:"
            self.facts = set(before)
            inner = self.lines(statements) or ["pass"]
            if case.type == "switch_default" and not lines:
                lines += inner
            else:
                lines += [head, *indented(inner)]
            tests = []
        self.facts = before
        self.forget(*changed(node))
        return lines

    def _case(self, case: Node, statements: list[Node], *, last: bool) -> list[Node]:
        """A case's statements without the break at its end."""
        if statements and statements[-1].type == "break_statement":
            statements = statements[:-1]
        elif statements and not leaves(statements[-1]) and not last:
            raise self.refuse(case, "a case that falls through to the next")
        for one in statements:
            nested = one.type in ("for_statement", "for_in_statement", "while_statement", "do_statement")
            if not nested and any(part.type == "break_statement" for part in (one, *inside(one))):
                raise self.refuse(one, "a break in the middle of a case")
        return statements
