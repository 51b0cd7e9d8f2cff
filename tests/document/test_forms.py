"""Every form a document may take: canonical, relaxed, and each syntax of examples (docs/format.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Document, Intent
from intent_lsp.document.structure.names import stem
from intent_lsp.document.type_language.types import signature_text

EXAMPLES = Path(__file__).parents[2] / "examples"

CANONICAL = """\
# name: normalize2d
# target: js,py
# description:
Normalize a 2D vector (x,y). Return magnitude and normalized components.
# signature:
(x: number, y: number) -> { mag: number, nx: number, ny: number }
# constraints:
- Avoid division by zero; if both are 0, return zeros.
# examples:
- in: { "x":3, "y":4 } out: { "mag":5, "nx":0.6, "ny":0.8 }
- in: { "x":0, "y":0 } out: { "mag":0, "nx":0, "ny":0 }
"""


def only(text: str, stem: str = "stem") -> Intent:
    document = parse(text, stem=stem)
    assert len(document.intents) == 1, document.intents
    return document.intents[0]


def errors(document: Document) -> list[str]:
    return [f"{p.code}: {p.message}" for p in document.problems() if p.severity == "error"]


def test_the_canonical_form_parses_exactly_so() -> None:
    document = parse(CANONICAL)
    (intent,) = document.intents
    assert document.problems() == ()
    assert (intent.name, intent.targets) == ("normalize2d", ("js", "py"))
    assert intent.name_span == (0, 8, 0, 19)
    assert intent.description == "Normalize a 2D vector (x,y). Return magnitude and normalized components."
    assert signature_text(intent.signature) == "(x: number, y: number) -> { mag: number, nx: number, ny: number }"
    assert intent.signature.span == (5, 0, 5, 65)
    assert [c.text for c in intent.constraints] == ["Avoid division by zero; if both are 0, return zeros."]
    first, second = intent.examples
    assert (first.number, first.args, first.expected) == (1, (3, 4), {"mag": 5, "nx": 0.6, "ny": 0.8})
    assert (first.span, first.in_span, first.out_span) == ((9, 2, 9, 59), (9, 6, 9, 22), (9, 28, 9, 59))
    assert first.source == 'in: { "x":3, "y":4 } out: { "mag":5, "nx":0.6, "ny":0.8 }'
    assert (second.args, second.expected) == ((0, 0), {"mag": 0, "nx": 0, "ny": 0})
    assert [section.key for section in intent.sections] == [
        "name",
        "target",
        "description",
        "signature",
        "constraints",
        "examples",
    ]
    assert intent.sections[-1].span == (8, 0, 10, 55)


def test_the_shipped_example_is_the_canonical_one() -> None:
    assert (EXAMPLES / "normalize2d.intent.md").read_text("utf-8") == CANONICAL


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.intent.md")), ids=lambda path: path.name)
def test_shipped_examples_have_no_problem(path: Path) -> None:
    document = parse(path.read_text("utf-8"), stem=path.name.removesuffix(".intent.md"))
    assert document.intents
    assert document.problems() == ()
    assert all(document.targets(intent) == ("js", "py") for intent in document.intents)


RELAXED = {
    "canonical": "# name: slugify\n# description: Make a slug.\n# examples:\n- in: {title: 'A'} out: 'a'\n",
    "title for a name": "# slugify\n\nMake a slug.\n\n## Examples\n\n- in: {title: 'A'} out: 'a'\n",
    "no name": "Make a slug.\n\n## Examples\n- in: {title: 'A'} out: 'a'\n",
    "plain title": "# How to make slugs\n# description\nMake a slug.\n## Tests\n- in: {title: 'A'} out: 'a'\n",
    "prose under the name": "# name: slugify\nMake a slug.\n# example\n- in: {title: 'A'} out: 'a'\n",
    "prose before everything": "Make a slug.\n# name: slugify\n# example\n- in: {title: 'A'} out: 'a'\n",
    "name below": "# name:\nslugify\n# intent:\nMake a slug.\n# tests:\n- in: {title: 'A'} out: 'a'\n",
    "emphasis": "# **Name:** `slugify`\n## *Summary*: Make a slug.\n###### `EXAMPLES`:\n- in: {title: 'A'} out: 'a'\n",
    "closing marks": "## name: slugify ##\n## description: Make a slug. ##\n## tests: #\n- in: {title: 'A'} out: 'a'\n",
    "name last": "# description: Make a slug.\n# name: slugify\n# examples:\n- in: {title: 'A'} out: 'a'\n",
    "BOM and CRLF": "\ufeff# slugify\r\n\r\nMake a slug.\r\n\r\n## Examples\r\n\r\n- in: {title: 'A'} out: 'a'\r\n",
    "CR": "# slugify\r\rMake a slug.\r\r## Examples\r\r- in: {title: 'A'} out: 'a'",
    "front matter": "---\nrounds: 2\n---\n\n# slugify\nMake a slug.\n# Examples\n- in: {title: 'A'} out: 'a'\n",
    "plain section": "# slugify\nMake a slug.\n## Examples\n- in: {title: 'A'} out: 'a'\n## Notes\n- in: 1 out: 2\n",
    "heading in a fence": "# slugify\nMake a slug.\n# Tests\n- in: {title: 'A'} out: 'a'\n## L\n```\n# name: x\n```\n",
    "in a comment": "# slugify\nMake a slug.\n# Tests\n- in: {title: 'A'} out: 'a'\n# X\n<!--\n# name: x\n-->\n",
}


@pytest.mark.parametrize("text", RELAXED.values(), ids=RELAXED.keys())
def test_relaxed_forms_mean_the_same(text: str) -> None:
    document = parse(text, stem="slugify")
    (intent,) = document.intents
    assert errors(document) == []
    assert (intent.name, intent.description) == ("slugify", "Make a slug.")
    assert signature_text(intent.signature) == "(title: any) -> any"
    assert intent.signature.inferred
    assert [(e.args, e.expected) for e in intent.examples] == [(("A",), "a")]
    reference = only(RELAXED["canonical"])
    assert (intent.digest, intent.contract_digest) == (reference.digest, reference.contract_digest)


@pytest.mark.parametrize(
    ("alias", "key"),
    [
        ("targets", "target"),
        ("language", "target"),
        ("languages", "target"),
        ("intent", "description"),
        ("summary", "description"),
        ("type", "types"),
        ("rules", "constraints"),
        ("requirements", "constraints"),
        ("example", "examples"),
        ("tests", "examples"),
        ("holdout", "hidden examples"),
        ("invariants", "properties"),
        ("hidden examples", "hidden examples"),
        ("Hidden  Examples", "hidden examples"),
        ("TOLERANCE", "tolerance"),
    ],
)
def test_aliases(alias: str, key: str) -> None:
    intent = only(f"# name: f\n# {alias}:\n")
    assert [section.key for section in intent.sections] == ["name", key]


@pytest.mark.parametrize(
    ("value", "targets"),
    [
        ("js", ("js",)),
        ("py,js", ("py", "js")),
        ("JavaScript, Python", ("js", "py")),
        ("python and js", ("py", "js")),
        ("`js`, `py`", ("js", "py")),
        ("\n- js\n- py", ("js", "py")),
        ("js, js", ("js",)),
        ("", None),
    ],
)
def test_targets(value: str, targets: tuple[str, ...] | None) -> None:
    assert only(f"# name: f\n# target: {value}\n").targets == targets


SIGNED = "# name: clamp\n# signature: (x: number, lo: number, hi?: number) -> any\n# examples:\n"

EXAMPLE_FORMS: list[tuple[str, tuple[Any, ...], Any]] = [
    ('- in: {"x": 1, "lo": 2} out: 3', (1, 2), 3),
    ("* in: {hi: 3, lo: 2, x: 1,} out: 'three'", (1, 2, 3), "three"),
    ("1. in: [1, 2] out: null", (1, 2), None),
    ("- **in:** `{x: 1, lo: 2}` **out:** `3`", (1, 2), 3),
    ("- In: [1, 2], Out: 3", (1, 2), 3),
    ("- input: [1, 2]; output: 3", (1, 2), 3),
    ("- in: [1, 2] -> 3", (1, 2), 3),
    ("- in:\n  {\n    x: 1,\n    lo: 2\n  }\n  out:\n  3", (1, 2), 3),
    ("- in: {\n  x: 1, lo: 2\n}\n  out: 3", (1, 2), 3),
    ("- in: [1, 2]\n\n  out: 3", (1, 2), 3),
    ("- in: [1, 2]\n  - out: 3", (1, 2), 3),
    ("- in:\n  ```json\n  [1, 2]\n  ```\n  out:\n  ```json\n  {a: '# name: x'}\n  ```", (1, 2), {"a": "# name: x"}),
    ("- in: [1, 2] out: 3 // because", (1, 2), 3),
    ("- in: [1, 2] out: 3 — because", (1, 2), 3),
    ("- in: [1, 2] /* two */ out: /* three */ 3", (1, 2), 3),
    ("- in: [NaN, -Infinity] out: 0x1F", (pytest.approx(float("nan"), nan_ok=True), float("-inf")), 31),
    ("- in: [1, 2] out: 'it\\'s # fine'", (1, 2), "it's # fine"),
    ("- `clamp(1, 2)` → `3`", (1, 2), 3),
    ("- `clamp(1, 2) → 3`", (1, 2), 3),
    ("- clamp(1, 2) -> 3", (1, 2), 3),
    ("- clamp(1, 2) => 3", (1, 2), 3),
    ("- clamp(1, 2,) == 3", (1, 2), 3),
    ("- clamp(1, 2) === 3", (1, 2), 3),
    ("- clamp(1, 2) returns 3", (1, 2), 3),
    ("- **`clamp(1, 2)`** returns **`3`**", (1, 2), 3),
    ("- clamp(\n    1,\n    2\n  ) → 3", (1, 2), 3),
    ("- clamp(1, lo=2) → 3", (1, 2), 3),
    ("clamp(1, 2) → 3", (1, 2), 3),
    ("in: [1, 2] out: 3", (1, 2), 3),
    ("|x|lo|out|\n|---|---|---|\n|1|2|3|", (1, 2), 3),
    ("x | lo | hi | returns\n:-- | --: | --- | ---\n1 | 2 | | 3", (1, 2), 3),
    ("| `lo` | **x** | → |\n|:-:|---|---|\n| `2` | 1 | `{a: 'p\\|q'}` |", (1, 2), {"a": "p|q"}),
    ('```json\n[{"in": {"x": 1, "lo": 2}, "out": 3}]\n```', (1, 2), 3),
    ("~~~json5\n{in: [1, 2], out: 3}\n~~~", (1, 2), 3),
    ('```\n[{"in": [1, 2], "out": 3}]\n```', (1, 2), 3),
    ("```js\n// calls\nclamp(1, 2) → 3\n```", (1, 2), 3),
    ('- ```json\n  [{"in": [1, 2], "out": 3}]\n  ```', (1, 2), 3),
]


@pytest.mark.parametrize(("text", "args", "expected"), EXAMPLE_FORMS, ids=[form[0][:40] for form in EXAMPLE_FORMS])
@pytest.mark.parametrize("end", ["\n", "", "\n\n# constraints:\n- none\n"], ids=["newline", "end", "section"])
def test_example_forms(text: str, args: tuple[Any, ...], expected: Any, end: str) -> None:
    document = parse(SIGNED + text + end)
    assert errors(document) == []
    (example,) = document.intents[0].examples
    assert (example.args, example.expected, example.raises, example.hidden) == (args, expected, False, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('- in: [1, 2] error: "empty"', "empty"),
        ("- in: [1, 2] error: true", True),
        ("- in: [1, 2] **throws:** 'x'", "x"),
        ('- clamp(1, 2) error: "empty"', "empty"),
        ('- `clamp(1, 2)` throws `"empty"`', "empty"),
        ('- clamp(1, 2) → error: "empty"', "empty"),
        ("| x | lo | error |\n|---|---|---|\n| 1 | 2 | true |", True),
        ('```json\n[{"in": [1, 2], "error": "empty"}]\n```', "empty"),
    ],
)
def test_error_examples(text: str, expected: object) -> None:
    document = parse(SIGNED + text + "\n")
    assert errors(document) == []
    (example,) = document.intents[0].examples
    assert (example.args, example.raises, example.expected) == ((1, 2), True, expected)


def test_hidden_examples_come_last_and_are_numbered_on() -> None:
    intent = only("# name: f\n# hidden examples:\n- f(3) -> 3\n# examples:\n- f(1) -> 1\n- f(2) -> 2\n")
    assert [(e.number, e.args, e.hidden) for e in intent.examples] == [
        (1, (1,), False),
        (2, (2,), False),
        (3, (3,), True),
    ]
    assert [e.number for e in intent.shown] == [1, 2]
    assert [e.number for e in intent.hidden] == [3]


@pytest.mark.parametrize(
    ("signature", "example", "args"),
    [
        ("(x: number, y?: number, z?: number)", "in: {x: 1}", (1,)),
        ("(x: number, y?: number, z?: number)", "in: {x: 1, z: 3}", (1, None, 3)),
        ("(x: number, y: number = 7, z?: number)", "in: {x: 1, z: 3}", (1, 7, 3)),
        ("(x: number, y: number = 7)", "in: [1]", (1,)),
        ("(x: number, ...xs: number[])", "in: [1, 2, 3]", (1, 2, 3)),
        ("(x: number, ...xs: number[])", "in: {x: 1, xs: [2, 3]}", (1, 2, 3)),
        ("(x: number, ...xs: number[])", "in: {x: 1}", (1,)),
        ("(x?: number, ...xs: number[])", "in: {xs: [2]}", (None, 2)),
        ("(...xs: number[])", "in: []", ()),
        ("()", "in: {}", ()),
        ("(s: string)", "in: 'bare'", ("bare",)),
    ],
)
def test_binding(signature: str, example: str, args: tuple[Any, ...]) -> None:
    document = parse(f"# name: f\n# signature: {signature} -> any\n# examples:\n- {example} out: 1\n")
    assert errors(document) == []
    assert document.intents[0].examples[0].args == args


def test_without_a_signature_the_keys_are_the_parameters_in_order_of_first_appearance() -> None:
    intent = only("# name: f\n# examples:\n- in: {b: 1, a: 2} out: 1\n- in: {a: 2, b: 3, c: 4} out: 1\n")
    assert signature_text(intent.signature) == "(b: any, a: any, c?: any) -> any"
    assert [e.args for e in intent.examples] == [(1, 2), (3, 2, 4)]


def test_without_a_signature_calls_have_numbered_parameters() -> None:
    intent = only("# name: f\n# examples:\n- f(1) -> 1\n- f(1, 2) -> 2\n")
    assert signature_text(intent.signature) == "(arg1: any, arg2?: any) -> any"


def test_several_intents() -> None:
    text = "# Library\n\nIntroduction.\n\n# name: a\n# examples:\n- a(1) -> 1\n\n# name: b\n## Tests\n- b(2) -> 2\n"
    document = parse(text)
    assert [(i.name, i.line, i.lines) for i in document.intents] == [("a", 4, 4), ("b", 8, 4)]
    assert document.intent_at(6) is document.intents[0]
    assert document.intents[1].place(document.intents[1].examples[0].span) == (10, 2, 10, 11)
    assert document.intents[0].description == ""  # an introduction to several intents belongs to none


def test_an_unnamed_intent_before_a_named_one() -> None:
    document = parse("## Examples\n- first(1) -> 12\n# name: second\n# examples:\n- second(1) -> 34", stem="first")
    assert [i.name for i in document.intents] == ["first", "second"]
    assert [i.examples[0].expected for i in document.intents] == [12, 34]


def test_front_matter_holds_for_all_intents() -> None:
    text = "---\ntargets: [js, py]  # both\nrounds: 5\ntolerance: 1e-3\noutDir: 'lib/made'\n---\n"
    text += "# name: a\n# name: b\n# rounds: 2\n"
    a, b = parse(text).intents
    assert (a.targets, a.rounds, a.tolerance, a.out_dir, a.line) == (("js", "py"), 5, 1e-3, "lib/made", 6)
    assert (b.targets, b.rounds, b.tolerance, b.out_dir) == (("js", "py"), 2, 1e-3, "lib/made")


@pytest.mark.parametrize(
    "value", ["js, py", "[js, py]", "\n  - js\n  - py", "\n- js\n- py", "[\n  js,\n  py\n]", '["js", "py"]']
)
def test_front_matter_lists(value: str) -> None:
    document = parse(f"---\ntargets: {value}\n---\n# name: a\n")
    assert document.own_problems == ()
    assert document.intents[0].targets == ("js", "py")


def test_lists_of_prose_properties_and_uses() -> None:
    text = (
        "# name: f\n# constraints: no recursion\n- one\n  goes on\n* two\n\nplain\n"
        "# properties:\n- `result >= 0`\n- result < 10 // small\n```cel\nresult != 5\nresult != 6\n```\n"
        "# uses: clamp,round, `lerp` from ./math.intent.md\n"
        '- other from "../x y.intent.md"\n- third from <a.intent.md>\n'
    )
    intent = only(text)
    assert [c.text for c in intent.constraints] == ["no recursion", "one goes on", "two", "plain"]
    assert [p.text for p in intent.properties] == ["result >= 0", "result < 10 // small", "result != 5", "result != 6"]
    assert intent.properties[0].span == (8, 3, 8, 14)
    assert [(u.name, u.path) for u in intent.uses] == [
        ("clamp", ""),
        ("round", ""),
        ("lerp", "./math.intent.md"),
        ("third", "a.intent.md"),
    ]


def test_only_three_line_ends() -> None:
    document = parse("# name: f\u2028\x0c\x85x\r\n# description: d\u2028e\r# examples:\n- in: ['\u2028'] out: '\x85'\n")
    assert len(document.lines) == 5
    assert document.intents[0].examples[0].span.line == 3
    assert document.intents[0].examples[0].args == ("\u2028",)


def test_closing_marks_of_headings_are_no_value() -> None:
    document = parse(
        "# name: f #\n# target: py ##\n# rounds: 4 ##\n# tolerance: 0.5 #\n# signature: (x: int) -> int ###\n"
    )
    intent = document.intents[0]
    assert errors(document) == []
    assert document.own_problems == ()
    assert (intent.name, intent.targets, intent.rounds, intent.tolerance) == ("f", ("py",), 4, 0.5)
    assert signature_text(intent.signature) == "(x: integer) -> integer"


def test_a_mark_that_belongs_to_a_word_closes_no_heading() -> None:
    assert only("# name: f\n# description: as in C#\n## Constraints: none of F# ##\n").description == "as in C#"
    assert [c.text for c in only("# name: f\n## Constraints: none of F# ##\n").constraints] == ["none of F#"]


def test_an_empty_document_has_no_intent_and_no_problem() -> None:
    for text in ("", "\n\n", "\ufeff", " \t\r\n"):
        document = parse(text, stem="x")
        assert (document.intents, document.problems()) == ((), ())


@pytest.mark.parametrize("name", ["add.intent.md", "add.Intent.MD", "add.md"])
def test_an_unnamed_intent_takes_the_stem(name: str) -> None:
    assert only("Adds numbers.", stem=stem(name)).name == "add"


def test_default_targets_are_used_for_names_only() -> None:
    document = parse("# name: lambda\n# examples:\n- lambda(1) -> 1\n", default_targets=("js",))
    assert not errors(document)
    assert document.targets(document.intents[0]) == ("js",)
    assert errors(parse(document.text, default_targets=("js", "py")))


@pytest.mark.parametrize(
    ("text", "targets", "description"),
    [
        ("# name: f\n# target: js,py\nTurn a title into a slug.\n", ("js", "py"), "Turn a title into a slug."),
        ("# f\nFirst.\n# target: py\n\nThen words by hand.\n", ("py",), "First.\n\nThen words by hand."),
        (
            "# name: f\n# rounds: 2\nMore words here.\n# tolerance: 0.1\nAnd here.\n",
            None,
            "More words here.\n\nAnd here.",
        ),
        ("# name: f\n# target: js\nWords that are ignored.\n# description: Said.\n", ("js",), "Said."),
        ("# name: f\n# target: js,\npython\n", ("js", "py"), ""),
        ("# name: f\n# target: js\n- py\n", ("js", "py"), ""),
        ("# name: f\n# target: js\nand python and js\n", ("js", "py"), ""),
        ("# name: f\n# target:\njs and python\n", ("js", "py"), ""),
    ],
)
def test_prose_below_a_short_setting_is_the_description(
    text: str, targets: tuple[str, ...] | None, description: str
) -> None:
    document = parse(text + "# examples:\n- in: [1] out: 2\n", stem="f")
    assert errors(document) == []
    (intent,) = document.intents
    assert (intent.targets, intent.description) == (targets, description)
