"""Assignments: to names, to places, and to several targets."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.python_to_javascript.access import access
from intent_lsp.translation.python_to_javascript.expressions import Expressions
from intent_lsp.translation.python_to_javascript.methods import learn_place
from intent_lsp.translation.python_to_javascript.variables import (
    Declarations,
)
from intent_lsp.translation.python_to_javascript.writer import MULTIPLY, a, with_offset
from intent_lsp.translation.value_lattice import (
    NULL,
    TEXT,
    Kind,
    joined,
    list_of,
    map_of,
    object_of,
)

_OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


class Assignments(Expressions):
    """Assignments: to names, to places, and to several targets."""

    def _assign(self, node: ast.Assign, declared: Declarations) -> list[str]:
        if len(node.targets) == 1:
            return self._bind(node, node.targets[0], node.value, declared)
        if not isinstance(node.value, ast.Constant) or not all(isinstance(t, ast.Name) for t in node.targets):
            raise self.refuse(node, "several targets of what is not a constant")
        return [line for target in node.targets for line in self._bind(node, target, node.value, declared)]

    def _bind(self, node: ast.stmt, target: ast.expr, value: ast.expr, declared: Declarations) -> list[str]:
        if isinstance(target, ast.Subscript):
            return self._store(target, self.expr(value))
        if isinstance(target, (ast.Tuple, ast.List)):
            return self._unpack(node, target, value, declared)
        if not isinstance(target, ast.Name):
            raise self.refuse(target, "an assignment to an attribute")
        self._remember(node, target.id, value)
        code = self.expr(value)
        if code.kind == NULL and isinstance(value, ast.Call):
            raise self.refuse(value, "the result of something that gives None")
        self.learn(target.id, code.kind)
        self.forget(target.id)
        if (isinstance(value, (ast.List, ast.Dict, ast.Tuple)) and ast.unparse(value)[1:-1]) or self.is_filled(value):
            self.facts.add(target.id)
        word = ""
        if target.id in declared.at.get(id(node), ()):
            word = "const " if target.id in declared.constant else "let "
        return [f"{word}{self.name(target.id)} = {code.text};"]

    def _remember(self, node: ast.stmt, name: str, value: ast.expr) -> None:
        """Marks that later passes need: numbers that grow, and what a dict gives for missing keys."""
        owner = self.owner(name) or ""
        match value:
            case ast.Call(ast.Name(function), arguments) | ast.Call(ast.Attribute(_, function), arguments):
                path = self.names.imported.get(function, function)
                if path.endswith("defaultdict") and arguments:
                    self.knowledge.mark("default", owner, name, ast.unparse(arguments[0]))
                if path.endswith("Counter"):
                    self.knowledge.mark("default", owner, name, "counter")
        if self.loops and _multiplies(value, name):
            self.knowledge.mark("grows", owner, name)

    def _unpack(
        self, node: ast.stmt, target: ast.Tuple | ast.List, value: ast.expr, declared: Declarations
    ) -> list[str]:
        if any(isinstance(one, ast.Starred) for one in target.elts):
            raise self.refuse(target, "a target with a star")
        names = [part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
        code = self.expr(value)
        parts = self.spread(target, code.kind, len(target.elts))
        texts = []
        stores: list[str] = []
        for number, (one, kind) in enumerate(zip(target.elts, parts, strict=True)):
            if isinstance(one, ast.Name):
                texts.append(self.name(one.id))
                self.learn(one.id, kind)
            elif isinstance(one, ast.Subscript):
                texts.append(f"part{number}")
                stores += self._store(one, Code(f"part{number}", kind))
            else:
                raise self.refuse(one, "a target inside of a target")
        if isinstance(value, ast.Tuple) and self.loops and _add_up(value, names):
            for name in names:
                self.knowledge.mark("grows", self.owner(name) or "", name)
        if stores:
            return self._swap(target, code, texts, stores, names)
        own = declared.at.get(id(node), set())
        word = "const " if own and own <= declared.constant else "let " if own else ""
        self.forget(*names)
        return [f"{word}[{', '.join(texts)}] = {code.text};"]

    def _swap(self, target: ast.expr, code: Code, texts: list[str], stores: list[str], names: list[str]) -> list[str]:
        """Values first, then the places, as Python does it."""
        if names:
            raise self.refuse(target, "names and places as the targets of one assignment")
        return ["{", *indented([f"const [{', '.join(texts)}] = {code.text};", *stores]), "}"]

    def _store(self, target: ast.Subscript, value: Code) -> list[str]:
        if isinstance(target.slice, ast.Slice):
            raise self.refuse(target, "an assignment to a slice")
        owner = self.expr(target.value)
        match owner.kind.name:
            case "list":
                learn_place(self, target.value, list_of(value.kind))
                index = self.whole_number(target.slice)
                if self.is_inside(target.value, target.slice) and with_offset(target.slice)[0]:
                    return [f"{owner.at(ATOM)}[{index.text}] = {value.text};"]
                return [self.call("put", owner.text, index.text, value.text, kind=NULL).text + ";"]
            case "map":
                key = self.expr(target.slice)
                self.hashable(target.slice, key.kind)
                learn_place(self, target.value, map_of(key.kind, value.kind))
                self.facts.add(f"{ast.unparse(target.slice)} in {ast.unparse(target.value)}")
                return [f"{owner.at(ATOM)}.set({key.text}, {value.text});"]
            case "object" | "record":
                return self._store_member(target, owner, value)
            case "never":
                self.expr(target.slice)
                return []
        raise self.refuse(target, f"an assignment into {a(owner.kind)}")

    def _store_member(self, target: ast.Subscript, owner: Code, value: Code) -> list[str]:
        name = target.slice.value if isinstance(target.slice, ast.Constant) else None
        if isinstance(name, str) and owner.kind.field(name) is not None:
            learn_place(self, target.value, _with_field(owner.kind, name, value.kind))
            return [f"{owner.at(ATOM)}{access(name)} = {value.text};"]
        origin = self._literal_of(target.value)
        if origin is not None:  # a dict that starts with constant keys and then takes others
            self.knowledge.mark("map", str(origin.lineno), str(origin.col_offset))
            self.forget_kind(target.value)
            return []
        if owner.kind.name == "object":
            learn_place(self, target.value, object_of(value.kind))
            return [f"{owner.at(ATOM)}[{self.expr(target.slice).text}] = {value.text};"]
        raise self.refuse(target, "a new key in a dict with known keys")

    def _literal_of(self, node: ast.expr) -> ast.Dict | None:
        return self.literals.get((self.owner(node.id) or "", node.id)) if isinstance(node, ast.Name) else None

    def forget_kind(self, node: ast.expr) -> None:
        """Start anew with what a name holds: what was believed of it was wrong."""
        if isinstance(node, ast.Name):
            self.knowledge.variables.pop((self.owner(node.id) or "", node.id), None)

    literals: dict[tuple[str, str], ast.Dict] = {}  # noqa: RUF012  set for each module

    def _augmented(self, node: ast.AugAssign) -> list[str]:
        target = node.target
        if isinstance(target, ast.Subscript):
            return self._augmented_place(node, target)
        if not isinstance(target, ast.Name):
            raise self.refuse(node, "a change of an attribute")
        read = ast.copy_location(ast.Name(target.id, ast.Load()), target)
        whole = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
        owner = self.owner(target.id) or ""
        if self.loops and isinstance(node.op, (ast.Mult, ast.Pow, ast.LShift)):
            self.knowledge.mark("grows", owner, target.id)
        before, value = self.expr(read), self.expr(node.value)
        if before.kind.name == "list" and isinstance(node.op, ast.Add):
            items = self.items(node.value)
            self.learn(target.id, list_of(items.kind.item))
            return [f"{before.text}.push(...{items.text});"]
        if before.kind.name in ("set", "map"):
            raise self.refuse(node, f"a change of {a(before.kind)} by an operator")
        code = self.expr(whole)
        self.learn(target.id, code.kind)
        self.forget(target.id)
        word = _OPERATORS.get(type(node.op))
        if word and code.text.startswith(f"{before.text} {word} "):
            right = code.text.removeprefix(f"{before.text} {word} ")
            if value.at(MULTIPLY + 1) == right or value.level == ATOM:
                return [
                    f"{before.text} {word}= {value.text};"
                    if right == value.text or right == f"({value.text})"
                    else f"{before.text} {word}= {right};"
                ]
        return [f"{before.text} = {code.text};"]

    def _augmented_place(self, node: ast.AugAssign, target: ast.Subscript) -> list[str]:
        if any(isinstance(part, ast.Call) and not is_pure(part) for part in ast.walk(target)):
            raise self.refuse(target, "a place that is found by a call")
        read = ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
        owner = self.expr(target.value)
        default = self.default_of(target.value) if owner.kind.name == "map" else None
        if default is not None and default.kind.name in ("nat", "float", "text"):
            return self._counted(node, target, owner, default)
        place = self.expr(read)
        if place.kind.name == "list" and isinstance(node.op, ast.Add):
            items = self.items(node.value)
            learn_place(self, read, list_of(items.kind.item))
            return [f"{place.at(ATOM)}.push(...{items.text});"]
        whole = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
        return self._store(target, self.expr(whole))

    def _counted(self, node: ast.AugAssign, target: ast.Subscript, owner: Code, default: Code) -> list[str]:
        """``counts[key] += 1`` where a missing key has a default."""
        key = self.expr(target.slice)
        self.hashable(target.slice, key.kind)
        known = joined(owner.kind.value, default.kind)
        place = Code(f"({owner.at(ATOM)}.get({key.text}) ?? {default.text})", known)
        value = self.expr(node.value)
        if known == TEXT and isinstance(node.op, ast.Add) and value.kind == TEXT:
            code = Code(f"{place.text} + {value.text}", TEXT, MULTIPLY)
        else:
            sides = (target.slice, self.as_number(target, place)), (node.value, self.as_number(node.value, value))
            code = self.arithmetic(node, node.op, *sides)
        learn_place(self, target.value, map_of(key.kind, code.kind))
        return [f"{owner.at(ATOM)}.set({key.text}, {code.text});"]


def _multiplies(value: ast.expr, name: str) -> bool:
    """Whether a variable's new value is a product of its old one; a remainder keeps it small."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mod):
        return False
    growing = (ast.Mult, ast.Pow, ast.LShift)
    parts = (part for part in ast.walk(value) if isinstance(part, ast.BinOp) and isinstance(part.op, growing))
    return any(isinstance(one, ast.Name) and one.id == name for part in parts for one in ast.walk(part))


def _add_up(value: ast.Tuple, names: list[str]) -> bool:
    """Whether two of the names are added, as in a Fibonacci sequence."""
    sums = [
        part for part in ast.walk(value) if isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Add, ast.Mult))
    ]
    return any(
        all(isinstance(side, ast.Name) and side.id in names for side in (part.left, part.right)) for part in sums
    )


def _with_field(kind: Kind, name: str, value: Kind) -> Kind:
    fields = dict(kind.fields)
    fields[name] = joined(fields[name], value)
    return Kind("record", (), tuple(fields.items()))


def is_pure(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in ("len", "int", "abs", "min", "max", "ord", "str")


def indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else line for line in lines]
