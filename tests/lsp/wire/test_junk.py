"""Messages that mean nothing: each gets its error, and nothing of it stays in memory."""

from __future__ import annotations

import asyncio
import gc
import json
from pathlib import Path
from typing import Any

import pytest
from pygls.workspace import Workspace

from intent_lsp.lsp.wire.answered_errors import release
from intent_lsp.lsp.wire.framing import MAX_HEADER, Framing, frame
from intent_lsp.lsp.wiring import create_server
from tests.support.wire import Wire

pytestmark = pytest.mark.slow

MESSAGES = 50


def request(method: str, params: Any, number: Any = 1) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()


def command(name: str, argument: Any) -> bytes:
    return request("workspace/executeCommand", {"command": name, "arguments": [argument]})


def notification(method: str, params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode()


NOWHERE = {"textDocument": {"uri": "file:///nowhere"}, "position": {"line": 0, "character": 0}}
JUNK = {
    "an unknown method": request("no/such/method", {}),
    "an id that is a list": request("textDocument/hover", NOWHERE, [1]),
    "no JSON": b"[" * 100_000,
    "parameters of another type": request("textDocument/hover", {"textDocument": "x" * 1000, "position": [7]}),
    "deep parameters": request("textDocument/hover", {"textDocument": json.loads("[" * 200 + "]" * 200)}),
    "a notification of another type": notification("textDocument/didOpen", {"textDocument": list(range(1000))}),
    "a change of nothing": notification(
        "textDocument/didChange", {"textDocument": {"uri": "x", "version": 1}, "contentChanges": [{"text": "x"}]}
    ),
    "a new name that is none": request("textDocument/rename", {**NOWHERE, "newName": "1"}),
    "a lens with other data": request(
        "codeLens/resolve", {"range": {"start": NOWHERE["position"], "end": NOWHERE["position"]}, "data": "x"}
    ),
    "a request that we fail": request("textDocument/moniker", NOWHERE),
    "an unknown command": command("no.such.command", {}),
    "a command's argument of another type": command("intent.transpile", {"uri": 7}),
    "a command for a document that is not a file": command("intent.transpile", {"uri": "untitled:x"}),
}


def fail(params: Any) -> None:
    """A handler with a defect."""
    raise KeyError(params)


@pytest.mark.parametrize("kind", JUNK)
async def test_nothing_of_it_stays(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    """Without the help of the garbage collector, which comes late while documents are read."""
    caplog.set_level("CRITICAL", "intent_lsp")  # pytest would keep what is logged
    server = create_server()
    server.feature("textDocument/moniker")(fail)
    protocol = server.protocol
    protocol._workspace = Workspace(None)

    async def receive(times: int) -> None:
        for _ in range(times):
            protocol.receive(JUNK[kind])
            for _ in range(5):
                await asyncio.sleep(0)

    await receive(3)  # what is imported or kept once
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        await receive(MESSAGES)
        assert len(gc.get_objects()) - before < MESSAGES
    finally:
        gc.enable()


def test_an_error_is_let_go_with_all_its_parts() -> None:
    """Groups in groups, causes, and errors that are each other's context."""
    parts = []
    for number in range(3):
        try:
            raise ValueError(number)
        except ValueError as error:
            parts.append(error)
    parts[0].__cause__, parts[1].__context__, parts[2].__context__ = parts[1], parts[2], parts[1]
    group = ExceptionGroup("all", [ExceptionGroup("some", [parts[0]])])
    release(group)
    assert [part.__traceback__ for part in parts] == [None, None, None]


ODD: dict[str, tuple[bytes, int, str]] = {
    "deep JSON": (b"[" * 200_000, -32700, "not JSON"),
    "deep JSON that ends": (b"[" * 200_000 + b"]" * 200_000, -32700, "not JSON"),
    "a number of 5,000 digits": (b'{"jsonrpc":"2.0","id":' + b"9" * 5000 + b',"method":"x"}', -32700, "not JSON"),
    "a list": (b"[]", -32600, "one JSON object"),
    "an id that is a list": (request("textDocument/hover", NOWHERE, [1]), -32600, "not a JSON-RPC 2.0 request"),
    "an id that is an object": (request("textDocument/hover", NOWHERE, {}), -32600, "not a JSON-RPC 2.0 request"),
    "an id with a fraction": (request("textDocument/hover", NOWHERE, 1.5), -32600, "not a JSON-RPC 2.0 request"),
    "an id that is not a number": (request("x", NOWHERE, float("nan")), -32600, "not a JSON-RPC 2.0 request"),
    "an id that is true": (request("textDocument/hover", NOWHERE, True), -32600, "not a JSON-RPC 2.0 request"),
    "the id null": (request("textDocument/hover", NOWHERE, None), -32600, "not a JSON-RPC 2.0 request"),
}


async def nth_without_id(wire: Wire, number: int) -> dict[str, Any]:
    """The answer to the nth message whose id was of no use."""
    await wire.until(lambda: len(wire.replies.get(None, ())) >= number)
    return wire.replies[None][number - 1]


@pytest.mark.parametrize("session", [False, True], ids=["before the session", "in the session"])
async def test_each_gets_a_clear_error_and_the_server_lives_on(tmp_path: Path, session: bool) -> None:
    async with Wire() as wire:
        if session:
            await wire.initialize(tmp_path)
        for number, (body, code, words) in enumerate(ODD.values(), 1):
            wire.send_body(body)
            error = (await nth_without_id(wire, number))["error"]
            assert error["code"] == code
            assert words in error["message"] or not session
        deep = request("textDocument/hover", {"textDocument": json.loads("[" * 400 + "]" * 400)}, "deep")
        wire.send_body(deep)
        assert (await wire.reply("deep"))["error"]["code"] == (-32602 if session else -32002)
        wire.send_body(request("no/such", {}, "lone \ud800"))
        assert (await wire.reply("lone \ud800"))["error"]["code"] == (-32601 if session else -32002)
        if not session:
            await wire.initialize(tmp_path)
        assert "result" in await wire.command("intent.debugInfo")
        assert await wire.finish() == 0
    assert "Traceback" not in wire.log


def test_a_header_without_an_end_does_not_fill_the_memory() -> None:
    framing = Framing()
    framing.feed(b"Content-Length: 5\r\n")
    for _ in range(100):
        framing.feed(b"x" * MAX_HEADER)
        assert framing.take() is None
        assert len(framing._buffer) <= 2 * MAX_HEADER
    framing.feed(b"\r\n" + frame(b"{}"))
    assert framing.take() == b"{}"
