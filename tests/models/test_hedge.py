"""Hedging over real sockets: a slow beginning costs no more than the hedge, and nobody is asked twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import NoProvider
from tests.models.asking import asking, prompt
from tests.servers.dialects import CODE, DIALECTS, Dialect
from tests.servers.fake import Behaviour, Request, Wire, fake

OLLAMA, LMSTUDIO = DIALECTS[0], DIALECTS[1]
OTHER = CODE.replace("x + y", "y + x")


def mute(dialect: Dialect) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    return dialect.serving(chat)


def saying(dialect: Dialect, text: str, *, after: float = 0.0, status: int = 200) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await asyncio.sleep(after)
        if status == 200:
            await dialect.say(wire, [text[:9], text[9:]])
        else:
            await wire.whole(status, dialect.error("no"))

    return dialect.serving(chat)


def plain(dialect: Dialect, root: str, name: str = "") -> ProviderConfig:
    return dialect.config(root, lock="none", timeouts=Timeouts(2, 30, 30, 60), name=name or dialect.name)


async def test_the_next_is_asked_as_well_and_the_slow_one_is_closed(tmp_path: Path) -> None:
    async with (
        fake(mute(OLLAMA)) as slow,
        fake(saying(LMSTUDIO, CODE)) as quick,
        asking(tmp_path, plain(OLLAMA, slow.root), plain(LMSTUDIO, quick.root), hedge=0.1) as ask,
    ):
        assert (await ask()).provider == "lmstudio"
        assert "nothing came for 0.1 s; asking lmstudio as well" in ask.reasons
        assert "".join(ask.tokens) == CODE
        await asyncio.wait_for(slow.gone[-1].wait(), 5)
        assert (await ask()).cached, "under the key of the one that gave it"
        (first, _) = await ask.router.providers("draft")
        assert first.name == "ollama"
        assert len(slow.calls) == len(quick.calls) == 1


async def test_who_begins_in_time_has_no_rival(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.begin(wire)
        await wire.chunk(OLLAMA.piece(CODE[:20]))
        await asyncio.sleep(0.5)
        await wire.chunk(OLLAMA.piece(CODE[20:]) + OLLAMA.closing())
        await wire.end()

    async with (
        fake(OLLAMA.serving(chat)) as one,
        fake(saying(LMSTUDIO, OTHER)) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.3) as ask,
    ):
        assert (await ask()).text == CODE
        assert not two.calls


async def test_the_first_may_still_win(tmp_path: Path) -> None:
    async with (
        fake(saying(OLLAMA, CODE, after=0.3)) as one,
        fake(mute(LMSTUDIO)) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.05) as ask,
    ):
        assert (await ask()).provider == "ollama"
        await asyncio.wait_for(two.gone[-1].wait(), 5)
        assert "".join(ask.tokens) == CODE


async def test_a_rival_that_began_is_not_asked_again_in_its_turn(tmp_path: Path) -> None:
    async with (
        fake(saying(OLLAMA, "", after=0.3, status=400)) as one,
        fake(saying(LMSTUDIO, CODE, after=0.6)) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.05) as ask,
    ):
        assert (await ask()).provider == "lmstudio"
        assert "".join(ask.tokens) == CODE
        assert (len(one.calls), len(two.calls)) == (1, 1)


async def test_a_rival_that_failed_is_not_asked_again_either(tmp_path: Path) -> None:
    async with (
        fake(saying(OLLAMA, "", after=0.5, status=400)) as one,
        fake(saying(LMSTUDIO, "", status=500)) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.05) as ask,
    ):
        with pytest.raises(NoProvider) as error:
            await ask()
        assert [cause.provider for cause in error.value.causes] == ["ollama", "lmstudio"]
        assert (len(one.calls), len(two.calls)) == (1, 1)


async def test_a_reply_without_code_wins_no_race(tmp_path: Path) -> None:
    async with (
        fake(saying(OLLAMA, CODE, after=0.5)) as one,
        fake(saying(LMSTUDIO, "I would rather not.")) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.05) as ask,
    ):
        assert (await ask()).text == CODE


async def test_another_model_of_the_same_server_is_no_rival(tmp_path: Path) -> None:
    async with (
        fake(saying(OLLAMA, CODE, after=0.3)) as one,
        asking(tmp_path, plain(OLLAMA, one.root), plain(OLLAMA, one.root, "again"), hedge=0.05) as ask,
    ):
        assert (await ask()).provider == "ollama"
        assert len(one.calls) == 1


async def test_cancelling_closes_both(tmp_path: Path) -> None:
    async with (
        fake(mute(OLLAMA)) as one,
        fake(mute(LMSTUDIO)) as two,
        asking(tmp_path, plain(OLLAMA, one.root), plain(LMSTUDIO, two.root), hedge=0.05) as ask,
    ):
        task = asyncio.create_task(ask(prompt()))
        while not two.calls:  # noqa: ASYNC110 - nothing signals this
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for server in (one, two):
            await asyncio.wait_for(server.gone[-1].wait(), 5)
