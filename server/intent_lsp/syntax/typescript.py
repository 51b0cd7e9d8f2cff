"""TypeScript as JavaScript: what a compiler would take off, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_WHOLE = frozenset(
    {"type_annotation", "type_parameters", "interface_declaration", "type_alias_declaration", "accessibility_modifier",
     "type_predicate_annotation", "asserts_annotation", "ambient_declaration", "override_modifier",
     "function_signature", "abstract_method_signature", "implements_clause"}
)  # fmt: skip
_OPTIONAL = frozenset({"optional_parameter", "public_field_definition"})


def without_types(code: str, *, keep_lines: bool = False) -> str:
    """The code as JavaScript; unchanged where it has no types, or is broken in other ways as well.

    ``keep_lines``: what is left stays on its line, with empty ones in the places of declarations.
    """
    root = js.parse(code)
    if root.has_error:
        return code
    edits: list[Edit] = []
    data = code.encode("utf-8", "surrogatepass")
    _collect(root, edits, data)
    if keep_lines:
        edits = [edit._replace(text="\n" * data[edit.start : edit.end].count(b"\n")) for edit in edits]
    return apply_edits(code, edits)


def _collect(root: Node, edits: list[Edit], data: bytes) -> None:
    """Without recursion: what a model writes may nest deeper than Python's stack."""
    left = [root]
    while left:
        node = left.pop()
        removed, inside = _removal(node, data)
        edits += removed
        left += reversed(inside)


def _removal(node: Node, data: bytes) -> tuple[list[Edit], list[Node]]:
    """What is taken off a node itself, and the nodes in it from which more may be taken."""
    if node.type in _WHOLE or _declares_types(node):
        return [_removed(node, data)], []
    if node.type == "type_arguments" and not _compares(node):
        return [Edit(node.start_byte, node.end_byte, "")], []
    if node.type in ("as_expression", "satisfies_expression"):
        value = node.named_children[0]
        return [Edit(value.end_byte, node.end_byte, "")], [value]
    words = [child for child in node.children if _is_type_word(child, node)]
    inside = [child for child in node.children if child not in words] if words else node.children
    return [Edit(word.start_byte, word.end_byte, "") for word in words], inside


def _declares_types(node: Node) -> bool:
    """Whether a statement exports or imports types alone."""
    if node.type == "export_statement":
        return (inner := js.field(node, "declaration")) is not None and inner.type in _WHOLE
    return node.type == "import_statement" and any(child.type == "type" for child in node.children)


def _is_type_word(child: Node, node: Node) -> bool:
    return (
        (child.type == "!" and node.type == "non_null_expression")
        or (child.type == "?" and node.type in _OPTIONAL)
        or child.type == "readonly"
    )


def _removed(node: Node, data: bytes) -> Edit:
    """The node with what is left of its line where it is a statement, with the spaces behind it where it is a word."""
    end = node.end_byte
    if node.type in ("accessibility_modifier", "override_modifier"):
        while data[end : end + 1] == b" ":
            end += 1
    elif node.type not in ("type_annotation", "type_parameters", "type_predicate_annotation", "asserts_annotation"):
        while data[end : end + 1] in (b" ", b";"):
            end += 1
        if data[end : end + 1] == b"\n":
            end += 1
    return Edit(node.start_byte, end, "")


def _compares(node: Node) -> bool:
    """``i<b>(c)`` is a call in TypeScript and two comparisons in JavaScript: lower-case names alone are not types."""
    names = [child for child in node.named_children if child.type == "type_identifier"]
    return len(names) == len(node.named_children) and all(js.text(name)[:1].islower() for name in names)
