"""A candidate that passed, as it is written: with types, a sentence of description, and the names and exports that the
project wants; and what is written, as it is run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.gates import Candidate
from intent_lsp.config import Config
from intent_lsp.decoration import javascript_imports, javascript_module, python_module
from intent_lsp.document.model import Intent
from intent_lsp.errors import WriteFailed
from intent_lsp.output.names import function_name
from intent_lsp.syntax.commonjs import as_es_module, is_commonjs, to_commonjs, to_module
from intent_lsp.syntax.renaming import rename_functions
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.values import Target


def decorate_attempt(attempt: Attempt, intent: Intent, tools: Tools, state: TargetState, path: Path) -> Attempt:
    """The attempt with the code that is written at ``path``. It is not run again: what is done to it shows itself that
    it changes nothing.

    Raises :class:`~intent_lsp.errors.WriteFailed` for code that cannot be what its place asks for.
    """
    target, config = state.work.target, tools.config
    code = canonical(as_es_module(attempt.code) if target == "js" else attempt.code, intent, target, config)
    if target == "py":
        code = python_module.decorated(code, intent, tools.checker.oldest.python)
    else:
        code = javascript_module.decorated(code, intent)
    names = _names([intent.name, *state.used], target, config)
    made = rename_functions(code, names, target)
    if made is None:
        raise WriteFailed(
            f"{path.name} cannot be written: its code gives another meaning to {', '.join(names.values())}",
            hint='set targets.names to "written", or ask for the code again (--regenerate)',
        )
    if target == "js":
        used = {name: names.get(name, name) for name in state.used}
        made = javascript_imports.decorated(made, used, path.suffix)
        made = _commonjs(made, path) if tools.workspace.is_commonjs(path) else made
    if made == attempt.code:
        return attempt
    tools.checker.record_confirmation(
        Candidate(target, canonical(made, intent, target, config), state.used), intent, attempt.verdict
    )
    return replace(attempt, code=made)


def canonical(code: str, intent: Intent, target: Target, config: Config) -> str:
    """Code as it is run, with the same lines: an ES module, with functions under the names of their intents."""
    if target == "js":
        code = to_module(code)
    back = {new: old for old, new in _names([intent.name, *(use.name for use in intent.uses)], target, config).items()}
    return rename_functions(code, back, target) or code if back else code


def matches_module_kind(code: str, target: Target, tools: Tools, path: Path) -> bool:
    """Whether a file exports as its place asks for: the project's package.json may have been changed since."""
    return target == "py" or is_commonjs(code) == tools.workspace.is_commonjs(path)


def _names(intents: Iterable[str], target: Target, config: Config) -> dict[str, str]:
    """The functions that are called otherwise in code than in the document."""
    found = {name: function_name(name, target, config) for name in intents}
    return {old: new for old, new in found.items() if old != new}


def _commonjs(code: str, path: Path) -> str:
    made = to_commonjs(code)
    if made is None:
        raise WriteFailed(
            f"{path.name} has to be a CommonJS module, which the code cannot be",
            hint='set targets.jsExtension to "mjs", or ask for the code again (--regenerate)',
        )
    return made
