"""The board folds every stream of events; the live view draws it within the terminal, in ASCII if need be."""

from __future__ import annotations

import io
import sys
import threading
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.cli.terminal.status import of_results
from intent_lsp.cli.views.failure_blocks import failure_blocks, open_questions
from intent_lsp.cli.views.live_view import LiveView
from intent_lsp.cli.views.plain_view import PlainView, summary
from intent_lsp.cli.views.progress_rows import ProgressRows
from intent_lsp.status import Phase, State, Status
from intent_lsp.transpile import events as on
from intent_lsp.transpile.results import Finding, Result, Tally
from intent_lsp.values import Question

HERE = Path("/ws")
DOCUMENT = HERE / "docs" / "clamp.intent.md"
JS, PY = on.Work(DOCUMENT, "clamp", "js"), on.Work(DOCUMENT, "clamp", "py")


def verdict(passed: int, total: int) -> Verdict:
    results = tuple(ExampleResult(n + 1, n < passed, "3", "3" if n < passed else "4") for n in range(total))
    failures = tuple(Failure(Gate.EXAMPLES, "got 4, want 3", n + 1) for n in range(passed, total))
    return Verdict(None if passed == total else Gate.EXAMPLES, results, failures)


STORY: list[on.Event] = [
    on.Planned(JS, 3, 4),
    on.Planned(PY, 3, 4),
    on.RoundStarted(JS, 1, 3),
    on.Waiting(JS, "draft", "qwen", "loading the model"),
    on.Token(JS, 17),
    on.CandidateReady(JS, 1, "code", "draft", "qwen", False),
    on.Checked(JS, 1, verdict(2, 4)),
    on.RoundFailed(JS, 1, 3, "2 of 4\n\x1b[2Jexamples fail é", verdict(2, 4)),
    on.RoundStarted(JS, 2, 3),
    on.CandidateReady(JS, 2, "code", "strong", "qwen-14b", True),
    on.Checked(JS, 2, verdict(4, 4)),
    on.Verified(JS, 2, 3, "strong", "qwen-14b", True, "code", verdict(4, 4), Question((1,), (2, 3)), "note"),
    on.Written(JS, HERE / "src/js/auto/clamp.js", True),
    on.Exhausted(PY, 3, "code", verdict(1, 4), "3 of 4 examples fail", HERE / ".promirror/candidates/clamp.py"),
]


def test_the_board_tells_a_story_s_end() -> None:
    board = ProgressRows(iter(range(100)).__next__)
    for event in STORY:
        board.take(event)
    js, py = board.rows[JS], board.rows[PY]
    assert (js.status, js.round, js.passed, js.total, js.by, js.cached) == ("verified", 2, 4, 4, "qwen-14b", True)
    assert js.progress == [(2, 4), (4, 4)]
    assert (py.status, py.passed, py.total, py.reason) == ("failed", 1, 4, "3 of 4 examples fail")
    assert board.count(Status.VERIFIED) == board.count(Status.FAILED) == 1
    assert js.seconds(1000) < 100


ENDS = [
    on.Skipped(JS, "verified already", True, HERE / "a.js", 3, "p", "m", 1),
    on.Conflict(PY, HERE / "a.py", "edited by hand"),
    on.Failed(PY, "nobody answered", "start a server", "no-provider"),
    on.Cancelled(JS, "superseded"),
    on.DocumentFailed(DOCUMENT, "is not UTF-8", "save it as UTF-8"),
    on.Sent(PY, "worker\x1b[2J 1"),
    on.Lost(PY, "worker\x1b[2J 1", "died"),
]


def console(width: int, encoding: str = "utf-8", *, terminal: bool = True) -> tuple[Console, io.BytesIO]:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    return Console(file=file, force_terminal=terminal, width=width, height=20, highlight=False), raw


@given(
    st.lists(st.sampled_from([*STORY, *ENDS]), max_size=25), st.integers(20, 120), st.sampled_from(["utf-8", "ascii"])
)
def test_any_order_of_events_can_be_shown(events: list[on.Event], width: int, encoding: str) -> None:
    shown, raw = console(width, encoding)
    view = LiveView(HERE, shown)
    with view:
        for event in events:
            view.emit(event)
            with shown.capture() as capture:
                shown.print(view._live.get_renderable())
            drawn = [line for line in _plain(capture.get()).split("\n") if line]
            assert all(len(line) <= width for line in drawn)
            assert len(drawn) <= 20
        view.finish([])
    assert b"\x1b[2J" not in raw.getvalue()
    raw.getvalue().decode(encoding)


def _plain(text: str) -> str:
    from rich.text import Text

    return Text.from_ansi(text).plain


