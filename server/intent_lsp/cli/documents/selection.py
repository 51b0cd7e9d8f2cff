"""Which of the documents a run looks at: those that a change concerns, and one machine's share of them."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from intent_lsp.cli.documents.git_changes import changed_since
from intent_lsp.configuration.sources import workspace_file
from intent_lsp.errors import OutputError
from intent_lsp.files.paths import Paths
from intent_lsp.output.reports import REPORT
from intent_lsp.output.workspace import Workspace

Groups = Mapping[Path, Paths]
"""Documents by workspace."""


def select_documents(groups: Groups, options: argparse.Namespace) -> Groups:
    """The documents that ``--changed-since`` and ``--shard`` leave; all of them without these.

    Raises :class:`~intent_lsp.cli.terminal.status.UsageError` where Git cannot say what has changed.
    """
    if options.changed_since:
        groups = {root: _concerned(root, documents, options.changed_since) for root, documents in groups.items()}
    if options.shard:
        groups = {root: _share(root, documents, *options.shard) for root, documents in groups.items()}
    return {root: documents for root, documents in groups.items() if documents}


def _concerned(root: Path, documents: Paths, revision: str) -> Paths:
    """Those that were changed, or their reports or generated files, or what they use, or the configuration."""
    changed = changed_since(root, revision)
    if workspace_file(root) in changed:
        return documents
    workspace = Workspace(root)
    meant = changed | _made_from(workspace, changed) | _reported(workspace, changed)
    chosen = {path for path in documents if path in meant}
    # It reads documents, which few commands do before anything else.
    from intent_lsp.cli.documents.document_users import DocumentUsers

    uses = DocumentUsers()
    uses.update(documents)
    chosen.update(uses.dependents(_deleted_too(chosen, changed)))
    return Paths(path for path in documents if path in chosen)


def _reported(workspace: Workspace, changed: Iterable[Path]) -> set[Path]:
    """The documents that changed reports are of."""
    try:
        reports = workspace.home("reports")
    except OutputError:
        return set()
    names = [path.relative_to(reports).as_posix() for path in changed if path.is_relative_to(reports)]
    return {workspace.root / name.removesuffix(REPORT) for name in names if name.endswith(REPORT)}


def _deleted_too(chosen: set[Path], changed: Iterable[Path]) -> set[Path]:
    """Also what other documents may have used and is gone."""
    return chosen | {path for path in changed if not os.path.lexists(path)}


def _made_from(workspace: Workspace, changed: Iterable[Path]) -> set[Path]:
    """The documents that the headers of changed files name."""
    found = set()
    for path in changed:
        if path.suffix in (".js", ".mjs", ".cjs", ".py"):
            try:
                header = workspace.inspect(path).header
            except OutputError:
                continue
            if header is not None and header.provenance is not None:
                found.add(workspace.root / header.provenance.document)
    return found


def _share(root: Path, documents: Paths, part: int, count: int) -> Paths:
    """The part of one machine: by the hash of the document's path, so that every machine agrees without asking."""
    found = Paths()
    for folder, names in documents.runs():
        relative = (Path(folder) / "_").relative_to(root).as_posix()[:-1]
        found.add(folder, [name for name in names if _number(relative + name) % count == part - 1])
    return found


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:8])
