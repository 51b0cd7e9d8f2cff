"""Collecting problems while an intent is parsed: offsets in, spans out."""

from __future__ import annotations

from collections.abc import Mapping

from intent_lsp.document.model import Problem, Related, Severity
from intent_lsp.text.source import Source
from intent_lsp.text.span import Span
from intent_lsp.values import JsonValue


class Report:
    """The problems of one text, in the order they were found."""

    __slots__ = ("problems", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def add(
        self,
        code: str,
        start: int,
        end: int,
        message: str,
        *,
        severity: Severity = "error",
        related: tuple[Related, ...] = (),
        data: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Note a problem at a range of offsets."""
        self.add_at(code, self.source.span(start, end), message, severity=severity, related=related, data=data)

    def add_at(
        self,
        code: str,
        span: Span,
        message: str,
        *,
        severity: Severity = "error",
        related: tuple[Related, ...] = (),
        data: Mapping[str, JsonValue] | None = None,
    ) -> None:
        """Note a problem at a span."""
        self.problems.append(Problem(code, severity, message, span, related, data or {}))
