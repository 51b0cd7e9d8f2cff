"""Targets that differ, in the editor: the question on the intent, one action per answer, and what an answer settles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.chat_server import chat_server
from tests.support.editor import CAPABILITIES, Editor
from tests.support.rounding import FILES, JS_EVEN, JS_FAILS, JS_UP, PY_EVEN, PY_UP, SPEC, by_language
from tests.support.wire import Json, Wire


async def asked(wire: Wire, root: Path, url: str) -> tuple[Editor, str, list[str]]:
    """A session in which both targets pass and differ: the diagnostic's text and the titles of the answers."""
    (root / ".promirror").mkdir()
    provider = {"type": "openai_compat", "baseUrl": url, "model": "scripted"}
    (root / ".promirror/intent.config.json").write_text(json.dumps({"providers": [provider]}), encoding="utf-8")
    editor = Editor(wire, root, SPEC)
    editor.path.write_text(SPEC, encoding="utf-8")
    await wire.initialize(root, capabilities=CAPABILITIES)
    wire.open(editor.uri, SPEC)
    results = (await wire.command("intent.transpile", uri=editor.uri))["result"]["results"]
    assert [item["status"] for item in results] == ["disagree", "disagree"]
    assert not (root / "src").exists()
    found = await wire.diagnostics(editor.uri, lambda p: len(p["diagnostics"]) == 2)
    assert {item["code"] for item in found} == {"targets-disagree"}
    (text,) = {item["message"].partition(": ")[2] for item in found}
    return editor, text, [title for title in await editor.actions(0) if title.startswith("Say that f(")]


async def statuses(editor: Editor) -> list[tuple[str, str]]:
    told: Json = (await editor.wire.command("intent.status", uri=editor.uri))["result"]["intents"][0]
    return [(at["kind"], at["text"]) for at in told["targets"]]


@pytest.mark.parametrize(
    ("giver", "repaired"),
    [("JavaScript", ([JS_UP], [PY_UP])), ("Python", ([JS_EVEN], [PY_EVEN]))],
)
async def test_one_action_per_answer_and_the_answer_settles_it(
    tmp_path: Path, giver: str, repaired: tuple[list[str], list[str]]
) -> None:
    async with chat_server(by_language([JS_UP], [PY_EVEN])) as server, Wire() as wire:
        editor, text, answers = await asked(wire, tmp_path, server.url)
        assert re.fullmatch(r"for `f\(.+\)`: JavaScript gives `-?\d`, Python gives `-?\d`\. Which\?", text)
        assert [title.rpartition("as in ")[2] for title in answers] == ["JavaScript", "Python"]
        assert [(kind, told[0]) for kind, told in await statuses(editor)] == [("disagree", "≠")] * 2
        (chosen,) = [title for title in answers if title.endswith(giver)]
        await editor.change(editor.applied((await editor.actions(0))[chosen]["edit"]))
        assert [title for title in await editor.actions(0) if title.startswith("Say that f(")] == []
        server.requests.clear()
        server.script = by_language(*repaired)
        await wire.command("intent.transpile", uri=editor.uri)
        assert [kind for kind, _ in await statuses(editor)] == ["verified", "verified"]
        assert len(server.requests) == 1  # the side that was right is kept, with no call
        assert all((tmp_path / name).exists() for name in FILES)


async def test_where_one_side_fails_the_answer_is_an_error_example(tmp_path: Path) -> None:
    async with chat_server(by_language([JS_FAILS], [PY_EVEN])) as server, Wire() as wire:
        editor, text, answers = await asked(wire, tmp_path, server.url)
        assert ": JavaScript fails, Python gives `" in text
        fails, value = answers
        assert fails.endswith(" fails, as in JavaScript")
        assert value.endswith(", as in Python")
        added = editor.applied((await editor.actions(0))[fails]["edit"]).removeprefix(SPEC.rstrip("\n"))
        assert "error: true" in added
