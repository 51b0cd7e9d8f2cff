"""What a function's parameters are known by, in JavaScript and in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field, text

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = {"object_pattern": "options", "array_pattern": "items"}


def pattern_of(node: Node) -> Node:
    """What a parameter is bound to, without its default and without the dots of a rest."""
    found = field(node, "pattern") or node
    return found.named_children[0] if found.type == "rest_pattern" else found


def name_of(node: Node) -> str:
    """What a parameter is known by: its name, or the source of what it is taken apart into."""
    return text(pattern_of(node))


def python_name(node: Node, taken: frozenset[str]) -> str | None:
    """A name for a parameter that has none in JavaScript; ``None`` for the others."""
    found = _PLAIN.get(pattern_of(node).type)
    while found in taken:
        found = f"{found}_"
    return found
