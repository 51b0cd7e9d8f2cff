"""What other tools leave in a document: merge markers, rules, block ids, keys of note-taking tools."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.model import Document
from tests.support.fuzzing import fuzzed

HEAD = "# name: f\n# description: text\n# signature: (x: any) -> any\n# examples:\n"
SIDES = "<<<<<<< HEAD\n{}||||||| base\n{}=======\n{}>>>>>>> theirs\n"


def codes(document: Document) -> list[tuple[str, int]]:
    return [(problem.code, problem.span.line) for problem in document.problems()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HEAD + SIDES.format("- f(1) -> 1\n", "", "- f(1) -> 2\n"), [4, 6, 7, 9]),
        (HEAD + "| x | out |\n|---|---|\n| 1 | 1 |\n" + SIDES.format("| 2 | 2 |\n", "| 2 | 0 |\n", ""), [7, 9, 11, 12]),
        (HEAD.replace("text", "\n<<<<<<< a\none\n=======\ntwo\n>>>>>>> b"), [2, 4, 6]),
        (HEAD + "```\n<<<<<<<\n=======\n>>>>>>>\n```\n", [5, 6, 7]),
        ((HEAD + "<<<<<<< a\n=======\n>>>>>>> b\n").replace("\n", "\r\n"), [4, 5, 6]),
        ("<<<<<<< a\n=======\n>>>>>>> b\n", [0, 1, 2]),
        ("---\n<<<<<<< a\nrounds: 2\n=======\nrounds: 3\n>>>>>>> b\n---\n" + HEAD + "- f(1) -> 1\n", [1, 3, 5, 7]),
    ],
)
def test_each_marker_of_a_merge_is_an_error_and_nothing_else_is_said(text: str, lines: list[int]) -> None:
    document = parse(text)
    assert codes(document) == [("merge-conflict", line) for line in lines]
    assert all(intent.broken for intent in document.intents)


def test_no_intent_of_a_document_with_a_conflict_is_transpiled() -> None:
    one = "# name: {}\n# description: text\n# examples:\n- {}(1) -> 1\n"
    names = "abcde"
    a, b, c, d, e = (one.format(name, name) for name in names)
    document = parse(a + "<<<<<<< HEAD\n" + b + c + "=======\n" + d + ">>>>>>> theirs\n" + e)
    assert [intent.name for intent in document.intents] == list(names)
    assert all(intent.broken for intent in document.intents)
    resolved = parse(a + b + c + e, previous=document)
    assert resolved == parse(a + b + c + e)
    assert not any(intent.broken for intent in resolved.intents)
    assert parse(document.text, previous=resolved) == document


@pytest.mark.parametrize("text", ["=======\n", "Title\n=======\n\nText.\n", "> > > > > > > deep\n", "<<<<<<<<<< x\n"])
def test_what_only_looks_like_a_marker_is_none(text: str) -> None:
    assert "merge-conflict" not in [code for code, _ in codes(parse(HEAD + "- f(1) -> 1\n# Notes\n" + text))]


RULED = "---\n# name: a\n# description: text\n# examples:\n- a(1) -> 1\n\n---\n\n# name: b\n# examples:\n- b(1) -> 1\n"


@pytest.mark.parametrize("end", ["", "\n", "\nmore\n"])
def test_the_name_may_stand_below_its_heading(end: str) -> None:
    (intent,) = parse("# name:\nclamp" + end).intents
    assert (intent.name, tuple(intent.name_span)) == ("clamp", (1, 0, 1, 5))


def test_two_rules_are_not_front_matter() -> None:
    document = parse(RULED)
    assert [(intent.name, len(intent.examples)) for intent in document.intents] == [("a", 1), ("b", 1)]
    assert document.own_problems == ()


def test_a_setting_that_is_switched_off_is_a_comment() -> None:
    document = parse("---\n# rounds: 5\n# targets: py\nrounds: 2\n---\n# name: a\n")
    (intent,) = document.intents
    assert (intent.rounds, intent.targets, document.own_problems) == (2, None, ())


def test_a_tolerance_may_be_nothing() -> None:
    document = parse("---\ntolerance: 0\n---\n# name: a\n# examples:\n- a(1) -> 1\n")
    assert (document.intents[0].tolerance, document.own_problems) == (0, ())


@pytest.mark.parametrize("key", ["rounds", "tolerance", "targets", "outDir"])
def test_a_setting_without_a_value_sets_nothing(key: str) -> None:
    document = parse(f"---\n{key}:\n---\n# name: a\n")
    (intent,) = document.intents
    assert (intent.rounds, intent.targets, intent.out_dir, document.own_problems) == (None, None, None, ())


@pytest.mark.parametrize(
    "keys",
    [
        "title: A title",
        "aliases: [a, b]",
        "tags:\n  - x\n  - y",
        "tags:\n- x\n- y",
        "Date: 2024-01-01\ncssclasses: wide",
    ],
)
def test_keys_of_note_taking_tools_are_ignored(keys: str) -> None:
    document = parse(f"---\n{keys}\nrounds: 4\n---\n# name: a\n")
    assert document.own_problems == ()
    assert document.intents[0].rounds == 4


def test_block_ids_are_ignored_wherever_they_stand() -> None:
    plain = (
        "# name: f\n# target: js\n# description:\nSee [[links|it]] and #tags.\n# signature:\n(x: any) -> any\n"
        "# types:\nA = number\n# constraints:\n- Be kind.\n# examples:\n- f(1) -> 1\n"
        "| x | out |\n|---|---|\n| 2 | 2 |\n# properties:\n- result == x\n# uses:\n- g\n"
    )
    marked = "".join(f"{line} ^ref-1a2b-{number}-0\n" for number, line in enumerate(plain.splitlines()))
    marked = marked.replace("|---|---| ^ref-1a2b-13-0", "|---|---|") + "^alone\n"
    (intent,), (other,) = parse(plain).intents, parse(marked).intents
    assert other.digest == intent.digest
    assert [p.message for p in other.problems] == [p.message for p in intent.problems]


def test_a_caret_that_is_no_block_id_stays() -> None:
    (intent,) = parse(
        "# name: f\n# description: x^2 and 2 ^ 3 and\na ^b c\n# examples:\n- f('^a') -> \"b ^c\"\n"
    ).intents
    assert intent.description == "x^2 and 2 ^ 3 and\na ^b c"
    assert [(example.args, example.expected) for example in intent.examples] == [(("^a",), "b ^c")]


HEADINGS = {
    "an underlined name": "f\n=\n\ntext\n\nexamples\n--------\n- f(1) -> 1\n",
    "name as a key": "name: f\n=======\n\ntext\n\nExamples:\n---\n\n- f(1) -> 1\n",
    "below prose": "# name: f\ntext\n\nTests\n-----\n- f(1) -> 1\n",
}


@pytest.mark.parametrize("text", HEADINGS.values(), ids=HEADINGS.keys())
def test_underlined_headings_are_headings(text: str) -> None:
    (intent,) = parse(text, stem="stem").intents
    assert (intent.name, intent.description) == ("f", "text")
    assert [(example.args, example.expected) for example in intent.examples] == [((1,), 1)]
    assert intent.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "# name: f\n# description:\nOne sentence.\n---\n# examples:\n- f(1) -> 1\n",
        "# name: f\n# description: One sentence.\n---\n# examples:\n- f(1) -> 1\n---\n",
        "# name: f\n# description: One sentence.\n# examples:\nf(1) -> 1\n---\n",
        "# name: f\n# description: One sentence.\n# examples:\n| x | out |\n|---|---|\n| 1 | 1 |\n---\n",
        "# name: f\n# description: One sentence.\n# examples:\n\nf(1) -> 1\n===\n\n",
    ],
)
def test_a_rule_below_something_else_ends_nothing(text: str) -> None:
    (intent,) = parse(text).intents
    assert intent.description.startswith("One sentence.")
    assert [(example.args, example.expected) for example in intent.examples] == [((1,), 1)]


PIECES = [
    "<<<<<<< a",
    "=======",
    ">>>>>>> b",
    "|||||||",
    "---",
    "===",
    "Title",
    "name: g",
    "# name: f",
    "## Sub",
    "- f(1) -> 1",
]
LINES = st.lists(st.sampled_from([*PIECES, "", "# examples:", "^id", "text ^id", "rounds: 2", "<!--", "-->", "```"]))


@given(LINES, st.integers(0, 40), st.sampled_from(PIECES))
@example(["name: g", "=======", "name: g", "======="], 0, "name: g")  # the line above a heading becomes one
@fuzzed(300)
def test_an_edit_near_them_equals_a_fresh_parse(lines: list[str], at: int, new: str) -> None:
    before = parse("\n".join(lines))
    after = "\n".join([*lines[:at], new, *lines[at:]])
    assert parse(after, previous=before) == parse(after)
    assert parse(before.text, previous=parse(after)) == before
