"""The world changes under a session: folders come and go, configuration is written, settings are late, it all ends."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.conftest import DOUBLE, Folder
from tests.lsp.scripted import FULL, SCRIPTED, save
from tests.support.editor import CAPABILITIES
from tests.support.wire import Json, Wire

ABLE: Json = {**FULL, "workspace": {"configuration": True, "workspaceFolders": True}}


def folder_in(root: Path, name: str, config: Json, intent: str) -> Path:
    folder = root / name
    (folder / ".promirror").mkdir(parents=True)
    configure(folder, config)
    (folder / f"{intent}.intent.md").write_text(
        DOUBLE.replace("double", intent).replace("# target: js\n", ""), encoding="utf-8"
    )
    (folder / "script.json").write_text("{}", encoding="utf-8")
    return folder


def configure(folder: Path, config: Json) -> Path:
    file = folder / ".promirror" / "intent.config.json"
    file.write_text(json.dumps(config, indent=1), encoding="utf-8")
    return file


async def targets(wire: Wire, document: Path) -> list[str]:
    """What the open document's first intent is generated for."""
    answer = (await wire.command("intent.status", uri=document.as_uri()))["result"]["intents"][0]
    return [item["target"] for item in answer["targets"]]


def named(folder: Path) -> Json:
    return {"uri": folder.as_uri(), "name": folder.name}


async def test_folders_come_and_go(tmp_path: Path) -> None:
    one = folder_in(tmp_path, "one", {"targets": {"default": ["js"]}}, "alpha")
    two = folder_in(tmp_path, "two", {"targets": {"default": ["py"]}}, "beta")
    async with Wire(module=SCRIPTED) as wire:
        asked: list[list[str]] = []

        def settings(message: Json) -> Json:
            asked.append([item["scopeUri"] for item in message["params"]["items"]])
            return {"result": [{"transpileOnSave": False} for _ in message["params"]["items"]]}

        wire.answers["workspace/configuration"] = settings
        await wire.initialize(one, capabilities=ABLE)
        for folder, intent in ((one, "alpha"), (two, "beta")):
            file = folder / f"{intent}.intent.md"
            wire.open(file.as_uri(), file.read_text(encoding="utf-8"))

        async def everything() -> list[str]:
            found = (await wire.command("intent.transpileWorkspace"))["result"]["results"]
            symbols = (await wire.request("workspace/symbol", {"query": ""}))["result"]
            assert {item["intent"] for item in found} <= {item["name"] for item in symbols}
            return sorted(item["intent"] for item in found)

        assert await everything() == ["alpha"]
        for event, expected in (
            ({"added": [named(two)], "removed": []}, ["alpha", "beta"]),
            ({"added": [], "removed": [named(one)]}, ["beta"]),
            ({"added": [named(one)], "removed": [named(two)]}, ["alpha"]),
        ):
            wire.notify("workspace/didChangeWorkspaceFolders", {"event": event})
            await wire.take("workspace/configuration")
            assert await everything() == expected
            assert await targets(wire, one / "alpha.intent.md") == ["js"]
            assert await targets(wire, two / "beta.intent.md") == ["py"]
        assert asked[1] == [one.as_uri(), two.as_uri()]
        assert asked[2] == [two.as_uri()]
        assert await wire.finish() == 0


async def test_the_innermost_folder_counts(tmp_path: Path) -> None:
    outer = folder_in(tmp_path, "outer", {"targets": {"default": ["js"]}}, "alpha")
    inner = folder_in(outer, "inner", {"targets": {"default": ["py"]}}, "beta")
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(None, workspaceFolders=[named(outer), named(inner)])
        for file in (outer / "alpha.intent.md", inner / "beta.intent.md"):
            wire.open(file.as_uri(), file.read_text(encoding="utf-8"))
        assert await targets(wire, outer / "alpha.intent.md") == ["js"]
        assert await targets(wire, inner / "beta.intent.md") == ["py"]
        assert await wire.finish() == 0


