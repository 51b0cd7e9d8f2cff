"""``intent transpile``: documents in, verified files out, with live progress."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection
from itertools import islice
from pathlib import Path

from intent_lsp.cli.commands.skip_unchanged import Finished, finished
from intent_lsp.cli.documents.selection import select_documents
from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.standard_output import OutputStream
from intent_lsp.cli.terminal.status import OK
from intent_lsp.text.inert import one_line, visible


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` and ``ConfigError`` before anything is done."""
    began_ns = time.time_ns()
    here = Path.cwd()
    groups = select_documents(by_workspace(find_documents(options.paths), options.root, here), options)
    configs = {root: config_of(root) for root in groups}
    done = finished(groups, configs, options, began_ns)
    everything = done.keys() == groups.keys() and not any(one.remaining for one in done.values())
    if done and everything and not sys.stdout.isatty():
        if not options.quiet:
            _tell(done.values(), here)
        return OK
    from intent_lsp.cli.commands import transpiling  # takes a while, and there may be nothing to be done

    return transpiling.run(options, here, groups, configs, done)


def _tell(done: Collection[Finished], here: Path) -> None:
    """As the plain view tells it, by hundreds of lines."""
    out, count = OutputStream(sys.stdout), sum(one.count() for one in done)
    lines = (visible(one_line(f"fresh     {line}")) for one in done for line in one.lines(here))
    while part := "\n".join(islice(lines, 500)):
        out.line(part)
    out.line(f"\n{count} fresh")
