"""The view for people at a terminal: one line per intent and target, alive while it runs, and failures at the end.

Lines that are done scroll away upwards in the order of the documents, so that the transcript that stays is in order;
below them the lines that are still at work are redrawn in place.
"""

from __future__ import annotations

import textwrap
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.terminal_text import make_inert, show
from intent_lsp.cli.views.cluster_losses import lost_work
from intent_lsp.cli.views.console import CommandConsole
from intent_lsp.cli.views.failure_blocks import FailureBlock, OpenQuestion, failure_blocks, open_questions, remarks
from intent_lsp.cli.views.plain_view import spending, summary
from intent_lsp.cli.views.progress_rows import ProgressRows, Row
from intent_lsp.status import GOOD, STRICT, Phase, State, Status
from intent_lsp.transpile.events import Event, Work
from intent_lsp.transpile.results import Result

_FRAMES = 12
"""A second."""
_BAR = 8
_NAMES = (14, 28)
"""The narrowest and the widest column of names; it grows with the names, as does that of the models, up to ``_BY``."""
_BY = 30
_STYLES: dict[State, str] = {
    Status.VERIFIED: "bold green",
    Status.UNCERTAIN: "bold yellow",
    Phase.FRESH: "green",
    Status.FAILED: "bold red",
    Status.DISAGREE: "bold yellow",
    Phase.CONFLICT: "bold yellow",
    Phase.ERROR: "bold red",
}
"""Of the signs; the others are dim."""
_ASCII = str.maketrans("✓✗≠⚠→━╸╺…○", "vx#!>=--.o")


