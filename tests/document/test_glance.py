"""An intent of which a glance says that nothing is wrong has no problem, and is what a closer look finds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document.analysis import DEFAULT_TOLERANCE, Context
from intent_lsp.document.fast_path import glance_examples, lazy_fields
from intent_lsp.document.fast_path.glance import glance
from intent_lsp.document.fast_path.intent_cache import CachedIntent
from intent_lsp.document.model import TupleOf
from intent_lsp.document.parser import parse
from intent_lsp.document.structure.settings import Defaults
from tests.support.drawn_intents import PLAIN, intents, repeating
from tests.support.fuzzing import fuzzed

EXAMPLES = [
    text
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.intent.md"))
    if (text := path.read_text("utf-8")).startswith("# name")
]
CONTEXT = Context("stem", ("js", "py"), Defaults())


@st.composite
def edited(draw: st.DrawFn) -> str:
    """An intent of the shipped documents with an edit or two."""
    text = draw(st.sampled_from(EXAMPLES))
    for _ in range(draw(st.integers(1, 2))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.sampled_from([0, 0, 1, 1, 5])))
        piece = draw(
            st.one_of(
                st.sampled_from(["", "\n", "\n\n", " ", "`", "1", "#", "\n- ", ",", ":", '"', "/", "["]),
                st.text(max_size=2),
            )
        )
        text = text[:start] + piece + text[stop:]
    return text.replace("\r", "\n")


def check(text: str) -> bool:
    """Whether a glance was enough; what it found must then be what there is."""
    seen = glance(text, CONTEXT)
    if seen is None:
        return False
    found = CachedIntent(text, CONTEXT, False, None).analysis()
    assert not found.problems
    assert (found.name, found.source.span(*found.where)) == (seen.name, seen.name_span)
    assert (found.targets, found.uses) == (seen.targets, seen.uses)
    assert (found.tolerance, found.rounds) == (DEFAULT_TOLERANCE, None)
    assert len(found.examples) == sum(seen.counts)
    parts = dict[str, Any]()
    for name in lazy_fields.AT_A_GLANCE:
        parts |= lazy_fields.make_field(name, found)
    assert {name: make(text, seen.counts) for name, make in lazy_fields.AT_A_GLANCE.items()} == parts
    return True


@given(st.one_of(intents(), edited()))
@fuzzed(1200)
def test_nothing_is_overlooked(text: str) -> None:
    check(text)


@given(repeating())
@fuzzed(600)
def test_nothing_is_overlooked_where_sections_repeat(text: str) -> None:
    check(text)


@pytest.mark.parametrize("key", PLAIN)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_section_that_is_there_twice_takes_a_closer_look(key: str, swapped: bool) -> None:
    others = "".join(first for other, (first, _) in PLAIN.items() if other != key)
    one, more = PLAIN[key][::-1] if swapped else PLAIN[key]
    assert check("# name: f\n" + others + one)
    assert not check("# name: f\n" + one + others + more)


@pytest.mark.parametrize("key", ["examples", "hidden examples"])
def test_a_type_error_in_the_first_of_two_sections_of_examples_is_reported(key: str) -> None:
    head = "# name: f\n# description: d\n# signature: (x: number) -> number\n"
    text = head + f'# {key}:\n- f("a") → 1\n# {key}:\n- f(2) → 2\n'
    assert glance(text, CONTEXT) is None
    found = parse(text).problems()
    assert [(problem.code, problem.span.line) for problem in found if problem.code == "example-type"] == [
        ("example-type", 4)
    ]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split("\n")[0])
def test_a_glance_is_enough_for_the_shipped_documents(text: str) -> None:
    document = parse(text)
    for intent in document.intents:
        chunk = intent.memory
        assert isinstance(chunk, CachedIntent)
        assert check(chunk.text)
        assert chunk.found is None, "nobody has looked at it yet"


BEGIN = "# name: f\n# description: d\n# signature: (x: any, y: any) -> any\n# examples:\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(1, 2)", "f(1.0, 2)"),
        ("f([1], -0)", "f([1.0], 0)"),
        ("f({a: 1, b: [2]}, 3)", "f({b: [2], a: 1}, 3)"),
        ('f("\\u0041", 1)', 'f("A", 1)'),
        ("f([NaN], 1)", "f([NaN], 1)"),
    ],
)
@pytest.mark.parametrize("more", [0, glance_examples.FEW + 5])
def test_equal_inputs_are_seen(one: str, other: str, more: int) -> None:
    others = [f"- f([{number}], 1) → 1" for number in range(10, more + 10)]
    text = BEGIN + "\n".join([*others, f"- {one} → 1", f"- {other} → 1", ""])
    assert not check(text)
    assert [problem.code for problem in parse(text).problems()] == ["duplicate-example"]
    assert check(text.replace(f"- {other} → 1\n", "", 1))


@pytest.mark.parametrize("empty", ["-\n", "- \t\n", "2.\n", "* [ ]\n", "- // d\n"])
def test_an_empty_rule_is_seen(empty: str) -> None:
    fine = BEGIN + "- f(1, 2) → 1\n# constraints:\n- c\n"
    assert check(fine)
    assert not check(fine + empty)
    assert [problem.code for problem in parse(fine + empty).problems()] == ["empty-rule"]


def test_true_is_not_one() -> None:
    assert parse(BEGIN + "- f(1, [1]) → 1\n- f(1, [true]) → 2\n- f(true, [1]) → 3\n").problems() == ()


def test_a_type_that_takes_a_look_is_looked_at() -> None:
    text = BEGIN.replace("x: any", "x: [number, string]")
    assert isinstance(parse(text).intents[0].signature.parameters[0].type, TupleOf)
    assert check(text + '- f([1, "a"], 2) → 1\n')
    assert not check(text + "- f([1, 2], 2) → 1\n")
