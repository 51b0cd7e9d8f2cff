"""What is not what was meant is not called likely, and a mere table of answers is no program."""

from __future__ import annotations

import json

import pytest

from intent_lsp.document import parse
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.search import solve


def found(name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]]) -> Synthesis:
    lines = [f"# name: {name}", "# description:", description, "# signature:", signature, "# examples:"]
    lines += [f"- in: {json.dumps(given)} out: {json.dumps(wanted)}" for given, wanted in examples]
    (intent,) = parse("\n".join(lines) + "\n").intents
    return solve(Task(intent))


def test_a_parameter_that_the_program_does_not_use_rules_out_likely() -> None:
    result = found(
        "fee",
        "The fee for an amount.",
        "(amount: number, percent: number) -> number",
        [({"amount": 100, "percent": n}, n) for n in (2, 5, 7, 9)],
    )
    assert result.outcome == "ambiguous"
    assert "the program does not use amount" in result.explanation


def test_a_word_of_the_description_that_nothing_answers_to_rules_out_likely() -> None:
    result = found(
        "top",
        "The most frequent words.",
        "(words: string[], n: number) -> string[]",
        [
            ({"words": ["a", "a", "b"], "n": 1}, ["a"]),
            ({"words": ["x", "y", "x"], "n": 2}, ["x", "y"]),
            ({"words": ["q", "q"], "n": 1}, ["q"]),
            ({"words": ["k", "l", "k", "m"], "n": 2}, ["k", "l"]),
        ],
    )
    assert result.outcome != "likely", result.code
    if result.outcome == "ambiguous":
        assert "frequent" in result.explanation or "fit the examples" in result.explanation, result.explanation


def test_nested_conditionals_that_recite_the_answers_are_refused() -> None:
    rows = [("ab", "kiwi"), ("abcd", "plum"), ("abcdefg", "fig")]
    result = found("fruit", "The fruit of a text.", "(s: string) -> string", [({"s": s}, out) for s, out in rows])
    assert (result.outcome, result.code) == ("none", {})


@pytest.mark.parametrize(
    ("name", "description", "signature", "examples"),
    [
        pytest.param(
            "largestFactor",
            "The largest prime factor of a number n > 1.",
            "(n: integer) -> integer",
            [({"n": 15}, 5), ({"n": 27}, 3), ({"n": 63}, 7)],
            id="a bound of 1",
        ),
        pytest.param(
            "shout",
            "The event name in capitals, which means upper case, even if it is short.",
            "(name: string) -> string",
            [({"name": "fair"}, "FAIR"), ({"name": "Night walk"}, "NIGHT WALK"), ({"name": "x"}, "X")],
            id="event, means, even if",
        ),
        pytest.param(
            "tip",
            "The bill divided by 10, rounded up.",
            "(bill: number) -> number",
            [({"bill": bill}, out) for bill, out in [(100, 10), (101, 11), (55, 6), (999, 100), (1234, 124)]],
            id="rounded up",
        ),
        pytest.param(
            "favourite",
            "The most common letter, the one occurring most often in a word.",
            "(word: string) -> string",
            [({"word": "data"}, "a"), ({"word": "banana"}, "a"), ({"word": "pizza"}, "z"), ({"word": "noo"}, "o")],
            id="occurring",
        ),
        pytest.param(
            "countIn",
            "How often the value occurs in the list.",
            "(items: number[], value: number) -> integer",
            [({"items": [2, 4, 5, 6, 2, 3], "value": 2}, 2), ({"items": [1, 7, 7, 7], "value": 7}, 3)],
            id="two examples and every part is asked for",
        ),
    ],
)
def test_words_that_ask_for_nothing_or_are_answered_do_not_rule_out_likely(
    name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]]
) -> None:
    result = found(name, description, signature, examples)
    assert result.outcome == "likely", (result.explanation, result.code)


def test_a_quoted_word_that_the_program_leaves_out_rules_out_likely() -> None:
    rows = [("Hello world", 0), ("Is the sky blue?", 0), ("I love It !", 1)]
    result = found(
        "boredoms",
        'Count the boredoms in a text: sentences that start with the word "I".',
        "(text: string) -> integer",
        [({"text": text}, count) for text, count in rows],
    )
    assert result.outcome == "ambiguous"
    assert 'the text speaks of "I"' in result.explanation


def test_a_special_case_of_the_text_that_two_examples_do_not_show_rules_out_likely() -> None:
    result = found(
        "extension",
        "Extension of a file name without the dot; empty when there is none.",
        "(filename: string) -> string",
        [({"filename": "photo.png"}, "png"), ({"filename": "archive.tar.gz"}, "gz")],
    )
    assert result.outcome == "ambiguous"


def test_a_field_that_others_find_otherwise_is_not_outvoted_by_programs_that_agree_about_it() -> None:
    result = found(
        "parseVersion",
        "Split a version such as 1.2.3 into its parts.",
        "(version: string) -> {major: integer, minor: integer, patch: integer}",
        [
            ({"version": "1.2.3"}, {"major": 1, "minor": 2, "patch": 3}),
            ({"version": "10.0.7"}, {"major": 10, "minor": 0, "patch": 7}),
            ({"version": "0.21.4"}, {"major": 0, "minor": 21, "patch": 4}),
        ],
    )
    assert result.outcome == "ambiguous"
    assert result.question is not None
    patches = {answer["patch"] for answer in result.question.answers if isinstance(answer, dict)}
    assert len(patches) > 1, "no example has a last number of two digits"


def test_results_that_say_little_are_trusted_only_for_what_the_text_asks_for() -> None:
    rows = [((12, 15), 14), ((13, 12), -1), ((33, 12354), 12354), ((6, 29), 28)]
    unnamed = found(
        "choose",
        "The biggest even number that is in the range from x to y, inclusive.",
        "(x: integer, y: integer) -> integer",
        [({"x": x, "y": y}, out) for (x, y), out in rows],
    )
    assert unnamed.outcome == "ambiguous", unnamed.code
    named = found(
        "countVowels",
        "Count the vowels.",
        "(s: string) -> integer",
        [({"s": text}, count) for text, count in [("hello", 2), ("sky", 0), ("banana", 3)]],
    )
    assert named.outcome == "likely", named.explanation


def test_two_answers_of_true_or_false_are_never_enough() -> None:
    result = found(
        "isValid",
        "Whether the text has digits.",
        "(text: string) -> boolean",
        [({"text": "a1"}, True), ({"text": "ab"}, False)],
    )
    assert (result.outcome, "few examples" in result.explanation) == ("ambiguous", True)


def test_a_short_program_that_does_not_answer_to_the_name_is_not_trusted_for_two_small_numbers() -> None:
    result = found(
        "lengthOfLastWord",
        "The length of the last word in a text.",
        "(text: string) -> integer",
        [({"text": "python"}, 6), ({"text": "PHP"}, 3)],
    )
    assert result.outcome == "ambiguous", result.code
