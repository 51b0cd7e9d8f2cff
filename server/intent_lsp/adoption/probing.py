"""The types of parameters of which nothing is declared: from calls that were written, from use, else by trying."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TypeAlias

from intent_lsp.adoption.choose_examples import is_json, is_usable
from intent_lsp.adoption.contract import Call, ExistingFunction, Input, Tried
from intent_lsp.adoption.made_inputs import KINDS, argument_lists
from intent_lsp.adoption.traced_runs import Runner
from intent_lsp.document.model import (
    ANY,
    ArrayOf,
    Field,
    MapOf,
    Parameter,
    Primitive,
    RecordOf,
    TupleOf,
    TypeExpr,
    UnionOf,
)
from intent_lsp.document.type_language.observed_types import type_of
from intent_lsp.document.type_language.typelang import union
from intent_lsp.document.type_language.types import has_type
from intent_lsp.sandbox.contract import Outcome, Returned
from intent_lsp.values import JsonValue

_MOST = 400
"""Calls that are made to find out."""
_LISTS = re.compile(
    r"(?:[a-z]s|[a-z]{2,}(?<!s)s|.*_(?:list|items|iterable)|arr|array\w*|list|lst|seq|sequence|iterable|iter|it|data|"
    r"collection|src|\w+List|l)\d?",
    re.IGNORECASE,
)
_TEXTS = re.compile(
    r"s|str|string|text|name|word|title|line|value|phrase|sentence|input|\w*(?:_|^)(?:str|string|text|name|word)\d?|s[12]|"
    r"\w+(?:String|Text|Name|Word)",
    re.IGNORECASE,
)
_NUMBER, _INTEGER = Primitive("number"), Primitive("integer")


_Picks: TypeAlias = tuple[int, ...]
"""Which of its types each parameter has in a call."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A parameter with the types it may have; several are tried."""

    item: Input
    types: tuple[TypeExpr, ...]
    samples: tuple[JsonValue, ...]


async def parameters(existing: ExistingFunction, calls: Sequence[Call], runner: Runner) -> list[Parameter]:
    """The document's parameters. Raises what :class:`Runner` raises."""
    opened = [_opened(item, index, calls) for index, item in enumerate(existing.inputs)]
    types = [one.types[0] for one in opened]
    if any(len(one.types) > 1 for one in opened):
        types = await _found_out(opened, runner)
    found = []
    for item, type in zip(existing.inputs, types, strict=True):
        type = numeric(type) if existing.target == "js" else type
        if item.has_default and not has_type(type, item.default, {}):
            type = union([type, type_of([item.default])])
        optional = item.optional and not item.has_default
        found.append(Parameter(item.name, type, optional, item.has_default, item.default, item.rest))
    return found


def numeric(type: TypeExpr) -> TypeExpr:
    """The type as JavaScript has it: all its numbers are one type."""
    match type:
        case Primitive("integer"):
            return _NUMBER
        case ArrayOf(item):
            return ArrayOf(numeric(item))
        case MapOf(item):
            return MapOf(numeric(item))
        case TupleOf(items):
            return TupleOf(tuple(map(numeric, items)))
        case UnionOf(options):
            return union([numeric(option) for option in options])
        case RecordOf(fields):
            return RecordOf(tuple(Field(field.name, numeric(field.type), field.optional) for field in fields))
        case _:
            return type


def _opened(item: Input, index: int, calls: Sequence[Call]) -> _Open:
    if item.type is not None:
        return _settled(item, item.type)
    seen = [call.args[index] for call in calls if len(call.args) > index]
    if item.rest:
        seen = [value for call in calls for value in call.args[index:]]
    if any(value is not None for value in seen):
        type = type_of(seen)
        return _settled(item, _widened(ArrayOf(type) if item.rest else type, item.hint))
    candidates = candidate_types(item)
    if item.hint is not None and not candidates:
        return _settled(item, item.hint)
    if item.has_default and item.default is not None and item.hint is None:
        return _settled(item, _widened(type_of([item.default]), None))
    types = tuple(ArrayOf(type) if item.rest else type for type, _ in candidates)
    return _Open(item, types, tuple(sample for _, sample in candidates))


