"""``intent cache stats | prune | clear | forget``: the kept model replies, and what was learnt of the models."""

from __future__ import annotations

import argparse
from pathlib import Path

from intent_lsp.cli.documents.typed_paths import workspace_here
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import OK
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.errors import OutputError
from intent_lsp.models.cache import cache_of
from intent_lsp.models.learning import learnt_file


def run(options: argparse.Namespace) -> int:
    """Raises ``ConfigError``, and ``OutputError`` for replies that stay."""
    if options.action == "forget":
        return _forget()
    root = options.root or workspace_here()
    config = config_of(root)
    cache = cache_of(root, config)
    if options.action == "prune":
        say(f"{_entries(cache.prune())} removed")
    elif options.action == "clear":
        say(f"{_entries(cache.clear())} removed")
    stats = cache.stats()
    if options.action == "clear" and stats.entries:
        raise OutputError(
            f"{_entries(stats.entries)} could not be removed from {stats.directory}",
            hint="check that you may write there, and that no symlink leads out of the workspace",
        )
    say(
        f"{display_path(stats.directory, Path.cwd())}: {_entries(stats.entries)}, "
        f"{size(stats.bytes)} of {size(stats.limit)}"
    )
    return OK


def _forget() -> int:
    """Remove what was learnt of the models, for all workspaces."""
    folder = learnt_file.learnt_folder()
    try:
        models = learnt_file.forget(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} could not be emptied: {error.strerror}", hint="check that you may write there"
        ) from error
    say(f"what was learnt of {models} model{'' if models == 1 else 's'} is forgotten")
    return OK


def size(count: int) -> str:
    """Bytes for people: ``512 MB``."""
    number = float(count)
    for unit in ("B", "KB", "MB"):
        if number < 1024:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1024
    return f"{number:.1f} GB"


def _entries(count: int) -> str:
    return f"{count} repl{'y' if count == 1 else 'ies'}"
