"""What both programs of a pair may overlook: the result is uncertain, and says what would settle it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.doubts import Doubt
from intent_lsp.transpile.events import Event, Verified
from intent_lsp.values import AN_ERROR, Question
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say

CONTROLS = (
    "# name: clean\n# target: js,py\n# description:\nRemove all control characters from a text.\n"
    '# signature:\n(text: string) -> string\n# examples:\n- clean("a\\tb") -> "ab"\n'
    '- clean("line\\nbreak") -> "linebreak"\n- clean("clean") -> "clean"\n'
)
PORT = (
    "# name: isPort\n# target: js,py\n# description:\nWhether it is a whole number below 100, without leading zeros.\n"
    '# signature:\n(text: string) -> boolean\n# examples:\n- isPort("7") -> true\n- isPort("x") -> false\n'
    '- isPort("99") -> true\n- isPort("100") -> false\n'
)
PORT_JS = "export function isPort(text) {\n  return /^\\d+$/.test(text) && Number(text) < 100;\n}"
PORT_PY = "def isPort(text):\n    return text.isascii() and text.isdigit() and int(text) < 100"
CAREFUL_PY = PORT_PY + " and str(int(text)) == text"
CLEAN_PY = "def clean(text):\n    return ''.join(char for char in text if ord(char) > 31)"


def code(js: str, py: str) -> Any:
    """A model that writes one or the other, by what it is asked for."""

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"].rpartition("Write the module")[2]
        return Say(f"```python\n{py}\n```" if "Python" in text else f"```js\n{js}\n```")

    return answer


async def test_letters_beyond_ascii_are_a_question(root: Path) -> None:
    """As a real model wrote it: what is not printable ASCII goes, also every accented letter."""
    js = "export function clean(text) {\n  return text.replace(/[^\\x20-\\x7E]/g, '');\n}"
    async with bench(root, code(js, CLEAN_PY)) as it:
        results = await it.transpile(it.write(CONTROLS))
        for result in results.values():
            assert result.status == "uncertain"
            assert result.doubts == ("JavaScript and Python differ on letters beyond ASCII",)
        for event in it.of(Verified):
            assert event.question is not None
            assert (event.question.args, set(event.question.answers)) == (("liné\nbreak",), {"linbreak", "linébreak"})
        assert len(it.server.requests) == 2, "nobody has to repair it"
        assert sorted(path.name for path in (root / "src").rglob("clean.*")) == ["clean.d.ts", "clean.js", "clean.py"]


async def test_a_pair_that_agrees_on_them_is_verified(root: Path) -> None:
    js = "export function clean(text) {\n  return text.replace(/[\\x00-\\x1f]/g, '');\n}"
    async with bench(root, code(js, CLEAN_PY)) as it:
        results = await it.transpile(it.write(CONTROLS))
        assert {result.status for result in results.values()} == {"verified"}


async def test_what_the_text_forbids_has_to_be_shown(root: Path) -> None:
    """Both programs overlook the same words, so that their agreement says nothing."""
    async with bench(root, code(PORT_JS, PORT_PY)) as it:
        results = await it.transpile(it.write(PORT))
        assert {result.status for result in results.values()} == {"uncertain"}
        assert results["isPort", "js"].doubts == ("the text mentions 'leading zeros', but no example shows it",)
        assert {event.question for event in it.of(Verified)} == {Question(("07",), (False, True))}
    shown = PORT + '- isPort("07") -> false\n'
    async with bench(root, code(PORT_JS.replace("\\d+$", "(0|[1-9]\\d*)$"), CAREFUL_PY)) as it:
        results = await it.transpile(it.write(shown))
        assert {result.status for result in results.values()} == {"verified"}


async def test_inputs_that_the_text_forbids_are_compared(root: Path) -> None:
    async with bench(root, code(PORT_JS, CAREFUL_PY), rounds=1) as it:
        results = await it.transpile(it.write(PORT))
        assert {result.status for result in results.values()} == {"disagree"}


LINEAR = (
    "# name: kind\n# target: js,py\n# description:\nWhether a sequence is linear.\n# signature:\n(xs: any) -> any\n"
    '# examples:\n- kind([0, 2, 4]) -> "linear"\n- kind([1, 2, 3]) -> "linear"\n'
)


async def test_examples_with_one_result_show_no_other(root: Path) -> None:
    """Nobody can guess what another result is called."""
    js = (
        "export function kind(xs) {\n"
        "  return xs.every((x, i) => i < 2 || x - xs[i - 1] === xs[1] - xs[0]) ? 'linear' : 'not';\n}"
    )
    py = (
        "def kind(xs):\n    steps = [b - a for a, b in zip(xs, xs[1:])]\n"
        "    return 'linear' if len(set(steps)) < 2 else 'not'"
    )
    async with bench(root, code(js, py)) as it:
        results = await it.transpile(it.write(LINEAR))
        assert {(r.status, r.doubts) for r in results.values()} == {("uncertain", (Doubt.ONE_RESULT.of(),))}
    for more in ('- kind([1, 2, 4]) -> "not"\n', '# properties:\n- result != ""\n'):
        async with bench(root, code(js, py)) as it:
            results = await it.transpile(it.write(LINEAR + more))
            assert {result.status for result in results.values()} == {"verified"}


async def test_a_further_doubt_leaves_the_question_that_is_asked_already(root: Path) -> None:
    path, events = root / "spec.intent.md", list[Event]()
    path.write_text(
        "# name: f\n# target: py\n# signature:\n(xs: number[]) -> number\n"
        "# examples:\n- f([1, 2]) -> 1\n- f([1, 5, 3]) -> 1\n"
    )
    async with open_workbench(root, Config(providers=(ProviderConfig("builtin", "builtin"),))) as workbench:
        [result] = await workbench.transpile([Request(path)], events.append)
    assert result.doubts == ("there are few examples", Doubt.ONE_RESULT.of())
    (question,) = (event.question for event in events if isinstance(event, Verified))
    assert question is not None
    assert question.args == ([2, 1],)


PLUCK = (
    "# name: pluck\n# target: js,py\n# description:\nThe smallest even number of a list and its index.\n"
    "# signature:\n(arr: any) -> any\n# examples:\n- pluck([4, 2, 3]) -> [2, 1]\n- pluck([1, 2, 3]) -> [2, 1]\n"
    "- pluck([]) -> []\n- pluck([5, 0, 3, 0, 4, 2]) -> [0, 1]\n"
)
PLUCK_JS = """export function pluck(arr) {
  if (arr.length === 0) return [];
  let [least, at] = [Infinity, -1];
  arr.forEach((each, i) => { if (each % 2 === 0 && each < least) [least, at] = [each, i]; });
  return [least, at];
}"""
PLUCK_PY = """def pluck(arr):
    if not arr:
        return []
    least, at = float("inf"), -1
    for i, each in enumerate(arr):
        if each % 2 == 0 and each < least:
            least, at = each, i
    return [least, at]"""
TOP = (
    "# name: top\n# target: js,py\n# description:\nThe largest number.\n# signature:\n(xs: number[]) -> number\n"
    "# examples:\n- top([1, 5, 2]) -> 5\n- top([7]) -> 7\n- top([-3, -8]) -> -3\n"
)


async def test_what_is_no_value_in_both_languages_is_a_question(root: Path) -> None:
    """As a real model wrote both: a list without even numbers is a case of its own, which no example shows."""
    async with bench(root, code(PLUCK_JS, PLUCK_PY)) as it:
        results = await it.transpile(it.write(PLUCK))
        for result in results.values():
            assert (result.status, result.doubts) == ("uncertain", (Doubt.NO_VALUE.of(),))
        assert [event.question for event in it.of(Verified)] == [Question(([1],), (AN_ERROR,))] * 2
    js = PLUCK_JS.replace("return [least", "return at < 0 ? [] : [least")
    py = PLUCK_PY.replace("return [least, at]", "return [least, at] if at >= 0 else []")
    async with bench(root, code(js, py)) as it:
        results = await it.transpile(it.write(PLUCK + "- pluck([1]) -> []\n"))
        assert {result.status for result in results.values()} == {"verified"}


async def test_where_one_language_has_an_error_nothing_is_asked(root: Path) -> None:
    """The largest of nothing is an error in Python and -Infinity in JavaScript, by habit."""
    js, py = "export function top(xs) {\n  return Math.max(...xs);\n}", "def top(xs):\n    return max(xs)"
    async with bench(root, code(js, py)) as it:
        assert {result.status for result in (await it.transpile(it.write(TOP))).values()} == {"verified"}
