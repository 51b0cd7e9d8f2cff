"""A client that speaks raw JSON-RPC to a server process, and remembers everything that came back."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import intent_lsp

Json = dict[str, Any]
SERVER = Path(intent_lsp.__file__).parents[1]
REPOSITORY = Path(__file__).parents[2]
SECONDS = 60.0
"""How long anything is waited for; generous, because the machine may be busy."""


class Wire:
    """One server process. Use with ``async with``; leaving kills whatever is left."""

    def __init__(
        self,
        *arguments: str,
        module: str = "intent_lsp.lsp",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """``env``: variables beside those of this process."""
        self._env = env or {}
        self._command = [sys.executable, "-m", module, *arguments]
        self._cwd = cwd
        self.messages: list[Json] = []
        """Requests and notifications of the server that nobody has taken yet."""
        self.replies: dict[Any, list[Json]] = {}
        """Every answer, by id: one each, if all is well."""
        self.answers: dict[str, Callable[[Json], Json | None]] = {}
        """How to answer the server's requests, by method; ``None`` as an answer keeps silent. Default: null."""
        self._news = asyncio.Event()
        self._number = 0

    async def __aenter__(self) -> Wire:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(SERVER), str(REPOSITORY))), **self._env}
        self.process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE, env=environment, cwd=self._cwd,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self._reading = asyncio.create_task(self._read(self.process.stdout))
        self._log = asyncio.create_task(self.process.stderr.read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reading
        self.log = (await self._log).decode(errors="replace")
        assert self.process.stdin is not None
        self.process.stdin.close()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while True:
            length = 0
            while (line := await stream.readline()).strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not line:
                break
            self._take(json.loads(await stream.readexactly(length)))
        self._news.set()

    def _take(self, message: Json) -> None:
        if "method" not in message:
            self.replies.setdefault(message["id"], []).append(message)
        else:
            self.messages.append(message)
            if "id" in message:
                answer = self.answers.get(message["method"], _nothing)(message)
                if answer is not None:
                    self.send({"id": message["id"], **answer})
        self._news.set()

    # --- sending -----------------------------------------------------------------------------------------------------

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def send_body(self, body: bytes) -> None:
        """Send a body with a right header."""
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send(self, message: Json) -> None:
        """Send a message."""
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def start(self, method: str, params: Any = None) -> int:
        """Send a request without waiting; returns its id."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    async def request(self, method: str, params: Any = None) -> Json:
        """Send a request and wait for its answer (the whole message)."""
        return await self.reply(self.start(method, params))

    # --- waiting -----------------------------------------------------------------------------------------------------

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Wait until the condition is true, and return its value."""
        async with asyncio.timeout(SECONDS):
            while not (value := condition()):
                if self._reading.done():
                    raise AssertionError(f"the server has gone: {self.process.returncode}")
                self._news.clear()
                await self._news.wait()
        return value

    async def reply(self, message_id: Any) -> Json:
        """Wait for the answer of that id."""
        return dict((await self.until(lambda: self.replies.get(message_id)))[0])

    async def take(self, method: str, which: Callable[[Any], bool] = lambda _: True) -> Any:
        """Wait for a message of the server, take it out, and return its parameters."""

        def find() -> Json | None:
            for message in self.messages:
                if message["method"] == method and which(message.get("params")):
                    return message
            return None

        message = await self.until(find)
        self.messages.remove(message)
        return message.get("params")

    async def exit_status(self) -> int:
        """Wait for the end of the process."""
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()

    # --- a session ---------------------------------------------------------------------------------------------------

    async def initialize(self, root: Path | None = None, **params: Any) -> Json:
        """Begin a session; further parameters go into ``initialize``."""
        folders = [{"uri": root.as_uri(), "name": root.name}] if root else None
        result = await self.request(
            "initialize",
            {"processId": None, "rootUri": root.as_uri() if root else None, "workspaceFolders": folders,
             "capabilities": {}, **params},
        )  # fmt: skip
        self.notify("initialized", {})
        return dict(result["result"]) if "result" in result else result

    async def finish(self) -> int:
        """Shut down in order; returns the exit status."""
        await self.request("shutdown")
        self.notify("exit")
        return await self.exit_status()

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "markdown", "version": version, "text": text}},
        )

    async def diagnostics(self, uri: str, which: Callable[[Any], bool] = lambda _: True) -> list[Json]:
        """Wait for the next diagnostics of a document, and return them."""
        params = await self.take("textDocument/publishDiagnostics", lambda p: p["uri"] == uri and which(p))
        return list(params["diagnostics"])

    async def under_way(self, count: int) -> None:
        """Wait until so many pieces of work are running."""
        for _ in range(2000):
            if (await self.command("intent.status"))["result"]["running"] == count:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"never were {count} under way")

    async def command(self, name: str, **argument: Any) -> Json:
        """Run a command; returns the whole answer."""
        return await self.request("workspace/executeCommand", {"command": name, "arguments": [argument]})


def _nothing(_: Json) -> Json | None:
    return {"result": None}
