"""What is known of the parts of a property: the type of each, and whether it can fail.

CEL has one operator where JavaScript has several (a list's ``==``, a text's ``size``), and its ``||`` and ``&&`` do not
care on which side an error is. Both are decided by the types of the signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from intent_lsp.document.cel_tree import (
    Binary,
    Call,
    Conditional,
    Constant,
    Entries,
    Index,
    Items,
    Macro,
    Member,
    Name,
    Tree,
    Unary,
)
from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    Intent,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.values import JsonValue

BOOLEAN, NUMBER, STRING, NULL = Primitive("boolean"), Primitive("number"), Primitive("string"), Primitive("null")
SIMPLE = (BOOLEAN, NUMBER, STRING, NULL)
"""Types whose values are equal as they stand, in every language."""
_OF_NUMBERS = frozenset(("-", "*", "/", "%"))
_ORDERED = frozenset(("<", "<=", ">", ">="))


@dataclass(frozen=True, slots=True)
class Scope:
    """The types of the names that an expression may use."""

    names: Mapping[str, TypeExpr]
    declared: Mapping[str, TypeExpr]
    """The intent's own types."""

    @classmethod
    def of(cls, intent: Intent) -> Scope:
        """The scope of an intent's properties: its parameters, and ``result``."""
        signature = intent.signature
        names: dict[str, TypeExpr] = {}
        for parameter in signature.parameters:
            maybe_null = parameter.optional and parameter.default is None
            names[parameter.name] = UnionOf((parameter.type, NULL)) if maybe_null else parameter.type
        return cls({**names, "result": signature.returns}, intent.types)

    def bound(self, macro: Macro) -> Scope:
        """The scope of a macro's parts."""
        return replace(self, names={**self.names, macro.variable: element(self.type(macro.value))})

    def type(self, tree: Tree) -> TypeExpr:
        """The type of an expression: plain, without names and literals; ``any`` where it is not known."""
        return self._simplified(self._type(tree), 0)

    def _type(self, tree: Tree) -> TypeExpr:
        match tree:
            case Constant(value):
                return _of_value(value)
            case Name(name):
                return self.names.get(name, ANY)
            case Unary(operator):
                return BOOLEAN if operator == "!" else NUMBER
            case Binary(operator, left, right):
                if operator in _OF_NUMBERS:
                    return NUMBER
                return self._common(left, right) if operator == "+" else BOOLEAN
            case Conditional(_, then, otherwise):
                return self._common(then, otherwise)
            case Member(value, field, tested):
                return BOOLEAN if tested else _member(self.type(value), field)
            case Index(value, index):
                return _item(self.type(value), index)
            case Call(function):
                return NUMBER if function in ("size", "int", "double") else BOOLEAN
            case Macro():
                return self._made_by(tree)
            case Items(items):
                types = {self.type(item) for item in items}
                return ArrayOf(types.pop() if len(types) == 1 else ANY)
            case Entries():
                return MapOf(ANY)

    def _common(self, one: Tree, other: Tree) -> TypeExpr:
        first, second = self.type(one), self.type(other)
        return first if first == second else ANY

    def _made_by(self, macro: Macro) -> TypeExpr:
        if macro.macro == "filter":
            return ArrayOf(element(self.type(macro.value)))
        return ArrayOf(self.bound(macro).type(macro.parts[-1])) if macro.macro == "map" else BOOLEAN

    def _simplified(self, type: TypeExpr, depth: int) -> TypeExpr:
        match type:
            case Primitive("integer"):
                return NUMBER
            case LiteralOf(value):
                return _of_value(value)
            case Named(name):
                return self._simplified(self.declared.get(name, ANY), depth + 1) if depth < 8 else ANY
            case UnionOf(options):
                kinds = {self._simplified(option, depth + 1) for option in options} if depth < 8 else {ANY}
                return kinds.pop() if len(kinds) == 1 else ANY
            case _:
                return type

    def may_hold_lists(self, type: TypeExpr) -> bool:
        """Whether a value of the type may be a list, or hold one."""
        match self._simplified(type, 0):
            case RecordOf(fields):
                return any(self.may_hold_lists(field.type) for field in fields)
            case MapOf(value):
                return self.may_hold_lists(value)
            case plain:
                return plain not in SIMPLE

    def can_fail(self, tree: Tree) -> bool:
        """Whether evaluating it could be an error for some values of these types."""
        match tree:
            case Constant() | Name():
                return False
            case Unary(operator, operand):
                return self.type(operand) != (BOOLEAN if operator == "!" else NUMBER) or self.can_fail(operand)
            case Binary(operator, left, right):
                return self._operator_can_fail(operator, left, right) or self._any_can_fail(left, right)
            case Conditional(condition, then, otherwise):
                return self.type(condition) != BOOLEAN or self._any_can_fail(condition, then, otherwise)
            case Member(value, field, tested):
                kind = self.type(value)
                sure = isinstance(kind, (RecordOf, MapOf)) if tested else field in _sure_fields(kind)
                return not sure or self.can_fail(value)
            case Index():
                return True
            case Call(function, arguments):
                first = self.type(arguments[0])
                sized = first == STRING or isinstance(first, (ArrayOf, TupleOf, MapOf, RecordOf))
                wanted = sized if function == "size" else first == (NUMBER if function in ("int", "double") else STRING)
                return not wanted or self._any_can_fail(*arguments)
            case Macro(_, value, _, parts):
                known = isinstance(self.type(value), (ArrayOf, TupleOf, MapOf, RecordOf))
                return not known or self.can_fail(value) or self.bound(tree)._any_can_fail(*parts)
            case Items(items):
                return self._any_can_fail(*items)
            case Entries(entries):
                return self._any_can_fail(*(part for entry in entries for part in entry))

    def _any_can_fail(self, *trees: Tree) -> bool:
        return any(map(self.can_fail, trees))

    def _operator_can_fail(self, operator: str, left: Tree, right: Tree) -> bool:
        if operator in ("==", "!=", "in"):
            return operator == "in" and not isinstance(self.type(right), (ArrayOf, TupleOf, MapOf, RecordOf))
        kinds = self.type(left), self.type(right)
        if operator in ("||", "&&"):
            return kinds != (BOOLEAN, BOOLEAN)
        if operator == "+" or operator in _ORDERED:
            return kinds not in ((NUMBER, NUMBER), (STRING, STRING))
        return operator in ("/", "%") or kinds != (NUMBER, NUMBER)


