"""Canonical forms and the two digests of an intent.

``contract_digest`` is the hex SHA-256 of the canonical JSON (keys sorted, no blanks, ASCII) of an object with the
members below. ``digest`` is the same of that text, a line feed, and the canonical JSON of
``[description, constraints]``, the prose with white space collapsed. Everything about layout, order of keys, spelling
of numbers (``5`` and ``5.0``) and of types (``int`` and ``integer``) is gone by then.

``version``      the version of this form, 1
``name``         the function's name
``parameters``   per parameter ``[name, type, optional, rest]``, with ``[default]`` added where there is one
``returns``      the type of the result
``types``        the declared types by name
``examples``     per example, in order, ``[arguments, outcome, raises, hidden]``
``properties``   the expressions as tokens with one blank between them, in order
``uses``         ``[name, path]`` per use, sorted
``tolerance``    as a number
``pure``         only where it is false

Left out on purpose: targets (a dimension of their own), rounds and the output folder (they decide how the search runs
and where its result goes, not what is right), whether the signature was inferred, and whatever is a remark.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from intent_lsp.document.model import (
    ArrayOf,
    LiteralOf,
    MapOf,
    Named,
    Primitive,
    RecordOf,
    Signature,
    TupleOf,
    TypeExpr,
    UnionOf,
    Use,
)
from intent_lsp.equality import EXACT
from intent_lsp.values import JsonValue

_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_EXACT = frozenset((int, str, bool, type(None)))
_SCALARS = frozenset((int, float, str, bool, type(None)))


def canonical(value: JsonValue) -> str:
    """One text for all values that docs/format.md calls equal, tolerance aside.

    Keys are sorted, ``5.0`` is ``5``, ``-0`` is ``0``, lone surrogates are escaped. Values are at most as deep as the
    reader of documents allows.
    """
    text = _ENCODE(value)
    # Integral floats, and only they (and some strings), hold ".0": the rest needs no second look.
    return _ENCODE(_shortest_numbers(value)) if ".0" in text else text


def same_input_key(args: Sequence[JsonValue]) -> str:
    """A text that is equal for equal arguments and for no others: :func:`canonical`, but quick for plain values."""
    if _EXACT.issuperset(map(type, args)):
        return repr([*args])
    if _SCALARS.issuperset(map(type, args)):
        return repr([_shortest_numbers(value) for value in args])
    return canonical(list(args))


def _shortest_numbers(value: JsonValue) -> JsonValue:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= EXACT else value
    if isinstance(value, (list, tuple)):
        return [_shortest_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: _shortest_numbers(item) for key, item in value.items()}
    return value


def type_form(type: TypeExpr) -> JsonValue:
    """A type as JSON; the options of a union and the fields of a record in sorted order."""
    match type:
        case Primitive(kind):
            return kind
        case LiteralOf(value):
            return ["literal", value]
        case Named(name):
            return ["named", name]
        case ArrayOf(item):
            return ["array", type_form(item)]
        case TupleOf(items):
            return ["tuple", *map(type_form, items)]
        case MapOf(value):
            return ["map", type_form(value)]
        case RecordOf(fields):
            return ["record", *sorted([f.name, f.optional, type_form(f.type)] for f in fields)]
        case UnionOf(options):
            return ["union", *sorted(map(type_form, options), key=canonical)]


def prose(text: str) -> str:
    """Text with white space collapsed."""
    return " ".join(text.split())


def digests(
    *,
    name: str,
    signature: Signature,
    types: Mapping[str, TypeExpr],
    examples: Sequence[tuple[Sequence[JsonValue], JsonValue, bool, bool]],
    properties: Sequence[str],
    uses: Sequence[Use],
    tolerance: float,
    pure: bool,
    description: str,
    constraints: Sequence[str],
) -> tuple[str, str]:
    """``(digest, contract_digest)`` as the module defines them; examples as ``arguments, outcome, raises, hidden``."""
    import hashlib  # which takes a while, and no problem waits for it

    contract = {
        "version": 1,
        "name": name,
        "parameters": [
            [p.name, type_form(p.type), p.optional, p.rest, *([[p.default]] if p.has_default else [])]
            for p in signature.parameters
        ],
        "returns": type_form(signature.returns),
        "types": {key: type_form(value) for key, value in types.items()},
        "examples": [[list(args), outcome, raises, hidden] for args, outcome, raises, hidden in examples],
        "properties": list(properties),
        "uses": sorted([use.name, use.path] for use in uses),
        "tolerance": tolerance,
        **({} if pure else {"pure": False}),
    }
    form = canonical(contract).encode("ascii")
    words = canonical([prose(description), [prose(text) for text in constraints]]).encode("ascii")
    return hashlib.sha256(form + b"\n" + words).hexdigest(), hashlib.sha256(form).hexdigest()
