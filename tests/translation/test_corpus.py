"""What the original gives, the translation gives: in the sandbox, on inputs from types and the code's constants."""

from __future__ import annotations

import pytest

from intent_lsp.checks.agreement import is_proper
from intent_lsp.checks.typed_inputs import TypedInputs
from intent_lsp.equality import differs
from intent_lsp.sandbox.contract import Job, Outcome, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.translation.contract import Translated
from intent_lsp.translation.translator import translate
from intent_lsp.values import TARGETS, Target, other_target, show
from tests.translation.corpus import Program, programs

ALL = [program for target in TARGETS for program in programs(target)]


async def differences(program: Program, code: str, sandbox: WasmSandbox, most: int = 40) -> list[str]:
    """The calls for which the translation does not give what the original gives."""
    calls = tuple(TypedInputs({}, program.constants, program.name).arguments(program.types.parameters, most))
    other = other_target(program.target)
    one = await sandbox.run(Job(program.target, program.code, program.name, calls))
    two = await sandbox.run(Job(other, code, program.name, calls))
    assert one.load_error is None
    assert two.load_error is None, f"{two.load_error}\n{code}"
    return [
        f"{program.name}({', '.join(map(show, args))}): {first} and {second}\n{code}"
        for args, first, second in zip(calls, one.outcomes, two.outcomes, strict=True)
        if _differ(program, first, second)
    ]


def _differ(program: Program, one: Outcome, other: Outcome) -> bool:
    proper = [is_proper(outcome, program.intent) for outcome in (one, other)]
    if not all(proper):
        return any(proper)
    assert isinstance(one, Returned)
    assert isinstance(other, Returned)
    return differs(one.value, other.value) is not None


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_is_large(target: Target) -> None:
    assert len(programs(target)) >= 120
    assert len({program.name for program in programs(target)}) == len(programs(target))


@pytest.mark.parametrize("program", ALL, ids=lambda program: f"{program.target}-{program.name}")
async def test_the_translation_gives_what_the_original_gives(program: Program, sandbox: WasmSandbox) -> None:
    found = translate(program.code, program.target, other_target(program.target), program.name, program.types)
    assert isinstance(found, Translated), found
    assert await differences(program, found.code, sandbox) == []
