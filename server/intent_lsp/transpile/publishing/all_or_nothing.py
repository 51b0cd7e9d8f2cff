"""The files of one intent, written whole or not at all: where one cannot be written, the others are put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.errors import HandEdited, WriteFailed
from intent_lsp.transpile.checked_here import record_checked, record_key
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.loop.doubt import doubts_of
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing import publish
from intent_lsp.transpile.publishing.decorating import canonical, decorate_attempt
from intent_lsp.transpile.publishing.project_format import format_attempt
from intent_lsp.transpile.publishing.target_state import TargetState, Tools


@dataclass(slots=True)
class AllOrNothing:
    """First every file is put in its place; only then header, proof and report count."""

    plan: IntentPlan
    tools: Tools
    emit: Emit
    _before: dict[Path, bytes | None] = field(default_factory=dict)
    """What stood where something has been put."""
    _changed: dict[Path, bool] = field(default_factory=dict)
    _remarks: dict[Path, str] = field(default_factory=dict)

    async def put(self, state: TargetState) -> None:
        """Write the candidate that passed. A file that may not be replaced ends the target as a conflict.

        Raises :class:`~intent_lsp.errors.OutputError` when nothing was written.
        """
        rounds, path = state.rounds, state.path
        if rounds is None or rounds.passed is None or path is None:
            return
        made = decorate_attempt(rounds.passed, self.plan.intent, self.tools, state, path)
        attempt, self._remarks[path] = await format_attempt(made, self.plan.intent, self.tools, state, path)
        rounds.passed = attempt
        self.emit(publish.verified_event(self.plan, state.work, attempt))
        writer = self.tools.writer
        before = writer.read(path) if len(self.plan.targets) > 1 else None
        provenance = publish.provenance_of(self.tools.workspace, self.plan, state.work, attempt)
        try:
            self._changed[path] = await writer.write(path, attempt.code, provenance, force=self.plan.force)
        except HandEdited as error:
            state.result = publish.record_conflict(self.plan, state.work, rounds, attempt, path, error, self.emit)
            return
        self._before[path] = before
        state.made = provenance

    async def record(self, state: TargetState) -> None:
        """End a target whose file is in its place. Raises :class:`~intent_lsp.errors.OutputError`."""
        rounds, path = state.rounds, state.path
        if rounds is None or rounds.passed is None or path is None:
            return
        attempt = rounds.passed
        changed = self._changed[path]
        try:
            state.result = publish.record_success(
                self.tools.workspace,
                self.plan,
                state.work,
                rounds=rounds,
                attempt=attempt,
                path=path,
                used=state.used,
                emit=self.emit,
                changed=changed,
                remark=self._remarks[path],
            )
        except WriteFailed as error:
            raise self._unproven(path, error, changed=changed) from error
        state.code = canonical(attempt.code, self.plan.intent, state.work.target, self.tools.config)
        key = record_key(self.plan.intent.digest, [state.code_record(attempt.code)], self.tools.check_settings)
        record_checked(key, doubts_of(attempt.verdict, attempt.reply))

    def _unproven(self, path: Path, error: WriteFailed, *, changed: bool) -> WriteFailed:
        """The file is in its place, and the next run cannot know that it was verified."""
        name = self.tools.workspace.relative(path)
        there = f"{name} was written" if changed else f"{name} is unchanged"
        return WriteFailed(
            f"{there} and passes everything, but that could not be recorded: {error}",
            hint="correct that, then transpile again: no model is asked",
        )

    async def put_back(self, state: TargetState) -> None:
        """Undo :meth:`put`, if it was done. Raises :class:`~intent_lsp.errors.OutputError`."""
        path = state.path
        if path is not None and path in self._before and self._changed[path]:
            await self.tools.writer.put_back(path, self._before.pop(path))
