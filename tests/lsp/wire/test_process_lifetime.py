"""The end of the server: quickly in every case, with nothing left running."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.lsp.wire.process_lifetime import is_alive, watch_process
from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED
from tests.support.wire import REPOSITORY, SERVER, Wire

STUBBORN: dict[str, list[dict[str, Any]]] = {"double": [{"stubborn": 60}, {"round": 1}, {"wait": "never"}]}


ENDS = {"exit": 1, "shutdown and exit": 0, "end of input": 1, "shutdown and end of input": 0, "terminated": 1}
"""The ways in which a session ends, with the exit status."""
AT_MOST = 5.0
"""Seconds. The server leaves within one (``tests/bench/exits.py`` measures it); a busy machine has not that much time
for it, and a test that fails for that tells nothing."""


async def busy(wire: Wire, folder: Folder, **params: Any) -> None:
    """A session with work that does not want to end."""
    folder.script(STUBBORN)
    await wire.initialize(folder.root, **params)
    wire.start("workspace/executeCommand", {"command": "intent.transpile", "arguments": [{"uri": folder.uri}]})
    await wire.under_way(1)


async def gone(wire: Wire) -> int:
    """The exit status; fails when the process is still there after :data:`AT_MOST` seconds."""
    async with asyncio.timeout(AT_MOST):
        return await wire.process.wait()


async def leave(wire: Wire, how: str) -> None:
    """End the session in one of the ways of :data:`ENDS`."""
    assert wire.process.stdin is not None
    match how:
        case "exit":
            wire.notify("exit")
        case "shutdown and exit":
            await wire.request("shutdown")
            wire.notify("exit")
        case "end of input":
            wire.process.stdin.close()
        case "shutdown and end of input":
            await wire.request("shutdown")
            wire.process.stdin.close()
        case "terminated":
            wire.process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize(("how", "status"), ENDS.items())
@pytest.mark.parametrize("state", ["idle", "busy"])
async def test_nothing_is_left_after_the_end(folder: Folder, how: str, status: int, state: str) -> None:
    async with Wire(module=SCRIPTED) as wire:
        if state == "busy":
            await busy(wire, folder)
        else:
            await wire.initialize(folder.root)
            await wire.command("intent.status")
        await leave(wire, how)
        assert await gone(wire) == status


@pytest.mark.parametrize("how", ["exit", "end of input"])
async def test_nothing_is_left_when_it_never_began(how: str) -> None:
    async with Wire() as wire:
        await leave(wire, how)
        assert await gone(wire) == 1


@pytest.mark.parametrize("state", ["idle", "busy"])
@pytest.mark.parametrize("how", ["processId", "--clientProcessId"])
async def test_nothing_is_left_after_the_editors_death(folder: Folder, how: str, state: str) -> None:
    """Input stays open, as it does when another process holds the pipe."""
    editor = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        arguments = (how, str(editor.pid)) if how.startswith("--") else ()
        pid = None if arguments else editor.pid
        async with Wire(*arguments, module=SCRIPTED) as wire:
            if state == "busy":
                await busy(wire, folder, processId=pid)
            else:
                await wire.initialize(folder.root, processId=pid)
                await wire.command("intent.status")
            editor.kill()
            assert await gone(wire) == 1
    finally:
        editor.kill()
        editor.communicate()


def test_alive_tells_the_living_from_the_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    assert is_alive(child.pid)
    assert is_alive(os.getpid())
    child.kill()
    for _ in range(1000):  # a zombie until we wait for it, which is as good as dead
        if not is_alive(child.pid):
            break
        time.sleep(0.01)
    assert not is_alive(child.pid)
    child.communicate()
    assert not is_alive(child.pid)


async def test_a_client_that_does_not_read_blocks_nothing(folder: Folder) -> None:
    """Answers pile up until the client reads again; the end does not wait for it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(SERVER), str(REPOSITORY)))}
    server = subprocess.Popen(
        [sys.executable, "-m", "intent_lsp.lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    )  # fmt: skip
    assert server.stdin is not None
    assert server.stdout is not None

    def body(text: str) -> bytes:
        return b"Content-Length: %d\r\n\r\n%s" % (len(text), text.encode())

    server.stdin.write(body('{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"capabilities":{}}}'))
    for number in range(1, 3000):
        server.stdin.write(body(f'{{"jsonrpc":"2.0","id":{number},"method":"no/such/method"}}'))
    server.stdin.write(body('{"jsonrpc":"2.0","method":"exit"}'))
    server.stdin.flush()
    assert await asyncio.to_thread(server.wait, 20) == 1
    server.stdin.close()
    server.stdout.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", ""])
async def test_over_tcp(folder: Folder, host: str) -> None:
    async with Wire("--tcp", f"{host}:0") as wire:
        assert wire.process.stderr is not None
        wire._log.cancel()
        line = (await wire.process.stderr.readline()).decode()
        assert line.startswith("intent lsp: listening on 127.0.0.1:")
        reader, writer = await asyncio.open_connection("127.0.0.1", int(line.rpartition(":")[2]))
        message = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(message), message))
        assert b"Content-Length" in await reader.readline()
        writer.close()
        await writer.wait_closed()
        assert await wire.exit_status() == 1
        wire._log = asyncio.create_task(wire.process.stderr.read())


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "[::]", "192.0.2.1", "[2001:db8::1]", "example.org", "127.0.0.1.example.org", "::ffff:8.8.8.8"]
)
def test_tcp_is_for_this_machine_only(host: str) -> None:
    """Whoever connects can have code run."""
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    command = [sys.executable, "-m", "intent_lsp.lsp", "--tcp", f"{host}:0"]
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    assert result.returncode == 2
    assert b"cannot listen" in result.stderr
    assert b"127.0.0.1" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--tcp", "nonsense"], ["--tcp", "127.0.0.1:70000"], ["--log-file", "/nowhere/at/all/log"], ["--bogus"]],
)
def test_options_that_make_no_sense(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    command = [sys.executable, "-m", "intent_lsp.lsp", *arguments]
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=20)
    assert result.returncode == 2
    assert arguments[-1].encode() in result.stderr


async def test_the_log_goes_to_the_file(folder: Folder, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    folder.script({"double": [{"raise": "boom"}]})
    async with Wire("--log-file", str(log), module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        await wire.command("intent.transpile", uri=folder.uri)
        assert await wire.finish() == 0
    assert "boom" in log.read_text(encoding="utf-8")
    assert wire.log == ""


@pytest.mark.parametrize("told", [True, False], ids=["told by the system", "looked for"])
def test_the_end_of_a_process_is_noticed(told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if told and not hasattr(os, "pidfd_open"):
        pytest.skip("this system has no pidfd_open")
    if not told:
        monkeypatch.delattr(os, "pidfd_open", raising=False)
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    gone = threading.Event()
    watch_process(child.pid, gone.set)
    assert not gone.wait(0.6), "it lives"
    child.kill()
    assert gone.wait(20)
    child.communicate()
    again = threading.Event()
    watch_process(child.pid, again.set)
    assert again.wait(20), "it was gone before anybody looked"
