"""A model server behind a real socket that answers from a script: OpenAI's chat protocol over SSE.

For tests of everything above the providers; the providers' own tests replay each server's wire shapes and faults.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["whole", "truncated", "cut", "silent", "refused"]


@dataclass(frozen=True)
class Say:
    """One reply. ``truncated``: finish reason length; ``cut``: the connection breaks half-way; ``silent``: nothing;
    ``refused``: status 400, with the text as its reason."""

    text: str = ""
    mode: Mode = "whole"


@dataclass
class ChatServer:
    """Answers requests in order; the last entry of the script is repeated."""

    script: list[Say] | Callable[[dict[str, Any]], Say]
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    model: str = "scripted"
    """What the server calls its model."""
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/v1"

    @property
    def prompts(self) -> list[str]:
        """The last message of each request so far."""
        return [request["messages"][-1]["content"] for request in self.requests]

    def _next(self, request: dict[str, Any]) -> Say:
        if callable(self.script):
            return self.script(request)
        return self.script[min(len(self.requests), len(self.script)) - 1]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = next(
                (int(v.split(":")[1]) for v in head.split("\r\n") if v.lower().startswith("content-length")), 0
            )
            body = await reader.readexactly(length)
            if head.startswith("GET"):
                data = json.dumps({"object": "list", "data": [{"id": self.model, "object": "model"}]}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
            else:
                request = json.loads(body)
                self.requests.append(request)
                await self._stream(writer, self._next(request))
            await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter, say: Say) -> None:
        if say.mode == "refused":
            refusal = json.dumps({"error": say.text}).encode()
            head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
            writer.write(head + b"Content-Length: %d\r\n\r\n%b" % (len(refusal), refusal))
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        if say.mode == "silent":
            await writer.drain()
            await asyncio.sleep(3600)
        pieces = [say.text[i : i + 7] for i in range(0, len(say.text), 7)]
        if say.mode == "cut":
            pieces = pieces[: len(pieces) // 2]
        for piece in ["", *pieces]:
            writer.write(_event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}))
            await writer.drain()
        if say.mode == "cut":
            return
        reason = "length" if say.mode == "truncated" else "stop"
        writer.write(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
        writer.write(b"data: [DONE]\n\n")


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps({"id": "1", "model": "scripted", **data}).encode() + b"\n\n"


def by_target(js: list[Say] | None = None, py: list[Say] | None = None) -> Callable[[dict[str, Any]], Say]:
    """A script per target (told from the prompt); each repeats its last entry."""
    scripts = {"js": list(js or []), "py": list(py or [])}

    def answer(request: dict[str, Any]) -> Say:
        script = scripts["js" if "in JavaScript" in request["messages"][-1]["content"] else "py"]
        return script.pop(0) if len(script) > 1 else script[0]

    return answer


@asynccontextmanager
async def chat_server(
    script: list[Say] | Callable[[dict[str, Any]], Say], host: str = "127.0.0.1"
) -> AsyncIterator[ChatServer]:
    """Serve the script on a free port of an address of this machine until the block is left."""
    chat = ChatServer(script, host=host)
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(chat.handle(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, host, 0)
    chat.port = server.sockets[0].getsockname()[1]
    try:
        yield chat
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
