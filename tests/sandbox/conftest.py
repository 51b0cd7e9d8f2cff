"""Short ways to run code in the sandbox that all tests share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from intent_lsp.sandbox.contract import Job, Limits, Outcome, Run
from intent_lsp.sandbox.wasm import WasmSandbox

RunCode = Callable[..., Awaitable[Run]]
Call = Callable[..., Awaitable[Outcome]]
PATIENT = 30.0
"""Seconds per call where time is not what is tested: the machine may be busy."""


@pytest.fixture
def py(sandbox: WasmSandbox) -> RunCode:
    """Run Python code whose function is ``f`` on lists of arguments."""

    async def run(code: str, *calls: list[Any], modules: Mapping[str, str] | None = None, **limits: Any) -> Run:
        inputs = tuple(tuple(call) for call in calls)
        return await sandbox.run(
            Job("py", code, "f", inputs, modules or {}, Limits(**{"seconds_per_call": PATIENT, **limits}))
        )

    return run


@pytest.fixture
def js(sandbox: WasmSandbox) -> RunCode:
    """Run JavaScript code whose function is ``f`` on lists of arguments."""

    async def run(code: str, *calls: list[Any], modules: Mapping[str, str] | None = None, **limits: Any) -> Run:
        inputs = tuple(tuple(call) for call in calls)
        return await sandbox.run(
            Job("js", code, "f", inputs, modules or {}, Limits(**{"seconds_per_call": PATIENT, **limits}))
        )

    return run
