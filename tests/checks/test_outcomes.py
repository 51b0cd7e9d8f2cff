"""One example against one outcome."""

from __future__ import annotations

import json

import pytest

from intent_lsp.checks.outcomes import judge
from intent_lsp.document.model import Example
from intent_lsp.sandbox.contract import CodeError, Outcome, Raised, Returned, Stopped
from intent_lsp.values import JsonValue, Opaque


def example(expected: JsonValue, *, raises: bool = False) -> Example:
    return Example(number=1, args=(), expected=expected, raises=raises)


@pytest.mark.parametrize(
    ("expected", "outcome", "passed"),
    [
        (5, Returned(5.0), True),
        (5, Returned("5"), False),
        (0.1, Returned(0.1 + 1e-12), True),
        (None, Returned(None), True),
        (None, Returned(Opaque("undefined")), False),
        ([1], Returned([1, 2]), False),
        (1, Raised(CodeError("ValueError", "no")), False),
        (1, Stopped("time", "did not return within 2 s"), False),
    ],
)
def test_values(expected: JsonValue, outcome: Outcome, passed: bool) -> None:
    assert judge(example(expected), outcome, 1e-9).passed is passed


@pytest.mark.parametrize(
    ("expected", "outcome", "passed"),
    [
        ("empty", Raised(CodeError("ValueError", "the list is empty")), True),
        ("empty", Raised(CodeError("ValueError", "no items")), False),
        (True, Raised(CodeError("ValueError", "whatever")), True),
        (True, Returned(None), False),
        (True, Stopped("time", "did not return within 2 s"), False),
    ],
)
def test_errors(expected: JsonValue, outcome: Outcome, passed: bool) -> None:
    assert judge(example(expected, raises=True), outcome, 1e-9).passed is passed


def test_a_failure_says_what_came_back_and_what_was_wanted() -> None:
    result = judge(example(3), Returned("3"), 1e-9)
    assert (result.expected, result.got) == ("3", '"3"')
    assert "string" in result.hint


def test_an_error_keeps_its_place() -> None:
    error = CodeError("TypeError", "x is null", line=3, column=7)
    result = judge(example(3), Raised(error), 1e-9)
    assert result.error == error
    assert result.got == "TypeError: x is null"


def test_an_undefined_result_says_so() -> None:
    assert judge(example(3), Returned(Opaque("undefined")), 1e-9).got == "undefined"


def test_a_long_wrong_result_is_kept_whole() -> None:
    value: list[JsonValue] = ["word"] * 100
    result = judge(example(3), Returned(value), 1e-9)
    assert result.got.endswith("…")
    assert json.loads(result.full_value) == value
    assert judge(example(3), Returned(["word"]), 1e-9).full_value == ""
    assert judge(example(3), Returned(["word"] * 5000), 1e-9).full_value == ""
    assert judge(example(["word"] * 100), Returned(value), 1e-9).full_value == ""
    assert judge(example(3), Returned(Opaque("function", "f" * 400)), 1e-9).full_value == ""
