"""What a run works with, and where each target of an intent stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.models.contract import Models
from intent_lsp.output.workspace import FileState, Workspace
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.transpile.events import Skipped, Work
from intent_lsp.transpile.results import Result
from intent_lsp.transpile.rounds import Attempt, Rounds
from intent_lsp.transpile.writer import Writer


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with."""

    config: Config
    models: Models
    sandbox: Sandbox
    workspace: Workspace
    writer: Writer
    slots: asyncio.Semaphore
    """How many pieces of work may ask and run at once."""
    runtimes: Runtimes | None = None
    """The user's own interpreters, which confirm what the sandbox passed."""

    @property
    def limits(self) -> Limits:
        return Limits(seconds_per_call=self.config.seconds_per_example)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file that is verified already: how that is told, and its result."""

    event: Skipped
    result: Result
    attempt: Attempt
    """The code as a candidate, should the other target disagree with it."""


@dataclass(slots=True)
class TargetState:
    """Where one target of the intent stands."""

    work: Work
    used: dict[str, str]
    path: Path | None = None
    file: FileState | None = None
    rounds: Rounds | None = None
    result: Result | None = None
    """Set once the work has ended."""
    code: str = ""
    """The verified code, for the intents that use this one and for the agreement."""
    fresh: Fresh | None = None
    """Set when the file is verified already; it is told once the other target agrees with it."""
