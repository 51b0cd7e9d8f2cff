"""The view for pipes, logs and CI: one self-contained line per thing that happened, no times, no colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.standard_output import OutputStream
from intent_lsp.cli.views.cluster_losses import lost_work
from intent_lsp.cli.views.failure_blocks import failure_blocks, lines, open_questions, remarks
from intent_lsp.cli.views.passing_line import good_line
from intent_lsp.cli.views.progress_rows import ProgressRows, Row
from intent_lsp.models.contract import BUILTIN
from intent_lsp.status import GOOD, Phase, State, Status
from intent_lsp.text.inert import one_line, visible
from intent_lsp.transpile.events import CandidateReady, Checked, Event, Lost, RoundFailed, Sent, Waiting
from intent_lsp.transpile.results import Result
from intent_lsp.usage import NOTHING

_ENDS: tuple[State, ...] = (
    Status.VERIFIED, Status.UNCERTAIN, Phase.FRESH, Status.DISAGREE, Status.FAILED, Phase.CONFLICT, Phase.ERROR,
)  # fmt: skip
"""How a result can end, in the order of the summary."""
_WORDS: dict[State, str] = {Phase.CONFLICT: "left alone", Phase.ERROR: "not transpiled"}


class PlainView:
    """Writes to ``out``; paths are relative to ``here``. See :func:`~intent_lsp.cli.views.view.choose_view`."""

    def __init__(
        self, out: TextIO, here: Path, *, asks: bool = False, quiet: bool = False, verbose: bool = False
    ) -> None:
        self._asks = asks
        self._quiet = quiet
        self._verbose = verbose
        self._out = OutputStream(out)
        self._here = here
        self._board = ProgressRows(monotonic)
        self._announced: set[object] = set()
        self._finished = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to put back: every line is out already."""

    def emit(self, event: Event) -> None:
        row = self._board.take(event)
        if row is None:
            return
        if self._quiet and not (row.done and row.status not in GOOD):
            return
        if isinstance(event, CandidateReady) and self._verbose:
            kept = ", kept from before" if event.cached else ""
            self._say("answer", f"{self._name(row)}: round {event.round} of {row.rounds}: {row.by}{kept}")
        elif isinstance(event, Checked) and self._verbose:
            passed, total = event.verdict.passed_examples, len(event.verdict.examples)
            self._say("checked", f"{self._name(row)}: {passed}/{total} examples pass")
        elif isinstance(event, Waiting):
            if event.model == BUILTIN:
                return  # it does not wait, it tells how far it is: that is for the live view
            line = f"{self._name(row)}: waiting for {row.by or 'a provider'}: {event.reason}"
            if line not in self._announced:
                self._announced.add(line)
                self._say("waiting", line)
        elif isinstance(event, Sent) and self._verbose:
            self._say("sent", f"{self._name(row)}: {event.worker}")
        elif isinstance(event, Lost):
            self._say("lost", f"{self._name(row)}: {event.worker} {event.reason}: retrying")
        elif isinstance(event, RoundFailed) and event.round < event.rounds:
            by = f" ({row.by})" if row.by else ""
            self._say("retry", f"{self._name(row)}: round {event.round} of {event.rounds} failed{by}: {event.reason}")
        elif row.done and row.work not in self._announced:
            self._announced.add(row.work)
            self._say("stopped" if row.status is Phase.CANCELLED else row.status, self._end(row))

    def finished(self, lines: Iterable[str], count: int) -> None:
        """See :class:`~intent_lsp.cli.views.view.View`."""
        self._finished += count
        for line in () if self._quiet else lines:
            self._say(Phase.FRESH, line)

    def progress(self, what: str, share: float) -> None:
        if share < 1 and what not in self._announced and not self._quiet:
            self._announced.add(what)
            self._say("setup", what)

    def finish(self, results: Sequence[Result]) -> None:
        rows = {(row.work.document, row.work.intent, str(row.work.target)): row for row in self._board.rows.values()}
        for line in lines(failure_blocks(results, rows, self._here)):
            self._write(line)
        for question in open_questions(rows.values(), asks=self._asks):
            name = f"{question.intent} {', '.join(question.targets)}"
            if not question.call:
                self._write(f"\n{name}: fits the examples, but look at it: {question.doubt}")
                continue
            self._write(f"\n{name}: the examples leave one thing open: what is {question.call}?")
            for answer in question.answers:
                self._write(f"  {answer}")
        for remark in () if self._quiet else remarks(rows.values()):
            self._write(f"\n{remark}")
        for told in lost_work(self._board.lost):
            self._write(f"\n{told}")
        if self._quiet and all(result.status in GOOD for result in results):
            return
        spent = spending(results)
        told = summary(results, self._finished)
        self._write(f"\n{spent}\n{told}" if spent else f"\n{told}")

    def interrupted(self) -> None:
        self._write("\nstopped; every file is whole")

    def _write(self, text: str) -> None:
        self._out.line(visible(text))

    def _say(self, word: str, line: str) -> None:
        self._write(one_line(f"{word:<9} {line}"))

    def _name(self, row: Row) -> str:
        return f"{display_path(row.work.document, self._here)} {row.work.intent} {row.work.target}"

    def _end(self, row: Row) -> str:
        if row.status in GOOD:
            by = f"{row.by}, {'; '.join(row.doubts)}" if row.doubts else row.by
            file = display_path(row.file, self._here) if row.file else ""
            document, work = display_path(row.work.document, self._here), row.work
            return good_line(document, work.intent, work.target, (row.passed, row.total), by, file)
        if row.status in (Phase.ERROR, Phase.CONFLICT) or not row.reason:
            return self._name(row)  # the end of the run tells what is wrong once, for all that have it
        return f"{self._name(row)}: {row.reason}"


def summary(results: Sequence[Result], finished: int = 0) -> str:
    """``3 verified, 1 failed``. ``finished``: how many more are fresh."""
    if not results and not finished:
        return "nothing to do: no intent for these targets"
    counts = {status: sum(result.status is status for result in results) for status in _ENDS}
    counts[Phase.FRESH] += finished
    return ", ".join(f"{count} {_WORDS.get(status, status)}" for status, count in counts.items() if count)


def spending(results: Sequence[Result]) -> str:
    """``2 model calls, 611 tokens read, 143 written``; what no server told is left out. Empty without calls."""
    usage = sum((result.usage for result in results), NOTHING)
    if not usage.calls:
        return ""
    parts = [f"{usage.calls} model call{'' if usage.calls == 1 else 's'}"]
    parts += [f"{usage.evaluated_tokens:,} tokens read"] if usage.evaluated_tokens else []
    parts += [f"{usage.completion_tokens:,} written"] if usage.completion_tokens else []
    return ", ".join(parts)
