"""Whether the two emitted languages of a program agree, where both really run."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from typing import Any

from intent_lsp.document.model import ANY, Parameter
from intent_lsp.equality import differs
from intent_lsp.synthesis.emit import Function, emit
from intent_lsp.synthesis.types import BOOLEAN, NUMBER, STRING, Type
from intent_lsp.values import Target
from tests.synthesis.languages import Case, run
from tests.synthesis.random_programs import Made

_CALLS = 40


def differences(programs: Sequence[Made], seed: int = 5) -> list[str]:
    """The first input of each program on which only one language gives a value of the type, or both give others."""
    dice = random.Random(seed)
    calls = [tuple(made.calls(dice, _CALLS)) for made in programs]
    sources = [
        emit(
            Function("made", tuple(Parameter(name, ANY) for name in made.names), "", frozenset(["x", "xs", "counts"])),
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
            if disagree(one, other, made.returns):
                found.append(f"{row!r}: JavaScript {one}, Python {other}\n{source['js']}\n{source['py']}")
                break
    return found


def disagree(one: dict[str, Any], other: dict[str, Any], kind: Type) -> bool:
    """An error and a value that is not of the type are the same: no answer."""
    if any("SyntaxError" in str(answer.get("error", "")) for answer in (one, other)):
        return True
    proper = [fits(kind, answer.get("value")) if "value" in answer else False for answer in (one, other)]
    return proper[0] != proper[1] or (proper[0] and differs(one["value"], other["value"], 1e-9) is not None)


def fits(kind: Type, value: object) -> bool:
    """Whether a value as it came back is of the type; numbers must be finite."""
    if kind is NUMBER:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
    if kind is STRING:
        return isinstance(value, str)
    if kind is BOOLEAN:
        return isinstance(value, bool)
    if kind.kind == "list":
        return isinstance(value, list) and all(fits(kind.inner, item) for item in value)
    if kind.kind == "map":
        return isinstance(value, dict) and all(fits(kind.inner, item) for item in value.values())
    return True
