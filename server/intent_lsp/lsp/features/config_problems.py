"""What is wrong with an open configuration file, as diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from intent_lsp.config import ConfigProblem
from intent_lsp.lsp.documents.open_document import View


def diagnostics(view: View, problems: Sequence[ConfigProblem]) -> list[dict[str, Any]]:
    """Each problem at its place in the file as it stands in the editor."""
    return [_diagnostic(view, problem) for problem in problems]


def _diagnostic(view: View, problem: ConfigProblem) -> dict[str, Any]:
    line, column = max(problem.line - 1, 0), max(problem.column - 1, 0)
    end_line = max(problem.end_line - 1, line)
    end_column = max(problem.end_column - 1, 0) if problem.end_line else column + 1
    return {
        "range": {"start": view.position(line, column), "end": view.position(end_line, end_column)},
        "severity": 2,
        "code": "configuration",
        "source": "intent",
        "message": problem.message,
    }
