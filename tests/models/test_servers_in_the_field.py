"""Servers that work with other tools work with this one, and one that never pauses stops nobody."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import BadReply, ProviderTimeout, RequestRejected, ThoughtOnly
from intent_lsp.models import choose_model
from intent_lsp.models.discovery import usual_places
from intent_lsp.models.providers.locks import INSTRUCTION
from intent_lsp.models.transport.faults import message_of, refuses_the_system_role, retry_after
from intent_lsp.models.transport.streams import LINE_LIMIT, EventStream
from tests.models.asking import prompt, provider
from tests.servers.fake import Behaviour, Request, Wire, fake

CODE = "```javascript\nexport const f = (x, y) => x + y;\n```\n"
SHORT = Timeouts(connect=1, first_token=0.5, stall=0.5, total=1)


def quiet(text: str) -> None:
    """Tokens are of no interest here."""


def config(url: str, *, preset: Any = "vllm", lock: Any = "none", **more: Any) -> ProviderConfig:
    return ProviderConfig("openai_compat", "field", url=f"{url}/v1", preset=preset, model="m", lock=lock, **more)


def event(**delta: Any) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}).encode() + b"\n\n"


def finish(reason: str = "stop") -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}).encode() + b"\n\n"


USAGE = b'data: {"choices": [], "usage": {"prompt_tokens": 60, "completion_tokens": 9}}\n\n'


# --- the end of an answer --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("open_afterwards", [False, True], ids=["closed", "left open"])
@pytest.mark.parametrize(
    "tail", [b"", USAGE, b": ping\n\n", b"nonsense\n\n"], ids=["nothing", "usage", "ping", "garbage"]
)
async def test_a_whole_answer_is_used_at_once_without_an_end_mark(tail: bytes, open_afterwards: bool) -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        await wire.chunk(event(content=CODE))
        await wire.chunk(finish())
        await wire.chunk(tail)
        if open_afterwards:
            await wire.gone.wait()
        else:
            await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        started = time.monotonic()
        reply = await asked.generate(prompt(), on_token=quiet)
        assert time.monotonic() - started < 5, "the stall time-out is 60 s"
        assert reply.text == CODE
        assert reply.completion_tokens == (9 if tail == USAGE else 0)
        await asked.close()


async def test_an_answer_that_never_said_that_it_ended_is_still_none() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        await wire.chunk(event(content=CODE))
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        with pytest.raises(BadReply, match="broke off"):
            await asked.generate(prompt(), on_token=quiet)
        await asked.close()


# --- the role *system* -----------------------------------------------------------------------------------------------

REFUSALS = [
    (400, "System role not supported"),
    (500, "Jinja Exception: System role not supported"),
    (400, "Conversation roles must alternate user/assistant/user/assistant/..."),
    (400, "Error rendering prompt with jinja template: Only user and assistant roles are supported!"),
    (422, "message with role 'system' is not supported by this model"),
]


@pytest.mark.parametrize(("status", "words"), REFUSALS, ids=lambda value: str(value)[:30])
async def test_a_model_without_a_system_role_is_asked_with_one_text_and_that_is_remembered(
    status: int, words: str
) -> None:
    async def behave(request: Request, wire: Wire) -> None:
        if any(message["role"] == "system" for message in request.body["messages"]):
            await wire.whole(status, {"error": {"message": words}})
            return
        await wire.head()
        await wire.chunk(event(content=CODE))
        await wire.chunk(finish() + b"data: [DONE]\n\n")
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        for _ in range(2):
            assert (await asked.generate(prompt("write f"), on_token=quiet)).text == CODE
        bodies = [request.body["messages"] for request in server.calls]
        assert len(bodies) == 3, "refused once, asked again, and asked as it wants from then on"
        assert (
            bodies[1] == bodies[2] == [{"role": "user", "content": f"You write code.{INSTRUCTION['none']}\n\nwrite f"}]
        )
        await asked.close()


async def test_a_refusal_for_another_reason_is_not_asked_again() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(400, {"error": "temperature must be positive"})

    async with fake(behave) as server:
        asked = provider(config(server.root))
        with pytest.raises(RequestRejected):
            await asked.generate(prompt(), on_token=quiet)
        assert len(server.calls) == 1
        await asked.close()


def test_what_is_said_about_other_things_is_not_a_refusal_of_the_role() -> None:
    for words in ("the system is overloaded", "system memory is not supported here at all times", "role unknown"):
        assert not refuses_the_system_role(RequestRejected(words, status=400)), words


# --- thinking --------------------------------------------------------------------------------------------------------


def thinking(thought: str) -> Behaviour:
    async def behave(request: Request, wire: Wire) -> None:
        locked = "response_format" in request.body
        await wire.head()
        await wire.chunk(event(reasoning_content=thought) if locked else event(content=CODE))
        await wire.chunk(finish() + b"data: [DONE]\n\n")
        await wire.end()

    return behave


async def test_a_locked_answer_in_the_field_of_reasoning_is_read_there() -> None:
    locked = json.dumps({"code": "export const f = (x, y) => x + y;"})
    async with fake(thinking(locked)) as server:
        asked = provider(config(server.root, lock="json"))
        assert (await asked.generate(prompt(), on_token=quiet)).text == locked
        assert len(server.calls) == 1
        await asked.close()


async def test_a_lock_under_which_a_model_only_thinks_is_given_up() -> None:
    async with fake(thinking("Let me think about it.")) as server:
        asked = provider(config(server.root, lock="json"))
        for _ in range(2):
            assert (await asked.generate(prompt(), on_token=quiet)).text == CODE
        assert ["response_format" in request.body for request in server.calls] == [True, False, False]
        await asked.close()


async def test_a_reply_that_only_thought_is_called_so() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        await wire.chunk(event(reasoning="Hm."))
        await wire.chunk(finish() + b"data: [DONE]\n\n")
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        with pytest.raises(ThoughtOnly, match="only thought"):
            await asked.generate(prompt(), on_token=quiet)
        await asked.close()


# --- servers that never pause ----------------------------------------------------------------------------------------

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


FLOODS = {
    "comments": (CHUNKED, chunk(b": still here\n\n" * 500)),
    "tiny chunks": (CHUNKED, chunk(b":\n\n") * 500),
    "empty deltas": (CHUNKED, chunk(event(content="") * 100)),
    "blank lines": (CHUNKED, chunk(b"\n" * 5000)),
    "pings": (CHUNKED, chunk(b'event: ping\ndata: {"choices": []}\n\n' * 200)),
    "interim responses": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 50),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
}


@contextmanager
def flood(kind: str) -> Iterator[str]:
    """A server in threads of its own, so that its bytes are always there when the client reads."""
    opening, piece = FLOODS[kind]
    listening = socket.create_server(("127.0.0.1", 0))

    def pour(wire: socket.socket) -> None:
        with wire, suppress(OSError):
            wire.recv(1 << 16)
            wire.sendall(opening)
            while True:
                wire.sendall(piece)

    def accept() -> None:
        with suppress(OSError):
            while True:
                wire, _ = listening.accept()
                threading.Thread(target=pour, args=(wire,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", FLOODS)
async def test_time_outs_and_cancelling_hold_against_a_server_that_never_pauses(kind: str) -> None:
    with flood(kind) as url:
        asked = provider(config(url, timeouts=SHORT))
        started = time.monotonic()
        with pytest.raises((ProviderTimeout, BadReply)):
            await asked.generate(prompt(), on_token=quiet)
        assert time.monotonic() - started < 10
        other = provider(config(url))
        task = asyncio.create_task(other.generate(prompt(), on_token=quiet))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            async with asyncio.timeout(10):
                await task
        await asked.close()
        await other.close()


async def test_a_server_that_thinks_without_end_is_stopped() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        while not wire.gone.is_set():
            await wire.chunk(event(reasoning_content="hm ") * 50)

    async with fake(behave) as server:
        asked = provider(config(server.root, timeouts=SHORT))
        with pytest.raises((ProviderTimeout, BadReply)):
            await asked.generate(prompt(), on_token=quiet)
        await asked.close()


def test_data_lines_without_an_end_of_the_event_are_bounded() -> None:
    stream, line = EventStream(), b"data: " + b"x" * 60_000 + b"\n"
    for _ in range(LINE_LIMIT // len(line)):
        assert stream.feed(line) == []
    with pytest.raises(BadReply, match="endless event"):
        stream.feed(line)


# --- what a server says is data --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("3", 3.0), ("-5", 0.0), ("nan", None), ("inf", None), ("-inf", None), ("1e400", None), ("soon", None), ("", None),
     ("99999999999999", 86_400.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Mon, 99 Foo 99999 99:99:99", None)],
)  # fmt: skip
def test_any_value_of_retry_after_is_bounded(value: str, seconds: float | None) -> None:
    assert retry_after(value) == seconds


def test_a_server_cannot_steer_a_terminal() -> None:
    said = message_of(json.dumps({"error": "bad\x1b]0;title\x07 \x1b[31mred\u202e\x9b2J"}).encode())
    assert said.isprintable()
    assert "red" in said
    assert not choose_model.is_name("qwen\x1b[2J")
    assert not choose_model.is_name({"id": 1})
    assert choose_model.is_name("qwen2.5-coder:7b")


async def test_a_model_whose_name_no_terminal_can_show_is_not_offered() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"data": [{"id": "evil\x1b[2Jcoder"}, {"id": "qwen2.5-coder"}, {"id": 7}]})

    async with fake(behave) as server:
        asked = provider(config(server.root))
        assert [candidate.name for candidate in await asked.models()] == ["qwen2.5-coder"]
        await asked.close()


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [(":11500", "http://127.0.0.1:11500"), ("[::]:11500", "http://[::1]:11500"), ("::1", "http://[::1]:11434"),
     ("0.0.0.0:11500", "http://127.0.0.1:11500"), ("localhost", "http://localhost:11434"),
     ("http://:11500", "http://127.0.0.1:11500"), (":", "http://127.0.0.1:11434"), ("https://127.0.0.1", "https://127.0.0.1:443")],
)  # fmt: skip
def test_ollama_host_in_every_form_that_ollama_takes(given: str, url: str) -> None:
    assert next(place.url for place in usual_places({"OLLAMA_HOST": given}) if place.kind == "ollama") == url


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/"])
async def test_an_address_of_ollama_may_end_as_openais_clients_need_it(path: str) -> None:
    paths: list[str] = []

    async def behave(request: Request, wire: Wire) -> None:
        paths.append(request.path)
        await wire.whole(200, {"version": "0.9"})

    async with fake(behave) as server:
        asked = provider(ProviderConfig("ollama", "o", url=server.root + path, model="m"))
        await asked.probe()
        assert paths == ["/api/version"]
        await asked.close()


# --- what servers leave out, say twice, or call by another name ------------------------------------------------------

REFUSED_PARAMETERS = {
    "stream_options": (400, {"error": {"message": "Unrecognized request argument supplied: stream_options"}}),
    "seed": (400, {"error": {"message": "Unsupported parameter: 'seed'"}}),
    "temperature": (
        400,
        {"error": {"message": "Unsupported value: 'temperature' does not support 0.1 with this model"}},
    ),
    "max_tokens": (400, {"error": {"message": "'max_tokens' is not supported. Use 'max_completion_tokens' instead."}}),
    "chat_template_kwargs": (
        422,
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "chat_template_kwargs"], "msg": "Extra inputs …"}]},
    ),
}


def refusing(name: str) -> Behaviour:
    async def behave(request: Request, wire: Wire) -> None:
        if name in request.body:
            await wire.whole(*REFUSED_PARAMETERS[name])
            return
        await wire.head()
        await wire.chunk(event(content=CODE) + finish() + b"data: [DONE]\n\n")
        await wire.end()

    return behave


@pytest.mark.parametrize("name", REFUSED_PARAMETERS)
async def test_a_parameter_that_a_server_does_not_take_is_left_out_from_then_on(name: str) -> None:
    async with fake(refusing(name)) as server:
        asked = provider(config(server.root))
        for _ in range(2):
            assert (await asked.generate(prompt(), on_token=quiet)).text == CODE
        sent = [request.body for request in server.calls]
        assert [name in body for body in sent] == [True, False, False]
        assert all("max_tokens" in body or "max_completion_tokens" in body for body in sent)
        await asked.close()


async def test_a_parameter_that_the_user_set_is_not_left_out() -> None:
    async with fake(refusing("seed")) as server:
        asked = provider(config(server.root, options={"seed": 3}))
        with pytest.raises(RequestRejected, match="'seed'"):
            await asked.generate(prompt(), on_token=quiet)
        assert len(server.calls) == 1
        await asked.close()


def whole(**choice: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "finish_reason": "stop", **choice}]}


def data(value: Any) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


SAME_ANSWER = {
    "a list of parts": data(whole(delta={"content": [{"type": "text", "text": CODE}]})),
    "all of it once more at the end": event(content=CODE) + data(whole(delta={}, message={"content": CODE})),
    "a completion of the old kind": data(whole(text=CODE)),
    "an index in quotes": data(whole(delta={"content": CODE}, index="0")),
    "a byte order mark": b"\xef\xbb\xbf" + event(content=CODE) + finish(),
    "no blank lines": (event(content=CODE) + finish()).replace(b"\n\n", b"\n"),
    "no blank lines, returns": (event(content=CODE) + finish()).replace(b"\n\n", b"\r"),
    "a document": json.dumps(whole(message={"content": CODE}), indent=2).encode(),
    "a list of events": json.dumps([whole(delta={"content": CODE}, finish_reason=None), whole(delta={})]).encode(),
    "lines of JSON": json.dumps(whole(delta={"content": CODE})).encode() + b"\n",
}


@pytest.mark.parametrize("kind", ["text/event-stream", "application/json", "text/plain"])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
@pytest.mark.parametrize("body", SAME_ANSWER.values(), ids=SAME_ANSWER.keys())
async def test_one_answer_in_every_form(body: bytes, size: int, kind: str) -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head(kind=kind)
        for start in range(0, len(body), size):
            await wire.chunk(body[start : start + size])
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        assert (await asked.generate(prompt(), on_token=quiet)).text == CODE
        await asked.close()


def test_events_without_blank_lines_come_as_they_are_sent() -> None:
    stream = EventStream()
    assert stream.feed(b'data: {"a": 1}\n') == []
    assert stream.feed(b'data: {"b": 2}\n') == [{"a": 1}]
    assert stream.end() == [{"b": 2}]
    assert EventStream().feed(b'data: {\ndata: "a": 1}\n\n') == [{"a": 1}]


def test_a_document_without_end_is_bounded() -> None:
    stream, line = EventStream(), b'"' + b"x" * 60_000 + b'",\n'
    assert stream.feed(b"{\n") == []
    for _ in range(LINE_LIMIT // len(line)):
        assert stream.feed(line) == []
    with pytest.raises(BadReply, match="endless event"):
        stream.feed(line)


async def test_half_a_character_of_a_model_costs_no_answer() -> None:
    broken = event(content="// X\n").replace(b"X", b"\xc3") + event(content=CODE) + finish()

    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        await wire.chunk(broken)
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        assert (await asked.generate(prompt(), on_token=quiet)).text == "// \ufffd\n" + CODE
        await asked.close()


@pytest.mark.parametrize(
    "said",
    [{"object": "error", "message": "CUDA error: no luck", "code": 500}, {"detail": "CUDA error: no luck"},
     {"error": "CUDA error: no luck"}, {"error": {"message": "CUDA error: no luck"}}],
    ids=["vLLM", "FastAPI", "a text", "OpenAI"],
)  # fmt: skip
async def test_the_words_of_an_error_in_a_stream_are_kept(said: Any) -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.head()
        await wire.chunk(event(content="x") + data(said))
        await wire.end()

    async with fake(behave) as server:
        asked = provider(config(server.root))
        with pytest.raises(RequestRejected, match="CUDA error: no luck"):
            await asked.generate(prompt(), on_token=quiet)
        await asked.close()


async def test_a_list_of_models_without_a_frame_is_read() -> None:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(200, [{"id": "qwen2.5-coder"}])

    async with fake(behave) as server:
        asked = provider(config(server.root))
        assert [candidate.name for candidate in await asked.models()] == ["qwen2.5-coder"]
        await asked.close()
