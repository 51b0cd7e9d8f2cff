"""A function's parameters: their names in Python, their defaults, and what is taken apart at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.layout import indented
from intent_lsp.translation.javascript_to_python.loops import Loops
from intent_lsp.translation.javascript_to_python.parameter_names import name_of, pattern_of, python_name
from intent_lsp.translation.javascript_to_python.scopes import bound_names, inside
from intent_lsp.translation.javascript_to_python.writer import flat
from intent_lsp.translation.value_lattice import ANY, NEVER, Kind, list_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SHARED = frozenset(("number", "string", "true", "false", "unary_expression", "null"))
"""What is the same value for every call."""
_PLAIN = ("object_pattern", "array_pattern")


class Parameters(Loops):
    """Writes parameters, and the lines that make their values what they are in JavaScript."""

    def parameters_of(self, nodes: list[Node]) -> tuple[list[str], list[str]]:
        """The parameters, and the lines with which the body begins."""
        written: list[str] = []
        lines: list[str] = []
        for number, node in enumerate(nodes):
            code, more = self._parameter(node, {name for one in nodes[number:] for name in bound_names(one)})
            if written and "=" in written[-1] and "=" not in code and not code.startswith("*"):
                raise self.refuse(node, "a parameter without a default behind one that has one")
            written.append(code)
            lines += more
        return written, lines

    def _parameter(self, node: Node, later: set[str]) -> tuple[str, list[str]]:
        pattern, value, key = pattern_of(node), field(node, "value"), name_of(node)
        if (field(node, "pattern") or node).type == "rest_pattern":
            if pattern.type != "identifier":
                raise self.refuse(node, "a rest that is taken apart")
            self.learn(key, list_of(NEVER))
            return f"*{self.name(key)}", [f"{self.name(key)} = list({self.name(key)})"]
        if pattern.type not in ("identifier", *_PLAIN):
            raise self.refuse(node, "this parameter")
        self.names.renamed.setdefault(key, python_name(node, self._taken) or self.name(key))
        code, lines = (self._name_alone(key), []) if value is None else self._with_default(key, value, later)
        return code, lines if pattern.type == "identifier" else [*lines, *self._apart(node, pattern, key)]

    @property
    def _taken(self) -> frozenset[str]:
        return self.names.words | frozenset(self.names.renamed.values())

    def _held(self, key: str) -> Kind:
        return self.knowledge.kind(self.scope, key)

    def _name_alone(self, key: str) -> str:
        """What a call of the entry leaves out is ``undefined``."""
        left_out = self.scope == self.names.entry and "undefined" in self._held(key).nothing
        return f"{self.name(key)}=None" if left_out else self.name(key)

    def _with_default(self, key: str, value: Node, later: set[str]) -> tuple[str, list[str]]:
        if any(part.type == "identifier" and text(part) in self._unset(later) for part in (value, *inside(value))):
            raise self.refuse(value, "a default that mentions a name of the function itself")
        code = self.expr(value)
        if not (flat(value) == "{}" and _may_be_empty(self._held(key))):
            self.knowledge.learn(self.scope, key, code.kind)
        if value.type in _SHARED and not any(part.type == "identifier" for part in inside(value)):
            return f"{self.name(key)}={code.text}", []
        held = self._held(key)
        if held == ANY or "null" in held.nothing or "undefined" in code.kind.nothing:
            raise self.refuse(value, "a default that is made for each call, where null may be given as well")
        return f"{self.name(key)}=None", self._where_missing(self.name(key), code)

    def _unset(self, later: set[str]) -> set[str]:
        """Names that have no value yet, or are not those of the body, where a default is made."""
        given = {name for name in self.locals[self.scope] if name not in self.given_names}
        return given | later

    given_names: frozenset[str] = frozenset()
    """The names that the parameters of the function at hand bind."""

    def _where_missing(self, name: str, code: Code) -> list[str]:
        return [f"if {name} is None:", *indented([f"{name} = {code.text}"])]

    def _apart(self, node: Node, pattern: Node, key: str) -> list[str]:
        code = Code(self.name(key), self._held(key))
        if pattern.type == "object_pattern":
            return self.fields_of(node, pattern, code, flat(pattern))
        written, names = self.pattern(pattern, code.kind)
        for name, kind in names.items():
            self.learn(name, kind)
        return [f"{written[1:-1]} = {code.text}"] if written != "()" else []


def _may_be_empty(kind: Kind) -> bool:
    """Whether a record may have none of its fields."""
    return kind.name == "record" and all("absent" in one.nothing for _, one in kind.fields)
