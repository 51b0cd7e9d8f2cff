"""The router over real sockets: cache first, fall-through, patience, and no call for nothing."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.errors import BadReply, EndpointRefused, NoProvider, ProviderBusy, ProviderDown, TruncatedReply
from intent_lsp.models.contract import Reply, SynthesiserProcess
from intent_lsp.models.discovery import ServerPlace
from intent_lsp.synthesis.contract import OnFit, Progress, Synthesis, Task
from intent_lsp.values import Question
from tests.models.asking import EAGER, asking, prompt
from tests.servers.dialects import CODE, DIALECTS, MODEL, Dialect
from tests.servers.fake import Behaviour, Request, Wire, fake, free_port

OLLAMA, LMSTUDIO = DIALECTS[0], DIALECTS[1]
OTHER = CODE.replace("x + y", "y + x")


def saying(dialect: Dialect, text: str = CODE) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [text])

    return dialect.serving(chat)


def failing(dialect: Dialect, status: int, **headers: str) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(status, dialect.error("no"), **headers)

    return dialect.serving(chat)


def plain(dialect: Dialect, root: str, **more: Any) -> ProviderConfig:
    return dialect.config(root, **{"lock": "none", **more})


def told(reply: Reply) -> list[str]:
    return [str(detour) for detour in reply.detours]


class Search(SynthesiserProcess):
    """Stands where the child process stands."""

    def __init__(self, found: Synthesis) -> None:
        self.found = found
        self.tasks: list[Task] = []

    async def solve(self, task: Task, on_progress: Progress, on_fit: OnFit | None = None) -> Synthesis:
        self.tasks.append(task)
        await asyncio.sleep(0.02)
        return self.found

    async def close(self) -> None: ...


FOUND = Synthesis(
    "likely",
    {"js": "export const f = (x, y) => x + y;\n", "py": "def f(x, y):\n    return x + y\n"},
    "inferred from 1 example",
    Question(([1, 2],), (3, 4)),
)
NOTHING = Synthesis("none", {}, "sums, products and text were tried in vain")
BUILTIN = ProviderConfig("builtin", "builtin")


async def test_the_second_time_costs_no_call(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as server:
        async with asking(tmp_path, plain(OLLAMA, server.root)) as ask:
            first = await ask()
            again = await ask()
        async with asking(tmp_path, plain(OLLAMA, server.root), offline=True) as ask:
            offline = await ask()
        assert (first.cached, again.cached, offline.cached) == (False, True, True)
        assert first.text == again.text == offline.text == CODE
        assert len(server.calls) == 1


async def test_regenerate_bypasses_and_replaces(tmp_path: Path) -> None:
    texts = [CODE, OTHER]

    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [texts.pop(0)])

    async with fake(OLLAMA.serving(chat)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        await ask()
        assert (await ask(regenerate=True)).text == OTHER
        assert (await ask()).text == OTHER


async def test_attempts_have_seeds_of_their_own(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        await ask(prompt())
        await ask(prompt(attempt=1))
        await ask(prompt(attempt=1))
        assert [call.body["options"]["seed"] for call in server.calls] == [7, 8]


async def test_a_dead_first_provider_is_skipped_after_its_first_failure(tmp_path: Path) -> None:
    port = free_port()
    async with fake(saying(LMSTUDIO)) as server:
        dead = plain(OLLAMA, f"http://127.0.0.1:{port}", name="dead")
        async with asking(tmp_path, dead, plain(LMSTUDIO, server.root), pace=replace(EAGER, probe_first=9)) as ask:
            first = await ask(prompt("1"))
            assert first.provider == "lmstudio"
            assert "nothing answers" in ask.reasons
            assert told(first) == ["dead does not answer"]
            ask.waits.clear()
            second = await ask(prompt("2"))
            assert second.provider == "lmstudio"
            assert ask.waits == [], "not even tried"
            assert told(second) == ["dead was down and is skipped until it answers"]
            assert told(await ask(prompt("2"))) == [], "it came from the cache: nothing happened"


async def test_a_provider_that_comes_back_is_used_again(tmp_path: Path) -> None:
    port = free_port()
    async with fake(saying(LMSTUDIO)) as server:
        first = plain(OLLAMA, f"http://127.0.0.1:{port}")
        async with asking(tmp_path, first, plain(LMSTUDIO, server.root)) as ask:
            assert (await ask(prompt("1"))).provider == "lmstudio"
            async with fake(saying(OLLAMA), port):
                for number in range(200):
                    await asyncio.sleep(0.02)
                    if (await ask(prompt(f"again {number}"))).provider == "ollama":
                        break
                assert (await ask(prompt("last"))).provider == "ollama"


async def test_the_only_provider_is_tried_although_it_was_down(tmp_path: Path) -> None:
    port = free_port()
    only = plain(OLLAMA, f"http://127.0.0.1:{port}")
    async with asking(tmp_path, only, pace=replace(EAGER, probe_first=60)) as ask:
        with pytest.raises(NoProvider) as error:
            await ask()
        assert [type(cause) for cause in error.value.causes] == [ProviderDown]
        assert "ollama serve" in error.value.hint
        async with fake(saying(OLLAMA), port):
            assert (await ask()).text == CODE


@pytest.mark.parametrize("status", [400, 401, 404, 500])
async def test_refusals_go_to_the_next_after_one_hit(tmp_path: Path, status: int) -> None:
    async with (
        fake(failing(LMSTUDIO, status)) as bad,
        fake(saying(OLLAMA)) as good,
        asking(tmp_path, plain(LMSTUDIO, bad.root), plain(OLLAMA, good.root)) as ask,
    ):
        reply = await ask()
        assert reply.provider == "ollama"
        assert told(reply) == ["lmstudio refused the request"]
        assert len(bad.calls) == 1


async def test_a_broken_line_is_tried_once_more_and_only_once(tmp_path: Path) -> None:
    drops = 1

    async def chat(request: Request, wire: Wire) -> None:
        nonlocal drops
        drops -= 1
        if drops >= 0:
            wire.drop()
        else:
            await OLLAMA.say(wire, [CODE])

    async with fake(OLLAMA.serving(chat)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        reply = await ask()
        assert reply.text == CODE
        assert told(reply) == ["ollama broke the connection and was asked once more"]
        assert len(server.calls) == 2
        drops = 9
        with pytest.raises(NoProvider):
            await ask(prompt("other"))
        assert len(server.calls) == 4


async def test_what_broke_off_after_it_began_is_not_tried_again(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.begin(wire)
        await wire.chunk(OLLAMA.piece(CODE))
        wire.drop()

    async with (
        fake(OLLAMA.serving(chat)) as bad,
        fake(saying(LMSTUDIO)) as good,
        asking(tmp_path, plain(OLLAMA, bad.root), plain(LMSTUDIO, good.root)) as ask,
    ):
        assert (await ask()).provider == "lmstudio"
        assert len(bad.calls) == 1


@pytest.mark.parametrize(("status", "headers"), [(429, {"Retry_After": "0.05"}), (503, {}), (429, {})])
async def test_busy_servers_are_waited_for(tmp_path: Path, status: int, headers: dict[str, str]) -> None:
    left = 2

    async def chat(request: Request, wire: Wire) -> None:
        nonlocal left
        left -= 1
        if left >= 0:
            await wire.whole(status, LMSTUDIO.error("later"), **headers)
        else:
            await LMSTUDIO.say(wire, [CODE])

    async with fake(LMSTUDIO.serving(chat)) as server, asking(tmp_path, plain(LMSTUDIO, server.root)) as ask:
        reply = await ask()
        assert reply.text == CODE
        assert told(reply) == ["lmstudio was busy for a while"], "once, although it happened twice"
        assert len(server.calls) == 3
        assert "trying again in" in ask.reasons
        if headers:
            assert "0.05 s" in ask.reasons


async def test_what_happens_is_told_with_provider_model_and_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Loading, then a retry, then the next provider; and whoever is last has none."""
    caplog.set_level(logging.INFO, "intent_lsp.models")
    llamacpp = DIALECTS[2]
    answers = [llamacpp.loading(), (429, {"error": "slow down"}), (400, {"error": "no such thing"})]

    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(*answers.pop(0))

    dead = plain(OLLAMA, f"http://127.0.0.1:{free_port()}", name="dead", model="large:70b")
    async with (
        fake(llamacpp.serving(chat)) as server,
        asking(tmp_path, plain(llamacpp, server.root, name="first"), dead) as ask,
    ):
        with pytest.raises(NoProvider) as error:
            await ask()
        told = [(provider, model, reason.partition(";")[0].partition(":")[0]) for provider, model, reason in ask.waits]
        assert told == [
            ("first", MODEL, "the server is loading its model"),
            ("first", MODEL, "the server has too many requests"),
            ("first", MODEL, "the server refused with status 400"),
            ("dead", "large:70b", "nothing answers at http"),
        ]
        ends = [reason.rpartition("; ")[2].split(" ")[0] for *_, reason in ask.waits[:3]]
        assert ends == ["trying", "trying", "asking"]
        assert "asking the next" not in ask.waits[-1][2]
        assert [cause.provider for cause in error.value.causes] == ["first", "dead"]
        for provider, model, reason in ask.waits:
            assert f"{provider} ({model})" in caplog.text
            assert reason.partition(";")[0] in caplog.text
        assert "dead is skipped from now on" in caplog.text


