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
from tests.support.fuzzing import fuzzed

EXAMPLES = [
    text
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.intent.md"))
    if (text := path.read_text("utf-8")).startswith("# name")
]
CONTEXT = Context("stem", ("js", "py"), Defaults())

NAMES = [
    "# name: f\n",
    "# name: f\n\n",
    " ## name:  f \n",
    "# name: f ##\n",
    "# name: class\n",
    "# name: `f`\n",
    "# name:\nf\n",
]
SECTIONS = [
    "# target: js, py\n",
    "#target: py\n",
    "##pure: false\n",
    "# target: js\nwords about it\n",
    "# target:\n- py\n",
    "# target: rb\n",
    "# description: d\n",
    "# description: What it does.\n",
    "# description:\nSay in a sentence or two what the function does.\n",
    "# description:\nwords\n\n## and more\n",
    "# description:\n```\n# name: g\n```\n",
    "# description:\n<!-- # examples: -->\n",
    "# description:\n",
    "# types: T = { a: number, b?: string }\n",
    "# types:\nT = T\n",
    "# types:\nU = any\n",
    "# constraints:\n- c\n",
    "# constraints:\n- c\n-\n",
    "# constraints:\n- // c\n",
    "# properties:\n- `result == x`\n- x > 0 || true\n",
    "# properties:\n- x >\n",
    "# properties:\n- [x] == [1]\n",
    "# properties:\nx > y\n",
    "# uses:\n- g\n* h\n\n",
    "# uses: g\n",
    "# uses:\n- g from ./g.intent.md\n",
    "# tolerance: 0.1\n",
    "# rounds: 3\n",
    "# notes: n\n",
    "# Notes\n",
    "# Notes\n- f(1) → 1\n",
    "# Notes\nin: 1 out: 2\n",
    "## Sub\nwords\n",
    "## f(1) → 2\n",
    "\nTitle\n-----\n",
    "\nexamples\n===\n- f(1) → 1\n",
    "# properties:\n> - result == x\n• x == x\n",
    "# exampels:\n",
    "words\n",
    "\n",
]  # fmt: skip
SIGNATURES = [
    "# signature: (x: any) -> any\n",
    "# signature:\n(x: number, y: T) -> number | null\n",
    "# signature:\n`(x: number, y?: string) -> [number, string]`\n",
    "# signature: (items: T[]) -> T\n",
    "# signature: (...xs: number[]) -> any\n",
    "# signature: (x: number, x: number) -> any\n",
    "# signature: (class: number) -> any\n",
    "# signature: () -> integer\n",
    "# signature: (x: number\n",
    "# signature: (x: number) -> number\n(x: string) -> number\n",
    "",
]
VALUES = [
    "1", "1.0", "-0", "2.5", "1e3", "01", "0x1F", "NaN", "9" * 16, "9" * 500, "null", "true", "nul", '"a"', "'a'",
    '"a, b: c"', '"\\u0041"', '"\\x41"', '"{x: 1}"', '"`"', '"]"', "[]", "[1]", "[[1]]", "[1, 2]", "[1, 2,]",
    '["a", [1]]', "{}", "{x: 1}", '{"x": 1}', "{ x: 1.0 }", "{x: 1, y: 2}", '{x: 1, y: {a: 1}}', '{"a": 1, "b": "s"}',
    '{x: 1, x: 2}', "{x: 1, y: 'q'}", '{x: 2, y: "q"}', '{items: [{a: 1}]}', "[{a: 1}]", "{x: /* */ 1}", "[[[[[1]]]]]",
    '{"x: 1, y": 2}', "{x: true}", "{x: -Infinity}", "[1}", "[" * 99 + "]" * 99,
]  # fmt: skip
ITEMS = [
    "- in: {0} out: {1}\n",
    "* in: {0}\n  out: {1}\n",
    "- in: {0} out: {1}  // remark\n",
    "- f({0}) → {1}\n",
    "- `f({0}, {0})` -> `{1}`\n",
    "- f({0}) => {1} // g\n",
    "- f() → {1}\n",
    "- g({0}) → {1}\n",
    "- f({0}) returns {1}\n",
    "- in: {0} error: {1}\n",
    "  - in: {0} out: {1}\n",
    "- in: {0} out: {1} and more\n",
    "- in: {0} out: {1}\n\n",
    "- in: {0} out: {1}\n  more\n",
    "- f(x: {0}) → {1}\n",
    "words\n",
    "### Sub\n- f({0}) → {1}\n",
    "> - f({0}) → {1}\n",
    "• in: {0} out: {1}\n",
    ">>> f({0})\n{1}\n",
    "- f({0}) → {1}\n  - f({1}) → {0}\n",
    "- some:\n- f({0}) → {1}\n",
    "```json\n[{{\"in\": {0}, \"out\": {1}}}]\n```\n",
    "\n```json\n[\n  {{ \"in\": {0}, \"out\": {1} }},\n  {{ \"in\": [{1}], \"out\": {0} }}\n]\n```\n\n",
    "```json\n[{{\"in\": {0}, \"out\": {1}, \"in\": 1}}]\n```\n",
    "```json\n{{in: {0}, out: {1}}}\n```\n",
    "| x | out |\n|---|---|\n| {0} | {1} |\n",
]  # fmt: skip


@st.composite
def intents(draw: st.DrawFn) -> str:
    """An intent that is mostly in order."""

    def some(usual: int, texts: list[str]) -> str:
        """One of the first, as a rule."""
        return draw(st.one_of(st.sampled_from(texts[:usual]), st.sampled_from(texts[:usual]), st.sampled_from(texts)))

    head = some(2, NAMES) + "# description: d\n" * draw(st.booleans())
    sections = [some(1, SECTIONS) for _ in range(draw(st.integers(0, 2)))]
    examples = [
        some(6, ITEMS).format(draw(st.sampled_from(VALUES)), draw(st.sampled_from(VALUES)))
        for _ in range(draw(st.integers(0, 4)))
    ]
    where = draw(st.integers(0, len(examples)))
    hidden = ["# hidden examples:\n", *examples[where:]] if draw(st.booleans()) else examples[where:]
    sections.append("# examples:\n" + "".join(examples[:where] + hidden))
    return head + some(4, SIGNATURES) + "".join(draw(st.permutations(sections)))


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


@pytest.mark.slow
@given(st.one_of(intents(), edited()))
@fuzzed(1200)
def test_nothing_is_overlooked(text: str) -> None:
    check(text)


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
