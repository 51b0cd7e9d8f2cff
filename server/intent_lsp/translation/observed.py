"""The types of an intent for a translation: as declared, and where that says nothing, as the examples have them."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    Field,
    Intent,
    MapOf,
    Parameter,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.translation.contract import Types
from intent_lsp.values import JsonValue

_DEEPEST = 6
_NULL = Primitive("null")


def types_of(intent: Intent) -> Types:
    """What is known of the intent's parameters and result. Pure."""
    signature = intent.signature
    examples = [example.args for example in intent.examples if not example.raises]
    parameters = []
    for index, parameter in enumerate(signature.parameters):
        if parameter.rest:
            values: list[JsonValue] = [list(args[index:]) for args in examples]
        else:
            values = [args[index] for args in examples if index < len(args)]
        parameters.append(_parameter(parameter, values))
    return Types(tuple(parameters), signature.returns, intent.types)


def _parameter(parameter: Parameter, values: Sequence[JsonValue]) -> TypeExpr:
    type = observed(values) if says_nothing(parameter.type) else parameter.type
    return UnionOf((type, _NULL)) if parameter.optional and not parameter.has_default else type


def says_nothing(type: TypeExpr) -> bool:
    """Whether a type leaves open what a value, or a part of it, is."""
    match type:
        case Primitive("any"):
            return True
        case ArrayOf(inner) | MapOf(inner):
            return says_nothing(inner)
        case TupleOf(inners) | UnionOf(inners):
            return any(map(says_nothing, inners))
        case RecordOf(fields):
            return any(says_nothing(field.type) for field in fields)
    return False


def observed(values: Sequence[JsonValue], depth: int = 0) -> TypeExpr:
    """The narrowest type that all values have; any where they have none in common."""
    present = [value for value in values if value is not None]
    found = _present(present, depth) if present else ANY
    return found if len(present) == len(values) or found == ANY else UnionOf((found, _NULL))


def _present(values: Sequence[JsonValue], depth: int) -> TypeExpr:
    kinds = {type(value) for value in values}
    if depth > _DEEPEST:
        return ANY
    if kinds == {bool}:
        return Primitive("boolean")
    if kinds == {int}:
        return Primitive("integer")
    if kinds <= {int, float}:
        return Primitive("number")
    if kinds == {str}:
        return Primitive("string")
    if kinds == {list}:
        return _list(values, depth)
    return _record(values, depth) if kinds == {dict} else ANY


def _list(values: Sequence[JsonValue], depth: int) -> TypeExpr:
    item = observed([item for value in values for item in value], depth + 1)
    lengths = {len(value) for value in values}
    if item == ANY and len(lengths) == 1 and (length := lengths.pop()):
        return TupleOf(tuple(observed([value[index] for value in values], depth + 1) for index in range(length)))
    return ArrayOf(item)


def _record(values: Sequence[JsonValue], depth: int) -> TypeExpr:
    keys = list(values[0])
    if len(values) > 1 and all(set(value) == set(keys) for value in values):
        return RecordOf(tuple(Field(key, observed([value[key] for value in values], depth + 1)) for key in keys))
    return MapOf(observed([item for value in values for item in value.values()], depth + 1))
