"""``intent explain NAME``: which model was asked for what, and what failed in which round, from the report."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from intent_lsp.checks.verdict import ExampleResult, Failure, Verdict
from intent_lsp.cli.documents.named_intent import find_intent
from intent_lsp.cli.documents.typed_paths import by_workspace, find_documents
from intent_lsp.cli.inspection.freshness import State, inspect
from intent_lsp.cli.settings import config_of
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import OK
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.models.contract import BUILTIN
from intent_lsp.output.report import Entry, Round
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.loop.attempts import why_it_failed
from intent_lsp.transpile.loop.translating import origin
from intent_lsp.transpile.next_step import doubts_with_next_step
from intent_lsp.values import LANGUAGES, TARGETS, show

_MOST = 3
"""Failures told per round."""


def run(options: argparse.Namespace) -> int:
    """Reads reports; asks and runs nothing. Raises ``UsageError`` and ``ConfigError``."""
    here = Path.cwd()
    name: str | None = options.name
    if name is not None:
        found = find_intent(name, options.paths, options.root, here)
        options.paths = [found.item.key.document]
    told_count = 0
    for root, documents in by_workspace(find_documents(options.paths), options.root, here).items():
        for state in inspect(root, config_of(root), documents):
            if state.intent == name or (name is None and state.status is not Phase.FRESH):
                told_count += 1
                for line in _story(Workspace(root), state, here):
                    say(line)
    if not told_count:
        say("nothing to explain: every generated file is verified")
    return OK


def _story(workspace: Workspace, state: State, here: Path) -> Iterator[str]:
    target = next((target for target in TARGETS if target == state.target), None)
    name = f"{state.intent or display_path(state.document, here)} {LANGUAGES[target] if target else ''}".rstrip()
    word = Status.VERIFIED if state.status is Phase.FRESH else state.status
    yield f"{name}: {word}" + (f", {display_path(state.file, here)}" if state.file else "")
    entry = load_report(workspace, state.document).get(state.intent, target) if target else None
    if entry is None:
        if state.status in (Status.MISSING, Status.STALE):
            yield f"  no model was asked yet: intent transpile {shell_argument(state.document, here)}"
        yield from (f"  {finding.message}" for finding in state.findings if state.status is Phase.ERROR)
        yield ""
        return
    for number, round_ in enumerate(entry.history, 1):
        yield from _round(round_, number, entry)
    yield from _open(entry)
    if state.status in (Status.STALE, Phase.CONFLICT):
        yield from (f"  now: {finding.message}" for finding in state.findings)
    yield ""


def _round(round_: Round, number: int, entry: Entry) -> Iterator[str]:
    lead = f"  round {round_.number} of {entry.rounds}:" if round_.number else f"  {number}. the code that was there:"
    who = _who(round_.provider, round_.model)
    request = f" asked {who};" if who and round_.number else ""
    if round_.model == origin(entry.target):
        request = f" no call, a {round_.model} by rule;"
    for detour in round_.detours:
        yield f"{lead} {detour}"
    if round_.verdict is None:
        yield f"{lead}{request} no usable code: {round_.reason}"
    elif round_.verdict.passed:
        reason = f", but {round_.reason}" if round_.reason else ""
        count = len(round_.verdict.examples)
        yield f"{lead}{request} {f'all {count} examples' if count != 1 else 'the only example'} passed{reason}"
    else:
        yield f"{lead}{request} {why_it_failed(round_.verdict)}"
        yield from (f"      {line}" for line in _failures(round_.verdict))


def _failures(verdict: Verdict) -> Iterator[str]:
    results = {result.number: result for result in verdict.examples}
    lines = list(dict.fromkeys(filter(None, (_failure(failure, results) for failure in verdict.failures))))
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"and {len(lines) - _MOST} more"


def _failure(failure: Failure, results: Mapping[int, ExampleResult]) -> str:
    result = results.get(failure.example)
    if result is not None:
        return f"example {failure.example}: {failure.message}"
    inputs = f" on {', '.join(show(value) for value in failure.args)}" if failure.args else ""
    return f"{failure.message}{inputs}"


def _open(entry: Entry) -> Iterator[str]:
    if entry.note:
        yield f"  note: {entry.note}"
    for doubt in doubts_with_next_step(entry.intent, entry.doubts) if entry.question is None else entry.doubts:
        yield f"  open: {doubt}"
    if entry.question is not None:
        call = f"{entry.intent}({', '.join(show(value) for value in entry.question.args)})"
        answers = " or ".join(show(answer) for answer in entry.question.answers)
        yield f"  to settle it, add an example: {call} is {answers}"


def _who(provider: str, model: str) -> str:
    if BUILTIN in (provider, model):
        return "the built-in search"
    return model or provider
