"""The real llama.cpp server, in a child process, with tiny models: the wire as it really is."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import BadReply, ContextOverflow, ModelMissing, NoProvider, ProviderDown, TruncatedReply
from intent_lsp.models.contract import Reply
from intent_lsp.models.extraction.extract import extract
from intent_lsp.models.providers.llama_cpp import LlamaCpp
from intent_lsp.models.providers.llama_process import LlamaProcess
from intent_lsp.models.providers.locks import conforms
from intent_lsp.models.providers.openai_compat import OpenAICompat
from intent_lsp.models.providers.server import ServerProvider
from tests.models.asking import asking, prompt, provider
from tests.servers.fake import free_port
from tests.servers.gguf_maker import random_model, scripted

pytest.importorskip("xllamacpp", reason="the extra 'llama' is not installed")

JS = "export function f(x, y) {\n  return x + y;\n}\n"
WRONG = "Let me try.\n\n```javascript\nexport function f(x, y) {\n  return x - y;\n}\n```\n"
RIGHT = f"```javascript\n{JS}```"
PATIENT = Timeouts(20, 60, 30, 120)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    scripted(folder / "scripted.gguf", {
        "the failures": RIGHT,
        "in JSON": json.dumps({"code": JS}),
        "chatty": RIGHT + "\nThis adds two numbers." * 60,
        "": WRONG,
    })  # fmt: skip
    random_model(folder / "brief.gguf", ending=1.5)
    random_model(folder / "endless.gguf", ending=-30.0)
    return folder


@asynccontextmanager
async def serving(path: Path, **settings: Any) -> AsyncIterator[LlamaProcess]:
    """With one thread: two would wait for each other, busily, for the processor that other tests have."""
    child = await LlamaProcess.start({"model": str(path), "n_ctx": 4096, "threads": 1, **settings})
    try:
        yield child
    finally:
        await child.close()


@asynccontextmanager
async def talking(child: LlamaProcess, **more: Any) -> AsyncIterator[ServerProvider]:
    more = {"preset": "llamacpp", "lock": "none", "timeouts": PATIENT, "model": "any", **more}
    made = provider(ProviderConfig("openai_compat", "llama", url=child.url, **more))
    try:
        yield made
    finally:
        await made.close()


async def generate(made: ServerProvider, user: str = "write f", **more: Any) -> Reply:
    return await made.generate(prompt(user, **more), on_token=lambda text: None)


async def test_a_draft_and_its_repair(models: Path) -> None:
    async with serving(models / "scripted.gguf") as child, talking(child) as made:
        draft, repair = await generate(made), await generate(made, "here are the failures: …")
        assert (draft.text, repair.text) == (WRONG, RIGHT)
        assert draft.model == "scripted", "a file's path is nobody's business"
        assert draft.prompt_tokens > 10
        assert draft.completion_tokens > 5
        assert set(draft.timings) == {"prompt", "generate"}
        assert draft.evaluated_tokens == draft.prompt_tokens, "nothing was in the server's cache"
        again = await generate(made)
        assert again.prompt_tokens == draft.prompt_tokens
        assert 0 < again.evaluated_tokens < draft.prompt_tokens / 2
        assert 0 < again.first_token <= again.seconds


async def test_what_comes_after_the_module_is_not_waited_for(models: Path) -> None:
    """And the server takes the next call at once."""
    async with serving(models / "scripted.gguf") as child, talking(child) as made:
        for _ in range(5):
            reply = await generate(made, "be chatty")
            assert reply.text.startswith(RIGHT)
            assert 5 < reply.completion_tokens < 400
            assert reply.prompt_tokens > 10, "the tokens of an answer that is cut are known all the same"
            assert extract(reply.text, target="js", name="f", signature=prompt().intent.signature).code == JS


async def test_many_calls_in_a_row_on_a_server_that_closes_its_sockets(models: Path) -> None:
    async with serving(models / "scripted.gguf") as child, talking(child) as made:
        for _ in range(30):
            assert (await generate(made)).text == WRONG


async def test_chosen_and_measured(models: Path) -> None:
    async with serving(models / "scripted.gguf") as child, talking(child, model="") as made:
        assert isinstance(made, OpenAICompat)
        assert (await generate(made)).text == WRONG
        assert made.model.endswith("scripted.gguf")
        assert made.context == 4096
        assert made.owner == "llamacpp"


async def test_locked_to_json(models: Path) -> None:
    async with serving(models / "scripted.gguf") as child, talking(child, lock="json") as made:
        reply = await generate(made, "in JSON")
        assert json.loads(reply.text) == {"code": JS}
        asked = prompt()
        code = extract(reply.text, target="js", name="f", signature=asked.intent.signature).code
        assert code == JS


@pytest.mark.parametrize("lock", ["json", "grammar"])
async def test_noise_is_held_to_the_shape_or_is_no_reply(models: Path, lock: Any) -> None:
    """Random weights under a lock: what ends by itself conforms, what does not is truncated; nothing else comes."""
    options = {"temperature": 1.0, "max_tokens": 250}
    whole = cut = 0
    tries = 30 if lock == "json" else 6  # noise seldom closes a fence, and is then asked three times
    async with serving(models / "brief.gguf") as child, talking(child, lock=lock, options=options) as made:
        for attempt in range(tries):
            try:
                reply = await generate(made, attempt=attempt)
            except TruncatedReply:
                cut += 1
            else:
                whole += 1
                assert conforms(reply.text, lock), reply.text
    assert whole + cut == tries
    if lock == "json":
        assert whole >= 10


async def test_a_client_stop_inside_the_json_is_not_sent(models: Path) -> None:
    options = {"stop": ["return"], "max_tokens": 200}
    async with serving(models / "scripted.gguf") as child:
        async with talking(child, lock="json", options=options) as made:
            assert json.loads((await generate(made, "in JSON")).text) == {"code": JS}
        async with talking(child, lock="none", options=options) as made:
            assert (await generate(made)).text == WRONG.partition("return")[0], "unlocked, it is the user's business"


async def test_the_same_seed_says_the_same(models: Path) -> None:
    options = {"temperature": 1.0, "seed": 11, "max_tokens": 400}
    async with serving(models / "brief.gguf") as child, talking(child, options=options) as made:

        async def say(attempt: int) -> str:
            try:
                return (await generate(made, attempt=attempt)).text
            except BadReply as error:
                return str(error)

        texts = [await say(attempt) for attempt in (1, 1, 2, 3, 4)]
        assert texts[0] == texts[1]
        assert len(set(texts)) > 2


async def test_a_prompt_larger_than_the_context(models: Path) -> None:
    async with serving(models / "scripted.gguf", n_ctx=512) as child, talking(child) as made:
        with pytest.raises(ContextOverflow) as error:
            await generate(made, "a b c d " * 2000)
        assert error.value.hint
        assert (await generate(made)).text == WRONG, "and the server still answers"


async def test_too_few_tokens(models: Path, tmp_path: Path) -> None:
    async with serving(models / "scripted.gguf") as child:
        async with talking(child, options={"max_tokens": 3}) as made:
            with pytest.raises(TruncatedReply):
                await generate(made)
        config = ProviderConfig(
            "openai_compat",
            "llama",
            url=child.url,
            preset="llamacpp",
            lock="none",
            model="x",
            options={"max_tokens": 6},
        )
        async with asking(tmp_path, config) as ask:
            assert (await ask()).text == WRONG, "with more room it is whole"
            assert "more room" in ask.reasons or "room for" in ask.reasons


def slots(child: LlamaProcess) -> bool:
    """Whether the server's only slot is at work (asked outside of what is tested)."""
    with urllib.request.urlopen(f"http://127.0.0.1:{child.port}/slots", timeout=5) as answer:
        return any(slot["is_processing"] for slot in json.load(answer))


