"""JavaScript that follows Python's ways: its methods, its ``split()``, its division of whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = {
    "append": "push", "upper": "toUpperCase", "lower": "toLowerCase", "strip": "trim", "lstrip": "trimStart",
    "rstrip": "trimEnd", "startswith": "startsWith", "endswith": "endsWith",
}  # fmt: skip
_FLOOR = re.compile(r"(?P<left>[\w.]+|\([^()\n]*\)) // (?P<right>[\w.]+|\([^()\n]*\))")
_FUNCTIONS = {"len": "{}.length", "str": "String({})", "int": "Math.trunc(Number({}))", "abs": "Math.abs({})",
              "float": "Number({})", "round": "Math.round({})"}  # fmt: skip


def methods(broken: BrokenCode) -> Iterator[MendedCode]:
    """``xs.append(x)``, ``s.upper()``, ``len(xs)``, all at once."""
    root = js.parse(broken.code)
    if root.has_error or not any("is not a function" in t or "is not defined" in t for t in broken.messages):
        return
    declared = set(js.functions(root))
    edits: list[Edit] = []
    done: dict[str, None] = {}
    for node in js.walk(root):
        if node.type != "call_expression":
            continue
        edit, name = _respelled(node, declared)
        if edit is not None and not any(e.start < edit.end and edit.start < e.end for e in edits):
            edits.append(edit)
            done[name] = None
    if edits:
        yield MendedCode(apply_edits(broken.code, edits), f"wrote JavaScript for {', '.join(done)}")


def _respelled(call: Node, declared: set[str]) -> tuple[Edit | None, str]:
    callee, arguments = js.field(call, "function"), js.field(call, "arguments")
    if callee is None or arguments is None:
        return None, ""
    name = js.field(callee, "property") if callee.type == "member_expression" else callee
    if name is None:
        return None, ""
    word = js.text(name)
    if callee.type == "member_expression" and word in _METHODS:
        return Edit(name.start_byte, name.end_byte, _METHODS[word]), word
    given = arguments.named_children
    if callee.type == "identifier" and word in _FUNCTIONS and word not in declared and len(given) == 1:
        return Edit(call.start_byte, call.end_byte, _FUNCTIONS[word].format(js.text(given[0]))), word
    return None, ""


def split_at_white_space(broken: BrokenCode) -> Iterator[MendedCode]:
    """``s.split()``, which gives the whole text in JavaScript, and the words in Python."""
    if broken.gate is Gate.EXAMPLES and ".split()" in broken.code:
        yield MendedCode(broken.code.replace(".split()", r".trim().split(/\s+/)"), "split at white space")


def whole_division(broken: BrokenCode) -> Iterator[MendedCode]:
    """``n // 2``, which begins a comment in JavaScript."""
    if broken.gate is Gate.PARSES and _FLOOR.search(broken.code):
        code = _FLOOR.sub(r"Math.floor(\g<left> / \g<right>)", broken.code)
        yield MendedCode(code, "wrote Math.floor for //")
