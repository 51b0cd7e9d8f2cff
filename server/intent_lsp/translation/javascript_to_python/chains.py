"""``?.``: a chain that ends early where what stands in front of it is missing."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from intent_lsp.translation.code import Code
from intent_lsp.translation.flow_state import there
from intent_lsp.translation.javascript_to_python.writer import COMPARE, TERNARY, Writer, a, flat
from intent_lsp.translation.value_lattice import UNDEFINED, joined

if TYPE_CHECKING:
    from tree_sitter import Node

_LINKS = frozenset(("member_expression", "subscript_expression", "call_expression"))


class Chains(Writer):
    """Writes the condition of a chain around it; of what is never missing, ``?.`` is a plain dot."""

    sure: frozenset[tuple[int, int]] = frozenset()
    """Where in the source the owners in front of the ``?.`` stand that have been looked at."""

    @abstractmethod
    def link(self, node: Node) -> Code:
        """A member, an index or a call, as if each ``?.`` in it were a dot."""

    def chained(self, node: Node) -> Code:
        """A member, an index or a call with all that stands in front of it."""
        owner = self._owner_in_doubt(node)
        if owner is None:
            return self.link(node)
        code = self.expr(owner)
        outer, self.sure = self.sure, self.sure | {_place(owner)}
        try:
            return self._guarded(node, owner, code)
        finally:
            self.sure = outer

    def _guarded(self, node: Node, owner: Node, code: Code) -> Code:
        if code.kind.name in ("any", "null"):
            raise self.refuse(owner, f"?. behind {a(code.kind)}")
        if code.kind.name != "maybe":
            return self.chained(node)
        if not is_read_alike(owner):
            raise self.refuse(owner, f"?. behind {flat(owner)[:40]}, which may be missing and has no name")
        with self.given({there(flat(owner))}):
            found = self.chained(node)
        text = f"{found.at(TERNARY + 1)} if {code.at(COMPARE + 1)} is not None else None"
        return Code(text, joined(found.kind, UNDEFINED), TERNARY)

    def _owner_in_doubt(self, node: Node) -> Node | None:
        """What stands in front of the innermost ``?.`` that was not looked at yet."""
        found = None
        while node.type in _LINKS:
            owner = node.named_children[0]
            if any(child.type == "optional_chain" for child in node.children) and _place(owner) not in self.sure:
                found = owner
            node = owner
        return found


def is_read_alike(node: Node) -> bool:
    """Whether reading it twice gives the same and does nothing."""
    if node.type in ("member_expression", "subscript_expression"):
        return all(is_read_alike(child) for child in node.named_children if child.type != "optional_chain")
    return node.type in ("identifier", "property_identifier", "number", "string")


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, node.end_byte
