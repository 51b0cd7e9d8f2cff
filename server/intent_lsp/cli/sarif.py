"""Findings as a SARIF 2.1.0 log (OASIS, 2020), which code hosts show beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from intent_lsp import __version__
from intent_lsp.status import Status

if TYPE_CHECKING:
    from intent_lsp.cli.freshness import State
    from intent_lsp.cli.lint import Lint

_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def sarif(lints: Sequence[Lint], states: Sequence[State], here: Path) -> dict[str, Any]:
    """The log. Places are relative to ``here`` (``%SRCROOT%``); columns count code points from 1."""
    results = list(_results(lints, states, here))
    rules = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = rules.index(result["ruleId"])
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "intent-lsp",
                        "semanticVersion": __version__,
                        "rules": [{"id": rule, "shortDescription": {"text": rule.replace("-", " ")}} for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"uri": here.as_uri() + "/"}},
                "results": results,
            }
        ],
    }


def _results(lints: Sequence[Lint], states: Sequence[State], here: Path) -> Iterator[dict[str, Any]]:
    for lint in lints:
        span = lint.problem.span
        region = {
            "startLine": span.line + 1,
            "startColumn": span.column + 1,
            "endLine": span.end_line + 1,
            "endColumn": span.end_column + 1,
        }
        yield _result(
            lint.problem.code, _LEVELS[lint.problem.severity], lint.problem.message, lint.document, here, region
        )
    known = {(lint.document, lint.problem.code, lint.problem.message) for lint in lints}
    for state in states:
        for finding in state.findings:
            if (state.document, finding.code, finding.message) in known:
                continue
            region = {"startLine": max(finding.line, 1), "startColumn": max(finding.column, 1)}
            text = f"{state.intent} ({state.target}): {finding.message}" if state.intent else finding.message
            level = "warning" if state.status is Status.UNCERTAIN else "error"
            yield _result(finding.code, level, text, state.document, here, region)


def _result(rule: str, level: str, text: str, document: Path, here: Path, region: dict[str, int]) -> dict[str, Any]:
    if document.is_relative_to(here):
        artifact = {"uri": quote(document.relative_to(here).as_posix()), "uriBaseId": "%SRCROOT%"}
    else:
        artifact = {"uri": document.as_uri()}
    location = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    return {"ruleId": rule, "level": level, "message": {"text": text}, "locations": [location]}
