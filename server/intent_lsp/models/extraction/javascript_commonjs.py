"""``module.exports = { f(x) { … } }`` as the module that it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node


def exported_members(code: str, name: str) -> str:
    """The functions of an exported object, ``name`` among them, as exported functions; other code unchanged."""
    if "exports" not in code:
        return code
    root = js.parse(code)
    for statement in () if root.has_error else js.statements(root):
        members = _members(statement)
        if members is not None and name in members:
            text = "\n\n".join(members.values())
            return apply_edits(code, [Edit(statement.start_byte, statement.end_byte, text)])
    return code


def _members(statement: Node) -> dict[str, str] | None:
    """The members of ``module.exports = { … }`` as declarations; ``None`` for another statement."""
    assignment = statement.named_children[0] if statement.type == "expression_statement" else None
    if assignment is None or assignment.type != "assignment_expression":
        return None
    left, right = js.field(assignment, "left"), js.field(assignment, "right")
    if left is None or right is None or js.text(left) not in ("module.exports", "exports") or right.type != "object":
        return None
    found: dict[str, str] = {}
    for member in right.named_children:
        key, value = js.field(member, "key"), js.field(member, "value")
        method = js.field(member, "name")
        if key is not None and value is not None and value.type in js.FUNCTIONS:
            found[js.text(key)] = f"export const {js.text(key)} = {js.text(value)};"
        elif member.type == "method_definition" and method is not None:
            words = js.text(member)[: method.start_byte - member.start_byte].replace("*", "").strip()
            head = f"{words} function".strip() + ("*" if "*" in js.text(member).split("(")[0] else "")
            rest = js.text(member)[method.start_byte - member.start_byte :]
            found[js.text(method)] = f"export {head} {rest}"
    return found
