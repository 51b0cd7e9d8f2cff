"""The view for programs: one JSON object a line on stdout, and nothing else; the last one is ``finished``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from intent_lsp.checks.verdict import Verdict
from intent_lsp.cli.terminal.standard_output import OutputStream
from intent_lsp.cli.terminal.terminal_text import json_text
from intent_lsp.models.contract import Detour
from intent_lsp.output.report_format import question_data, verdict_data
from intent_lsp.transpile.events import Event, Work
from intent_lsp.transpile.results import Result
from intent_lsp.values import Question


class JsonView:
    """Writes to ``out``. Events keep their fields' names; ``event`` is the kind in snake case."""

    def __init__(self, out: TextIO) -> None:
        self._out = OutputStream(out)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to put back: every line is out already."""

    def emit(self, event: Event) -> None:
        self._line(event_data(event))

    def finished(self, lines: Iterable[str], count: int) -> None:
        """Never called: programs are told everything of each file, for which it is read."""

    def progress(self, what: str, share: float) -> None:
        self._line({"event": "progress", "what": what, "share": round(share, 3)})

    def finish(self, results: Sequence[Result]) -> None:
        self._line({"event": "finished", "results": [result.as_json() for result in results]})

    def interrupted(self) -> None:
        self._line({"event": "interrupted"})

    def _line(self, data: dict[str, Any]) -> None:
        self._out.line(json_text(data))


def event_data(event: Event) -> dict[str, Any]:
    """One event as strict JSON."""
    kind = "".join(f"_{char.lower()}" if char.isupper() else char for char in type(event).__name__).lstrip("_")
    data: dict[str, Any] = {"event": kind}
    for item in fields(event):
        if not item.metadata.get("told", True):
            continue
        value = getattr(event, item.name)
        if isinstance(value, Work):
            data |= {"document": str(value.document), "intent": value.intent, "target": value.target}
        else:
            data[item.name] = _json_value(value)
    return data


def _json_value(value: object) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Verdict):
        return {"passed": value.passed, **verdict_data(value)}
    if isinstance(value, Question):
        return question_data(value)
    if isinstance(value, Detour):
        return {"provider": value.provider, "what": value.what}
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    return value
