"""The right messages at the wrong moment: before the session, after it, cancelled, from two clients, at the very end.

Each test counts: every request is answered exactly once, and the server ends as it should.
"""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from intent_lsp.lsp.wire.raw_capabilities import ENCODINGS
from intent_lsp.text.positions import Encoding
from tests.lsp.conftest import DOUBLE, Folder
from tests.lsp.documents.mirror import Mirror
from tests.lsp.scripted import SCRIPTED
from tests.lsp.wire.nonsense import BODIES, METHODS, everything_answered, some_params
from tests.support.wire import Wire

ENDLESS: dict[str, list[dict[str, Any]]] = {"double": [{"round": 1}, {"wait": "never"}]}
CANCELLED = -32800


def answered_once(wire: Wire, asked: list[Any]) -> None:
    for number in asked:
        assert len(wire.replies.get(number, ())) == 1, number


async def test_requests_before_initialize(folder: Folder) -> None:
    """None is lost, none is served, and the session begins as if nothing had been."""
    rng = random.Random(11)
    before = [method for method in METHODS if method != "initialize"]
    async with Wire() as wire:
        asked = []
        for _ in range(200):
            asked.append(wire.start(rng.choice(before), some_params(rng, folder.uri)))
            wire.notify(rng.choice(("initialized", "textDocument/didOpen", "no/such", "$/cancelRequest")), {"id": 1})
        for number in asked:
            assert (await wire.reply(number))["error"]["code"] == -32002
        answered_once(wire, asked)
        assert "capabilities" in await wire.initialize(folder.root)
        wire.open(folder.uri, folder.text)
        assert await wire.diagnostics(folder.uri) == []
        assert await wire.finish() == 0


async def test_nonsense_before_initialize(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.request("no/such/method")  # some of the nonsense calls itself number 1
        for body in BODIES:
            wire.send_body(body)
        assert "capabilities" in await wire.initialize(folder.root)
        assert await wire.finish() == 0


async def test_requests_after_shutdown(folder: Folder) -> None:
    """Refused, each of them; notifications and nonsense do no harm; ``exit`` is still heard."""
    rng = random.Random(12)
    folder.script(ENDLESS)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        wire.open(folder.uri, folder.text)
        command = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]}
        running = wire.start("workspace/executeCommand", command)
        await wire.under_way(1)
        shutdown = wire.start("shutdown")
        asked = []
        for _ in range(200):
            asked.append(wire.start(rng.choice((*METHODS, "shutdown")), some_params(rng, folder.uri)))
            wire.notify("textDocument/didSave", {"textDocument": {"uri": folder.uri}})
            wire.send_body(rng.choice(BODIES))
        for number in asked:
            assert (await wire.reply(number))["error"]["code"] == -32600
        assert (await wire.reply(shutdown))["result"] is None
        assert (await wire.reply(running))["error"]["code"] == CANCELLED
        answered_once(wire, [shutdown, running, *asked])
        wire.notify("exit")
        assert await wire.exit_status() == 0


@pytest.mark.parametrize("seed", range(3))
async def test_everything_is_cancelled_at_any_time(folder: Folder, seed: int) -> None:
    """At once, together with others, twice, after the answer: one answer each, a result or "cancelled"."""
    rng = random.Random(seed)
    folder.script(ENDLESS)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities={"window": {"workDoneProgress": True}})
        wire.open(folder.uri, folder.text)
        asked: list[Any] = []
        for turn in range(400):
            asked.append(wire.start(rng.choice(METHODS), some_params(rng, folder.uri)))
            if rng.random() < 0.7:
                wire.notify("$/cancelRequest", {"id": asked[-1]})
            if rng.random() < 0.2:
                wire.notify("$/cancelRequest", {"id": rng.choice(asked)})
            if rng.random() < 0.1:
                wire.notify("window/workDoneProgress/cancel", {"token": rng.choice(("intent-1", turn))})
            if turn % 40 == 0:
                await asyncio.sleep(rng.random() / 50)
        for number in asked:
            wire.notify("$/cancelRequest", {"id": number})
        await everything_answered(wire, asked)
        for number in asked:
            wire.notify("$/cancelRequest", {"id": number})
        await wire.under_way(0)
        pending = (await wire.command("intent.debugInfo"))["result"]["pending"]
        assert pending == {"requests": 1, "resultTypes": 0, "progressTokens": 0}
        answered_once(wire, asked)
        assert await wire.finish() == 0
    assert "never retrieved" not in wire.log


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_thousands_of_edits_against_a_mirror(folder: Folder, encoding: Encoding) -> None:
    """What the server tells about the edited document is what it tells about the mirror's text, opened afresh."""
    rng = random.Random(encoding)
    pieces = ("x", "\n", "\r\n", "😀", "é", "\u2028", "# name: g\n", '- in: {"x": 2} out: 4\n', "# target: js\n", "")
    mirror = Mirror(folder.text, encoding)
    asks = ("documentSymbol", "foldingRange", "semanticTokens/full")

    async def told(uri: str) -> list[Any]:
        params = {"textDocument": {"uri": uri}}
        answers = [(await wire.request(f"textDocument/{ask}", params))["result"] for ask in asks]
        answers[-1].pop("resultId")
        return answers

    async with Wire() as wire:
        await wire.initialize(
            folder.root,
            capabilities={
                "general": {"positionEncodings": [encoding]},
                "textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}},
            },
        )
        wire.open(folder.uri, mirror.text)
        for version in range(2, 1502):
            places = mirror.places()
            (start, first), (end, last) = sorted(rng.choices(places, k=2), key=lambda place: place[0])
            if rng.random() < 0.85 or end - start > 40:
                end, last = start, first
            text = "".join(rng.choices(pieces, k=rng.randint(0, 2)))
            if len(mirror.text) > 600:
                start, end, first, last, text = 0, len(mirror.text), places[0][1], places[-1][1], folder.text
            mirror.replace(start, end, text)
            change = {"range": {"start": as_json(first), "end": as_json(last)}, "text": text}
            document = {"uri": folder.uri, "version": version}
            wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            if version % 100 == 0:
                await told(folder.uri)  # what is kept for the next answer must not go stale
        edited = await wire.diagnostics(folder.uri, lambda p: p.get("version") == 1501)
        outline = await told(folder.uri)
        wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
        wire.messages.clear()
        wire.open(folder.uri, mirror.text, 2000)
        assert await wire.diagnostics(folder.uri, lambda p: p.get("version") == 2000) == edited
        assert await told(folder.uri) == outline
        assert await wire.finish() == 0


