"""What stands outside of the sections that are read, or says something twice, is read or named on its line."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse

HEAD = "# name: f\n# description: text\n# signature: (x: number) -> number\n"
EXAMPLES = "# examples:\n- f(2) -> 4\n- f(3) -> 6\n"


def told(text: str) -> list[tuple[int, str, str]]:
    """Line, code and message of each problem."""
    return [(found.span.line, found.code, found.message) for found in parse(text, stem="f").problems()]


FORMS = {
    "an item": ("- f(6) -> 13\n", 0),
    "in and out": ("in: {x: 6} out: 13\n", 0),
    "a table": ("| x | out |\n|---|---|\n| 6 | 13 |\n", 2),
    "a table without its outer bars": ("x | result\n--|--\n6 | 13\n", 2),
    "a pair": ("Input: 6\nOutput: 13\n", 0),
    "a pair by name": ("**Input:** x = 6\n**Output:** 13\n", 0),
    "JSON": ('```json\n[{"in": {"x": 6}, "out": 13}]\n```\n', 1),
    "a doctest": (">>> f(6)\n13\n", 0),
    "an assertion": ("```python\nassert f(6) == 13\n```\n", 1),
}


@pytest.mark.parametrize(("text", "line"), FORMS.values(), ids=FORMS.keys())
def test_examples_in_a_section_that_nobody_reads(text: str, line: int) -> None:
    above = HEAD + EXAMPLES + "# Appendix\n"
    found = told(above + text)
    first = above.count("\n")
    assert [(where, code) for where, code, _ in found] == [(first - 1, "not-read"), (first + line, "not-read")]
    assert "ends the examples above" in found[0][2]
    assert "it is in the section Appendix, outside the examples section" in found[1][2]


@pytest.mark.parametrize(("text", "line"), FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("other", ["", "# name: g\n# description: text\n# examples:\n- g(1) -> 1\n- g(2) -> 2\n"])
def test_examples_above_the_first_heading(text: str, line: int, other: str) -> None:
    ((where, code, message),) = told(f"{text}\n{HEAD}{EXAMPLES}{other}")
    assert (where, code) == (line, "not-read")
    assert "above the first heading" in message


def test_a_table_of_other_things_is_no_example() -> None:
    assert told(HEAD + EXAMPLES + "# Options\n| option | result |\n|---|---|\n| 1 | 2 |\n") == []


@pytest.mark.parametrize("wrap", ["{}:", "**{}:**", "**{}**:", "`{}`:", "   {}:"])
def test_directives_without_their_marks(wrap: str) -> None:
    lines = [("name", "f"), ("signature", "(x: number) -> number"), ("examples", ""), ("hidden examples", "")]
    text = "".join(f"{wrap.format(key)} {value}\n" for key, value in lines)
    found = parse(text, stem="f").problems()
    named = [(problem.span.line, problem.data["replacement"]) for problem in found if problem.code == "not-read"]
    assert named == [(number, f"# {key}: {value}".rstrip()) for number, (key, value) in enumerate(lines)]


def test_prose_above_the_first_heading_is_not_a_directive() -> None:
    for prose in ("Names matter.", "Description: twice the number.", "What are examples: these.", "```\nname: x\n```"):
        assert told(f"{prose}\n\n{HEAD}{EXAMPLES}") == []


@pytest.mark.parametrize("lead", ["+++\ntargets = ['js']\n+++\n", '{\n  "targets": ["js"]\n}\n', ";;;\n{}\n;;;\n"])
def test_front_matter_of_another_kind(lead: str) -> None:
    ((line, code, message),) = told(lead + HEAD + EXAMPLES)
    assert (line, code) == (0, "front-matter")
    assert "---" in message


def test_the_blank_of_a_directive_may_be_missing() -> None:
    tight = (HEAD + EXAMPLES + "# hidden examples:\n- f(4) -> 8\n## Rules:\n- whole numbers\n").replace("# ", "#")
    (loose,) = parse(tight.replace("#", "# ").replace("# # ", "## ")).intents
    (intent,) = parse(tight).intents
    assert intent.digest == loose.digest
    assert [example.hidden for example in intent.examples] == [False, False, True]
    assert [rule.text for rule in intent.constraints] == ["whole numbers"]
    assert parse(tight).problems() == ()


def test_a_tag_is_not_a_directive() -> None:
    (intent,) = parse(HEAD + "#name #examples/edge\n" + EXAMPLES + "#tests #more\n- f(5) -> 10\n").intents
    assert (intent.name, len(intent.examples)) == ("f", 3)


def test_prose_below_a_title_describes() -> None:
    text = "# Two of a Kind\n\nTwice the number.\n\n"
    for rest in (f"## Signature\n(x: number) -> number\n\n#{EXAMPLES}", f"# name: f\n{EXAMPLES}"):
        (intent,) = parse(text + rest, stem="f").intents
        assert intent.description == "Twice the number."
        assert told(text + rest) == []
    (described,) = parse(text + HEAD + EXAMPLES).intents
    assert described.description == "text"


def test_a_second_title_does_not_begin_an_intent() -> None:
    text = "# f\n\nTwice.\n\n## Examples\n- f(2) -> 4\n\n# g\n\nThrice.\n\n## Examples\n- in: {x: 2} out: 6\n"
    ((line, code, message), *_) = [one for one in told(text) if one[0] == 7]
    assert (line, code) == (7, "not-read")
    assert "still belongs to f" in message
    (problem,) = [found for found in parse(text).problems() if found.span.line == 7]
    mended = parse(text.replace("# g", str(problem.data["replacement"])))
    assert [intent.name for intent in mended.intents] == ["f", "g"]


@pytest.mark.parametrize(
    ("key", "values"), [("tolerance", ("0.1", "0.2")), ("rounds", ("2", "3")), ("pure", ("true", "false"))]
)
def test_a_setting_that_is_said_twice(key: str, values: tuple[str, str]) -> None:
    first, second = (f"# {key}: {value}\n" for value in values)
    ((line, code, message),) = told(HEAD + first + second + EXAMPLES)
    assert (line, code) == (3, "not-read")
    assert message == f"{key} is repeated below; the later value wins: remove one of them"
    assert (
        parse(HEAD + first + second + EXAMPLES).intents[0].digest == parse(HEAD + second + EXAMPLES).intents[0].digest
    )
