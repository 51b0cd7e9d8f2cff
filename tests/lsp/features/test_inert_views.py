"""Whatever a document, a result, a model or a server says, editors show it as text: a walk through every view."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt

from intent_lsp.text.inert import is_inert
from tests.lsp.asks import ASKS
from tests.lsp.conftest import DOUBLE, Folder
from tests.support.editor import CAPABILITIES
from tests.support.wire import Json, Wire

SCRIPTED = "tests.support.scripted_server"
TRICKS = (
    "[run](command:workbench.action.quit)", "![](https://e.org/x.png)", "<img src=https://e.org/x.png>", "$(check)",
    "`` ` ``", "**✓ 9/9**", "\x1b[2J", "\x1b]8;;https://e.org\x07", "\x9b31m", "\u202e", "\u2066", "\x7f",
)  # fmt: skip
ALL_TRICKS = " ".join(TRICKS)
EXACT = {
    "uri", "targetUri", "newText", "data", "arguments", "edit", "command", "source", "file", "candidate", "filterText",
    "placeholder",
}  # fmt: skip
"""Fields that are not shown as they are: what they say must be exact."""
ACTIVE = {"title", "reason", "failed", "model", "text"}
"""Fields in which VS Code makes links and icons."""
MARKDOWN = MarkdownIt("commonmark", {"html": True})
SHOWING: Json = {
    **CAPABILITIES,
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "experimental": {"intentState": True},
}
HOSTILE = DOUBLE.replace("Twice the number.", f"Twice. {ALL_TRICKS}").replace(
    "(x: number) -> number", f'(x: number, s?: "a" | {json.dumps(ALL_TRICKS, ensure_ascii=False)}) -> number'
)
BROKEN = (
    f"# name: double {ALL_TRICKS}\n# {ALL_TRICKS}: 1\n# target: {ALL_TRICKS}\n# uses: {ALL_TRICKS}\n"
    f"# signature: (x: {ALL_TRICKS}) -> number\n# examples:\n- in: {ALL_TRICKS} out: 1\n- f({ALL_TRICKS}) -> 1\n"
)
STEPS: list[Json] = [
    {"model": ALL_TRICKS}, {"round": 1}, {"fail": [[ALL_TRICKS, ALL_TRICKS], [ALL_TRICKS, "2"]]}, {"wait": "go"},
]  # fmt: skip


def shown(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every string that an editor shows, with the name of its field."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        for item in value:
            yield from shown(item, where)
    elif isinstance(value, dict):
        if value.get("kind") == "markdown":
            yield "markdown", value["value"]
        for key, item in value.items():
            if key == "command" and isinstance(item, dict):
                yield from shown(item["title"], "title")
            elif key not in EXACT:
                yield from shown(item, key)


def assert_inert(message: Json) -> int:
    """How many strings it shows."""
    found = list(shown({key: message[key] for key in ("params", "result", "error") if key in message}))
    for where, text in found:
        assert is_inert(text), (where, text, message)
        if where == "markdown":
            kinds = {child.type for token in MARKDOWN.parse(text) for child in (token, *(token.children or ()))}
            assert not kinds & {"link_open", "image", "html_inline", "html_block"}, text
        if where in ACTIVE or message.get("method") in ("window/showMessage", "$/progress"):
            assert "](" not in text
            assert "$(" not in text or where == "message"
    return len(found)


async def look_at_everything(wire: Wire, uri: str, text: str) -> int:
    """Ask for every view at every place of a document."""
    count = 0
    places = [
        {"line": line, "character": column}
        for line, content in enumerate(text.split("\n"))
        for column in {0, 4, 9, 16, len(content)}
        if column <= len(content)
    ]
    for method, more in ASKS.items():
        for place in places if "position" in more else [None]:
            at = {"position": place} if place else {}
            reply = await wire.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, **more, **at})
            count += assert_inert(reply)
            for lens in reply["result"] or () if method == "codeLens" else ():
                count += assert_inert(await wire.request("codeLens/resolve", lens))
    count += assert_inert(await wire.request("workspace/symbol", {"query": ""}))
    return count + assert_inert(await wire.command("intent.status", uri=uri))


@pytest.mark.parametrize("end", [{"exhaust": True}, {"verify": True}, {"error": f"down: {ALL_TRICKS}"}])
async def test_a_run(folder: Folder, end: Json) -> None:
    folder.text = HOSTILE
    folder.script({"double": [*STEPS, end]})
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=SHOWING)
        wire.notify("$/setTrace", {"value": "verbose"})
        wire.open(folder.uri, HOSTILE)
        argument = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]}
        request = wire.start("workspace/executeCommand", argument)
        await wire.under_way(1)
        running = await look_at_everything(wire, folder.uri, HOSTILE)
        folder.touch("go")
        reply = await wire.reply(request)
        assert "result" in reply
        ended = await look_at_everything(wire, folder.uri, HOSTILE)
        assert min(running, ended) > 50
        closed = folder.root / "closed.intent.md"  # what fails there is told in a message, as it has no diagnostics
        closed.write_text(HOSTILE, encoding="utf-8")
        assert "result" in await wire.command("intent.transpile", uri=closed.as_uri())
        told = [message for message in wire.messages if message["method"] != "client/registerCapability"]
        assert sum(map(assert_inert, told)) > 5
        assert ("window/showMessage" in {message["method"] for message in wire.messages}) == ("error" in end)
        assert await wire.finish() == 0
    assert is_inert(wire.log)


async def test_a_document_that_is_wrong_everywhere(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=SHOWING)
        wire.open(folder.uri, BROKEN)
        found = await wire.diagnostics(folder.uri)
        assert len(found) >= 4
        assert_inert({"params": found})
        assert await look_at_everything(wire, folder.uri, BROKEN) > 50
        reply = await wire.command("intent.prompt", uri=folder.uri, intent=ALL_TRICKS, target="js")
        assert "](" not in reply["error"]["message"]
        assert_inert(reply)
        assert await wire.finish() == 0
    assert is_inert(wire.log)
