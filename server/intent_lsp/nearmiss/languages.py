"""What the search needs to know of a language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intent_lsp.nearmiss import javascript_batch, javascript_changes, python_batch, python_changes
from intent_lsp.nearmiss.batch import ModuleBuilder
from intent_lsp.nearmiss.contract import Change, Hints
from intent_lsp.values import JsonValue, Target


@dataclass(frozen=True, slots=True)
class Language:
    """``changes``: every change of the function ``name`` (code, name, hints, expected values of failing examples)."""

    changes: Callable[[str, str, Hints, list[JsonValue]], list[Change]]
    module: ModuleBuilder
    functions: Callable[[str], dict[str, tuple[int, int]]]
    """Where each function at the top level of some code stands, in bytes."""
    raising: Callable[[str], list[tuple[int, int]]]
    """Where some code raises errors: how they are worded."""
    parses: Callable[[str], bool]


LANGUAGES: dict[Target, Language] = {
    "py": Language(
        python_changes.changes,
        python_batch.module,
        python_changes.functions,
        python_changes.raising,
        python_changes.parses,
    ),
    "js": Language(
        javascript_changes.changes,
        javascript_batch.module,
        javascript_changes.functions,
        javascript_changes.raising,
        javascript_changes.parses,
    ),
}
