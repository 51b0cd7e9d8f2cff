"""The calls of a function in the project's own tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import Call, ExistingFunction
from intent_lsp.errors import OutputError
from intent_lsp.output.workspace import Workspace

_MOST_FILES = 20_000
"""So many names are looked at in a workspace."""
_MOST_CALLS = 60
_NEVER = {"node_modules", "__pycache__", "venv", "site-packages", "dist", "build"}


def calls_in_tests(workspace: Workspace, existing: ExistingFunction) -> list[Call]:
    """Calls with plain values, in the order of the files' names. Files that cannot be read are passed over."""
    found: list[Call] = []
    for file in sorted(name for name in _files(workspace) if sources.is_test(name, existing.target)):
        try:
            data = workspace.read_bytes(workspace.root / file)
            text = (data or b"").decode("utf-8-sig")
        except (OutputError, UnicodeDecodeError):
            continue
        if existing.name in text:
            found += sources.calls_in_tests(text, existing, file)
        if len(found) >= _MOST_CALLS:
            break
    return found[:_MOST_CALLS]


def _files(workspace: Workspace) -> Iterator[str]:
    """Names relative to the workspace; hidden folders and those of packages are not entered."""

    def walked() -> Iterator[str]:
        for folder, folders, names in os.walk(workspace.root):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NEVER)
            base = os.path.relpath(folder, workspace.root).replace(os.sep, "/")
            yield from (name if base == "." else f"{base}/{name}" for name in names)

    return islice(walked(), _MOST_FILES)
