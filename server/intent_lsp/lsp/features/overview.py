"""One document at a glance, for clients' test explorers and side-by-side views: intents, where they stand, and what
came back for each example. Part of the answer of ``intent.status {uri}`` for a document that is open.
"""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.document.model import Example, Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.context import Context
from intent_lsp.lsp.features.target_status import target_statuses
from intent_lsp.text.inert import label, visible
from intent_lsp.values import Json


def intents(context: Context, view: View) -> list[Json]:
    """The intents in order, as the document stands now."""
    return [_intent(context, view, intent) for intent in view.document.functions]


def _intent(context: Context, view: View, intent: Intent) -> Json:
    return {
        "name": label(intent.name),
        "range": view.range(intent.span),
        "nameRange": view.range(intent.place(intent.name_span)),
        "targets": [
            {
                "target": at.target,
                "kind": at.kind,
                "text": label(at.text),
                "file": at.file.as_uri() if at.file else None,
            }
            for at in target_statuses(context, view, intent)
        ],
        "examples": [
            {
                "number": example.number,
                "range": view.range(intent.place(example.span)),
                "source": example.source,
                "hidden": example.hidden,
                "results": list(_results(context, view, intent, example)),
            }
            for example in intent.examples
        ],
    }


def _results(context: Context, view: View, intent: Intent, example: Example) -> Iterator[Json]:
    """What each target's last candidate gave; nothing where the example says something else by now."""
    for target in view.document.targets(intent):
        state = context.states.get(view.path, intent.name, target) if view.path is not None else None
        verdict = state.last_verdict if state is not None else None
        if state is None or verdict is None or state.sources.get(example.number) != example.source:
            continue
        for result in verdict.examples:
            if result.number == example.number:
                yield {
                    "target": target,
                    "passed": result.passed,
                    "expected": visible(result.expected),
                    "got": visible(result.got),
                    "hint": visible(result.hint),
                    "round": next(record.number for record in reversed(state.history) if record.verdict is verdict),
                }
