"""CEL properties over parameters and result."""

from __future__ import annotations

import pytest

from intent_lsp.checks.properties import holds
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
        ("y == 2", (1, []), None),  # left out: the default
        ("result.mag > 0 || result.nx == 0", (0, []), {"mag": 0, "nx": 0}),
    ],
)
def test_what_holds(expression: str, args: tuple[JsonValue, ...], result: JsonValue) -> None:
    assert holds(expression, F, args, result) is None


@pytest.mark.parametrize(
    ("expression", "result", "says"),
    [
        ("result > 0", -1, "does not hold"),
        ("result.mag > 0", 3, "cannot be evaluated"),
        ("result", 3, "not true or false"),
        ("nobody > 1", 3, "cannot be evaluated"),
    ],
)
def test_what_does_not(expression: str, result: JsonValue, says: str) -> None:
    reason = holds(expression, F, (1, []), result)
    assert reason is not None
    assert says in reason
