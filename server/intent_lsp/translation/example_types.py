"""The types of an intent for a translation: as declared, and where that says nothing, as the examples have them."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.document.model import (
    ArrayOf,
    Intent,
    MapOf,
    Parameter,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.document.type_language.observed_types import type_of
from intent_lsp.translation.contract import Types
from intent_lsp.values import JsonValue


def types_of(intent: Intent) -> Types:
    """What is known of the intent's parameters and result. Pure."""
    signature = intent.signature
    examples = [example.args for example in intent.examples if not example.raises]
    parameters = []
    for index, parameter in enumerate(signature.parameters):
        if parameter.rest:
            values = [value for args in examples for value in args[index:]]
        else:
            values = [args[index] for args in examples if index < len(args)]
        parameters.append(_parameter(parameter, values))
    may_miss = (one.optional and not one.has_default for one in signature.parameters)
    optional = frozenset(number for number, missing in enumerate(may_miss) if missing)
    return Types(tuple(parameters), signature.returns, intent.types, optional)


def _parameter(parameter: Parameter, values: Sequence[JsonValue]) -> TypeExpr:
    type = parameter.type
    if says_nothing(type):
        type = ArrayOf(type_of(values)) if parameter.rest else type_of(values)
    return type


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
