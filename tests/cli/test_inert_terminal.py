"""Whatever a document, a model, a server or a file's name says, a terminal shows it and obeys none of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.cli.commands.question_prompts import Asker
from intent_lsp.cli.views.jsonlines import JsonView
from intent_lsp.cli.views.live_view import LiveView
from intent_lsp.cli.views.plain_view import PlainView
from intent_lsp.status import Phase, Status
from intent_lsp.text.inert import is_inert
from intent_lsp.transpile import events as on
from intent_lsp.transpile.planning.plan import IntentKey
from intent_lsp.transpile.results import Finding, Result
from intent_lsp.values import Question
from tests.support.chat_server import Say, chat_server
from tests.support.command import configure, intent

TRICKS = "é \x1b[2J\x1b]8;;https://e.org\x07x\x9b31m\u202e\u2066\x7f\r\n\x00verified  forged"
HERE = Path("/ws")
FILE = TRICKS.replace("\0", "")
NAMED = HERE / f"{FILE}.intent.md"
JS, PY = on.Work(NAMED, "double", "js"), on.Work(NAMED, "double", "py")
VERDICT = Verdict(
    Gate.EXAMPLES, (ExampleResult(1, False, TRICKS, TRICKS, hint=TRICKS),), (Failure(Gate.EXAMPLES, TRICKS, 1),)
)
QUESTION = Question((TRICKS,), (TRICKS, "b"), (TRICKS, TRICKS))
EVENTS: list[on.Event] = [
    on.Planned(JS, 3, 1),
    on.Planned(PY, 3, 1),
    on.Waiting(JS, TRICKS, TRICKS, TRICKS),
    on.RoundStarted(JS, 1, 3),
    on.CandidateReady(JS, 1, "code", TRICKS, TRICKS, False),
    on.Checked(JS, 1, VERDICT),
    on.RoundFailed(JS, 1, 3, TRICKS, VERDICT),
    on.Exhausted(JS, 3, "code", VERDICT, TRICKS, HERE / f"{FILE}.js"),
    on.Verified(PY, 1, 3, TRICKS, TRICKS, False, "code", VERDICT, QUESTION, TRICKS),
    on.Written(PY, HERE / f"{FILE}.py", True),
    on.Failed(on.Work(NAMED, "third", "js"), TRICKS, TRICKS, "no-provider"),
    on.Conflict(on.Work(NAMED, "fourth", "js"), HERE / f"{FILE}.js", TRICKS),
    on.DocumentFailed(NAMED, TRICKS, TRICKS),
]
RESULTS = [
    Result(NAMED, "double", "js", Status.FAILED, problems=(Finding("example-failed", TRICKS, 1, 1),)),
    Result(NAMED, "third", "js", Phase.ERROR, problems=(Finding("no-provider", TRICKS, 1, 1),)),
    Result(NAMED, "", "", Phase.ERROR, problems=(Finding("document", TRICKS, 1, 1),)),
]


def assert_shown(text: str) -> None:
    """It is told, as text and nothing else."""
    assert "forged" in text
    assert is_inert(text), ascii(text)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_live_view(encoding: str) -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace", write_through=True)
    console = Console(file=file, force_terminal=False, width=400, highlight=False)
    with LiveView(HERE, console) as view:
        for event in EVENTS:
            view.emit(event)
            console.print(view._live.get_renderable())
        view.finish(RESULTS)
    assert_shown(raw.getvalue().decode(encoding))


def test_plain_lines_of_which_nobody_can_forge_one() -> None:
    out = io.StringIO()
    with PlainView(out, HERE) as view:
        for event in EVENTS:
            view.emit(event)
        lines = out.getvalue().splitlines()
        assert not [line for line in lines if line.startswith("verified  forged")]
        view.finish(RESULTS)
    assert_shown(out.getvalue())


def test_lines_for_programs_that_a_terminal_gets() -> None:
    out = io.StringIO()
    with JsonView(out) as view:
        for event in EVENTS:
            view.emit(event)
        view.finish(RESULTS)
    assert_shown(out.getvalue())
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert said[2]["reason"] == TRICKS


def test_a_question() -> None:
    file = io.StringIO()
    asker = Asker(HERE, {}, Console(file=file, force_terminal=False, width=400))
    asker._show(IntentKey(NAMED, "double"), QUESTION, ["js"])
    assert_shown(file.getvalue())


HOSTILE = (
    f"# name: double\n# target: js,ts{FILE}\n# signature: (x: {TRICKS}) -> number\n"
    f"# examples:\n- in: {TRICKS} out: 1\n- double(1) -> 2\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    for name in ("plain", "a\x1b[2J\u202e\nforged"):
        (root / f"{name}.intent.md").write_bytes(HOSTILE.encode())
    return root


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "."), ("check", ".", "--json"), ("check", ".", "--sarif", "-"), ("check", ".", "--no-run"),
        ("transpile", ".", "--offline"), ("transpile", ".", "--offline", "--json"),
    ],
)  # fmt: skip
async def test_a_document_and_its_name(folder: Path, arguments: tuple[str, ...]) -> None:
    done = await intent(folder, *arguments)
    assert_shown(done.out + done.err)
    assert done.status == 1


@pytest.mark.parametrize("arguments", [("doctor",), ("doctor", "--json"), ("transpile", "."), ("cache", "stats")])
async def test_a_configuration_and_a_server(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "good.intent.md").write_text("# name: f\n# target: js\n# examples:\n- f(1) -> 77\n- f(5) -> 1\n")
    async with chat_server([Say(TRICKS, "refused")]) as server:
        server.model = f"m{TRICKS}"
        provider = {"name": f"{FILE:.20}", "type": "openai_compat", "baseUrl": server.url, "model": server.model}
        configure(tmp_path, providers=[provider], cacheDir=f".promirror/{FILE}")
        done = await intent(tmp_path, *arguments)
    assert_shown(done.out + done.err)


async def test_a_wrong_configuration(tmp_path: Path) -> None:
    (tmp_path / "good.intent.md").write_text("# name: f\n")
    configure(tmp_path, **{TRICKS: TRICKS}, providers=[{"type": TRICKS}])
    for command in ("doctor", "check"):
        done = await intent(tmp_path, command, *([] if command == "doctor" else ["."]))
        assert_shown(done.out + done.err)
