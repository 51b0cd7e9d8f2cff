"""The vote on disputed inputs: pure, so the outcomes are made by hand."""

from __future__ import annotations

import pytest

from intent_lsp.checks.agreement import Divergence
from intent_lsp.checks.evidence import Poll, Vote, asked_text, failure_of_loser, poll, question_of
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.sandbox.contract import CodeError, Outcome, Raised, Returned
from intent_lsp.values import AN_ERROR
from tests.support.intents import intent

F = intent('# name: f\n# signature:\n(s: string) -> string\n# examples:\n- f("a") -> "a"\n- f("b") -> "b"\n')
FAILS = Raised(CodeError("TypeError", "no"))
X, Y, Z = Returned("x"), Returned("y"), Returned("z")
BOTH: tuple[Outcome, Outcome] = (X, Y)


def disputed(*outcomes: tuple[Outcome, Outcome]) -> list[Divergence]:
    return [Divergence(("a" * number,), "", pair) for number, pair in enumerate(outcomes)]


def js(*outcomes: Outcome) -> Vote:
    return Vote("js", outcomes)


def py(*outcomes: Outcome) -> Vote:
    return Vote("py", outcomes)


def votes(divergences: list[Divergence], *opinions: Vote) -> Poll:
    return poll(divergences, opinions, ("js", "py"), F)


@pytest.mark.parametrize(
    ("opinions", "wins"),
    [
        ([], None),
        ([js(X)], 0),
        ([js(Y), py(Y), js(X)], 1),
        ([js(X), py(Y)], None),
        ([js(Z), py(FAILS)], None),
        ([js(Z), py(Y)], 1),
    ],
)
def test_a_program_votes_for_the_side_whose_result_it_shares(opinions: list[Vote], wins: int | None) -> None:
    assert votes(disputed(BOTH), *opinions).winner == wins


def test_what_loses_on_more_inputs_repairs_and_is_told_an_input_that_it_lost() -> None:
    counts = votes(disputed(BOTH, BOTH, BOTH), py(X, Y, Y))
    assert counts.winner == 1
    failure = failure_of_loser(0, counts, ("js", "py"), F)
    assert failure.args == ("a",)
    assert failure.message == 'for f("a"), Python gives "y", and so does another program; JavaScript gives "x"'


def test_a_program_has_one_vote_however_many_inputs_there_are() -> None:
    """Two programs against each other are a tie, also where one of them has an opinion on more inputs."""
    counts = votes(disputed(BOTH, BOTH, BOTH), py(Y, Y, Y), py(Z, Z, X))
    assert counts.winner is None
    assert counts.undecided.args == ("aa",)


def test_a_program_that_was_not_run_on_all_inputs_says_what_it_can() -> None:
    assert votes(disputed(BOTH, BOTH), py()).winner is None
    assert votes(disputed(BOTH, BOTH), py(X)).winner == 0
    assert votes(disputed(BOTH, BOTH), py(X)).votes(1) == (0, 0)


def test_an_error_is_no_evidence_in_its_own_language() -> None:
    """Python raises where JavaScript goes on: any two Python programs agree on that."""
    divergences = disputed((X, FAILS))
    assert votes(divergences, py(FAILS), py(FAILS)).winner is None
    assert votes(divergences, py(FAILS), js(X)).winner is None
    assert votes(divergences, py(FAILS), py(X)).winner == 0
    assert votes(divergences, js(FAILS)).winner == 1


def test_the_question_offers_an_error() -> None:
    question = question_of(votes(disputed((X, FAILS))).undecided, ("js", "py"), F)
    assert question.answers == ("x", AN_ERROR)
    assert asked_text(question, F) == 'for `f("")`: JavaScript gives `"x"`, Python fails. Which?'


def test_a_sign_that_no_example_has_is_not_disputed() -> None:
    below = intent("# name: f\n# signature:\n(x: number) -> number\n# examples:\n- f(-3) -> 1\n- f(-8) -> 2\n")
    found = nearby_inputs(below)
    assert found
    assert all(x < 0 for (x,) in found)