def test_the_transcript_keeps_the_documents_order() -> None:
    shown, raw = console(110)
    first, second = on.Work(HERE / "a.intent.md", "a", "js"), on.Work(HERE / "b.intent.md", "b", "js")
    with LiveView(HERE, shown) as view:
        view.emit(on.Planned(first, 3, 1))
        view.emit(on.Planned(second, 3, 1))
        view.emit(on.Conflict(second, HERE / "b.js", "edited"))
        view.emit(on.Conflict(first, HERE / "a.js", "edited"))
        view.finish([])
    text = _plain(raw.getvalue().decode())
    assert text.rindex("a.js was left alone") < text.rindex("b.js was left alone")


def test_one_trouble_that_many_share_is_told_once() -> None:
    down = Finding("no-provider", "nobody answered", 1, 9)
    results = [Result(DOCUMENT, name, "js", Phase.ERROR, problems=(down,)) for name in "abc"]
    (trouble,) = failure_blocks(results, {}, HERE)
    assert trouble.headline == "could not be transpiled, and 2 more in the same way"
    assert of_results(results) == 3


def test_an_example_that_passes_and_changes_is_told_by_what_was_found() -> None:
    """Not by "expected 3, got 3"."""
    failure = Failure(Gate.VARIATION, "got 3, but 7 in another order or a second call", 1, code="depends-on-state")
    varied = replace(verdict(2, 2), gate=Gate.VARIATION, failures=(failure,))
    finding = Finding("depends-on-state", failure.message, 8, 3)
    board = ProgressRows(lambda: 0.0)
    board.take(on.Exhausted(JS, 1, "code", varied, failure.message))
    result = Result(DOCUMENT, "clamp", "js", Status.FAILED, problems=(finding,))
    (trouble,) = failure_blocks([result], {(DOCUMENT, "clamp", "js"): board.rows[JS]}, HERE)
    assert trouble.blocks[0].facts == (("found", failure.message),)


def test_a_question_that_both_targets_ask_is_asked_once() -> None:
    board = ProgressRows(lambda: 0.0)
    for work in (JS, PY):
        board.take(on.Verified(work, 1, 3, "b", "b", False, "c", verdict(1, 1), Question(("x",), ("a", "b"))))
    (asked,) = open_questions(board.rows.values())
    assert (asked.targets, asked.call, asked.answers) == (("js", "py"), 'clamp("x")', ('"a"', '"b"'))


def test_what_other_programs_would_fit_as_well_looks_different() -> None:
    """It passes, but nobody can call it right yet: no tick, and a word for it where there are no colours."""
    sure = on.Verified(JS, 1, 3, "b", "builtin", False, "c", verdict(1, 1))
    unsure = replace(sure, work=PY, question=Question(("x",), ("a", "b")), doubts=("other programs fit",))
    shown, raw = console(110)
    plain = io.StringIO()
    for view in (LiveView(HERE, shown), PlainView(plain, HERE)):
        with view:
            for event in (sure, unsure, on.Written(JS, HERE / "a.js", True), on.Written(PY, HERE / "a.py", True)):
                view.emit(event)
            view.finish([])
    lines = _plain(raw.getvalue().decode()).splitlines()
    assert any("✓ clamp" in line and " js " in line for line in lines)
    assert any("? clamp" in line and " py " in line and "1/1" in line for line in lines)
    first, second = plain.getvalue().splitlines()[:2]
    assert "ambiguous" not in first
    assert "1/1 examples, builtin, other programs fit -> " in second


def test_that_all_examples_pass_is_not_said_beside_a_failure() -> None:
    """The count says nothing there: what failed is said instead."""
    differs = Failure(Gate.AGREEMENT, 'for clamp(" "), JavaScript gives 1; Python gives 2', args=(" ",))
    chance = Failure(Gate.VARIATION, "got 1, but 2 with another seed", 1, code="depends-on-chance")
    passing = verdict(4, 4).examples
    open_ = on.Disagreed(
        JS, 3, "c", Verdict(Gate.AGREEMENT, passing, (differs,)), Question((" ",), (1, 2), ("JavaScript", "Python")),
        "Which?",
    )  # fmt: skip
    failed = on.Exhausted(PY, 3, "c", Verdict(Gate.VARIATION, passing, (chance,)), "got 1, but 2 with another seed")
    held = on.Exhausted(on.Work(DOCUMENT, "other", "py"), 3, "c", verdict(4, 4), "not written: JavaScript failed")
    shown, raw = console(140)
    plain = io.StringIO()
    for view in (LiveView(HERE, shown), PlainView(plain, HERE)):
        with view:
            for event in (on.Planned(JS, 3, 4), open_, on.Planned(PY, 3, 4), failed, held):
                view.emit(event)
            view.finish([])
    text = _plain(raw.getvalue().decode())
    assert "4/4" not in text + plain.getvalue()
    lines = text.splitlines()
    assert any("≠ clamp" in line and 'differs from Python on `" "`' in line for line in lines)
    assert any("✗ clamp" in line and "depends on chance" in line for line in lines)
    assert any("✗ other" in line and "not written: JavaScript failed" in line for line in lines)


