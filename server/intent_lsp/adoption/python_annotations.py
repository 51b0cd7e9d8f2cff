"""Python annotations as types of the document."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from intent_lsp.document.model import ANY, ArrayOf, Field, LiteralOf, MapOf, Primitive, RecordOf, TupleOf, TypeExpr
from intent_lsp.document.type_language.typelang import union
from intent_lsp.syntax.python import parse_expression

NULL = Primitive("null")
_SIMPLE: dict[str, TypeExpr] = {
    "int": Primitive("integer"), "float": Primitive("number"), "complex": ANY, "str": Primitive("string"),
    "bool": Primitive("boolean"), "None": NULL, "Any": ANY, "object": ANY, "Number": Primitive("number"),
    "Real": Primitive("number"), "Hashable": ANY, "list": ArrayOf(ANY), "List": ArrayOf(ANY), "tuple": ArrayOf(ANY),
    "Tuple": ArrayOf(ANY), "Sequence": ArrayOf(ANY), "Iterable": ArrayOf(ANY), "Collection": ArrayOf(ANY),
    "dict": MapOf(ANY), "Dict": MapOf(ANY), "Mapping": MapOf(ANY), "LiteralString": Primitive("string"),
    "SupportsFloat": Primitive("number"), "SupportsInt": Primitive("number"), "Text": Primitive("string"),
}  # fmt: skip
_ARRAYS = {"list", "List", "Sequence", "Iterable", "Collection", "MutableSequence"}
_MAPS = {"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"}
_WRAPPERS = {"Annotated", "Final", "Required", "NotRequired", "ReadOnly", "ClassVar"}


class NotJson(Exception):
    """An annotation whose values are not JSON, as it is written."""


class Annotations:
    """Reads annotations of one module; ``statements`` are its top-level ones by the name they bind."""

    def __init__(self, statements: Mapping[str, list[ast.stmt]]) -> None:
        self._statements = statements

    def read(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> TypeExpr:
        """The type. Raises :class:`NotJson` for one that no JSON value has."""
        match node:
            case ast.Constant(value=None):
                return NULL
            case ast.Constant(value=str() as text):
                return self.read(_parsed(text), seen)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._union([left, right], seen)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._named(name, node, seen)
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
                return self._generic(name, inner, node, seen)
            case _:
                raise NotJson(ast.unparse(node))

    def _named(self, name: str, node: ast.expr, seen: frozenset[str]) -> TypeExpr:
        found = self._statements.get(name, [])
        if name not in seen and found:
            seen |= {name}
            match _binding(found[-1], name):
                case ast.ClassDef() as definition:
                    return self._record(definition, seen)
                case ast.Assign(value=ast.Call(func=ast.Name(id=kind) | ast.Attribute(attr=kind))) if kind in (
                    "TypeVar",
                    "ParamSpec",
                ):
                    return ANY
                case ast.Assign(value=ast.Call(func=ast.Name(id="NewType"), args=[_, inner])):
                    return self.read(inner, seen)
                case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                    return self.read(value, seen)
                case _:
                    pass
        if name in _SIMPLE:
            return _SIMPLE[name]
        raise NotJson(ast.unparse(node))

    def _union(self, parts: Sequence[ast.expr], seen: frozenset[str]) -> TypeExpr:
        """Those of the options that are JSON's, apart from ``None`` alone; the others are not given."""
        found: list[TypeExpr] = []
        refused: list[str] = []
        for part in parts:
            try:
                found.append(self.read(part, seen))
            except NotJson as error:
                refused.append(str(error))
        if refused and all(type == NULL for type in found):
            raise NotJson(" | ".join(map(ast.unparse, parts)))
        return union(found)

    def _record(self, definition: ast.ClassDef, seen: frozenset[str]) -> TypeExpr:
        """A ``TypedDict`` as a record; objects of other classes are not JSON."""
        if not any(
            isinstance(base, (ast.Name, ast.Attribute)) and _last(base) == "TypedDict" for base in definition.bases
        ):
            raise NotJson(definition.name)
        total = not any(
            keyword.arg == "total" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            for keyword in definition.keywords
        )
        fields = []
        for statement in definition.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                outer = _last(statement.annotation.value) if isinstance(statement.annotation, ast.Subscript) else ""
                optional = outer == "NotRequired" or (not total and outer != "Required")
                fields.append(Field(statement.target.id, self.read(statement.annotation, seen), optional))
        return RecordOf(tuple(fields))

    def _generic(self, name: str, inner: ast.expr, node: ast.expr, seen: frozenset[str]) -> TypeExpr:
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name in _ARRAYS and len(parts) == 1:
            return ArrayOf(self.read(parts[0], seen))
        if name in _MAPS and len(parts) == 2:
            if self.read(parts[0], seen) not in (Primitive("string"), ANY):
                raise NotJson(ast.unparse(node))
            return MapOf(self.read(parts[1], seen))
        if name in ("tuple", "Tuple"):
            if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is ...:
                return ArrayOf(self.read(parts[0], seen))
            return TupleOf(tuple(self.read(part, seen) for part in parts))
        if name == "Optional":
            return union([self.read(inner, seen), NULL])
        if name == "Union":
            return self._union(parts, seen)
        if name == "Literal":
            return union([_literal(part) for part in parts])
        if name in _WRAPPERS:
            return self.read(parts[0], seen)
        raise NotJson(ast.unparse(node))


def _binding(statement: ast.stmt, name: str) -> ast.stmt:
    """The statement that binds the name, in the blocks of one such as ``if TYPE_CHECKING:``."""
    for node in ast.walk(statement) if isinstance(statement, (ast.If, ast.Try)) else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)) if found == name:
                return node
            case ast.ClassDef(name=found) if found == name:
                return node
            case _:
                pass
    return statement


def _literal(node: ast.expr) -> TypeExpr:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError) as error:
        raise NotJson(ast.unparse(node)) from error
    if value is None:
        return NULL
    if isinstance(value, (str, int, float, bool)):
        return LiteralOf(value)
    raise NotJson(ast.unparse(node))


def _last(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _parsed(text: str) -> ast.expr:
    tree = parse_expression(text)
    if tree is None:
        raise NotJson(text)
    return tree
