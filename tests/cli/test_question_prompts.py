"""The built-in provider's question at a terminal: asked there and nowhere else, and the answer becomes an example."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.cli.commands.question_prompts import parse_typed
from intent_lsp.cli.questions import Questions, with_answer
from intent_lsp.cli.views.failure_blocks import answer_text
from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.errors import DocumentError
from intent_lsp.text.json5 import Json5Error
from intent_lsp.transpile.events import Disagreed, Work
from intent_lsp.transpile.planning.plan import IntentKey
from intent_lsp.values import AN_ERROR, JsonValue, Question
from tests.support.chat_server import chat_server
from tests.support.command import configure, intent
from tests.support.rounding import JS_UP, PY_EVEN, PY_UP, by_language
from tests.support.rounding import SPEC as ROUND
from tests.support.terminal import terminal

OPEN = (
    "# name: label\n# target: js,py\n# description:\nZero below 5, else the number.\n"
    "# signature:\n(x: number) -> number\n# examples:\n"
)
LIST = "".join(f'- in: {{"x": {x}}} out: {out}\n' for x, out in ((1, 0), (3, 0), (9, 9), (12, 12)))
TABLE = "| x | out |\n|---|---|\n| 1 | 0 |\n| 3 | 0 |\n| 9 | 9 |\n| 12 | 12 |\n"
PROMPT = "or Enter to leave it open: "


@pytest.mark.slow
def test_a_numbered_answer_becomes_an_example_and_the_intent_is_done_again(tmp_path: Path) -> None:
    document = tmp_path / "label.intent.md"
    document.write_bytes((OPEN + LIST).encode())
    with terminal(tmp_path, "transpile", ".") as person:
        asked = person.until(PROMPT)
        assert "label(" in asked
        assert "js, py" in asked
        answers = dict(re.findall(r"^ +(\d)  (.+?)\r?$", asked, re.M))
        assert len(answers) >= 2
        person.type("9\n")
        person.until("type a number from 1 to")
        person.until(PROMPT)
        person.type("1\n")
        person.until("added to label.intent.md: - in: ")
        person.until("2 verified")
        person.type("\n")  # the answer may leave another thing open
        status, _ = person.ended()
    assert status == 0
    text = document.read_text()
    assert text.startswith(OPEN + LIST)
    added = text.removeprefix(OPEN + LIST.rstrip("\n")).strip()
    assert re.fullmatch(r'- in: \{"x": .+\} out: ' + re.escape(answers["1"]), added)
    for file in ("src/js/auto/label.js", "src/py/auto/label.py"):
        assert "5/5 examples" in (tmp_path / file).read_text()


def test_enter_leaves_it_open_and_changes_nothing(tmp_path: Path) -> None:
    document = tmp_path / "label.intent.md"
    document.write_text(OPEN + TABLE)
    with terminal(tmp_path, "transpile", ".") as person:
        person.until(PROMPT)
        person.type("\n")
        status, rest = person.ended()
    assert status == 0
    assert "added" not in rest
    assert document.read_text() == OPEN + TABLE


def test_another_value_can_be_typed_and_one_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    document = tmp_path / "label.intent.md"
    document.write_text(OPEN + TABLE)
    with terminal(tmp_path, "transpile", ".") as person:
        person.until(PROMPT)
        person.type('="text"\n')
        person.until("does not fit: the result: got a string, want number")
        assert document.read_text() == OPEN + TABLE
        person.until(PROMPT)
        person.type("=nonsense\n")
        person.until("that is not a value")
        person.until(PROMPT)
        person.type("= 1.25\n")
        person.until("added to label.intent.md: | ")
    assert re.fullmatch(re.escape(OPEN + TABLE) + r"\| .+ \| 1\.25 \|\n", document.read_text())


@pytest.mark.parametrize(("key", "status"), [("Ctrl-D", 0), ("Ctrl-C", 130)])
def test_leaving_the_question_with_a_key(tmp_path: Path, key: str, status: int) -> None:
    (tmp_path / "label.intent.md").write_text(OPEN + LIST)
    with terminal(tmp_path, "transpile", ".") as person:
        person.until(PROMPT)
        if key == "Ctrl-D":
            person.type("\x04")
        else:
            person.interrupt()
        ended, rest = person.ended()
    assert ended == status
    assert "Traceback" not in rest
    assert (tmp_path / "src/js/auto/label.js").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "env"), [(("--no-input",), {}), (("--json",), {}), ((), {"CI": "true"})], ids=["flag", "json", "ci"]
)
def test_nobody_is_asked_where_nobody_answers(tmp_path: Path, arguments: tuple[str, ...], env: dict[str, str]) -> None:
    (tmp_path / "label.intent.md").write_text(OPEN + LIST)
    with terminal(tmp_path, "transpile", ".", *arguments, **env) as person:
        status, text = person.ended()
    assert status == 0
    assert PROMPT not in text
    if "--json" not in arguments:
        assert "the examples leave one thing open" in text  # it is still told


async def test_nobody_is_asked_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "label.intent.md").write_text(OPEN + LIST)
    done = await intent(tmp_path, "transpile", ".", "--offline")
    assert done.status == 0
    assert PROMPT not in done.out
    assert "the examples leave one thing open" in done.out


@pytest.mark.slow
def test_an_intent_that_uses_the_answered_one_is_done_again_too(tmp_path: Path) -> None:
    (tmp_path / "label.intent.md").write_text(OPEN + LIST)
    (tmp_path / "zz.intent.md").write_text(
        "# name: user\n# uses: label from ./label.intent.md\n# description:\nThe length of s.\n# target: js\n"
        '# signature: (s: string) -> integer\n# examples:\n- in: {"s": ""} out: 0\n- in: {"s": "abc"} out: 3\n'
        '- in: {"s": "x"} out: 1\n- in: {"s": "long text"} out: 9\n'
    )
    with terminal(tmp_path, "transpile", ".") as person:
        person.until(PROMPT)
        person.type("1\n")
        person.until("added to")
        again = person.until(" verified")
    assert "user" in again


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    key = IntentKey(tmp_path / "label.intent.md", "label")
    old = b"\xef\xbb\xbf" + (OPEN + LIST).replace("\n", "\r\n").encode()
    new, added = with_answer(old, key, Question((7,), (1, 2)), 1, Config())
    assert added == '- in: {"x": 7} out: 1'
    assert new == old.removesuffix(b"\r\n") + b"\r\n" + added.encode() + b"\r\n"


def test_a_document_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    key = IntentKey(tmp_path / "label.intent.md", "label")
    for text in (OPEN + LIST, "# name: other\n"):
        with pytest.raises(DocumentError, match="was changed meanwhile"):
            with_answer(text.encode(), key, Question((1,), (1, 2)), 1, Config())


def test_an_example_of_one_does_not_answer_what_true_gives() -> None:
    text = "# name: label\n# description: text\n# signature: (x: any) -> any\n# examples:\n- label(1) -> 2\n"
    key = IntentKey(Path("a.intent.md"), "label")
    _, added = with_answer(text.encode(), key, Question((True,), (1, 2)), 1, Config())
    assert added == "- label(true) -> 1"
    with pytest.raises(DocumentError, match="was changed meanwhile"):
        with_answer(text.encode(), key, Question((1.0,), (1, 2)), 1, Config())


@pytest.mark.parametrize("examples", [LIST, TABLE, "- label(0) -> 0\n- label(2) -> 4\n", "- `label(0)` → `0`\n"])
def test_the_answer_that_the_call_fails_is_an_error_example(examples: str) -> None:
    question = Question((-1,), (3, AN_ERROR), ("JavaScript", "Python"))
    text, line = with_answer(
        (OPEN + examples).encode(), IntentKey(Path("a.intent.md"), "label"), question, AN_ERROR, Config()
    )
    assert line.endswith("error: true")
    (label,) = parse(text.decode(), stem="a").intents
    assert (label.examples[-1].args, label.examples[-1].raises, label.examples[-1].expected) == ((-1,), True, True)
    assert not [problem for problem in label.problems if problem.severity == "error"]


def test_a_disagreement_is_asked_once_for_both_targets() -> None:
    question = Question((-1,), (3, AN_ERROR), ("JavaScript", "Python"))
    heard = Questions()
    for target in ("js", "py"):
        work = Work(Path("a.intent.md"), "label", target)
        heard.on_event(Disagreed(work, 3, "code", Verdict(Gate.AGREEMENT, ()), question, "Which?"))
    assert heard.take() == {IntentKey(Path("a.intent.md"), "label"): (question, ["js", "py"])}
    assert [answer_text(question, number) for number in (0, 1)] == ["3 (JavaScript)", "an error (Python)"]


async def test_a_disagreement_is_asked_at_a_terminal_and_the_answer_settles_it(tmp_path: Path) -> None:
    """Both targets pass and differ: the question names who gives what, and the answer becomes an example."""
    (tmp_path / "f.intent.md").write_text(ROUND)
    async with chat_server(by_language([JS_UP], [PY_EVEN, PY_EVEN, PY_UP])) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        asked, status, text = await asyncio.to_thread(answered_first, tmp_path)
    assert re.search(r"1  -?\d \(JavaScript\)", asked)
    assert re.search(r"2  -?\d \(Python\)", asked)
    assert status == 0
    assert "2 verified" in text
    assert "Math.floor(x + 0.5)" in (tmp_path / "src/js/auto/f.js").read_text()
    assert "math.floor(x + 0.5)" in (tmp_path / "src/py/auto/f.py").read_text()


def answered_first(folder: Path) -> tuple[str, int, str]:
    """Transpile at a terminal, and give the first answer to its question: that question, the exit status, the rest."""
    with terminal(folder, "transpile", ".", INTENT_OFFLINE="") as person:
        asked = person.until(PROMPT)
        assert not (folder / "src").exists()
        person.type("1\n")
        person.until("added to f.intent.md: - in: ")
        return asked, *person.ended()


@pytest.mark.parametrize(
    ("text", "answers", "value"),
    [
        ("hello there", ("a", "b"), "hello there"),
        ('"hello"', ("a", AN_ERROR), "hello"),
        ("5", ("4", "6"), "5"),
        ("[1]", ("a",), "[1]"),
        ("5", (4, 6), 5),
        ("[1, 2]", ([], [1]), [1, 2]),
    ],
)
def test_text_needs_no_quotes_where_the_answers_are_texts(
    text: str, answers: tuple[JsonValue, ...], value: JsonValue
) -> None:
    assert parse_typed(text, Question((0,), answers)) == value


def test_what_is_no_value_is_refused_where_a_value_is_wanted() -> None:
    with pytest.raises(Json5Error):
        parse_typed("hello there", Question((0,), (1, 2)))
