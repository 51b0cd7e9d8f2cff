"""What ``intent check`` found, in all workspaces, and how it is told to programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intent_lsp.cli.inspection.lint import Lint
from intent_lsp.cli.inspection.workspace_findings import WorkspaceFindings
from intent_lsp.cli.terminal.terminal_text import json_text
from intent_lsp.status import Phase
from intent_lsp.transpile.results import Tally, result_data
from intent_lsp.unchanged.packed_findings import TargetFinding

if TYPE_CHECKING:
    from intent_lsp.cli.inspection.freshness import State


@dataclass(slots=True)
class CheckReport:
    """What is said of all documents."""

    states: list[State] = field(default_factory=list)
    """But those of settled documents, which are all fresh."""
    lints: list[Lint] = field(default_factory=list)
    settled: int = 0
    """How many intents and targets settled documents have."""
    _parts: list[tuple[WorkspaceFindings, Sequence[State], Sequence[State]]] = field(default_factory=list)

    def add(self, found: WorkspaceFindings, states: Sequence[State], orphans: Sequence[State]) -> None:
        """One workspace. ``states``: of its documents that are not settled, as they turned out to be."""
        self.states += [*states, *orphans]
        self.lints += found.lints
        self.settled += found.memory.count() if found.memory else 0
        self._parts.append((found, states, orphans))

    def results(self) -> Iterator[dict[str, Any]]:
        """One for each intent and target, in the order of the documents; what is used stands before its users."""
        for found, states, orphans in self._parts:
            yield from _in_order(found, states)
            yield from map(_result, orphans)


def _in_order(found: WorkspaceFindings, states: Sequence[State]) -> Iterator[dict[str, Any]]:
    if found.memory is None or not found.settled:
        yield from map(_result, states)
        return
    inspected, at = set(found.documents_to_inspect), 0
    last = {state.document: place for place, state in enumerate(states)}
    while at < len(states) and not states[at].intent:  # documents that cannot be read come first
        yield _result(states[at])
        at += 1
    for document in found.documents:
        if document in inspected:
            while at <= last.get(document, -1):
                yield _result(states[at])
                at += 1
            continue
        for made in found.memory.made(document):
            yield _settled(found, str(document), made)
    yield from map(_result, states[at:])


def _settled(found: WorkspaceFindings, document: str, made: TargetFinding) -> dict[str, Any]:
    return result_data(
        document,
        made.intent,
        made.target,
        Phase.FRESH,
        provider=made.provider,
        model=made.model,
        cached=True,
        file=found.memory.workspace.root / made.file if found.memory else None,
        examples=Tally(made.examples, made.examples),
    )


def _result(state: State) -> dict[str, Any]:
    entry, verdict = state.entry, state.entry.verdict if state.entry else None
    return result_data(
        str(state.document),
        state.intent,
        state.target,
        state.status,
        provider=entry.provider if entry else "",
        model=entry.model if entry else "",
        cached=True,
        file=state.file,
        examples=Tally(verdict.passed_examples, len(verdict.examples)) if verdict else Tally(),
        problems=state.findings,
        doubts=state.doubts,
    )


def _problem(lint: Lint) -> dict[str, Any]:
    return {
        "document": str(lint.document),
        "code": lint.problem.code,
        "severity": lint.problem.severity,
        "message": lint.problem.message,
        "line": lint.problem.span.line + 1,
        "column": lint.problem.span.column + 1,
    }


def as_json(checked: CheckReport) -> Iterator[str]:
    """What ``--json`` prints, in parts: results shaped as those of ``transpile``, and the documents' problems."""
    yield '{"event": "finished", "results": ['
    for number, result in enumerate(checked.results()):
        yield f"{', ' if number else ''}{json_text(result)}"
    yield '], "problems": ['
    for number, lint in enumerate(checked.lints):
        yield f"{', ' if number else ''}{json_text(_problem(lint))}"
    yield "]}"