@pytest.mark.slow
async def test_a_silent_server_is_explained_while_it_loads(tmp_path: Path) -> None:
    """Ollama says nothing for as long as it loads a model: whoever waits is told why."""
    told = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        await told.wait()
        await OLLAMA.say(wire, [CODE])

    patient = Timeouts(2, 60, 30, 120)
    async with (
        fake(OLLAMA.serving(chat)) as server,
        asking(tmp_path, plain(OLLAMA, server.root, timeouts=patient)) as ask,
    ):
        task = asyncio.create_task(ask())
        while "may be loading the model" not in ask.reasons:
            assert not task.done()
            await asyncio.sleep(0.02)
        told.set()
        assert (await task).text == CODE
        assert ask.waits[0][:2] == ("ollama", MODEL)


async def test_a_long_retry_after_goes_to_the_next_at_once(tmp_path: Path) -> None:
    async with (
        fake(failing(LMSTUDIO, 429, Retry_After="3600")) as bad,
        fake(saying(OLLAMA)) as good,
        asking(tmp_path, plain(LMSTUDIO, bad.root), plain(OLLAMA, good.root)) as ask,
    ):
        assert (await ask()).provider == "ollama"
        assert len(bad.calls) == 1


async def test_a_server_that_stays_busy_is_given_up(tmp_path: Path) -> None:
    async with fake(failing(LMSTUDIO, 429)) as bad, asking(tmp_path, plain(LMSTUDIO, bad.root)) as ask:
        with pytest.raises(NoProvider) as error:
            await ask()
        assert isinstance(error.value.causes[0], ProviderBusy)


