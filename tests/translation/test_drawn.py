"""Drawn expressions of both languages: what is translated gives what the original gives."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.translation.contract import Translated
from intent_lsp.translation.translator import translate
from intent_lsp.values import TARGETS, Target, other_target
from tests.support.fuzzing import share
from tests.translation.compared import differences
from tests.translation.corpus import Program, intent
from tests.translation.grammar import SIGNATURE, defaults, expressions, module
from tests.translation.typed_inputs import TypedInputs

INTENT = intent("f", SIGNATURE)
CALLS = tuple(TypedInputs({}, (), "drawn").arguments([one.type for one in INTENT.signature.parameters], 14))


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_drawn_expressions_mean_the_same(target: Target, running: tuple[asyncio.Runner, WasmSandbox]) -> None:
    runner, sandbox = running
    seen = [0, 0]

    @settings(max_examples=share(1200), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(expressions(target), defaults(target))
    def check(drawn: str, default: str) -> None:
        code = module(target, drawn, default)
        found = translate(code, target, other_target(target), "f", Program("f", target, code, INTENT).types)
        seen[0] += 1
        if isinstance(found, Translated):
            seen[1] += 1
            assert runner.run(differences(Program("f", target, code, INTENT), found.code, CALLS, sandbox)) == []

    check()
    assert seen[1] > seen[0] * 0.8, "the rules hold most of them"


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
def test_a_translation_never_raises(target: Target, data: st.DataObject) -> None:
    """Also of code that was cut anywhere."""
    code = module(target, data.draw(expressions(target)))
    cut = code[: data.draw(st.integers(0, len(code)))]
    translate(cut, target, other_target(target), "f")
    translate(code, target, other_target(target), "f")
