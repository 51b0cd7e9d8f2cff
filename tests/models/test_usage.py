"""What calls cost, as each kind of server tells it, and that every call is counted once, however it ended."""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.errors import NoProvider
from intent_lsp.models.contract import Prompt
from intent_lsp.usage import Usage
from tests.models.asking import Asker, asking, prompt
from tests.servers.dialects import CODE, DIALECTS, MODEL, Dialect
from tests.servers.fake import Behaviour, Fake, Request, Wire, fake

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS


def event(**fields: Any) -> bytes:
    return b"data: " + json.dumps({"model": MODEL, "choices": [], **fields}).encode() + b"\n\n"


def delta(text: str, reason: str | None = None, **fields: Any) -> bytes:
    return event(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": reason}], **fields)


def streaming(dialect: Dialect, *chunks: bytes) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        for chunk in chunks:
            await wire.chunk(chunk)
        await wire.end()

    return dialect.serving(chat)


def unlocked(folder: Path, dialect: Dialect, server: Fake) -> AbstractAsyncContextManager[Asker]:
    return asking(folder, dialect.config(server.root, lock="none"))


async def spent(ask: Asker, asked: Prompt | None = None) -> list[Usage]:
    """What is told while one answer is asked for; that there is none is no matter."""
    told: list[Usage] = []
    with suppress(NoProvider):
        await ask.router.ask(
            asked or prompt(), "draft", on_token=lambda _: None, on_wait=lambda *_: None, on_usage=told.append
        )
    return told


DONE = b"data: [DONE]\n\n"
LAST = delta("", "stop")
COUNTS: dict[str, tuple[Dialect, tuple[bytes, ...], Usage]] = {
    "a server that tells nothing of its cache": (
        LMSTUDIO, (delta(CODE), LAST, event(usage={"prompt_tokens": 90, "completion_tokens": 21}), DONE),
        Usage(1, 90, 90, 21),
    ),
    "vLLM tells what its cache held": (
        VLLM,
        (delta(CODE), LAST,
         event(usage={"prompt_tokens": 90, "completion_tokens": 21, "prompt_tokens_details": {"cached_tokens": 64}}),
         DONE),
        Usage(1, 90, 26, 21),
    ),
    "vLLM that is not set to tell": (
        VLLM,
        (delta(CODE), LAST,
         event(usage={"prompt_tokens": 90, "completion_tokens": 21, "prompt_tokens_details": None}), DONE),
        Usage(1, 90, 90, 21),
    ),
    "llama.cpp tells it with its times": (
        LLAMACPP,
        (delta(CODE), delta("", "stop", timings={"prompt_n": 12, "cache_n": 78, "predicted_n": 21}), DONE),
        Usage(1, 90, 12, 21),
    ),
    "an older llama.cpp sends usage as well": (
        LLAMACPP,
        (delta(CODE), delta("", "stop", timings={"prompt_n": 12, "predicted_n": 21}),
         event(usage={"prompt_tokens": 90, "completion_tokens": 21}), DONE),
        Usage(1, 90, 12, 21),
    ),
    "llama.cpp that is not let finish": (
        LLAMACPP,
        (delta(CODE + "\n", timings={"prompt_n": 12, "cache_n": 78, "predicted_n": 20}),
         delta("Now I explain", timings={"prompt_n": 12, "cache_n": 78, "predicted_n": 23}),
         delta(" it at length")),
        Usage(1, 90, 12, 23),
    ),
    "garbage for counts": (
        LMSTUDIO, (delta(CODE), LAST, event(usage={"prompt_tokens": "many", "completion_tokens": -3}), DONE),
        Usage(1, 0, 0, 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("dialect", "chunks", "usage"), COUNTS.values(), ids=COUNTS)
async def test_tokens_are_what_the_server_counted(
    tmp_path: Path, dialect: Dialect, chunks: tuple[bytes, ...], usage: Usage
) -> None:
    async with (
        fake(streaming(dialect, *chunks)) as server,
        asking(tmp_path, dialect.config(server.root, lock="none")) as ask,
    ):
        assert await spent(ask) == [usage]
        assert await spent(ask) == [], "the cache held it"


@pytest.mark.parametrize("dialect", [LLAMACPP, VLLM], ids=lambda dialect: dialect.name)
async def test_counts_are_wanted_all_along_where_an_answer_may_be_cut(tmp_path: Path, dialect: Dialect) -> None:
    """And not where a lock ends the answer: each would make the stream longer."""

    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [CODE])

    async with fake(dialect.serving(chat)) as server:
        for number, lock in enumerate(("none", "auto")):
            async with asking(tmp_path / str(number), dialect.config(server.root, lock=lock)) as ask:
                await spent(ask)
    wanted = [
        bool(call.body.get("timings_per_token") or call.body["stream_options"].get("continuous_usage_stats"))
        for call in server.calls
    ]
    assert wanted[0]
    assert not any(wanted[1:])


async def test_ollama_counts(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    async with fake(OLLAMA.serving(chat)) as server, unlocked(tmp_path, OLLAMA, server) as ask:
        assert await spent(ask) == [Usage(1, 60, 60, 21)]


async def test_an_answer_that_was_cut_costs_what_it_cost(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE], "length" if request.body["max_tokens"] < 4096 else "stop")

    async with (
        fake(LMSTUDIO.serving(chat)) as server,
        asking(tmp_path, LMSTUDIO.config(server.root, lock="none")) as ask,
    ):
        assert await spent(ask) == [Usage(1, 60, 60, 21)] * len(server.calls)
        assert len(server.calls) > 1


async def test_the_calls_of_all_that_were_asked_count(tmp_path: Path) -> None:
    """One has no code, one breaks down in its answer, one refuses."""

    async def prose(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, ["I am sorry."])

    async def broken(request: Request, wire: Wire) -> None:
        await LMSTUDIO.begin(wire)
        await wire.chunk(LMSTUDIO.piece("export"))
        await wire.chunk(LMSTUDIO.error_in_stream())
        await wire.end()

    async def refusing(request: Request, wire: Wire) -> None:
        await wire.whole(400, LMSTUDIO.error("no"))

    async with (
        fake(LMSTUDIO.serving(prose)) as one,
        fake(LMSTUDIO.serving(broken)) as two,
        fake(LMSTUDIO.serving(refusing)) as three,
    ):
        configs = [LMSTUDIO.config(s.root, name=f"s{n}", lock="none") for n, s in enumerate((one, two, three))]
        async with asking(tmp_path, *configs) as ask:
            assert await spent(ask) == [Usage(1, 60, 60, 21), Usage(1, completion_tokens=1), Usage(1)]


async def test_two_who_wait_for_one_answer_pay_once(tmp_path: Path) -> None:
    going = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        await going.wait()
        await LMSTUDIO.say(wire, [CODE])

    async with (
        fake(LMSTUDIO.serving(chat)) as server,
        asking(tmp_path, LMSTUDIO.config(server.root, lock="none")) as ask,
    ):
        both = [asyncio.create_task(spent(ask)) for _ in range(2)]
        while not server.calls:  # noqa: ASYNC110 - nothing signals this
            await asyncio.sleep(0.01)
        going.set()
        told = await asyncio.gather(*both)
        assert sorted(told, key=len) == [[], [Usage(1, 60, 60, 21)]]


async def test_a_call_that_is_given_up_counts_with_what_had_come(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.begin(wire)
        for _ in range(3):
            await wire.chunk(LMSTUDIO.piece("x"))
        await wire.gone.wait()

    told: list[Usage] = []
    pieces: list[str] = []
    async with (
        fake(LMSTUDIO.serving(chat)) as server,
        asking(tmp_path, LMSTUDIO.config(server.root, lock="none")) as ask,
    ):
        task = asyncio.create_task(
            ask.router.ask(prompt(), "draft", on_token=pieces.append, on_wait=lambda *_: None, on_usage=told.append)
        )
        while "".join(pieces) != "xxx":  # noqa: ASYNC110 - nothing signals this
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert told == [Usage(1, completion_tokens=3)]


async def test_the_call_that_lost_to_a_rival_counts_as_well(tmp_path: Path) -> None:
    async def silent(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE])

    async with fake(LMSTUDIO.serving(silent)) as one, fake(LMSTUDIO.serving(chat)) as two:
        configs = [LMSTUDIO.config(s.root, name=s.root, lock="none") for s in (one, two)]
        async with asking(tmp_path, *configs, hedge=0.05) as ask:
            assert await spent(ask) == [Usage(1, 60, 60, 21), Usage(1)]
