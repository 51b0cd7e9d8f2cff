"""Regular expressions of Python in JavaScript: the same is found, where it stands, with the same groups."""

from __future__ import annotations

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.translation.contract import Refusal
from intent_lsp.translation.python_to_javascript.patterns import Pattern, pattern
from intent_lsp.values import JsonValue
from tests.support.fuzzing import fuzzed

PARTS = r"""
a b k s i - _ 1 é . / , "
\w \d \s \W \D \S \b ^ $ \A \Z \. \n \t \1 \xe9 \xdf \u017f
[a-z] [^a-z] [A-Z] [Z-a] [h-j] [!-~] [\xe0-\xff] [\w-] [^\W_] [\W_] [^\s,] []^-]
(?=a) (?!b) (?<=a) (?<!b) (?>a) (?i:a)
"""
ATOMS = st.sampled_from([" ", *PARTS.split()])
REPEATS = st.sampled_from(["*", "+", "?", "*?", "+?", "{2}", "{1,2}", "{2,}", "*+"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One level of brackets, alternatives, repetitions and sequences more."""
    return st.one_of(
        inner.map("({})".format),
        inner.map("(?:{})".format),
        st.tuples(inner, inner).map("|".join),
        st.tuples(inner, REPEATS).map("".join),
        st.tuples(inner.map("(?:{})".format), REPEATS).map("".join),
        st.tuples(inner, inner).map("".join),
    )


PATTERNS = st.recursive(ATOMS, larger, max_leaves=6)
FLAGS = st.sampled_from([0, re.I, re.M, re.S, re.A, re.I | re.A, re.X])
LETTERS = 'abAkK\u212as\u017fi\u0130\u01311\u0663_- \n\r\u2028é\xc9.x,/\U0001f600\U0001d4b3"²\x1c'
TEXTS = st.lists(st.text(st.sampled_from(LETTERS), max_size=7), min_size=3, max_size=6)

ALL_THAT_IS_FOUND = """\
export function found(source, text, choice) {
  const groups = (match) => match && [...match].map((one) => one ?? null);
  const whole = choice ? `(?:${source})` : source;
  const every = new RegExp(source, "gu");
  return [
    groups(text.match(new RegExp(source, "u"))),
    groups(text.match(new RegExp(`^${whole}$`, "u"))),
    [...text.matchAll(every)].map(groups),
    text.replace(every, "<>"),
    text.split(new RegExp(source, "u")).map((one) => one ?? null),
  ];
}
"""


def python_finds(source: str, flags: int, text: str) -> list[JsonValue]:
    """The same by Python itself."""
    made = re.compile(source, flags)
    found = [made.search(text), made.fullmatch(text)]
    return [
        *([one[0], *one.groups()] if one else None for one in found),
        [[one[0], *one.groups()] for one in made.finditer(text)],
        made.sub("<>", text),
        made.split(text),
    ]


@given(source=PATTERNS, flags=FLAGS, texts=TEXTS)
@fuzzed(1600)
def test_the_same_is_found(
    running: tuple[asyncio.Runner, WasmSandbox], source: str, flags: int, texts: list[str]
) -> None:
    try:
        made = pattern(source, flags)
    except Refusal:
        return
    runner, sandbox = running
    calls: list[tuple[JsonValue, ...]] = [(made.source, text, made.has_choice) for text in texts]
    ran = runner.run(sandbox.run(Job("js", ALL_THAT_IS_FOUND, "found", tuple(calls))))
    for text, outcome in zip(texts, ran.outcomes, strict=True):
        assert isinstance(outcome, Returned), (source, made, outcome)
        wanted = python_finds(source, flags, text)
        assert isinstance(outcome.value, list)
        given_ = list(outcome.value)
        for number in unlike(made):
            wanted[number] = given_[number] = None
        assert given_ == wanted, (source, flags, text, made.source)


def unlike(made: Pattern) -> list[int]:
    """What the languages do differently with such a pattern; the rules refuse it there."""
    several = [2, 3] if made.prefers_empty else []
    return [*several, *([4] if made.may_be_empty or not all(made.groups) else [])]


@pytest.mark.parametrize(
    ("source", "flags", "meant"),
    [
        (r"\d+", 0, r"\p{Nd}+"),
        ("a|bc", 0, "a|bc"),
        ("kiss", re.I, "[Kk\u212a][Ii\u0130\u0131][Ss\u017f][Ss\u017f]"),
        ("kiss", re.I | re.A, "[Kk][Ii][Ss][Ss]"),
        ("^x$", 0, r"^x(?=\n?$)"),
        ("^x$", re.M, r"(?<=^|\n)x(?=\n|$)"),
        (".+", 0, r"[^\n]+"),
        (".+?", re.S, "[^]+?"),
        (r"(?P<word>\w+) \1", re.A, r"([0-9A-Z_a-z]+) (?:\1)"),
        (r"[^\W\d_]", re.A, "(?:(?![^0-9A-Z_a-z]|[0-9_])[^])"),
        (r"\D+", 0, r"[^\p{Nd}]+"),
        ("a # comment", re.X, "a"),
        ("/{", 0, r"\/\{"),
        ("\x00\u2028\U0001f600", 0, "\\x00\\u{2028}\U0001f600"),
    ],
)
def test_how_it_is_written(source: str, flags: int, meant: str) -> None:
    assert pattern(source, flags).source == meant


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_every_character_that_equals_a_letter_where_case_does_not_count(letter: str) -> None:
    everything = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    alike = set(re.findall(letter, everything, re.I))
    assert set(pattern(letter, re.I).source.strip("[]")) == alike
    inner = pattern(f"[{letter}-{letter}]", re.I).source[1:-1].replace(f"{letter}-{letter}", letter)
    assert set(inner) == alike


def test_names_and_groups_that_may_be_left_out() -> None:
    made = pattern("(?P<one>a)(?P<two>b)?(?:(c)|d)", 0)
    assert made.names == {"one": 1, "two": 2}
    assert made.groups == (True, False, False)
    assert made.source == "(a)(b)?(?:(c)|d)"