@pytest.mark.parametrize("watched", [True, False])
async def test_a_configuration_is_written_changed_and_deleted(tmp_path: Path, watched: bool) -> None:
    """Where the editor does not watch files, the file is looked at when it is needed."""
    folder = folder_in(tmp_path, "it", {}, "alpha")
    document, file = folder / "alpha.intent.md", folder / ".promirror" / "intent.config.json"
    file.unlink()
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder)
        wire.open(document.as_uri(), document.read_text(encoding="utf-8"))
        await wire.diagnostics(document.as_uri())
        version = 1
        steps: list[tuple[int, Json | None, list[str]]] = [
            (1, {"targets": {"default": ["py"]}}, ["py"]),
            (2, {"targets": {"default": ["js", "py"]}, "rounds": 2}, ["js", "py"]),
            (3, None, ["js"]),
            (1, {"targets": {"default": ["py"]}}, ["py"]),
        ]
        for kind, config, expected in steps:
            if config is None:
                file.unlink()
            else:
                configure(folder, config)
            if watched:
                changes = [{"uri": file.as_uri(), "type": kind}]
                wire.notify("workspace/didChangeWatchedFiles", {"changes": changes})
                assert await targets(wire, document) == expected
            results = (await wire.command("intent.transpile", uri=document.as_uri(), regenerate=True))["result"]
            assert results["results"]
            version += 1
        assert await wire.finish() == 0


async def test_problems_of_the_configuration_are_marked_and_told(tmp_path: Path) -> None:
    folder = folder_in(tmp_path, "it", {}, "alpha")
    file, document = folder / ".promirror" / "intent.config.json", folder / "alpha.intent.md"
    file.write_text('{\n  "rounds": 3,\n  "targets": {"jsDir": "../out"}\n}\n', encoding="utf-8")
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder, capabilities=CAPABILITIES)
        wire.open(document.as_uri(), document.read_text(encoding="utf-8"))
        told = await wire.take("window/showMessage")
        assert told["message"].startswith(f"{file}:3:24: ")
        assert told["type"] == 2
        wire.open(file.as_uri(), file.read_text(encoding="utf-8"))
        (found,) = await wire.diagnostics(file.as_uri())
        assert found["range"] == {"start": {"line": 2, "character": 23}, "end": {"line": 2, "character": 31}}
        for version, text, count in ((2, "{}", 0), (3, '{"rounds": 99, "bogus": 1}', 2), (4, '{"rounds": ', 1)):
            change = {"uri": file.as_uri(), "version": version}
            wire.notify("textDocument/didChange", {"textDocument": change, "contentChanges": [{"text": text}]})
            await wire.command("intent.status")  # all that was to be published has been
            marked = await wire.diagnostics(file.as_uri(), lambda p: p.get("version") != 1)
            assert len(marked) == count
        wire.notify("textDocument/didClose", {"textDocument": {"uri": file.as_uri()}})
        assert await wire.diagnostics(file.as_uri(), lambda p: not p["diagnostics"]) == []
        await wire.command("intent.transpile", uri=document.as_uri())
        assert not [m for m in wire.messages if m["method"] == "window/showMessage"]  # it was said
        assert await wire.finish() == 0


@pytest.mark.parametrize("on_save", [True, False, None])
async def test_a_save_waits_for_the_settings(folder: Folder, on_save: bool | None) -> None:
    """They come after the save, or (``None``) never."""
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["workspace/configuration"] = lambda _: None
        await wire.initialize(folder.root, capabilities=ABLE)
        await wire.until(lambda: [m for m in wire.messages if m["method"] == "workspace/configuration"])
        question = next(m for m in wire.messages if m["method"] == "workspace/configuration")
        wire.open(folder.uri, folder.text)
        await wire.diagnostics(folder.uri)
        save(wire, folder)
        assert (await wire.command("intent.status"))["result"]["work"] == []
        if on_save is not None:
            wire.send({"id": question["id"], "result": [{"transpileOnSave": on_save}]})
        if on_save is False:
            for _ in range(20):
                await asyncio.sleep(0.01)
                assert (await wire.command("intent.status"))["result"]["work"] == []
        else:
            async with asyncio.timeout(20):
                while not (await wire.command("intent.status"))["result"]["work"]:  # noqa: ASYNC110  another process
                    await asyncio.sleep(0.01)
        assert await wire.finish() == 0


