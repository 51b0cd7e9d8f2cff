"""Whether the two emitted languages of a program agree, where both really run."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from typing import Any

from intent_lsp.document.model import ANY, Parameter
from intent_lsp.equality import difference
from intent_lsp.synthesis import search_values
from intent_lsp.synthesis.emit import Function, emit
from intent_lsp.synthesis.search_values import FAILED, Record, Value, freeze, leaves
from intent_lsp.synthesis.terms import Apply, Term, compile_term, evaluate, walk
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type
from intent_lsp.values import JsonValue, Target
from tests.synthesis.languages import Case, run
from tests.synthesis.random_programs import VARIABLES, MadeProgram

_CALLS = 40
EXACT = 2**53 - 1
_LONG_NUMBER = re.compile(r"\d+\.\d{10,}")
_LIMITED = frozenset(["factorial", "fibonacci"])
"""Operators whose results leave the exact numbers so soon that the search has a limit of their own for them."""
FRACTIONAL = frozenset(["x", "xs", "counts", "m"])
NULLABLE = frozenset(name for name, kind in VARIABLES.items() if kind.kind == "optional")


def differences(programs: Sequence[MadeProgram], seed: int = 5) -> list[str]:
    """The first input of each program on which only one language gives a value of the type, or both give others."""
    dice = random.Random(seed)
    calls = [tuple(made.calls(dice, _CALLS)) for made in programs]
    sources = [
        emit(
            Function("made", tuple(Parameter(name, ANY) for name in made.names), "", FRACTIONAL, NULLABLE),
            made.term,
        )
        for made in programs
    ]
    answers: dict[Target, list[list[dict[str, Any]]]] = {}
    for target in ("js", "py"):
        cases = [Case("made", source[target], rows) for source, rows in zip(sources, calls, strict=True)]
        answers[target] = run(target, cases)
    found = []
    for made, source, rows, javascript, python in zip(
        programs, sources, calls, answers["js"], answers["py"], strict=True
    ):
        for row, one, other in zip(rows, javascript, python, strict=True):
            if disagree(one, other, made.returns) and not leaves_the_exact_numbers(
                made.term, dict(zip(made.names, row, strict=True))
            ):
                found.append(f"{row!r}: JavaScript {one}, Python {other}\n{source['js']}\n{source['py']}")
                break
    return found


def disagree(one: dict[str, Any], other: dict[str, Any], kind: Type) -> bool:
    """An error and a value that is not of the type are the same: no answer."""
    if any("SyntaxError" in str(answer.get("error", "")) for answer in (one, other)):
        return True
    proper = [fits(kind, answer.get("value")) if "value" in answer else False for answer in (one, other)]
    if any(_is_inexact(answer.get("value")) for answer in (one, other)):
        return False
    if proper[0] != proper[1]:
        return True
    return proper[0] and difference(_rounded(one["value"]), _rounded(other["value"]), 1e-9) is not None


def _is_inexact(value: JsonValue) -> bool:
    """Whether a number is beyond what JavaScript can hold exactly."""
    if isinstance(value, (list, dict)):
        return any(map(_is_inexact, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (int, float)) and abs(value) > EXACT


def _rounded(value: JsonValue) -> JsonValue:
    """Without the last bit of a library function: also in a text, and in a difference of two equal numbers."""
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, str):
        return _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.12g}", value)
    return round(value, 12) if isinstance(value, float) else value


def leaves_the_exact_numbers(term: Term, row: dict[str, JsonValue]) -> bool:
    """Whether a whole number beyond 2^53 comes up on the way, which JavaScript cannot hold."""
    numbers = [abs(leaf) for value in row.values() for leaf in leaves(_frozen(value)) if isinstance(leaf, (int, float))]
    if sum(numbers) > EXACT:  # a sum of some of them may be, although that of all is not
        return True
    before, answers = search_values.LARGEST, []
    try:
        for search_values.LARGEST in (EXACT, 10**300):
            answers.append(evaluate(compile_term(term), {name: freeze(value) for name, value in row.items()}))
    finally:
        search_values.LARGEST = before
    limited = any(isinstance(part, Apply) and part.op.name in _LIMITED for part in walk(term))
    return answers[0] is FAILED and (limited or answers[1] is not FAILED)


def _frozen(value: JsonValue) -> Value:
    """Like ``freeze``, for numbers of any size."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return Record({key: _frozen(item) for key, item in value.items()}) if isinstance(value, dict) else value


def fits(kind: Type, value: object) -> bool:
    """Whether a value as it came back is of the type; numbers must be finite."""
    if kind is NUMBER:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    if kind is STRING:
        return isinstance(value, str)
    if kind is BOOLEAN:
        return isinstance(value, bool)
    if kind.kind == "optional":
        return value is None or fits(kind.inner, value)
    if kind.kind == "list":
        return isinstance(value, list) and all(fits(kind.inner, item) for item in value)
    if kind.kind == "map":
        return isinstance(value, dict) and all(fits(kind.inner, item) for item in value.values())
    return True
