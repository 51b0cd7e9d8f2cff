"""Values as text: what is shown is what a complete rendering shows, at the cost of what is shown."""

from __future__ import annotations

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.values import Opaque, is_larger, show
from tests.support.fuzzing import fuzzed


def whole(value: object, depth: int = 0) -> str:
    """The complete text, by the rules alone: however large the value is."""
    if isinstance(value, Opaque):
        return f"<{value}>"
    if depth > 100:
        return "…"
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(whole(item, depth + 1) for item in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(str(k), ensure_ascii=False)}: {whole(v, depth + 1)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if value is None or isinstance(value, (bool, int, str)):
        return json.dumps(value, ensure_ascii=False)
    return f"<{type(value).__name__}>"


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.builds(Opaque, st.sampled_from(["undefined", "Map"]), st.text(max_size=9)),
    st.just(frozenset()),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6), st.tuples(inner), st.dictionaries(st.text(max_size=9), inner, max_size=5)
    ),
    max_leaves=40,
)


@given(VALUES, st.integers(1, 120))
@fuzzed(600)
def test_a_cut_text_is_the_beginning_of_the_complete_one(value: Any, limit: int) -> None:
    assert show(value, limit) == cut(whole(value), limit)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [99, 100, 101, 102, 500, 50_000])
def test_deep_values_are_cut_at_depth_100(depth: int) -> None:
    assert show(nested(depth), 5000) == whole(nested(depth))


def test_an_integer_that_python_cannot_write_is_named() -> None:
    assert show([10**5000]) == "[<int of 16610 bits>]"


@pytest.mark.parametrize(
    "value",
    [
        list(range(2_000_000)),
        "x" * 20_000_000,
        {str(n): n for n in range(500_000)},
        {"k" * 20_000_000: 1},
        [["y" * 10_000_000], ["y" * 10_000_000]],
    ],
    ids=["numbers", "text", "keys", "a long key", "texts"],
)
def test_showing_costs_what_is_shown(value: Any) -> None:
    begun = time.perf_counter()
    for _ in range(20):
        show(value)
        is_larger(value, 1000)
    assert time.perf_counter() - begun < 0.1, "rendering the whole of it takes some hundred milliseconds each time"


@pytest.mark.parametrize(
    ("value", "most", "answer"),
    [
        (1, 1, False),
        ([], 1, False),
        ([0] * 9, 9, True),
        ([0] * 9, 30, False),
        ([[0] * 9, [0] * 9], 30, True),
        ({"a": [0] * 50}, 40, True),
        ("x" * 640, 9, True),
        ("x" * 640, 20, False),
        ((1, 2), 30, False),
    ],
)
def test_larger_counts_parts(value: Any, most: int, answer: bool) -> None:
    assert is_larger(value, most) is answer


def test_larger_reads_no_value_further_than_asked() -> None:
    assert is_larger(nested(100_000), 50)
    assert not is_larger(nested(20), 50)
