"""Lines, and whether their end is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.syntax.javascript import field
from intent_lsp.translation.javascript_to_python.scopes import inside
from intent_lsp.translation.javascript_to_python.writer import flat

if TYPE_CHECKING:
    from tree_sitter import Node


def leaves(node: Node) -> bool:
    """Whether the end of a statement is never reached."""
    match node.type:
        case "return_statement" | "throw_statement" | "continue_statement" | "break_statement":
            return True
        case "statement_block" | "else_clause":
            statements = [one for one in node.named_children if one.type != "comment"]
            return bool(statements) and leaves(statements[-1])
        case "if_statement":
            yes, no = field(node, "consequence"), field(node, "alternative")
            return yes is not None and no is not None and leaves(yes) and leaves(no)
        case "while_statement":
            test = field(node, "condition")
            return (
                test is not None and flat(test) == "true" and not any(o.type == "break_statement" for o in inside(node))
            )
        case "switch_statement":
            body = field(node, "body")
            cases = [one for one in body.named_children if one.type != "comment"] if body is not None else []
            return bool(cases) and cases[-1].type == "switch_default" and all(map(_case_leaves, cases))
    return False


def _case_leaves(case: Node) -> bool:
    """Whether a case is empty, or gives back or throws."""
    statements = case.named_children[case.type == "switch_case" :]
    return not statements or (leaves(statements[-1]) and statements[-1].type != "break_statement")


def indented(lines: list[str]) -> list[str]:
    """The lines of a block."""
    return [f"    {line}" if line else line for line in lines]
