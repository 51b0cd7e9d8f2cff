"""The vote on disputed inputs: pure, so the outcomes are made by hand."""

from __future__ import annotations

import pytest

from intent_lsp.checks.agreement import Divergence
from intent_lsp.checks.evidence import Opinion, against, asked_text, count, loser, question_of, undecided
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


@pytest.mark.parametrize(
    ("opinions", "loses"),
    [
        ([], None),
        ([Opinion((X,))], 1),
        ([Opinion((Y,)), Opinion((Y,)), Opinion((X,))], 0),
        ([Opinion((X,)), Opinion((Y,))], None),
        ([Opinion((Z,)), Opinion((FAILS,))], None),
        ([Opinion((Z,)), Opinion((Y,))], 0),
    ],
)
def test_a_program_votes_for_the_side_whose_result_it_shares(opinions: list[Opinion], loses: int | None) -> None:
    assert loser(count(disputed(BOTH), opinions, F)) == loses


def test_what_loses_on_more_inputs_repairs_and_is_told_an_input_that_it_lost() -> None:
    counts = count(disputed(BOTH, BOTH, BOTH), [Opinion((X, Y, Y))], F)
    assert loser(counts) == 0
    failure = against(0, counts, ("js", "py"), F)
    assert failure.args == ("a",)
    assert failure.message == 'for f("a"), Python gives "y", and so does another program; JavaScript gives "x"'


def test_a_failing_side_can_win_and_the_question_offers_an_error() -> None:
    divergences = disputed((X, FAILS))
    assert loser(count(divergences, [Opinion((FAILS,))], F)) == 0
    open_ = undecided(count(divergences, [], F))
    question = question_of(open_, ("js", "py"), F)
    assert question.answers == ("x", AN_ERROR)
    assert asked_text(question, F) == 'for `f("")`: JavaScript gives `"x"`, Python fails. Which?'


def test_a_sign_that_no_example_has_is_not_disputed() -> None:
    below = intent("# name: f\n# signature:\n(x: number) -> number\n# examples:\n- f(-3) -> 1\n- f(-8) -> 2\n")
    found = nearby_inputs(below)
    assert found
    assert all(x < 0 for (x,) in found)
