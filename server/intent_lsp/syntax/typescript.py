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


def _collect(node: Node, edits: list[Edit], data: bytes) -> None:
    if node.type in _WHOLE:
        edits.append(_removed(node, data))
        return
    if node.type == "type_arguments" and not _compares(node):
        edits.append(Edit(node.start_byte, node.end_byte, ""))
        return
    if node.type in ("as_expression", "satisfies_expression"):
        value = node.named_children[0]
        edits.append(Edit(value.end_byte, node.end_byte, ""))
        _collect(value, edits, data)
        return
    if (
        node.type == "export_statement"
        and (inner := js.field(node, "declaration")) is not None
        and inner.type in _WHOLE
    ):
        edits.append(_removed(node, data))
        return
    if node.type == "import_statement" and any(child.type == "type" for child in node.children):
        edits.append(_removed(node, data))
        return
    for child in node.children:
        if (
            (child.type == "!" and node.type == "non_null_expression")
            or (child.type == "?" and node.type in _OPTIONAL)
            or (child.type == "readonly")
        ):
            edits.append(Edit(child.start_byte, child.end_byte, ""))
        else:
            _collect(child, edits, data)


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
