"""Parts of the standard library that are newer than the oldest Python that matters. Nothing is executed.

The versions come from vermin's tables. Only what is surely meant is looked up: a module's name that an import binds and
nothing else does. (vermin's own visitor also takes a variable that is called ``copy`` for the module.)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from intent_lsp.runtime_versions import dotted
from intent_lsp.sandbox.contract import CodeError

Version = tuple[int, int]
_NOT_IN_TABLES: dict[str, Version] = {"float.from_number": (3, 14), "complex.from_number": (3, 14)}
"""From docs.python.org/3/library/stdtypes.html."""
_BUILTINS = frozenset(("PythonFinalizationError", "float", "complex"))
_ASKS = frozenset(("hasattr", "version_info", "hexversion", "getattr"))
_CAUGHT = frozenset(("ImportError", "ModuleNotFoundError", "AttributeError", "NameError", "Exception", "BaseException"))


def newer_parts(tree: ast.Module, oldest: Version) -> list[CodeError]:
    """One error per part of the library that ``oldest`` does not have, in the order of the code; each part once.

    Code that asks for versions or attributes by itself, or that expects an import to fail, is believed.
    """
    if any((getattr(n, "id", None) or getattr(n, "attr", None)) in _ASKS for n in ast.walk(tree)):
        return []
    bound = _bound_modules(tree)
    guarded = {id(n) for t in ast.walk(tree) if isinstance(t, ast.Try) and _catches(t) for n in ast.walk(t)}
    found: dict[str, CodeError] = {}
    for node in ast.walk(tree):
        if id(node) in guarded:
            continue
        for name, shown in _parts(node, bound):
            first = since(name)
            if first is not None and first > oldest and isinstance(node, (ast.stmt, ast.expr)):
                message = f"`{shown}` needs Python {dotted(first)}; this workspace promises {dotted(oldest)}"
                error = CodeError("VersionError", message, node.lineno, node.col_offset + 1)
                found.setdefault(name.partition("(")[0], error)
    return sorted(found.values(), key=lambda error: (error.line, error.column))


def _parts(node: ast.AST, bound: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a node uses: the name in the tables, and how it is shown."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield node.module, node.module
        for alias in node.names:
            yield f"{node.module}.{alias.name}", f"{node.module}.{alias.name}"
    elif isinstance(node, (ast.Attribute, ast.Name)):
        name = _dotted(node, bound)
        if name:
            yield name, name
    elif isinstance(node, ast.Call):
        name = _dotted(node.func, bound)
        for keyword in node.keywords if name else ():
            if keyword.arg:
                yield f"{name}({keyword.arg})", f"{name}(…, {keyword.arg}=…)"


def _dotted(node: ast.AST, bound: dict[str, str]) -> str:
    """The full name of ``module.member`` where the first part is bound by an import; else empty."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        steps.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in bound:
        return ""
    return ".".join([bound[node.id], *reversed(steps)])


def _bound_modules(tree: ast.Module) -> dict[str, str]:
    """The names that only imports bind, and what they stand for; built-in names that nothing binds as well."""
    bound = {name: name for name in _BUILTINS}
    taken: set[str | None] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                bound[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            names = {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            if node.level or not node.module:
                taken.update(names)
            else:
                bound.update(names)
        else:
            taken.add(_bound_name(node))
    return {name: full for name, full in bound.items() if name not in taken}


def _bound_name(node: ast.AST) -> str | None:
    """The name that a node binds to something that is not an import."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.MatchMapping(rest=name):
            return name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name
    return None


def _catches(node: ast.Try) -> bool:
    return any(
        handler.type is None or any(getattr(n, "id", None) in _CAUGHT for n in ast.walk(handler.type))
        for handler in node.handlers
    )


def since(name: str) -> Version | None:
    """The version that first has a module, a member, or ``member(keyword)``; ``None``: always, or not known."""
    modules, members, keywords = _tables()
    member, _, keyword = name.removesuffix(")").partition("(")
    if keyword:
        return keywords.get((member, keyword))
    return _NOT_IN_TABLES.get(name) or members.get(name) or modules.get(name)


@cache
def _tables() -> tuple[dict[str, Version], dict[str, Version], dict[tuple[str, str], Version]]:
    import vermin  # a hundredth of a second, and only needed when code is checked

    config = vermin.Config()
    tables = vermin.MOD_REQS(config), vermin.MOD_MEM_REQS(config), vermin.KWARGS_REQS(config)
    modules, members, keywords = ({key: since for key, (_, since) in t.items() if since} for t in tables)
    return modules, members, keywords
