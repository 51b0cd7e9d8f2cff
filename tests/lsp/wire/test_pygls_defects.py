"""One test for each known defect of pygls 2.1.1, over real stdio: each fails without our fix.

``test_pygls_as_it_comes.py`` shows the same defects in pygls itself, and fails when one of them is mended there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED
from tests.support.wire import Wire

BLOCKED: dict[str, list[dict[str, Any]]] = {"double": [{"round": 1}, {"wait": "go"}, {"verify": True}]}


async def running(wire: Wire, folder: Folder, **argument: Any) -> int:
    """Start a command that waits for the file ``go``; returns when it is under way."""
    params = {"command": "intent.transpile", "arguments": [{"uri": folder.uri, **argument}]}
    request = wire.start("workspace/executeCommand", params)
    await wire.under_way(1)
    return request


async def pending(wire: Wire) -> dict[str, int]:
    """What the protocol remembers, the asking itself not counted."""
    counts = dict((await wire.command("intent.debugInfo"))["result"]["pending"])
    counts["requests"] -= 1
    return counts


async def test_1_cancelling_a_command_stops_its_work(folder: Folder) -> None:
    folder.script(BLOCKED)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        request = await running(wire, folder)
        wire.notify("$/cancelRequest", {"id": request})
        assert (await wire.reply(request))["error"]["code"] == -32800
        await wire.under_way(0)
        state = (await wire.command("intent.status"))["result"]["work"][0]
        assert (state["status"], state["reason"]) == ("cancelled", "cancelled")
        assert await wire.finish() == 0


async def test_1_a_command_learns_its_progress_token(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        params = {"command": "intent.transpile", "arguments": [{"uri": folder.uri}], "workDoneToken": "mine"}
        await wire.request("workspace/executeCommand", params)
        sent = [message["params"] for message in wire.messages if message["method"] == "$/progress"]
        assert {params["token"] for params in sent} == {"mine"}
        assert (sent[0]["value"]["kind"], sent[-1]["value"]["kind"]) == ("begin", "end")


async def test_2_nothing_is_remembered_after_messages_were_handled(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities={"window": {"workDoneProgress": True}})
        wire.open(folder.uri, folder.text)
        for version in range(2, 30):
            wire.notify(
                "textDocument/didChange",
                {"textDocument": {"uri": folder.uri, "version": version}, "contentChanges": [{"text": folder.text}]},
            )
        for _ in range(5):
            await wire.command("intent.transpile", uri=folder.uri)
        assert await pending(wire) == {"requests": 0, "resultTypes": 0, "progressTokens": 0}


async def test_2_nothing_is_remembered_after_the_client_refused(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["window/workDoneProgress/create"] = lambda _: {"error": {"code": -32601, "message": "no"}}
        await wire.initialize(folder.root, capabilities={"window": {"workDoneProgress": True}})
        await wire.command("intent.transpile", uri=folder.uri)
        assert await pending(wire) == {"requests": 0, "resultTypes": 0, "progressTokens": 0}
        assert not [message for message in wire.messages if message["method"] == "$/progress"]


async def test_3_shutdown_with_a_command_in_flight(folder: Folder) -> None:
    folder.script(BLOCKED)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        requests = [await running(wire, folder) for _ in range(3)]
        assert (await wire.request("shutdown")).get("error") is None
        for request in requests:
            assert (await wire.reply(request))["error"]["code"] == -32800
        wire.notify("exit")
        assert await wire.exit_status() == 0


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
async def test_4_only_line_ends_end_a_line(folder: Folder, separator: str) -> None:
    text = folder.text.replace("Twice", f"Twice{separator}")
    line = text.split("\n").index('- in: {"x": 2} out: 4')
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        wire.open(folder.uri, text)
        assert await wire.diagnostics(folder.uri) == []
        place = {"line": line, "character": len('- in: {"x": 2} out: ')}
        change = {"range": {"start": place, "end": {**place, "character": place["character"] + 1}}, "text": "}"}
        wire.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": folder.uri, "version": 2}, "contentChanges": [change]},
        )
        found = await wire.diagnostics(folder.uri)
        assert [(item["code"], item["range"]["start"]["line"]) for item in found] == [("example-syntax", line)]


async def test_5_a_request_that_cannot_be_decoded_is_answered(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        params = {
            "textDocument": {"uri": folder.uri},
            "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}},
            "context": {"diagnostics": [], "triggerKind": 77},
        }
        reply = await wire.request("textDocument/codeAction", params)
        assert reply["error"]["code"] == -32602
        assert "textDocument/codeAction" in reply["error"]["message"]


async def test_5_unknown_values_in_initialize_do_not_stop_the_session(folder: Folder) -> None:
    capabilities = {
        "textDocument": {"completion": {"completionItemKind": {"valueSet": [1, 9999]}}},
        "workspace": {"symbol": {"symbolKind": {"valueSet": "all"}}, "resourceOperations": ["teleport"]},
    }
    async with Wire() as wire:
        result = await wire.initialize(folder.root, capabilities=capabilities, trace="loud")
        assert result["serverInfo"]["name"] == "intent-lsp"
        assert await wire.finish() == 0


async def test_5_initialize_without_capabilities_is_refused_and_can_be_repeated(folder: Folder) -> None:
    async with Wire() as wire:
        assert (await wire.request("initialize", {"processId": None}))["error"]["code"] == -32602
        assert "capabilities" in await wire.initialize(folder.root)


async def test_6_exit_without_shutdown_is_a_failure(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        wire.notify("exit")
        assert await wire.exit_status() == 1


async def test_6_exit_before_initialize_is_a_failure() -> None:
    async with Wire() as wire:
        wire.notify("exit")
        assert await wire.exit_status() == 1


async def test_6_shutdown_and_exit_are_no_failure(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        assert await wire.finish() == 0


async def test_7_capabilities_announce_what_pygls_leaves_out(folder: Folder) -> None:
    async with Wire() as wire:
        capabilities = (await wire.initialize(folder.root))["capabilities"]
        assert capabilities["executeCommandProvider"]["workDoneProgress"] is True
        assert capabilities["experimental"] == {"intentState": True}


async def test_8_a_late_answer_to_a_cancelled_wait_does_no_harm(folder: Folder) -> None:
    """The progress ends before the client has answered its creation; the answer comes afterwards."""
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["window/workDoneProgress/create"] = lambda _: None
        await wire.initialize(folder.root, capabilities={"window": {"workDoneProgress": True}})
        await wire.command("intent.transpile", uri=folder.uri)
        late = next(m for m in wire.messages if m["method"] == "window/workDoneProgress/create")
        wire.send({"id": late["id"], "result": None})
        assert (await pending(wire))["requests"] == 0
        assert not [message for message in wire.messages if message["method"] == "$/progress"]
        assert await wire.finish() == 0
    assert "InvalidState" not in wire.log


async def test_9_input_is_read_while_work_goes_on(folder: Folder) -> None:
    folder.script(BLOCKED)
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        requests = [await running(wire, folder) for _ in range(40)]
        assert "result" in await wire.command("intent.debugInfo")
        folder.touch("go")
        for request in requests:
            assert (await wire.reply(request))["result"]["results"][0]["status"] == "verified"


async def test_10_every_handler_gets_the_server() -> None:
    """pygls passes the server silently to nobody when a handler's annotations cannot be resolved."""
    import inspect

    from intent_lsp.lsp import notifications
    from intent_lsp.lsp.requests import handler
    from intent_lsp.lsp.wire.registry import NOTIFICATIONS, REQUESTS

    for handle in (*map(handler, REQUESTS), *(getattr(notifications, name) for name in NOTIFICATIONS.values())):
        first = next(iter(inspect.signature(handle).parameters))
        assert first == "ls", handle.__module__


