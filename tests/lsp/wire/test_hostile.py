"""Documents and addresses that no one expects, each through the whole server: nothing breaks, every answer is one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.asks import ALL, ASKS
from tests.lsp.conftest import DOUBLE, Folder
from tests.lsp.scripted import SCRIPTED
from tests.support.editor import CAPABILITIES
from tests.support.wire import Wire

THIRD = DOUBLE + '- in: {"x": -3} out: -6\n'
DOCUMENTS = {
    "carriage returns and line feeds": THIRD.replace("\n", "\r\n"),
    "carriage returns": THIRD.replace("\n", "\r"),
    "mixed line ends": THIRD.replace("\n", "\r\n", 4),
    "byte order mark": "\ufeff" + THIRD,
    "no final newline": THIRD.rstrip("\n"),
    "tabs": THIRD.replace("- in", "-\tin").replace(": ", ":\t"),
    "emoji": THIRD.replace("Twice", "😀𝒳👩‍👩‍👧"),
    "a name in German": THIRD.replace("double", "größe"),
    "odd separators": THIRD.replace("Twice", "a\u2028b\u2029c\x85d\x0ce\0f"),
    "front matter": "---\ntargets: [js]\n---\n" + THIRD,
    "crlf front matter": ("---\ntargets: [js]\n---\n" + THIRD).replace("\n", "\r\n"),
}
NOTHING = {
    "empty": "",
    "blank": "  \n\t\n\n",
    "only front matter": "---\ntargets: [js]\n---\n",
    "an open fence": "---\n",
}
HUGE = {
    "a megabyte of examples": THIRD + "".join(f'- in: {{"x": {x}}} out: {2 * x}\n' for x in range(9, 34_000)),
    "a megabyte on one line": THIRD.replace("Twice", "x" * 1_000_000),
    "a megabyte of brackets": THIRD + "- in: " + "[" * 1_000_000 + "\n",
    "a megabyte of headings": THIRD + "# " * 500_000 + "\n",
}


async def ask_everything(wire: Wire, uri: str) -> None:
    for method, more in ASKS.items():
        reply = await wire.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more})
        assert "error" not in reply, reply
        for lens in (reply["result"] or [])[:50] if method == "codeLens" else ():
            assert (await wire.request("codeLens/resolve", lens))["result"]["command"]["title"]


def builtin(root: Path) -> None:
    (root / ".promirror").mkdir()
    config = {"providers": [{"type": "builtin"}]}
    (root / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")


async def begun(wire: Wire, root: Path) -> None:
    await wire.initialize(root, capabilities=CAPABILITIES, initializationOptions={"transpileOnSave": False})


@pytest.mark.slow
@pytest.mark.parametrize("kind", DOCUMENTS)
async def test_it_is_a_document_like_others(tmp_path: Path, kind: str) -> None:
    """In a folder with blanks, percent signs and letters of all kinds in its name."""
    root = tmp_path / "ünï cödé %41 #x 😀"
    root.mkdir()
    builtin(root)
    text = DOCUMENTS[kind]
    document = root / "é %20 😀.intent.md"
    document.write_bytes(text.encode())
    uri = document.as_uri()
    async with Wire() as wire:
        await begun(wire, root)
        wire.open(uri, text)
        assert await wire.diagnostics(uri) == []
        await ask_everything(wire, uri)
        (first,) = (await wire.command("intent.transpile", uri=uri))["result"]["results"]
        assert first["status"] == "verified"
        assert Path(first["file"]).is_file()
        status = (await wire.command("intent.status", uri=uri))["result"]
        assert [item["uri"] for item in status["work"]] == [uri]
        assert status["intents"][0]["targets"][0]["text"].startswith("✓ 3/3")
        wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        (again,) = (await wire.command("intent.transpileWorkspace"))["result"]["results"]
        assert again["status"] == "fresh"
        assert await wire.finish() == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*NOTHING, *HUGE])
async def test_there_is_nothing_or_far_too_much_in_it(tmp_path: Path, kind: str) -> None:
    uri = (tmp_path / "it.intent.md").as_uri()
    async with Wire() as wire:
        await begun(wire, tmp_path)
        wire.open(uri, NOTHING.get(kind, "") or HUGE.get(kind, ""))
        await wire.diagnostics(uri)
        await ask_everything(wire, uri)
        if kind in NOTHING:
            error = (await wire.command("intent.transpile", uri=uri))["error"]
            assert error["message"].startswith("it.intent.md holds no intent.")
        assert await wire.finish() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1", "untitled:double.intent.md", "git:/a/b.intent.md?x=1", "http://example.org/x.intent.md",
        "vscode-notebook-cell:/a.intent.md#b", "file:///nowhere/at/all/y.intent.md", "file://server/share/z.intent.md",
        "file:///C:/x/y.intent.md", "file:///tmp-none/a%00b.intent.md", "file:///tmp-none/%ff%fe.intent.md",
        "nonsense.intent.md", "",
    ],
)  # fmt: skip
async def test_an_address_that_is_no_file(tmp_path: Path, uri: str) -> None:
    """Static features work; what needs a file says so, in words for the user."""
    broken = DOUBLE.replace("out: 4", "out:")
    argument = {"uri": uri, "intent": "double", "target": "js"}
    async with Wire() as wire:
        await begun(wire, tmp_path)
        wire.open(uri, broken)
        if uri.endswith(".intent.md") or uri.startswith("untitled:"):
            assert [item["code"] for item in await wire.diagnostics(uri)] == ["example-syntax"]
        document = {"uri": uri, "version": 2}
        wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": DOUBLE}]})
        await ask_everything(wire, uri)
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        for name in ("transpile", "check", "keep", "diff", "prompt"):
            reply = await wire.command(f"intent.{name}", **argument)
            assert reply.get("error", {"code": -32803})["code"] in (-32803, -32602), reply
            for result in reply.get("result", {}).get("results", ()):
                assert result["status"] == "error"
        for name in ("status", "cancel", "clearCache"):
            assert "result" in await wire.command(f"intent.{name}", uri=uri)
        assert "result" in await wire.command("intent.debugInfo")
        assert await wire.finish() == 0
    assert "Traceback" not in wire.log


READ_ONLY = Path("/proc/self")


@pytest.mark.skipif(not READ_ONLY.is_dir(), reason="the system has no /proc, which nobody can write into")
async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    folder = Path(f"/proc/{'self'}/net")  # small, and read-only for everyone
    uri = (folder / "double.intent.md").as_uri()
    async with Wire() as wire:
        await begun(wire, folder)
        wire.open(uri, THIRD)
        assert await wire.diagnostics(uri) == []
        (result,) = (await wire.command("intent.transpile", uri=uri))["result"]["results"]
        assert result["status"] == "error"
        found = await wire.diagnostics(uri, lambda p: any(item["severity"] == 1 for item in p["diagnostics"]))
        assert [item["code"] for item in found] == ["write"]
        assert "cannot write" in found[0]["message"]
        await ask_everything(wire, uri)
        assert await wire.finish() == 0
    assert "Traceback" not in wire.log


@pytest.mark.parametrize("what", ["deleted", "renamed", "closed and deleted"])
async def test_a_document_that_goes_while_it_is_transpiled(folder: Folder, what: str) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"wait": "go"}, {"round": 2}, {"verify": True}]})
    renamed = folder.root / "renamed.intent.md"
    async with Wire(module=SCRIPTED) as wire:
        await begun(wire, folder.root)
        wire.open(folder.uri, folder.text)
        assert await wire.diagnostics(folder.uri) == []
        command: dict[str, Any] = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]}
        request = wire.start("workspace/executeCommand", command)
        await wire.diagnostics(folder.uri, lambda p: "round 1" in str(p))
        if what == "renamed":
            folder.document.rename(renamed)
        else:
            folder.document.unlink()
        if what != "deleted":
            wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
            assert await wire.diagnostics(folder.uri, lambda p: "version" not in p) == []
        if what == "renamed":
            wire.open(renamed.as_uri(), folder.text)
            await wire.diagnostics(renamed.as_uri())
        changes = [{"uri": folder.uri, "type": 3}, {"uri": renamed.as_uri(), "type": 1}]
        wire.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        folder.touch("go")
        (result,) = (await wire.reply(request))["result"]["results"]
        assert result["status"] == "verified"
        published = [m["params"] for m in wire.messages if m["method"] == "textDocument/publishDiagnostics"]
        assert not [p for p in published if p["uri"] == folder.uri and what != "deleted"]
        if what == "renamed":
            again = (await wire.command("intent.transpile", uri=renamed.as_uri()))["result"]["results"]
            assert [item["status"] for item in again] == ["verified"]
        assert await wire.finish() == 0
    assert "Traceback" not in wire.log


async def test_fixes_keep_the_line_ends(tmp_path: Path) -> None:
    text = DOUBLE.replace("target: js", "exmples:").replace("# examples:\n", "").replace("\n", "\r\n")
    uri = (tmp_path / "it.intent.md").as_uri()
    async with Wire() as wire:
        await begun(wire, tmp_path)
        wire.open(uri, text)
        await wire.diagnostics(uri)
        reply = await wire.request(
            "textDocument/codeAction", {"textDocument": {"uri": uri}, "range": ALL, "context": {"diagnostics": []}}
        )
        texts = [
            edit["newText"]
            for action in reply["result"] if "edit" in action
            for change in action["edit"]["documentChanges"]
            for edit in change["edits"]
        ]  # fmt: skip
        assert any("\r\n" in new for new in texts)
        assert not any("\n" in new.replace("\r\n", "") for new in texts)
        assert await wire.finish() == 0


async def test_the_log_goes_to_the_editor_that_traces(tmp_path: Path) -> None:
    async with Wire() as wire:
        await begun(wire, tmp_path)
        for value, heard in (("off", False), ("messages", True), ("off", False)):
            wire.notify("$/setTrace", {"value": value})
            assert "error" in await wire.command("intent.transpile", uri="untitled:x")
            await asyncio.sleep(0)
            await wire.command("intent.debugInfo")
            messages = [m["params"] for m in wire.messages if m["method"] == "window/logMessage"]
            wire.messages.clear()
            assert any("Save the document" in message["message"] for message in messages) == heard
        assert await wire.finish() == 0


async def test_one_file_has_many_addresses(tmp_path: Path) -> None:
    """Editors encode different characters; the file is the same."""
    path = tmp_path / "a (b)!.intent.md"
    path.write_text(DOUBLE.replace("Twice", "On disk"), encoding="utf-8")
    folder = tmp_path.as_uri()
    uris = [f"{folder}/a%20(b)!.intent.md", f"{folder}/a%20%28b%29%21.intent.md", f"{folder}/%61%20(b)%21.intent.md"]
    async with Wire(module=SCRIPTED) as wire:
        (tmp_path / "script.json").write_text("{}", encoding="utf-8")
        await begun(wire, tmp_path)
        wire.open(uris[0], DOUBLE)
        assert await wire.diagnostics(uris[0]) == []
        for uri in uris:
            status = (await wire.command("intent.status", uri=uri))["result"]
            assert [item["name"] for item in status["intents"]] == ["double"]
            (result,) = (await wire.command("intent.transpile", uri=uri))["result"]["results"]
            assert result["status"] == "verified"
            await ask_everything(wire, uri)
        prompt = (await wire.command("intent.prompt", uri=uris[2], intent="double", target="js"))["result"]
        assert "Twice" in prompt["user"]  # the editor's text, not the disk's
        assert len((await wire.command("intent.status"))["result"]["work"]) == 1
        assert await wire.finish() == 0