async def test_a_save_that_waits_can_be_cancelled(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["workspace/configuration"] = lambda _: None
        await wire.initialize(folder.root, capabilities=ABLE)
        wire.open(folder.uri, folder.text)
        await wire.until(lambda: [m for m in wire.messages if m["method"] == "workspace/configuration"])
        question = next(m for m in wire.messages if m["method"] == "workspace/configuration")
        save(wire, folder)
        assert (await wire.command("intent.cancel", uri=folder.uri))["result"] == {"cancelled": 1}
        wire.send({"id": question["id"], "result": [{}]})
        for _ in range(20):
            await asyncio.sleep(0.01)
            assert (await wire.command("intent.status"))["result"]["work"] == []
        assert await wire.finish() == 0


@pytest.mark.parametrize("how", ["shutdown", "exit", "end of input"])
async def test_work_that_waits_its_turn_does_not_begin_at_the_end(folder: Folder, how: str) -> None:
    (folder.root / ".promirror").mkdir()
    configure(folder.root, {"jobs": 1})
    names = [f"f{number}" for number in range(5)]
    for name in names:
        (folder.root / f"{name}.intent.md").write_text(DOUBLE.replace("double", name), encoding="utf-8")
    folder.script({"double": [{"round": 1}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities={"experimental": {"intentState": True}})
        asked = []
        for under_way, several in ((1, ["double"]), (6, names)):  # only the first has something to wait for
            for name in several:
                uri = (folder.root / f"{name}.intent.md").as_uri()
                command = {"command": "intent.transpile", "arguments": [{"uri": uri}]}
                asked.append(wire.start("workspace/executeCommand", command))
            await wire.under_way(under_way)
        if how == "shutdown":
            assert (await wire.request("shutdown"))["result"] is None
            folder.touch("go")
            for number in asked:
                assert (await wire.reply(number))["error"]["code"] == -32800
            wire.notify("exit")
        elif how == "exit":
            wire.notify("exit")
        elif wire.process.stdin is not None:
            wire.process.stdin.close()
        async with asyncio.timeout(5):
            assert await wire.process.wait() == (0 if how == "shutdown" else 1)
        states = [m["params"] for m in wire.messages if m["method"] == "intent/state"]
        begun = {item["intent"] for state in states for item in state["work"] if item["status"] == "running"}
        assert begun <= {"double"}
    assert "Traceback" not in wire.log


def slow_scan(root: Path) -> None:
    """A folder whose reading takes a second or so: every folder below it is held against thousands of patterns."""
    (root / ".gitignore").write_text("".join(f"**/never-{number}-*.log\n" for number in range(4_900)))
    for number in range(500):
        (root / f"folder{number}").mkdir()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["command", "request", "shutdown", "exit"])
async def test_cancelling_while_the_workspace_is_searched(folder: Folder, how: str) -> None:
    slow_scan(folder.root)
    argument: dict[str, Any] = {"command": "intent.transpileWorkspace", "arguments": [{}]}
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        request = wire.start("workspace/executeCommand", argument)
        assert (await wire.command("intent.status"))["result"]["work"] == []
        if how == "command":
            assert (await wire.command("intent.cancel"))["result"] == {"cancelled": 1}
            assert (await wire.reply(request))["result"] == {"results": [], "cancelled": True}
        elif how == "request":
            wire.notify("$/cancelRequest", {"id": request})
            assert (await wire.reply(request))["error"]["code"] == -32800
        if how in ("command", "request"):
            await wire.request("workspace/symbol", {"query": ""})  # searches the workspace as well, and from later on
            assert (await wire.command("intent.status"))["result"]["work"] == []
            assert await wire.finish() == 0
            return
        if how == "shutdown":
            assert (await wire.request("shutdown"))["result"] is None
            assert (await wire.reply(request))["error"]["code"] == -32800
        wire.notify("exit")
        async with asyncio.timeout(5):
            assert await wire.process.wait() == (0 if how == "shutdown" else 1)