async def test_also_requests_before_initialize_are_refused(tmp_path: Path) -> None:
    async with Wire() as wire:
        assert (await wire.request("textDocument/hover", {}))["error"]["code"] == -32002
        assert "capabilities" in await wire.initialize(tmp_path)


async def test_also_requests_after_shutdown_are_refused(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        await wire.request("shutdown")
        assert (await wire.request("intent/anything"))["error"]["code"] == -32600
        assert (await wire.request("shutdown"))["error"]["code"] == -32600
        wire.notify("exit")
        assert await wire.exit_status() == 0


async def test_also_documents_never_reach_the_log(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, trace="verbose")
        wire.open(folder.uri, folder.text.replace("Twice", "Xyzzy"))
        await wire.diagnostics(folder.uri)
        await wire.command("intent.transpile", uri=folder.uri)
        assert await wire.finish() == 0
    assert "Xyzzy" not in wire.log


async def test_also_an_error_in_a_notification_is_no_popup(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        change = {"textDocument": {"uri": "file:///never/opened.intent.md", "version": 2}, "contentChanges": []}
        wire.notify("textDocument/didChange", change)
        wire.notify("textDocument/didChange", {**change, "contentChanges": [{"text": "x"}]})
        assert "result" in await wire.command("intent.debugInfo")
        assert not [message for message in wire.messages if message["method"] == "window/showMessage"]


async def test_also_commands_take_one_object(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root)
        cases: list[list[Any]] = [[1], ["a", "b"], [{"uri": 3}], [{}], [{"uri": folder.uri, "target": "c"}]]
        for arguments in cases:
            reply = await wire.request(
                "workspace/executeCommand", {"command": "intent.transpile", "arguments": arguments}
            )
            assert reply["error"]["code"] == -32602
        assert (await wire.command("intent.nothing"))["error"]["code"] == -32602