async def test_cancelling_frees_the_slot(models: Path) -> None:
    async with (
        serving(models / "endless.gguf", n_ctx=100_000) as child,
        talking(child, options={"temperature": 1.0, "max_tokens": 90_000}) as made,
    ):
        came = asyncio.Event()
        task = asyncio.create_task(made.generate(prompt(), on_token=lambda text: came.set()))
        await came.wait()
        assert await asyncio.to_thread(slots, child)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for _ in range(100):
            if not await asyncio.to_thread(slots, child):
                break
            await asyncio.sleep(0.02)
        assert not await asyncio.to_thread(slots, child)


async def test_the_next_call_need_not_wait_for_one_that_was_cancelled(models: Path) -> None:
    """The only slot would be busy for 90,000 tokens; the next call gets it although that is not nearly over."""
    async with (
        serving(models / "endless.gguf", n_ctx=100_000) as child,
        talking(child, options={"temperature": 1.0}, timeouts=Timeouts(2, 10, 10, 20)) as made,
    ):
        for _ in range(3):
            came: list[str] = []
            task = asyncio.create_task(made.generate(prompt(max_tokens=90_000), on_token=came.append))
            while not came:  # noqa: ASYNC110 - nothing signals this
                await asyncio.sleep(0.002)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            with pytest.raises(TruncatedReply):  # this model never ends by itself: it was served up to its cap
                await generate(made, max_tokens=5)


