"""What is asked: thresholds that no example pins down, and inputs that look like the examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.doubts.plausible import Plausible, neighbours
from intent_lsp.synthesis.search import solve
from intent_lsp.synthesis.search_values import freeze
from tests.synthesis.languages import Case, right, run
from tests.synthesis.specs import everyday, solved, to_intent

pytestmark = pytest.mark.search

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


@pytest.mark.slow
def test_a_length_that_no_example_has_exactly_is_asked_about() -> None:
    asked = found(SHORTEN, LONG)
    assert asked.outcome == "ambiguous"
    assert asked.question is not None
    text, most = asked.question.args
    assert isinstance(text, str)
    assert len(text) == most
    assert set(asked.question.answers) == {text, text + "…"}


@pytest.mark.slow
def test_the_answer_to_the_question_settles_it() -> None:
    assert found(SHORTEN, [*LONG, EXACT]).outcome == "likely"


def test_a_bound_that_nobody_named_is_asked_about_half_way_at_a_round_number() -> None:
    asked = found(POSTAGE, rows((5, 4.5), (20, 4.5), (90, 0), (130, 0)))
    assert asked.outcome == "ambiguous"
    assert "threshold" in asked.doubt
    assert asked.question is not None
    assert asked.question.args == (50,)
    assert set(asked.question.answers) == {0, 4.5}


def test_a_bound_between_neighbouring_numbers_is_certain() -> None:
    certain = found(POSTAGE, rows((6, 4.5), (89, 4.5), (90, 0), (131, 0)))
    assert certain.outcome == "likely"
    assert "90" in certain.code["py"], "and not whether the total is odd"


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
    asked = solved(spec)
    if asked.question is not None:
        _, low, high = asked.question.args
        assert low <= high
    assert asked.outcome == "likely"


def test_a_question_about_names_uses_the_words_of_the_examples() -> None:
    spec = next(spec.intent for spec in everyday() if spec.intent.name == "formatName")
    asked = solved(spec)
    assert asked.question is not None
    known = {word for example in spec.shown for text in example.args for word in str(text).split()}
    words = {word for text in asked.question.args for word in str(text).split()}
    assert {word.lower() for word in words} <= {word.lower() for word in known}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("description", "params", "examples"),
    [
        pytest.param(
            "Add two integers, but a sum between m and n is 20.",
            {"x": "integer", "y": "integer", "m": "integer", "n": "integer"},
            [((2, 10, 11, 20), 20), ((15, 17, 1, 10), 32)],
            id="a parameter is left aside by all of them",
        ),
        pytest.param(
            "The most gold that a miner can collect.",
            {"mine": "number[][]", "rows": "number", "columns": "number"},
            [
                (([[1, 3, 1, 5], [2, 2, 4, 1], [5, 0, 2, 3], [0, 6, 1, 2]], 4, 4), 16),
                (([[10, 20], [30, 40]], 2, 2), 70),
            ],
            id="all are long and nobody asked for their parts",
        ),
        pytest.param(
            "Divide a length by the total of both.",
            {"x": "number", "y": "number"},
            [((3, 4), 0.6), ((0, 0), 0)],
            id="only one example says anything",
        ),
        pytest.param(
            "The price with a tax in percent.",
            {"price": "number", "tax": "number"},
            [((10, 2), 12), ((8, 3), 11), ((6, 3), 9)],
            id="a word that none answers to",
        ),
    ],
)
def test_a_question_none_of_whose_answers_makes_sense_is_not_asked(
    description: str, params: dict[str, str], examples: list[tuple[tuple[Any, ...], Any]]
) -> None:
    spec = {
        "name": "f",
        "description": description,
        "params": [{"name": name, "type": kind} for name, kind in params.items()],
        "returns": "number",
        "held": [],
    }
    asked = found(spec, [{"in": dict(zip(params, args, strict=True)), "out": out} for args, out in examples])
    assert asked.outcome == "ambiguous"
    assert asked.question is None


@pytest.mark.slow
def test_true_or_false_is_asked_as_one_of_them_is_right() -> None:
    sides = [((3, 4, 5), True), ((1, 2, 8), False), ((2, 2, 3), True), ((1, 1, 5), False)]
    spec = {
        "name": "triangle",
        "description": "Whether three sides make a triangle.",
        "params": [{"name": name, "type": "number"} for name in "abc"],
        "returns": "boolean",
        "held": [],
    }
    asked = found(spec, [{"in": dict(zip("abc", args, strict=True)), "out": out} for args, out in sides])
    assert asked.outcome == "ambiguous"
    assert asked.question is not None
    assert set(asked.question.answers) == {True, False}


@pytest.mark.slow
@pytest.mark.parametrize("intent", [pytest.param(spec.intent, id=spec.intent.name) for spec in everyday()])
def test_what_is_asked_about_two_examples_of_an_everyday_spec_offers_what_its_whole_spec_says(intent: Intent) -> None:
    asked = solve(Task(replace(intent, examples=intent.shown[:2])))
    if asked.question is None:
        return
    rows = [{str(n): freeze(value) for n, value in enumerate(example.args)} for example in intent.shown[:2]]
    assert Plausible(rows).allows({str(n): freeze(value) for n, value in enumerate(asked.question.args)})
    whole = solved(intent)
    (answers,) = run("py", [Case(intent.name, whole.code["py"], (asked.question.args,))])
    assert any(right(answers[0], offered) for offered in asked.question.answers), (asked.question, answers)


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


def test_a_number_that_says_how_long_a_list_is_keeps_saying_so() -> None:
    plausible = Plausible([{"xs": (1, 2, 3), "n": 3}, {"xs": (4, 5), "n": 2}])
    assert plausible.allows({"xs": (7,), "n": 1})
    assert not plausible.allows({"xs": (7, 8), "n": 1})
    assert plausible.mended({"xs": (7, 8), "n": 1}) == {"xs": (7, 8), "n": 2}


def test_lists_that_are_equally_long_in_all_examples_stay_so() -> None:
    plausible = Plausible([{"a": (1, 2, 3), "b": (4, 5, 6)}, {"a": (1,), "b": (9,)}])
    assert plausible.allows({"a": (2, 3), "b": (7, 8)})
    assert not plausible.allows({"a": (2, 3), "b": (7,)})


@pytest.mark.parametrize(
    ("examples", "natural", "odd"),
    [
        (["Ada", "Grace"], ["Ada Grace"], ["Ada Ada", "Adda", "Ada  Grace"]),
        (["1.2.3", "10.0.7"], ["1.2.33", "2.1.7"], ["1.23", "1.2.3 1.2.3", "1.2.x"]),
        (
            ["https://a.org/x", "https://b.org/y"],
            ["https://b.org/x"],
            ["https://a.org/x https://a.org/x", "HTTPS://A.ORG/X"],
        ),
    ],
)
def test_people_think_of_inputs_that_look_like_the_examples(
    examples: list[str], natural: list[str], odd: list[str]
) -> None:
    plausible = Plausible([{"s": text} for text in examples])
    assert [text for text in (*natural, *odd) if plausible.natural({"s": text})] == natural


def test_lists_and_numbers_of_another_size_are_not_natural() -> None:
    plausible = Plausible([{"xs": (3, 5, 7)}, {"xs": (2, 4, 6, 9)}])
    assert plausible.natural({"xs": (4, 2, 6)})
    assert not plausible.natural({"xs": (4,)})
    assert not plausible.natural({"xs": (4, 2, 600)})


@pytest.mark.parametrize(
    ("description", "asks"),
    [("The numbers that are not negative.", True), ("Only the positive numbers.", False)],
)
def test_the_item_on_a_bound_is_asked_about_unless_the_text_says_which_side(description: str, asks: bool) -> None:
    lists = [[4, -1, 7], [-3, 9, 2], [8, 6, -5, 1], [-7, 3, -2]]
    spec = {**POSTAGE, "name": "keep", "params": [{"name": "numbers", "type": "integer[]"}], "returns": "integer[]"}
    examples = [{"in": {"numbers": xs}, "out": [x for x in xs if x > 0]} for xs in lists]
    result = found(spec, examples, description=description)
    assert result.outcome == ("ambiguous" if asks else "likely"), (result.doubt, result.code)
    if asks:
        assert result.question is not None
        (numbers,) = result.question.args
        assert isinstance(numbers, list)
        assert 0 in numbers


def test_an_input_without_its_list_is_judged_like_any_other() -> None:
    plausible = Plausible([{"xs": (1, 2, 3), "n": 3}, {"xs": (4, 5), "n": 2}])
    without: dict[str, Any] = {"xs": None, "n": None}
    assert plausible.mended(without) == without
    assert not plausible.allows(without)
    assert not plausible.reaches(without)
    assert not plausible.natural(without)
