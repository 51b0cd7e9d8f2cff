"""A function of JavaScript that tells which of its branches a call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intent_lsp.adoption.contract import Instrumented
from intent_lsp.adoption.javascript_module import JavaScriptModule
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_HIT, _ENTRY = "$intentHit", "$intentBranches"
_BEFORE = f"const {_HIT}s = new Set();\nfunction {_HIT}(number) {{ {_HIT}s.add(number); }}\n"
_LAZY = frozenset(("&&", "||", "??"))


def instrumented(code: str, name: str) -> Instrumented:
    """The module with a counter in each branch of the function that it exports as ``name``.

    A branch is the beginning of a function, each arm of an ``if`` (the one that is not written too), of a ``switch``
    and of a conditional expression, the body of a loop and of a handler, and what ``&&``, ``||`` and ``??`` evaluate
    last.
    """
    offered = JavaScriptModule(code, "").function(name)
    if offered is None:
        return Instrumented(code, name, 0)
    counting = _Counting()
    counting.visit(offered.function)
    made = apply_edits(code, [*counting.before, *reversed(counting.behind)])
    return Instrumented(_BEFORE + made + _behind(offered.local), _ENTRY, counting.count)


def _behind(entry: str) -> str:
    return (
        f"\nexport function {_ENTRY}(...args) {{\n  {_HIT}s.clear();\n  try {{ {entry}(...args); }} catch {{ }}\n"
        f"  return [...{_HIT}s].sort((a, b) => a - b);\n}}\n"
    )


class _Counting:
    """Collects what is put in front of nodes, the outermost first, and behind them, the outermost first as well."""

    def __init__(self) -> None:
        self.before: list[Edit] = []
        self.behind: list[Edit] = []
        self.count = 0

    def visit(self, node: Node) -> None:
        """Count the branches in a node."""
        if node.type in ("switch_case", "switch_default"):
            colon = next(child for child in node.children if child.type == ":")
            self.before.append(Edit(colon.end_byte, colon.end_byte, f" {self._hit()};"))
        if node.type == "if_statement" and js.field(node, "alternative") is None:
            self.behind.append(Edit(node.end_byte, node.end_byte, f" else {{ {self._hit()}; }}"))
        counted = {branch.id for branch in _branches(node)}
        for child in node.children:
            if child.id in counted:
                self._count_in(child)
            self.visit(child)

    def _hit(self) -> str:
        self.count += 1
        return f"{_HIT}({self.count - 1})"

    def _count_in(self, node: Node) -> None:
        """A block counts first thing; another statement gets a block around it, an expression parentheses."""
        if node.type == "statement_block":
            start = node.children[0].end_byte
            self.before.append(Edit(start, start, f" {self._hit()};"))
        elif node.type.endswith("_statement") or node.type in ("lexical_declaration", "variable_declaration"):
            self._around(node, f"{{ {self._hit()}; ", " }")
        else:
            self._around(node, f"({self._hit()}, (", "))")

    def _around(self, node: Node, before: str, behind: str) -> None:
        self.before.append(Edit(node.start_byte, node.start_byte, before))
        self.behind.append(Edit(node.end_byte, node.end_byte, behind))


def _branches(node: Node) -> list[Node]:
    """The children of a node that are not always evaluated."""
    if node.type in js.FUNCTIONS or node.type in js.LOOPS or node.type == "catch_clause":
        found = [js.field(node, "body")]
    elif node.type == "if_statement":
        found = [js.field(node, "consequence")]
    elif node.type == "else_clause":
        found = [child for child in node.named_children if child.type not in ("comment", "if_statement")]
    elif node.type == "ternary_expression":
        found = [js.field(node, "consequence"), js.field(node, "alternative")]
    elif node.type == "binary_expression" and js.text(node.children[1]) in _LAZY:
        found = [js.field(node, "right")]
    else:
        found = []
    return [branch for branch in found if branch is not None]
