"""JSDoc's and TypeScript's types as types of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    Field,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.document.type_language.typelang import Cursor, TypeSyntaxError, union

_NULL = Primitive("null")
_GENERIC = re.compile(r"\.<")
_NULLABLE = re.compile(r"(?<![\w>\])])\?\s*(?=[\w{(\[])")
_FUNCTIONS = re.compile(r"=>|\b[Ff]unction\b|\bCallback\b")
_ARRAYS = re.compile(r"\b(?:Array|Iterable)\b(?!<)")
_READONLY = re.compile(r"\breadonly\s+")
_OBJECTS = {"Object", "object"}
_NOT_JSON = {"Date", "RegExp", "Map", "Set", "WeakMap", "WeakSet", "Symbol", "Promise", "Element", "Node",
             "Buffer", "Error", "HTMLElement", "Document", "Window", "Event", "Iterator", "Generator",
             "Uint8Array", "ArrayBuffer"}  # fmt: skip


class NotJson(Exception):
    """A type whose values are not JSON, as it is written."""


def read(text: str, declared: Mapping[str, str], *, loose: bool = False) -> TypeExpr:
    """The type. ``declared``: the texts of the types of the file. ``loose``: as JSDoc has it, where any name may stand.

    Raises :class:`NotJson`.
    """
    written = text.strip()
    if _FUNCTIONS.search(written):
        raise NotJson(written)
    plain = _READONLY.sub("", _GENERIC.sub("<", written))
    if loose:
        plain = _NULLABLE.sub("null | ", plain.replace("!", "").replace("*", "any"))
        plain = _ARRAYS.sub("any[]", plain)
        plain = "any" if plain in _OBJECTS else re.sub(r"\bObject<", "Record<", plain)
    plain = re.sub(r"\b(?:ReadonlySet|Set)<", "NotJson<", plain)
    cursor = Cursor(plain, 0, len(plain))
    try:
        type = cursor.type()
        if cursor.token.kind != "end":
            raise NotJson(written)
    except TypeSyntaxError as error:
        raise NotJson(written) from error
    return _Resolving(declared, loose=loose).resolved(type, frozenset())


class _Resolving:
    """Puts the types of the file in the places of their names."""

    def __init__(self, declared: Mapping[str, str], *, loose: bool) -> None:
        self._declared = declared
        self._loose = loose

    def resolved(self, type: TypeExpr, seen: frozenset[str]) -> TypeExpr:
        match type:
            case Named(name):
                return self._named(name, seen)
            case ArrayOf(item):
                return ArrayOf(self.resolved(item, seen))
            case MapOf(item):
                return MapOf(self.resolved(item, seen))
            case TupleOf(items):
                return TupleOf(tuple(self.resolved(item, seen) for item in items))
            case UnionOf(options):
                return self._union(options, seen)
            case RecordOf(fields):
                return RecordOf(tuple(self._fields(fields, seen)))
            case _:
                return type

    def _union(self, options: Sequence[TypeExpr], seen: frozenset[str]) -> TypeExpr:
        """Those of the options that are JSON's, apart from ``null`` alone; the others are not given."""
        found: list[TypeExpr] = []
        refused: list[NotJson] = []
        for option in options:
            try:
                found.append(self.resolved(option, seen))
            except NotJson as error:
                refused.append(error)
        if refused and all(type == _NULL for type in found):
            raise refused[0]
        return union(found)

    def _fields(self, fields: Sequence[Field], seen: frozenset[str]) -> Iterator[Field]:
        """The fields; one that need not be there and is not JSON's is left out."""
        for one in fields:
            try:
                yield Field(one.name, self.resolved(one.type, seen), one.optional)
            except NotJson:
                if not one.optional:
                    raise

    def _named(self, name: str, seen: frozenset[str]) -> TypeExpr:
        if name in self._declared and name not in seen:
            text = self._declared[name]
            cursor = Cursor(text, 0, len(text))
            try:
                return self.resolved(cursor.type(), seen | {name})
            except TypeSyntaxError as error:
                raise NotJson(name) from error
        if name in _NOT_JSON or name == "NotJson":
            raise NotJson(name)
        if self._loose or re.fullmatch(r"[A-Z]\w?", name):  # a type parameter stands for anything
            return ANY
        raise NotJson(name)
