"""How long an answer may be: room that fits the task, more where it was cut, and an early end to what never ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intent_lsp.errors import EndlessReply, NoProvider
from intent_lsp.models.providers.limits import MOST, THINKING, expected_tokens, repeats_itself
from intent_lsp.transpile.loop.prompts import draft_prompt, port_prompt
from tests.models.asking import asking, prompt
from tests.servers.dialects import CODE, DIALECTS, Dialect
from tests.servers.fake import Request, Wire, fake
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_PY
from tests.support.recorded import recorded

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS
LONG = "def long(x):\n" + "".join(f"    y{n} = x + {n * n} if x > {n} else x - {n % 7}\n" for n in range(400))


def test_no_recorded_reply_would_have_been_cut() -> None:
    """By the measure of three characters to a token; really there are 3.75."""
    for reply in recorded():
        assert len(reply.text) / 3 < expected_tokens(draft_prompt(reply.intent, reply.target)), reply.task


def test_the_room_grows_with_what_makes_answers_long() -> None:
    (some,) = {reply.task: reply.intent for reply in recorded() if reply.task == "encode"}.values()
    plain = expected_tokens(draft_prompt(some, "py"))
    assert plain < 1024, "half of what it was when it was the same for all"
    assert expected_tokens(port_prompt(some, "py", LONG[:4000])) > plain + 4000 / 3.75
    assert expected_tokens(port_prompt(some, "py", LONG)) == MOST


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("    return x\n" * 100, True),
        (LONG + " " * 1000, True),
        (LONG + "\n\n\t" * 400, True),
        (LONG + "    if n == 3:\n        return 'three'\n" * 30, True),
        (LONG, False),
        (LONG + " " * 900, False),
        (LONG + "# " + "-" * 118 + "\n", False),
        ("const T = [" + ", ".join(str(n % 10) for n in range(300)) + ", 7, 7];", False),
        ("", False),
    ],
)
def test_what_repeats_itself(text: str, endless: bool) -> None:
    assert repeats_itself(text) is endless


def caps(requests: list[Request]) -> list[int]:
    return [call.body.get("max_tokens") or call.body["options"]["num_predict"] for call in requests]


@pytest.mark.parametrize("dialect", [OLLAMA, LMSTUDIO], ids=lambda dialect: dialect.name)
async def test_a_cut_answer_gets_twice_the_room_three_times(tmp_path: Path, dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.say(wire, [CODE], "length")

    async with fake(dialect.serving(chat)) as server:
        async with asking(tmp_path, dialect.config(server.root, lock="none")) as ask:
            with pytest.raises(NoProvider):
                await ask()
        first = expected_tokens(prompt().user)
        assert caps(server.calls) == [first, 2 * first, 4 * first, 8 * first]


async def test_who_thinks_aloud_gets_room_for_it_from_then_on(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.begin(wire)
        await wire.chunk(LMSTUDIO.thought("hm"))
        if request.body["max_tokens"] < THINKING:
            await wire.chunk(LMSTUDIO.closing("length"))
        else:
            await wire.chunk(LMSTUDIO.piece(CODE) + LMSTUDIO.closing())
        await wire.end()

    async with fake(LMSTUDIO.serving(chat)) as server:
        async with asking(tmp_path, LMSTUDIO.config(server.root, lock="none")) as ask:
            await ask()
            await ask(prompt("another"))
        assert caps(server.calls) == [expected_tokens(prompt().user), THINKING, THINKING]


async def test_the_limit_that_the_user_set_stays(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE])

    async with fake(LMSTUDIO.serving(chat)) as server:
        options = {"max_tokens": 5000}
        async with asking(tmp_path, LMSTUDIO.config(server.root, lock="none", options=options)) as ask:
            await ask()
        assert caps(server.calls) == [5000]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_a_model_that_repeats_itself_is_stopped_and_not_asked_again(tmp_path: Path, dialect: Dialect) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await dialect.begin(wire)
        while not wire.gone.is_set():
            await wire.chunk(dialect.piece("    return x\n"))

    async with fake(dialect.serving(chat)) as server:
        async with asking(tmp_path, dialect.config(server.root, lock="none")) as ask:
            with pytest.raises(NoProvider) as error:
                await ask()
        assert isinstance(error.value.causes[0], EndlessReply)
        assert len(server.calls) == 1


async def test_the_next_round_asks_a_model_that_repeated_itself_in_another_way(tmp_path: Path) -> None:
    script: list[Any] = [Say("```python\n" + "# think\n" * 300), Say(f"```python\n{CLAMP_PY}```")]
    async with bench(tmp_path, script) as it:
        result = (await it.transpile(it.write(CLAMP.replace("js,py", "py"))))["clamp", "py"]
        assert (result.status, result.rounds, result.usage.calls) == ("verified", 2, 2)
        first, second = it.server.requests
        assert (first["messages"], first["seed"]) != (second["messages"], second["seed"])
