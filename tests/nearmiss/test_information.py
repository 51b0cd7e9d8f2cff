"""How much the results of examples say, and what they suggest."""

from __future__ import annotations

import pytest

from intent_lsp.nearmiss.contract import Change, hints_of
from intent_lsp.nearmiss.guard import recites
from intent_lsp.nearmiss.information import FixedExample, all_alike, information
from intent_lsp.values import JsonValue
from tests.support.intents import intent


def test_booleans_say_one_bit_each() -> None:
    assert information([FixedExample((1,), True), FixedExample((2,), False)], "") == 2


def test_the_same_result_counts_once() -> None:
    one = information([FixedExample((1,), "Linear")], "")
    assert information([FixedExample((1,), "Linear"), FixedExample((2,), "Linear")], "") == one


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (FixedExample((1,), 3), FixedExample((1,), 3000)),
        (FixedExample((3000,), 3000), FixedExample((1,), 3000)),
        (FixedExample((1,), "ab"), FixedExample((1,), "abcdef")),
        (FixedExample(("tree",), "tree"), FixedExample(("wood",), "tree")),
        (FixedExample((1,), "abcdef", "abcdeg"), FixedExample((1,), "abcdef", "xyz")),
        (FixedExample((1,), [7, 8, 9], [7, 8, 1]), FixedExample((1,), [7, 8, 9], [1, 1, 1])),
        (FixedExample((1,), {"a": 5}), FixedExample((1,), {"a": 5, "b": "text"})),
    ],
)
def test_what_is_at_hand_says_less(less: FixedExample, more: FixedExample) -> None:
    assert 0 < information([less], "") < information([more], "")


def test_a_text_of_the_code_need_only_be_chosen() -> None:
    assert information([FixedExample((1,), "Valid date")], 'return "Valid date"') == 1


@pytest.mark.parametrize("value", [None, True, 1, -1.5, float("inf"), "", [], {}, [[["deep"]]], "x" * 1000, [1] * 1000])
def test_every_value_has_a_measure(value: JsonValue) -> None:
    assert 1 <= information([FixedExample((), value)], "code") <= 41


def test_alike_tells_kinds_apart() -> None:
    assert all_alike(["a", "a"])
    assert not all_alike([1, True])


WORDS = intent(
    """
    # name: f
    # description:
    Cut at two digits, put "db" around, and at least 12.
    # signature:
    (n: integer) -> string
    # examples:
    - in: {"n": 1} out: "db1db"
    - in: {"n": 2} out: "db10db"
    """
)


def test_hints_of_the_description_and_the_results() -> None:
    hints = hints_of(WORDS, [("db1db", "1"), ("db10db", "10")])
    assert {2, 12} <= set(hints.numbers)
    assert "db" in hints.texts
    assert hints.around == (("db", "db"),)
    assert hints.factor is None


def test_a_factor_needs_two_results_that_differ() -> None:
    assert hints_of(WORDS, [(100, 150), (324, 486)]).factor == pytest.approx(2 / 3)
    assert hints_of(WORDS, [(100, 150)]).factor is None
    assert hints_of(WORDS, [(100, 150), (100, 150)]).factor is None
    assert hints_of(WORDS, [(100, 150), (324, 487)]).factor is None
    assert hints_of(WORDS, [(100, True), (324, False)]).factor is None


def test_difference_of_all_results() -> None:
    assert 41 in hints_of(WORDS, [(141, 100), (45, 4)]).numbers
    assert 41 not in hints_of(WORDS, [(141, 100)]).numbers


@pytest.mark.parametrize(
    ("value", "refused"), [("db1db", True), ("b10d", True), ("db", False), ("1", False), (7, False), (True, False)]
)
def test_recited_texts(value: JsonValue, refused: bool) -> None:
    """A piece that all results share is a rule, one of a single result is recited."""
    assert recites(Change((), "", 1, (value,)), WORDS) is refused
