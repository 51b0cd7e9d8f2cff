"""The one stream of events, consumed by the language server and the command line alike.

Every event but ``DocumentFailed`` names its document, intent and target. The life of one piece of work is
``Planned, (Sent | Lost | RoundStarted, (Waiting | Token)*, CandidateReady?, Checked?, RoundFailed?)*`` and then exactly
one of ``Verified + (Written | Conflict | Failed) | Exhausted | Disagreed | Skipped | Cancelled | Failed``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import Detour
from intent_lsp.values import Question, Target


@dataclass(frozen=True, slots=True)
class Work:
    """One intent for one target."""

    document: Path
    """Absolute path of the document."""
    intent: str
    target: Target


@dataclass(frozen=True, slots=True)
class Planned:
    work: Work
    rounds: int
    """How many rounds it may take."""
    examples: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The rounds of this work are done elsewhere; what then comes, up to the end of the rounds, is told by a worker."""

    work: Work
    worker: str
    """As people know it: ``worker 2``, or its address."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The rounds that were done elsewhere came to nothing: they are repeated, elsewhere or here."""

    work: Work
    worker: str
    reason: str
    """Completes "the worker …"."""


@dataclass(frozen=True, slots=True)
class RoundStarted:
    work: Work
    round: int
    rounds: int
    prompt: str = field(default="", repr=False, metadata={"told": False})
    """What is asked, for whoever wants to read it; not part of ``--json``."""


@dataclass(frozen=True, slots=True)
class Waiting:
    work: Work
    provider: str
    model: str
    reason: str


@dataclass(frozen=True, slots=True)
class Token:
    work: Work
    count: int
    """Pieces received so far in this round."""


@dataclass(frozen=True, slots=True)
class CandidateReady:
    work: Work
    round: int
    code: str
    provider: str
    model: str
    cached: bool
    detours: tuple[Detour, ...] = ()
    """What went otherwise before it came: providers passed over, calls made again."""


@dataclass(frozen=True, slots=True)
class Checked:
    work: Work
    round: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RoundFailed:
    """The round brought no passing candidate. ``reason`` is one line for people."""

    work: Work
    round: int
    rounds: int
    reason: str
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    work: Work
    round: int
    """0: the code on disk was checked again and still passes."""
    rounds: int
    provider: str
    model: str
    cached: bool
    code: str
    verdict: Verdict
    question: Question | None = None
    """What would settle what is doubted, where there is such a question."""
    note: str = ""
    certain: bool = True
    """False when the built-in provider calls the result ambiguous: it fits the examples, and so do other programs."""
    doubts: tuple[str, ...] = ()
    """Why it is uncertain; empty: it is verified."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """All rounds failed, or the other target's did, so that the pair was not written.

    ``code`` is the best candidate (kept under ``.promirror/candidates/``), possibly empty.
    """

    work: Work
    rounds: int
    code: str
    verdict: Verdict | None
    reason: str
    candidate: Path | None = None


@dataclass(frozen=True, slots=True)
class Disagreed:
    """The targets differ on an input and the evidence decides nothing: nothing was written, and a person is asked."""

    work: Work
    rounds: int
    code: str
    """The target's candidate, which passes everything else; kept at ``candidate``."""
    verdict: Verdict
    question: Question
    reason: str
    """The question on one line."""
    candidate: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    work: Work
    path: Path
    changed: bool
    """Whether any byte on disk changed."""
    remark: str = ""
    """What is not as it could be although it is verified, such as that the project's formatter failed; one sentence."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The file was edited by hand (or is not ours): it was left alone."""

    work: Work
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing to do (``fresh``: verified already, for the same intent and code), or nothing that can be done."""

    work: Work
    reason: str
    fresh: bool
    path: Path | None = None
    examples: int = 0
    provider: str = ""
    model: str = ""
    round: int = 0
    verdict: Verdict | None = None
    """What the report knows of each example, when it is fresh."""
    question: Question | None = None
    note: str = ""
    doubts: tuple[str, ...] = ()
    code: str = field(default="", repr=False, metadata={"told": False})
    """What is fresh; not part of ``--json``."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    work: Work
    reason: str
    """``cancelled`` or ``superseded``."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An error ended the work: no provider, no sandbox, no room on the disk. ``hint`` is the fix."""

    work: Work
    error: str
    hint: str
    code: str
    """Stable: ``no-provider``, ``sandbox``, ``write``, ``document``, ``uses``, ``internal``."""


@dataclass(frozen=True, slots=True)
class DocumentFailed:
    """A document could not be read at all, so that there is no work to name."""

    document: Path
    error: str
    hint: str


Event: TypeAlias = (
    DocumentFailed
    | Planned
    | Sent
    | Lost
    | RoundStarted
    | Waiting
    | Token
    | CandidateReady
    | Checked
    | RoundFailed
    | Verified
    | Exhausted
    | Disagreed
    | Written
    | Conflict
    | Skipped
    | Cancelled
    | Failed
)

Emit: TypeAlias = Callable[[Event], None]
"""Takes each event as it happens, in the event loop's thread. Must be quick and must not raise."""


def cancel_reason(stop: asyncio.CancelledError) -> str:
    """``superseded`` when the front cancelled with that word (``task.cancel("superseded")``), else ``cancelled``."""
    return "superseded" if "superseded" in stop.args else "cancelled"
