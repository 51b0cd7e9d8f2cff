"""Changes of JavaScript's nodes: one written otherwise, and two in each other's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.nearmiss.contract import Change
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit

if TYPE_CHECKING:
    from tree_sitter import Node


def put(node: Node, text: str, kind: str, cost: int, *new: object) -> Change:
    """The change that writes ``text`` for a node."""
    return Change((Edit(node.start_byte, node.end_byte, text),), kind, cost, new)


def swapped(one: Node, two: Node) -> tuple[Edit, Edit]:
    """The edits that swap two nodes."""
    return Edit(one.start_byte, one.end_byte, js.text(two)), Edit(two.start_byte, two.end_byte, js.text(one))
