"""What is shown of a piece of work: events in, one state out. Nothing runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.models.contract import Detour
from intent_lsp.output.provenance import code_digest
from intent_lsp.transpile.events import (
    Cancelled,
    CandidateReady,
    Checked,
    Disagreed,
    Event,
    Exhausted,
    Planned,
    RoundFailed,
    RoundStarted,
    Skipped,
    Verified,
    Waiting,
    Work,
    Written,
)
from intent_lsp.transpile.progress import States, WorkState
from intent_lsp.values import TARGETS, Question
from tests.support.intents import CLAMP, intent

DOCUMENT, FILE = Path("/w/a.intent.md"), Path("/w/src/js/auto/clamp.js")
WORK = Work(DOCUMENT, "clamp", "js")
ONE, TWO = ExampleResult(1, True, "5", "5"), ExampleResult(2, True, "0", "0")
PASSED = Verdict(None, (ONE, TWO))
WRONG = Verdict(Gate.EXAMPLES, (ONE, replace(TWO, passed=False, got="1")), (Failure(Gate.EXAMPLES, "wrong", 2),))
CODE = "export const clamp = 1;\n"
DETOURS = (Detour("a", "was busy"),)
VERIFIED = Verified(WORK, 2, 3, "p", "m", False, CODE, PASSED)


def candidate(number: int) -> CandidateReady:
    return CandidateReady(WORK, number, CODE, "p", "m", False, DETOURS)


def after(*events: Event) -> WorkState:
    state = WorkState(WORK)
    for event in events:
        state.apply(event)
    return state


ROUNDS = (
    Planned(WORK, 3, 2),
    RoundStarted(WORK, 1, 3, "the question"),
    candidate(1),
    Checked(WORK, 1, WRONG),
    RoundFailed(WORK, 1, 3, "1/2", WRONG),
    RoundStarted(WORK, 2, 3, "another one"),
    candidate(2),
    Checked(WORK, 2, PASSED),
)


def test_each_round_is_shown_once_with_all_that_came_of_it() -> None:
    state = after(*ROUNDS)
    assert [(record.number, record.model, record.verdict, record.detours) for record in state.history] == [
        (1, "m", WRONG, DETOURS),
        (2, "m", PASSED, DETOURS),
    ]
    assert [record.reason for record in state.history] == ["1/2", ""]
    assert (state.last_verdict, state.prompt, state.passed, state.total) == (PASSED, "another one", 2, 2)


def test_the_line_says_what_is_being_done_and_by_whom() -> None:
    assert after(*ROUNDS[:1]).message() == "planned"
    assert after(*ROUNDS[:2]).message() == "round 1/3 · asking for code"
    assert after(*ROUNDS[:3]).message() == "round 1/3 · m · checking examples"
    assert after(*ROUNDS[:2], Waiting(WORK, "p", "", "loading")).message() == "round 1/3 · p · loading"
    assert after(*ROUNDS[:4]).message() == "round 1/3 · m · checking examples · 1/2 passed"


def test_it_is_verified_once_it_is_on_the_disk_and_names_the_code_that_is() -> None:
    state = after(*ROUNDS, VERIFIED)
    assert (state.status, state.code_digest) == ("running", code_digest(CODE, "js"))
    state.apply(Written(WORK, FILE, changed=True))
    assert (state.status, state.file) == ("verified", FILE)
    doubted = after(replace(VERIFIED, doubts=("a doubt",)), Written(WORK, FILE, changed=True))
    assert doubted.status == "uncertain"


def test_doubts_are_told_with_what_settles_them() -> None:
    doubts = ("few", "all examples have the same result")
    state = after(replace(VERIFIED, doubts=doubts))
    assert state.next_step == "add an example with another result"
    assert state.told_doubts == ("few", "all examples have the same result: add an example with another result")
    asked = after(replace(VERIFIED, doubts=doubts, question=Question((7,), (1, 2))))
    assert asked.next_step == "add an example that says what clamp(7) is"
    assert after(VERIFIED).told_doubts == ()


def test_what_was_run_on_the_code_that_is_there_is_told_from_a_round() -> None:
    there = (Planned(WORK, 0, 2), replace(candidate(0), detours=()), Checked(WORK, 0, WRONG))
    assert after(*there, Exhausted(WORK, 0, CODE, WRONG, "wrong", FILE)).checked
    assert not after(*ROUNDS[:5], Exhausted(WORK, 1, CODE, WRONG, "wrong", None)).checked
    assert not after(Exhausted(WORK, 1, "", None, "nobody answers", None)).checked


def test_what_is_fresh_keeps_its_place() -> None:
    fresh = Skipped(WORK, "verified already", True, FILE, 2, "p", "m", 1, PASSED, code=CODE)
    state = after(fresh)
    assert (state.status, state.file, state.code_digest) == ("fresh", FILE, code_digest(CODE, "js"))
    assert [(record.number, record.verdict) for record in state.history] == [(1, PASSED)]
    state.apply(replace(fresh, path=None))
    assert state.file == FILE


def test_a_disagreement_is_shown_in_its_round() -> None:
    differs = replace(PASSED, gate=Gate.AGREEMENT, failures=(Failure(Gate.AGREEMENT, "Which?"),))
    state = after(*ROUNDS, Disagreed(WORK, 3, CODE, differs, Question((7,), (1, 2)), "Which?", FILE))
    assert (state.status, state.candidate, len(state.history)) == ("disagree", FILE, 2)
    assert state.last_verdict == differs


@pytest.mark.parametrize("again", [True, False])
def test_what_begins_anew_keeps_its_file_and_what_was_asked(again: bool) -> None:
    states = States()
    state = states.start(WORK, intent(CLAMP))
    assert (state.digest, state.file, state.prompt) == (intent(CLAMP).digest, None, "")
    assert list(state.sources) == [1, 2, 3, 4]
    for event in (*ROUNDS, VERIFIED, Written(WORK, FILE, changed=True)):
        state.apply(event)
    if again:
        state = states.start(WORK, None)
        assert (state.status, state.file, state.prompt, state.history) == ("queued", FILE, "another one", [])
    assert states.get(DOCUMENT, "clamp", "js") is state
    assert states.get(DOCUMENT, "clamp", "py") is None
    other = WorkState(Work(Path("/w/b.intent.md"), "f", "py"))
    states.put(other)
    assert (states.of(DOCUMENT), states.of(other.work.document)) == ([state], [other])
    assert states.all() == [state, other]


def test_an_intent_is_under_way_until_its_last_target_has_ended() -> None:
    """Whatever is done afterwards, such as the index of a folder, is no reason to offer to cancel it."""
    states = States()
    assert not states.under_way(DOCUMENT, "clamp")
    first, second = (states.start(Work(DOCUMENT, "clamp", target), intent(CLAMP)) for target in TARGETS)
    first.apply(VERIFIED)
    first.apply(Written(WORK, FILE, changed=True))
    assert states.under_way(DOCUMENT, "clamp")
    assert not states.under_way(DOCUMENT, "other")
    assert not states.under_way(Path("/w/b.intent.md"), "clamp")
    second.apply(Cancelled(second.work, "cancelled"))
    assert not states.under_way(DOCUMENT, "clamp")
