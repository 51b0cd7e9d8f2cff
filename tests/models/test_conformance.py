"""Every kind of server, every documented shape and fault, over real sockets: a reply or the right typed error."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from intent_lsp.config import Timeouts
from intent_lsp.errors import (
    BadReply,
    ContextOverflow,
    ModelMissing,
    ProviderBusy,
    ProviderDown,
    ProviderTimeout,
    RequestRejected,
    TruncatedReply,
)
from intent_lsp.models.contract import Prompt, Reply
from intent_lsp.models.providers.locks import INSTRUCTION
from intent_lsp.models.providers.server import ServerProvider
from tests.models.asking import prompt, provider
from tests.servers.dialects import CODE, DIALECTS, MODEL, QUICK, Dialect
from tests.servers.fake import Behaviour, Fake, Request, Wire, black_hole, fake, free_port

pytestmark = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)

PIECES = [CODE[at : at + 5] for at in range(0, len(CODE), 5)]


@asynccontextmanager
async def served(dialect: Dialect, chat: Behaviour, **more: Any) -> AsyncIterator[tuple[ServerProvider, Fake]]:
    more.setdefault("lock", "none")
    async with fake(dialect.serving(chat)) as server:
        made = provider(dialect.config(server.root, **more))
        try:
            yield made, server
        finally:
            await made.close()


async def generate(made: ServerProvider, asked: Prompt | None = None) -> tuple[Reply, list[str]]:
    tokens: list[str] = []
    return await made.generate(asked or prompt(), on_token=tokens.append), tokens


async def test_a_good_answer(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES)

    async with served(dialect, chat) as (made, server):
        reply, tokens = await generate(made)
        assert reply.text == CODE == "".join(tokens)
        assert tokens == PIECES, "streamed piece by piece"
        assert (reply.provider, reply.model, reply.finish) == (dialect.name, MODEL, "stop")
        assert (reply.prompt_tokens, reply.completion_tokens) == (60, 21)
        body = server.calls[0].body
        assert body["stream"] is True
        assert body["messages"][0] == {"role": "system", "content": "You write code." + INSTRUCTION["none"]}
        cap = body["options"]["num_predict"] if dialect.ollama else body["max_tokens"]
        assert cap > 0, "always capped"


async def test_connections_after_a_stream(dialect: Dialect) -> None:
    """llama.cpp closes the socket after a stream although it announces keep-alive; Ollama serves on."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES)

    async with served(dialect, chat) as (made, server):
        for _ in range(3):
            assert (await generate(made))[0].text == CODE
        closing = [call.headers.get("connection") == "close" for call in server.calls]
        assert closing == [not dialect.ollama] * 3
        assert len({call.connection for call in server.calls}) == (1 if dialect.ollama else 3)


async def test_a_body_that_goes_on_after_its_end_mark(dialect: Dialect) -> None:
    """The answer is whole; the connection is of no more use."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        for piece in PIECES:
            await wire.chunk(dialect.piece(piece))
        await wire.chunk(dialect.closing())
        while not wire.gone.is_set():
            with contextlib.suppress(ConnectionError):
                await wire.chunk(b"\n" if dialect.ollama else b": ping\n\n")
            await asyncio.sleep(0.01)

    async with served(dialect, chat) as (made, server):
        for _ in range(2):
            reply, _ = await asyncio.wait_for(generate(made), 5)
            assert reply.text == CODE
        first, second = server.calls
        assert first.connection != second.connection


async def test_every_byte_on_its_own(dialect: Dialect) -> None:
    """Characters, lines and events cut anywhere, with CRLF line ends for event streams."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        data = b"".join(dialect.piece(piece) for piece in PIECES) + dialect.closing()
        if not dialect.ollama:
            data = data.replace(b"\n", b"\r\n")
        for byte in data:
            await wire.chunk(bytes([byte]))
        await wire.end()

    async with served(dialect, chat, timeouts=Timeouts(4, 20, 20, 40)) as (made, _):
        reply, tokens = await generate(made)
        assert reply.text == CODE
        assert tokens == PIECES