def test_statuses_and_summaries() -> None:
    def result(status: State) -> Result:
        return Result(DOCUMENT, "a", "js", status, examples=Tally(1, 1))

    verified, uncertain, fresh = result(Status.VERIFIED), result(Status.UNCERTAIN), result(Phase.FRESH)
    assert of_results([]) == of_results([verified, fresh]) == 0
    assert of_results([verified, uncertain]) == 0
    assert of_results([verified, fresh], strict=True) == 0
    assert of_results([verified, uncertain], strict=True) == 1
    assert of_results([verified, result(Status.FAILED)]) == of_results([result(Phase.CONFLICT)]) == 1
    assert summary([verified, fresh, result(Phase.CONFLICT)]) == "1 verified, 1 fresh, 1 left alone"
    assert summary([]).startswith("nothing to do")


def test_lines_are_drawn_while_events_come_in() -> None:
    shown, _ = console(100)
    done = threading.Event()
    errors: list[Exception] = []
    view = LiveView(HERE, shown)

    def draw() -> None:
        try:
            while not done.is_set():
                view._alive()
        except Exception as error:
            errors.append(error)

    drawing = threading.Thread(target=draw)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        drawing.start()
        for number in range(600):
            view.emit(on.Planned(on.Work(HERE / f"{number}.intent.md", "f", "js"), 3, 2))
    finally:
        done.set()
        drawing.join()
        sys.setswitchinterval(interval)
    assert errors == []


def test_no_question_about_code_that_was_not_written() -> None:
    board = ProgressRows(lambda: 0.0)
    board.take(on.Verified(JS, 1, 3, "b", "b", False, "c", verdict(1, 1), Question(("x",), ("a", "b"))))
    board.take(on.Failed(JS, "cannot write it: the disk is full", "free some space", "write"))
    assert open_questions(board.rows.values()) == []


def lost_on_the_way() -> list[on.Event]:
    """Both targets of an intent go to two workers, one after the other; the first dies."""
    events: list[on.Event] = [on.Planned(JS, 3, 4), on.Planned(PY, 3, 4)]
    for worker in ("worker 0", "worker 1"):
        events += [on.Sent(JS, worker), on.Sent(PY, worker), on.RoundStarted(JS, 1, 3)]
        if worker == "worker 0":
            events += [on.Lost(JS, worker, "died"), on.Lost(PY, worker, "died")]
    return events


def test_the_live_view_shows_who_works_and_names_what_was_lost() -> None:
    shown, raw = console(100)
    view = LiveView(HERE, shown)
    for event in lost_on_the_way():
        view.emit(event)
    shown.print(view._alive())
    drawn = raw.getvalue().decode()
    assert "worker 1" in drawn
    assert "worker 0" not in drawn
    view.finish([])
    assert "worker 0 died: 1 intent was retried" in raw.getvalue().decode()


def test_plain_lines_name_what_was_lost_as_it_happens_and_at_the_end() -> None:
    for quiet in (False, True):
        out = io.StringIO()
        view = PlainView(out, HERE, quiet=quiet, verbose=not quiet)
        for event in lost_on_the_way():
            view.emit(event)
        view.finish([])
        lines = out.getvalue().splitlines()
        assert ("sent      docs/clamp.intent.md clamp js: worker 1" in lines) is not quiet
        assert ("lost      docs/clamp.intent.md clamp py: worker 0 died: retrying" in lines) is not quiet
        assert "worker 0 died: 1 intent was retried" in lines


def test_a_thousand_rows_scroll_away_in_order_and_what_is_alive_is_not_drawn_for_each() -> None:
    works = [on.Work(HERE / f"n{number}.intent.md", f"name{number}", "js") for number in range(1000)]
    events = [on.Planned(work, 3, 4) for work in works] + [on.Skipped(work, "fresh", True) for work in works]
    written = io.StringIO()
    with LiveView(HERE, Console(file=written, force_terminal=True, width=80, height=20)) as view:
        for event in events:
            view.emit(event)
        view.finish([])
    transcript = written.getvalue()
    # One drawing is about 20 lines; with one for each row they would be 20,000.
    assert transcript.count("at work") < 200
    places = [transcript.rfind(f"name{number} ") for number in range(1000)]
    assert -1 not in places
    assert places == sorted(places)


def test_what_was_done_stays_in_the_transcript_when_the_run_is_stopped() -> None:
    written = io.StringIO()
    console = Console(file=written, width=80)  # redraws nothing, so that only what stays is written
    with LiveView(HERE, console) as view:
        for number in range(3):
            work = on.Work(HERE / f"n{number}.intent.md", f"name{number}", "js")
            view.emit(on.Planned(work, 3, 4))
            view.emit(on.Skipped(work, "fresh", True))
        view.interrupted()
    transcript = written.getvalue()
    assert [transcript.count(f"name{number} ") for number in range(3)] == [1, 1, 1]
    assert "every file is whole" in transcript
