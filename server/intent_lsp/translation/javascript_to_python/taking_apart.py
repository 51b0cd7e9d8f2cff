"""``{ a, b: c, d = 2 }``: the fields of an object as names."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from intent_lsp.syntax.javascript import field, text
from intent_lsp.translation.code import Code
from intent_lsp.translation.javascript_to_python.layout import indented
from intent_lsp.translation.javascript_to_python.literals import constant
from intent_lsp.translation.javascript_to_python.writer import Writer, a
from intent_lsp.translation.value_lattice import NEVER, Kind, joined

if TYPE_CHECKING:
    from tree_sitter import Node


class _Part(NamedTuple):
    """The key of a field, the name that it gets, and the default where it is ``undefined``."""

    key: str
    name: str
    default: Node | None


class TakingApart(Writer):
    """Writes one assignment for each name."""

    @abstractmethod
    def field_of(self, owner: Code, name: str, words: str) -> Code:
        """``owner.name``; ``words`` is how the source says it."""

    def fields_of(self, node: Node, target: Node, owner: Code, words: str) -> list[str]:
        """The lines that bind the names of an object pattern; ``owner`` is a name."""
        if owner.kind == NEVER:
            return []
        if owner.kind.name not in ("object", "record"):
            raise self.refuse(node, f"taking apart {a(owner.kind)} by names")
        lines: list[str] = []
        for one in target.named_children:
            if one.type != "comment":
                lines += self._named_field(one, self._part(one), owner, words)
        return lines

    def _named_field(self, node: Node, part: _Part, owner: Code, words: str) -> list[str]:
        found = self.field_of(owner, part.key, f"{words}.{part.key}")
        name = self.name(part.name)
        lines = [f"{name} = {found.text}"]
        if part.default is None:
            self.learn(part.name, found.kind)
            self.forget(part.name)
            return lines
        default = self.expr(part.default)
        if found.kind.name == "any" or "null" in found.kind.nothing:
            raise self.refuse(node, "a default of what may be null: it stands for undefined alone")
        self.learn(part.name, joined(_there(found.kind), default.kind))
        self.forget(part.name)
        if "undefined" not in found.kind.nothing:
            return lines
        return [*lines, f"if {name} is None:", *indented([f"{name} = {default.text}"])]

    def _part(self, node: Node) -> _Part:
        if node.type == "shorthand_property_identifier_pattern":
            return _Part(text(node), text(node), None)
        if node.type == "object_assignment_pattern":
            left = node.named_children[0]
            return _Part(text(left), text(left), node.named_children[-1])
        if node.type == "pair_pattern":
            key, value = node.named_children[0], node.named_children[-1]
            named = constant(key) if key.type == "string" else text(key)
            left = field(value, "left") or value
            if key.type in ("property_identifier", "string") and left.type == "identifier":
                return _Part(named, text(left), field(value, "right"))
        raise self.refuse(node, "this way of taking an object apart")


def _there(kind: Kind) -> Kind:
    return kind.parts[0] if kind.name == "maybe" else NEVER if kind.name == "null" else kind
