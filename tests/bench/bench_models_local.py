"""What the cache costs beside a plain read, how long servers are looked for, how soon a cancelled call frees one.

Needs the extra ``test`` (the real server, and what makes its tiny models)::

    PYTHONPATH=server:. python tests/bench/bench_models_local.py [--rounds 20] [--check]

``--check`` exits with 1 when a goal is missed: a hit within twice a plain read of its file, a search for servers within
300 ms although some ports never answer, a slot free within 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from intent_lsp.config import ProviderConfig, Timeouts
from intent_lsp.models.cache import Cache
from intent_lsp.models.contract import Reply
from intent_lsp.models.discovery import ServerPlace, discover
from intent_lsp.models.providers.llama_process import LlamaProcess
from intent_lsp.models.transport.endpoints import check
from intent_lsp.models.transport.http import Channel
from tests.models.asking import prompt, provider
from tests.servers.fake import Request, Wire, black_hole, fake, free_port
from tests.servers.gguf_maker import random_model

_KEYS = [f"{number:064x}" for number in range(50)]
_LINES = "".join(f"  const value{n} = items.filter((item) => item.count > {n});\n" for n in range(30))


def hits(folder: Path, rounds: int) -> dict[str, float]:
    """Microseconds of a hit, and of reading the same files; medians, interleaved, over fifty entries of 2 KB."""
    cache, asked = Cache(folder), prompt()
    for key in _KEYS:
        cache.put(key, Reply(f"```js\n// {key}\n{_LINES}```\n", "draft", "m", timings={"load": 0.5}), asked)
    paths = {key: f"{folder}/{key[:2]}/{key}.json" for key in _KEYS}

    def opened(key: str) -> object:
        with open(paths[key], "rb") as file:  # noqa: PTH123 - the leanest way
            return file.read()

    ways: dict[str, Callable[[str], object]] = {
        "plain read": lambda key: Path(paths[key]).read_bytes(), "open and read": opened, "hit": cache.get,
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds * 10):
        for name in random.Random(number).sample(list(ways), len(ways)):
            started = time.perf_counter()
            for key in _KEYS:
                assert ways[name](key)
            times[name].append((time.perf_counter() - started) / len(_KEYS) * 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


async def searched(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of a search for servers: where nobody listens, and where one port of each kind of silence is.

    The very first search, which loads the HTTP library, is the first figure of the second.
    """

    async def mute(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async def good(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"models": [{"name": "qwen2.5-coder:7b"}]})

    times: dict[str, list[float]] = {"nobody": [], "silence": []}
    async with fake(mute) as silent, fake(good) as server:
        with black_hole() as one, black_hole() as two:
            ways = {
                "nobody": [ServerPlace("vllm", f"http://127.0.0.1:{free_port()}/v1") for _ in range(5)],
                "silence": [ServerPlace("ollama", server.root), ServerPlace("tgi", f"{silent.root}/v1")]
                + [ServerPlace("vllm", f"http://127.0.0.1:{hole}/v1") for hole in (one, two)],
            }
            for _ in range(rounds):
                for name, places in ways.items():
                    started = time.perf_counter()
                    found = await discover(places)
                    times[name].append((time.perf_counter() - started) * 1e3)
                    assert len(found) == (name == "silence")
    return times


async def cancelled(folder: Path, rounds: int) -> list[float]:
    """Milliseconds from cancelling a call to the moment at which the server says that its only slot is idle."""
    model = random_model(folder / "endless.gguf", ending=-30.0)
    child = await LlamaProcess.start({"model": str(model), "n_ctx": 100_000})
    made = provider(ProviderConfig("openai_compat", "llama", url=child.url, preset="llamacpp", lock="none", model="any",
                                   options={"temperature": 1.0, "max_tokens": 90_000}))  # fmt: skip
    watch = Channel(check(child.url), provider="watch", timeouts=Timeouts())
    times: list[float] = []
    try:
        for _ in range(rounds):
            came = asyncio.Event()
            task = asyncio.create_task(made.generate(prompt(), on_token=lambda text, came=came: came.set()))  # type: ignore[misc]
            await came.wait()
            started = time.perf_counter()
            task.cancel()
            while any(slot["is_processing"] for slot in json.loads((await watch.get("/slots"))[2])):
                pass
            times.append((time.perf_counter() - started) * 1e3)
            await asyncio.gather(task, return_exceptions=True)
    finally:
        await watch.close()
        await made.close()
        await child.close()
    return times


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=20)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        found = hits(Path(folder, "cache"), given.rounds)
        plain = found["plain read"]
        print("cache, µs: " + ", ".join(f"{name} {cost:.1f} ({cost / plain:.2f} ×)" for name, cost in found.items()))
        if found["hit"] > 2 * plain:
            missed.append("a hit costs more than twice a plain read")
        looked = asyncio.run(searched(given.rounds))
        for name, costs in looked.items():
            print(f"search, {name}, ms: median {statistics.median(costs):.0f}, most {max(costs):.0f}")
        if statistics.median(looked["silence"]) > 300:
            missed.append("looking for servers takes more than 300 ms")
        freed = asyncio.run(cancelled(Path(folder), given.rounds))
        print(f"cancelled, ms until the slot is free: median {statistics.median(freed):.1f}, most {max(freed):.1f}")
        if statistics.median(freed) > 100:
            missed.append("a cancelled call holds the slot for more than 100 ms")
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed and given.check else 0


if __name__ == "__main__":
    sys.exit(main())
