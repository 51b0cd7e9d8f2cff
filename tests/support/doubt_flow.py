"""Where doubts come from, read off the code: all that may end up in something called *doubt* or *doubts*.

Followed backwards, until nothing new is found: from each variable, parameter, field or keyword of that name to what is
put into it, through other variables, and the functions that return it, also those of other modules. Of a method that
belongs to another module, only what it is given as a doubt is known.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

_DOUBT = re.compile(r"(?:\w*_)?doubts?")
_WORD = re.compile(r"[A-Za-z]{2,}")
_ADDING = {"append", "extend", "add", "insert"}
_RESULT = "()"
"""The name under which a function holds what it returns."""
_FIELDS = "*"
"""In place of a module: fields, attributes and keywords, which are known by name alone."""
_TELLING = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.AsyncFor, ast.comprehension),
    *(ast.Call, ast.Return, ast.Yield, ast.YieldFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)
"""The nodes that put something somewhere, or say what is given to whom."""

Modules: TypeAlias = Mapping[str, ast.Module]
"""By name below ``intent_lsp``."""


class Place(NamedTuple):
    """Where a value is held."""

    module: str
    function: str
    """Empty: a variable of the module."""
    name: str


class Put(NamedTuple):
    """A value that is put somewhere, and where that happens."""

    value: ast.expr
    module: str
    function: str


class Origins(NamedTuple):
    """Where doubts come from."""

    kinds: set[str]
    """Members of the catalogue."""
    literals: set[tuple[str, str]]
    """Sentences that stand in the code as they are, each behind its module."""


def origins(modules: Modules) -> Origins:
    """Where all doubts of these modules come from."""
    code = _Code(modules)
    todo = [place for place in code.puts if _DOUBT.fullmatch(place.name)]
    seen, found = set(todo), Origins(set(), set())
    for place in todo:
        for put in code.puts[place]:
            for part in code.parts(put.value, put):
                if kind := _kind(part):
                    found.kinds.add(kind)
                elif text := _sentence(part):
                    found.literals.add((put.module, text))
                elif (source := code.source(part, put)) is not None and source not in seen:
                    seen.add(source)
                    todo.append(source)
    return found


def _kind(part: ast.expr) -> str:
    """The member of the catalogue that an expression names; empty if it names none."""
    match part:
        case ast.Attribute(value=ast.Name(id="Doubt"), attr=name):
            return name
    return ""


def _sentence(part: ast.expr) -> str:
    """A literal of three words and more, ``…`` for what is filled in; else empty."""
    pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
    texts = [piece.value for piece in pieces if isinstance(piece, ast.Constant) and isinstance(piece.value, str)]
    words = "…".join(texts)
    return words if len(_WORD.findall(words)) >= 3 else ""


class _Code:
    """What is put where in all modules."""

    def __init__(self, modules: Modules) -> None:
        self.puts: dict[Place, list[Put]] = defaultdict(list)
        self._imports = {name: _imported(tree) for name, tree in modules.items()}
        self._parameters: dict[str, list[list[Place]]] = defaultdict(list)
        """By name of a function or class: what it is given, in order."""
        bodies = [(module, *body) for module, tree in modules.items() for body in _bodies(tree)]
        for module, _, nodes in bodies:
            for node in nodes:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    self._parameters[node.name].append(_given(node, module))
        self.puts |= {place: [] for each in self._parameters.values() for places in each for place in places}
        for module, function, nodes in bodies:
            for node in nodes:
                for place, value in (*_assigned(node, module, function), *self._passed(node, module)):
                    self.puts[place].append(Put(value, module, function))

    def parts(self, value: ast.expr, put: Put) -> Iterator[ast.expr]:
        """What an expression may come to, or holds: no conditions, no indices, and nothing that a function or a class
        of ours is given."""
        yield value
        inner: list[ast.expr] = []
        match value:
            case ast.IfExp(body=body, orelse=orelse):
                inner = [body, orelse]
            case ast.BinOp(left=left, right=right):
                inner = [left, right]
            case ast.BoolOp(values=items) | ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                inner = items
            case (
                ast.Starred(value=item) | ast.Subscript(value=item) | ast.NamedExpr(value=item) | ast.Await(value=item)
            ):
                inner = [item]
            case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item):
                inner = [item]
            case ast.Call(func=ast.Attribute(attr="of", value=kind)):
                inner = [kind]
            case ast.Call(args=items) if not _called(value)[:1].isupper() and self.source(value, put) is None:
                inner = items
        for part in inner:
            yield from self.parts(part, put)

    def source(self, part: ast.expr, put: Put) -> Place | None:
        """Where an expression takes its value from, if that is known."""
        match part:
            case ast.Name(id=name):
                places = [Place(put.module, put.function, name)]
                places += [Place(module, "", there) for module, there in self._meant(part, put.module)]
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                places = [Place(self._imports[put.module].get(owner, ""), "", name)]
            case ast.Call(func=function):
                places = [Place(module, there, _RESULT) for module, there in self._meant(function, put.module)]
            case _:
                places = []
        return next((place for place in places if place in self.puts), None)

    def _meant(self, part: ast.expr, module: str) -> list[tuple[str, str]]:
        """What a name may mean: a module, and the name there. An attribute may be a method of the same module."""
        imports = self._imports[module]
        match part:
            case ast.Name(id=name):
                home, _, there = imports.get(name, "").rpartition(".")
                return [(module, name), (home, there)]
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                return [(module, name), (imports.get(owner, ""), name)]
            case ast.Attribute(attr=name):
                return [(module, name)]
        return []

    def _passed(self, node: ast.AST, module: str) -> Iterator[tuple[Place, ast.expr]]:
        """What a call hands over, by position and by name."""
        if isinstance(node, ast.Call):
            homes = {_FIELDS, *(home for home, _ in self._meant(node.func, module))}
            for places in self._parameters.get(_called(node), ()):
                given = [*zip(places, node.args, strict=False)]
                given += [(place, k.value) for k in node.keywords for place in places if place.name == k.arg]
                for place, value in given:
                    if place.module in homes or (isinstance(node.func, ast.Attribute) and _DOUBT.fullmatch(place.name)):
                        yield place, value
            yield from ((Place(_FIELDS, "", k.arg), k.value) for k in node.keywords if k.arg is not None)


def _called(call: ast.Call) -> str:
    """The name of what is called; empty where it has none."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names that a module takes from others of ours, each with its module and its name there."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}".removeprefix("intent_lsp.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("intent_lsp.")
        for alias in node.names
    }


