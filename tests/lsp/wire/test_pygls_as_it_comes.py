"""The known defects of pygls 2.1.1, each shown in pygls as it comes, numbered as in ``lsp/wire/protocol.py``.

A test fails here when pygls has mended what we work round: then what is named in its message can go.
``test_pygls_defects.py`` has the other half, that ours has none of them.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from lsprotocol import types
from pygls.io_ import StdinAsyncReader, run_async
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

INITIALIZE = {"id": 0, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}
SHUTDOWN = {"id": 9, "method": "shutdown"}
OPEN = {
    "method": "textDocument/didOpen",
    "params": {"textDocument": {"uri": "file:///a.txt", "languageId": "text", "version": 1, "text": "secret"}},
}


class Plain:
    """A server of pygls in this process, with what it has sent."""

    def __init__(self) -> None:
        self.server = LanguageServer("plain", "1")
        self.protocol = self.server.protocol
        self.protocol.set_writer(self, include_headers=False)
        self.sent: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        """What pygls writes a message with."""
        self.sent.append(json.loads(data))

    def close(self) -> None:
        """pygls closes what it writes with."""

    async def take(self, *messages: dict[str, Any] | bytes) -> None:
        """Messages from a client, handled by pygls' own loop."""
        reader = asyncio.StreamReader()
        for message in messages:
            body = message if isinstance(message, bytes) else json.dumps({"jsonrpc": "2.0", **message}).encode()
            reader.feed_data(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        reader.feed_eof()
        reader_of_pygls: Any = reader
        await run_async(
            threading.Event(), reader_of_pygls, self.protocol, error_handler=self.server.report_server_error
        )
        await turns()

    def reply(self, request: int | None) -> dict[str, Any] | None:
        """The answer to a request, if there is one."""
        return next((message for message in self.sent if "method" not in message and message["id"] == request), None)

    def popups(self) -> list[dict[str, Any]]:
        """The messages that a user sees."""
        return [message for message in self.sent if message.get("method") == "window/showMessage"]


def command(request: int, **more: Any) -> dict[str, Any]:
    return {"id": request, "method": "workspace/executeCommand", "params": {"command": "work", "arguments": [], **more}}


async def turns() -> None:
    """Let everything run that is ready to."""
    for _ in range(20):
        await asyncio.sleep(0)


def still(defect: bool, what: str, ours: str) -> None:
    """The defect is there; else pygls has mended it."""
    assert defect, f"pygls has mended this: {what}. Remove {ours}"


class Working(Plain):
    """With a command that waits."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.events: list[str] = []
        self.given: list[Any] = []

        @self.server.command("work")
        async def work(*args: Any) -> None:
            self.given += args
            try:
                self.events.append("begun")
                await self.go.wait()
                self.events.append("ended")
            except asyncio.CancelledError:
                self.events.append("cancelled")
                raise


async def test_1_a_cancelled_command_goes_on() -> None:
    plain = Working()
    await plain.take(INITIALIZE, command(1), {"method": "$/cancelRequest", "params": {"id": 1}})
    plain.go.set()
    await turns()
    still(
        plain.events == ["begun", "ended"],
        "cancelling workspace/executeCommand cancels the command",
        "lsp_workspace__execute_command from Protocol",
    )


async def test_1_a_command_does_not_learn_its_progress_token() -> None:
    plain = Working()
    await plain.take(INITIALIZE, command(1, workDoneToken="mine"))
    plain.go.set()
    await turns()
    still(
        plain.events == ["begun", "ended"] and not plain.given and "mine" not in plain.protocol.progress.tokens,
        "a command learns its progress token",
        "lsp_workspace__execute_command from Protocol",
    )


async def test_2_a_future_is_kept_for_every_notification() -> None:
    plain = Plain()
    await plain.take(INITIALIZE, *(OPEN for _ in range(10)))
    still(
        len(plain.protocol._request_futures) >= 10,
        "a notification's future is forgotten when it was handled",
        "_execute_handler and the half of _handle_notification that is about it from Protocol",
    )


async def test_2_the_type_of_a_result_is_kept_when_the_client_refuses() -> None:
    plain = Plain()
    await plain.take(INITIALIZE)
    asked = plain.protocol.send_request("workspace/configuration", types.ConfigurationParams([]), msg_id="a")
    await plain.take({"id": "a", "error": {"code": -32601, "message": "no"}})
    assert asked.exception() is not None
    still("a" in plain.protocol._result_types, "a refused request is forgotten", "send_request from Protocol")


async def test_2_a_progress_token_is_kept_after_its_end() -> None:
    plain = Plain()
    await plain.take(INITIALIZE)
    plain.protocol.progress.begin("token", types.WorkDoneProgressBegin("title"))
    plain.protocol.progress.end("token", types.WorkDoneProgressEnd())
    still("token" in plain.protocol.progress.tokens, "a token is forgotten when its progress ends", "cancel_progress")


async def test_3_shutdown_fails_with_commands_in_flight() -> None:
    plain = Working()
    await plain.take(INITIALIZE, *(command(number) for number in range(1, 4)), SHUTDOWN)
    reply = plain.reply(9)
    still(
        reply is not None and "changed size" in str(reply.get("error")),
        "shutdown with commands in flight succeeds",
        "lsp_shutdown from Protocol",
    )


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_4_what_is_no_line_end_ends_a_line(separator: str) -> None:
    lines = TextDocument("file:///a.txt", f"a{separator}b\nc").lines
    still(len(lines) == 3, f"{separator!r} ends no line", "TextDocument._split from lsp/wire/text_buffer.py")


async def test_5_a_request_that_cannot_be_decoded_is_not_answered() -> None:
    plain = Plain()
    place = {"line": 0, "character": 0}
    params = {
        "textDocument": {"uri": "file:///a.txt"},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": [], "triggerKind": 77},
    }
    await plain.take(INITIALIZE, {"id": 1, "method": "textDocument/codeAction", "params": params})
    still(plain.reply(1) is None, "a request that cannot be decoded is answered", "structure_message from Protocol")


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"id": 1}'])
async def test_5_what_is_no_message_is_not_answered(body: bytes) -> None:
    plain = Plain()
    await plain.take(INITIALIZE, body)
    still(
        not [message for message in plain.sent if "error" in message],
        f"{body!r} is answered with an error",
        "the refusals in Protocol.receive",
    )


PROGRAM = "from pygls.lsp.server import LanguageServer; LanguageServer('plain', '1').start_io()"


def test_6_exit_without_shutdown_is_no_failure() -> None:
    body = json.dumps({"jsonrpc": "2.0", "method": "exit"}).encode()
    message = b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    found = subprocess.run([sys.executable, "-c", PROGRAM], input=message, capture_output=True, check=False, timeout=60)
    still(found.returncode == 0, "exit without shutdown ends with 1", "lsp_exit from Protocol")


async def test_7_capabilities_leave_things_out() -> None:
    plain = Working()
    await plain.take(INITIALIZE)
    reply = plain.reply(0)
    assert reply is not None
    announced = reply["result"]["capabilities"]
    assert announced["executeCommandProvider"]["commands"] == ["work"]
    settable = {*inspect.signature(plain.server.command).parameters, *inspect.signature(LanguageServer).parameters}
    still(
        "workDoneProgress" not in announced["executeCommandProvider"]
        and "experimental" not in announced
        and not settable & {"options", "work_done_progress", "experimental", "capabilities"},
        "a server can announce workDoneProgress of its commands, and experimental capabilities",
        "what lsp/wire/initialize_reply.py says of them (it also answers before pygls is imported)",
    )


async def test_8_a_late_answer_to_a_cancelled_wait_is_an_error() -> None:
    plain = Plain()
    await plain.take(INITIALIZE)
    waiting = plain.protocol.send_request_async("workspace/configuration", types.ConfigurationParams([]), msg_id="a")
    waiting.cancel()
    await turns()
    await plain.take({"id": "a", "result": []})
    still(bool(plain.popups()), "a late answer does no harm", "_receive_response from Protocol")


def test_8_waiting_for_the_client_has_no_limit() -> None:
    names = inspect.signature(LanguageServer("plain", "1").protocol.send_request_async).parameters
    still(set(names) == {"method", "params", "msg_id"}, "waiting has a time limit", "the limit in Protocol.ask")


async def test_9_no_input_is_read_while_all_threads_work() -> None:
    server = LanguageServer("plain", "1", max_workers=1)
    pool: ThreadPoolExecutor = server.thread_pool
    go = threading.Event()
    working = pool.submit(go.wait)
    reading = asyncio.ensure_future(StdinAsyncReader(io.BytesIO(b"line\n"), pool).readline())
    done, _ = await asyncio.wait({reading}, timeout=0.2)
    go.set()
    assert await reading == b"line\n"
    assert working.result()
    source = inspect.getsource(LanguageServer._start_io_async)
    still(
        not done and "StdinAsyncReader(stdin or sys.stdin.buffer, self.thread_pool)" in source,
        "input is read while threaded handlers work",
        "what lsp/wire/channel.py says of it",
    )


async def test_10_a_handler_whose_annotations_cannot_be_resolved_gets_no_server() -> None:
    plain = Plain()
    given: list[int] = []

    @plain.server.feature("plain/work")
    def work(server: Unresolvable, *params: Any) -> None:  # type: ignore[name-defined]  # noqa: F821
        given.append(len(params))

    await plain.take(INITIALIZE, {"id": 1, "method": "plain/work", "params": {}})
    still(given == [0], "such a handler gets the server, or an error when it is registered", "the rule for handlers")


async def test_also_requests_before_initialize_are_run() -> None:
    plain = Working()
    await plain.take(command(1))
    plain.go.set()
    await turns()
    still(
        plain.events == ["begun", "ended"], "what comes before initialize is refused", "that of lsp/wire/handshake.py"
    )


async def test_also_requests_after_shutdown_are_not_answered() -> None:
    plain = Working()
    await plain.take(INITIALIZE, SHUTDOWN, command(1))
    still(plain.reply(1) is None, "requests after shutdown are refused", "that of Protocol._receive_request")


async def test_also_documents_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    plain = Plain()
    with caplog.at_level("DEBUG", "pygls"):
        await plain.take(INITIALIZE)
        plain.protocol.notify("window/logMessage", types.LogMessageParams(types.MessageType.Log, "secret"))
    still("secret" in caplog.text, "messages are not logged", "_send_data from Protocol")


async def test_also_an_error_in_a_notification_is_a_popup() -> None:
    plain = Plain()

    @plain.server.feature("textDocument/didSave")
    def saved(ls: LanguageServer, params: types.DidSaveTextDocumentParams) -> None:
        raise ValueError("wrong")

    save = {"method": "textDocument/didSave", "params": {"textDocument": {"uri": "file:///a.txt"}}}
    await plain.take(INITIALIZE, save)
    still(bool(plain.popups()), "an error in a notification is no popup", "PyglsServer.report_server_error")


async def test_also_an_error_tells_the_traceback_to_the_client() -> None:
    plain = Plain()

    @plain.server.command("work")
    def work() -> None:
        raise ValueError("wrong")

    await plain.take(INITIALIZE, command(1))
    reply = plain.reply(1)
    assert reply is not None
    still(
        "Traceback" in json.dumps(reply) or "File " in json.dumps(reply),
        "an error's traceback stays in the log",
        "the part about data from Protocol._send_response",
    )


async def test_also_a_change_of_a_document_that_is_not_open_opens_it() -> None:
    plain = Plain()
    change = {"textDocument": {"uri": "file:///b.txt", "version": 1}, "contentChanges": [{"text": "x"}]}
    await plain.take(INITIALIZE, {"method": "textDocument/didChange", "params": change})
    still(
        "file:///b.txt" in plain.server.workspace.text_documents or bool(plain.popups()),
        "a change of an unknown document is ignored",
        "the first lines of lsp_text_document__did_change in Protocol",
    )
