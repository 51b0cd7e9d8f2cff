"""Looks at documents: reads them, and what was generated from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from intent_lsp.cli.freshness import State, inspect
from intent_lsp.cli.lint import Lint
from intent_lsp.cli.survey import Survey
from intent_lsp.document.borrowing import written_paths
from intent_lsp.document.link import link, resolve_path
from intent_lsp.document.model import Document
from intent_lsp.errors import DocumentError
from intent_lsp.models.contract import BUILTIN
from intent_lsp.output.workspace import Workspace
from intent_lsp.settled.chunk import Made, claim
from intent_lsp.settled.keep import Sound
from intent_lsp.status import Phase
from intent_lsp.transpile.plan import Planner
from intent_lsp.transpile.proofs import proof_key, proof_path


def look(found: Survey) -> None:
    """Set the states and the lints of the documents that are not settled."""
    planner, root = _planner(found), Workspace(found.root).root
    found.states = inspect(found.root, found.config, found.others, planner)
    found.lints = _lints(root, planner, found.others)


def _planner(found: Survey) -> Planner:
    """It reads each document once, however often is looked."""
    if found.planner is None:
        found.planner = Planner(Workspace(found.root).root, found.config)
    return found.planner


def _lints(root: Path, planner: Planner, documents: Sequence[Path]) -> list[Lint]:
    """The documents' own problems, and those that only several documents together show."""
    parsed: dict[str, Document | None] = {}
    names = {path.relative_to(root).as_posix(): path for path in documents}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        read = planner.document(root / name)
        parsed[name] = document = read if isinstance(read, Document) else None
        used = {use.path for intent in document.intents for use in intent.uses if use.path} if document else set()
        there = {resolve_path(name, path) for path in used} - {None}
        waiting += [path for path in sorted(filter(None, there)) if path not in parsed and path not in waiting]
    readable = {name: document for name, document in parsed.items() if document is not None}
    crossing = link(readable)
    return [
        Lint(path, problem)
        for name, path in names.items()
        if name in readable  # else a state already says so
        for problem in (*readable[name].problems(), *crossing[name])
    ]


def claims_of(found: Survey) -> set[int]:
    """What the documents that were looked at claim (:func:`intent_lsp.settled.chunk.claim`)."""
    return {number for path in found.others for number in _claims(_planner(found).document(path))}


def _claims(document: Document | DocumentError) -> Iterator[int]:
    if isinstance(document, DocumentError):
        return
    for intent in document.intents:
        for target in document.targets(intent):
            yield claim(intent.out_dir, target, intent.name)


def sound(found: Survey, states: Sequence[State]) -> Iterator[Sound]:
    """The documents with which everything is in order, and that have nothing to do with others."""
    planner = _planner(found)
    by_document: dict[Path, list[State]] = {}
    for state in states:
        by_document.setdefault(state.document, []).append(state)
    troubled = {lint.document for lint in found.lints} | _used(found)
    for path in found.others:
        members = by_document.get(path)
        document = planner.document(path)
        if path in troubled or not members or not isinstance(document, Document):
            continue
        alone = not written_paths(document.text) and not any(intent.uses for intent in document.intents)
        if alone and all(state.status is Phase.FRESH for state in members):
            yield from _told(found, path, document, members)


def _used(found: Survey) -> set[Path]:
    """Documents whose intents others use."""
    return {
        (path.parent / use.path).resolve()
        for path, document in _planner(found).read_so_far().items()
        if isinstance(document, Document)
        for intent in document.intents
        for use in intent.uses
        if use.path
    }


def _told(found: Survey, path: Path, document: Document, states: Sequence[State]) -> Iterator[Sound]:
    workspace = Workspace(found.root)
    made: list[Made] = []
    proofs: list[Path] = []
    for state in states:
        intent, entry = document.intent(state.intent), state.entry
        if intent is None or entry is None or entry.verdict is None or state.file is None:
            return
        folder = intent.out_dir or (found.config.js_dir if state.target == "js" else found.config.py_dir)
        total = len(entry.verdict.examples)
        if state.file.parent != workspace.root / folder or total != entry.verdict.passed_examples:
            return
        file = workspace.relative(state.file)
        made.append(Made(state.intent, state.target, file, entry.provider, entry.model, total))
        if entry.model == BUILTIN:  # then the proof's doubts count as well
            proofs.append(proof_path(workspace, proof_key(intent.digest, entry.target, {})))
    yield Sound(path, tuple(made), tuple(_claims(document)), tuple(proofs))