def _bodies(tree: ast.Module) -> Iterator[tuple[str, list[ast.AST]]]:
    """The functions and methods of a module, each with what is told in it, and with an empty name the rest."""
    rest: list[ast.AST] = []
    todo = [*tree.body]
    for node in todo:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, _telling(node)
        elif isinstance(node, ast.ClassDef):
            rest.append(node)
            todo += node.body
        else:
            rest += _telling(node)
    yield "", rest


def _telling(node: ast.AST) -> list[ast.AST]:
    return [part for part in ast.walk(node) if isinstance(part, _TELLING)]


def _given(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, module: str) -> list[Place]:
    """Where a function or a data class holds what it is given, in order."""
    if isinstance(node, ast.ClassDef):
        fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
        return [Place(_FIELDS, "", field.id) for field in fields if isinstance(field, ast.Name)]
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return [Place(module, node.name, name) for name in names if name not in ("self", "cls")]


def _assigned(node: ast.AST, module: str, function: str) -> Iterator[tuple[Place, ast.expr]]:
    """What a node puts into variables and attributes, adds to them, or returns."""
    targets: list[ast.expr] = []
    values: list[ast.expr] = []
    match node:
        case ast.Assign(targets=targets, value=value):
            values = [value]
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.AugAssign(target=target, value=value)
            | ast.NamedExpr(target=target, value=value)
            | ast.For(target=target, iter=value)
            | ast.AsyncFor(target=target, iter=value)
            | ast.comprehension(target=target, iter=value)
        ):
            targets, values = [target], [value]
        case ast.Call(func=ast.Attribute(attr=name, value=target), args=values) if name in _ADDING:
            targets = [target]
        case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value) | ast.YieldFrom(value=value):
            yield Place(module, function, _RESULT), value
    for target in targets:
        yield from ((place, value) for place in _held(target, module, function) for value in values)


def _held(target: ast.expr, module: str, function: str) -> Iterator[Place]:
    match target:
        case ast.Name(id=name):
            yield Place(module, function, name)
        case ast.Attribute(attr=name):
            yield Place(_FIELDS, "", name)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each in targets:
                yield from _held(each, module, function)
        case ast.Starred(value=inner) | ast.Subscript(value=inner):
            yield from _held(inner, module, function)
