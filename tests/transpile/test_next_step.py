"""Every doubt comes with one next step, and every step belongs to a doubt that the program can have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from intent_lsp.transpile.next_step import STEPS, UNLIKE, doubts_with_next_step, next_step
from intent_lsp.values import Question
from tests.support.prose import ROOT

SOURCES = [
    *(ROOT / "server/intent_lsp/synthesis").rglob("*.py"),
    ROOT / "server/intent_lsp/nearmiss/guard.py",
    ROOT / "server/intent_lsp/transpile/pairs/dependent_pairs.py",
    ROOT / "server/intent_lsp/transpile/pairs/pair_doubts.py",
    ROOT / "server/intent_lsp/models/contract.py",
]


DOUBTING = {
    "_doubt", "first_fault", "unanswered_part", "unshown_part", "unshown_input", "broken_habit", "gap", "_says_more",
}  # fmt: skip
"""The functions of the built-in provider that say what is doubted."""


def strings(tree: ast.AST) -> Iterator[str]:
    """The strings in code, with ``7`` for what is filled in."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)


def test_each_step_belongs_to_words_that_the_program_has() -> None:
    said = {text for path in SOURCES for text in strings(ast.parse(path.read_text("utf-8")))}
    assert [pattern for pattern, _ in STEPS if not any(re.search(pattern, text) for text in said)] == []


def test_each_doubt_of_the_built_in_provider_has_a_step_of_its_own() -> None:
    giving = {
        node.name: [text for each in ast.walk(node) if isinstance(each, ast.Return) for text in strings(each)]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name in DOUBTING
    }
    doubts = [text for texts in giving.values() for text in texts if text.count(" ") > 2]
    assert giving.keys() == DOUBTING
    assert len(doubts) > 20
    assert [text for text in doubts if not any(re.search(pattern, text) for pattern, _ in STEPS)] == []


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
