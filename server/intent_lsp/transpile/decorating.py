"""A candidate that passed, as it is written: with types, a sentence of description, and the exports of its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.gates import Candidate
from intent_lsp.decoration import javascript_imports, javascript_module, python_module
from intent_lsp.document.model import Intent
from intent_lsp.errors import WriteFailed
from intent_lsp.syntax.commonjs import as_es_module, is_commonjs, to_commonjs
from intent_lsp.transpile.attempts import Attempt
from intent_lsp.transpile.target_state import TargetState, Tools
from intent_lsp.values import Target


def decorated(attempt: Attempt, intent: Intent, tools: Tools, state: TargetState, path: Path) -> Attempt:
    """The attempt with the code that is written at ``path``. It is not run again: what is done to it shows itself that
    it changes nothing.

    Raises :class:`~intent_lsp.errors.WriteFailed` for code that cannot be what its place asks for.
    """
    if state.work.target == "py":
        code = python_module.decorated(attempt.code, intent, tools.checker.oldest.python)
    else:
        code = as_es_module(attempt.code)
        code = javascript_imports.decorated(javascript_module.decorated(code, intent), state.used, path.suffix)
        code = _commonjs(code, path) if tools.workspace.is_commonjs(path) else code
    if code == attempt.code:
        return attempt
    tools.checker.vouch(Candidate(state.work.target, code, state.used), intent, attempt.verdict)
    return replace(attempt, code=code)


def fits(code: str, target: Target, tools: Tools, path: Path) -> bool:
    """Whether a file exports as its place asks for: the project's package.json may have been changed since."""
    return target == "py" or is_commonjs(code) == tools.workspace.is_commonjs(path)


def _commonjs(code: str, path: Path) -> str:
    made = to_commonjs(code)
    if made is None:
        raise WriteFailed(
            f"{path.name} has to be a CommonJS module, which the code cannot be",
            hint='Set targets.jsExtension to "mjs", or ask for the code again (--regenerate).',
        )
    return made