def _sure_fields(type: TypeExpr) -> set[str]:
    return {field.name for field in type.fields if not field.optional} if isinstance(type, RecordOf) else set()


def element(type: TypeExpr) -> TypeExpr:
    """What a macro's variable stands for: a list's item, or the key of a map."""
    match type:
        case ArrayOf(item):
            return item
        case TupleOf(items):
            return items[0] if len(set(items)) == 1 else ANY
        case MapOf() | RecordOf():
            return STRING
        case _:
            return ANY


def _member(type: TypeExpr, field: str) -> TypeExpr:
    if isinstance(type, RecordOf):
        return next((known.type for known in type.fields if known.name == field), ANY)
    return type.value if isinstance(type, MapOf) else ANY


def _item(type: TypeExpr, index: Tree) -> TypeExpr:
    match type, index:
        case TupleOf(items), Constant(int() as number) if 0 <= number < len(items):
            return items[number]
        case ArrayOf(item), _:
            return item
        case ((RecordOf() | MapOf()), Constant(str() as key)):
            return _member(type, key)
        case MapOf(value), _:
            return value
        case _:
            return ANY


def _of_value(value: JsonValue) -> TypeExpr:
    if isinstance(value, bool):
        return BOOLEAN
    if value is None:
        return NULL
    return STRING if isinstance(value, str) else NUMBER
