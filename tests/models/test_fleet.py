"""Several addresses of one provider over real sockets: used at once, and none of them is missed when it fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.configuration.load import load
from intent_lsp.errors import NoProvider
from intent_lsp.models.builder import Builder
from intent_lsp.models.fleet.group import Fleet
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.providers.model_server import ModelServer
from intent_lsp.workbench import Request as Work
from intent_lsp.workbench import open_workbench
from tests.models.asking import EAGER, Asker, asking, prompt
from tests.servers.dialects import CODE, DIALECTS, MODEL, QUICK
from tests.servers.fake import Behaviour, Fake, Request, Wire, fake, free_port
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS


class Host:
    """One server. It answers once ``go`` is set, after what ``first`` does with the first calls."""

    def __init__(self, *first: Behaviour) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.now = self.most = 0
        self.arrived = asyncio.Condition()
        self._first = list(first)

    async def chat(self, request: Request, wire: Wire) -> None:
        if self._first:
            await self._first.pop(0)(request, wire)
            return
        self.now += 1
        self.most = max(self.most, self.now)
        async with self.arrived:
            self.arrived.notify_all()
        try:
            await self.go.wait()
            await VLLM.say(wire, [CODE])
        finally:
            self.now -= 1

    async def has(self, calls: int) -> None:
        """Wait until so many calls are here at once."""
        async with self.arrived:
            await asyncio.wait_for(self.arrived.wait_for(lambda: self.now >= calls), 10)


@asynccontextmanager
async def fleet(folder: Path, *hosts: Host, more: tuple[ProviderConfig, ...] = (), **settings: Any) -> AsyncIterator[
    tuple[Asker, list[Fake]]
]:  # fmt: skip
    """A router that asks these hosts, one call at a time each unless ``concurrency`` says otherwise."""
    async with _serving(list(hosts)) as servers:
        pace = settings.pop("pace", EAGER)
        config = of(servers, **{"concurrency": 1, **settings})
        async with asking(folder, config, *more, draft=("fleet", *(one.name for one in more)), pace=pace) as ask:
            yield ask, servers


@asynccontextmanager
async def _serving(hosts: list[Host]) -> AsyncIterator[list[Fake]]:
    if not hosts:
        yield []
        return
    async with fake(VLLM.serving(hosts[0].chat)) as server, _serving(hosts[1:]) as others:
        yield [server, *others]


def of(servers: list[Fake], **settings: Any) -> ProviderConfig:
    first, *others = (f"{server.root}/v1" for server in servers)
    config = VLLM.config("", name="fleet", lock="none", **settings)
    return replace(config, url=first, more_urls=tuple(others))


def failing(status: int, text: str, **headers: str) -> Behaviour:
    async def behave(request: Request, wire: Wire) -> None:
        await wire.whole(status, VLLM.error(text), **headers)

    return behave


async def dying(request: Request, wire: Wire) -> None:
    """Break off in the middle of an answer."""
    await VLLM.begin(wire)
    await wire.chunk(VLLM.piece("```javascript\n"))
    wire.drop()


def prompts(count: int) -> list[Any]:
    return [prompt(f"write {number}") for number in range(count)]


def calls(servers: list[Fake]) -> list[int]:
    return [len(server.calls) for server in servers]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 (what happens on sockets sets no event of ours)
            await asyncio.sleep(0.01)


async def test_all_addresses_of_one_machine_work_at_once(tmp_path: Path) -> None:
    """Though two providers of one machine take turns: whoever names several addresses wants them together."""
    hosts = Host(), Host(), Host()
    async with fleet(tmp_path, *hosts) as (ask, servers):
        for host in hosts:
            host.go.clear()
        asked = [asyncio.create_task(ask(one)) for one in prompts(3)]
        for host in hosts:
            await host.has(1)
        for host in hosts:
            host.go.set()
        assert {reply.provider for reply in await asyncio.gather(*asked)} == {"fleet"}
        assert calls(servers) == [1, 1, 1]


async def test_another_server_of_the_machine_waits_for_the_whole_fleet(tmp_path: Path) -> None:
    hosts = Host(), Host()
    async with fake(VLLM.serving(Host().chat)) as single:
        other = VLLM.config(single.root, name="single", lock="none", model="other")
        async with fleet(tmp_path, *hosts, more=(other,)) as (ask, _):
            for host in hosts:
                host.go.clear()
            asked = [asyncio.create_task(ask(one)) for one in prompts(2)]
            for host in hosts:
                await host.has(1)
            last = asyncio.create_task(
                ask.router.ask(
                    prompt("other"), "draft", only="single", on_token=ask.tokens.append,
                    on_wait=lambda *told: ask.waits.append(told),
                )
            )  # fmt: skip
            await until(lambda: "waiting for the other model server of this machine" in ask.reasons)
            hosts[0].go.set()
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            assert not single.calls
            hosts[1].go.set()
            await asyncio.gather(last, *asked)


async def test_the_fast_ones_get_more(tmp_path: Path) -> None:
    fast, slow = Host(), Host()
    async with fleet(tmp_path, fast, slow) as (ask, servers):
        slow.go.clear()
        asked = [asyncio.create_task(ask(one)) for one in prompts(10)]
        await until(lambda: len(servers[0].calls) == 9)
        slow.go.set()
        await asyncio.gather(*asked)
        assert calls(servers) == [9, 1]


async def test_each_address_has_its_own_slots(tmp_path: Path) -> None:
    hosts = Host(), Host()
    async with fleet(tmp_path, *hosts, concurrency=3) as (ask, _):
        await asyncio.gather(*(ask(one) for one in prompts(2)))
        for host in hosts:
            host.go.clear()
        asked = [asyncio.create_task(ask(prompt(f"again {number}"))) for number in range(9)]
        for host in hosts:
            await host.has(3)
        assert "waiting for its other calls" in ask.reasons
        for host in hosts:
            host.go.set()
        await asyncio.gather(*asked)
        assert [host.most for host in hosts] == [3, 3]


async def test_one_that_dies_hands_over_and_rests_for_a_moment(tmp_path: Path) -> None:
    hosts = Host(dying), Host()
    async with fleet(tmp_path, *hosts) as (ask, servers):
        reply = await ask()
        assert calls(servers) == [1, 1], "not asked once more: another can"
        assert [str(detour) for detour in reply.detours] == ["fleet passed the question on to another of its addresses"]
        assert "asking another of its addresses" in ask.reasons
        assert (await ask()).cached, "an answer is the fleet's"
        hosts[1].go.clear()
        asked = [asyncio.create_task(ask(one)) for one in prompts(2)]
        await until(lambda: calls(servers) == [2, 2])
        hosts[1].go.set()
        await asyncio.gather(*asked)


async def test_one_that_is_not_there_is_skipped_until_it_comes(tmp_path: Path) -> None:
    first, second = Host(), Host()
    port = free_port()
    async with fake(VLLM.serving(second.chat)) as server:
        config = replace(
            of([server], concurrency=1), url=f"http://127.0.0.1:{port}/v1", more_urls=(f"{server.root}/v1",)
        )
        async with asking(tmp_path, config) as ask:
            await ask()
            (provider, *_) = await ask.router.providers("draft")
            assert isinstance(provider, Fleet)
            assert provider.servers[0].is_down()
            second.go.clear()
            asked = [asyncio.create_task(ask(one)) for one in prompts(2)]
            await second.has(1)
            async with fake(VLLM.serving(first.chat), port) as late:
                await until(lambda: len(late.calls) == 1)
                second.go.set()
                await asyncio.gather(*asked)
    assert len(server.calls) == 2


async def test_one_that_drains_finishes_what_it_has_and_gets_nothing_new(tmp_path: Path) -> None:
    draining, other = Host(), Host()
    async with fleet(tmp_path, draining, other, concurrency=2) as (ask, servers):
        draining.go.clear()
        other.go.clear()
        first = [asyncio.create_task(ask(one)) for one in prompts(2)]
        await draining.has(1)
        await other.has(1)
        draining._first = [failing(503, "shutting down", Retry_After="600")]
        more = [asyncio.create_task(ask(prompt(f"more {number}"))) for number in range(4)]
        await other.has(2)
        other.go.set()
        await asyncio.gather(*more)
        assert not all(one.done() for one in first)
        draining.go.set()
        await asyncio.gather(*first)
        assert len(servers[0].calls) == 2, "what it has, and what it turned away"
        assert not any(detour.provider != "fleet" for one in first for detour in one.result().detours)
        await ask(prompt("at the end"))
        assert len(servers[0].calls) == 2


async def test_when_all_are_busy_the_first_that_is_free_again_is_waited_for(tmp_path: Path) -> None:
    hosts = Host(failing(429, "slow down", Retry_After="60")), Host(failing(503, "busy", Retry_After="0.1"))
    async with fleet(tmp_path, *hosts) as (ask, servers):
        assert (await ask()).provider == "fleet"
        assert calls(servers) == [1, 2]
        assert "trying again in" in ask.reasons


async def test_when_all_are_busy_for_too_long_the_next_provider_is_asked(tmp_path: Path) -> None:
    hosts = [Host(*[failing(429, "slow down", Retry_After="60")] * 2) for _ in range(2)]
    async with fake(VLLM.serving(Host().chat)) as single:
        other = VLLM.config(single.root, name="single", lock="none", model="other")
        async with fleet(tmp_path, *hosts, more=(other,)) as (ask, servers):
            assert (await ask()).provider == "single"
            assert (await ask(prompt("again"))).provider == "single"
            assert calls(servers) == [1, 1], "who rests is not even asked"


async def test_one_without_the_model_hands_over_and_rests(tmp_path: Path) -> None:
    hosts = Host(failing(404, f"The model `{MODEL}` does not exist.")), Host()
    async with fleet(tmp_path, *hosts, pace=replace(EAGER, probe_first=60, probe_most=60)) as (ask, servers):
        await ask()
        await ask(prompt("at once"))
        assert calls(servers) == [1, 2]
        (provider, *_) = await ask.router.providers("draft")
        assert isinstance(provider, ModelServer)
        assert not provider.is_down()


async def test_what_two_refuse_is_the_question_s_fault(tmp_path: Path) -> None:
    hosts = [Host(failing(400, f"I do not like this, says {name}")) for name in ("one", "two", "three")]
    async with fleet(tmp_path, *hosts) as (ask, servers):
        with pytest.raises(NoProvider, match="says one"):
            await ask()
        assert calls(servers) == [1, 1, 0]
        hosts[2]._first.clear()
        await asyncio.gather(*(ask(one) for one in prompts(3)))
        assert calls(servers) == [2, 2, 1], "none of them rests for it"


async def test_when_all_are_down_the_next_provider_is_asked_without_waiting(tmp_path: Path) -> None:
    hosts = Host(), Host()
    async with _serving(list(hosts)) as servers:
        config = of(servers, concurrency=1)
    async with fake(VLLM.serving(Host().chat)) as single:
        other = VLLM.config(single.root, name="single", lock="none", model="other")
        async with asking(tmp_path, config, other) as ask:
            assert (await ask()).provider == "single"
            (provider, *_) = await ask.router.providers("draft")
            assert isinstance(provider, ModelServer)
            assert provider.is_down()
            reply = await ask(prompt("again"))
            assert [str(detour) for detour in reply.detours] == ["fleet was down and is skipped until it answers"]
        async with asking(tmp_path, config) as ask:
            for _ in range(2):
                with pytest.raises(NoProvider, match="nothing answers at"):
                    await ask(prompt("nobody"))


async def test_the_model_is_chosen_once_for_all(tmp_path: Path) -> None:
    hosts = Host(), Host()
    async with fleet(tmp_path, *hosts, model="") as (ask, servers):
        for host in hosts:
            host.go.clear()
        asked = [asyncio.create_task(ask(one)) for one in prompts(2)]
        for host in hosts:
            await host.has(1)
            host.go.set()
        await asyncio.gather(*asked)
        assert [server.calls[0].body["model"] for server in servers] == [MODEL, MODEL]
        assert sum(request.path == "/v1/models" for server in servers for request in server.requests) == 1


async def test_a_cancelled_call_gives_its_slot_back(tmp_path: Path) -> None:
    hosts = Host(), Host()
    async with fleet(tmp_path, *hosts) as (ask, servers):
        for host in hosts:
            host.go.clear()
        asked = [asyncio.create_task(ask(one)) for one in prompts(4)]
        for host in hosts:
            await host.has(1)
        for one in asked:
            one.cancel()
        await asyncio.wait(asked)
        for host in hosts:
            host.go.set()
        await asyncio.gather(*(ask(prompt(f"again {number}")) for number in range(4)))
        assert sum(calls(servers)) == 6, "those that waited never came"


async def test_the_engine_keeps_the_whole_fleet_at_work(tmp_path: Path) -> None:
    """Six servers are asked at once, though four pieces of work at once are the default."""
    here = 0
    all_here = asyncio.Event()

    async def chat(request: Request, wire: Wire) -> None:
        nonlocal here
        here += 1
        if here == 6:
            all_here.set()
        await asyncio.wait_for(all_here.wait(), 30)
        text = request.body["messages"][-1]["content"]
        code = f"```js\n{CLAMP_JS}```" if "in JavaScript" in text else f"```python\n{CLAMP_PY}```"
        await VLLM.say(wire, [code.replace("clamp", re.findall(r"clamp_\d", text)[0])])

    hosts = [Host() for _ in range(6)]
    for host in hosts:
        host.chat = chat  # type: ignore[method-assign]
    paths = [tmp_path / f"{number}.intent.md" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_text(CLAMP.lstrip("\n").replace("clamp", f"clamp_{number}"))
    async with _serving(hosts) as servers:
        config = Config(providers=(of(servers, concurrency=1),))
        async with open_workbench(tmp_path, config) as workbench:
            results = await workbench.transpile([Work(path) for path in paths], lambda _: None)
    assert all_here.is_set()
    assert {result.status for result in results} == {"verified"}


def test_addresses_in_a_file(tmp_path: Path) -> None:
    text = """{ "providers": [
      { "name": "gpu", "type": "openai_compat", "preset": "vllm",
        "baseUrl": ["http://127.0.0.1:8000/v1", "http://gpu.lan:8000/v1", "http://127.0.0.1:8000/v1"] },
      { "type": "ollama", "host": [] }, { "type": "ollama", "host": ["no address", "http://127.0.0.1:9"] }
    ] }"""
    loaded = load(tmp_path, env={}, text=text)
    gpu, ollama = loaded.config.providers
    assert (gpu.url, gpu.more_urls) == ("http://127.0.0.1:8000/v1", ("http://gpu.lan:8000/v1",))
    assert (ollama.url, ollama.more_urls) == ("http://127.0.0.1:9", ())
    told = [(problem.line, re.split("; |[.] To", problem.message)[0], problem.warning) for problem in loaded.problems]
    assert told == [
        (4, "providers[1].host: must be a list of URLs: it is empty", False),
        (4, 'providers[2].host[0]: must be a URL', False),
        (3, "providers[0].baseUrl[1]: gpu.lan is not this machine, and is not contacted", True),
    ]  # fmt: skip
    allowed = load(tmp_path, env={"INTENT_ALLOW_HOSTS": "gpu.lan"}, text=text)
    assert not any(problem.warning for problem in allowed.problems)


async def test_an_address_that_is_not_allowed_is_never_contacted(tmp_path: Path) -> None:
    config = replace(VLLM.config("http://127.0.0.1:9"), more_urls=("http://gpu.lan:8000/v1", "http://127.0.0.1:8/v1"))
    made = Builder((), EAGER).provider(config)
    assert isinstance(made, Fleet)
    assert [server.endpoint.url for server in made.servers] == ["http://127.0.0.1:9/v1", "http://127.0.0.1:8/v1"]
    await made.close()


async def test_doctor_looks_at_each_address(tmp_path: Path) -> None:
    async with _serving([Host(), Host()]) as servers:
        config = of(servers)
        lonely = replace(config, more_urls=(*config.more_urls, "http://127.0.0.1:9/v1"))
        seen = await inspect(Config(providers=(lonely,), learn=False), tmp_path)
    assert [(checkup.url, checkup.state) for checkup in seen.providers] == [
        (config.url, "ready"), (config.more_urls[0], "ready"), ("http://127.0.0.1:9/v1", "down"),
    ]  # fmt: skip
    assert seen.draft == (f"fleet · {MODEL}",)


async def test_the_answer_does_not_depend_on_who_is_there(tmp_path: Path) -> None:
    """The same key with one address and with three."""
    one = VLLM.config("http://127.0.0.1:9", name="fleet", model="", timeouts=QUICK)
    many = replace(one, more_urls=("http://127.0.0.1:8/v1", "http://127.0.0.1:7/v1"))
    keys = []
    for config in (one, many):
        made = Builder((), EAGER).provider(config)
        assert isinstance(made, ModelServer)
        keys.append(made.cache_key(prompt()))
    assert keys[0] == keys[1]
