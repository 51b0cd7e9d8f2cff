"""Looks at the documents of a workspace; only at those that are not settled, where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.cli.inspection.orphans import generated_folders, headers
from intent_lsp.cli.inspection.workspace_findings import WorkspaceFindings
from intent_lsp.config import Config
from intent_lsp.files.paths import Paths
from intent_lsp.output import names
from intent_lsp.output.provenance import Provenance
from intent_lsp.output.workspace import Workspace
from intent_lsp.unchanged.lookup import UnchangedDocuments

if TYPE_CHECKING:
    from intent_lsp.cli.inspection.freshness import State

FEWEST = 200
"""Fewer documents are read as quickly as it is found out that they need not be."""
_BETWEEN = frozenset(("unresolved-use", "cyclic-use", "target-collision"))
"""Problems whose text or place may depend on any document."""


def inspect_workspace(root: Path, config: Config, documents: Paths, began_ns: int) -> WorkspaceFindings:
    """Look at the documents of a workspace. ``began_ns``: when the run began, before it read any of them."""
    memory = UnchangedDocuments(Workspace(root), config, documents) if len(documents) >= FEWEST else None
    found = WorkspaceFindings(root, config, documents, began_ns, memory)
    found.documents_to_inspect = documents
    if memory is not None:
        found.settled, found.documents_to_inspect = memory.settled(documents)
        if found.documents_to_inspect:
            from intent_lsp.cli.inspection.inspect_documents import inspect_in_batches

            inspect_in_batches(found, memory)
            found.settled, found.documents_to_inspect = memory.settled(documents)
    while True:
        needs_inspection = _inspect(found, memory)
        if memory is None or not needs_inspection:
            return found
        found.needs_inspection |= needs_inspection
        memory.doubt(needs_inspection)
        found.settled, found.documents_to_inspect = memory.settled(documents)


def _inspect(found: WorkspaceFindings, memory: UnchangedDocuments | None) -> set[Path]:
    """Look at those that are not settled; which settled ones are to be looked at as well."""
    found.unknown, found.states, found.lints = None, [], []
    claims: set[int] = set()
    if found.documents_to_inspect:
        from intent_lsp.cli.inspection.inspect_documents import claims_of, inspect_all

        inspect_all(found)
        claims = claims_of(found) if found.settled else claims
    return _concerned(found, memory, claims) if memory and found.settled else set()


def _concerned(found: WorkspaceFindings, memory: UnchangedDocuments, claims: set[int]) -> set[Path]:
    """The settled documents of which something must be said because of the others, or of files that are new."""
    if any(lint.problem.code in _BETWEEN for lint in found.lints):
        return set(found.settled)
    workspace = memory.workspace
    folders = {folder.resolve() for folder in generated_folders(workspace, found.config, found.states)}
    folders |= memory.places()
    concerned = {state.document for state in found.states} | memory.claimed(claims)
    found.unknown = []
    for path, made in headers(workspace, (folder / name for folder in folders for name in memory.unknown(folder))):
        document = None if made is None else workspace.root / made.document
        if made is None or document is None or not memory.knows(document):
            found.unknown.append(path)
        elif _stands_beside(path, made, memory, document):
            memory.companion_names.setdefault(path.parent, set()).add(path.name)
        else:
            concerned.add(document)
    found.unknown.sort()
    return {document for document in concerned if memory.knows(document)}


def _stands_beside(path: Path, made: Provenance, memory: UnchangedDocuments, document: Path) -> bool:
    """Whether a file that says to be of a settled document belongs to it: its code, declarations or a test."""
    wanted = {(one.intent, one.target): memory.workspace.root / one.file for one in memory.made(document)}
    return wanted.get((made.intent, made.target)) in (path, names.described(path))


def save_findings(found: WorkspaceFindings, states: Sequence[State]) -> None:
    """Keep what was found out, the orphans included. ``states``: of the others, once all that is to run has run."""
    if found.memory is not None and (found.documents_to_inspect or found.memory.new() or found.foreign):
        from intent_lsp.cli.inspection.inspect_documents import unchanged_documents
        from intent_lsp.unchanged.recorder import UnchangedRecorder

        keeper = UnchangedRecorder(found.memory, found.began_ns)
        keeper.keep(unchanged_documents(found, states), found.needs_inspection)
        keeper.keep_foreign(found.foreign)
