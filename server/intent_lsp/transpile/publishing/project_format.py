"""What is written, in the project's own format: only ever the same program, or one that passes everything again."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.errors import FormatterFailed, SandboxError
from intent_lsp.syntax.equivalence import same_program
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.transpile.publishing.target_state import TargetState, Tools

_log = logging.getLogger(__name__)


async def format_attempt(
    attempt: Attempt, intent: Intent, tools: Tools, state: TargetState, path: Path
) -> tuple[Attempt, str]:
    """The attempt as the project's formatter writes it at ``path``; and where that failed, why it is as it was.

    Code of which it is not plain that it is the same program passes all gates again, or is not taken.
    """
    target = state.work.target
    try:
        code = await tools.formatter.format(attempt.code, path, target)
        if code == attempt.code:
            return attempt, ""
        candidate = Candidate(target, canonical(code, intent, target, tools.config), state.used)
        if same_program(attempt.code, code, target):
            tools.checker.record_confirmation(candidate, intent, attempt.verdict)
        elif not await _passes(candidate, attempt, intent, tools):
            raise FormatterFailed("the formatter made another program of the code")
    except (FormatterFailed, SandboxError) as error:
        _log.info("%s is not formatted: %s", path.name, error)
        return attempt, f"not formatted: {error}"
    return replace(attempt, code=code), ""


async def _passes(candidate: Candidate, attempt: Attempt, intent: Intent, tools: Tools) -> bool:
    """Whether the candidate passes all that the attempt does, with no further doubt."""
    async with tools.slots.turn(0):
        verdict = await tools.checker.check(candidate, intent)
    return verdict.passed and set(verdict.doubts) <= set(attempt.verdict.doubts)
