"""A model server that nobody here wrote, with a real model, as its user has started it on this machine::

    pytest tests/models/test_real_server.py --real-server http://127.0.0.1:8000/v1 [--real-preset vllm] [--real-model M]

Nothing depends on how good the model is. With a small one on two cores it takes a minute or two.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config, Lock, ProviderConfig, Timeouts
from intent_lsp.errors import BadReply, ContextOverflow, ModelMissing, TruncatedReply
from intent_lsp.models.contract import Reply
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.providers.locks import conforms
from intent_lsp.models.providers.server import ServerProvider
from tests.models.asking import asking, prompt, provider

TASK = "Write a JavaScript function `f(x, y)` that returns the sum of its two numbers. Export it."
LONG = "Write the numbers from 1 to 2000 as English words, one a line, with no other text."
PATIENT = Timeouts(connect=5, first_token=180, stall=120, total=300)


@pytest.fixture(autouse=True)
def named(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--real-server"):
        pytest.skip("no server is named: --real-server URL, see docs/models.md")


@pytest.fixture
def configured(request: pytest.FixtureRequest) -> ProviderConfig:
    """The server as a user configures it; one on another machine is refused by the product."""
    url = request.config.getoption("--real-server").rstrip("/")
    preset, model = request.config.getoption("--real-preset"), request.config.getoption("--real-model")
    return ProviderConfig("openai_compat", "real", url, model, preset=preset, lock="none", timeouts=PATIENT)


@asynccontextmanager
async def talking(config: ProviderConfig, **more: Any) -> AsyncIterator[ServerProvider]:
    made = provider(ProviderConfig(**{**_fields(config), **more}))
    try:
        yield made
    finally:
        await made.close()


def _fields(config: ProviderConfig) -> dict[str, Any]:
    return {name: getattr(config, name) for name in config.__slots__}


async def said(made: ServerProvider, user: str = TASK, **more: Any) -> tuple[Reply, list[str]]:
    tokens: list[str] = []
    reply = await made.generate(prompt(user, **more), on_token=tokens.append)
    return reply, tokens


async def test_its_models_are_listed_and_one_is_chosen(configured: ProviderConfig, tmp_path: Path) -> None:
    (found,) = (await inspect(Config(providers=(configured,)), tmp_path)).providers
    assert (found.state, found.problem) == ("ready", "")
    assert found.model in found.models or configured.model


async def test_a_reply_is_streamed_and_whole(configured: ProviderConfig) -> None:
    async with talking(configured) as made:
        reply, tokens = await said(made)
    assert len(tokens) > 3
    assert "".join(tokens).startswith(reply.text[:20])
    assert "return" in reply.text
    assert reply.finish == "stop"
    assert 0 < reply.first_token < reply.seconds
    assert reply.model


async def test_calls_follow_each_other(configured: ProviderConfig) -> None:
    async with talking(configured) as made:
        for _ in range(3):
            assert (await said(made))[0].text


async def test_calls_side_by_side_take_turns_where_the_server_has_to(
    configured: ProviderConfig, tmp_path: Path
) -> None:
    """llama-cpp-python, for one, ends a call when another comes."""
    async with asking(tmp_path, configured) as ask:
        replies = await asyncio.gather(*(ask(prompt(TASK, attempt=number)) for number in range(3)))
    assert all(reply.text for reply in replies)


async def test_the_next_call_need_not_wait_for_one_that_was_cancelled(configured: ProviderConfig) -> None:
    """What was cancelled would go on for minutes."""
    async with talking(configured) as made:
        began = time.monotonic()
        with pytest.raises(TruncatedReply):
            await said(made, LONG, max_tokens=2)
        alone = time.monotonic() - began
        came = asyncio.Event()
        task = asyncio.create_task(made.generate(prompt(LONG, max_tokens=2500), on_token=lambda _: came.set()))
        await asyncio.wait_for(came.wait(), 180)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        began = time.monotonic()
        with pytest.raises(TruncatedReply):
            await said(made, LONG, max_tokens=2)
        assert time.monotonic() - began < 4 * alone + 5


async def test_too_few_tokens_are_told(configured: ProviderConfig) -> None:
    async with talking(configured) as made:
        with pytest.raises(TruncatedReply):
            await said(made, max_tokens=4)


@pytest.mark.parametrize("lock", ["json", "grammar", "auto"])
async def test_a_lock_holds_or_falls_and_costs_no_reply(configured: ProviderConfig, lock: Lock) -> None:
    """What the server refuses or ignores is given up, and that is kept in mind."""
    async with talking(configured, lock=lock, options={"max_tokens": 300}) as made:
        for attempt in range(3):  # a lock at which the server breaks is tried twice
            reply, _ = await said(made, attempt=attempt)
            assert reply.text
        assert conforms(reply.text, made._locks.step)
        print(f"{lock}: {made._locks.step}")


async def test_stop_texts_end_a_reply(configured: ProviderConfig) -> None:
    async with talking(configured, options={"stop": ["return"]}) as made:
        reply, _ = await said(made)
    assert reply.text
    assert "return" not in reply.text


async def test_a_prompt_larger_than_the_context_is_told_and_harms_nothing(configured: ProviderConfig) -> None:
    async with talking(configured) as made:
        await said(made)
        words = "one two three four five six seven eight " * ((made.context or 32_768) // 6)
        with pytest.raises((ContextOverflow, BadReply)) as error:  # who breaks off without a word gets a hint as well
            await said(made, f"{words}\n{TASK}")
        assert "context" in f"{error.value} {error.value.hint}"
        assert (await said(made))[0].text


async def test_a_model_that_is_not_there_is_told_unless_any_name_will_do(configured: ProviderConfig) -> None:
    async with talking(configured, model="no-such-model-here") as made:
        try:
            reply, _ = await said(made)
        except ModelMissing:
            return
        assert reply.text


async def test_an_answer_is_asked_for_once(configured: ProviderConfig, tmp_path: Path) -> None:
    async with asking(tmp_path, configured) as ask:
        first = await ask(prompt(TASK))
        again = await ask(prompt(TASK))
    assert (first.cached, again.cached) == (False, True)
    assert again.text == first.text
