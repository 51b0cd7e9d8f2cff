"""Every problem code of docs/format.md, with its exact range: the range is written into the text as «…»."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Problem, Severity

HEAD = "# name: f\n# description: text\n"
SIGNED = HEAD + "# signature: (x: number, y?: string) -> number\n"
FINE = "# examples:\n- in: [1] out: 1\n"


def unmark(marked: str) -> tuple[str, tuple[int, int, int, int]]:
    """The text without the marks, and the range between them."""
    before, _, rest = marked.partition("«")
    inner, _, after = rest.partition("»")

    def place(text: str) -> tuple[int, int]:
        return text.count("\n"), len(text) - text.rfind("\n") - 1

    return before + inner + after, (*place(before), *place(before + inner))


def problems(text: str, code: str) -> list[Problem]:
    return [problem for problem in parse(text, stem="stem").problems() if problem.code == code]


CASES: list[tuple[str, str, Severity, str, dict[str, object]]] = [
    # code, text, severity, a part of the message, a part of the data
    ("invalid-name", "# name: «normalize 2d»\n" + FINE, "error", "normalize2d", {"suggestion": "normalize2d"}),
    ("invalid-name", "# name: «2d»\n" + FINE, "error", "_2d", {"suggestion": "_2d"}),
    ("invalid-name", "# name: `«a-b»`\n" + FINE, "error", "aB", {"suggestion": "aB"}),
    ("invalid-name", "# name: «$x»\n# target: js, py\n" + FINE, "error", "every target", {}),
    ("invalid-name", "# name:«»\n" + FINE, "error", "no name", {}),
    (
        "invalid-name",
        HEAD + "# signature: («$a»: number) -> number\n# target: py\n" + FINE,
        "error",
        "not a valid name",
        {},
    ),
    ("invalid-name", HEAD + '# examples:\n- in: {«"a b"»: 1} out: 1\n', "error", "aB", {"suggestion": "aB"}),
    ("reserved-name", "# name: «class»\n" + FINE, "error", "reserved word in JavaScript", {"suggestion": "classValue"}),
    ("reserved-name", "# name: «lambda»\n# target: js,py\n" + FINE, "error", "reserved word in Python", {}),
    ("reserved-name", "# name: «if»\n# target: js,py\n" + FINE, "error", "JavaScript and Python", {}),
    ("reserved-name", HEAD + "# signature: («new»: number) -> number\n" + FINE, "error", "JavaScript", {}),
    ("reserved-name", HEAD + "# types:\n«string» = number\n" + FINE, "error", "built-in type", {}),
    ("shadows-module", "# name: «json»\n# target: py\n" + FINE, "warning", "json.py", {"rename": "jsonValue"}),
    ("shadows-module", "# name: «url»\n# target: py, js\n" + FINE, "warning", "a module of Node", {}),
    ("shadows-module", "# name: «random»\n# target: js, py\n" + FINE, "warning", "Python's standard library", {}),
    ("duplicate-name", "# name: f\n" + FINE + "# name: «f»\n" + FINE, "error", "another intent named f", {}),
    ("duplicate-name", HEAD + "# signature: (a: number, «a»: number) -> number\n# examples:\n", "error", "twice", {}),
    ("duplicate-name", HEAD + "# types:\nA = number\n«A» = string\n" + FINE, "error", "declared twice", {}),
    ("unknown-target", "# name: f\n# target: js, «pyton»\n" + FINE, "error", "python", {"nearest": "python"}),
    ("unknown-target", "# name: f\n# target: «ruby»\n" + FINE, "error", "js or py", {"targets": ["js", "py"]}),
    ("target-collision", "# name: foo\n" + FINE + "# name: «Foo»\n" + FINE, "error", "one file", {"name": "foo"}),
    ("signature-syntax", HEAD + "# signature: (x: number«»\n" + FINE, "error", "comma after the parameter", {}),
    ("signature-syntax", HEAD + "# signature: (x: number)«»\n" + FINE, "error", "expected -> and the type", {}),
    ("signature-syntax", HEAD + "# signature: «x»: number -> number\n" + FINE, "error", "expected (", {}),
    ("signature-syntax", HEAD + "# signature:\n`(x: «!»number) -> number`\n" + FINE, "error", "not !", {}),
    (
        "signature-syntax",
        HEAD + "# signature:\n```ts\n(x: number) -> «=»\n```\n" + FINE,
        "error",
        "expected a type",
        {},
    ),
    ("signature-syntax", HEAD + "# signature: (x: number) -> number «huh»\n" + FINE, "error", "the end", {}),
    ("signature-syntax", HEAD + "# signature: (x?: number, «y»: number) -> number\n" + FINE, "error", "y?", {}),
    ("signature-syntax", HEAD + "# signature: (...xs: «number») -> number\n" + FINE, "error", "array type", {}),
    ("signature-syntax", HEAD + "# signature: (x: number = «oops») -> number\n" + FINE, "error", "default", {}),
    ("signature-syntax", HEAD + "# signature: (...xs: number[] «=» []) -> any\n" + FINE, "error", "cannot have a", {}),
    ("signature-syntax", HEAD + "# signature: (x: «list[int, str]») -> any\n" + FINE, "error", "list<number>", {}),
    (
        "duplicate-name",
        HEAD + "# signature:\n  (x: number,\n    «x»: number) -> any\n" + FINE,
        "error",
        "x",
        {},
    ),
    ("signature-syntax", SIGNED + "# «signature»: () -> null\n" + FINE, "error", "second signature", {}),
    (
        "signature-syntax",
        HEAD + "# signature: (f: «(x:» number) => number) -> number\n" + FINE,
        "error",
        "function",
        {},
    ),
    ("type-syntax", HEAD + "# types:\nA = { x: «}»\n" + FINE, "error", "expected a type", {}),
    ("type-syntax", HEAD + "# types:\nA «number»\nB = string\n" + FINE, "error", "expected =", {}),
    ("type-syntax", HEAD + "# types:\n«A» = A | null\n" + FINE, "error", "refers only to itself", {}),
    ("unknown-type", HEAD + "# signature: (x: «nubmer») -> number\n" + FINE, "error", "number", {"nearest": "number"}),
    ("unknown-type", HEAD + "# types:\nA = «Vec»[]\n" + FINE, "error", "declare it", {"name": "Vec"}),
    (
        "example-syntax",
        SIGNED + "# examples:\n- in: {x: 1} out: «oops»\n",
        "error",
        "quotes",
        {"replacement": '"oops"'},
    ),
    ("example-syntax", SIGNED + "# examples:\n- in: {x: 1} out: «True»\n", "error", "true", {"replacement": "true"}),
    ("example-syntax", SIGNED + "# examples:\n- in: «{»x: 1\n", "error", "never closed", {}),
    ("example-syntax", SIGNED + "# examples:\n- in: {x: 1}«»\n", "error", "outcome is missing", {}),
    ("example-syntax", SIGNED + "# examples:\n- in: {x: 1} «and then 3»\n", "error", "expected out:", {}),
    ("example-syntax", SIGNED + "# examples:\n- in: {x: 1} out: 2 «3»\n", "error", "nothing may follow", {}),
    (
        "example-syntax",
        SIGNED + '# examples:\n```json\n[{"in": [1], "out": 1}] «{"in": [2], "out": 2}»\n```\n',
        "error",
        "nothing may follow",
        {},
    ),
    (
        "example-syntax",
        SIGNED + "# examples:\n- f(1) «-> an error»\n",
        "error",
        "error: true",
        {"replacement": "error: true"},
    ),
    ("example-syntax", SIGNED + "# examples:\n- in:«» out: 2\n", "error", "missing after in:", {}),
    ("example-syntax", SIGNED + "# examples:\n- «whatever»\n", "error", "not an example", {}),
    ("example-syntax", SIGNED + "# examples:\n- `«g»(1)` → 1\n", "error", "named f", {"replacement": "f"}),
    ("example-syntax", SIGNED + "# examples:\n- f(1 «→» 1\n", "error", "expected , or )", {}),
    ("example-syntax", SIGNED + "# examples:\n- in: [1] error: «5»\n", "error", "true for any error", {}),
    ("example-syntax", SIGNED + "# examples:\n| x | «y» |\n|---|---|\n| 1 | 2 |\n", "error", "last column", {}),
    (
        "example-syntax",
        SIGNED + "# examples:\n| x | out |\n|---|---|\n| 1 | «two» |\n",
        "error",
        "quotes",
        {"replacement": '"two"'},
    ),
    ("example-syntax", SIGNED + "# examples:\n| x | out |\n|---|---|\n| 1 | 2 | «3» |\n", "error", "more cells", {}),
    ("example-syntax", SIGNED + '# examples:\n```json\n[{"in": [1], «"want"»: 2}]\n```\n', "error", "no want", {}),
    ("example-syntax", SIGNED + '# examples:\n```json\n[«{"in": [1]}»]\n```\n', "error", "outcome is missing", {}),
    ("example-syntax", SIGNED + "# examples:\n```json\n[«1»]\n```\n", "error", "an object", {}),
    (
        "example-arity",
        SIGNED + '# examples:\n- in: {x: 1, «yy»: "a"} out: 1\n',
        "error",
        "no parameter yy",
        {"name": "yy"},
    ),
    ("example-arity", SIGNED + '# examples:\n- in: «{y: "a"}» out: 1\n', "error", "no value for x", {"missing": ["x"]}),
    ("example-arity", SIGNED + '# examples:\n- in: [1, "a", «2]» out: 1\n', "error", "3 values for 1 to 2", {}),
    ("example-arity", SIGNED + '# examples:\n- f(1, "a", «2)» -> 1\n', "error", "3 values", {}),
    ("example-arity", SIGNED + "# examples:\n- in: «5» out: 1\n", "error", "by name", {}),
    (
        "example-arity",
        SIGNED + "# examples:\n| x | «z» | out |\n|---|---|---|\n| 1 | 2 | 3 |\n",
        "error",
        "parameter z",
        {},
    ),
    (
        "example-arity",
        HEAD + "# signature: (xs: number[]) -> number\n# examples:\n- in: «[1, 2]» out: 1\n",
        "error",
        "pair of brackets",
        {"replacement": "[[1, 2]]"},
    ),
    ("example-type", SIGNED + '# examples:\n- in: {x: «"1"»} out: 1\n', "error", "x: got a string, want number", {}),
    ("example-type", SIGNED + "# examples:\n- in: [1] out: «null»\n", "error", "the result: got null", {}),
    ("example-type", SIGNED + "# examples:\n- f(1, «true») -> 1\n", "error", "y: got a boolean", {}),
    ("example-type", SIGNED + "# examples:\n| x | out |\n|---|---|\n| 1 | «[]» |\n", "error", "got an array", {}),
    (
        "example-type",
        HEAD + "# signature: (a: {b: number[]}) -> any\n# examples:\n- in: {a: {b: [1, «'2'»]}} out: 1\n",
        "error",
        "a.b[1]: got a string",
        {},
    ),
    (
        "example-type",
        HEAD + "# signature: () -> { a: number }\n# examples:\n- f() -> { a: 1, «b»: 2 }\n",
        "error",
        "no field",
        {},
    ),
    (
        "example-type",
        HEAD + "# signature: (o: {a: {b: number}}) -> any\n# examples:\n- f({a: {b: 1, «c»: 2}}) -> 1\n",
        "error",
        "o.a: the type { b: number } has no field",
        {},
    ),
    ("example-type", HEAD + "# signature: () -> { a: number }\n# examples:\n- f() -> «{ }»\n", "error", "missing", {}),
    (
        "example-type",
        HEAD + "# signature: (...xs: number[]) -> any\n# examples:\n- f(1, 2, «'c'») -> 1\n",
        "error",
        "xs[2]",
        {},
    ),
    ("example-type", HEAD + "# signature: (n: integer) -> any\n# examples:\n- f(«1.5») -> 1\n", "error", "integer", {}),
    (
        "example-type",
        HEAD + '# signature: () -> "a" | "b"\n# examples:\n- f() -> «"c"»\n',
        "error",
        'want "a" | "b"',
        {},
    ),
    (
        "contradictory-examples",
        SIGNED + "# examples:\n- in: [1] out: 1\n- «in: {x: 1.0} out: 2»\n",
        "error",
        "same input as example 1",
        {"first": 1},
    ),
    (
        "contradictory-examples",
        SIGNED + '# examples:\n- in: [1] out: 1\n# holdout:\n- «in: [1] error: "x"»\n',
        "error",
        "same input",
        {"first": 1},
    ),
    (
        "duplicate-example",
        SIGNED + "# examples:\n- in: [1] out: 1\n- «f(1) -> 1.0»\n",
        "warning",
        "example 1",
        {"first": 1},
    ),
    ("property-syntax", SIGNED + FINE + "# properties:\n- result >«»\n", "error", "expression ends", {}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- `result «=» 1`\n", "error", "write ==", {}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- «resutl» > x\n", "error", "result", {"nearest": "result"}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- [1].all(i, i > «j»)\n", "error", "no variable j", {}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- «max»([x]) > 1\n", "error", "apply it to each item", {}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- «len»(y) > 1\n", "error", "write `size(…)`", {}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- «siz»(y) > 1\n", "error", "mean size?", {"nearest": "size"}),
    ("property-syntax", SIGNED + FINE + "# properties:\n- «mpa»([x]) > 1\n", "error", "CEL has no function mpa", {}),
    ("property-syntax", HEAD + FINE + "# properties:\n- result > «x»\n", "error", "add a signature", {"name": "x"}),
    (
        "unresolved-use",
        HEAD + "# uses: «clmap»\n" + FINE + "# name: clamp\n" + FINE,
        "error",
        "clamp",
        {"nearest": "clamp"},
    ),
    ("unresolved-use", HEAD + "# uses:\n- «not a name»\n" + FINE, "error", "from ./math.intent.md", {}),
    (
        "unresolved-use",
        HEAD + "# target: py\n# uses: «g»\n" + FINE + "# name: g\n# target: js\n" + FINE,
        "error",
        "not generated for py",
        {"targets": ["py"]},
    ),
    ("cyclic-use", HEAD + "# uses: «f»\n" + FINE, "error", "uses itself", {"cycle": ["f", "f"]}),
    ("unknown-section", HEAD + "# «exmaples»:\n- 1\n" + FINE, "warning", "examples", {"nearest": "examples"}),
    ("unknown-section", HEAD + "## «Constraint»\n" + FINE, "warning", "constraints", {"nearest": "constraints"}),
    ("unknown-section", HEAD + "## **«Author»**: me\n" + FINE, "hint", "ignored", {}),
    ("target-of-one", "«# target: js, py»\n# name: f\n" + FINE + "# name: g\n", "warning", "for f alone", {}),
    ("target-of-one", "# rounds: 1\n«# languages:»\npy\n# name: f\n# name: g\n", "warning", "targets: py", {}),
    ("empty-rule", SIGNED + "# constraints:\n- c\n«-»\n" + FINE, "warning", "`-` is a rule with no text", {}),
    ("empty-rule", SIGNED + "# constraints:\n- c\n«-» \t\n- d\n" + FINE, "warning", "remove the line", {}),
    ("empty-rule", SIGNED + "# constraints:\n  «2.»\n\n" + FINE, "warning", "`2.` is", {}),
    ("empty-rule", SIGNED + "# rules:\n«* [ ]»\n" + FINE, "warning", "`* [ ]` is", {}),
    ("empty-rule", SIGNED + "# constraints:\n«- // later»\n" + FINE, "warning", "`- // later` is", {}),
    ("empty-rule", SIGNED + "# constraints:\n«- <!-- a\n  b -->»\n- c\n" + FINE, "warning", "`- <!-- a` is", {}),
    ("empty-rule", SIGNED + FINE + "# constraints:\n- c\n«-»", "warning", "with no text", {}),
    ("empty-rule", SIGNED + FINE + "## constraints:\n- c\n### more\n«-»\n", "warning", "with no text", {}),
    ("empty-description", "# name: «f»\n" + FINE, "hint", "what the function does", {}),
    ("empty-description", "# name: f\n«# description:»\n" + FINE, "hint", "what the function does", {}),
    (
        "placeholder",
        "# name: f\n«# description:»\nSay in a sentence or two what the function does.\n" + FINE,
        "error",
        "template",
        {},
    ),
    (
        "placeholder",
        "# name: f\n«# description: What the function does, in a sentence or two.»\n" + FINE,
        "error",
        "template",
        {},
    ),
    ("no-examples", "# name: «f»\n# description: x\n", "warning", "add examples", {}),
    ("no-examples", HEAD + "«# examples:»\n\n", "warning", "add examples", {}),
    ("not-read", "# f\nTwice\n\n- «f(5) -> 10»\n- f(6) -> 12\n", "warning", "put the heading # examples:", {}),
    ("not-read", "# name: f\n# description:\nTwice\n- «f(5) -> 10»\n", "warning", "put the heading # examples:", {}),
    ("not-read", SIGNED + FINE + "«The double of 0 is 0.»\n", "warning", "a remark after //", {}),
    ("merge-conflict", SIGNED + FINE + "«>>>>>>> theirs»\n", "error", "remove the markers", {}),
    ("front-matter", "---\n«target»: js\n---\n" + HEAD + FINE, "warning", "targets", {"nearest": "targets"}),
    ("front-matter", "---\nrounds: «many»\n---\n" + HEAD + FINE, "warning", "whole number", {}),
    ("front-matter", "---\ntolerance: «small»\n---\n" + HEAD + FINE, "warning", "from 0 to below 1", {}),
    ("front-matter", "---\ntolerance: «2»\n---\n" + HEAD + FINE, "warning", "from 0 to below 1", {}),
    ("front-matter", "---\n«what is this»\n---\n" + HEAD + FINE, "warning", "key: value", {}),
    ("front-matter", "---\nrounds: 2\n«- 3»\n---\n" + HEAD + FINE, "warning", "key: value", {}),
    ("front-matter", "---\noutDir: «../up»\n---\n" + HEAD + FINE, "warning", "inside the workspace", {}),
    ("front-matter", "«---»\nrounds: 2\n" + HEAD + FINE, "warning", "never closed", {}),
]


@pytest.mark.parametrize(("code", "marked", "severity", "message", "data"), CASES, ids=lambda v: str(v)[:60])
def test_problem(code: str, marked: str, severity: Severity, message: str, data: dict[str, object]) -> None:
    text, span = unmark(marked)
    found = problems(text, code)
    assert [tuple(problem.span) for problem in found] == [span], parse(text).problems()
    assert message in found[0].message
    assert found[0].severity == severity
    assert {key: found[0].data.get(key) for key in data} == data


def test_every_code_has_a_case() -> None:
    assert {case[0] for case in CASES} == {
        "invalid-name",
        "reserved-name",
        "shadows-module",
        "duplicate-name",
        "unknown-target",
        "target-collision",
        "signature-syntax",
        "type-syntax",
        "unknown-type",
        "example-syntax",
        "example-arity",
        "example-type",
        "contradictory-examples",
        "property-syntax",
        "unresolved-use",
        "cyclic-use",
        "duplicate-example",
        "unknown-section",
        "target-of-one",
        "empty-rule",
        "empty-description",
        "no-examples",
        "placeholder",
        "front-matter",
        "not-read",
        "merge-conflict",
    }


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "\n\n",
        "- c",
        "-\n  c",
        "-\nc",
        "- <!-- a --> c",
        "- // a\n  c",
        "- https://example.org",
        "- -1 is allowed",
        "-1 is allowed",
        "---",
        "* * *",
        "- c\n\n<!-- a -->",
        "// a",
        "```\n-\n```",
        "<!--\n-\n-->",
        "- c:\n  -",  # it belongs to the rule above it
    ],
)
def test_a_rule_with_text_is_not_empty(rules: str) -> None:
    assert not problems(f"{SIGNED}# constraints:\n{rules}\n{FINE}", "empty-rule")


def test_each_empty_rule_is_named() -> None:
    found = problems(SIGNED + "# constraints:\n-\n-\n\n- c\n-\n# rules:\n-\n" + FINE, "empty-rule")
    assert [problem.span.line for problem in found] == [4, 5, 8, 10]


def test_only_rules_are_empty_rules() -> None:
    text = SIGNED + FINE + "-\n# properties:\n-\n# uses:\n-\n# notes\n-\n# types:\n-\n# description:\n-\n"
    assert not problems(text, "empty-rule")


@pytest.mark.parametrize(
    "text",
    [
        "# target: py\n# name: f\n",
        "# name: f\n# target: py\n# name: g\n",
        "# target: py\n# name: f\n# name: g\n# target: js\n",
        "---\ntargets: js\n---\n# target: py\n# name: f\n# name: g\n",
    ],
)
def test_a_target_that_nobody_takes_for_that_of_all_is_fine(text: str) -> None:
    assert not problems(text, "target-of-one")


def test_contradiction_names_the_other_example() -> None:
    text = "x\n\n# name: a\n# examples:\n- a(1) -> 1\n- a(1) -> 2\n"
    (problem,) = problems(text, "contradictory-examples")
    assert problem.span.line == 5
    assert [tuple(related.span) for related in problem.related] == [(4, 2, 4, 11)]


def test_duplicate_name_points_at_the_first_intent_wherever_it_is() -> None:
    text = "\n\n# name: a\n# examples:\n- a(1) -> 1\n\n\n# name: a\n"
    (problem,) = problems(text, "duplicate-name")
    assert tuple(problem.span) == (7, 8, 7, 9)
    assert tuple(problem.related[0].span) == (2, 8, 2, 9)


def test_two_error_texts_do_not_contradict() -> None:
    text = SIGNED + '# examples:\n- in: [1] error: "a"\n- in: [1] error: true\n'
    assert not problems(text, "contradictory-examples")


def test_outcomes_within_the_tolerance_are_duplicates() -> None:
    text = SIGNED + "# tolerance: 0.1\n# examples:\n- f(1) -> 1.5\n- f(1) -> 1.55\n"
    assert problems(text, "duplicate-example")
    assert not problems(text, "contradictory-examples")


def test_cycle_of_three() -> None:
    text = "".join(f"# name: {a}\n# uses: {b}\n# examples:\n- {a}(1) -> 1\n" for a, b in ("ab", "bc", "ca"))
    found = problems(text, "cyclic-use")
    assert [problem.data["cycle"] for problem in found] == [list("abca"), list("bcab"), list("cabc")]


def test_a_use_of_a_cycle_from_outside_is_no_cycle() -> None:
    text = "# name: a\n# uses: b\n# name: b\n# uses: b\n"
    assert [problem.span.line for problem in problems(text, "cyclic-use")] == [3]


def test_examples_are_no_intents_without_a_problem_each() -> None:
    document = parse(SIGNED + "# examples:\n- in: [1] out: 1\n- oops\n- in: ['s'] out: 1\n- f(2) -> 2\n")
    assert [example.args for example in document.intents[0].examples] == [(1,), (2,)]
    assert [problem.code for problem in document.problems()] == ["example-syntax", "example-type"]


def test_nobody_is_told_of_a_name_that_nobody_wrote() -> None:
    texts = [
        "- in: {x: 1} out: 1\n- f(1, 2) -> 2\n",
        "- f(1, 2) -> 2\n- in: {x: 1} out: 1\n",
        "- in: [1] out: 1\n- f() -> 2\n",
    ]
    for text in texts:
        found = parse(f"{HEAD}# examples:\n{text}# properties:\n- result > args1\n").problems()
        assert found
        assert not any("arg1" in problem.message or "arg2" in problem.message for problem in found), found


def test_a_fix_of_a_property_ends_its_problem() -> None:
    text = SIGNED + FINE + "# properties:\n- {}(x) > 1\n"
    for word in ("max", "map", "filter", "siz", "Size", "len", "all", "starts", "type_of"):
        for problem in problems(text.format(word), "property-syntax"):
            if near := problem.data.get("nearest"):
                assert problems(text.format(near), "property-syntax") == [], (word, near)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            SIGNED + "# examples:\n- f(1, 'a', 2) -> 1\n",
            "3 values for 1 to 2 parameters: the signature is (x: number, y?: string) -> number",
        ),
        (SIGNED + FINE + "# properties:\n- zzzz > 0\n", "there is no variable zzzz: there are result, x, y"),
        (
            HEAD + FINE + "# properties:\n- zzzz > 0\n",
            "there is no variable zzzz: the examples do not name the parameters; add a signature",
        ),
    ],
)
def test_a_message_tells_what_there_is_instead(text: str, message: str) -> None:
    assert [problem.message for problem in parse(text).problems() if problem.severity == "error"] == [message]
