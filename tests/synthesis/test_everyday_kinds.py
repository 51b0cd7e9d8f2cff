"""Kinds of program that everyday specs ask for, where shorter ones fit the few examples as well."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.search import solve
from intent_lsp.values import TARGETS, JsonValue
from tests.synthesis.languages import NODE, Case, right, run

pytestmark = [
    pytest.mark.search,
    pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be run"),
]

GREETING = """\
# name: greeting
# description:
Greets by the hour: "Good morning" before 12, "Good afternoon" from 12, "Good evening" from 18.
# signature:
(hour: integer, name: string) -> string
# examples:
- greeting(9, "Ada") -> "Good morning, Ada!"
- greeting(12, "Bob") -> "Good afternoon, Bob!"
- greeting(17, "Eve") -> "Good afternoon, Eve!"
- greeting(18, "Kim") -> "Good evening, Kim!"
"""
PASSWORD = """\
# name: isStrong
# description:
Whether a password has at least 8 characters, a digit and a capital letter.
# signature:
(password: string) -> boolean
# examples:
- isStrong("Secret123") -> true
- isStrong("secret123") -> false
- isStrong("SecretWord") -> false
- isStrong("Abc1") -> false
"""
ALTERNATIVES = """\
# name: needsQuotes
# description:
Whether a text has a space or a digit in it.
# signature:
(text: string) -> boolean
# examples:
- needsQuotes("two words") -> true
- needsQuotes("word") -> false
- needsQuotes("v2") -> true
- needsQuotes("a-b") -> false
"""
CUT = """\
# name: cut
# description:
Cuts a text that is longer than max characters to max characters and appends "...".
# signature:
(text: string, max: integer) -> string
# examples:
- cut("hello world", 8) -> "hello wo..."
- cut("hello", 8) -> "hello"
- cut("abcdefgh", 8) -> "abcdefgh"
- cut("abcdefgh", 3) -> "abc..."
"""
MEDIAN = """\
# name: median
# description:
The median of a list of numbers: the middle one in order, or the mean of the middle two; 0 for an empty list.
# signature:
(numbers: number[]) -> number
# examples:
- median([3, 1, 2]) -> 2
- median([4, 1, 3, 2]) -> 2.5
- median([]) -> 0
- median([7]) -> 7
"""


def intent(text: str) -> Intent:
    (found,) = parse(text).intents
    assert not found.broken, found.problems
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "calls"),
    [
        pytest.param(
            GREETING,
            [((0, "Al"), "Good morning, Al!"), ((13, "Bo"), "Good afternoon, Bo!"), ((23, "Cy"), "Good evening, Cy!")],
            id="words that the text quotes, one for each case, around a parameter",
        ),
        pytest.param(
            PASSWORD,
            [(("ABCDEFG1",), True), (("12345678",), False), (("Abcdefg",), False), (("Ab1",), False)],
            id="three conditions that the text names",
        ),
        pytest.param(
            ALTERNATIVES,
            [(("x y z",), True), (("2",), True), (("longer-word",), False)],
            id="one of two conditions that the text names",
        ),
        pytest.param(
            CUT,
            [(("hello7 world", 3), "hel..."), (("ab", 2), "ab"), (("a b c", 2), "a ...")],
            id="a sign that is appended in one case",
        ),
        pytest.param(
            MEDIAN,
            [(([10, 2],), 6), (([5, 3, 9, 1, 7],), 5), (([-1, -5, 10, 2],), 0.5)],
            id="what the name asks for before what the text mentions",
        ),
    ],
)
def test_what_the_text_says_is_found(text: str, calls: list[tuple[tuple[JsonValue, ...], JsonValue]]) -> None:
    found = solve(Task(intent(text)))
    name = intent(text).name
    for target in TARGETS:
        (answers,) = run(target, [Case(name, found.code[target], tuple(args for args, _ in calls))])
        for (args, wanted), answer in zip(calls, answers, strict=True):
            assert right(answer, wanted), (target, args, answer, found.code[target])


@pytest.mark.slow
@pytest.mark.parametrize("text", [GREETING, CUT], ids=["greeting", "cut"])
def test_no_constant_is_made_from_a_parameter(text: str) -> None:
    """`name.replace(/[^0-9]+/g, "Good morning")` says "Good morning", and `"Good morning".repeat(n)` says it or not."""
    code = solve(Task(intent(text))).code["js"]
    assert "replace" not in code
    assert "repeat" not in code


def test_one_example_may_be_a_greeting_as_well() -> None:
    text = (
        '# name: hello\n# description:\nGreets by name: "Good evening".\n# signature:\n(name: string) -> string\n'
        '# examples:\n- hello("Kim") -> "Good evening, Kim!"\n'
    )
    found = solve(Task(intent(text)))
    assert found.outcome == "ambiguous"
    for target in TARGETS:
        ((answer,),) = run(target, [Case("hello", found.code[target], (("Ada",),))])
        assert right(answer, "Good evening, Ada!"), found.code[target]