def as_json(position: types.Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}


async def test_two_clients_work_in_one_workspace(folder: Folder) -> None:
    """Both edit, save, transpile and cancel the same document; each gets its answers, and both end in order."""
    rng = random.Random(13)
    folder.script({"double": [{"round": 1}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as first, Wire(module=SCRIPTED) as second:
        wires = (first, second)
        asked: dict[Wire, list[Any]] = {first: [], second: []}
        for wire in wires:
            await wire.initialize(folder.root, capabilities={"experimental": {"intentState": True}})
            wire.open(folder.uri, folder.text)
        for version in range(2, 152):
            wire = rng.choice(wires)
            document = {"uri": folder.uri, "version": version}
            text = folder.text.replace("Twice", f"Twice {rng.randint(0, 3)}")
            wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
            if rng.random() < 0.3:
                folder.document.write_text(text, encoding="utf-8")
                wire.notify("textDocument/didSave", {"textDocument": {"uri": folder.uri}})
                for each in wires:
                    changes = [{"uri": folder.uri, "type": 2}]
                    each.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            asked[wire].append(wire.start(rng.choice(METHODS), some_params(rng, folder.uri)))
        for wire in wires:
            await everything_answered(wire, asked[wire])
            await wire.under_way(0)
            answered_once(wire, asked[wire])
        assert [await wire.finish() for wire in wires] == [0, 0]


@pytest.mark.parametrize("moment", ["before initialize", "at once after initialize", "with many requests waiting"])
async def test_the_editor_is_killed(folder: Folder, moment: str) -> None:
    """Its end of the pipe stays open in another process; the server notices all the same."""
    editor = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    folder.script(ENDLESS)
    try:
        async with Wire("--clientProcessId", str(editor.pid), module=SCRIPTED) as wire:
            if moment == "before initialize":
                editor.kill()
            await wire.initialize(folder.root, processId=editor.pid)
            if moment == "with many requests waiting":
                wire.open(folder.uri, folder.text)
                for _ in range(200):
                    command = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]}
                    wire.start("workspace/executeCommand", command)
                await wire.under_way(1)
            editor.kill()
            assert await wire.exit_status() == 1
    finally:
        editor.kill()
        editor.communicate()


@pytest.mark.parametrize("name", ["work space (ü+1)", "plain", "100%25", "日本"])
async def test_documents_are_changed_wherever_they_lie(tmp_path: Path, name: str) -> None:
    """Clients encode addresses each in its own way; what was opened can be changed and closed by the same address."""
    root = tmp_path / name
    root.mkdir()
    path = root / "double.intent.md"
    path.write_text(DOUBLE)
    encoded = path.as_uri()
    lower = re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), encoded).replace("%28", "(").replace("%29", ")")
    async with Wire() as wire:
        await wire.initialize(root)
        for uri in dict.fromkeys((encoded, lower)):
            wire.open(uri, DOUBLE)
            assert await wire.diagnostics(uri) == []
            change = {
                "textDocument": {"uri": uri, "version": 2},
                "contentChanges": [{"text": DOUBLE.replace("js", "j")}],
            }
            wire.notify("textDocument/didChange", change)
            assert [found["code"] for found in await wire.diagnostics(uri)] == ["unknown-target"]
            wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert await wire.finish() == 0
