"""Inputs near the examples."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.document.type_language.types import find_mismatch
from tests.support.intents import CLAMP, intent


def test_they_are_new_deterministic_and_of_the_declared_types() -> None:
    clamp = intent(CLAMP)
    inputs = nearby_inputs(clamp)
    assert inputs == nearby_inputs(intent(CLAMP))
    assert 10 <= len(inputs) <= 40
    known = [example.args for example in clamp.examples]
    for args in inputs:
        assert args not in known
        assert len(args) == 3
        assert all(
            find_mismatch(p.type, v, clamp.types) is None for p, v in zip(clamp.signature.parameters, args, strict=True)
        )


def test_the_smallest_come_first() -> None:
    inputs = nearby_inputs(intent(CLAMP))
    sizes = [len(json.dumps(args)) for args in inputs]
    assert sizes[:10] == sorted(sizes[:10])


def test_integers_stay_integers_where_the_examples_hold_only_integers() -> None:
    text = "# name: f\n# signature:\n(n: number) -> number\n# examples:\n- in: [4] out: 2\n- in: [9] out: 3\n"
    assert all(isinstance(value, int) for (value,) in nearby_inputs(intent(text)))
    halves = nearby_inputs(intent(text.replace("[9]", "[2.25]").replace("3\n", "1.5\n")))
    assert any(isinstance(value, float) and not value.is_integer() for (value,) in halves)


def test_what_all_examples_keep_is_kept() -> None:
    inputs = nearby_inputs(intent(CLAMP))
    assert all(lo <= hi and lo >= 0 and hi > 0 for _, lo, hi in inputs)
    assert any(x < 0 for x, _, _ in inputs)  # one example has a negative x
    words = '# name: f\n# signature:\n(words: string[]) -> number\n# examples:\n- in: [["ab"]] out: 2\n'
    assert all(words and all(words) for (words,) in nearby_inputs(intent(words)))
    empty = nearby_inputs(intent(words + "- in: [[]] out: 0\n"))
    assert all(all(words) for (words,) in empty)


def test_error_examples_are_no_seeds() -> None:
    text = '# name: f\n# signature:\n(s: string) -> string\n# examples:\n- in: {"s": ""} error: "empty"\n'
    assert nearby_inputs(intent(text)) == []


def texts(examples: str, kind: str = "string") -> set[str]:
    head = f"# name: f\n# signature:\n(s: {kind}) -> number\n# examples:\n"
    found = nearby_inputs(intent(head + examples), suggested=True)
    return {value for (value,) in found if isinstance(value, str)}


def test_white_space_is_only_disputed_where_an_example_has_some() -> None:
    plain = texts('- in: ["abc"] out: 3\n- in: ["de"] out: 2\n')
    assert plain
    assert not any(any(map(str.isspace, value)) for value in plain)
    inside = texts('- in: ["a bc"] out: 4\n- in: ["de"] out: 2\n')
    assert any(" " in value for value in inside)
    assert all(value == value.strip() for value in inside)
    padded = texts('- in: [" ab"] out: 2\n- in: ["de"] out: 2\n')
    assert any(value != value.strip() for value in padded)


def test_letter_case_is_only_disputed_where_an_example_or_the_type_has_it() -> None:
    assert all(value == value.lower() for value in texts('- in: ["abc"] out: 3\n- in: ["de"] out: 2\n'))
    assert any(value != value.lower() for value in texts('- in: ["aBc"] out: 3\n- in: ["de"] out: 2\n'))
    assert texts('- in: ["asc"] out: 1\n', '"asc" | "ASC"') == {"ASC"}


def test_a_format_that_all_texts_share_is_kept_where_it_is_disputed() -> None:
    made = texts('- in: ["(7, 8, 9)"] out: 3\n- in: ["(1, 2)"] out: 2\n')
    assert {"(1)", "(2, 1)", "(8, 9)", "(8, 8, 9)", "(1, 2, 1)"} <= made
    assert all(re.fullmatch(r"\((\w+, )*\w+\)", text) for text in made), made


@pytest.mark.parametrize("other", ["a.b!", "ab", "()"])
def test_texts_of_several_formats_or_none_have_none(other: str) -> None:
    """Prose, words and signs of which each text has others: any of them can be cut anywhere."""
    made = texts(f'- in: ["(a)b"] out: 1\n- in: ["{other}"] out: 2\n')
    assert "a)b" in made


def lists(examples: str, signature: str = "(a: number[], b: number[])", *, suggested: bool = True) -> list[Any]:
    head = f"# name: f\n# signature:\n{signature} -> number\n# examples:\n"
    return nearby_inputs(intent(head + examples), suggested=suggested)


def test_lists_of_one_length_in_all_examples_are_changed_together() -> None:
    examples = "- in: [[1, 2], [3, 4]] out: 1\n- in: [[5, 6, 7], [8, 9, 9]] out: 2\n"
    made = lists(examples)
    assert {1, 2, 3, 4} == {len(a) for a, _ in made}
    assert all(len(a) == len(b) for a, b in made)
    assert any(len(a) != len(b) for a, b in lists(examples + "- in: [[5], [8, 9]] out: 2\n"))
    assert any(len(a) != len(b) for a, b in lists(examples, suggested=False))


def test_a_list_and_its_length_are_changed_together() -> None:
    signature = "(a: number[], n: number)"
    made = lists("- in: [[4, 2], 2] out: 1\n- in: [[5, 6, 7], 3] out: 2\n", signature)
    assert {1, 2, 3, 4} == {n for _, n in made}
    assert all(len(a) == n for a, n in made)
    by_chance = lists("- in: [[4, 2], 2] out: 1\n- in: [[5, 6], 2] out: 2\n", signature)
    assert any(len(a) != n for a, n in by_chance)


def test_one_example_ties_nothing() -> None:
    assert any(len(a) != len(b) for a, b in lists("- in: [[1, 2], [3, 4]] out: 1\n"))


def test_properties_are_tried_on_white_space_and_either_case_all_the_same() -> None:
    head = '# name: f\n# signature:\n(s: string) -> number\n# examples:\n- in: ["abc"] out: 3\n'
    found = {value for (value,) in nearby_inputs(intent(head)) if isinstance(value, str)}
    assert {"ABC", " abc"} <= found


def described(text: str, signature: str, examples: str) -> list[Any]:
    head = f"# name: f\n# description:\n{text}\n# signature:\n{signature} -> any\n# examples:\n"
    return [value for value, *_ in nearby_inputs(intent(head + examples), suggested=True)]


WORDS = '- in: ["abc"] out: 3\n- in: ["de"] out: 2\n'
NUMBERS = "- in: [[4, 2]] out: 1\n- in: [[3]] out: 2\n"


@pytest.mark.parametrize("text", ["Keep the order of words.", "Blank spaces stay.", "Sorts a sentence."])
def test_several_words_are_disputed_where_the_text_speaks_of_them(text: str) -> None:
    assert "abc de" in described(text, "(s: string)", WORDS)


@pytest.mark.parametrize("text", ["Sorts the letters.", "A text without spaces.", "There are no spaces in it."])
def test_and_only_there(text: str) -> None:
    assert not any(" " in value for value in described(text, "(s: string)", WORDS))


def test_words_in_a_list_are_no_sentences() -> None:
    made = described("Sorts the words.", "(s: string[])", '- in: [["b", "a"]] out: 1\n- in: [["cd"]] out: 2\n')
    assert made
    assert not any(" " in word for words in made for word in words)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0 for an empty list.", True),
        ("The largest.", False),
        ("The list is never empty.", False),
        ("A non-empty list.", False),
        ("Returns an empty text if none is odd.", False),
    ],
)
def test_an_empty_list_is_disputed_where_the_text_speaks_of_one(text: str, shown: bool) -> None:
    assert ([] in described(text, "(xs: number[])", NUMBERS)) is shown


@pytest.mark.parametrize(
    ("text", "test"),
    [
        ("Negative numbers are skipped.", lambda n: n < 0),
        ("Zeros count as odd.", lambda n: n == 0),
        ("Fractions are cut off.", lambda n: n != int(n)),
    ],
)
def test_numbers_of_which_the_text_speaks_are_disputed(text: str, test: Any) -> None:
    assert any(test(n) for xs in described(text, "(xs: number[])", NUMBERS) for n in xs)
    assert not any(test(n) for xs in described("The sum.", "(xs: number[])", NUMBERS) for n in xs)


def test_either_case_is_disputed_where_the_text_speaks_of_it() -> None:
    assert "ABC" in described("Lower case letters only count once.", "(s: string)", WORDS)
    assert "ABC" not in described("Letters only count once.", "(s: string)", WORDS)


def test_a_constraint_speaks_too() -> None:
    text = "# name: f\n# signature:\n(n: number) -> number\n# constraints:\n- negative numbers give 0\n# examples:\n"
    made = nearby_inputs(intent(text + "- in: [4] out: 2\n- in: [9] out: 3\n"), suggested=True)
    assert any(n < 0 for (n,) in made)


def test_a_word_of_a_text_is_an_input_of_its_own() -> None:
    """What two programs do without what joins words is then compared."""
    assert {"Hello", "world", "ab", "cd"} <= texts('- in: ["Hello world!"] out: 3\n- in: ["ab,cd"] out: 2\n')
