"""Faults by the hundred: servers that die, delay and garble under a working router, from a seed.

No call hangs, every call ends in a reply or a typed error, and what is in the cache afterwards is only what was said
whole.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.config import Timeouts
from intent_lsp.errors import ModelError, NoProvider
from tests.models.asking import EAGER, asking, prompt
from tests.servers.dialects import DIALECTS, Dialect
from tests.servers.fake import Behaviour, Request, Wire, fake

CALLS = 120
HURRIED = Timeouts(connect=0.3, first_token=0.25, stall=0.15, total=1.0)
FAULTS = ("good", "good", "good", "mute", "stall", "drop", "cut", "reset", "garbage", "error", "refuse", "busy",
          "loading", "length", "empty", "prose", "slow", "flip", "endless", "half")  # fmt: skip


def code_for(text: str) -> str:
    """The only right answer to a prompt: it names the prompt's number."""
    return f"```javascript\nexport function f(x, y) {{\n  return x + y; // {text}\n}}\n```"


def troubled(dialect: Dialect, chance: random.Random, seen: Counter[str]) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        fault = chance.choice(FAULTS)
        seen[fault] += 1
        text = code_for(request.body["messages"][-1]["content"])
        pieces = [text[at : at + 9] for at in range(0, len(text), 9)]
        cut = chance.randrange(1, len(pieces))
        if fault == "mute":
            await wire.gone.wait()
        elif fault == "drop":
            wire.drop()
        elif fault == "refuse":
            await wire.whole(chance.choice([400, 403, 404, 418, 500]), dialect.error("no"))
        elif fault == "busy":
            await wire.whole(429, dialect.error("slow down"), Retry_After=chance.choice(["0", "0.01", "9", "soon"]))
        elif fault == "loading":
            await wire.whole(*dialect.loading())
        elif fault == "empty":
            await dialect.say(wire, [])
        elif fault == "prose":
            await dialect.say(wire, ["I would ", "rather not."])
        elif fault == "length":
            await dialect.say(wire, pieces[:cut], "length")
        else:
            await _stream(dialect, wire, fault, pieces, cut, chance)

    return dialect.serving(chat)


async def _stream(dialect: Dialect, wire: Wire, fault: str, pieces: list[str], cut: int, chance: random.Random) -> None:
    await dialect.begin(wire)
    for number, piece in enumerate(pieces):
        if number == cut and fault in {"stall", "cut", "reset", "garbage", "error", "endless", "half"}:
            break
        data = dialect.piece(piece)
        if fault == "flip" and number == cut:
            data = bytes(byte ^ 0x80 if at == 3 else byte for at, byte in enumerate(data))
        await wire.chunk(data)
        if fault == "slow":
            await asyncio.sleep(chance.random() * 0.02)
    if fault == "stall":
        await wire.gone.wait()
    elif fault == "reset":
        wire.drop()
    elif fault == "cut":
        await wire.end()
    elif fault == "half":
        await wire.raw(b"40\r\n" + dialect.piece("€")[:9])
        wire.drop()
    elif fault == "garbage":
        await wire.chunk(chance.randbytes(80) + b"\n\n")
        await wire.end()
    elif fault == "error":
        await wire.chunk(dialect.error_in_stream())
        await wire.end()
    elif fault == "endless":
        while not wire.gone.is_set():
            await wire.chunk(dialect.piece("on and on ") * 20)
    else:
        await wire.chunk(dialect.closing())
        await wire.end()


MORE = [pytest.param(*drawn, marks=pytest.mark.slow) for drawn in ((2, 0.0), (3, 0.0), (4, 0.03))]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "hedge"), [(1, 0.0), *MORE])
@pytest.mark.timeout(120)
async def test_no_fault_hangs_or_poisons(tmp_path: Path, seed: int, hedge: float) -> None:
    chance = random.Random(seed)
    seen: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    dialects = chance.sample(DIALECTS, 3)
    servers = [fake(troubled(dialect, chance, seen)) for dialect in dialects]
    async with servers[0] as one, servers[1] as two, servers[2] as three:
        configs = [dialect.config(server.root, timeouts=HURRIED, lock=chance.choice(["auto", "none"]), concurrency=4,
                                  options={"num_predict" if dialect.ollama else "max_tokens": 200})
                   for dialect, server in zip(dialects, (one, two, three), strict=True)]  # fmt: skip
        async with asking(tmp_path, *configs, pace=replace(EAGER, busy=0.05), hedge=hedge) as ask:

            async def call(number: int) -> None:
                await asyncio.sleep(chance.random() * 1.5)
                asked = prompt(f"number {number}")
                if chance.random() < 0.1:
                    task = asyncio.create_task(ask(asked))
                    await asyncio.sleep(chance.random() * 0.05)
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)
                    ended["cancelled"] += 1
                    return
                try:
                    reply = await ask(asked)
                except NoProvider as error:
                    assert error.causes  # noqa: PT017 - either outcome is fine
                    assert all(isinstance(cause, ModelError) and str(cause) for cause in error.causes)  # noqa: PT017 - either outcome is fine
                    assert all(cause.hint and cause.provider for cause in error.causes)  # noqa: PT017 - either outcome is fine
                    assert error.hint  # noqa: PT017 - either outcome is fine
                    ended["error"] += 1
                else:
                    right = code_for(f"number {number}")
                    assert reply.text in {right, "I would rather not."} or "\ufffd" in reply.text
                    ended["reply"] += 1

            await asyncio.gather(*(call(number) for number in range(CALLS)))
            kept = 0
            for number in range(CALLS):
                known = ask.router._cached_reply(prompt(f"number {number}"), "draft")
                if known is not None:
                    kept += 1
                    assert known.text == code_for(f"number {number}"), "only what was said whole is kept"
    print(f"seed {seed}, hedge {hedge:g}: {sum(seen.values())} answers; {CALLS} calls ended {dict(ended)}")
    print(f"kept {kept}; faults {dict(sorted(seen.items()))}")  # for the record: pytest -rP shows it
    assert sum(ended.values()) == CALLS
    assert kept >= 10, "a working router, however slow the machine"
    assert sum(seen.values()) > CALLS
