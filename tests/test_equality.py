"""Equality of docs/format.md: a table, and laws."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.equality import difference
from intent_lsp.values import Opaque

NAN, INF = float("nan"), float("inf")

EQUAL: list[tuple[Any, Any]] = [
    (5, 5.0),
    (0, -0.0),
    (NAN, NAN),
    (INF, INF),
    (None, None),
    (True, True),
    ("é", "é"),
    ([], []),
    ({}, {}),
    (0.1 + 0.2, 0.3),
    (1e300, 1e300 * (1 + 1e-12)),
    ({"a": 1, "b": 2}, {"b": 2.0, "a": 1}),
    ([1, [2]], [1.0, [2]]),
    (2**53 + 2, float(2**53 + 4)),
    ((1, 2), [1, 2]),
    (10**400, 10**400),
]

DIFFERENT: list[tuple[Any, Any, str]] = [
    (1, True, "got a boolean, want a number"),
    (False, 0, "got a number, want a boolean"),
    (1, "1", "got a string, want a number"),
    (None, Opaque("undefined"), "got undefined, want null; it is not a JSON value"),
    (1, Opaque("Map", "Map(1)"), "got a Map (Map(1)), want a number; it is not a JSON value"),
    ([1], Opaque("array iterator"), "got an array iterator, want an array; it is not a JSON value"),
    (1, 2, "got 2, want 1"),
    (2**53, 2**53 - 1, f"got {2**53 - 1}, want {2**53}"),
    (100_000_000_000, 100_000_000_001, "got 100000000001, want 100000000000"),
    (0, 1e-12, "got 1e-12, want 0"),
    (NAN, 1, "got 1, want NaN"),
    (INF, -INF, "got -Infinity, want Infinity"),
    (INF, 10**400, f"got {str(10**400)[:39]}…, want Infinity"),
    (10**400, 1.5, f"got 1.5, want {str(10**400)[:39]}…"),
    ("a", "A", "upper and lower case differ"),
    ("a", "a ", "the white space at the ends differs"),
    ("é", "e\u0301", 'got "e\u0301", want "é"'),
    ("x" * 50 + "a", "x" * 50 + "b", "differs from character 51 on"),
    ([1, 2], [1], "got 1 item, want 2 items"),
    ({"a": 1}, {}, 'the key "a" is missing'),
    ({}, {"b": 1}, 'the key "b" is not wanted'),
    ([], {}, "got an object, want an array"),
    ({"items": [0, 1, {"id": 7}]}, {"items": [0, 1, {"id": "7"}]}, ".items[2].id: got a string, want a number"),
    ({"a b": [1]}, {"a b": [2]}, '["a b"][0]: got 2, want 1'),
    ([[Opaque("set")]], [[1]], "[0][0]: got a number, want a set"),
]


@pytest.mark.parametrize(("expected", "got"), EQUAL, ids=repr)
def test_equal(expected: Any, got: Any) -> None:
    assert difference(expected, got) is None
    assert difference(got, expected) is None


@pytest.mark.parametrize(("expected", "got", "reason"), DIFFERENT, ids=lambda value: str(value)[:40])
def test_different(expected: Any, got: Any, reason: str) -> None:
    assert difference(expected, got) == reason


@pytest.mark.parametrize(("tolerance", "equal"), [(0.1, True), (0.01, True), (0.001, False), (0.0, False)])
def test_tolerance_is_relative(tolerance: float, equal: bool) -> None:
    for scale in (1e-6, 1.0, 1e3):
        assert (difference(1.50001 * scale, 1.50701 * scale, tolerance) is None) is equal


def test_tolerance_does_not_blur_integers() -> None:
    assert difference(10, 11, 0.5) == "got 11, want 10"
    assert difference(10, 10.5, 0.5) is None


@pytest.mark.slow
def test_deep_values() -> None:
    left: Any = 1
    right: Any = 2
    for _ in range(100_000):
        left, right = [left], [right]
    reason = difference(left, right)
    assert reason is not None
    assert reason.endswith(": got 2, want 1")
    assert len(reason) < 100
    assert difference(left, left) is None


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=20,
)


@given(values)
def test_every_value_equals_itself(value: Any) -> None:
    assert difference(value, value) is None


@given(values, values)
def test_difference_is_symmetric(left: Any, right: Any) -> None:
    assert (difference(left, right) is None) is (difference(right, left) is None)


@given(values, values, st.sampled_from([0.0, 1e-9, 0.5]))
def test_it_always_answers(left: Any, right: Any, tolerance: float) -> None:
    reason = difference(left, right, tolerance)
    assert reason is None or reason
