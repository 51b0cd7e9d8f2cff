"""Findings as a SARIF 2.1.0 log (OASIS, 2020), which code hosts show beside the lines of a change.

Places are relative to the repository's root, as code hosts read them. Texts hold nothing that a viewer makes a link of.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from intent_lsp import __version__
from intent_lsp.cli.views.sarif_rules import rule
from intent_lsp.errors import DocumentError
from intent_lsp.search import repository_above
from intent_lsp.status import WARNED
from intent_lsp.text import inert
from intent_lsp.transpile.planning.document_reader import read_document

if TYPE_CHECKING:
    from intent_lsp.cli.inspection.freshness import State
    from intent_lsp.cli.inspection.lint import Lint

_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_FINGERPRINT = "intentFinding/v1"
_LINE_END = re.compile(r"\r\n?|\n")


def sarif(lints: Sequence[Lint], states: Sequence[State], here: Path) -> dict[str, Any]:
    """The log. Places are relative to the repository that ``here`` is in, else to ``here``; columns count code points
    from 1."""
    root = repository_above(here) or here
    results = [*_results(lints, states, _Places(root))]
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
                        "rules": [rule(code) for code in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"uri": root.as_uri().rstrip("/") + "/"}},
                "results": results,
            }
        ],
    }


def _results(lints: Sequence[Lint], states: Sequence[State], places: _Places) -> Iterator[dict[str, Any]]:
    for lint in lints:
        span = lint.problem.span
        region = {
            "startLine": span.line + 1,
            "startColumn": span.column + 1,
            "endLine": span.end_line + 1,
            "endColumn": span.end_column + 1,
        }
        level = _LEVELS[lint.problem.severity]
        yield places.result(_Finding(lint.problem.code, level, lint.problem.message, lint.document), region)
    known = {(lint.document, lint.problem.code, lint.problem.message) for lint in lints}
    for state in states:
        level = "warning" if state.status in WARNED else "error"
        about = f"{state.intent} ({state.target}): " if state.intent else ""
        for finding in state.findings:
            if (state.document, finding.code, finding.message) in known:
                continue
            region = {"startLine": max(finding.line, 1), "startColumn": max(finding.column, 1)}
            found = _Finding(finding.code, level, about + finding.message, state.document, about)
            yield places.result(found, region)


@dataclass(frozen=True, slots=True)
class _Finding:
    """One result before it has a place. ``about``: what its text begins with, if not only its line is meant."""

    code: str
    level: str
    text: str
    document: Path
    about: str = ""


class _Places:
    """Makes results, with fingerprints that stay when lines are added above: of the path, the code and the line."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[Path, list[str]] = {}
        self._seen: Counter[str] = Counter()

    def result(self, found: _Finding, region: dict[str, int]) -> dict[str, Any]:
        """One finding at its place."""
        artifact = self._artifact(found.document)
        line = self._line(found.document, region["startLine"])
        parts = (artifact["uri"], found.code, found.about, line.strip())
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
        self._seen[digest] += 1  # the same line may stand there twice
        return {
            "ruleId": found.code,
            "level": found.level,
            "message": {"text": message_text(found.text)},
            "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
            "partialFingerprints": {_FINGERPRINT: f"{digest}:{self._seen[digest]}"},
        }

    def _artifact(self, document: Path) -> dict[str, str]:
        if not document.is_relative_to(self._root):
            return {"uri": document.as_uri()}
        relative = os.fsencode(document.relative_to(self._root).as_posix())  # a name need not be UTF-8
        return {"uri": quote(relative), "uriBaseId": "%SRCROOT%"}

    def _line(self, document: Path, number: int) -> str:
        if document not in self._lines:
            try:
                self._lines[document] = _LINE_END.split(read_document(document))
            except DocumentError:
                self._lines[document] = []
        lines = self._lines[document]
        return lines[number - 1] if number <= len(lines) else ""


def message_text(text: str) -> str:
    """A text for ``message.text``: no embedded link (SARIF 2.1.0, 3.11.6), and no half of a character."""
    return inert.message(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
