"""CEL properties over parameters and result."""

from __future__ import annotations

import time

import pytest

from intent_lsp.checks.effort import is_laborious, loops
from intent_lsp.checks.properties import violation
from intent_lsp.values import JsonValue
from tests.support.intents import intent

F = intent(
    "# name: f\n# signature:\n(x: number, xs: number[], y: number = 2) -> any\n"
    "# examples:\n- in: {x: 1, xs: [1]} out: 1\n"
)


@pytest.mark.parametrize(
    ("expression", "args", "result"),
    [
        ("result >= 0", (1, []), 0),
        ("result * 2 <= x", (3, []), 1.5),
        ("result == x + 1.5", (3, []), 4.5),
        ("x % 2 == 0", (4.0, []), 1),
        ("size(result) <= size(xs)", (1, [1, 2]), [1]),
        ("result.all(v, v in xs)", (1, [1, 2]), [1]),
        ("xs[0] <= result * 1.0", (1, [1, 2]), 1),
        ("xs[1] * 2 == 3", (1, [2, 1.5]), 1),  # beside a fraction, numbers are whole in an index only
        ("y == 2", (1, []), None),  # left out: the default
        ("size(result) == 2 && result.size() == 2", (1, []), "ä😀"),  # code points, not bytes
        ("result.all(k, size(k) == 1 && size(result[k]) == size(['ä']) && size('ä') == 1)", (1, []), {"ä": [1]}),
        ("result == true && x == 1.5", (1.5, []), True),  # a truth value stays one beside a fraction
        ("result.mag > 0 || result.nx == 0", (0, []), {"mag": 0, "nx": 0}),
    ],
)
def test_what_holds(expression: str, args: tuple[JsonValue, ...], result: JsonValue) -> None:
    assert violation(expression, F, args, result) is None


@pytest.mark.parametrize(
    ("expression", "result", "says"),
    [
        ("result > 0", -1, "does not hold"),
        ("result.mag > 0", 3, "cannot be evaluated"),
        ("result", 3, "not true or false"),
        ("size(result) == size('ä') - size(1)", "ä", "cannot be evaluated"),
        ("nobody > 1", 3, "cannot be evaluated"),
        ("1 / (x - 1) > 0", 3, "division by zero"),
        ("5 % (x - 1) > 0", 3, "by zero"),
        ("xs[7] > 0", 3, "out of bounds"),
    ],
)
def test_what_does_not(expression: str, result: JsonValue, says: str) -> None:
    reason = violation(expression, F, (1, []), result)
    assert reason is not None
    assert says in reason


NESTED = "xs.all(a, xs.all(b, xs.all(c, xs.all(d, a + b + c + d >= 0))))"


def test_loops_within_loops_have_a_budget() -> None:
    xs: JsonValue = list(range(60))
    start = time.perf_counter()
    reason = violation(NESTED, F, (1, xs), 1)
    assert time.perf_counter() - start < 0.1
    assert reason is not None
    assert "4 loops within each other over 60 items" in reason
    assert violation(NESTED, F, (1, list(range(20))), 1) is None


@pytest.mark.parametrize(
    ("expression", "depth"),
    [
        ("result > 0", 0),
        ("xs.all(a, a > 0) && xs.exists(b, b > 0)", 1),
        ("xs.map(a, a + 1).all(b, b > 0)", 1),
        ("xs.all(a, size(xs.filter(b, b > a)) > 0)", 2),
        ("xs.all(a, (a) > 0 && [a] != {} && xs.exists(b, b > a))", 2),
        ("xs . all (a, [xs.map(b, [b])] != [])", 2),
        (NESTED, 4),
        ("'.all(' == \".map(\"", 0),
        ("xs.all(a, xs.all(", 2),
        (")))", 0),
    ],
)
def test_loops_are_counted_as_they_nest(expression: str, depth: int) -> None:
    assert loops(expression) == depth


def test_only_loops_within_loops_are_work_for_a_thread() -> None:
    head = "# name: f\n# signature: (xs: number[]) -> any\n# examples:\n- f([1]) -> 1\n# properties:\n- result == 1\n"
    assert not is_laborious(intent(head + "- xs.all(a, a > 0)\n"))
    assert is_laborious(intent(head + "- xs.all(a, xs.all(b, a == b))\n"))
