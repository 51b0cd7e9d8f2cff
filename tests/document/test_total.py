"""Parsing is total, linear and incremental; ranges stay inside the text; digests ignore layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.cross_document import link
from intent_lsp.document.model import Document
from intent_lsp.text.span import Span
from tests.support.fuzzing import fuzzed, share

EXAMPLES = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "examples").glob("*.intent.md"))]

PIECES = [
    "# name: f",
    "# name:",
    "#",
    "## examples:",
    "# signature:",
    "(x: number, y?: {a: int[]}) -> string",
    "# types: A = B | A",
    "- in: {x: 1} out: 2",
    "- f(1, [2]) → 3",
    "| x | out |",
    "|---|---|",
    "| 1 | 2 |",
    "```json",
    "```",
    "~~~",
    "---",
    '[{"in": [1], "out": 2}]',
    "# properties:",
    "- result > x",
    "# uses: f, g from ./g.intent.md",
    "# target: js, rb",
    "<!--",
    "-->",
    "targets: [js",
    "rounds: 2",
    "- in:",
    "  out: {",
    "}",
    "# hidden examples:",
    "\\",
    '"',
    "'",
    "`",
    "\r",
    "\r\n",
    "\u2028",
    "\ufeff",
    "\ud800",
    "😀",
    "\0",
    "# tolerance: x",
    "# Notes",
    "- in: [1] error: ''",
    "error: true",
    "### Sub",
    "Title\n---",
    "> - f(1) -> 1",
    ">>> f(1)\n1",
    "• f(1) -> 1",
    "assert f(1) == 1",
    "Input: 1",
    "Output: 2",
    "<<<<<<< a",
    "=======",
    ">>>>>>> b",
    "^id",
    "- f(“1”) → −1",
    "/*",
    "//",
]
text_like_a_document = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25).flatmap(
    lambda pieces: st.lists(
        st.sampled_from(["\n", " ", "", "\r\n", "\n  "]), min_size=len(pieces), max_size=len(pieces)
    ).map(lambda glue: "".join(a + b for a, b in zip(pieces, glue, strict=True)))
)
any_text = st.one_of(st.text(st.characters(), max_size=200), text_like_a_document)


def check_spans(document: Document) -> None:
    """Every span lies inside the text and is in order."""
    lengths = [len(line) for line in document.lines]

    def inside(span: Span) -> None:
        assert 0 <= span.line <= span.end_line < len(lengths), span
        assert 0 <= span.column <= lengths[span.line], span
        assert 0 <= span.end_column <= lengths[span.end_line], span
        assert (span.line, span.column) <= (span.end_line, span.end_column), span

    for problem in document.problems():
        inside(problem.span)
        for related in problem.related:
            inside(related.span)
    for intent in document.intents:
        assert intent.line >= 0
        assert intent.line + intent.lines <= len(lengths)
        spans = [intent.name_span, intent.signature.span]
        spans += [p.span for p in intent.signature.parameters] + [c.span for c in intent.constraints]
        spans += [p.span for p in intent.properties] + [u.span for u in intent.uses]
        spans += [span for e in intent.examples for span in (e.span, e.in_span, e.out_span)]
        spans += [span for s in intent.sections for span in (s.heading, s.span)]
        for span in spans:
            inside(intent.place(span))


@given(any_text)
@fuzzed(400)
def test_any_text_parses_with_ranges_inside_it(text: str) -> None:
    document = parse(text, stem="stem", default_targets=("js", "py"))
    assert "\n".join(document.lines) == re.sub("\r\n?", "\n", text)
    check_spans(document)
    link({"a.intent.md": document, "b/g.intent.md": document})


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A real document, and the same with one edit."""
    before = draw(st.sampled_from(EXAMPLES)) + draw(st.sampled_from(["", *EXAMPLES]))
    start = draw(st.integers(0, len(before)))
    stop = min(len(before), start + draw(st.one_of(st.integers(0, 3), st.integers(0, 80))))
    inserted = draw(st.one_of(st.just(""), st.text(max_size=4), st.sampled_from(PIECES), st.sampled_from(EXAMPLES)))
    return before, before[:start] + inserted + before[stop:]


@pytest.mark.slow
@given(mutated())
@fuzzed(400)
def test_incremental_parse_equals_fresh_parse(texts: tuple[str, str]) -> None:
    before, after = texts
    first = parse(before, stem="stem")
    second = parse(after, stem="stem", previous=first)
    assert second == parse(after, stem="stem")
    check_spans(second)
    assert parse(before, stem="stem", previous=second) == first


@given(st.lists(text_like_a_document, min_size=2, max_size=4))
@fuzzed(150)
def test_incremental_parse_of_unrelated_texts(texts: list[str]) -> None:
    document = None
    for text in texts:
        document = parse(text, stem="stem", previous=document)
        assert document == parse(text, stem="stem")


