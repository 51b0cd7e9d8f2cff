"""The contract gate against shapes as the sandbox reports them."""

from __future__ import annotations

import pytest

from intent_lsp.checks.contract import breach
from intent_lsp.sandbox.contract import Shape
from intent_lsp.values import Target
from tests.support.intents import intent

PLAIN = intent("# name: f\n# signature:\n(x: number, y: number) -> number\n# examples:\n- in: [1, 2] out: 3\n")
LOOSE = intent(
    "# name: f\n# signature:\n(x: number, y?: number, ...zs: number[]) -> number\n# examples:\n- in: [1, 2] out: 3\n"
)


@pytest.mark.parametrize("shape", [("x", "y"), ("x", "y?"), ("x", "y", "z?"), ("x", "y", "...rest")])
def test_a_function_that_takes_the_signature_passes(shape: tuple[str, ...]) -> None:
    assert breach(Shape(shape), PLAIN.signature, "py", "f") is None


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        ((), "the parameter `x` is missing"),
        (("x",), "the parameter `y` is missing"),
        (("y", "x"), "parameter 1 must be `x`"),
        (("_",), "parameter 1 must be `x`"),
        (("x", "y", "z"), "`z` is not in the signature"),
    ],
)
def test_a_function_that_does_not_is_refused_with_both_spellings(shape: tuple[str, ...], says: str) -> None:
    message = breach(Shape(shape), PLAIN.signature, "js", "f")
    assert message is not None
    assert says in message
    assert "f(x, y)" in message


@pytest.mark.parametrize(
    ("target", "shape", "passes"),
    [
        ("py", ("x", "y?", "...zs"), True),
        ("py", ("x", "y", "...zs"), False),  # a Python call without y would fail
        ("js", ("x", "y", "...zs"), True),  # in JavaScript every parameter may be left out
        ("js", ("x", "y", "zs"), False),
    ],
)
def test_optional_and_rest_parameters(target: Target, shape: tuple[str, ...], passes: bool) -> None:
    assert (breach(Shape(shape), LOOSE.signature, target, "f") is None) is passes
