"""Cancelling reaches what has been asked for and has not begun: a document that a slow disk is still reading."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.lsp.conftest import DOUBLE, Folder
from tests.support.wire import SECONDS, Wire

SLOW = "tests.support.slow_disk_server"


def slow_document(folder: Folder) -> Path:
    path = folder.root / "slow.intent.md"
    path.touch()
    return path


async def arrive(path: Path, text: str) -> None:
    """Let the reading end, as soon as it has begun."""
    async with asyncio.timeout(SECONDS):
        while not path.with_name("reading").exists():  # noqa: ASYNC110 - another process reads, no event comes
            await asyncio.sleep(0.01)
    path.write_text(text)
    path.with_name("arrived").touch()


def transpile(wire: Wire, path: Path, **argument: str) -> int:
    arguments = [{"uri": path.as_uri(), **argument}]
    return wire.start("workspace/executeCommand", {"command": "intent.transpile", "arguments": arguments})


@pytest.mark.parametrize("what", ["everything", "the document", "the intent"])
async def test_a_document_that_is_being_read(folder: Folder, what: str) -> None:
    slow = slow_document(folder)
    which = {"everything": {}, "the document": {"uri": slow.as_uri()}}.get(
        what, {"uri": slow.as_uri(), "intent": "slow"}
    )
    async with Wire(module=SLOW) as wire:
        await wire.initialize(folder.root)
        request = transpile(wire, slow, intent="slow")
        assert (await wire.command("intent.cancel", **which))["result"] == {"cancelled": 1}
        assert (await wire.reply(request))["result"] == {"results": [], "cancelled": True}
        assert (await wire.command("intent.cancel"))["result"] == {"cancelled": 0}
        await arrive(slow, DOUBLE.replace("double", "slow"))
        assert (await wire.command("intent.status"))["result"]["running"] == 0
        assert await wire.finish() == 0


async def test_another_document_goes_on(folder: Folder) -> None:
    slow = slow_document(folder)
    async with Wire(module=SLOW) as wire:
        await wire.initialize(folder.root)
        request = transpile(wire, slow)
        assert (await wire.command("intent.cancel", uri=folder.uri))["result"] == {"cancelled": 0}
        await arrive(slow, DOUBLE.replace("double", "slow"))
        result = (await wire.reply(request))["result"]
        assert [(item["intent"], item["status"]) for item in result["results"]] == [("slow", "verified")]
        assert not result["cancelled"]
        assert await wire.finish() == 0


async def test_one_intent_of_a_document_that_is_being_read(folder: Folder) -> None:
    slow = slow_document(folder)
    async with Wire(module=SLOW) as wire:
        await wire.initialize(folder.root)
        request = transpile(wire, slow)
        assert (await wire.command("intent.cancel", uri=slow.as_uri(), intent="one"))["result"] == {"cancelled": 1}
        await arrive(slow, DOUBLE.replace("double", "one") + "\n" + DOUBLE.replace("double", "two"))
        result = (await wire.reply(request))["result"]
        assert [(item["intent"], item["status"]) for item in result["results"]] == [("two", "verified")]
        assert await wire.finish() == 0


async def test_cancelling_the_request_itself_is_answered_as_such(folder: Folder) -> None:
    slow = slow_document(folder)
    async with Wire(module=SLOW) as wire:
        await wire.initialize(folder.root)
        request = transpile(wire, slow)
        await wire.command("intent.status")  # by now it has begun to read
        wire.notify("$/cancelRequest", {"id": request})
        assert (await wire.reply(request))["error"]["code"] == -32800
        await arrive(slow, DOUBLE)
        assert await wire.finish() == 0
