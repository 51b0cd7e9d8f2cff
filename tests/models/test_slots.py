"""Calls at once: the slots of a server that is quick enough for them, unless the user says a number."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import Config
from intent_lsp.workbench import Request, open_workbench
from tests.models.asking import asking, prompt
from tests.servers.dialects import CODE, DIALECTS, Dialect
from tests.servers.fake import Request as Call
from tests.servers.fake import Wire, fake
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS


class Crowd:
    """A server that counts who is there at once. ``props`` is its answer to ``/props``; ``speed`` in tokens a second
    at which it reads ``read`` tokens of each prompt."""

    def __init__(self, dialect: Dialect, props: tuple[int, Any], *, speed: float = 5000, read: int = 200) -> None:
        self.now = self.most = 0
        self.props = props
        self._timings = {"prompt_n": read, "prompt_ms": 1000 * read / speed, "predicted_n": 9, "predicted_ms": 90}
        self._dialect = dialect
        self._usual = dialect.serving(self._chat)

    async def _chat(self, request: Call, wire: Wire) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.05)
        text = request.body["messages"][-1]["content"]
        code = f"```js\n{CLAMP_JS}```" if "in JavaScript" in text else f"```python\n{CLAMP_PY}```"
        await self._dialect.begin(wire)
        await wire.chunk(self._dialect.piece(code if "clamp" in text else CODE))
        if self._dialect is LLAMACPP:
            await wire.chunk(b"data: " + json.dumps({"choices": [], "timings": self._timings}).encode() + b"\n\n")
        await wire.chunk(self._dialect.closing())
        await wire.end()
        self.now -= 1

    async def behave(self, request: Call, wire: Wire) -> None:
        if request.path == "/props":
            await wire.whole(*self.props)
        else:
            await self._usual(request, wire)


async def at_once(folder: Path, crowd: Crowd, dialect: Dialect, **more: Any) -> tuple[int, int]:
    """How many calls there were at most at once, of twelve; and how often the server's slots were asked for."""
    async with fake(crowd.behave) as server:
        async with asking(folder, dialect.config(server.root, lock="none", **more)) as ask:
            await ask(prompt("first"))
            await asyncio.gather(*(ask(prompt(str(number))) for number in range(12)))
        return crowd.most, sum(request.path == "/props" for request in server.requests)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "calls"),
    [
        ((200, {"total_slots": 3}), 3),
        ((200, {"total_slots": 1}), 1),
        ((200, {"total_slots": 10**9}), 12),
        ((200, {"total_slots": -2}), 1),
        ((200, {"total_slots": "many"}), 1),
        ((200, {}), 1),
        ((200, [3]), 1),
        ((200, b"<html>"), 1),
        ((200, b"[" * 100_000), 1),
        ((404, b"no"), 1),
        ((401, b"no"), 1),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_the_slots_of_llama_cpp_are_used(tmp_path: Path, answer: tuple[int, Any], calls: int) -> None:
    assert await at_once(tmp_path, Crowd(LLAMACPP, answer), LLAMACPP) == (calls, 1)


@pytest.mark.parametrize(("speed", "read"), [(120, 200), (999, 200), (5000, 12)], ids=str)
async def test_a_server_without_a_gpu_has_one_call_at_a_time(tmp_path: Path, speed: float, read: int) -> None:
    """Nor one of which nothing is known yet: little was read, the rest lay in its cache."""
    crowd = Crowd(LLAMACPP, (200, {"total_slots": 4}), speed=speed, read=read)
    assert await at_once(tmp_path, crowd, LLAMACPP) == (1, 0)


@pytest.mark.parametrize("wanted", [1, 2])
async def test_what_the_user_says_counts(tmp_path: Path, wanted: int) -> None:
    """Both ways, and the server is not even asked."""
    crowd = Crowd(LLAMACPP, (200, {"total_slots": 4}))
    assert await at_once(tmp_path, crowd, LLAMACPP, concurrency=wanted) == (wanted, 0)


@pytest.mark.parametrize(("dialect", "calls"), [(OLLAMA, 1), (LMSTUDIO, 1), (TGI, 1), (VLLM, 8)], ids=str)
async def test_others_do_not_tell(tmp_path: Path, dialect: Dialect, calls: int) -> None:
    assert await at_once(tmp_path, Crowd(dialect, (200, {"total_slots": 4})), dialect) == (calls, 0)


async def test_two_providers_of_one_server_share_its_slots(tmp_path: Path) -> None:
    crowd = Crowd(LLAMACPP, (200, {"total_slots": 3}))
    async with fake(crowd.behave) as server:
        configs = [LLAMACPP.config(server.root, name=name, lock="none", model=name) for name in ("a", "b")]
        async with asking(tmp_path, *configs, draft=("a",), repair=("b",)) as ask:
            await ask(prompt("first"))
            await asyncio.gather(*(ask(prompt(str(n)), "draft" if n % 2 else "repair") for n in range(12)))
    assert crowd.most == 3


async def test_the_number_of_slots_changes_no_byte(tmp_path: Path) -> None:
    """What was made with one slot is made again from the cache with four, and without a call."""
    path = tmp_path / "spec.intent.md"
    path.write_text(CLAMP.lstrip("\n"))
    made: list[dict[str, bytes]] = []
    calls = port = 0
    for slots in (1, 4):
        crowd = Crowd(LLAMACPP, (200, {"total_slots": slots}))
        async with fake(crowd.behave, port) as server:
            port = server.port
            config = Config(providers=(LLAMACPP.config(server.root, lock="none"),))
            async with open_workbench(tmp_path, config) as workbench:
                results = await workbench.transpile([Request(path)], lambda _: None)
            assert [result.status for result in results] == ["verified", "verified"]
            calls += len(server.calls)
        files = [file for file in tmp_path.rglob("*.*") if file.is_file()]
        made.append({str(file.relative_to(tmp_path)): file.read_bytes() for file in files})
        for folder in ("src", ".promirror/reports", ".promirror/proofs"):
            shutil.rmtree(tmp_path / folder)
    assert made[0] == made[1]
    assert calls == 2
