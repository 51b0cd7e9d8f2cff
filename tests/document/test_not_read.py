"""Whatever stands among examples is read, is allowed there, or is named on its line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.model import Document, Problem, Severity
from tests.support.fuzzing import fuzzed

HEAD = "# name: f\n# description: text\n# signature: (x: any, y?: any) -> any\n"
EXAMPLES = HEAD + "# examples:\n"
FIRST = len(EXAMPLES.split("\n")) - 1
"""The line behind the heading of the examples."""


def outcomes(document: Document) -> list[tuple[tuple[Any, ...], Any]]:
    return [(example.args, example.expected) for intent in document.intents for example in intent.examples]


READ: dict[str, tuple[str, list[tuple[tuple[Any, ...], Any]]]] = {
    "a heading that divides": ("- f(1) -> 1\n## Edge cases\n- f(0) -> 100\n", [((1,), 1), ((0,), 100)]),
    "an underlined one": ("- f(1) -> 1\n\nEdge cases\n----------\n- f(0) -> 100\n", [((1,), 1), ((0,), 100)]),
    "with a colon": ("- f(1) -> 1\n### Edge cases:\n\n- f(0) -> 100\n", [((1,), 1), ((0,), 100)]),
    "near a key": ("- f(1) -> 1\n### Cases\n- f(0) -> 100\n", [((1,), 1), ((0,), 100)]),
    "a table behind a blank line": ("| x | out |\n|---|---|\n| 1 | 1 |\n\n| 2 | 2 |\n", [((1,), 1), ((2,), 2)]),
    "behind a comment": ("| x | out |\n|---|---|\n| 1 | 1 |\n<!-- c -->\n| 2 | 2 |\n", [((1,), 1), ((2,), 2)]),
    "behind a label": ("| x | out |\n|---|---|\n| 1 | 1 |\n\n**More**\n\n| 2 | 2 |\n", [((1,), 1), ((2,), 2)]),
    "two tables": (
        "| x | out |\n|---|---|\n| 1 | 1 |\n\n| y | x | out |\n|---|---|---|\n| 2 | 3 | 4 |\n",
        [((1,), 1), ((3, 2), 4)],
    ),
    "doctests": (">>> f(0)\n0\n>>> f(1, None)\n(True, 'a')\n", [((0,), 0), ((1, None), [True, "a"])]),
    "a doctest over lines": (">>> f(\n...   0,\n... )\n[1,\n 2]\n", [((0,), [1, 2])]),
    "a doctest that fails": (
        ">>> f(0)\nTraceback (most recent call last):\n  ...\nValueError: no zero\n",
        [((0,), "no zero")],
    ),
    "a doctest that fails without a message": (
        ">>> f(0)\nTraceback (most recent call last):\nValueError\n",
        [((0,), True)],
    ),
    "doctests in a fence": ("```pycon\n>>> f(0)\n0\n\n>>> f(1)\n1\n```\n", [((0,), 0), ((1,), 1)]),
    "a block quote": ("> - f(0) -> 1\n> - in: {x: 1}\n>   out: 2\n", [((0,), 1), ((1,), 2)]),
    "a callout": ("> [!example] Some\n> - f(0) -> 1\n", [((0,), 1)]),
    "a doctest in a block quote": ("> >>> f(0)\n> 1\n", [((0,), 1)]),
    "asserts": ("```python\nassert f(0) == 1\nassert f(1) is None, 'why'\n```\n", [((0,), 1), ((1,), None)]),
    "asserts of JavaScript": (
        "```js\nassert(f(0) === 1);\nconsole.assert(f(1) === 2, 'no');\nassert.deepEqual(f(2), [3]);\n"
        'expect(f(3)).toEqual({"a": 4});\n```\n',
        [((0,), 1), ((1,), 2), ((2,), [3]), ((3,), {"a": 4})],
    ),
    "asserts of unittest": ("```python\nself.assertEqual(f(0), (1, 2))\n```\n", [((0,), [1, 2])]),
    "asserts in a list": ("- assert f(0) == 1\nassert f(1) == 2\n", [((0,), 1), ((1,), 2)]),
    "asserts in another fence": ("```yaml\nassert f(0) == 1\n```\n", [((0,), 1)]),
    "items in a fence": ("```\n# some\n- f(0) -> 1\n- in: {x: 1}\n  out: 2\n```\n", [((0,), 1), ((1,), 2)]),
    "JSON lines": ('```jsonl\n{"in": [1], "out": 1}\n{"in": [2], "out": 2}\n```\n', [((1,), 1), ((2,), 2)]),
    "bullets": ("• f(0) -> 1\n– f(1) -> 2\n  ◦ f(2) -> 3\n", [((0,), 1), ((1,), 2), ((2,), 3)]),
    "a list in a list": ("- small:\n  - f(0) -> 1\n  - f(1) -> 2\n- f(3) -> 4\n", [((0,), 1), ((1,), 2), ((3,), 4)]),
    "items below an item": ("- f(0) -> 1 — and\n  - f(1) -> 2\n    - f(2) -> 3\n", [((0,), 1), ((1,), 2), ((2,), 3)]),
    "pairs of lines": ("Input: [1]\nOutput: 2\n\n**Input:** [2, 3]\n\n**Output:** 4\n", [((1,), 2), ((2, 3), 4)]),
    "pairs by name": (
        "**Input:** x = 1, y = [2]\n**Output:** 3\n```\nInput: x = 4\nOutput: 5\n```\n- in: x: 6, y: 7 out: 8\n",
        [((1, [2]), 3), ((4,), 5), ((6, 7), 8)],
    ),
    "remarks": (
        "// one\n- f(0) -> 1 // two\n/* three */\n- f(1) -> 2 — goes on\n  and on\n<!-- four\n- f(9) -> 9\n-->\n",
        [((0,), 1), ((1,), 2)],
    ),
    "rules, tags and labels": (
        "Some of them:\n\n- f(0) -> 1\n\n---\n\n#math/small #x\n\n***\n_More:_\n<details>\n<summary>s</summary>\n\n"
        "- f(1) -> 2\n\n</details>\n",
        [((0,), 1), ((1,), 2)],
    ),
    "block ids": ("- f(0) -> 1 ^ref-1a2b-4-0\n^ref-1a2b-4-1\n\n- f(1) -> 2   ^x\n", [((0,), 1), ((1,), 2)]),
    "a no-break space": ("-\u00a0f(0)\u00a0-> 1\n", [((0,), 1)]),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ.keys())
def test_what_is_plainly_meant_is_read(text: str, expected: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = parse(EXAMPLES + text)
    assert [problem.message for problem in document.problems()] == []
    assert outcomes(document) == expected
    hidden = parse(HEAD + "# hidden examples:\n" + text)
    assert outcomes(hidden) == expected
    assert all(example.hidden for example in hidden.intents[0].examples)


NAMED: list[tuple[str, str, Severity, str]] = [
    # what stands among the examples, with the place of the problem; its code, severity and what the message says
    ("«Also f of 0 gives 100.»\n", "not-read", "warning", "a remark"),
    ("- f(1) -> 1\n«Also f of 0 gives 100.»\n", "not-read", "warning", "a remark"),
    ("- f(1) -> 1 // one\n  f(0) «gives» 100, too\n", "example-syntax", "error", "write -> in place of gives"),
    ("«f(x) is the identity»\n", "not-read", "warning", "a remark"),
    ("«All like f(0) here:»\n- f(1) -> 1\n", "not-read", "warning", "a remark"),
    ("- f(1) -> 1\n«(2) »f(3) -> 3\n", "not-read", "warning", "start its line"),
    ("```js\n«const y = »f(4) -> 4\n```\n", "not-read", "warning", "start its line"),
    ("```python\n«x = 4»\n```\n", "not-read", "warning", "a remark"),
    ("«>>> from f import f»\n", "not-read", "warning", "a remark"),
    ("<!-- c --> «f of 0 is 1»\n", "not-read", "warning", "a remark"),
    ("«| 1 | 2 |»\n", "not-read", "warning", "a table starts"),
    ("- f(1) -> 1\n  | x | out |\n  «|---|---|»\n  | 2 | 2 |\n", "not-read", "warning", "outside of the list"),
    ("«<!-- later»\n- f(1) -> 1\n# name: g\n# examples:\n- g(1) -> 1\n", "not-read", "error", "never closed"),
    ("```\n«<!-- later»\nf(1) -> 1\n```\n", "not-read", "warning", "never closed"),
    ("```\n«<!-- one <!-- two»\nf(1) -> 1\n```\n", "not-read", "warning", "never closed"),
    ("- f(2) -> 2\n<!-- one\n<!-- two -->\n- f(1) -> 1\n«-->»\n", "not-read", "warning", "do not hold comments"),
    ("<!-- one <!-- two --> «-->»\n- f(1) -> 1\n", "not-read", "warning", "do not hold comments"),
    ("- f(1) -> 1\n«# a remark»\n- f(2) -> 2\n", "not-read", "warning", "a deeper one"),
    ("- f(1) -> 1\n# a remark\n- «f(2) -> 2»\n", "not-read", "warning", "in the section a remark"),
    ("- f(1) -> 1\n«## f(2) -> 2»\n", "not-read", "warning", "make it a list item"),
    ("- f(0) «=» 1\n", "example-syntax", "error", "write -> in place of ="),
    ("f(0) «➞» 1\n", "example-syntax", "error", "write -> in place of ➞"),
    ("- f(0) «~>» 1\n", "example-syntax", "error", "write -> in place of ~>"),
    ("- f(0) «==>» 1\n", "example-syntax", "error", "write -> in place of ==>"),
    ("- f(0) «|->» 1\n", "example-syntax", "error", "write -> in place of |->"),
    ("- f(0) «::» 1\n", "example-syntax", "error", "write -> in place of ::"),
    ("- f(0) «evaluates to» 1\n", "example-syntax", "error", "write -> in place of evaluates to"),
    ("- f(0) -> [1]«(http://a.b)»\n", "example-syntax", "error", "after //"),
    ("- f(0)«:» 1\n", "example-syntax", "error", "write -> in place of :"),
    ("- f(0) «should be» 1\n", "example-syntax", "error", "write -> in place of should be"),
    ("```js\nf(0)«; //» 1\n```\n", "example-syntax", "error", "write -> in place of ; //"),
    ("```python\nf(0)  «# =>» 1\n```\n", "example-syntax", "error", "write -> in place of # =>"),
    ("- f(0) «raises an error»\n", "example-syntax", "error", "write error: true"),
    ('- f(0) «-> raises ValueError("no")»\n', "example-syntax", "error", 'error: "no"'),
    ("- f(0) «→ TypeError»\n", "example-syntax", "error", "write error: true"),
    ("- in: {«“x”»: 1} out: 2\n", "example-syntax", "error", "U+201C"),
    ("- f(«‘a’») → 1\n", "example-syntax", "error", 'write "a"'),
    ("- f(«−»1) → 1\n", "example-syntax", "error", "U+2212, minus sign"),
    ("- f(«\u200b1») → 1\n", "example-syntax", "error", "zero width space"),
    ("- «\u200bf»(1) → 1\n", "example-syntax", "error", "invisible"),
    ("- f«（»1) → 1\n", "example-syntax", "error", "write ("),
    ("- f(1«，»2) → 1\n", "example-syntax", "error", "write ,"),
    ("```python\nassert f(«x») == 8\n```\n", "example-syntax", "error", "quotes"),
    ("```python\n«assert all(f(i) == i for i in [1])»\n```\n", "example-syntax", "error", "compare a call of f"),
    (">>> f(0)«»\n", "example-syntax", "error", "write the result below"),
    (">>> f(0)«.real»\n1\n", "example-syntax", "error", "a single call"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "code", "severity", "message"), NAMED, ids=[case[0][:40] for case in NAMED])
def test_what_is_not_read_is_named_on_its_line(marked: str, code: str, severity: Severity, message: str) -> None:
    before, _, rest = (EXAMPLES + marked).partition("«")
    inside, _, after = rest.partition("»")
    start = before.count("\n"), len(before) - before.rfind("\n") - 1
    end = start[0] + inside.count("\n"), start[1] + len(inside)
    text = before + inside + after
    there = [problem for problem in parse(text).problems() if problem.span == (*start, *end)]
    assert [(problem.code, problem.severity) for problem in there] == [(code, severity)], parse(text).problems()
    assert message in there[0].message
    if replacement := there[0].data.get("replacement"):
        assert isinstance(replacement, str)
        mended = parse(before + replacement + after)
        assert not any(same_place(problem, there[0]) for problem in mended.problems()), mended.problems()


def same_place(one: Problem, other: Problem) -> bool:
    return one.code == other.code and one.span[:2] == other.span[:2]


SHOWN = [
    "- f(1) -> 1", "f(2) → 2", "* in: {x: 3} out: 3", "  - f(4) -> 4", "assert f(5) == 5", ">>> f(6)\n6",
    "> - f(7) -> 7", "• f(8) -> 8", "1. f(9) -> 9", "| x | out |\n|---|---|\n| 10 | 1 |", "| 11 | 1 |",
    "```\nf(12) -> 1\n```", "Input: 13\nOutput: 1",
    "Input: x = 20\nOutput: 1", "```\nInput: 21\nOutput: 1\n```",
    "- f(14) -> 1 // why\n  because", "- more:\n  - f(15) -> 1",
]  # fmt: skip
ALLOWED = [
    "", "// a remark", "<!-- a comment -->", "<!--\n- f(99) -> 1\n-->", "---", "Some of them:", "**Edge cases**",
    "#tag", "## Edge cases", "</details>", "^block-id", "   ", "- small ones:",
]  # fmt: skip
OTHERS = [
    "Prose.", "- f(1) -> 1 and more", "f(2) = 3", "x = f(3) -> 1", "{", "|", "| a |", "```", "~~~", "-->",
    "> quoted", ">>> g()\n1", "in:", "out: 3", "- out: 3", "  indented.", "# Heading", "#", "-", "Title\n---",
    "assert x.", "f(", "'", "- in: {x: 1}", "error: true", "- [ ] f(16) -> 1", "# f(17) -> 1",
    "<b>f(19) -> 1</b>", "\\", "_a_b_", "- f(22) -> [1](a)", "Input: x = 23", "#g(24) -> 1", "Output: 25",
]  # fmt: skip


def in_fences(text: str) -> set[int]:
    """The lines of code within fences."""
    found, mark = set(), ""
    for number, line in enumerate(text.split("\n")):
        if mark:
            mark = "" if line.strip() == mark else mark
            found |= {number} if mark else set()
        elif line.startswith(("```", "~~~")):
            mark = line[:3]
    return found


@given(st.lists(st.sampled_from([*SHOWN, *SHOWN, *ALLOWED, *OTHERS]), max_size=8), st.booleans())
@example(["```", "#g(24) -> 1", "```"], False)
@fuzzed(400)
def test_where_nothing_is_wrong_every_line_is_accounted_for(pieces: list[str], hidden: bool) -> None:
    head = HEAD + "# hidden examples:\n" if hidden else EXAMPLES
    text = head + "".join(piece + "\n" for piece in pieces)
    document = parse(text)
    problems = document.problems()
    if any(problem.severity == "error" for problem in problems):
        return  # nothing is transpiled
    accounted = {line for problem in problems for line in range(problem.span.line, problem.span.end_line + 1)}
    for intent in document.intents:
        for shown in intent.examples:
            span = intent.place(shown.span)
            accounted |= set(range(span.line, span.end_line + 1))
    line, fenced = FIRST, in_fences(text)
    goes_on = False  # a remark, in the next line
    for piece in pieces:
        lines = piece.split("\n")
        goes_on = piece.startswith("- f(14)") or (goes_on and piece.startswith(("  ", "> quoted")))
        ends_section = piece.startswith("# ") or piece == "#"
        if ends_section:
            break  # what follows is not a section of examples
        remark = piece.startswith("#") and line in fenced  # as in code
        if piece not in ALLOWED and not remark and piece not in ("```", "~~~", "-->", "", "#", "-", "_a_b_"):
            for offset, one in enumerate(lines):
                heads = one.startswith(("|--", "| x", "---", "```", "- more:")) or one in ("  because", "Title")
                assert heads or goes_on or line + offset in accounted, (one, text, problems)
        line += len(lines)


def test_an_unread_line_of_a_fence_keeps_its_place() -> None:
    document = parse(EXAMPLES + "- f(1) -> 1\n\n  ```js\n  const z = 3\n  ```\n")
    (problem,) = document.problems()
    assert (problem.code, problem.span) == ("not-read", (FIRST + 3, 2, FIRST + 3, 13))


@pytest.mark.parametrize("key", ["constraints", "properties", "types", "description", "uses"])
def test_other_lists_are_divided_as_well(key: str) -> None:
    value = {"types": "A = number\n## More\nB = A\n", "uses": "- g\n## More\n- h\n"}.get(
        key, "- x == 1\n## More\n- x == 2\n"
    )
    text = f"# name: f\n# description: text\n# examples:\n- in: {{x: 1}} out: 1\n# {key}:\n{value}"
    (intent,) = parse(text).intents
    assert [problem.code for problem in intent.problems if problem.code != "unresolved-use"] == []
    read = {
        "constraints": [text.text for text in intent.constraints],
        "properties": [text.text for text in intent.properties],
        "types": list(intent.types),
        "description": intent.description.split("\n"),
        "uses": [use.name for use in intent.uses],
    }
    assert read[key] == {
        "types": ["A", "B"],
        "uses": ["g", "h"],
        "description": ["text", "", "- x == 1", "## More", "- x == 2"],
    }.get(key, ["x == 1", "x == 2"])


@pytest.mark.parametrize("key", ["properties", "types", "uses"])
def test_quotes_and_bullets_mean_nothing_in_other_lists(key: str) -> None:
    items = {"properties": ["x > 0", "x\n  > 1"], "types": ["A = number"], "uses": ["g"]}[key]
    text = "# name: f\n# description: text\n# examples:\n- in: {x: 1} out: 1\n"
    plain, dressed = (
        parse(text + f"# {key}:\n" + "".join(f"{mark} {item}\n" for item in items)).intents[0] for mark in ("-", "> •")
    )
    assert dressed.contract_digest == plain.contract_digest
    assert dressed.problems == plain.problems or key == "uses"


def test_prose_keeps_its_marks() -> None:
    (intent,) = parse("# name: f\n# description:\n> quoted\n• a\n# constraints:\n• be kind\n> - be quick\n").intents
    assert intent.description == "> quoted\n• a"
    assert [text.text for text in intent.constraints] == ["• be kind", "> - be quick"]
