"""Every doubt comes with one next step, also where a report of an earlier version names it."""

from __future__ import annotations

import pytest

from intent_lsp.doubts import UNLIKE
from intent_lsp.transpile.next_step import doubts_with_next_step, next_step
from intent_lsp.values import Question


@pytest.mark.parametrize(
    ("doubt", "step"),
    [
        ("there are few examples", "add one or two more examples"),
        ("the text mentions 'empty', but no example shows it", "add an example for 'empty'"),
        ("the text mentions 'x', but no part of the program uses it", "add an example in which 'x' matters"),
        ("the text mentions 'x', but the program does not use it", "add an example in which 'x' matters"),
        ("the program fails on similar inputs", "add an example with an unusual input, such as an empty one"),
        ("the program does not use locale", "add an example in which locale matters"),
        ('every example holds "kg", which the program writes by itself', 'add an example without "kg"'),
        ("items has 3 items in all examples", "add an example in which items is longer"),
        ("the examples show ', ' only at the ends of a text, and the program replaces it everywhere",
         "add an example with ', ' in the middle"),
        ("what nobody has thought of", UNLIKE),
    ],
)  # fmt: skip
def test_a_step_speaks_of_what_is_doubted(doubt: str, step: str) -> None:
    assert next_step("f", [doubt]) == step


@pytest.mark.parametrize(
    ("doubt", "step"),
    [
        ("the text speaks of 'empty', no example shows it", "add an example for 'empty'"),
        ("the text speaks of 'x', no part of the program answers to it", "add an example in which 'x' matters"),
        ("the text speaks of 'x', the program does not use it", "add an example in which 'x' matters"),
        ("on inputs like the examples the program fails", "add an example with an unusual input, such as an empty one"),
    ],
)
def test_doubts_in_earlier_reports_are_understood(doubt: str, step: str) -> None:
    assert next_step("f", [doubt]) == step


def test_one_sentence_has_one_step() -> None:
    two = ("other programs fit the examples as well", "there are few examples")
    assert doubts_with_next_step("f", two) == (two[0], f"{two[1]}: add one or two more examples")
    assert (doubts_with_next_step("f", ()), next_step("f", ())) == ((), "")


def test_a_question_is_the_next_step() -> None:
    question = Question((5, "a" * 100), (1, 2))
    (sentence,) = doubts_with_next_step("label", ("there are few examples",), question)
    assert sentence == f'there are few examples: add an example that says what label(5, "{"a" * 38}…) is'
