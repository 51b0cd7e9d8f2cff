"""One more example is read as one, in whatever form the others are written."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse
from intent_lsp.document.examples.add_example import BLANK, append_example, apply_changes, in_out, to_complete
from intent_lsp.values import AN_ERROR, JsonValue

HEAD = "# name: f\n# description: text\n# target: js, py\n"
FORMS = {
    "items": "- f(1) -> 'a'\n",
    "in and out": "- in: {x: 1}\n  out: 'a'\n",
    "a table": "| x | out |\n|---|---|\n| 1 | 'a' |\n",
    "an aligned table": "| x  |    out |\n|:---|-------:|\n| 1  |    'a' |\n| 22 | 'bcd'  |\n",
    "a table without edges": "x | out\n--|--\n1 | 'a'\n",
    "a table that goes on": "| x | out |\n|---|---|\n| 1 | 'a' |\n\n| 2 | 'b' |\n",
    "a JSON list": '```json\n[{"in": {"x": 1}, "out": "a"}]\n```\n',
    "JSON lines": '```json\n{"in": {"x": 1}, "out": "a"}\n{"in": {"x": 2}, "out": "b"}\n```\n',
    "a fence of lines": "```\nf(1) -> 'a'\nf(2) -> 'b'\n```\n",
    "a fence of inputs": "```text\nin: [1] out: 'a'\n```\n",
    "a fence of items": "```\n- f(1) -> 'a'\n```\n",
    "a fence in an item": "- some:\n  ```js\n  f(1) -> 'a'\n  ```\n",
    "assertions": "```python\nassert f(1) == 'a'\n```\n",
    "doctests": ">>> f(1)\n'a'\n",
    "doctests in a fence": "```pycon\n>>> f(1)\n'a'\n```\n",
    "a block quote": "> - f(1) -> 'a'\n> - f(2) -> 'b'\n",
    "a list in a list": "- some:\n  - f(1) -> 'a'\n",
    "bullets": "• f(1) -> 'a'\n",
    "pairs": "Input: [1]\nOutput: 'a'\n",
    "a remark": "- f(1) -> 'a' // which\n  goes on\n",
    "behind a heading": "- f(1) -> 'a'\n## Edge cases\n- f(2) -> 'b'\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("signature", ["# signature: (x: number) -> string\n", ""], ids=["signed", "unsigned"])
@pytest.mark.parametrize("end", ["", "\n# constraints:\n- Be kind.\n"], ids=["last", "followed"])
@pytest.mark.parametrize("value", ["c|d", AN_ERROR])
def test_an_answer_is_written_where_it_is_read(text: str, signature: str, end: str, value: JsonValue) -> None:
    document = parse(HEAD + signature + "# examples:\n" + text + end)
    before = document.intents[0]
    assert before.examples
    assert before.problems == ()
    after = parse(apply_changes(document, [append_example(document, before, [7], value)])).intents[0]
    assert [problem.message for problem in after.problems] == []
    assert [example.args for example in after.examples] == [*(example.args for example in before.examples), (7,)]
    new = after.examples[-1]
    assert (new.raises, new.expected) == ((True, True) if value == AN_ERROR else (False, value))
    assert [text.text for text in after.constraints] == [text.text for text in before.constraints]


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_an_example_to_complete_is_an_error_until_somebody_has(text: str) -> None:
    document = parse(HEAD + "# signature: (x: number) -> string\n# examples:\n" + text)
    changed = apply_changes(document, [to_complete(document, document.intents[0], [7])])
    assert changed.count(BLANK) == 1
    assert any(problem.severity == "error" for problem in parse(changed).problems())
    after = parse(changed.replace(BLANK, "'z'")).intents[0]
    assert after.problems == ()
    assert (after.examples[-1].args, after.examples[-1].expected) == ((7,), "z")


@pytest.mark.parametrize(
    ("signature", "args", "written"),
    [
        ("(x: any, y: any = 1)", [2, 1.0], 'in: {"x": 2} out: 3'),
        ("(x: any, y: any = 1)", [2, True], 'in: {"x": 2, "y": true} out: 3'),
        ("(x: any, y: any = [0])", [2, [False]], 'in: {"x": 2, "y": [false]} out: 3'),
        ("(x: any, y?: any)", [2, None], 'in: {"x": 2} out: 3'),
        ("(x: any, ...ys: any[])", [2, 1], "in: [2, 1] out: 3"),
    ],
)
def test_only_what_is_the_default_may_be_left_out(signature: str, args: list[JsonValue], written: str) -> None:
    intent = parse(f"{HEAD}# signature: {signature} -> any\n# examples:\n- {written}\n").intents[0]
    assert intent.problems == ()
    assert in_out(intent, args, "out: 3") == written


def test_a_row_stands_in_the_columns_of_its_table() -> None:
    table = "| text | count |   out |\n|:-----|:-----:|------:|\n| 'ab' |   2   | 12.50 |\n"
    document = parse("# name: f\n# description: text\n# examples:\n" + table)
    changed = apply_changes(document, [append_example(document, document.intents[0], ["c", 1], 7)])
    assert changed.splitlines()[-1] == '| "c"  |   1   |     7 |'
