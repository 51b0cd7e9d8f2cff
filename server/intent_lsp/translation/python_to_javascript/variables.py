"""Where Python's variables are declared in JavaScript: at their first assignment if all uses lie there, else on top."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[int, ...]
"""The blocks around a place, from the outermost: each a number of its own."""


@dataclass(slots=True)
class _Uses:
    bindings: list[tuple[Path, ast.AST]] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    first_is_binding: bool = True
    augmented: bool = False


@dataclass(slots=True)
class Declarations:
    """``hoisted``: on top of the function. ``at``: by the binding statement's or target's identity, the names that are
    declared there. ``constant``: those with one binding and no other change."""

    hoisted: list[str] = field(default_factory=list)
    at: dict[int, set[str]] = field(default_factory=dict)
    constant: set[str] = field(default_factory=set)


def own_names(function: ast.FunctionDef) -> frozenset[str]:
    """The function's variables and parameters, without those of comprehensions, lambdas and inner functions."""
    arguments = function.args
    names = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one is not None}
    outer: set[str] = set()
    for node in own_statements(function.body):
        if isinstance(node, (ast.Nonlocal, ast.Global)):
            outer |= set(node.names)
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
        for target in targets_of(node):
            names |= {
                part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            }
    return frozenset(names - outer)


def own_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements of a function but those of the functions inside it."""
    for node in body:
        yield node
        for block in blocks_of(node):
            yield from own_statements(block)


def blocks_of(node: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks inside a statement; a function's body is none of them."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return []
    found = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
    found += [handler.body for handler in getattr(node, "handlers", [])]
    return [block for block in found if block]


def targets_of(node: ast.stmt) -> list[ast.expr]:
    """What a statement binds."""
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, (ast.AugAssign, ast.For)):
        return [node.target]
    return [node.target] if isinstance(node, ast.AnnAssign) and node.value is not None else []


def changed_in(body: list[ast.stmt]) -> set[str]:
    """Names that the block assigns, or whose value it may change by a method, an index or a call."""
    found: set[str] = set()
    for node in own_statements(body):
        for target in [*targets_of(node), *(node.targets if isinstance(node, ast.Delete) else [])]:
            found |= {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _CHANGING:
                found |= {name.id for name in ast.walk(part.func.value) if isinstance(name, ast.Name)}
            elif isinstance(part, (ast.Nonlocal, ast.Global)):
                found |= set(part.names)
    return found


def mutated_in(body: list[ast.stmt]) -> set[str]:
    """Those of :func:`changed_in` whose value itself may change, so that who goes through it sees that."""
    rebound = [
        target.id
        for node in own_statements(body)
        if not isinstance(node, ast.AugAssign)
        for target in targets_of(node)
        if isinstance(target, ast.Name)
    ]
    places = [ast.Expr(part) for node in own_statements(body) for part in ast.walk(node) if isinstance(part, ast.Call)]
    stores = [
        node
        for node in own_statements(body)
        if isinstance(node, (ast.AugAssign, ast.Delete)) or any(not isinstance(t, ast.Name) for t in targets_of(node))
    ]
    kept = changed_in([*places, *stores])
    return kept | (changed_in(body) - set(rebound))


_CHANGING = frozenset(
    [
        "append",
        "extend",
        "insert",
        "pop",
        "popleft",
        "appendleft",
        "remove",
        "clear",
        "sort",
        "reverse",
        "add",
        "discard",
        "update",
        "setdefault",
        "popitem",
    ]
)


class _Reader:
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.uses: dict[str, _Uses] = {}
        self.blocks = 0

    def block(self, body: list[ast.stmt], path: Path) -> None:
        self.blocks += 1
        path = (*path, self.blocks)
        for node in body:
            self.statement(node, path)

    def statement(self, node: ast.stmt, path: Path) -> None:
        if isinstance(node, ast.FunctionDef):
            self.reads(node, path, nested=True)
            return
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr) and inner not in targets_of(node):
                self.reads(inner, path)
        if isinstance(node, ast.AugAssign):
            self.reads(node.target, path)
            self.binds(node.target, path, node, augmented=True)
        elif isinstance(node, ast.For):
            self.blocks += 1
            inside = (*path, self.blocks)
            self.binds(node.target, inside, node)
            self.block(node.body, inside)
            if node.orelse:
                self.block(node.orelse, path)
            return
        else:
            for target in targets_of(node):
                self.binds(target, path, node)
        for body in blocks_of(node):
            self.block(body, path)

    def reads(self, node: ast.AST, path: Path, *, nested: bool = False) -> None:
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id in self.names:
                uses = self.uses.setdefault(part.id, _Uses())
                uses.first_is_binding &= bool(uses.bindings) or nested
                uses.paths.append(path)
            if nested and isinstance(part, (ast.Nonlocal,)):
                for name in set(part.names) & self.names:
                    self.uses.setdefault(name, _Uses()).augmented = True

    def binds(self, target: ast.expr, path: Path, node: ast.AST, *, augmented: bool = False) -> None:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and part.id in self.names:
                uses = self.uses.setdefault(part.id, _Uses())
                if isinstance(part.ctx, ast.Store):
                    uses.bindings.append((path, node))
                    uses.augmented |= augmented
                uses.paths.append(path)


def declarations(function: ast.FunctionDef, names: frozenset[str]) -> Declarations:
    """Where each of the function's variables is declared; parameters and inner functions are not."""
    arguments = function.args
    given = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    given |= {function.args.vararg.arg} if function.args.vararg else set()
    reader = _Reader(names - given)
    reader.block(function.body, ())
    found = Declarations()
    for name, uses in reader.uses.items():
        if not uses.bindings:
            continue
        path, node = uses.bindings[0]
        inside = all(other[: len(path)] == path for other in uses.paths)
        if not inside or not uses.first_is_binding or not _declares(node, name, uses):
            found.hoisted.append(name)
            continue
        found.at.setdefault(id(node), set()).add(name)
        if len(uses.bindings) == 1 and not uses.augmented:
            found.constant.add(name)
    _whole_targets(found, function)
    return found


def _whole_targets(found: Declarations, function: ast.FunctionDef) -> None:
    """Names that are taken apart together are declared together, or on top."""
    for node in own_statements(function.body):
        own = found.at.get(id(node), set())
        names = {part.id for target in targets_of(node) for part in ast.walk(target) if isinstance(part, ast.Name)}
        if own and own != names:
            found.hoisted += sorted(own)
            del found.at[id(node)]


def _declares(node: ast.AST, name: str, uses: _Uses) -> bool:
    """Whether the statement can declare the name: a loop of numbers and an assignment to names can."""
    if isinstance(node, ast.For):
        return True
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return False
    targets = targets_of(node)
    if len(targets) != 1:
        return False
    parts = targets[0].elts if isinstance(targets[0], ast.Tuple) else targets
    return all(isinstance(part, ast.Name) for part in parts)
