"""An intent with many examples is read example by example: what was read before is taken over, and nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.fast_path.intent_cache import KEEP_UNITS, RECENT, CachedIntent
from intent_lsp.document.model import LATER, Document, Intent
from tests.support.fuzzing import fuzzed

COUNT = KEEP_UNITS + 4

HEADS = [
    "# name: f\n",
    "# name: f\n# signature: (x: number) -> any\n",
    "# name: f\n# types: T = string\n# signature: (x: integer, y?: T) -> number | string\n# tolerance: 0.1\n",
    "# name: f\n# signature: (...xs: number[]) -> any\n",
    "# name: g\n# signature: (a: any) -> any\n",
]
ITEMS = [
    "- in: {{x: {0}}} out: {0}",
    '- in: {{"x": {0}}} out: {{"a": [{0}]}}  // remark',
    "- f({0}) → {0}",
    "- `f({0})` -> `'{0}'`",
    "- in: [{0}] error: 'e'",
    "- in: {{x: {0},\n    y: 'q'}}\n  out: 1",
    "* f({0}, 'y')\n\n  → {0}",
    "- in: {{x: 1}} out: {0}",
    "- in: {{q: {0}}} out: 1",
    "- in: {{x: {0}}} ou: 1",
    "- f({0}.5) -> {0}.0",
    "f({0}) -> 2",
    "just words",
    "- ```json\n  [{{in: [{0}], out: 1}}]\n  ```",
]
ROWS = ["| {0} | {0} |", "| 1 | {0} |", "| '{0}' | |", "| {0} | {0} | 1 |", "| `{0}` | 'a\\|b' |"]
GLUE = ["\n", "\n", "\n", "\n", "\n\n", " \n", "\n\n  ", "\n  ", "", "\n# hidden examples:\n", "\n# description: d\n"]

EDITS = [
    "",
    "\n",
    " ",
    "x",
    "1",
    "-",
    "- ",
    "\n- ",
    "`",
    "```\n",
    "|",
    "}",
    "'",
    "#",
    "\n# name: h\n",
    "<!--",
    ":",
    "//",
]


@st.composite
def many(draw: st.DrawFn) -> str:
    """An intent with more examples than are read anew at each keystroke."""
    head = draw(st.sampled_from(HEADS))
    numbers = draw(st.lists(st.integers(0, 30), min_size=COUNT, max_size=COUNT + 8))
    if draw(st.booleans()):
        rows = [draw(st.sampled_from(ROWS)).format(number) + "\n" for number in numbers]
        return head + "# examples:\n| x | out |\n|--:|-----|\n" + "".join(rows)
    items = [draw(st.sampled_from(ITEMS)).format(number) for number in numbers]
    return head + "# examples:\n" + "".join(item + draw(st.sampled_from(GLUE)) for item in items)


@st.composite
def edited(draw: st.DrawFn) -> list[str]:
    """Such an intent, and what becomes of it by a few edits inside, before and after items."""
    text = draw(many())
    texts = [text]
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.integers(0, 3)) == 0:  # move, drop or double a line
            lines = text.split("\n")
            line = lines.pop(draw(st.integers(0, len(lines) - 1)))
            for _ in range(draw(st.integers(0, 2))):
                lines.insert(draw(st.integers(0, len(lines))), line)
            text = "\n".join(lines)
        else:
            start = draw(st.integers(0, len(text)))
            stop = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 40])))
            text = text[:start] + draw(st.sampled_from(EDITS)) + text[stop:]
        texts.append(text)
    return texts


@pytest.mark.slow
@given(edited(), st.booleans())
@fuzzed(250)
def test_edits_in_many_examples_equal_a_fresh_parse(texts: list[str], look: bool) -> None:
    documents: list[Document] = []
    for text in texts:
        document = parse(text, stem="stem", previous=documents[-1] if documents else None)
        if look:  # parts made on first use are the same whenever they are made
            assert document == parse(text, stem="stem")
        documents.append(document)
    for text, document in zip(texts, documents, strict=True):
        fresh = parse(text, stem="stem")
        assert document.problems() == fresh.problems()
        assert repr(document.intents) == repr(fresh.intents)


PIECES = [
    "# name: a\n",
    "# name: b\n# uses: a\n",
    "# name: A\n",
    "#name: c\n",
    "# name:\nc\n",
    "# name: d\n# target: py\n",
    "# Title\n",
    "prose\n",
    "---\ntarget: py\n---\n",
    "# uses: a, b\n",
    "# examples:\n- in: [1] out: 1\n",
    "```json\n",
    "```\n",
    "<!--\n",
    "-->\n",
    "\n",
    "x",
    "#",
    "\n# name: a",
]


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(PIECES), min_size=3, max_size=20),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(["", *PIECES])), min_size=1, max_size=5),
)
@fuzzed(300)
def test_edits_between_intents_equal_a_fresh_parse(pieces: list[str], edits: list[tuple[float, int, str]]) -> None:
    text = "".join(pieces)
    document = parse(text, stem="stem")
    for where, length, new in edits:
        start = int(where * len(text))
        text = text[:start] + new + text[start + length :]
        document = parse(text, stem="stem", previous=document)
        fresh = parse(text, stem="stem")
        assert document.problems() == fresh.problems()
        assert repr(document.intents) == repr(fresh.intents)


def chunk_of(intent: Intent) -> CachedIntent:
    assert isinstance(intent.memory, CachedIntent)
    return intent.memory


def items(count: int) -> list[str]:
    return ["# name: f", "# signature: (x: number) -> number", "# examples:"] + [
        f"- f({i}) -> {i}" for i in range(count)
    ]


def table(count: int) -> list[str]:
    head = ["# name: f", "# signature: (x: number) -> number", "# examples:", "| x | out |", "|---|---|"]
    return head + [f"| {i} | {i} |" for i in range(count)]


@pytest.mark.parametrize("lines", [items(COUNT), table(COUNT)], ids=["items", "table"])
def test_only_the_example_that_changed_is_read(lines: list[str]) -> None:
    before = parse("\n".join(lines))
    changed = [line.replace("17", "99", 1) for line in lines]
    after = parse("\n".join(["", *changed]), previous=before)
    old, new = chunk_of(before.intents[0]).units, chunk_of(after.intents[0]).units
    assert len(old) == len(new) == COUNT
    assert sum(old.get(key) is unit for key, unit in new.items()) == COUNT - 1
    assert after == parse("\n".join(["", *changed]))
    assert [e.number for e in after.intents[0].examples] == list(range(1, COUNT + 1))
    assert after.intents[0].examples[-1].span.line == len(lines) - 1


def test_another_signature_binds_again_and_leaves_the_old_document_alone() -> None:
    lines = items(COUNT)
    before = parse("\n".join(lines))
    wrong = "\n".join(lines).replace("(x: number)", "(x: string)")
    after = parse(wrong, previous=before)
    assert [p.code for p in after.problems()].count("example-type") == COUNT
    assert after == parse(wrong)
    assert before == parse("\n".join(lines))
    assert len(before.intents[0].examples) == COUNT


def test_another_name_reads_again() -> None:
    text = "\n".join(items(COUNT))
    before = parse(text)
    renamed = text.replace("name: f", "name: g")
    assert parse(renamed, previous=before) == parse(renamed)
    assert {p.code for p in parse(renamed, previous=before).problems()} >= {"example-syntax"}


@pytest.mark.parametrize(("again", "code"), [("{0}", "duplicate-example"), ("7{0}", "contradictory-examples")])
def test_examples_are_compared_with_those_taken_over(again: str, code: str) -> None:
    lines = items(COUNT)
    before = parse("\n".join(lines))
    lines[10] = "- f(20) -> " + again.format(20)
    after = parse("\n".join(lines), previous=before)
    (problem,) = [p for p in after.problems() if p.code == code]
    assert problem.span.line == 23
    assert [r.span.line for r in problem.related] == [10]
    assert problem.data["first"] == 8
    lines.insert(0, "")
    moved = parse("\n".join(lines), previous=after)
    assert [(p.span.line, p.related[0].span.line) for p in moved.problems() if p.code == code] == [(24, 11)]
    del lines[11]
    gone = parse("\n".join(lines), previous=moved)
    assert code not in {p.code for p in gone.problems()}
    assert gone == parse("\n".join(lines))


def test_items_join_and_split() -> None:
    lines = items(COUNT)
    before = parse("\n".join(lines))
    joined = "\n".join(lines).replace("\n- f(5)", " - f(5)").replace("\n- f(9)", "\n  - f(9)")
    middle = parse(joined, previous=before)
    assert middle == parse(joined)
    assert len(middle.intents[0].examples) < COUNT
    assert parse("\n".join(lines), previous=middle) == before


def test_a_few_examples_are_not_kept() -> None:
    assert not chunk_of(parse("\n".join(items(KEEP_UNITS - 1))).intents[0]).units
    assert chunk_of(parse("\n".join(items(KEEP_UNITS))).intents[0]).units


def test_nothing_is_made_before_somebody_looks() -> None:
    document = parse("\n".join(items(3)))
    document.problems()
    chunk = chunk_of(document.intents[0])
    assert not chunk.made
    assert len(document.intents[0].examples) == 3
    assert set(chunk.made or ()) == {"examples"}
    assert document.intents[0].examples is document.intents[0].examples


def test_what_was_forgotten_is_found_again() -> None:
    text = "\n".join(items(3)) + "\n# properties:\n- result >= x\n# Notes\n"
    first, again = parse(text), parse(text)
    expected = {name: getattr(again.intents[0], name) for name in LATER}
    for number in range(RECENT + 1):
        parse(f"# name: other{number}\n")
    assert {name: getattr(first.intents[0], name) for name in LATER} == expected


@pytest.mark.parametrize("name", ["exmples", "memory2", "lines_"])
def test_what_does_not_exist_is_no_attribute(name: str) -> None:
    document = parse("# name: f\n")
    with pytest.raises(AttributeError, match=re.escape(name)):
        getattr(document, name)
    with pytest.raises(AttributeError, match=re.escape(name)):
        getattr(document.intents[0], name)
