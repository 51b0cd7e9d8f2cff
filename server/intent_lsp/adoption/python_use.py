"""What the use of a parameter in a function of Python says about its type, where nothing is declared."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from intent_lsp.document.model import ANY, ArrayOf, Field, MapOf, Primitive, RecordOf, TypeExpr
from intent_lsp.document.type_language.typelang import union
from intent_lsp.syntax.python import Function

TEXT, NUMBER, WHOLE = Primitive("string"), Primitive("number"), Primitive("integer")
_TEXT_METHODS = {"split", "strip", "lstrip", "rstrip", "lower", "upper", "startswith", "endswith", "replace", "title",
                 "capitalize", "splitlines", "isdigit", "isalpha", "isalnum", "isupper", "islower", "encode",
                 "casefold", "partition", "rpartition", "swapcase", "zfill", "format", "isspace", "translate",
                 "find"}  # fmt: skip
_LIST_METHODS = {"append", "extend", "insert", "sort", "reverse"}
_MAP_METHODS = {"items", "keys", "values"}
_TAKING: dict[str, TypeExpr] = {
    "range": WHOLE, "chr": WHOLE, "bin": WHOLE, "hex": WHOLE, "ord": TEXT, "abs": NUMBER, "round": NUMBER,
    "divmod": NUMBER, "sum": ArrayOf(NUMBER), "sorted": ArrayOf(ANY), "reversed": ArrayOf(ANY),
    "enumerate": ArrayOf(ANY), "sqrt": NUMBER, "floor": NUMBER,
    "ceil": NUMBER, "gcd": WHOLE, "factorial": WHOLE, "isqrt": WHOLE, "fsum": ArrayOf(NUMBER),
}  # fmt: skip
_OF_CLASS: dict[str, TypeExpr] = {
    "str": TEXT, "int": WHOLE, "float": NUMBER, "list": ArrayOf(ANY), "tuple": ArrayOf(ANY), "dict": MapOf(ANY),
    "bool": Primitive("boolean"),
}  # fmt: skip
_TAKING_TEXT = {"match", "search", "fullmatch", "findall", "finditer", "sub", "subn"}
"""Functions of ``re``, which take the text behind the pattern (and what replaces it)."""
_ARITHMETIC = (ast.Sub, ast.Div, ast.Pow, ast.FloorDiv, ast.Mod, ast.Mult)
_BITS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)


def type_from_use(function: Function, name: str) -> TypeExpr | None:
    """The type that the uses of the parameter agree on; ``None`` where they say nothing, or not the same."""
    fields: dict[str, bool] = {}
    found: dict[TypeExpr, None] = {}
    checked: list[TypeExpr] = []
    for node in ast.walk(function):
        checked += _checked(node, name)
        for key, certain in _keys(node, name):
            fields[key] = fields.get(key, False) or certain
        found.update(dict.fromkeys(_uses(node, name)))
    if checked:
        return union(checked)
    if fields:
        return RecordOf(tuple(Field(key, ANY, optional=not certain) for key, certain in fields.items()))
    if WHOLE in found and NUMBER in found:
        del found[NUMBER]
    arrays = [type for type in found if isinstance(type, ArrayOf)]
    if len(arrays) > 1 and ArrayOf(ANY) in found:
        del found[ArrayOf(ANY)]
    return next(iter(found)) if len(found) == 1 else None


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _checked(node: ast.AST, name: str) -> Iterator[TypeExpr]:
    """The types that ``isinstance`` asks for."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[asked, kinds]) if _is(asked, name):
            for kind in kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]:
                if isinstance(kind, ast.Name) and kind.id in _OF_CLASS:
                    yield _OF_CLASS[kind.id]
        case _:
            pass


def _keys(node: ast.AST, name: str) -> Iterator[tuple[str, bool]]:
    """The keys that are looked up, and whether they must be there."""
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)) if _is(value, name):
            yield key, True
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str() as key), *_]) if _is(
            value, name
        ):
            yield key, False
        case _:
            pass


def _uses(node: ast.AST, name: str) -> Iterator[TypeExpr]:
    match node:
        case ast.Attribute(value=value, attr=attr) if _is(value, name):
            if attr in _TEXT_METHODS:
                yield TEXT
            elif attr in _LIST_METHODS:
                yield ArrayOf(ANY)
            elif attr in _MAP_METHODS:
                yield MapOf(ANY)
        case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=args, keywords=keywords):
            if any(_is(item, name) for item in args[:1]) and called in _TAKING:
                yield _TAKING[called]
            elif called in ("min", "max") and any(_is(item, name) for item in args):
                of = ANY if any(keyword.arg == "key" for keyword in keywords) else NUMBER
                yield of if len(args) > 1 else ArrayOf(of)
            elif called in _TAKING_TEXT and any(_is(item, name) for item in args[-2:]):
                yield TEXT
        case ast.BinOp(left=left, op=op, right=right) if _is(left, name) or _is(right, name):
            other = right if _is(left, name) else left
            yield from _operand(op, other, left=_is(left, name))
        case ast.UnaryOp(op=ast.USub(), operand=operand) if _is(operand, name):
            yield NUMBER
        case ast.Compare(left=left, ops=[op, *_], comparators=[other, *_]) if _is(left, name):
            if isinstance(other, ast.Constant) and not isinstance(other.value, bool):
                kind = _OF_CLASS.get(type(other.value).__name__)
                yield from [] if kind is None else [NUMBER if kind == WHOLE else kind]
        case ast.Subscript(slice=index) if _is(index, name):
            yield WHOLE
        case _:
            pass


def _operand(op: ast.operator, other: ast.expr, *, left: bool) -> Iterator[TypeExpr]:
    constant = other.value if isinstance(other, ast.Constant) else None
    if isinstance(op, _BITS):
        yield WHOLE
    elif isinstance(constant, str) or isinstance(other, ast.JoinedStr):
        if isinstance(op, ast.Add):
            yield TEXT
    elif isinstance(constant, (int, float)) or (isinstance(op, _ARITHMETIC) and not isinstance(op, ast.Mult)):
        yield NUMBER
