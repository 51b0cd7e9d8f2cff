"""The code action that makes a document from an existing function, with the real engine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.e2e.lsp.buffers import NOISE, editor
from tests.e2e.lsp.code_actions import actions, run
from tests.e2e.lsp.conftest import Start
from tests.support.recording_client import RecordingClient

INITIALS = '''\
import os


def initials(name: str) -> str:
    """The initials of a name, as capitals.

    >>> initials("Ada Lovelace")
    'AL'
    """
    return "".join(word[0] for word in name.split()).upper()


def home() -> str:
    return os.environ["HOME"]
'''
CLAMP = "/** Keeps x within bounds. */\nexport const clamp = (x, lo, hi) => Math.min(Math.max(x, lo), hi);\n"
TYPED = """\
export function clamp(x: number,
                      lo: number, hi: number): number {
  return Math.min(Math.max(x, lo), hi);
}
"""


def opened(client: RecordingClient, path: Path, text: str) -> str:
    """Save a file, and open it in the editor."""
    path.write_text(text)
    client.open(path.as_uri(), text)
    return path.as_uri()


async def adopted(client: RecordingClient, uri: str, line: int, name: str) -> dict[str, Any]:
    return await run(client, (await actions(client, uri, line))[f"Adopt '{name}' as an intention"])


async def test_a_document_is_made_and_shown(launch: Start, tmp_path: Path) -> None:
    (tmp_path / "test_names.py").write_text(
        'from names import initials\n\ndef test_it():\n    assert initials("grace hopper") == "GH"\n'
    )
    client = await launch(editor())
    uri = opened(client, tmp_path / "names.py", INITIALS)
    answer = await adopted(client, uri, 3, "initials")
    document = tmp_path / "initials.intent.md"
    text = document.read_text()
    assert '// from the documentation of initials\n- initials("Ada Lovelace") -> "AL"\n' in text
    assert '// from test_names.py\n- initials("grace hopper") -> "GH"\n' in text
    assert answer["document"] == document.as_uri()
    assert answer["examples"] == text.count("\n- initials(")
    assert answer["branches"] == {"reached": 1, "total": 1}
    shown = await client.take(types.WINDOW_SHOW_DOCUMENT)
    assert (shown.uri, shown.take_focus) == (document.as_uri(), True)
    end = await client.take(types.PROGRESS, lambda it: it.value["kind"] == "end")
    assert end.value["message"].startswith(f"{answer['examples']} examples (docs 1, tests 1")
    client.drop(*NOISE)


@pytest.mark.parametrize(("name", "text", "line"), [("a.js", CLAMP, 1), ("a.ts", TYPED, 0)])
async def test_what_is_adopted_can_be_transpiled(
    launch: Start, tmp_path: Path, name: str, text: str, line: int
) -> None:
    (tmp_path / ".promirror").mkdir()
    (tmp_path / ".promirror" / "intent.config.json").write_text('{"providers": [{"type": "builtin"}]}')
    client = await launch(editor())
    uri = opened(client, tmp_path / name, text)
    document = (await adopted(client, uri, line, "clamp"))["document"]
    answer = await client.command("intent.transpile", uri=document)
    assert [(it["intent"], it["target"], it["status"]) for it in answer["results"]] == [("clamp", "js", "verified")]
    client.drop(*NOISE, types.WINDOW_SHOW_DOCUMENT, "intent/state")


async def test_what_is_not_saved_yet_counts(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor())
    uri = opened(client, tmp_path / "a.py", "\n")
    new = "def half(n: float) -> float:\n    return n / 2\n"
    client.edit(uri, 2, [types.TextDocumentContentChangeWholeDocument(new)])
    await adopted(client, uri, 0, "half")
    assert "# name: half\n" in (tmp_path / "half.intent.md").read_text()
    client.drop(*NOISE, types.WINDOW_SHOW_DOCUMENT)


async def test_what_nobody_can_adopt_is_said_with_its_lines(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor())
    uri = opened(client, tmp_path / "names.py", INITIALS)
    with pytest.raises(JsonRpcException) as refused:
        await adopted(client, uri, 12, "home")
    assert str(refused.value).startswith("home cannot be adopted: names.py:14: ")
    assert not (tmp_path / "home.intent.md").exists()
    client.drop(*NOISE)


async def test_what_is_there_is_never_replaced(launch: Start, tmp_path: Path) -> None:
    document = tmp_path / "initials.intent.md"
    document.write_text("mine")
    client = await launch(editor())
    uri = opened(client, tmp_path / "names.py", INITIALS)
    with pytest.raises(JsonRpcException, match=r"initials\.intent\.md is there already"):
        await adopted(client, uri, 3, "initials")
    assert document.read_text() == "mine"
    client.drop(*NOISE)


async def test_it_can_be_cancelled(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor())
    uri = opened(client, tmp_path / "slow.py", "def slow(n: int) -> int:\n    while True:\n        n += 1\n")
    command = (await actions(client, uri, 0))["Adopt 'slow' as an intention"]
    running = asyncio.create_task(run(client, command))
    begun = await client.take(types.PROGRESS, lambda it: it.value["kind"] == "begin")
    assert begun.value["title"] == "Adopting slow"
    client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(begun.token))
    assert (await running)["cancelled"] is True
    assert [path.name for path in tmp_path.glob("*.md")] == []
    client.drop(*NOISE)


async def test_it_is_offered_on_the_first_line_of_a_function_only(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor())
    uri = opened(client, tmp_path / "names.py", INITIALS)
    offered = [line for line in range(15) if await actions(client, uri, line)]
    assert offered == [3, 12]
    broken = opened(client, tmp_path / "broken.py", "def f(x):\n    return (\n")
    notes = opened(client, tmp_path / "notes.txt", "def f(x):\n    return 1\n")
    assert [await actions(client, other) for other in (broken, notes)] == [{}, {}]
    client.drop(*NOISE)


async def test_functions_of_common_js_have_it_too(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor())
    text = "const twice = (x) => 2 * x;\nexports.half = (x) => x / 2;\nexports.double = twice;\nconst LIMIT = 3;\n"
    uri = opened(client, tmp_path / "a.cjs", text)
    offered = [[*await actions(client, uri, line)] for line in range(4)]
    assert offered == [["Adopt 'double' as an intention"], ["Adopt 'half' as an intention"], [], []]
    client.drop(*NOISE)


async def test_it_is_not_offered_where_code_may_not_run(launch: Start, tmp_path: Path) -> None:
    client = await launch(editor(), initialization_options={"trusted": False})
    uri = opened(client, tmp_path / "names.py", INITIALS)
    assert await actions(client, uri, 3) == {}
    with pytest.raises(JsonRpcException):
        await client.command("intent.adopt", uri=uri, function="initials")
    assert not (tmp_path / "initials.intent.md").exists()
    client.drop(*NOISE)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ({"function": "missing"}, r"names\.py has no function named missing at its top level"),
        ({"function": "../../x"}, r"names\.py has no function named"),
        ({}, "`function` is required"),
    ],
)
async def test_a_command_that_makes_no_sense(
    launch: Start, tmp_path: Path, argument: dict[str, str], message: str
) -> None:
    client = await launch(editor())
    uri = opened(client, tmp_path / "names.py", INITIALS)
    with pytest.raises(JsonRpcException, match=message):
        await client.command("intent.adopt", uri=uri, **argument)
    client.drop(*NOISE)
