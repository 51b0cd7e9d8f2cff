"""The parser's problems as diagnostics."""

from __future__ import annotations

from typing import Any

from intent_lsp.document.model import Problem
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.published_diagnostics import SEVERITIES
from intent_lsp.lsp.documents.open_document import View

SOURCE = "intent"
UNNECESSARY = 1
"""LSP 3.17, ``DiagnosticTag.Unnecessary``."""

_TAGS = {"duplicate-example": [UNNECESSARY]}


def diagnostics(view: View, flags: ClientFlags) -> list[dict[str, Any]]:
    """Everything that is wrong with the document as it stands."""
    return [diagnostic(view, flags, problem) for problem in view.document.problems()]


def cross_document_diagnostics(view: View, flags: ClientFlags) -> list[dict[str, Any]]:
    """What was found wrong when other documents were looked at last."""
    return [diagnostic(view, flags, problem) for problem in view.cross_document_problems]


def diagnostic(view: View, flags: ClientFlags, problem: Problem) -> dict[str, Any]:
    """One problem, with as much as the client understands."""
    result: dict[str, Any] = {
        "range": view.range(problem.span),
        "severity": SEVERITIES[problem.severity],
        "code": problem.code,
        "source": SOURCE,
        "message": problem.message,
    }
    if problem.related and flags.diagnostic_related:
        result["relatedInformation"] = [
            {"location": {"uri": view.uri, "range": view.range(related.span)}, "message": related.message}
            for related in problem.related
        ]
    if problem.code in _TAGS and flags.diagnostic_tags:
        result["tags"] = _TAGS[problem.code]
    if problem.data and flags.diagnostic_data:
        result["data"] = dict(problem.data)
    return result
