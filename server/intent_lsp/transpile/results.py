"""How one piece of work ended, as the last line of ``--json`` tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intent_lsp.status import State
from intent_lsp.usage import NOTHING, Usage


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a result, with its place in the document: line and column count from 1, 0: none."""

    code: str
    message: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    passed: int = 0
    total: int = 0


_NONE = Tally()


@dataclass(frozen=True, slots=True)
class Result:
    """The end of one intent for one target. ``error`` with an empty intent: the document could not be read."""

    document: Path
    intent: str
    target: str
    status: State
    rounds: int = 0
    provider: str = ""
    model: str = ""
    cached: bool = False
    file: Path | None = None
    examples: Tally = _NONE
    problems: tuple[Finding, ...] = field(default_factory=tuple)
    doubts: tuple[str, ...] = ()
    """Why it is ``uncertain``."""
    usage: Usage = NOTHING
    """What this run spent on it, the opinions on a disagreement included. Not part of any report: it depends on what
    a server still had in its cache."""

    def as_json(self) -> dict[str, Any]:
        """See :func:`result_data`."""
        return result_data(
            str(self.document),
            self.intent,
            self.target,
            self.status,
            rounds=self.rounds,
            provider=self.provider,
            model=self.model,
            cached=self.cached,
            file=self.file,
            examples=self.examples,
            problems=self.problems,
            doubts=self.doubts,
            usage=self.usage,
        )


def result_data(
    document: str,
    intent: str,
    target: str,
    status: str,
    *,
    rounds: int = 0,
    provider: str = "",
    model: str = "",
    cached: bool = False,
    file: Path | None = None,
    examples: Tally = _NONE,
    problems: Iterable[Finding] = (),
    doubts: Iterable[str] = (),
    usage: Usage = NOTHING,
) -> dict[str, Any]:
    """The fields of ``results`` in docs/cli.md, ready for ``json.dumps``: the same for every command and the editor.

    ``status``: a :data:`~intent_lsp.status.State`, or another word where there is no run or file of the intent's own.
    """
    return {
        "document": document,
        "intent": intent,
        "target": target,
        "status": str(status),
        "rounds": rounds,
        "provider": provider,
        "model": model,
        "cached": cached,
        "file": str(file) if file else None,
        "examples": {"passed": examples.passed, "total": examples.total},
        "problems": [asdict(problem) for problem in problems],
        "doubts": list(doubts),
        "usage": asdict(usage),
    }
