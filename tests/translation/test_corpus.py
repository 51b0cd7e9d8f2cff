"""What the original gives, the translation gives: in the sandbox, on inputs from types and the code's constants."""

from __future__ import annotations

import pytest

from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.translation.contract import Translated
from intent_lsp.translation.translator import translate
from intent_lsp.values import TARGETS, Target, other_target
from tests.translation.compared import differences
from tests.translation.corpus import Program, programs
from tests.translation.typed_inputs import TypedInputs

ALL = [program for target in TARGETS for program in programs(target)]


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_is_large(target: Target) -> None:
    assert len(programs(target)) >= 120
    assert len({program.name for program in programs(target)}) == len(programs(target))


@pytest.mark.parametrize("program", ALL, ids=lambda program: f"{program.target}-{program.name}")
async def test_the_translation_gives_what_the_original_gives(program: Program, sandbox: WasmSandbox) -> None:
    found = translate(program.code, program.target, other_target(program.target), program.name, program.types)
    assert isinstance(found, Translated), found
    calls = TypedInputs({}, program.constants, program.name).arguments(program.types.parameters, 40)
    assert await differences(program, found.code, [*calls, *program.shorter(calls[:8])], sandbox) == []
