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
    and of a conditional expression, the body of a loop and of a handler, what follows a loop that may return, a ``try``
    that succeeds, and what ``&&``, ``||`` and ``??`` evaluate last.
    """
    offered = JavaScriptModule(code, "").function(name)
    if offered is None:
        return Instrumented(code, name, ())
    counting = _Counting()
    counting.visit(offered.function)
    made = apply_edits(code, [*counting.before, *reversed(counting.behind)])
    return Instrumented(_BEFORE + made + _behind(offered.local), _ENTRY, tuple(counting.sources))


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
        self.sources: list[str] = []

    def visit(self, function: Node) -> None:
        """Count the branches in a function. Without recursion: generated code may nest deeper than Python's stack."""
        left: list[tuple[Node, bool]] = [(function, False)]
        while left:
            node, counts = left.pop()
            if counts:
                self._count_in(node)
            self._count_beside(node)
            counted = {branch.id for branch in _branches(node)}
            left += [(child, child.id in counted) for child in reversed(node.children)]

    def _count_beside(self, node: Node) -> None:
        """What a node's end, or what is not written in it, counts."""
        if node.type in ("switch_case", "switch_default"):
            colon = next(child for child in node.children if child.type == ":")
            self.before.append(Edit(colon.end_byte, colon.end_byte, f" {self._hit(_line(node))};"))
        if node.type == "if_statement" and js.field(node, "alternative") is None:
            otherwise = self._hit(f"not {_line(js.field(node, 'condition') or node)}")
            self.behind.append(Edit(node.end_byte, node.end_byte, f" else {{ {otherwise}; }}"))
        if node.type in js.LOOPS and _may_return(node) and _has_block(node):
            self.behind.append(Edit(node.end_byte, node.end_byte, f" {self._hit(f'the end of: {_line(node)}')};"))
        if node.type == "try_statement":
            self._succeeding(js.field(node, "body"))

    def _hit(self, source: str) -> str:
        self.sources.append(source)
        return f"{_HIT}({len(self.sources) - 1})"

    def _succeeding(self, block: Node | None) -> None:
        """The last statement of a ``try`` counts once it is done; what has arms has counters of its own."""
        last = (
            next((node for node in reversed(block.named_children) if node.type != "comment"), None) if block else None
        )
        if last is None:
            return
        value = next((node for node in last.named_children if node.type != "comment"), None)
        if last.type == "return_statement" and value is not None:
            self._around(value, "[", f", {self._hit(_line(last))}][0]")
        elif last.type in ("expression_statement", "lexical_declaration", "variable_declaration"):
            self.behind.append(Edit(last.end_byte, last.end_byte, f"; {self._hit(_line(last))};"))

    def _count_in(self, node: Node) -> None:
        """A block counts first thing; another statement gets a block around it, an expression parentheses."""
        if node.type == "statement_block":
            start = node.children[0].end_byte
            self.before.append(Edit(start, start, f" {self._hit(_line(_first(node)))};"))
        elif node.type.endswith("_statement") or node.type in ("lexical_declaration", "variable_declaration"):
            self._around(node, f"{{ {self._hit(_line(node))}; ", " }")
        else:
            self._around(node, f"({self._hit(_line(node))}, (", "))")

    def _around(self, node: Node, before: str, behind: str) -> None:
        self.before.append(Edit(node.start_byte, node.start_byte, before))
        self.behind.append(Edit(node.end_byte, node.end_byte, behind))


def _line(node: Node) -> str:
    """The first line of a piece of the function."""
    return js.text(node).split("\n", 1)[0].strip()


def _first(block: Node) -> Node:
    return block.named_children[0] if block.named_children else block


def _may_return(loop: Node) -> bool:
    """Whether something in a loop may leave it and what follows."""
    return any(node.type == "return_statement" for node in js.walk(loop))


def _has_block(loop: Node) -> bool:
    """Whether a loop ends at all, and stands where a statement may follow it."""
    test = js.field(loop, "condition")
    ends = loop.type != "while_statement" or test is None or js.text(test).strip("()") not in ("true", "1")
    bare = loop.type == "for_statement" and (test is None or test.type == "empty_statement")
    return ends and not bare and loop.parent is not None and loop.parent.type in ("statement_block", "program")


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