async def test_loading_is_told_and_waited_for(models: Path, tmp_path: Path) -> None:
    """A server that began to listen answers 503 until its model is there; asked in that moment, it is waited for."""
    reasons = ""
    for attempt in range(8):  # a tiny model is there within a moment, which a busy machine may miss
        port = free_port()
        starting = asyncio.create_task(LlamaProcess.start({"model": str(models / "scripted.gguf"), "port": port}))
        config = ProviderConfig("openai_compat", "llama", url=f"http://127.0.0.1:{port}/v1", preset="llamacpp",
                                lock="none", model="x", timeouts=PATIENT)  # fmt: skip
        async with asking(tmp_path / str(attempt), config) as ask:
            while True:
                try:
                    reply = await ask()
                except NoProvider as error:
                    if starting.done():
                        starting.result()  # raises why it will never listen
                    assert isinstance(error.causes[0], ProviderDown), "not listening yet"  # noqa: PT017 - or a reply
                    await asyncio.sleep(0.002)
                else:
                    break
            assert reply.text == WRONG
            reasons = ask.reasons
        await (await starting).close()
        if "loading its model" in reasons:
            break
    assert "the server is loading its model" in reasons
    assert "trying again in" in reasons


async def test_prefilling_writes_no_token(models: Path) -> None:
    async with serving(models / "scripted.gguf") as child, talking(child) as made:
        await made.warm("You write code." * 50)
        assert (await generate(made, system="You write code." * 50)).text == WRONG


async def test_the_server_dies_in_the_middle(models: Path, tmp_path: Path) -> None:
    async with (
        serving(models / "endless.gguf", n_ctx=100_000) as child,
        talking(child, options={"temperature": 1.0, "max_tokens": 90_000}) as made,
    ):
        came = asyncio.Event()
        task = asyncio.create_task(made.generate(prompt(), on_token=lambda text: came.set()))
        await came.wait()
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(BadReply, match="broke"):
            await task
        with pytest.raises(ProviderDown):
            await generate(made)


# --- embedded --------------------------------------------------------------------------------------------------------


@contextmanager
def started(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    child = Path(sys.modules[LlamaProcess.__module__].__file__ or "").with_name("llama_child.py")
    process = subprocess.Popen(
        [sys.executable, "-I", str(child), json.dumps({"model": str(path)})],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_the_child_goes_with_its_parent(models: Path) -> None:
    with started(models / "scripted.gguf") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert json.loads(process.stdout.readline())["port"]
        process.stdin.close()
        assert process.wait(10) == 0
        process.stdin = None


async def test_a_file_is_run_inside_the_program(models: Path, tmp_path: Path) -> None:
    (tmp_path / "weights").symlink_to(models)
    config = ProviderConfig("llama_cpp", "embedded", path="weights/scripted.gguf", lock="none", options={"n_ctx": 2048})
    async with asking(tmp_path, config) as ask:
        first = await ask()
        assert (first.text, first.model) == (WRONG, "scripted")
        (embedded,) = await ask.router.providers("draft")
        assert isinstance(embedded, LlamaCpp)
        process = embedded._process
        assert process is not None
        assert embedded.endpoint.port == process.port
        os.kill(process.pid, signal.SIGKILL)
        while process.alive:  # noqa: ASYNC110 - nothing signals this
            await asyncio.sleep(0.01)
        assert (await ask(prompt("the failures"))).text == RIGHT, "a child that died is started again"
        again = embedded._process
    assert again is not None
    assert not again.alive


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (4, 3), (8, None)])
async def test_a_small_machine_keeps_a_core_for_the_rest(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int | None
) -> None:
    started: list[Any] = []

    async def start(settings: Any, **_: Any) -> LlamaProcess:
        started.append(settings)
        raise ProviderDown("seen", hint="")

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr(LlamaProcess, "start", start)
    for options, expected in (({}, threads), ({"threads": 2}, 2)):
        made = provider(ProviderConfig("llama_cpp", "embedded", path="x.gguf", options=options))
        with pytest.raises(ProviderDown, match="seen"):
            await generate(made)
        assert started.pop().get("threads") == expected


async def test_what_cannot_be_run_says_why(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no file"):
        await LlamaProcess.start({"model": str(tmp_path / "gone.gguf")})
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF\x03\0\0\0, or so they say" * 100)
    with pytest.raises(ProviderDown, match="could not load") as error:
        await LlamaProcess.start({"model": str(broken)})
    assert error.value.hint
