"""Many documents at once: fair, and the one in front of the user goes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.lsp.conftest import DOUBLE
from tests.lsp.scripted import FULL, SCRIPTED
from tests.support.wire import Wire


def folder_of(root: Path, documents: dict[str, list[str]], jobs: int) -> None:
    """Documents with their intents; each intent waits for a file ``go-<name>``."""
    (root / ".promirror").mkdir()
    (root / ".promirror" / "intent.config.json").write_text(json.dumps({"jobs": jobs}), encoding="utf-8")
    script: dict[str, Any] = {}
    for name, intents in documents.items():
        text = "\n".join(DOUBLE.replace("double", intent) for intent in intents)
        (root / f"{name}.intent.md").write_text(text, encoding="utf-8")
        script |= {intent: [{"round": 1}, {"wait": f"go-{intent}"}, {"verify": True}] for intent in intents}
    (root / "script.json").write_text(json.dumps(script), encoding="utf-8")


async def running(wire: Wire, want: set[str]) -> None:
    """Wait until exactly these intents run."""
    seen: set[str] = set()
    for _ in range(2000):
        work = (await wire.command("intent.status"))["result"]["work"]
        seen = {item["intent"] for item in work if item["status"] == "running"}
        if seen == want:
            return
    raise AssertionError(f"{seen} run, not {want}")


def open_document(wire: Wire, root: Path, name: str) -> str:
    path = root / f"{name}.intent.md"
    wire.open(path.as_uri(), path.read_text(encoding="utf-8"))
    return path.as_uri()


async def test_documents_take_turns(tmp_path: Path) -> None:
    folder_of(tmp_path, {"many": ["m1", "m2", "m3"], "one": ["o1"]}, jobs=1)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        request = wire.start("workspace/executeCommand", {"command": "intent.transpileWorkspace", "arguments": [{}]})
        for intent in ("m1", "o1", "m2", "m3"):  # the other document is not kept waiting for all of the first
            await running(wire, {intent})
            (tmp_path / f"go-{intent}").touch()
        results = (await wire.reply(request))["result"]["results"]
        assert {item["status"] for item in results} == {"verified"}
        assert await wire.finish() == 0


async def test_the_document_in_front_goes_first(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a": ["a1"], "b": ["b1"], "c": ["c1"], "z": ["z1"]}, jobs=2)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        request = wire.start("workspace/executeCommand", {"command": "intent.transpileWorkspace", "arguments": [{}]})
        await running(wire, {"a1"})
        open_document(wire, tmp_path, "z")  # waits last, but is looked at: takes the place that was kept free
        await running(wire, {"a1", "z1"})
        open_document(wire, tmp_path, "c")
        (tmp_path / "go-z1").touch()
        await running(wire, {"a1", "c1"})
        for intent in ("a1", "b1", "c1"):
            (tmp_path / f"go-{intent}").touch()
        results = (await wire.reply(request))["result"]["results"]
        assert [item["status"] for item in results] == ["verified"] * 4
        assert await wire.finish() == 0


async def test_a_save_need_not_wait_for_the_workspace(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a": ["a1"], "b": ["b1"], "z": ["z1"]}, jobs=2)
    (tmp_path / "z.intent.md").rename(tmp_path / "later.md")
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        wire.start("workspace/executeCommand", {"command": "intent.transpileWorkspace", "arguments": [{}]})
        await running(wire, {"a1"})
        (tmp_path / "later.md").rename(tmp_path / "z.intent.md")
        uri = open_document(wire, tmp_path, "z")
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        await running(wire, {"a1", "z1"})
        assert (await wire.command("intent.cancel"))["result"]["cancelled"] == 3
        await running(wire, set())
        assert await wire.finish() == 0


async def test_all_that_wait_are_cancelled_at_once_and_the_places_are_free_again(tmp_path: Path) -> None:
    folder_of(tmp_path, {"many": [f"m{number}" for number in range(8)], "one": ["o1"]}, jobs=1)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(tmp_path, capabilities=FULL)
        for _ in range(3):
            everything = {"command": "intent.transpileWorkspace", "arguments": [{}]}
            request = wire.start("workspace/executeCommand", everything)
            await wire.under_way(9)
            assert (await wire.command("intent.cancel"))["result"] == {"cancelled": 9}
            statuses = [item["status"] for item in (await wire.reply(request))["result"]["results"]]
            assert statuses == ["cancelled"] * 9
        (tmp_path / "go-o1").touch()
        document = (tmp_path / "one.intent.md").as_uri()
        results = (await wire.command("intent.transpile", uri=document))["result"]["results"]
        assert [item["status"] for item in results] == ["verified"]
        assert await wire.finish() == 0
    assert "Traceback" not in wire.log
