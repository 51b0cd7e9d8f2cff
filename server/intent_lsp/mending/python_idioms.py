"""Python that follows another language's ways: what JavaScript calls a method by, and a variable called like a built-in
function that the function itself calls."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator

from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Source

_METHODS = {
    "push": "append", "toUpperCase": "upper", "toLowerCase": "lower", "trim": "strip", "trimStart": "lstrip",
    "trimEnd": "rstrip", "startsWith": "startswith", "endsWith": "endswith", "indexOf": "find",
}  # fmt: skip
_SHADOWED = re.compile(r"local variable '(\w+)'|'(?:int|str|float|list|tuple|dict|set)' object is not callable")


def shadowed_builtin(broken: BrokenCode) -> Iterator[MendedCode]:
    """``str = str(i)``: a variable that hides the built-in function it is made with gets a name of its own."""
    source = Source.of(broken.code)
    function = source.function(broken.name) if source else None
    if source is None or function is None or not any(_SHADOWED.search(text) for text in broken.messages):
        return
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    called = {id(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    hidden = {node.id for node in names if isinstance(node.ctx, ast.Store) and hasattr(builtins, node.id)}
    for name in sorted(hidden):
        places = [node for node in names if node.id == name and id(node) not in called]
        code = apply_edits(source.code, [source.replaced(node, f"{name}_") for node in places])
        yield MendedCode(code, f"renamed the variable {name}")


def methods(broken: BrokenCode) -> Iterator[MendedCode]:
    """``xs.push(x)``, ``s.toUpperCase()``, ``xs.length``, ``s.split("")``, all at once."""
    source = Source.of(broken.code)
    if source is None or not any("AttributeError" in text or "separator" in text for text in broken.messages):
        return
    edits: dict[int, Edit] = {}
    done: dict[str, None] = {}
    for node in ast.walk(source.tree):
        edit = _respelled(source, node)
        if edit is not None and not any(e.start < edit.end and edit.start < e.end for e in edits.values()):
            edits[edit.start] = edit
            done[source.data[edit.start : edit.end].decode("utf-8", "replace").rpartition(".")[2]] = None
    if edits:
        yield MendedCode(apply_edits(source.code, edits.values()), f"wrote Python for {', '.join(done)}")


def _respelled(source: Source, node: ast.AST) -> Edit | None:
    if isinstance(node, ast.Attribute) and node.attr in _METHODS:
        end = source.span(node)[1]
        return Edit(end - len(node.attr), end, _METHODS[node.attr])
    if isinstance(node, ast.Attribute) and node.attr == "length":
        return source.replaced(node, f"len({source.text(node.value)})")
    match node:
        case ast.Call(func=ast.Attribute(attr="split", value=value), args=[ast.Constant(value="")]):
            return source.replaced(node, f"list({source.text(value)})")
    return None
