"""What was not checked here is checked while nobody waits: who ends that. The engine does what a script says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.claims import claimed
from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED, SHOWING, transpile
from tests.support.strangers import new_machine
from tests.support.wire import Wire

CODE = "export function double(x) {\n  return 2 * x;\n}\n"


async def there(file: Path, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not file.exists():  # noqa: ASYNC110 - another process touches it
            await asyncio.sleep(0.02)


async def opened(wire: Wire, folder: Folder, **options: Any) -> None:
    claimed(folder, CODE)
    await wire.initialize(folder.root, capabilities=SHOWING, initializationOptions=options)
    wire.open(folder.uri, folder.text)


async def test_closing_the_document_ends_it(folder: Folder, tmp_path: Path) -> None:
    folder.script({"double": [{"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED, env=new_machine(tmp_path / ".cache")) as wire:
        await opened(wire, folder)
        await there(tmp_path / "go.waiting")
        wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
        await there(tmp_path / "double.cancelled")


async def test_what_the_user_starts_goes_first(folder: Folder, tmp_path: Path) -> None:
    folder.script({"double": [{"wait": "go"}, {"round": 1}, {"verify": True}]})
    async with Wire(module=SCRIPTED, env=new_machine(tmp_path / ".cache")) as wire:
        await opened(wire, folder)
        await there(tmp_path / "go.waiting")
        request = transpile(wire, folder)
        await there(tmp_path / "double.cancelled")
        folder.touch("go")
        (result,) = (await wire.reply(request))["result"]["results"]
        assert result["status"] == "verified"


async def test_it_begins_anew_after_what_went_first(folder: Folder, tmp_path: Path) -> None:
    folder.script({"double": [{"wait": "go"}, {"verify": True}], "other": [{"round": 1}, {"verify": True}]})
    other = tmp_path / "other.intent.md"
    other.write_text(folder.text.replace("double", "other"))
    async with Wire(module=SCRIPTED, env=new_machine(tmp_path / ".cache")) as wire:
        await opened(wire, folder)
        await there(tmp_path / "go.waiting")
        params = {"command": "intent.transpile", "arguments": [{"uri": other.as_uri()}]}
        await wire.request("workspace/executeCommand", params)
        await there(tmp_path / "double.cancelled")
        (tmp_path / "go.waiting").unlink()
        await there(tmp_path / "go.waiting")


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"trusted": False}, {"checkOnOpen": False}], ids=str)
async def test_it_does_not_begin_where_it_may_not(folder: Folder, tmp_path: Path, options: dict[str, Any]) -> None:
    folder.script({"double": [{"wait": "go"}]})
    async with Wire(module=SCRIPTED, env=new_machine(tmp_path / ".cache")) as wire:
        await opened(wire, folder, **options)
        await asyncio.sleep(3)  # it takes one
        assert not (tmp_path / "go.waiting").exists()
