"""Generated files in folders that documents name with ``outDir``: the editor is asked for them, and they lead back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intent_lsp.search import GLOB
from tests.lsp.conftest import DOUBLE
from tests.support.editor import CAPABILITIES
from tests.support.wire import Json, Wire

DYNAMIC: Json = {"dynamicRegistration": True}
ABLE: Json = {
    **CAPABILITIES,
    "textDocument": {
        **CAPABILITIES["textDocument"],
        **dict.fromkeys(("synchronization", "codeLens", "definition"), DYNAMIC),
    },
    "workspace": {**CAPABILITIES["workspace"], "didChangeWatchedFiles": DYNAMIC},
}
TEXT = DOUBLE + '- in: {"x": -3} out: -6\n'


def in_folder(name: str) -> str:
    return f"---\noutDir: {name}\n---\n{TEXT}"


def patterns(params: Json, method: str) -> list[str]:
    (found,) = [item for item in params["registrations"] if item["method"] == method]
    options = found["registerOptions"]
    items = options.get("documentSelector") or options["watchers"]
    return [item.get("pattern") or item["globPattern"] for item in items]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".promirror").mkdir()
    config = {"providers": [{"type": "builtin"}]}
    (tmp_path / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "sub").mkdir()
    return tmp_path


async def test_the_folders_that_documents_name_are_asked_for(root: Path) -> None:
    document = root / "sub" / "double.intent.md"
    document.write_text("\ufeff" + in_folder("./lib/gen/").replace("\n", "\r\n"), encoding="utf-8", newline="")
    async with Wire() as wire:
        await wire.initialize(root, capabilities=ABLE)
        first = await wire.take("client/registerCapability")
        assert patterns(first, "textDocument/didOpen") == ["**/src/js/auto/*.js", "**/src/py/auto/*.py"]
        watched = [item for item in first["registrations"] if item["id"] == "intent-files"]
        assert patterns({"registrations": watched}, "workspace/didChangeWatchedFiles")[0] == GLOB
        second = await wire.take("client/registerCapability")
        for method in ("didOpen", "didChange", "didSave", "didClose", "codeLens", "definition"):
            assert patterns(second, f"textDocument/{method}") == ["**/lib/gen/*.js", "**/lib/gen/*.py"]
        assert patterns(second, "workspace/didChangeWatchedFiles") == ["**/lib/gen/*.js", "**/lib/gen/*.py"]
        assert {item["id"] for item in first["registrations"]}.isdisjoint(i["id"] for i in second["registrations"])

        document.write_text(in_folder("elsewhere"), encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document.as_uri(), "type": 2}]})
        gone = (await wire.take("client/unregisterCapability"))["unregisterations"]
        assert [item["id"] for item in gone] == [item["id"] for item in second["registrations"]]
        third = await wire.take("client/registerCapability")
        assert patterns(third, "textDocument/didOpen") == ["**/elsewhere/*.js", "**/elsewhere/*.py"]
        document.unlink()
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document.as_uri(), "type": 3}]})
        assert len((await wire.take("client/unregisterCapability"))["unregisterations"]) == len(gone)
        assert await wire.finish() == 0


async def test_a_file_there_is_one_like_others(root: Path) -> None:
    """Saved with another ``outDir``, generated, opened: a lens leads back, an edit by hand is seen and kept."""
    document = root / "sub" / "double.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    uri = document.as_uri()
    async with Wire() as wire:
        await wire.initialize(root, capabilities=ABLE, initializationOptions={"transpileOnSave": False})
        await wire.take("client/registerCapability")
        wire.open(uri, TEXT)
        await wire.diagnostics(uri)
        text = in_folder("lib")
        change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]}
        wire.notify("textDocument/didChange", change)
        document.write_text(text, encoding="utf-8")
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        assert patterns(await wire.take("client/registerCapability"), "textDocument/didOpen")[0] == "**/lib/*.js"
        (result,) = (await wire.command("intent.transpile", uri=uri))["result"]["results"]
        file = root / "lib" / "double.js"
        assert (result["status"], result["file"]) == ("verified", str(file))
        code = file.read_text(encoding="utf-8")
        wire.open(file.as_uri(), code)
        lenses = (await wire.request("textDocument/codeLens", {"textDocument": {"uri": file.as_uri()}}))["result"]
        assert [lens["command"]["title"] for lens in lenses] == [
            "Open the intention 'double' in double.intent.md", "✓ 3/3",
        ]  # fmt: skip
        edited = {"uri": file.as_uri(), "version": 2}
        wire.notify(
            "textDocument/didChange", {"textDocument": edited, "contentChanges": [{"text": code + "// mine\n"}]}
        )
        status = (await wire.command("intent.status", uri=uri))["result"]["intents"][0]
        assert status["targets"][0]["kind"] == "edited"
        (again,) = (await wire.command("intent.transpile", uri=uri, regenerate=True))["result"]["results"]
        assert again["status"] == "conflict"
        assert file.read_text(encoding="utf-8") == code
        assert await wire.finish() == 0


async def test_nobody_is_asked_who_cannot_answer(root: Path) -> None:
    (root / "double.intent.md").write_text(in_folder("lib"), encoding="utf-8")
    async with Wire() as wire:
        await wire.initialize(root, capabilities=CAPABILITIES)
        wire.open((root / "double.intent.md").as_uri(), in_folder("lib"))
        wire.notify("textDocument/didSave", {"textDocument": {"uri": (root / "double.intent.md").as_uri()}})
        await wire.under_way(0)
        await wire.command("intent.transpileWorkspace")
        assert not [m for m in wire.messages if m["method"].startswith("client/")]
        assert await wire.finish() == 0
