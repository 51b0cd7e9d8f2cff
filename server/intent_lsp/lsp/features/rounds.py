"""What transpiling found, as diagnostics on the lines of the examples.

Whatever the run's text was, a result is shown where its example stands now: by what the example says, not by where it
was. An example that was changed since has no result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intent_lsp.checks.verdict import ExampleResult, Verdict
from intent_lsp.document.model import Example, Intent
from intent_lsp.errors import sentence
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.published_diagnostics import SEVERITIES
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.status import GOOD, Phase, Status
from intent_lsp.text.span import Span
from intent_lsp.transpile.findings import failure_code, failure_span
from intent_lsp.transpile.progress import WorkState
from intent_lsp.values import Json

SOURCE = "intent run"
CONTRADICTS = "contradicts-examples"
"""The code of a verified file that one edited example contradicts."""


def diagnostics(view: View, states: Iterable[WorkState], flags: ClientFlags) -> list[Json]:
    """Failures of the last round of everything that is not verified."""
    known = list(states)
    return [*_errors(view, known), *(found for state in known for found in _of_work(view, state, flags))]


def _errors(view: View, states: list[WorkState]) -> Iterator[Json]:
    """What could not be done at all: the same reason once for all targets."""
    reasons: dict[tuple[str, str, str], list[WorkState]] = {}
    for state in states:
        if state.status is Phase.ERROR:
            text = sentence(state.reason, state.hint)
            reasons.setdefault((state.work.intent, state.error_code or "error", text), []).append(state)
    for (name, code, text), same in reasons.items():
        intent = view.document.intent(name)
        if intent is not None:
            where = ", ".join(state.work.target for state in same)
            yield _diagnostic(view, intent.place(intent.name_span), "error", code, f"{where}: {text}", same[0])


def _of_work(view: View, state: WorkState, flags: ClientFlags) -> Iterator[Json]:
    intent = view.document.intent(state.work.intent)
    if intent is None or state.status in GOOD | {Phase.QUEUED, Phase.ERROR}:
        return
    where = state.work.target
    if state.status is Phase.CONFLICT:
        text = f"{where}: {state.reason}"
        yield _diagnostic(view, intent.place(intent.name_span), "warning", "hand-edited", text, state)
        return
    if state.status is Phase.SKIPPED:
        return
    record = next((record for record in reversed(state.history) if record.verdict is not None), None)
    if record is None or record.verdict is None:
        if state.status is Status.FAILED:
            text = f"{where}: {state.reason}"
            yield _diagnostic(view, intent.place(intent.name_span), "error", "no-code", text, state)
        return
    if state.status is Status.FAILED and record.verdict.passed:
        text = f"{where}: {state.reason}"
        yield _diagnostic(view, intent.place(intent.name_span), "error", "pair-incomplete", text, state)
        return
    severity = "error" if state.status in (Status.FAILED, Status.DISAGREE) else "information"
    head = f"{where}, round {record.number}/{state.rounds}" if record.number else f"{where}, the code that is there"
    yield from _of_verdict(view, intent, record.verdict, severity, head, state, flags)


def _of_verdict(
    view: View, intent: Intent, verdict: Verdict, severity: str, head: str, state: WorkState, flags: ClientFlags
) -> Iterator[Json]:
    examples = {example.number: example for example in intent.examples}
    shown: set[int] = set()
    for result in verdict.examples:
        example = examples.get(result.number)
        if result.passed or example is None or not _same(example, result, state):
            continue
        shown.add(result.number)
        found = _on_example(view, intent, example, result, severity=severity, head=head, state=state, flags=flags)
        named = next((f for f in verdict.failures if f.example == result.number and f.code == CONTRADICTS), None)
        if named is not None:
            found |= {"code": CONTRADICTS, "message": f"{state.work.target}: {named.message}"}
        yield found
    for failure in verdict.failures:
        if failure.example in shown:
            continue
        text = f"{head}: {failure.message}"
        span = intent.place(failure_span(failure, intent))
        found = _diagnostic(view, span, severity, failure_code(failure), text, state)
        _relate(found, failure.error, state, flags)
        yield found


def _same(example: Example, result: ExampleResult, state: WorkState) -> bool:
    known = state.sources.get(result.number)
    return known is None or known == example.source


def _on_example(
    view: View,
    intent: Intent,
    example: Example,
    result: ExampleResult,
    *,
    severity: str,
    head: str,
    state: WorkState,
    flags: ClientFlags,
) -> Json:
    text = f"{head}: got {result.got}, want {result.expected}"
    if result.hint and result.hint not in text:
        text += f" ({result.hint})"
    found = _diagnostic(view, intent.place(example.span), severity, "example-failed", text, state)
    if flags.diagnostic_data:
        found["data"] = {
            "intent": intent.name,
            "target": state.work.target,
            "example": example.number,
            "got": result.got,
            "isValue": result.error is None,
        }
    _relate(found, result.error, state, flags)
    return found


def _relate(found: Json, error: CodeError | None, state: WorkState, flags: ClientFlags) -> None:
    if state.candidate is None or not flags.diagnostic_related:
        return
    line = max(error.line - 1, 0) if error is not None else 0
    column = max(error.column - 1, 0) if error is not None else 0
    place = {"line": line, "character": column}
    found["relatedInformation"] = [
        {
            "location": {"uri": state.candidate.as_uri(), "range": {"start": place, "end": place}},
            "message": str(error) if error is not None else "the best candidate",
        }
    ]


def _diagnostic(view: View, span: Span, severity: str, code: str, text: str, state: WorkState) -> Json:
    return {
        "range": view.range(span),
        "severity": SEVERITIES[severity],
        "code": code,
        "source": SOURCE,
        "message": text,
    }