async def test_loading_is_waited_for_longer_than_busy(tmp_path: Path) -> None:
    llamacpp = DIALECTS[2]
    ready = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        if ready.is_set():
            await llamacpp.say(wire, [CODE])
        else:
            await wire.whole(*llamacpp.loading())

    config = plain(llamacpp, "", timeouts=Timeouts(0.5, 30, 5, 60))
    async with (
        fake(llamacpp.serving(chat)) as server,
        asking(tmp_path, replace(config, url=f"{server.root}/v1")) as ask,
    ):
        asyncio.get_running_loop().call_later(3 * EAGER.busy, ready.set)
        assert (await ask()).text == CODE
        assert "loading" in ask.reasons


async def test_a_cut_answer_is_asked_again_with_more_room(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE], "stop" if request.body["max_tokens"] >= 1000 else "length")

    options = {"max_tokens": 300}
    async with (
        fake(LMSTUDIO.serving(chat)) as server,
        asking(tmp_path, plain(LMSTUDIO, server.root, options=options)) as ask,
    ):
        reply = await ask()
        assert reply.text == CODE
        assert told(reply) == [
            f"lmstudio was cut off and asked again with room for {room} tokens" for room in (600, 1200)
        ]
        assert [call.body["max_tokens"] for call in server.calls] == [300, 600, 1200]
        assert (await ask()).cached, "under the key of the question as it was asked"


