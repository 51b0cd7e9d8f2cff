"""What both programs of a pair may overlook: the result is uncertain, and says what would settle it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intent_lsp.transpile.events import Verified
from intent_lsp.values import Question
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
        assert results["isPort", "js"].doubts == ("the text speaks of 'leading zeros', no example shows it",)
        assert {event.question for event in it.of(Verified)} == {Question(("07",), (False, True))}
    shown = PORT + '- isPort("07") -> false\n'
    async with bench(root, code(PORT_JS.replace("\\d+$", "(0|[1-9]\\d*)$"), CAREFUL_PY)) as it:
        results = await it.transpile(it.write(shown))
        assert {result.status for result in results.values()} == {"verified"}


async def test_inputs_that_the_text_forbids_are_compared(root: Path) -> None:
    async with bench(root, code(PORT_JS, CAREFUL_PY), rounds=1) as it:
        results = await it.transpile(it.write(PORT))
        assert {result.status for result in results.values()} == {"disagree"}
