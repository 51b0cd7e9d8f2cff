"""Parameters of which a file does not say what they are, and what they may be. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from intent_lsp.adoption.contract import Input
from intent_lsp.adoption.made_inputs import KINDS
from intent_lsp.adoption.probing import candidate_types
from intent_lsp.document.model import ANY, ArrayOf, MapOf, Parameter, Primitive, TypeExpr
from intent_lsp.translation.example_types import says_nothing

_WHOLE = Primitive("integer")


def is_open(item: Input) -> bool:
    """Whether the file leaves open what a parameter is."""
    return item.type is None or says_nothing(item.type)


def declared(item: Input) -> Parameter:
    """The parameter as far as reading the function tells."""
    type = item.type or item.hint or (ArrayOf(ANY) if item.rest else ANY)
    return Parameter(item.name, type, item.optional and not item.has_default, item.has_default, item.default, item.rest)


def other_types(inputs: Sequence[Input], parameters: Sequence[Parameter]) -> Iterator[tuple[Parameter, ...]]:
    """What the parameters may be as well where the file leaves it open, the likeliest first."""
    options = [_alike(item, one) for item, one in zip(inputs, parameters, strict=True)]
    yield from product(*options)


def _alike(item: Input, found: Parameter) -> list[Parameter]:
    """The types of one parameter: those like the one that was found, then, where nothing is known of it, the others."""
    if not is_open(item):
        return [found]
    types = [_filled(found.type, _filled(kind, _WHOLE)) for kind, _ in KINDS]
    if item.type is None and item.default is None:
        others = [_filled(kind, _WHOLE) for kind, _ in candidate_types(item)]
        others.sort(key=lambda kind: not isinstance(kind, type(found.type)))
        types += [ArrayOf(kind) if item.rest else kind for kind in others]
    return [replace(found, type=one) for one in dict.fromkeys(types)]


def _filled(type: TypeExpr, kind: TypeExpr) -> TypeExpr:
    match type:
        case Primitive("any"):
            return kind
        case Primitive("number"):
            return _WHOLE
        case ArrayOf(item):
            return ArrayOf(_filled(item, kind))
        case MapOf(item):
            return MapOf(_filled(item, kind))
    return type
