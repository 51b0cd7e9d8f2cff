"""Inputs near the examples, for properties and for the agreement between targets. Pure and deterministic.

They stay in the neighbourhood of what the human wrote: types as declared, the characters of the examples, and whatever
all examples keep (:mod:`intent_lsp.document.inputs.input_domain`), but for what the text mentions
(:mod:`intent_lsp.document.inputs.described_inputs`). Smallest first, so that the first divergence found is the
smallest counterexample.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence

from intent_lsp.document.inputs.described_inputs import Described, described_inputs
from intent_lsp.document.inputs.input_domain import Domain, Facts, learn_domain
from intent_lsp.document.inputs.input_sizes import resize_together
from intent_lsp.document.model import ANY, ArrayOf, Intent, LiteralOf, Named, Parameter, TypeExpr, UnionOf
from intent_lsp.document.type_language.types import find_mismatch
from intent_lsp.values import JsonValue

_MOST_PER_VALUE = 14
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"(?<![^\W_])[0-9]+")


def nearby_inputs(intent: Intent, most: int = 40, *, suggested: bool = False) -> list[tuple[JsonValue, ...]]:
    """Up to ``most`` argument lists that are not an example's, ordered by size, then by their JSON text.

    Built from all examples that return a value; each differs from one of them in a single argument, or mixes the
    arguments of two. ``suggested``: texts have white space, letters of a case and a format only as an example, the type
    or the description has them, and parameters of one size in all examples keep to one: what else code does, nobody has
    said.
    """
    seeds = [example.args for example in intent.examples if not example.raises]
    if not seeds or not intent.signature.parameters:
        return []
    known = {_key(example.args) for example in intent.examples}
    domain = learn_domain(seeds)
    for index, parameter in enumerate(intent.signature.parameters):
        for literal in _literals(parameter.type, intent):
            domain.facts.setdefault((index,), Facts()).learn(literal)
    described = described_inputs(intent) if suggested else Described()
    domain.widen(described)
    found: dict[str, tuple[JsonValue, ...]] = {}
    kept = (made for seed in seeds for made in _keeping(seed, domain)) if suggested else iter(())
    for candidate in itertools.chain(kept, _spoken_of(seeds, described), _candidates(seeds)):
        key = _key(candidate)
        if key in known or key in found or not domain.allow(candidate) or not have_declared_types(candidate, intent):
            continue
        if not suggested or domain.suggest(candidate):
            found[key] = candidate
        if len(found) >= 20 * most:
            break
    ordered = sorted(found.items(), key=lambda item: (len(item[0]), item[0]))
    if len(ordered) <= most:
        return [args for _, args in ordered]
    # The smallest half, then an even sample of the larger ones.
    half = most // 2
    rest = ordered[half:]
    step = len(rest) / (most - half)
    return [args for _, args in ordered[:half]] + [rest[int(i * step)][1] for i in range(most - half)]


def _keeping(args: tuple[JsonValue, ...], domain: Domain) -> Iterator[tuple[JsonValue, ...]]:
    """Argument lists near one that keep what a change of one argument, or of one character, breaks."""
    yield from resize_together(args, domain.equal_sizes)
    for index, value in enumerate(args):
        if isinstance(value, str) and domain.facts[index,].format.is_known:
            for other in itertools.islice(domain.facts[index,].format.variants(value), _MOST_PER_VALUE):
                yield (*args[:index], other, *args[index + 1 :])


def _spoken_of(seeds: Sequence[tuple[JsonValue, ...]], described: Described) -> Iterator[tuple[JsonValue, ...]]:
    """Argument lists of the kinds that the text mentions and small changes hardly reach."""
    if described.spaced:
        for first, second in itertools.pairwise([*seeds[:_MOST_PER_VALUE], seeds[0]]):
            for index, (one, other) in enumerate(zip(first, second, strict=False)):
                if isinstance(one, str) and isinstance(other, str):
                    yield (*first[:index], f"{one} {other}", *first[index + 1 :])
    if described.leading_zero:
        for args in seeds:
            for index, value in enumerate(args):
                if isinstance(value, str) and _NUMBER.search(value):
                    yield (*args[:index], _NUMBER.sub(r"0\g<0>", value, count=1), *args[index + 1 :])
    if described.fractional:
        for args in seeds:
            for index, value in enumerate(args):
                yield (*args[:index], _with_half(value), *args[index + 1 :])


def _with_half(value: JsonValue) -> JsonValue:
    """The value with a half more in its first number."""
    if isinstance(value, list) and value:
        return [_with_half(value[0]), *value[1:]]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value + 0.5
    return value


def _candidates(seeds: Sequence[tuple[JsonValue, ...]]) -> Iterator[tuple[JsonValue, ...]]:
    for args in seeds:
        for index, value in enumerate(args):
            for other in itertools.islice(_mutations(value), _MOST_PER_VALUE):
                yield (*args[:index], other, *args[index + 1 :])
    for first, second in itertools.combinations(seeds[:12], 2):
        for index in range(min(len(first), len(second))):
            yield (*first[:index], second[index], *first[index + 1 :])
            yield (*second[:index], first[index], *second[index + 1 :])


def _mutations(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield from _numbers(value)
    elif isinstance(value, str):
        yield from _strings(value)
    elif isinstance(value, list):
        yield from _lists(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            for other in itertools.islice(_mutations(item), 3):
                yield {**value, key: other}


def _numbers(value: int | float) -> Iterator[JsonValue]:
    if math.isnan(value) or math.isinf(value) or abs(value) > 1e9:
        return
    for other in (0, 1, -value, value + 1, value - 1, value * 2, value + 0.5, value / 2):
        yield int(other) if float(other).is_integer() else other


def _strings(value: str) -> Iterator[JsonValue]:
    yield ""
    if value:
        middle, words = len(value) // 2, _WORD.findall(value)
        if words[:1] not in ([], [value]):
            yield from dict.fromkeys((words[0], words[-1]))
        yield value[1:]
        yield value[:-1]
        yield value[:middle] + value[middle + 1 :]
        yield value[0]
        yield value[::-1]
        yield value.upper()
        yield value.lower()
        yield " " + value
        yield value + value
        yield value + " " + value


def _lists(value: list[JsonValue]) -> Iterator[JsonValue]:
    yield []
    if value:
        yield value[1:]
        yield value[:-1]
        yield value[:1]
        yield value[::-1]
        yield [*value, value[0]]
        for other in itertools.islice(_mutations(value[0]), 4):
            yield [other, *value[1:]]


def have_declared_types(args: tuple[JsonValue, ...], intent: Intent) -> bool:
    """Whether arguments have the declared types."""
    parameters = intent.signature.parameters
    return all(find_mismatch(_type_at(parameters, i), value, intent.types) is None for i, value in enumerate(args))


def _type_at(parameters: tuple[Parameter, ...], index: int) -> TypeExpr:
    parameter = parameters[min(index, len(parameters) - 1)]
    if parameter.rest:
        return parameter.type.item if isinstance(parameter.type, ArrayOf) else ANY
    return parameter.type


def _key(args: tuple[JsonValue, ...]) -> str:
    return json.dumps(args, sort_keys=True, ensure_ascii=False)


def _literals(type: TypeExpr, intent: Intent) -> Iterator[str]:
    """The texts that a type names: the options of ``"asc" | "DESC"``."""
    if isinstance(type, Named):
        type = intent.types.get(type.name, ANY)
    for option in type.options if isinstance(type, UnionOf) else (type,):
        if isinstance(option, LiteralOf) and isinstance(option.value, str):
            yield option.value
