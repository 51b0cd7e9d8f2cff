"""Inlay hints behind examples: what came back, and in which round."""

from __future__ import annotations

from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.status import Status
from intent_lsp.text.inert import one_line, visible
from intent_lsp.transpile.progress import States
from intent_lsp.values import Json

LONGEST = 60


def hints(view: View, states: States, first: int, last: int, *, failures: bool = False) -> list[Json]:
    """The hints of the lines ``first`` to ``last``; ``failures``: only of the examples that fail."""
    found = []
    for intent in view.document.intents:
        if intent.line > last or intent.line + intent.lines <= first:
            continue
        for example in intent.examples:
            span = intent.place(example.span)
            if span.end_line < first or span.end_line > last:
                continue
            label, tooltip = _label(view, states, intent, example, failures=failures)
            if label:
                found.append(
                    {
                        "position": view.position(span.end_line, span.end_column),
                        "label": one_line(label),
                        "tooltip": visible(tooltip),
                        "paddingLeft": True,
                    }
                )
    return found


def _label(view: View, states: States, intent: Intent, example: Example, *, failures: bool) -> tuple[str, str]:
    passed, parts, told, doubtful = [], [], [], False
    for target in view.document.targets(intent):
        state = states.get(view.path, intent.name, target) if view.path is not None else None
        verdict = state.last_verdict if state is not None else None
        if state is None or verdict is None or state.sources.get(example.number) != example.source:
            continue
        result = next((item for item in verdict.examples if item.number == example.number), None)
        if result is None:
            continue
        number = next(record.number for record in reversed(state.history) if record.verdict is verdict)
        when = f"round {number}" if number else "the code that is there"
        told.append(f"{target}, {when}: got {result.got}")
        if result.passed:
            passed.append(target)
            doubtful = doubtful or state.status is Status.UNCERTAIN
        else:
            got = result.got if len(result.got) <= LONGEST else result.got[: LONGEST - 1] + "…"
            parts.append(f"{Status.FAILED.sign} {target} got {got}" + (f" · {when}" if number else ""))
    if passed and not failures:
        sign = (Status.UNCERTAIN if doubtful else Status.VERIFIED).sign
        parts.insert(0, f"{sign} " + ", ".join(passed))
    return " · ".join(parts), "\n".join(told)
