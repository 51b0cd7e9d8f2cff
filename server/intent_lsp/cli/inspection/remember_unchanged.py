"""Documents with which everything is in order, and that have nothing to do with others, as they are remembered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document.model import Document
from intent_lsp.document.type_language.borrowing import written_paths
from intent_lsp.errors import DocumentError
from intent_lsp.models.contract import BUILTIN
from intent_lsp.output import names
from intent_lsp.output.workspace import HOME, Workspace
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.transpile.proofs import proof_key
from intent_lsp.transpile.results import Result
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.packed_folder import claim
from intent_lsp.unchanged.row_format import UnchangedDocument
from intent_lsp.values import TARGETS


def unchanged_document(
    workspace: Workspace, config: Config, document: Document, path: Path, made: Sequence[TargetFinding | None]
) -> Iterator[UnchangedDocument]:
    """The document, if all that was ``made`` of it is known, lies where it is plainly looked for, and uses nothing."""
    if written_paths(document.text) or any(intent.uses for intent in document.intents):
        return
    proofs: list[Path] = []
    for one in made:
        intent = document.intent(one.intent) if one else None
        if one is None or intent is None:
            return
        folder = intent.out_dir or (config.js_dir if one.target == "js" else config.py_dir)
        if (workspace.root / one.file).parent != workspace.root / folder:  # else a symlink leads there
            return
        if one.model == BUILTIN:  # then the proof's doubts count as well
            target = next(target for target in TARGETS if target == one.target)
            key = proof_key(intent.digest, target, {})
            proofs.append(workspace.root / HOME / "proofs" / key[:2] / f"{key}.json")
    yield UnchangedDocument(path, tuple(filter(None, made)), tuple(claims(document)), tuple(proofs))


def claims(document: Document | DocumentError) -> Iterator[int]:
    """What no other document may claim as well (:func:`intent_lsp.unchanged.packed_folder.claim`)."""
    if isinstance(document, DocumentError):
        return
    for intent in document.intents:
        for target in document.targets(intent):
            yield claim(intent.out_dir, target, intent.name)


def used_documents(root: Path, config: Config, documents: Iterable[Path]) -> set[Path]:
    """The documents whose intents these use, over others too."""
    top, found = Workspace(root).root, set[Path]()
    for first in documents:
        waiting = [first]
        while waiting:
            path = waiting.pop()
            document = Planner(top, config).document(path)  # which keeps what it has read
            for intent in document.intents if isinstance(document, Document) else ():
                ways = {Path(os.path.normpath(path.parent / use.path)) for use in intent.uses if use.path}
                waiting += ways - found
                found |= ways
    return found


def finished_documents(
    workspace: Workspace, config: Config, results: Mapping[Path, Sequence[Result]]
) -> Iterator[UnchangedDocument]:
    """Those of the documents that need not be transpiled again until something is changed, by what came of them."""
    used = used_documents(workspace.root, config, results)
    for path, members in results.items():
        document = Planner(workspace.root, config).document(path)
        if path not in used and isinstance(document, Document):
            made = [
                TargetFinding(
                    one.intent, one.target, workspace.relative(one.file), one.provider, one.model, one.examples.total
                )
                if one.file is not None and not one.doubts and one.examples.passed == one.examples.total
                else None
                for one in members
            ]
            companions = tuple(path for one in members if one.file for path in _companions(one.file, config))
            for unchanged in unchanged_document(workspace, config, document, path, made):
                yield unchanged._replace(companions=companions)


def _companions(file: Path, config: Config) -> Iterator[Path]:
    """What a transpilation writes beside a file of JavaScript."""
    if file.suffix != ".py" and config.declarations:
        yield names.declarations_of(file)
    if file.suffix != ".py" and config.js_tests != "none":
        yield names.test_of(file)
