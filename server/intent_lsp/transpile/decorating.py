"""A candidate that passed, as it is written: with types and a sentence of description."""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.decoration import javascript_module, python_module
from intent_lsp.document.model import Intent
from intent_lsp.transpile.attempts import Attempt
from intent_lsp.values import Target


def decorated(attempt: Attempt, target: Target, intent: Intent, checker: Checker, used: dict[str, str]) -> Attempt:
    """The attempt with decorated code. It is not run again: the decoration shows itself that it changes nothing."""
    if target == "js":
        code = javascript_module.decorated(attempt.code, intent)
    else:
        code = python_module.decorated(attempt.code, intent, checker.oldest.python)
    if code == attempt.code:
        return attempt
    checker.vouch(Candidate(target, code, used), intent, attempt.verdict)
    return replace(attempt, code=code)
