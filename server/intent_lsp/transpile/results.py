"""How one piece of work ended, as the last line of ``--json`` tells it."""

from __future__ import annotations

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
    examples: Tally = Tally()
    problems: tuple[Finding, ...] = field(default_factory=tuple)
    doubts: tuple[str, ...] = ()
    """Why it is ``uncertain``."""
    usage: Usage = NOTHING
    """What this run spent on it, the opinions on a disagreement included. Not part of any report: it depends on what
    a server still had in its cache."""

    def as_json(self) -> dict[str, Any]:
        """The fields of ``results`` in docs/cli.md, ready for ``json.dumps``."""
        data = asdict(self)
        data["document"], data["status"] = str(self.document), self.status.value
        data["file"] = str(self.file) if self.file else None
        data["problems"] = [asdict(problem) for problem in self.problems]
        data["doubts"] = list(self.doubts)
        return data
