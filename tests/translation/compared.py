"""Runs an original and its translation, and tells where they differ."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.checks.agreement import is_proper
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Job, Outcome, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import JsonValue, other_target, show
from tests.translation.corpus import Program


async def differences(
    program: Program, code: str, calls: Sequence[tuple[JsonValue, ...]], sandbox: WasmSandbox
) -> list[str]:
    """The calls for which the translation does not give what the original gives. What does not load gives nothing."""
    one = await sandbox.run(Job(program.target, program.code, program.name, tuple(calls)))
    two = await sandbox.run(Job(other_target(program.target), code, program.name, tuple(calls)))
    if one.load_error is not None:
        return []
    assert two.load_error is None, f"{two.load_error}\n{code}"
    return [
        f"{program.name}({', '.join(map(show, args))}): {first} and {second}\n{program.code}\n{code}"
        for args, first, second in zip(calls, one.outcomes, two.outcomes, strict=True)
        if _differ(program, first, second)
    ]


def _differ(program: Program, one: Outcome, other: Outcome) -> bool:
    proper = [is_proper(outcome, program.intent) for outcome in (one, other)]
    if not all(proper):
        return any(proper)
    assert isinstance(one, Returned)
    assert isinstance(other, Returned)
    return difference(one.value, other.value) is not None