def test_an_unchanged_intent_is_taken_over() -> None:
    before = parse("\n".join(EXAMPLES))
    after = parse("\n\n" + "\n".join(EXAMPLES).replace("Clamp a number", "Clamp one number"), previous=before)
    same = [b.examples is a.examples for b, a in zip(before.intents, after.intents, strict=True)]
    assert same.count(False) == 1
    assert [a.line - b.line for b, a in zip(before.intents, after.intents, strict=True)] == [2] * len(same)


def test_other_defaults_are_not_taken_over() -> None:
    first = parse("# name: lambda\n")
    second = parse("# name: lambda\n", default_targets=("py",), previous=first)
    assert second == parse("# name: lambda\n", default_targets=("py",))
    assert second != first


N = share(200_000)
LINES = N // 20
PATHOLOGICAL = {
    "brackets": "# name: f\n# signature: " + "(" * N,
    "closed brackets": "# name: f\n# examples:\n- in: " + "[" * N + "]" * N + " out: 1",
    "braces": "# name: f\n# examples:\n- in: " + "{a:" * N,
    "array type": "# name: f\n# signature: (x: " + "[" * N,
    "array suffixes": "# name: f\n# signature: (x: any" + "[]" * N + ") -> any\n# examples:\n- f(1) -> 1",
    "generics": "# name: f\n# signature: (x: " + "list[" * N,
    "unions": "# name: f\n# signature: (x: " + "|".join(str(i) for i in range(2000)) + ") -> any",
    "quotes": "# name: f\n# examples:\n- in: " + "\"'" * N,
    "escapes": '# name: f\n# examples:\n- in: "' + '\\"' * N,
    "escapes in a type": '# name: f\n# signature: (x: "' + '\\"' * N,
    "backticks": "# name: f\n# examples:\n- " + "`" * N,
    "spaced backticks": "# name: f\n# examples:\n- " + "` " * N,
    "fences": "# name: f\n" + "```\n" * N,
    "fences in items": "# name: f\n# examples:\n" + "- ```\n" * (N // 2),
    "open comments": "# name: f\n" + "<!--\n" * N,
    "comments in values": "# name: f\n# examples:\n- in: " + "/*" * N,
    "headings": "#\n" * N,
    "names": "# name: f\n" * 2 * LINES,
    "items": "# name: f\n# examples:\n" + "- \n" * N,
    "one line": "# name: f\n# description: " + "x" * 5 * N,
    "one blank line": "# name: f\n# examples:\n-" + " " * 5 * N,
    "one heading": "# " + "a " * N + ":",
    "hashes": "# name: f " + "#" * N + " x",
    "stars": "# " + "*" * N,
    "pipes": "# name: f\n# examples:\n" + "|" * N + "\n" + "|-" * N + "\n" + "|" * N,
    "dashes": "# name: f\n# examples:\n|a|\n|" + "-" * N + " x",
    "rule": "# name: f\n# examples:\n" + "- " * N,
    "property": "# name: f\n# properties:\n- " + "(" * N,
    "property chain": "# name: f\n# properties:\n- result" + ".a" * N,
    "property text": "# name: f\n# properties:\n- '" + "\\'" * N,
    "call": "# name: f\n# examples:\n- f(" + "1," * N,
    "front matter": "---\n" + "targets: js\n" * N,
    "open front matter": "---\n" + "a: b\n" * N,
    "front matter value": "---\ntargets: " + "[" * N + "\n---\n",
    "commas": "# name: f\n# uses: " + "," * N,
    "uses": "# name: f\n# uses: " + "g from `" * N,
    "carriage returns": "\r" * N,
    "types": "# name: f\n# types:\n" + "A = {\n" * 2 * LINES,
    "numbers": "# name: f\n# examples:\n- in: [" + "9" * N + "] out: 1",
    "indentation": "# name: f\n# examples:\n- in:\n" + " " * N + "1\n" + " \n" * N,
    "nulls": "\0" * N,
    "parameters of one name": "# name: f\n# signature: (" + "p: number, " * LINES + ") -> any",
    "odd parameters": "# name: f\n# signature: (" + ", ".join(f"p{i} : any" for i in range(LINES)) + ") -> any",
    "unknown types": "# name: f\n# signature: (" + ", ".join(f"p{i}: T{i}" for i in range(LINES)) + ") -> any",
    "properties of many": "# name: f\n# signature: ("
    + ", ".join(f"p{i}: any" for i in range(LINES // 3))
    + ") -> any\n# properties:\n"
    + "".join(f"- result > y{i}\n" for i in range(LINES // 3)),
    "keys of examples": "# name: f\n# examples:\n" + "".join(f"- in: {{k{i}: 1}} out: 1\n" for i in range(LINES)),
    "uses of nobody": "".join(f"# name: abcd{i}\n# uses: bcde{i}\n" for i in range(LINES // 2)),
    "asserts": "# name: f\n# examples:\n```\n" + "assert f(1) == 1\n" * LINES + "```\n",
    "JSON lines": "# name: f\n# examples:\n```json\n" + '{"in":[1],"out":1}\n' * LINES + "```\n",
    "nested items": "# name: f\n# examples:\n" + "".join("  " * i + "- a:\n" for i in range(700)),
    "items below an item": "# name: f\n# examples:\n- a:\n" + "  - f(1) -> 1\n" * LINES,
    "dividers": "# name: f\n# examples:\n" + "## x\n- f(1) -> 1\n" * LINES,
    "underlines": "# name: f\n" + "\nTitle\n---\n" * LINES,
    "conflicts": "# name: f\n" + "<<<<<<< a\n=======\n>>>>>>> b\n" * LINES,
    "words": "word " * 5 * N,
    "words among examples": "# name: f\n# examples:\n" + "word " * 5 * N,
    "surrogates": "# name: \ud800\n# examples:\n- in: ['" + "\udfff" * N + "'] out: 1",
}


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_pathological_texts_end(text: str) -> None:
    document = parse(text, stem="stem")
    parse(text + "x", stem="stem", previous=document)
    document.problems()


@pytest.mark.slow
def test_long_use_cycles_and_chains_end() -> None:
    chain = "".join(f"# name: a{i}\n# uses: a{i + 1}\n" for i in range(3000))
    document = parse(chain)
    assert [p.code for p in document.problems() if p.severity == "error"] == ["unresolved-use"]
    link({"a.intent.md": document})


SIGNED = "# name: f\n# signature: (x: number, o: {a: integer, b?: string}) -> any\n# examples:\n"
LAYOUTS = [
    SIGNED + "- in: {x: 1, o: {a: 2, b: 'c'}} out: [1.5, null]\n# properties:\n- x>0&&result!=[]\n# uses: f2, f1\n",
    "\n\n" + SIGNED + "\n* `in:` {o: {b: 'c', a: 2.0}, x: 1.0}\n  out: [1.50, null,] // note\n## Uses\n- f1\n- f2\n"
    "## Invariants\n- `x > 0 &&  result != [ ]`\n",
    "---\nrounds: 3\noutDir: x\n---\n# f\n# signature:\n`( x : float , o : { b? : str ; a : int } ) => unknown`\n"
    '# target: py\n# examples:\n| x | o | out |\n|--|--|--|\n| 1e0 | {a: 0x2, b: "c"} | [15e-1, null] |\n'
    "# properties: x > 0 && result != []\n# uses: f1, f2",
    SIGNED.replace("\n", "\r\n") + "- f(1, {a: 2, b: '\\x63'}) → [1.5, null]\r\n# uses: `f2`\r\n- f1\r\n"
    "# properties:\r\n```\r\nx > 0 && result != []\r\n```\r\n",
]


@pytest.mark.parametrize("text", LAYOUTS[1:])
def test_digests_are_independent_of_layout(text: str) -> None:
    (reference,) = parse(LAYOUTS[0]).intents
    (intent,) = parse(text).intents
    assert (intent.digest, intent.contract_digest) == (reference.digest, reference.contract_digest)


@pytest.mark.parametrize(
    ("addition", "prose"),
    [
        ("# description: d\n", True),
        ("# constraints:\n- c\n", True),
        ("# tolerance: 1e-3\n", False),
        ("# uses: g\n", False),
        ("# pure: false\n", False),
        ("# properties:\n- x > 0\n", False),
        ("# types:\nT = number\n", False),
        ("# hidden examples:\n- f(2, {a: 1}) -> 1\n", False),
    ],
)
def test_digests_depend_on_what_decides_the_code(addition: str, prose: bool) -> None:
    text = SIGNED + "- f(1, {a: 1}) -> 1\n"
    (before,) = parse(text).intents
    (after,) = parse(text + addition).intents
    assert after.digest != before.digest
    assert (after.contract_digest == before.contract_digest) is prose


def test_digests_tell_types_of_other_names_apart() -> None:
    head = "# name: f\n# types:\nA = number\nB = number\n# signature: (x: {kind}) -> any\n# examples:\n- f(1) -> 1\n"
    one, same, other = [parse(head.format(kind=kind)).intents[0] for kind in ("A", "A ", "B")]
    assert (one.digest, one.contract_digest) == (same.digest, same.contract_digest)
    assert one.contract_digest != other.contract_digest


@pytest.mark.parametrize("addition", ["# rounds: 7\n", "# target: py\n", "# Notes\ntext\n", "\n\n"])
def test_digests_leave_out_what_does_not(addition: str) -> None:
    text = SIGNED + "- f(1, {a: 1}) -> 1\n"
    (before,) = parse(text).intents
    (after,) = parse(text + addition).intents
    assert (after.digest, after.contract_digest) == (before.digest, before.contract_digest)


def test_digests_tell_words_that_run_together_apart() -> None:
    told = [f"# description:\n{text}\n{SIGNED}- f(1, {{a: 1}}) -> 1\n" for text in ("any one", "anyone", "any\none")]
    apart, together, broken = [parse(text).intents[0].digest for text in told]
    assert apart == broken != together


def test_digests_tell_kinds_of_values_apart() -> None:
    texts = ["1", "true", "'1'", "null", "[1]", "{a: 1}", "1.5", "'\ud800'"]
    digests = {parse(f"# name: f\n# examples:\n- f() -> {value}\n").intents[0].digest for value in texts}
    assert len(digests) == len(texts)
