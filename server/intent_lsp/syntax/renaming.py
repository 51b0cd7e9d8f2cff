"""A module with its functions under other names: declarations, calls, and imports of generated modules."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Function, Source
from intent_lsp.values import Target

_JS_NAMES = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})

_BINDING = frozenset(
    {"required_parameter", "optional_parameter", "rest_pattern", "array_pattern", "assignment_pattern"}
)


def rename_functions(code: str, names: Mapping[str, str], target: Target) -> str | None:
    """The code with each function of ``names`` under its new name; ``None`` where a new name is taken already, or an
    old one means something else somewhere."""
    changed = {old: new for old, new in names.items() if old != new}
    if not any(old in code for old in changed):
        return code
    return _python(code, changed) if target == "py" else _javascript(code, changed)


def _python(code: str, names: Mapping[str, str]) -> str | None:
    source = Source.of(code)
    if source is None:
        return None
    edits: list[Edit] = []
    for node in ast.walk(source.tree):
        match node:
            case ast.Name(id=name) if name in names:
                if not isinstance(node.ctx, ast.Load):
                    return None
                edits.append(source.replaced(node, names[name]))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in names:
                edits.append(_name_edit(source, node, names[name]))
            case ast.ImportFrom(module=module, names=aliases):
                if any(alias.name in names or alias.asname in names for alias in aliases) or module in names:
                    edits.append(source.replaced(node, ast.unparse(_import(node, names))))
            case ast.Import(names=aliases) if any(a.name in names or a.asname in names for a in aliases):
                return None
            case ast.arg(arg=name) | ast.ClassDef(name=name) if name in names:
                return None
            case ast.Global(names=bound) | ast.Nonlocal(names=bound) if set(bound) & names.keys():
                return None
            case _:
                pass
    return None if _bound(source.tree) & set(names.values()) else apply_edits(code, edits)


def _import(node: ast.ImportFrom, names: Mapping[str, str]) -> ast.ImportFrom:
    def new(name: str | None) -> str | None:
        return names.get(name, name) if name else None

    aliases = [ast.alias(names.get(alias.name, alias.name), new(alias.asname)) for alias in node.names]
    return ast.ImportFrom(new(node.module), aliases, node.level)


def _name_edit(source: Source, function: Function, name: str) -> Edit:
    start, end = source.span(function)
    at = source.data.index(b"def", start, end) + len(b"def")
    at = source.data.index(function.name.encode(), at, end)
    return Edit(at, at + len(function.name.encode()), name)


def _bound(tree: ast.Module) -> set[str]:
    """Every name that the module gives a meaning, anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                found.add(name)
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case _:
                pass
    return found


def _javascript(code: str, names: Mapping[str, str]) -> str | None:
    root = js.parse(code)
    if root.has_error:
        return None
    edits: list[Edit] = []
    for node in js.walk(root):
        if node.type not in _JS_NAMES:
            continue
        name = js.text(node)
        if name in names.values():
            return None
        if name not in names:
            continue
        parent = node.parent.type if node.parent is not None else ""
        if parent in _BINDING or node.type == "shorthand_property_identifier_pattern":
            return None
        text = names[name] if node.type == "identifier" else f"{name}: {names[name]}"
        edits.append(Edit(node.start_byte, node.end_byte, text))
    return apply_edits(code, edits)