class LiveView:
    """Writes to the terminal; paths are relative to ``here``."""

    def __init__(self, here: Path, console: Console | None = None, *, asks: bool = False) -> None:
        self._asks = asks
        self._here = here
        self._console = console or CommandConsole(highlight=False)
        self._board = ProgressRows(monotonic)
        self._rows: list[Row] = []
        """Those of the board: lines are drawn in another thread than the one that events come in."""
        self._at_work: dict[Work, Row] = {}
        """Those that are not done."""
        self._at_work_lock = threading.Lock()
        self._name_width, self._by_width = _NAMES[0], 0
        self._started = monotonic()
        self._printed = 0
        """How many rows have scrolled away."""
        self._scrolled = 0.0
        """When rows did last, on the monotonic clock."""
        self._finished = 0
        self._document: Path | None = None
        """The document whose name was printed last."""
        self._setup: tuple[str, float] | None = None
        self._spinner = Spinner("dots" if not self._console.options.ascii_only else "line", style="cyan")
        self._live = Live(
            get_renderable=self._alive, console=self._console, refresh_per_second=_FRAMES, transient=True,
            redirect_stdout=False, redirect_stderr=False,
        )  # fmt: skip

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def emit(self, event: Event) -> None:
        row = self._board.take(event)
        if row is not None:
            self._enter(row)
        if monotonic() - self._scrolled >= 1 / _FRAMES:  # each time, all that is alive is drawn again
            self._scroll()
            self._scrolled = monotonic()

    def _scroll(self) -> None:
        """Print the rows that are done, up to the first that is not."""
        first = self._printed
        while self._printed < len(self._rows) and self._rows[self._printed].done:
            self._printed += 1
        self._print_rows(self._rows[first : self._printed])

    def _enter(self, row: Row) -> None:
        """Note what has changed with one row: the work of an event must not grow with the number of rows."""
        if len(self._rows) < len(self._board.rows):
            self._rows.append(row)
        with self._at_work_lock:
            if row.done:
                self._at_work.pop(row.work, None)
            else:
                self._at_work[row.work] = row
        self._name_width = min(_NAMES[1], max(self._name_width, len(row.work.intent)))
        self._by_width = min(_BY, max(self._by_width, len(row.by)))

    def finished(self, lines: Iterable[str], count: int) -> None:
        """See :class:`~intent_lsp.cli.views.view.View`. They are only counted: nobody reads so many."""
        self._finished += count

    def progress(self, what: str, share: float) -> None:
        self._setup = (what, share) if share < 1 else None

    def finish(self, results: Sequence[Result]) -> None:
        first, self._printed = self._printed, len(self._rows)
        self._print_rows(self._rows[first:])
        self._live.stop()
        rows = {(row.work.document, row.work.intent, str(row.work.target)): row for row in self._rows}
        for trouble in failure_blocks(results, rows, self._here):
            self._print_trouble(trouble)
        for question in open_questions(rows.values(), asks=self._asks):
            self._print_question(question)
        for remark in remarks(rows.values()):
            self._say(Text("\n  ").append(remark, "yellow"))
        for line in lost_work(self._board.lost):
            self._say(Text(f"\n{line}", "yellow"))
        self._print_summary(results)

    def interrupted(self) -> None:
        self._scroll()
        self._live.stop()
        self._say(Text("\n- stopped; every file is whole", "yellow"))

    # --- rows --------------------------------------------------------------------------------------------------------

    def _alive(self) -> RenderableType:
        """What is redrawn: the rows that have not scrolled away, as many as fit, and a foot."""
        waiting = len(self._rows) - self._printed
        room = max(3, self._console.height - 4)
        visible = self._rows[self._printed :] if waiting <= room else self._first_at_work(room)
        parts: list[RenderableType] = []
        document = self._document
        for row in visible:
            if row.work.document != document:
                document = row.work.document
                parts.append(self._heading(document))
            parts.append(self._fit(self._line(row)))
        if len(visible) < waiting:
            parts.append(self._fit(Text(f"  … {waiting - len(visible)} more", "dim")))
        parts.append(self._foot())
        return Group(*parts)

    def _first_at_work(self, most: int) -> list[Row]:
        with self._at_work_lock:  # else another row may begin between the iterator's making and its first step
            return list(islice(self._at_work.values(), most))

    def _print_rows(self, rows: Sequence[Row]) -> None:
        lines: list[Text] = []
        for row in rows:
            if row.work.document != self._document:
                self._document = row.work.document
                lines.append(self._heading(row.work.document))
            line = self._line(row)
            # A path must stay whole; reasons are told in full below.
            lines.append(self._safe(line) if row.status in GOOD else self._fit(line))
        if lines:
            show(self._console, Text("\n").join(lines), soft_wrap=True)

    def _heading(self, document: Path) -> Text:
        return self._fit(Text(display_path(document, self._here), f"bold link {document.as_uri()}"))

    def _line(self, row: Row) -> Text:
        """One row, as long as it is."""
        width, now = self._name_width, self._board.clock()
        line = Text("  ")
        line.append_text(self._mark(row, now))
        line.append(f" {_cut(row.work.intent, width):<{width}}", "bold" if not row.done else "")
        line.append(f"  {row.work.target}  ", "magenta")
        line.append_text(self._examples(row))
        for text, style in self._details(row, now):
            line.append("  ").append(text.replace("\n", " "), style)
        return line

    def _mark(self, row: Row, now: float) -> Text:
        if row.done:
            return Text(row.status.sign, _STYLES.get(row.status, "dim"))
        if row.status is Phase.QUEUED:
            return Text(row.status.sign, "dim")
        frame = self._spinner.render(now)
        return frame if isinstance(frame, Text) else Text("*")

    def _examples(self, row: Row) -> Text:
        """``━━━━━━━━ 2/2``: green what passes, red what does not; nothing where all pass and something else failed."""
        if not row.total or row.status in (Phase.CONFLICT, Phase.ERROR, Phase.CANCELLED):
            return Text("")
        if row.done and row.status not in GOOD and row.passed == row.total:
            return Text("")
        full = row.passed * _BAR // row.total
        checked = bool(row.progress) or row.done
        text = Text("━" * full, "dim green" if row.status is Phase.FRESH else "green")
        text.append("━" * (_BAR - full), "red" if checked else "bright_black")
        text.append(f" {row.passed if checked else '-':>2}/{row.total:<2}", "" if checked else "dim")
        return text

    def _details(self, row: Row, now: float) -> Iterator[tuple[str, str]]:
        took = f"{row.seconds(now):5.1f} s"
        by = f"{row.by:<{self._by_width}}"
        if row.status is Phase.RUNNING:
            yield f"round {max(row.round, 1)}/{row.rounds}", "cyan"
            yield by, ""
            yield took, "dim"
            if row.worker:
                yield row.worker, "dim"
            doing = f"{row.tokens} tokens" if row.step == "writing" else row.step
            if doing:
                yield doing, "dim italic"
        elif row.status in GOOD:
            words = "fresh" if row.status is Phase.FRESH else f"round {row.round}" if row.round else "re-checked"
            yield f"{words:<9}", "green" if row.status is Phase.FRESH else "cyan"
            yield by, "dim" if row.status is Phase.FRESH else ""
            yield " " * len(took) if row.status is Phase.FRESH else took, "dim"
            if row.file:
                yield f"→ {display_path(row.file, self._here)}", "dim"
        elif row.status in (Status.FAILED, Status.DISAGREE):
            yield f"{row.rounds} round{'s' * (row.rounds != 1)} ", "cyan"
            yield by, ""
            yield took, "dim"
            yield row.reason if row.passed < row.total else row.failed, "red"
        elif row.status is Phase.CONFLICT and row.file:
            yield f"{display_path(row.file, self._here)} was left alone", "yellow"
        elif row.reason:
            yield row.reason, "red" if row.status is Phase.ERROR else "dim"

    def _foot(self) -> Text:
        if self._setup is not None:
            what, share = self._setup
            full = int(share * 24)
            foot = Text("  ")
            foot.append("━" * full, "cyan").append("━" * (24 - full), "bright_black")
            return self._fit(foot.append(f" {share:>4.0%}  {what}", "dim"))
        running = len(self._at_work)
        done = len(self._rows) - running
        seconds = monotonic() - self._started
        return self._fit(Text(f"  {done} done, {running} at work  {seconds:.1f} s  Ctrl-C stops", "dim"))

    # --- the end -----------------------------------------------------------------------------------------------------

    def _print_trouble(self, trouble: FailureBlock) -> None:
        title = Text("\n")
        title.append(trouble.intent, "bold").append(f" {trouble.target}" if trouble.target else "", "magenta")
        self._say(title.append(f"  {trouble.headline}", "red" if trouble.summary != "left alone" else "yellow"))
        for block in trouble.blocks:
            self._say(Text("  ").append(block.place, "cyan underline"))
            self._say_wrapped(block.title)
            for label, value in block.facts:
                style = {"expected": "green", "got": "red"}.get(label, "yellow" if label == "hint" else "dim")
                self._say(Text(f"    {label:<9} ", "dim").append(value, style))
        if trouble.more:
            self._say(Text(f"  … {trouble.more} more", "dim"))
        if trouble.candidate:
            self._say(Text("  best candidate: ", "dim").append(trouble.candidate, "cyan"))

    def _print_question(self, question: OpenQuestion) -> None:
        line = (
            Text("\n? ", "bold blue")
            .append(question.intent, "bold")
            .append(f" {', '.join(question.targets)}", "magenta")
        )
        if not question.call:
            self._say(line.append("  fits the examples, but look at it"))
            self._say_wrapped(question.doubt, "dim")
            return
        self._say(line.append("  the examples leave one thing open; add the right answer as an example"))
        self._say(Text("    ").append(question.call, "bold").append(" is"))
        for answer in question.answers:
            self._say(Text(f"      {answer}", "blue"))

    def _print_summary(self, results: Sequence[Result]) -> None:
        status = _overall(results)
        line = Text("\n").append(f"{status.sign} ", _STYLES[status])
        line.append(summary(results, self._finished), "bold")
        spent = ", ".join(part for part in (f"{monotonic() - self._started:.1f} s", spending(results)) if part)
        self._say(line.append(f"  {spent}", "dim"))

    def _fit(self, text: Text) -> Text:
        """One terminal line: what is too long ends in an ellipsis, so that redrawing never goes astray."""
        ascii_only = self._console.options.ascii_only
        text.truncate(self._console.width - 1, overflow="crop" if ascii_only else "ellipsis")
        return self._safe(text)

    def _say(self, text: Text) -> None:
        show(self._console, self._safe(text), soft_wrap=True)

    def _say_wrapped(self, text: str, style: str = "") -> None:
        """Prose below a heading; a terminal by itself would break it within words."""
        for line in textwrap.wrap(text, max(30, self._console.width - 5), break_on_hyphens=False):
            self._say(Text(f"    {line}", style))

    def _safe(self, text: Text) -> Text:
        """Without control characters, which a model's reply could hold, and in ASCII where the terminal has no more."""
        text = make_inert(text)
        if self._console.options.ascii_only:
            text.plain = text.plain.translate(_ASCII).encode("ascii", "replace").decode()
        return text


def _overall(results: Sequence[Result]) -> Status:
    """One status for a whole run: the worst, where a failure is worse than a doubt."""
    if all(result.status in STRICT for result in results):
        return Status.VERIFIED
    return Status.UNCERTAIN if all(result.status in GOOD for result in results) else Status.FAILED


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
