"""What a check found: static problems of documents, and one list of them and of what is wrong with generated files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.status import WARNED

if TYPE_CHECKING:
    from intent_lsp.cli.inspection.freshness import State
    from intent_lsp.document.model import Problem, Severity


@dataclass(frozen=True, slots=True)
class Lint:
    """One static problem of a document."""

    document: Path
    problem: Problem


@dataclass(frozen=True, slots=True, order=True)
class LintFinding:
    """One finding as it is told; ``line`` and ``column`` count from one."""

    document: Path
    line: int
    column: int
    severity: Severity
    message: str
    code: str


def findings(lints: Sequence[Lint], states: Sequence[State]) -> list[LintFinding]:
    """All findings in the order of their places; what a document's own problem says is not said again for its files."""
    found = [
        LintFinding(
            lint.document,
            problem.span.line + 1,
            problem.span.column + 1,
            problem.severity,
            problem.message,
            problem.code,
        )
        for lint in lints
        for problem in (lint.problem,)
    ]
    known = {(one.document, one.line, one.column, one.code) for one in found}
    for state in states:
        severity: Severity = "warning" if state.status in WARNED else "error"
        target = f"{state.target}: " if state.target else ""
        found += [
            LintFinding(
                state.document, finding.line, finding.column, severity, f"{target}{finding.message}", finding.code
            )
            for finding in state.findings
            if (state.document, finding.line, finding.column, finding.code) not in known
        ]
    return sorted(found)
