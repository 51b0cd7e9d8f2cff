"""What is not what was meant is not called likely, and a mere table of answers is no program."""

from __future__ import annotations

import json

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