async def test_an_answer_that_is_always_cut_is_given_up(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE], "length")

    async with fake(OLLAMA.serving(chat)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        with pytest.raises(NoProvider) as error:
            await ask()
        assert isinstance(error.value.causes[0], TruncatedReply)
        assert len(server.calls) == 4
        assert not list((tmp_path / ".promirror").rglob("*.json"))


async def test_prose_is_the_providers_failure_and_is_not_cached(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA, "I would rather not.")) as bad, fake(saying(LMSTUDIO)) as good:
        async with asking(tmp_path, plain(OLLAMA, bad.root), plain(LMSTUDIO, good.root)) as ask:
            reply = await ask()
            assert reply.provider == "lmstudio"
            assert told(reply) == ["ollama answered without code"]
        async with asking(tmp_path, plain(OLLAMA, bad.root)) as ask:
            assert (await ask(prompt("alone"))).text == "I would rather not.", "the next round can quote it"
            assert not (await ask(prompt("alone"))).cached


async def test_the_same_question_at_once_is_one_call(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        replies = await asyncio.gather(*(ask() for _ in range(5)))
        assert {reply.text for reply in replies} == {CODE}
        assert len(server.calls) == 1
        assert ask.tokens == [CODE] * 5


async def test_a_shared_call_ends_with_its_last_listener(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.begin(wire)
        await wire.chunk(OLLAMA.piece("```"))
        await wire.gone.wait()

    patient = Timeouts(1, 30, 30, 60)
    async with (
        fake(OLLAMA.serving(chat)) as server,
        asking(tmp_path, plain(OLLAMA, server.root, timeouts=patient)) as ask,
    ):
        one, two = asyncio.create_task(ask()), asyncio.create_task(ask())
        while len(ask.tokens) < 2:  # noqa: ASYNC110 - nothing signals this
            await asyncio.sleep(0.01)
        one.cancel()
        await asyncio.sleep(0.05)
        assert not server.gone[-1].is_set(), "somebody still listens"
        two.cancel()
        await asyncio.gather(one, two, return_exceptions=True)
        await asyncio.wait_for(server.gone[-1].wait(), 2)


async def test_calls_at_once_are_limited_per_endpoint(tmp_path: Path) -> None:
    now = most = 0

    async def chat(request: Request, wire: Wire) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.02)
        await OLLAMA.say(wire, [CODE])
        now -= 1

    for wanted in (1, 3):
        most = 0
        async with fake(OLLAMA.serving(chat)) as server:
            one = plain(OLLAMA, server.root, concurrency=wanted)
            two = replace(one, name="same endpoint", model="other:7b")
            async with asking(tmp_path, one, two, draft=(one.name,), repair=(two.name,)) as ask:
                await asyncio.gather(*(ask(prompt(f"{wanted} {n}"), "draft" if n % 2 else "repair") for n in range(8)))
            assert most == wanted


async def test_routes_are_kept(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as small, fake(saying(LMSTUDIO, OTHER)) as strong:
        providers = (plain(OLLAMA, small.root), plain(LMSTUDIO, strong.root, model="qwen2.5-coder-32b"))
        async with asking(tmp_path, *providers, draft=("ollama",), repair=("lmstudio", "ollama")) as ask:
            assert (await ask(route="draft")).provider == "ollama"
            assert (await ask(prompt("r"), "repair")).provider == "lmstudio"
        async with asking(tmp_path / "2", *providers, BUILTIN) as ask:
            assert [p.name for p in await ask.router.providers("draft")] == ["ollama", "lmstudio", "builtin"]
            assert [p.name for p in await ask.router.providers("repair")] == ["lmstudio", "ollama", "builtin"]


async def test_the_builtin_stands_in_and_steps_back(tmp_path: Path) -> None:
    port = free_port()
    search = Search(FOUND)
    first = plain(OLLAMA, f"http://127.0.0.1:{port}")
    async with asking(tmp_path, first, BUILTIN, synthesiser=search) as ask:
        js, py = await asyncio.gather(ask(prompt(target="js")), ask(prompt(target="py")))
        assert "=> x + y" in js.text
        assert "def f" in py.text
        assert len(search.tasks) == 1, "one search serves both targets"
        assert not any(example.hidden for example in search.tasks[0].intent.examples)
        assert (js.model, js.confidence, js.note) == ("builtin", "likely", FOUND.explanation)
        cached = await ask(prompt(target="js"))
        assert cached.cached
        assert cached.question == FOUND.question
    async with fake(saying(OLLAMA), port), asking(tmp_path, first, BUILTIN, synthesiser=search) as ask:
        assert (await ask(prompt(target="js"))).provider == "ollama", "the server is back"


async def test_the_builtin_says_when_it_finds_nothing(tmp_path: Path) -> None:
    async with asking(tmp_path, BUILTIN, synthesiser=Search(NOTHING)) as ask:
        with pytest.raises(NoProvider, match="too complex to find without a model") as error:
            await ask()
        assert isinstance(error.value.causes[0], BadReply)
        assert "model server" in error.value.hint


async def test_offline_asks_no_server(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as server:
        async with asking(tmp_path, plain(OLLAMA, server.root), offline=True) as ask:
            with pytest.raises(NoProvider, match="offline"):
                await ask()
        search = Search(FOUND)
        async with asking(tmp_path, plain(OLLAMA, server.root), BUILTIN, offline=True, synthesiser=search) as ask:
            assert (await ask()).provider == "builtin"
        assert server.requests == []


async def test_a_host_that_is_not_allowed_is_a_cause_and_not_a_crash(tmp_path: Path) -> None:
    away = ProviderConfig("ollama", "away", url="http://192.0.2.1:11434", model=MODEL)
    wrong = ProviderConfig("openai_compat", "wrong", url="ftp://x", model=MODEL)
    odd = ProviderConfig("openai_compat", "odd", url=f"http://127.0.0.1:{free_port()}/\x01", model=MODEL)
    async with asking(tmp_path, away, wrong, odd) as ask:
        with pytest.raises(NoProvider) as error:
            await ask()
        assert isinstance(error.value.causes[0], EndpointRefused)
        assert "allowHosts" in error.value.hint
        assert "ftp" in str(error.value.causes[1])
        assert "is not an address" in str(error.value.causes[2])


async def test_a_corrupt_cache_entry_is_asked_again(tmp_path: Path) -> None:
    async with fake(saying(OLLAMA)) as server, asking(tmp_path, plain(OLLAMA, server.root)) as ask:
        await ask()
        for file in (tmp_path / ".promirror/cache").rglob("*.json"):
            file.write_bytes(b"{")
        assert not (await ask()).cached
        assert (await ask()).cached


async def test_warming_up_loads_the_model_that_drafts(tmp_path: Path) -> None:
    """Where memory is short, the one that repairs would push it out again."""
    async with fake(saying(OLLAMA)) as server:
        both = [plain(OLLAMA, server.root, name=name, model=name) for name in ("small:3b", "large:14b")]
        async with asking(tmp_path, *both, draft=("small:3b",), repair=("large:14b",)) as ask:
            await ask.router.warm("You write code.")
            assert [(call.body["model"], call.body["messages"]) for call in server.calls] == [("small:3b", [])]
            await ask()
            assert server.calls[0].body["options"]["num_ctx"] == server.calls[1].body["options"]["num_ctx"]


async def test_closing_ends_what_is_under_way(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async with fake(OLLAMA.serving(chat)) as server:
        async with asking(tmp_path, plain(OLLAMA, server.root, timeouts=Timeouts(1, 60, 60, 60))) as ask:
            task = asyncio.create_task(ask())
            while not server.calls:  # noqa: ASYNC110 - nothing signals this
                await asyncio.sleep(0.01)
        done = await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 5)
        assert isinstance(done[0], asyncio.CancelledError)
        await ask.router.close()


async def test_without_configuration_what_is_found_answers(tmp_path: Path) -> None:
    search = Search(FOUND)
    port = free_port()
    places = [ServerPlace("ollama", f"http://127.0.0.1:{port}")]
    async with fake(saying(OLLAMA), port) as server:
        async with asking(tmp_path, places=places, synthesiser=search) as ask:
            assert [p.name for p in await ask.router.providers("draft")] == ["ollama", "builtin"]
            assert (await ask()).model == MODEL
        asked = len(server.requests)
    async with asking(tmp_path, places=places, synthesiser=search) as ask:
        assert (await ask()).cached, "although the server is gone"
        assert (await ask(prompt("new"))).provider == "builtin"
    async with asking(tmp_path, places=places, synthesiser=search, offline=True) as ask:
        assert (await ask()).cached
    assert len(server.requests) == asked
