"""Inputs with letters beyond ASCII, for a question rather than a disagreement."""

from __future__ import annotations

from intent_lsp.checks.foreign_letters import foreign_inputs
from tests.support.intents import intent


def made(signature: str, *examples: str) -> list[tuple[object, ...]]:
    lines = "".join(f"- f({example}) -> 1\n" for example in examples)
    return [
        tuple(args) for args in foreign_inputs(intent(f"# name: f\n# signature:\n{signature}\n# examples:\n{lines}"))
    ]


def test_a_word_of_each_example_gets_an_accent() -> None:
    assert made("(s: string, n: number) -> number", '"a line", 2', '"stop", 3', '"7 x", 1') == [
        ("a liné", 2),
        ("stopé", 3),
    ]
    assert made("(xs: string[]) -> number", '["12", "tea"]', "[]") == [(["12", "téa"],)]


def test_nothing_is_made_where_an_example_has_such_a_letter() -> None:
    assert made("(s: string) -> number", '"tea"', '"José"') == []


def test_what_is_made_has_the_declared_type() -> None:
    assert made('(order: "asc" | "desc", s: string) -> number', '"asc", "tea"') == [("asc", "téa")]


def test_six_are_enough() -> None:
    assert len(made("(s: string) -> number", *(f'"{letter}{letter}"' for letter in "abcdefghi"))) == 6
