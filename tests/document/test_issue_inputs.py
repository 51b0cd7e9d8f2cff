"""The inputs of issue 12, A, letter by letter: each is read, or named on its line (docs/field-faults.md)."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse

HEAD = "# name: double\n# description: text\n# signature: (x: number) -> number\n"
FENCED = "## Examples\n```{}\nassert double(0) == 1\n```\n"
ITEMS = "- double(1) -> 2\n- double(2) -> 4\n- double(3) -> 6\n"
ROW = "| x | out |\n|---|---|\n| 1 | 2 |\n"

READ: dict[str, tuple[str, list[object]]] = {
    "a sub-heading": ("## Examples\n" + ITEMS + "### Edge cases\n- double(0) -> 100\n", [2, 4, 6, 100]),
    "a row behind a blank line": ("## Examples\n" + ROW + "\n| 0 | 1 |\n", [2, 1]),
    "a row behind a comment": ("## Examples\n" + ROW + "<!-- edge -->\n| 0 | 1 |\n", [2, 1]),
    "a row behind a label": ("## Examples\n" + ROW + "\n**Edge cases:**\n\n| 0 | 1 |\n", [2, 1]),
    "a doctest": ("## Examples\n>>> double(0)\n1\n", [1]),
    "a block quote": ("## Examples\n> - double(0) -> 1\n", [1]),
    "an assertion, Python": (FENCED.format("python"), [1]),
    "an assertion, JavaScript": (FENCED.format("js"), [1]),
    "an assertion, YAML": (FENCED.format("yaml"), [1]),
    "items in a plain fence": ("## Examples\n```\n- double(0) -> 1\n- double(1) -> 2\n```\n", [1, 2]),
    "a bullet": ("## Examples\n• double(0) -> 1\n", [1]),
}


@pytest.mark.parametrize(("text", "outcomes"), READ.values(), ids=READ.keys())
@pytest.mark.parametrize("section", ["## Examples", "## Hidden examples"])
def test_what_is_read(section: str, text: str, outcomes: list[object]) -> None:
    document = parse(HEAD + text.replace("## Examples", section))
    (intent,) = document.intents
    assert [example.expected for example in intent.examples] == outcomes
    assert document.problems() == ()


NAMED: dict[str, tuple[str, int, str]] = {
    # the text below the head, the line of the problem in it, and the code
    "a remark as a heading": ("## Examples\n- double(1) -> 2\n# a remark\n- double(2) -> 4\n", 2, "not-read"),
    "what stands behind it": ("## Examples\n- double(1) -> 2\n# a remark\n- double(2) -> 4\n", 3, "not-read"),
    "an equals sign": ("## Examples\ndouble(0) = 1\n", 1, "example-syntax"),
    "another arrow": ("## Examples\ndouble(0) ➞ 1\n", 1, "example-syntax"),
    "variables": ("## Examples\ndouble(x) = y\n", 1, "not-read"),
    "an open comment": ("## Examples\n- double(1) -> 2\n<!-- later\n- double(2) -> 5\n", 2, "not-read"),
    "a property in prose": ("## Examples\n" + ITEMS + "## Properties\nThe result is even.\n", 5, "property-syntax"),
    "a type in prose": ("## Types\nA pair of numbers.\n## Examples\n" + ITEMS, 1, "type-syntax"),
    "an empty constraint": ("## Constraints\n- \n## Examples\n" + ITEMS, 1, "empty-rule"),
    "curly quotes": ("## Examples\n- double(“1”) -> 2\n", 1, "example-syntax"),
    "a minus sign": ("## Examples\n- double(−1) -> 2\n", 1, "example-syntax"),
    "a zero-width space": ("## Examples\n- double(\u200b1) -> 2\n", 1, "example-syntax"),
    "an error in words": ("## Examples\n- double(0) raises an error\n", 1, "example-syntax"),
    "max": ("## Examples\n" + ITEMS + "## Properties\n- result == max(x)\n", 5, "property-syntax"),
}


@pytest.mark.parametrize(("text", "line", "code"), NAMED.values(), ids=NAMED.keys())
def test_what_is_named(text: str, line: int, code: str) -> None:
    found = parse(HEAD + text).problems()
    first = HEAD.count("\n")
    assert (first + line, code) in [(problem.span.line, problem.code) for problem in found], found
    assert not any("map" in problem.message for problem in found)


def test_a_pair_is_read() -> None:
    (intent,) = parse(HEAD + "## Examples\nInput: 1\nOutput: 2\n").intents
    assert [example.expected for example in intent.examples] == [2]
