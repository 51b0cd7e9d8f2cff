"""What a run works with, and where each target of an intent stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.checks.checker import Checker
from intent_lsp.config import Config
from intent_lsp.document.model import Intent
from intent_lsp.formatting.formatter import Formatter
from intent_lsp.models.contract import BUILTIN, Models
from intent_lsp.output.provenance import Provenance, code_digest
from intent_lsp.output.workspace import FileState, Workspace
from intent_lsp.remote_store.shared import SharedCache
from intent_lsp.transpile.checked_here import CheckedCode, CheckSettings, record_key
from intent_lsp.transpile.events import Skipped, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import RemoteRounds
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.loop.target_rounds import RoundBarrier
from intent_lsp.transpile.loop.work_queue import WorkQueue
from intent_lsp.transpile.publishing.writer import Writer
from intent_lsp.transpile.results import Result
from intent_lsp.usage import NOTHING, Usage


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with."""

    config: Config
    models: Models
    checker: Checker
    workspace: Workspace
    writer: Writer
    slots: WorkQueue
    """How many pieces of work may ask and run at once."""
    formatter: Formatter
    """The project's own, as far as the user permits it."""
    elsewhere: RemoteRounds | None = None
    """Who does the rounds instead; ``None``: they are done here."""
    shared: SharedCache | None = None
    """Where a team's proofs are, if that is set."""

    @property
    def check_settings(self) -> CheckSettings:
        """What decides about a verdict besides document and code."""
        return CheckSettings(self.checker.limits.seconds_per_call, self.checker.oldest)


@dataclass(frozen=True, slots=True)
class FreshFile:
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
    barrier: RoundBarrier = field(default_factory=RoundBarrier)
    planned: bool = False
    """Whether the work has begun for those who watch."""
    made: Provenance | None = None
    """What the header of the file says, once the file is in its place."""
    fresh: FreshFile | None = None
    """Set when the file is verified already; it is told once the other target agrees with it."""
    usage: Usage = NOTHING
    """What the calls to model servers cost so far."""

    @property
    def passing_code(self) -> str:
        """The code that passes as far as is known now; empty when there is none."""
        if self.result is not None:
            return self.code
        return self.rounds.passed.code if self.rounds and self.rounds.passed else ""

    @property
    def as_written(self) -> str:
        """The code that passed as its file has it or will have it: more than what is run of it."""
        passed = self.rounds.passed if self.rounds else None
        return passed.code if passed else self.file.code if self.file else self.code

    def code_record(self, code: str) -> CheckedCode:
        """Code for this target, with what it uses, as records of what was checked name it."""
        return CheckedCode(self.work.target, code_digest(code, self.work.target), self.used)

    @property
    def by_builtin(self) -> bool:
        """Whether the built-in provider wrote the candidate: then it has given its opinion already."""
        attempt = self.fresh.attempt if self.fresh else self.rounds.passed if self.rounds else None
        return attempt is not None and attempt.reply.model == BUILTIN

    def spend(self, usage: Usage) -> None:
        """One more call is over."""
        self.usage += usage


def pair_key(intent: Intent, sides: Iterable[TargetState], check_settings: CheckSettings) -> str:
    """The name of the record that the targets' code agrees."""
    return record_key(intent.digest, [state.code_record(state.as_written) for state in sides], check_settings)
