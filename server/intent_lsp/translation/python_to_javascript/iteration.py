"""What is gone through: iterables as arrays, comprehensions, functions that are handed over."""

from __future__ import annotations

import ast
from abc import abstractmethod

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.flow_state import Bounds
from intent_lsp.translation.python_to_javascript.facts import facts_of
from intent_lsp.translation.python_to_javascript.writer import ARROW, TERNARY, Writer, a
from intent_lsp.translation.value_lattice import (
    ANY,
    INT,
    NAT,
    NEVER,
    TEXT,
    Kind,
    joined,
    list_of,
    map_of,
    set_of,
    tuple_of,
)


class Iteration(Writer):
    """Writes what goes through things."""

    @abstractmethod
    def hashable(self, node: ast.AST, *kinds: Kind) -> None:
        """Refuses kinds that JavaScript compares by identity."""

    def items(self, node: ast.expr) -> Code:
        match node:
            case ast.Call(ast.Name("range"), _) if self.owner("range") is None:
                return self.range_items(node)
            case ast.Call(ast.Name("enumerate"), [inner, *rest]) if self.owner("enumerate") is None:
                return self._enumerated(node, inner, rest)
            case ast.Call(ast.Attribute(owner, "items" | "keys" | "values" as which), []):
                found = self.expr(owner)
                if found.kind.name in ("map", "object", "record", "any"):
                    return self.views(node, found, which)
            case ast.GeneratorExp():
                return self.comprehension(node)
        return self.gone_through(node, self.expr(node))

    def gone_through(self, node: ast.AST, code: Code) -> Code:
        """A value's items as an array."""
        match code.kind.name:
            case "list" | "tuple":
                return code
            case "text":
                return Code(f"[...{code.text}]", list_of(TEXT), ATOM, True)
            case "map":
                return Code(f"[...{code.at(ATOM)}.keys()]", list_of(code.kind.parts[0]), ATOM, True)
            case "object" | "record":
                return self.call("keys", code.text, kind=list_of(TEXT), fresh=True)
            case "set":
                raise self.refuse(node, "the order of a set: sort it first")
            case "maybe" if code.kind.parts[0].name == "match":
                raise self.refuse(node, "a loop over a match")
            case "any" | "maybe":
                return self.call("each", code.text, kind=list_of(ANY), fresh=True)
            case "never":
                return Code(code.text, list_of(NEVER))
        raise self.refuse(node, f"a loop over {a(code.kind)}")

    def unordered(self, node: ast.expr) -> Code:
        """The items where their order does not matter: a set will do."""
        code = self.expr(node) if not isinstance(node, (ast.GeneratorExp, ast.Call)) else None
        if code is None and isinstance(node, ast.Call):
            made = self.expr(node) if not _is_lazy(node) else None
            code = made if made is not None and made.kind.name == "set" else None
        if code is not None and code.kind.name == "set":
            return Code(f"[...{code.text}]", list_of(code.kind.item), ATOM, True)
        if code is not None and code.kind.name in ("object", "record"):
            return Code(f"Object.keys({code.text})", list_of(TEXT), ATOM, True)
        return self.items(node)

    def views(self, node: ast.AST, owner: Code, which: str) -> Code:
        """``items()``, ``keys()`` and ``values()`` of a dict, as an array."""
        kind = owner.kind
        if kind.name == "any":
            raise self.refuse(node, "a dict of unknown kind")
        pairs = {"items": tuple_of(joined(*kind.parts[:1]) if kind.name == "map" else TEXT, kind.value),
                 "keys": kind.parts[0] if kind.name == "map" else TEXT, "values": kind.value}  # fmt: skip
        if kind.name == "map":
            text = f"[...{owner.text}]" if which == "items" else f"[...{owner.at(ATOM)}.{which}()]"
            return Code(text, list_of(pairs[which]), ATOM, True)
        if kind.name == "record":
            word = {"items": "entries"}.get(which, which)
            return Code(f"Object.{word}({owner.text})", list_of(pairs[which]), ATOM, True)
        keys = self.call("keys", owner.text, kind=list_of(TEXT), fresh=True)
        if which == "keys":
            return keys
        key = self.letter("key")
        value = f"{owner.at(ATOM)}[{key}]"
        text = f"{keys.text}.map(({key}) => {value if which == 'values' else f'[{key}, {value}]'})"
        return Code(text, list_of(pairs[which]), ATOM, True)

    def range_parts(self, node: ast.Call) -> tuple[ast.expr | None, ast.expr, ast.expr | None]:
        """Start, stop and step as they are written."""
        match node.args:
            case [stop]:
                return None, stop, None
            case [start, stop]:
                return start, stop, None
            case [start, stop, step]:
                return start, stop, step
        raise self.refuse(node, "range() with these arguments")

    def range_items(self, node: ast.Call) -> Code:
        """A range as an array."""
        start, stop, step = self.range_parts(node)
        end = self.whole_number(stop)
        if step is None and start is None:
            length = end.text if end.kind == NAT else f"Math.max(0, {end.text})"
            return Code(f"Array.from({{ length: {length} }}, (_, i) => i)", list_of(NAT), ATOM, True)
        first = self.whole_number(start) if start is not None else Code("0", NAT)
        by = self.whole_number(step) if step is not None else Code("1", NAT)
        kind = NAT if first.kind == NAT and by.kind == NAT else INT
        return self.call("range", first.text, end.text, by.text, kind=list_of(kind), fresh=True)

    def _enumerated(self, node: ast.Call, inner: ast.expr, rest: list[ast.expr]) -> Code:
        start = [*rest, *(word.value for word in node.keywords if word.arg == "start")]
        items = self.items(inner)
        kind = list_of(tuple_of(NAT, items.kind.item))
        if not start or (isinstance(start[0], ast.Constant) and start[0].value == 0):
            return Code(f"[...{items.at(ATOM)}.entries()]", kind, ATOM, True)
        first = self.whole_number(start[0])
        kind = list_of(tuple_of(first.kind, items.kind.item))
        one, i = self.letter("item"), self.letter("i")
        return Code(f"{items.at(ATOM)}.map(({one}, {i}) => [{i} + {first.text}, {one}])", kind, ATOM, True)

    # --- functions that are handed over ------------------------------------------------------------------------------

    def closure(self, node: ast.expr, *kinds: Kind) -> Code:
        match node:
            case ast.Lambda(arguments, body):
                parameters = arguments.args
                if arguments.defaults or arguments.vararg or arguments.kwonlyargs or arguments.kwarg:
                    raise self.refuse(node, "a lambda with defaults or a rest")
                names = {one.arg: kind for one, kind in zip(parameters, kinds, strict=False)}
                if len(parameters) != len(kinds):
                    raise self.refuse(node, "a lambda with another number of parameters than it is called with")
                with self.within(names):
                    code = self.expr(body)
                    written = ", ".join(self.name(one.arg) for one in parameters)
                return Code(f"({written}) => {_returned(code)}", code.kind, ARROW)
            case ast.Name() | ast.Attribute():
                return self._named(node, *kinds)
        raise self.refuse(node, "a function that is made by an expression")

    def _named(self, node: ast.expr, *kinds: Kind) -> Code:
        """``len`` or ``str.lower`` as a function: as if it stood in a lambda."""
        letters = ["a", "b", "c"][: len(kinds)] if len(kinds) > 1 else ["x"]
        arguments = [ast.Name(letter, ast.Load()) for letter in letters]
        match node:
            case ast.Attribute(ast.Name("str"), method):
                call = ast.Call(ast.Attribute(arguments[0], method, ast.Load()), list[ast.expr](arguments[1:]), [])
            case _:
                call = ast.Call(node, list[ast.expr](arguments), [])
        for part in ast.walk(call):
            ast.copy_location(part, node)
        with self.within(dict(zip(letters, kinds, strict=True))):
            code = self.expr(call)
        return Code(f"({', '.join(letters)}) => {_returned(code)}", code.kind, ARROW)

    # --- comprehensions ----------------------------------------------------------------------------------------------

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp) -> Code:
        """Filters and maps of the arrays that are gone through."""
        if isinstance(node, ast.DictComp):
            pair: ast.expr = ast.copy_location(ast.Tuple([node.key, node.value], ast.Load()), node)
            code = self._clauses(node.generators, pair)
            key, value = code.kind.item.parts if code.kind.item.name == "tuple" else (NEVER, NEVER)
            self.hashable(node, key)
            return Code(f"new Map({code.text})", map_of(key, value), ATOM, True)
        code = self._clauses(node.generators, node.elt)
        if isinstance(node, ast.SetComp):
            self.hashable(node, code.kind.item)
            return Code(f"new Set({code.text})", set_of(code.kind.item), ATOM, True)
        return code

    def _clauses(self, generators: list[ast.comprehension], element: ast.expr) -> Code:
        first, *rest = generators
        if first.is_async:
            raise self.refuse(first.iter, "an asynchronous comprehension")
        items = self.items(first.iter)
        pattern, names = self.pattern(first.target, items.kind.item)
        bounds = self._bounds_of(first)
        with self.within(names):
            self.bounds.update(bounds)
            text = items.at(ATOM)
            facts = set[str]()
            for test in first.ifs:
                with self.given(facts):
                    text += f".filter(({pattern}) => {self.test(test).at(TERNARY)})"
                facts |= facts_of(test)
            with self.given(facts):
                if rest:
                    inner = self._clauses(rest, element)
                    return Code(f"{text}.flatMap(({pattern}) => {inner.text})", inner.kind, ATOM, True)
                code = self.expr(element)
        if isinstance(element, ast.Name) and element.id == pattern and code.text == pattern:
            return Code(text if first.ifs or items.fresh else f"[...{text}]", list_of(code.kind), ATOM, True)
        short = self._from_length(text, pattern, code) if not first.ifs else None
        return Code(short or f"{text}.map(({pattern}) => {_returned(code)})", list_of(code.kind), ATOM, True)

    def _from_length(self, text: str, pattern: str, code: Code) -> str | None:
        """``Array.from({ length: n }, (_, i) => …)`` in place of an array of numbers that is mapped."""
        start, end = "Array.from({ length: ", " }, (_, i) => i)"
        if not text.startswith(start) or not text.endswith(end) or text.count(start) > 1:
            return None
        other = "_" if pattern != "_" else "__"
        uses = pattern != "_"
        head = f"({other}, {pattern})" if uses else "()"
        return f"{text.removesuffix(', (_, i) => i)')}, {head} => {_returned(code)})"

    def _bounds_of(self, clause: ast.comprehension) -> dict[str, Bounds]:
        found = self.bounds_of(clause.iter)
        return {clause.target.id: found} if isinstance(clause.target, ast.Name) and found else {}

    def bounds_of(self, node: ast.expr) -> Bounds | None:
        """What a range says of the variable that goes through it, if it counts upwards."""
        match node:
            case ast.Call(ast.Name("range"), [stop]):
                start: ast.expr | None = None
            case ast.Call(ast.Name("range"), [start, stop]):
                pass
            case ast.Call(ast.Name("range"), [start, stop, ast.Constant(int(step))]) if step > 0:
                pass
            case ast.Call(
                ast.Name("range"),
                [
                    ast.BinOp(ast.Call(ast.Name("len"), [items]), ast.Sub(), ast.Constant(1)),
                    ast.UnaryOp(ast.USub(), ast.Constant(1)),
                    ast.UnaryOp(ast.USub(), _),
                ],
            ):
                return Bounds(0, ast.unparse(items), 0)
            case _:
                return None
        low = 0 if start is None else self._lowest(start)
        if low is None:
            return None
        match stop:
            case ast.Call(ast.Name("len"), [items]):
                return Bounds(low, ast.unparse(items), 0)
            case ast.BinOp(ast.Call(ast.Name("len"), [items]), ast.Sub(), ast.Constant(int(less))):
                return Bounds(low, ast.unparse(items), less)
        return Bounds(low)

    def _lowest(self, node: ast.expr) -> int | None:
        match node:
            case ast.Constant(int(value)):
                return value
            case ast.BinOp(inner, ast.Add(), ast.Constant(int(more))):
                low = self._lowest(inner)
                return None if low is None else low + more
            case ast.Name(name) if name in self.bounds:
                return self.bounds[name].low
        return 0 if self.expr(node).kind == NAT else None

    def pattern(self, target: ast.expr, kind: Kind) -> tuple[str, dict[str, Kind]]:
        """What an item is bound to: the parameter's source, and the names in it."""
        if isinstance(target, ast.Name):
            return self.name(target.id), {target.id: kind}
        if not isinstance(target, (ast.Tuple, ast.List)) or any(isinstance(t, ast.Starred) for t in target.elts):
            raise self.refuse(target, "a target that is neither a name nor a tuple of names")
        parts = self.spread(target, kind, len(target.elts))
        texts, names = [], dict[str, Kind]()
        for one, part in zip(target.elts, parts, strict=True):
            text, inner = self.pattern(one, part)
            texts.append(text)
            names |= inner
        return f"[{', '.join(texts)}]", names

    def spread(self, node: ast.AST, kind: Kind, count: int) -> tuple[Kind, ...]:
        """The kinds of the parts of something that is taken apart; Python fails where their number differs."""
        if kind.name == "tuple" and len(kind.parts) == count:
            return kind.parts
        if kind == NEVER:
            return (NEVER,) * count
        raise self.refuse(node, f"taking apart {a(kind)} whose length is not known to be {count}")


def _is_lazy(node: ast.expr) -> bool:
    match node:
        case ast.Call(ast.Name("range" | "enumerate" | "zip" | "map" | "filter" | "reversed"), _):
            return True
        case ast.Call(ast.Attribute(_, "items" | "keys" | "values"), _):
            return True
    return isinstance(node, ast.GeneratorExp)


def _returned(code: Code) -> str:
    """An arrow's body: an object needs brackets."""
    return f"({code.text})" if code.text.startswith("{") else code.at(ARROW)
