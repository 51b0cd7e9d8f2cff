"""Everything a client should not do, at once: no crash, no hang, and every request answered exactly once."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED
from tests.lsp.wire.nonsense import BODIES, METHODS, everything_answered, some_params
from tests.support.wire import Wire

PIECES = (
    "\n", "# name: f\n", "# examples:\n", '- in: {"x": 1} out: 2\n', "😀", "\u2028", "\r\n", "|a|out|\n", "`", "x",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
async def test_anything_at_any_time(folder: Folder, seed: int) -> None:
    rng = random.Random(seed)
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"round": 2}, {"wait": "never"}]})
    capabilities = {
        "window": {"workDoneProgress": True}, "workspace": {"applyEdit": True, "configuration": True},
        "experimental": {"intentState": True},
    }  # fmt: skip
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["workspace/configuration"] = lambda m: {"result": rng.choice(([], None, [7], 7))}
        wire.answers["window/workDoneProgress/create"] = lambda m: rng.choice(
            ({"result": None}, {"error": {"code": 1, "message": "no"}}, {"error": 7}, None)
        )
        await wire.initialize(folder.root, capabilities=capabilities)
        asked: list[Any] = []
        version, is_open = 1, False
        for _ in range(600):
            action = rng.random()
            if action < 0.35:
                asked.append(wire.start(rng.choice(METHODS), some_params(rng, folder.uri)))
            elif action < 0.45 and asked:
                wire.notify("$/cancelRequest", {"id": rng.choice((*asked[-5:], "unknown"))})
            elif action < 0.8 and is_open:
                version += 1
                line, column = rng.randint(0, 40), rng.randint(0, 30)
                span = {"start": {"line": line, "character": column},
                        "end": {"line": line + rng.randint(0, 2), "character": column}}  # fmt: skip
                change = {"range": span, "text": rng.choice(PIECES)} if rng.random() < 0.97 else {"text": folder.text}
                document = {"uri": folder.uri, "version": version}
                wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            elif action < 0.86:
                wire.notify("textDocument/didSave", {"textDocument": {"uri": folder.uri}})
            elif action < 0.92:
                wire.send_body(rng.choice(BODIES))
            elif is_open:
                wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
                is_open = False
            else:
                wire.open(folder.uri, folder.text, version)
                is_open = True
        await everything_answered(wire, asked)
        assert "result" in await wire.command("intent.debugInfo")
        await wire.under_way(0)
        for number in asked:
            assert len(wire.replies[number]) == 1, number
        assert await wire.finish() == 0
    assert "InvalidState" not in wire.log
    assert "never retrieved" not in wire.log


async def test_wrong_lengths(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        wire.send_bytes(b"Content-Length: 5\r\n\r\n" + b'{"jsonrpc":"2.0","id":"short","method":"shutdown"}')
        wire.send_bytes(b"noise\r\n\r\nmore noise\r\n")
        wire.send_bytes(b"Content-Length: 999999999999\r\n\r\n")
        wire.send_bytes(b"content-length: 2\r\nContent-Type: x\r\n\r\n{}")
        assert "result" in await wire.command("intent.debugInfo")
        assert await wire.finish() == 0


async def test_thousands_of_quick_edits_end_with_the_right_diagnostics(folder: Folder) -> None:
    rng = random.Random(7)
    async with Wire() as wire:
        await wire.initialize(folder.root, capabilities={"general": {"positionEncodings": ["utf-32"]}})
        wire.open(folder.uri, folder.text)
        text = folder.text
        for version in range(2, 3002):
            lines = text.split("\n")
            line = rng.randrange(len(lines))
            column = rng.randint(0, len(lines[line]))
            piece = rng.choice(("x", "\n", "# name: g\n", "😀", '- in: {"x": 2} out: 4\n'))
            if len(text) > 3000:
                change: dict[str, Any] = {"text": folder.text}
                text = folder.text
            else:
                place = {"line": line, "character": column}
                change = {"range": {"start": place, "end": place}, "text": piece}
                lines[line] = lines[line][:column] + piece + lines[line][column:]
                text = "\n".join(lines)
            wire.notify(
                "textDocument/didChange",
                {"textDocument": {"uri": folder.uri, "version": version}, "contentChanges": [change]},
            )
        edited = await wire.diagnostics(folder.uri, lambda p: p.get("version") == 3001)
        wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
        other = folder.uri.replace("double", "other")
        wire.open(other, text)
        opened = await wire.diagnostics(other)
        assert json.dumps(edited).replace("double.intent", "other.intent") == json.dumps(opened)
        assert await wire.finish() == 0


async def test_two_clients_in_one_workspace(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as first, Wire(module=SCRIPTED) as second:
        for wire in (first, second):
            await wire.initialize(folder.root)
            wire.open(folder.uri, folder.text)
        params = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]}
        requests = [(wire, wire.start("workspace/executeCommand", params)) for wire in (first, second)]
        for wire, request in requests:
            assert (await wire.reply(request))["result"]["results"][0]["status"] == "verified"
        assert (await first.finish(), await second.finish()) == (0, 0)
