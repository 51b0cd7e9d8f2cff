"""``intent clean``: delete generated files that no intent asks for, after asking."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents
from intent_lsp.cli.inspection.freshness import State, inspect
from intent_lsp.cli.inspection.orphans import orphans
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import FAILED, OK
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.errors import HandEdited
from intent_lsp.output.workspace import Workspace


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError``, ``ConfigError``, and ``OutputError`` for a file that stays."""
    here = Path.cwd()
    folders = [path.resolve() for path in options.paths if path.is_dir()]
    found: list[tuple[Path, State]] = []
    for root, documents in by_workspace(find_documents(options.paths), options.root, here).items():
        config = config_of(root)
        found += [(root, state) for state in orphans(root, config, inspect(root, config, documents), folders)]
    if not found:
        if not options.quiet:
            say("nothing to clean: every generated file has its intent")
        return OK
    for _, state in found:
        say(f"orphan   {state.findings[0].message.removesuffix(': delete it')}")
    if not options.yes and not _agreed(len(found)):
        say("nothing was deleted" + ("" if sys.stdin.isatty() else ": to delete without being asked, add --yes"))
        return FAILED
    return _delete(found, here)


def _agreed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"delete {count} file{'s' * (count != 1)}? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _delete(found: Sequence[tuple[Path, State]], here: Path) -> int:
    status = OK
    for root, state in found:
        if state.file is None:
            continue
        try:
            Workspace(root).remove_generated(state.file)
            line = f"deleted  {display_path(state.file, here)}"
        except HandEdited:
            status, line = FAILED, f"kept     {display_path(state.file, here)}: it was edited by hand"
        say(line)
    return status
