"""What is asked: thresholds that no example pins down, and inputs that look like the examples."""

from __future__ import annotations

from typing import Any

import pytest

from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.plausible import Plausible, neighbours
from intent_lsp.synthesis.search import solve
from tests.synthesis.specs import everyday, to_intent

SHORTEN = {
    "name": "shorten",
    "description": "Cut the text to max characters and add an ellipsis when it is longer.",
    "params": [{"name": "text", "type": "string"}, {"name": "max", "type": "number"}],
    "returns": "string",
    "held": [],
}
LONG = [
    {"in": {"text": "hello world", "max": 5}, "out": "hello…"},
    {"in": {"text": "synthesis", "max": 3}, "out": "syn…"},
    {"in": {"text": "abc", "max": 10}, "out": "abc"},
    {"in": {"text": "hello", "max": 9}, "out": "hello"},
]
EXACT = {"in": {"text": "abc", "max": 3}, "out": "abc"}
POSTAGE = {
    "name": "postage",
    "description": "What sending costs, by the total.",
    "params": [{"name": "total", "type": "number"}],
    "returns": "number",
    "held": [],
}


def found(spec: dict[str, Any], examples: list[dict[str, Any]], **more: Any) -> Synthesis:
    return solve(Task(to_intent({**spec, **more, "examples": examples})))


def rows(*pairs: tuple[int, float]) -> list[dict[str, Any]]:
    return [{"in": {"total": total}, "out": cost} for total, cost in pairs]


def test_a_length_that_no_example_has_exactly_is_asked_about() -> None:
    asked = found(SHORTEN, LONG)
    assert asked.outcome == "ambiguous"
    assert asked.question is not None
    text, most = asked.question.args
    assert isinstance(text, str)
    assert len(text) == most
    assert set(asked.question.answers) == {text, text + "…"}


def test_the_answer_to_the_question_settles_it() -> None:
    assert found(SHORTEN, [*LONG, EXACT]).outcome == "likely"


def test_a_bound_that_nobody_named_is_asked_about_half_way_at_a_round_number() -> None:
    asked = found(POSTAGE, rows((5, 4.5), (20, 4.5), (90, 0), (130, 0)))
    assert asked.outcome == "ambiguous"
    assert "threshold" in asked.explanation
    assert asked.question is not None
    assert asked.question.args == (50,)
    assert set(asked.question.answers) == {0, 4.5}


def test_a_bound_between_neighbouring_numbers_is_certain() -> None:
    assert found(POSTAGE, rows((5, 4.5), (89, 4.5), (90, 0), (130, 0))).outcome == "likely"


@pytest.mark.parametrize("exactly", [pytest.param(False, id="not shown"), pytest.param(True, id="shown")])
def test_a_bound_that_the_text_names_is_certain_when_an_example_stands_on_it(exactly: bool) -> None:
    examples = rows((5, 4.5), (20, 4.5), (90, 0), (130, 0), *([(50, 0)] if exactly else []))
    asked = found(POSTAGE, examples, description="Sending costs 4.5, above 50 it is free.")
    assert asked.outcome == ("likely" if exactly else "ambiguous")
    if asked.question is not None:
        assert asked.question.args == (50,)


@pytest.mark.parametrize(
    ("description", "outcome"),
    [
        ("The price of a ticket by age: children pay 6, adults 12.", "ambiguous"),
        ("The price of a ticket by age: children under 12 pay 6, adults 12.", "likely"),
    ],
)
def test_a_number_that_the_text_gives_as_a_result_names_no_bound(description: str, outcome: str) -> None:
    ticket = {**POSTAGE, "name": "ticketPrice", "params": [{"name": "age", "type": "number"}]}
    examples = [{"in": {"age": age}, "out": price} for age, price in ((4, 6), (9, 6), (12, 12), (30, 12), (65, 12))]
    asked = found(ticket, examples, description=description)
    assert asked.outcome == outcome
    if asked.question is not None:
        assert asked.question.args in ((10,), (11,))


def test_inputs_that_break_what_all_examples_keep_are_not_asked_about() -> None:
    spec = next(spec.intent for spec in everyday() if spec.intent.name == "clamp")
    asked = solve(Task(spec))
    if asked.question is not None:
        _, low, high = asked.question.args
        assert low <= high
    assert asked.outcome == "likely"


def test_a_question_about_names_uses_the_words_of_the_examples() -> None:
    spec = next(spec.intent for spec in everyday() if spec.intent.name == "formatName")
    asked = solve(Task(spec))
    assert asked.question is not None
    known = {word for example in spec.shown for text in example.args for word in str(text).split()}
    words = {word for text in asked.question.args for word in str(text).split()}
    assert {word.lower() for word in words} <= {word.lower() for word in known}


def test_plausible_inputs_keep_signs_order_and_emptiness() -> None:
    plausible = Plausible([{"x": 5, "lo": 0, "hi": 9, "s": "a b"}, {"x": 1, "lo": 2, "hi": 3, "s": "c"}])
    assert plausible.allows({"x": 2, "lo": 1, "hi": 4, "s": "d"})
    assert not plausible.allows({"x": 2, "lo": 5, "hi": 4, "s": "d"})
    assert not plausible.allows({"x": -2, "lo": 1, "hi": 4, "s": "d"})
    assert not plausible.allows({"x": 2, "lo": 1, "hi": 4, "s": ""})


def test_familiar_words_are_less_strange_than_new_ones_and_these_than_new_shapes() -> None:
    plausible = Plausible([{"s": "Ada Lovelace"}, {"s": "Alan Turing"}])
    texts = ["Ada Turing", "Ada", "Bob Turing", "aDA Turing", "q7#", "Ada  Turing", " Ada"]
    ranked = sorted(texts, key=lambda text: plausible.strangeness({"s": text}))
    assert ranked[:3] == ["Ada", "Ada Turing", "Bob Turing"]


def test_neighbours_are_no_examples_and_each_comes_once() -> None:
    examples = [{"s": "a b"}, {"s": "b a"}, {"s": "c"}]
    made = [row["s"] for row in neighbours(examples)]
    assert "a" in made
    assert len(made) == len(set(made))
    assert not {"a b", "b a", "c"} & set(made)
