"""What is known about a document's generated code: per intent and target, every round's verdict on every example.

Enough to show every status again without running anything, and free of time, so that equal work gives equal reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import Detour
from intent_lsp.status import Status
from intent_lsp.values import Question, Target

RECORDED: Final = frozenset((Status.VERIFIED, Status.UNCERTAIN, Status.DISAGREE, Status.FAILED))
"""The statuses of an entry: how a run ended. The others are seen by looking at the file."""
EntryKey: TypeAlias = tuple[str, Target]
"""Intent and target."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round. ``verdict`` is ``None`` when no candidate came of it; ``reason`` then says why.

    Beside a verdict that passed, ``reason`` says why the code was not written all the same.
    """

    number: int
    """From 1; 0: the code on disk was checked again."""
    provider: str = ""
    model: str = ""
    reason: str = ""
    verdict: Verdict | None = None
    detours: tuple[Detour, ...] = ()
    """What went otherwise before the reply came: providers passed over, calls made again."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The verified file does not pass the intent as it was then, and seems right all the same."""

    digest: str
    """The intent's, at the time."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of one intent for one target. Digests are hex SHA-256, empty where there is nothing to hash."""

    intent: str
    target: Target
    status: Status
    digest: str
    """The intent's, at the time."""
    contract_digest: str
    code_digest: str = ""
    """Of the generated file's code (:func:`intent_lsp.output.provenance.code_digest`); empty unless verified."""
    file: str = ""
    """The generated file, or the kept candidate of what was not written: POSIX path relative to the workspace."""
    provider: str = ""
    model: str = ""
    round: int = 0
    """The round that passed, or that had the best candidate."""
    rounds: int = 0
    """How many it might have taken."""
    note: str = ""
    question: Question | None = None
    history: tuple[Round, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why it is ``uncertain``, one short phrase each; of a kept candidate that passed: why it will be."""

    last_good: Verdict | None = None
    """Of what failed: the verdict of the generated file that is still there."""
    contradiction: Contradiction | None = None
    """Of what passed: an edited example that the file was not replaced for."""

    @property
    def passed(self) -> bool:
        """Whether the file was written: everything passed, with or without doubt."""
        return self.status.good

    @property
    def withheld(self) -> str:
        """Why code that passes everything was not written; empty for anything else."""
        last = self.history[-1] if self.history else None
        if self.status is not Status.FAILED or last is None or last.verdict is None or not last.verdict.passed:
            return ""
        return last.reason

    @property
    def good(self) -> Verdict | None:
        """The verdict of the generated file that is there."""
        return self.verdict if self.passed else self.last_good

    def contradicted(self, digest: str) -> Verdict | None:
        """The verdict on the intent with this digest, if one of its examples contradicts the file."""
        return self.contradiction.verdict if self.contradiction and self.contradiction.digest == digest else None

    @property
    def key(self) -> EntryKey:
        return self.intent, self.target

    @property
    def verdict(self) -> Verdict | None:
        """The verdict of the round that passed, or that was the best."""
        return next((r.verdict for r in reversed(self.history) if r.number == self.round and r.verdict), None)


@dataclass(frozen=True, slots=True)
class Report:
    """All entries of one document. Change it with :meth:`with_entry` and :meth:`without`, then :func:`save_report`."""

    entries: Mapping[EntryKey, Entry] = field(default_factory=dict)
    loaded: Mapping[EntryKey, Entry] = field(default_factory=dict, compare=False, repr=False)
    """The entries as they were on disk, so that saving writes only what was changed since."""

    def get(self, intent: str, target: Target) -> Entry | None:
        return self.entries.get((intent, target))

    def with_entry(self, entry: Entry) -> Report:
        """This report with one entry added or replaced."""
        return replace(self, entries={**self.entries, entry.key: entry})

    def without(self, keys: Iterable[EntryKey]) -> Report:
        """This report without some entries, such as those of intents that are no longer in the document."""
        gone = frozenset(keys)
        return replace(self, entries={key: entry for key, entry in self.entries.items() if key not in gone})

    def merged_into(self, disk: Mapping[EntryKey, Entry]) -> dict[EntryKey, Entry]:
        """What was changed here since loading, on top of what another process may have written meanwhile."""
        merged = {key: entry for key, entry in disk.items() if key in self.entries or key not in self.loaded}
        merged.update({key: entry for key, entry in self.entries.items() if self.loaded.get(key) != entry})
        return merged
