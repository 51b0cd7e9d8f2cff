from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document.model import Intent
from intent_lsp.mending.improve import Improvement, improve
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target

Improve: TypeAlias = Callable[[str, Target, Intent], Awaitable[Improvement | None]]


@pytest.fixture
def improved(sandbox: Sandbox) -> Improve:
    """Checks code, which must not pass, and improves it."""

    async def run(code: str, target: Target, intent: Intent) -> Improvement | None:
        candidate = Candidate(target, code)
        verdict = await check(candidate, intent, sandbox, Limits())
        assert not verdict.passed, "there is nothing to mend"
        return await improve(candidate, verdict, intent, Checker(sandbox, Limits()))

    return run