async def test_half_a_surrogate_pair_per_piece(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        for half in ("\\ud835", "\\udcbb"):
            await wire.chunk(dialect.piece("HALF").replace(b"HALF", half.encode()))
        await wire.chunk(dialect.closing())
        await wire.end()

    async with served(dialect, chat) as (made, _):
        assert (await generate(made))[0].text == "𝒻"


async def test_refused(dialect: Dialect) -> None:
    made = provider(dialect.config(f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(ProviderDown) as error:
        await generate(made)
    assert not error.value.again
    assert "start" in error.value.hint
    await made.close()


async def test_black_hole(dialect: Dialect) -> None:
    with black_hole() as port:
        made = provider(dialect.config(f"http://127.0.0.1:{port}", timeouts=Timeouts(0.3, 9, 9, 9)))
        with pytest.raises(ProviderTimeout) as error:
            await generate(made)
        assert error.value.phase == "connect"
        await made.close()


@pytest.mark.slow
async def test_slow_first_token(dialect: Dialect) -> None:
    """Patience for the first token is its own: longer than a stall."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await asyncio.sleep(1.0)
        for piece in PIECES:
            await wire.chunk(dialect.piece(piece))
        await wire.chunk(dialect.closing())
        await wire.end()

    async with served(dialect, chat, timeouts=Timeouts(4, 9, 0.6, 20)) as (made, _):
        assert (await generate(made))[0].text == CODE, "announcing the role is not yet a token"


@pytest.mark.slow
async def test_never_a_first_token(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async with served(dialect, chat, timeouts=Timeouts(4, 0.3, 9, 9)) as (made, server):
        with pytest.raises(ProviderTimeout) as error:
            await generate(made)
        assert error.value.phase == "first-token"
        await asyncio.wait_for(server.gone[-1].wait(), 2)


async def test_stall(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await wire.chunk(dialect.piece("```javascript\n"))
        await wire.gone.wait()

    async with served(dialect, chat, timeouts=Timeouts(4, 9, 0.3, 20)) as (made, server):
        with pytest.raises(ProviderTimeout) as error:
            await generate(made)
        assert error.value.phase == "stall"
        await asyncio.wait_for(server.gone[-1].wait(), 2)


async def test_garbage(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.head(200, "application/x-ndjson" if dialect.ollama else "text/event-stream")
        await wire.chunk(b"\x00\xff<html>it works!</html>\n\n")
        await wire.end()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(BadReply):
            await generate(made)


async def test_not_even_http(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        wire.drop()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ProviderDown):
            await generate(made)


async def test_error_object_in_the_stream(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await wire.chunk(dialect.piece("```javascript\n"))
        await wire.chunk(dialect.error_in_stream())
        await wire.end()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(RequestRejected, match=r"CUDA error|something broke"):
            await generate(made)


@pytest.mark.parametrize("status", [400, 500])
async def test_a_refused_lock_steps_down_and_is_remembered(dialect: Dialect, status: int) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        if {"format", "grammar", "response_format"} & set(request.body):
            await wire.whole(status, dialect.error("structured output is not supported"))
        else:
            await dialect.say(wire, PIECES)

    async with served(dialect, chat, lock="grammar") as (made, server):
        assert (await generate(made))[0].text == CODE
        first = len(server.calls)
        assert first == (3 if dialect.preset == "llamacpp" else 2), "one step at a time"
        if status == 500:  # which may have had another reason
            assert (await generate(made))[0].text == CODE
            assert len(server.calls) == 2 * first
        asked = len(server.calls)
        assert (await generate(made))[0].text == CODE
        assert len(server.calls) == asked + 1, "and not again"


async def test_without_a_setting_only_a_grammar_locks(dialect: Dialect) -> None:
    """Measured: a small model that has to write code as one JSON text gets far less of it right than without a lock."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES)

    async with served(dialect, chat, lock="auto") as (made, server):
        await generate(made)
        locks = {"format", "grammar", "response_format"} & set(server.calls[0].body)
        assert locks == ({"grammar"} if dialect.preset == "llamacpp" else set())


async def test_500_once_costs_no_lock(dialect: Dialect) -> None:
    broken = [True]

    async def chat(request: Request, wire: Wire) -> None:
        if broken and broken.pop():
            await wire.whole(500, dialect.error("internal error", "server_error"))
        else:
            await dialect.say(wire, [json.dumps({"code": "1"})])

    async with served(dialect, chat, lock="json") as (made, server):
        await generate(made)
        await generate(made)
        locked = [bool({"format", "response_format"} & set(call.body)) for call in server.calls]
        assert locked == [True, False, True], "answered without it, and locked again the next time"


async def test_an_ignored_lock_is_noticed(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES)

    async with served(dialect, chat, lock="json") as (made, server):
        assert (await generate(made))[0].text == CODE
        await generate(made)
        locked = [bool({"format", "response_format"} & set(call.body)) for call in server.calls]
        assert locked == [True, False]


async def test_a_broken_lock_is_no_reply(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, ['{"code": "export function f(x'])

    async with served(dialect, chat, lock="json") as (made, _):
        with pytest.raises(BadReply, match="lock"):
            await generate(made)


async def test_the_lock_as_the_server_wants_it(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [json.dumps({"code": "export const f = 1;"})])

    async with served(dialect, chat, lock="json", options={"stop": ["```"]}) as (made, server):
        await generate(made)
        body = server.calls[0].body
        if dialect.ollama:
            assert body["format"]["required"] == ["code"]
            assert "stop" not in body["options"], "a stop text could cut the JSON"
        elif dialect.preset == "tgi":
            assert body["response_format"]["type"] == "json"
            assert body["response_format"]["value"]["required"] == ["code"]
        else:
            assert body["response_format"]["type"] == "json_schema"
            assert body["response_format"]["json_schema"]["schema"]["required"] == ["code"]
        assert "stop" not in body


async def test_model_missing(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(*dialect.model_missing())

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ModelMissing) as error:
            await generate(made)
        assert MODEL in error.value.hint, "the command that fixes it"


async def test_too_many_requests(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(429, dialect.error("slow down"), Retry_After="7")

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ProviderBusy) as error:
            await generate(made)
        assert error.value.retry_after == 7
        assert not error.value.loading


async def test_loading(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(*dialect.loading())

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ProviderBusy) as error:
            await generate(made)
        assert error.value.loading is (dialect.preset == "llamacpp")


async def test_context_overflow(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(*dialect.overflow())

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ContextOverflow, match=r"context|4096"):
            await generate(made)


async def test_a_deterministic_500_is_asked_once(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(500, dialect.error("internal error", "server_error"))

    async with served(dialect, chat) as (made, server):
        with pytest.raises(RequestRejected) as error:
            await generate(made)
        assert error.value.status == 500
        assert len(server.calls) == 1


async def test_a_500_that_is_not_the_locks_fault_keeps_the_lock(dialect: Dialect) -> None:
    broken = True

    async def chat(request: Request, wire: Wire) -> None:
        if broken:
            await wire.whole(500, dialect.error("internal error", "server_error"))
        else:
            await dialect.say(wire, [json.dumps({"code": "1"})])

    async with served(dialect, chat, lock="json") as (made, server):
        with pytest.raises(RequestRejected):
            await generate(made)
        broken = False
        await generate(made)
        assert {"format", "response_format"} & set(server.calls[-1].body)


async def test_out_of_memory_says_so(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(500, dialect.error("model requires more system memory (9 GiB) than is available (4 GiB)"))

    async with served(dialect, chat) as (made, _):
        with pytest.raises(RequestRejected) as error:
            await generate(made)
        assert "smaller model" in error.value.hint


@pytest.mark.parametrize("how", ["clean", "reset"])
async def test_cut_without_an_end(dialect: Dialect, how: str) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        for piece in PIECES:
            await wire.chunk(dialect.piece(piece))
        if how == "clean":
            await wire.end()
        else:
            wire.drop()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(BadReply):
            await generate(made)


async def test_an_end_before_the_answer_began(dialect: Dialect) -> None:
    """As llama-cpp-python ends a stream when the prompt is too long: with nothing but a status of 200."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await wire.end()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(BadReply, match="broke off before it began") as error:
            await generate(made)
        assert "context" in error.value.hint


async def test_cut_before_the_answer(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        wire.drop()

    async with served(dialect, chat) as (made, _):
        with pytest.raises(ProviderDown) as error:
            await generate(made)
        assert error.value.again


async def test_length_is_never_accepted(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES, "length")

    async with served(dialect, chat) as (made, _):
        with pytest.raises(TruncatedReply):
            await generate(made)


async def test_empty(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [])

    async with served(dialect, chat) as (made, _):
        with pytest.raises(BadReply, match="empty"):
            await generate(made)


async def test_endless(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        number = 0
        while not wire.gone.is_set():
            number += 1
            await wire.chunk(dialect.piece(f"and so on with {number} ") * 50)

    async with served(dialect, chat) as (made, server):
        with pytest.raises(BadReply, match="does not end"):
            await generate(made, prompt(max_tokens=50))
        await asyncio.wait_for(server.gone[-1].wait(), 2)


@pytest.mark.slow
async def test_total_time(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        while not wire.gone.is_set():
            await wire.chunk(dialect.piece("."))
            await asyncio.sleep(0.05)

    async with served(dialect, chat, timeouts=Timeouts(4, 20, 20, 0.6)) as (made, _):
        with pytest.raises(ProviderTimeout) as error:
            await generate(made)
        assert error.value.phase == "total"


async def test_thinking_is_no_code(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await wire.chunk(dialect.thought("Let me see. ```js\nfunction f() {}\n```"))
        for piece in PIECES:
            await wire.chunk(dialect.piece(piece))
        await wire.chunk(dialect.closing())
        await wire.end()

    async with served(dialect, chat) as (made, _):
        assert (await generate(made))[0].text == CODE


async def test_cancelling_closes_the_stream(dialect: Dialect) -> None:
    started = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        await wire.chunk(dialect.piece("```"))
        started.set()
        await wire.gone.wait()

    async with served(dialect, chat, timeouts=Timeouts(4, 30, 30, 60)) as (made, server):
        task = asyncio.create_task(generate(made))
        await started.wait()
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.gone[-1].wait(), 2)


async def test_redirects_are_not_followed(dialect: Dialect) -> None:
    async with fake(dialect.serving(lambda request, wire: dialect.say(wire, PIECES))) as elsewhere:

        async def chat(request: Request, wire: Wire) -> None:
            await wire.whole(307, {}, Location=elsewhere.root + request.path)

        async with served(dialect, chat) as (made, _):
            with pytest.raises(RequestRejected, match="redirect"):
                await generate(made)
        assert not elsewhere.requests


async def test_a_key_is_named_and_never_told(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(401, dialect.error("bad key"))

    monkeypatch.setenv("TEST_KEY", "sesame-4711")
    async with served(dialect, chat, api_key_env="TEST_KEY") as (made, server):
        with pytest.raises(RequestRejected) as error:
            await generate(made)
        assert server.calls[0].headers["authorization"] == "Bearer sesame-4711"
        assert "sesame" not in f"{error.value} {error.value.hint} {made.cache_key(prompt())}"
        assert "TEST_KEY" in error.value.hint


async def test_the_model_is_chosen_when_none_is_named(dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, PIECES)

    async with served(dialect, chat, model="", timeouts=QUICK) as (made, server):
        await generate(made)
        assert server.calls[0].body["model"] == MODEL == made.model