def candidate_types(item: Input) -> list[tuple[TypeExpr, JsonValue]]:
    """What a parameter without a type may be, the likeliest first, with samples; nothing where its use says it."""
    likely = sorted(KINDS, key=lambda kind: not _named_like(item.name, kind[0]))
    if item.hint is None:
        return likely
    return [(type, sample) for type, sample in likely if _within(type, item.hint)] if _vague(item.hint) else []


def _named_like(name: str, type: TypeExpr) -> bool:
    """Whether a parameter's name is usual for values of a type: what is tried first."""
    plural = bool(_LISTS.fullmatch(name))
    if isinstance(type, ArrayOf):
        return plural
    return not plural and type == Primitive("string") and bool(_TEXTS.fullmatch(name))


def _settled(item: Input, type: TypeExpr) -> _Open:
    pool = argument_lists([Parameter(item.name, ArrayOf(type) if item.rest else type)], (), 1)
    value = pool[0][0] if pool else None
    return _Open(item, (type,), (value[0] if item.rest and value and isinstance(value, list) else value,))


def _widened(type: TypeExpr, hint: TypeExpr | None) -> TypeExpr:
    """A few whole numbers do not say that there are no others, unless the use does."""
    return _NUMBER if type == _INTEGER and hint != _INTEGER else type


def _vague(type: TypeExpr) -> bool:
    return type in (ANY, ArrayOf(ANY), MapOf(ANY))


def _within(type: TypeExpr, hint: TypeExpr) -> bool:
    """Whether a type that can be tried is one of those a vague hint leaves open."""
    if hint == ANY:
        return True
    return isinstance(type, ArrayOf) if isinstance(hint, ArrayOf) else isinstance(type, MapOf)


async def _found_out(opened: Sequence[_Open], runner: Runner) -> list[TypeExpr]:
    """The first combination of types that makes most sense to the function, numbers with a fraction where it can."""
    choices = [range(len(one.types)) for one in opened]
    required = sum(not (one.item.optional or one.item.has_default or one.item.rest) for one in opened)
    combinations = list(product(*choices))
    step = max(1, math.ceil(len(combinations) / _MOST))
    combinations = combinations[::step]
    calls = [tuple(one.samples[i] for one, i in zip(opened, picks, strict=True)) for picks in combinations]
    results = await runner.outcomes(calls)
    if not any(map(_outcome_score, results)) and required < len(opened):  # what is optional need not be given
        results = await runner.outcomes([call[:required] for call in calls])
    most = max(map(_outcome_score, results))
    good = [picks for picks, outcome in zip(combinations, results, strict=True) if _outcome_score(outcome) == most]
    picks = good[0]
    return [_widest(one, index, picks, good) for index, one in enumerate(opened)]


def _widest(one: _Open, index: int, picks: _Picks, good: Sequence[_Picks]) -> TypeExpr:
    """The type that was found for one parameter, made wider by what gives a value as well, all else being equal."""
    type = one.types[picks[index]]
    also = [p[index] for p in good if p[:index] + p[index + 1 :] == picks[:index] + picks[index + 1 :]]
    if len(also) == len(one.types) == len(KINDS):
        return ArrayOf(ANY) if one.item.rest else ANY
    if type == _INTEGER and any(one.types[pick] == _NUMBER for pick in also):
        return _NUMBER
    return ArrayOf(_NUMBER) if type == ArrayOf(_INTEGER) and not one.item.rest else type


def narrow_to_integers(
    taken: Sequence[Parameter], existing: ExistingFunction, tried: Sequence[Tried]
) -> list[Parameter]:
    """Numbers as integers where a function of Python does nothing with others, though nobody declared it."""
    found = list(taken)
    for index, (item, parameter) in enumerate(zip(existing.inputs, taken, strict=True)):
        if existing.target == "py" and item.type is None and parameter.type == _NUMBER:
            broken = [one for one in tried if len(one.call.args) > index and _is_broken(one.call.args[index])]
            if broken and not any(is_usable(one, existing) for one in broken):
                found[index] = replace(parameter, type=_INTEGER)
    return found


def _is_broken(value: JsonValue) -> bool:
    return isinstance(value, float) and not value.is_integer()


def _outcome_score(outcome: Outcome) -> int:
    """How much an outcome says that the function knew what to do with its input: 2 for a value, 0 for an error."""
    if not isinstance(outcome, Returned):
        return 0
    value = outcome.value
    doubtful = value is None or not is_json(value) or (isinstance(value, float) and math.isnan(value))
    return 1 if doubtful else 2
