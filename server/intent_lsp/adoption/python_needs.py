"""A function of Python with all it needs of its module: the statements at the top level that it leads to."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from intent_lsp.syntax.python import Function


class PythonModule:
    """The statements of a module by the names they bind."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.bound: Mapping[str, list[ast.stmt]] = _bound(tree)

    def needed(self, function: Function) -> list[ast.stmt]:
        """The function's statement and those it leads to, in the order of the module, ``__future__`` first.

        Annotations of functions lead nowhere: they say nothing about what is computed.
        """
        return self.needed_by([function])

    def needed_by(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements and all that they lead to."""
        found: set[int] = set()
        pending = [*statements]
        while pending:
            statement = pending.pop()
            if id(statement) in found:
                continue
            found.add(id(statement))
            for name in used_names(statement):
                pending += self.bound.get(name, [])
        future = {
            id(node) for node in self.tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        }
        return [node for node in self.tree.body if id(node) in found | future]


def used_names(statement: ast.AST) -> set[str]:
    """The names that a statement reads, those in the annotations of functions left out."""
    return {node.id for node in _computing(statement) if isinstance(node, ast.Name)}


def _computing(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it but for the annotations of functions."""
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        for field, value in ast.iter_fields(node):
            if field in ("returns", "type_params") or (field == "annotation" and isinstance(node, ast.arg)):
                continue
            pending += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, ast.AST)]


def _bound(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    found: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        for name in sorted(_names(statement)):
            found.setdefault(name, []).append(statement)
    for name, statements in found.items():
        if isinstance(statements[-1], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found[name] = statements[-1:] if not _overloaded(statements) else statements
    return found


def _overloaded(statements: list[ast.stmt]) -> bool:
    """Whether a definition is decorated by an earlier one of its name, as ``@f.register`` is."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("register", "setter")
        for statement in statements
        for decorator in getattr(statement, "decorator_list", [])
        for node in ast.walk(decorator)
    )


def _names(statement: ast.stmt) -> set[str]:
    """What a statement at the top level binds, in its blocks too."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name}
    found: set[str] = set()
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
                continue
            case ast.Import(names=names):
                found.update((alias.asname or alias.name).partition(".")[0] for alias in names)
            case ast.ImportFrom(names=names, module=module) if module != "__future__":
                found.update(alias.asname or alias.name for alias in names)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)  # ``TABLE["a"] = 1`` is part of what TABLE is
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                found.add(name)  # so is ``TABLE.update(…)``
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case _:
                pass
        pending += ast.iter_child_nodes(node)
    return found
