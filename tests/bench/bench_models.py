"""What a call costs beside bare httpx, the ``openai`` and ``ollama`` clients and LiteLLM's Router.

Everything runs interleaved in one process against one server in another process, over loopback: drift of the machine
hits all alike, and only ratios count. In a virtual environment of its own (the competitors are not dependencies)::

    python -m venv .bench && .bench/bin/pip install . httpx openai ollama litellm
    .bench/bin/python tests/bench/bench_models.py [--rounds 60] [--tokens 100] [--check]

``--check`` exits with 1 when a goal is missed: a call and a stream within 1.2 of bare httpx and at least four times
less than LiteLLM (both keep their connection; ours to OpenAI-compatible servers is closed after each stream, as
llama.cpp needs it), the imports within 1.2 of httpx's, a dead first provider under 5 ms from its second call on.
Without ``pip install .``, ``PYTHONPATH=server`` does.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

Call: TypeAlias = Callable[[int], Awaitable[int]]
"""Asks for that many tokens and returns how many characters came."""

SERVER = r"""
import asyncio, json, sys
CODE, PIECE = "```js\nexport const f = 1;\n```\n", "abcd "
def event(value): return b"data: " + json.dumps(value).encode() + b"\n\n"
async def serve(reader, writer):
    while True:
        try: head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError): break
        size = int(head.split("content-length:")[1].split("\r\n")[0]) if "content-length:" in head else 0
        body = json.loads(await reader.readexactly(size) or b"{}")
        if head.startswith("post /api/show"):
            data = b"{}"
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n" + data)
            continue
        ollama = head.startswith("post /api/chat")
        count = body["options"]["num_predict"] if ollama else body.get("max_tokens") or 1
        kind = b"application/x-ndjson" if ollama else b"text/event-stream"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        def chunk(data): writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        at = "2026-01-01T00:00:00Z"
        base = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        for number in range(count):
            text = PIECE if number else CODE
            said = {"role": "assistant", "content": text}
            line = {"model": "m", "created_at": at, "message": said, "done": False}
            if ollama: chunk(json.dumps(line).encode() + b"\n")
            else: chunk(event(base | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}))
            if number % 10 == 9: await writer.drain(); await asyncio.sleep(0)
        if ollama:
            last = {"role": "assistant", "content": ""}
            end = {"done": True, "done_reason": "stop", "prompt_eval_count": 200, "eval_count": count}
            chunk(json.dumps({"model": "m", "created_at": at, "message": last} | end).encode() + b"\n")
        else:
            chunk(event(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
            chunk(b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        if "connection: close" in head: break
    writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
asyncio.run(main())
"""
_PAUSE = 0.03
CODE_SIZE = len("```js\nexport const f = 1;\n```\n")
MESSAGES = [{"role": "system", "content": "You write code."}, {"role": "user", "content": "Write a function. " * 40}]


def present(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def bare_httpx(root: str, *, ollama: bool, closing: bool = False) -> tuple[Call, Callable[[], Awaitable[None]]]:
    """What anybody would write: a client kept open, the stream read line by line, each line parsed.

    ``closing``: each stream has a connection of its own, as llama.cpp needs it (it closes the socket after a stream,
    and about a third of the calls on a kept connection fail).
    """
    import httpx

    client = httpx.AsyncClient(trust_env=False, headers={"Connection": "close"} if closing else None)

    async def call(tokens: int) -> int:
        size = 0
        if ollama:
            options = {"num_predict": tokens}
            body: dict[str, Any] = {"model": "m", "messages": MESSAGES, "stream": True, "options": options}
            async with client.stream("POST", f"{root}/api/chat", json=body) as response:
                async for line in response.aiter_lines():
                    size += len(json.loads(line)["message"]["content"])
        else:
            body = {"model": "m", "messages": MESSAGES, "stream": True, "max_tokens": tokens}
            async with client.stream("POST", f"{root}/v1/chat/completions", json=body) as response:
                async for line in response.aiter_lines():
                    if line.startswith("data: ") and line != "data: [DONE]":
                        size += len(json.loads(line[6:])["choices"][0]["delta"].get("content") or "")
        return size

    return call, client.aclose


def ours(root: str, *, ollama: bool = False) -> tuple[Call, Callable[[], Awaitable[None]]]:
    """The router with all it does, the cache apart (each call is new)."""
    from intent_lsp.config import ProviderConfig
    from intent_lsp.document.model import ANY, Intent, Signature
    from intent_lsp.models.builder import Builder
    from intent_lsp.models.call_listeners import CallListeners
    from intent_lsp.models.contract import Prompt
    from intent_lsp.models.patient_call import call as patient
    from intent_lsp.models.transport.health import RouterTimeouts
    from intent_lsp.text.span import NOWHERE

    intent = Intent(
        "f", NOWHERE, 0, 1, None, "", Signature((), ANY), {}, (), (), (), (), 1e-9, None, None, (), (), "", ""
    )  # fmt: skip
    kind: Any = "ollama" if ollama else "openai_compat"
    url = root if ollama else f"{root}/v1"
    config = ProviderConfig(kind, "bench", url=url, model="m", lock="none")
    provider = Builder((), RouterTimeouts()).provider(config)

    async def call(tokens: int) -> int:
        prompt = Prompt(MESSAGES[0]["content"], MESSAGES[1]["content"], "js", intent, max_tokens=tokens)
        return len((await patient(provider, prompt, CallListeners(), RouterTimeouts())).text)

    return call, provider.close


def openai_client(root: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    import openai  # type: ignore[import-not-found,unused-ignore] # a competitor

    client = openai.AsyncOpenAI(base_url=f"{root}/v1", api_key="none")

    async def call(tokens: int) -> int:
        size = 0
        stream: Any = await client.chat.completions.create(model="m", messages=MESSAGES, stream=True, max_tokens=tokens)
        async for chunk in stream:
            size += len(chunk.choices[0].delta.content or "")
        return size

    return call, client.close


def ollama_client(root: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    import ollama  # type: ignore[import-not-found,unused-ignore] # a competitor

    client = ollama.AsyncClient(host=root)

    async def call(tokens: int) -> int:
        size = 0
        async for part in await client.chat("m", MESSAGES, stream=True, options={"num_predict": tokens}):
            size += len(part.message.content or "")
        return size

    async def close() -> None:
        await client._client.aclose()

    return call, close


def litellm_router(root: str) -> tuple[Call, Callable[[], Awaitable[None]]]:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm  # type: ignore[import-not-found,unused-ignore] # a competitor

    litellm.telemetry = False
    params = {"model": "openai/m", "api_base": f"{root}/v1", "api_key": "none"}
    router = litellm.Router(model_list=[{"model_name": "m", "litellm_params": params}])

    async def call(tokens: int) -> int:
        size = 0
        stream: Any = await router.acompletion(model="m", messages=MESSAGES, stream=True, max_tokens=tokens)
        async for chunk in stream:
            size += len(chunk.choices[0].delta.content or "")
        return size

    async def close() -> None: ...

    return call, close


async def measure(calls: dict[str, Call], tokens: int, rounds: int) -> dict[str, tuple[float, float]]:
    """(wall ms, CPU ms) of a call, medians; one call of each in every round, in an order that chance makes.

    LiteLLM goes on working after its calls (it logs them): a pause keeps that out of the next one's time.
    """
    names = list(calls)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for name in names * 3:
        assert await calls[name](tokens) == CODE_SIZE + 5 * (tokens - 1), name
    for number in range(rounds):
        for name in random.Random(number).sample(names, len(names)):
            await asyncio.sleep(_PAUSE)
            wall, cpu = time.perf_counter(), time.process_time()
            await calls[name](tokens)
            times[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {name: (statistics.median(w for w, _ in t) * 1e3, statistics.median(c for _, c in t) * 1e3)
            for name, t in times.items()}  # fmt: skip


def imports(statements: dict[str, str], rounds: int = 7) -> dict[str, float]:
    """CPU ms of importing, in a process of its own each, interleaved; medians.

    All with bytecode, as installed packages have it: the first round compiles what is new, and does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in statements}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(rounds + 1):
        for name, statement in statements.items():
            code = f"import time, asyncio; t = time.process_time(); {statement}; print(time.process_time() - t)"
            done = subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
            )
            times[name].append(float(done.stdout.split()[-1]) * 1e3)
    return {name: statistics.median(found[1:]) for name, found in times.items()}


async def dead_first(root: str, calls: int = 40) -> tuple[float, float, float]:
    """ms of a call with a dead provider before the live one: the first call, later ones, and without the dead one."""
    from intent_lsp.config import Config, ProviderConfig
    from intent_lsp.document.model import ANY, Intent, Signature
    from intent_lsp.models import create_models
    from intent_lsp.models.contract import Prompt
    from intent_lsp.text.span import NOWHERE

    intent = Intent(
        "f", NOWHERE, 0, 1, None, "", Signature((), ANY), {}, (), (), (), (), 1e-9, None, None, (), (), "", ""
    )  # fmt: skip
    dead = ProviderConfig("ollama", "dead", url="http://127.0.0.1:9", model="m", lock="none")
    live = ProviderConfig("ollama", "live", url=root, model="m", lock="none")
    found: dict[str, list[float]] = {"dead": [], "live": []}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        with_dead = create_models(Config(providers=(dead, live)), workspace=Path(one))
        without = create_models(Config(providers=(live,)), workspace=Path(two))
        for number in range(calls):
            for name, models in (("dead", with_dead), ("live", without)):
                prompt = Prompt("s", f"{number}", "js", intent, max_tokens=10)
                started = time.perf_counter()
                await models.ask(prompt, "draft", on_token=lambda _: None, on_wait=lambda *_: None)
                found[name].append((time.perf_counter() - started) * 1e3)
        await with_dead.close()
        await without.close()
    return found["dead"][0], statistics.median(found["dead"][1:]), statistics.median(found["live"][1:])


def main() -> int:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=60)
    arguments.add_argument("--tokens", type=int, default=100)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        root = f"http://127.0.0.1:{int(server.stdout.readline())}"
        missed = asyncio.run(report(root, given.rounds, given.tokens))
        server.communicate()
    for goal in missed:
        print(f"missed: {goal}")
    return 1 if missed and given.check else 0


async def report(root: str, rounds: int, tokens: int) -> list[str]:
    """Measure, print the tables, and return the goals that were missed."""
    made = {
        "httpx, SSE": bare_httpx(root, ollama=False),
        "httpx, SSE, closing": bare_httpx(root, ollama=False, closing=True),
        "ours, openai_compat": ours(root),
        "httpx, NDJSON": bare_httpx(root, ollama=True), "ours, ollama": ours(root, ollama=True),
    }  # fmt: skip
    made |= {name: make(root) for name, module, make in (
        ("openai", "openai", openai_client), ("ollama client", "ollama", ollama_client),
        ("LiteLLM Router", "litellm", litellm_router)) if present(module)}  # fmt: skip
    calls = {name: call for name, (call, _) in made.items()}
    missed: list[str] = []
    results = {}
    for label, count in (("per call (1 token)", 1), (f"per stream ({tokens} tokens)", tokens)):
        results[label] = found = await measure(calls, count, rounds)
        floors = {name: found["httpx, NDJSON" if "ollama" in name or "NDJSON" in name else "httpx, SSE"]
                  for name in found}  # fmt: skip
        print(f"\n{label}, median of {rounds}\n{'':24}{'wall ms':>9}{'CPU ms':>9}{'wall ×':>8}{'CPU ×':>8}")
        for name, (wall, cpu) in found.items():
            print(f"{name:24}{wall:9.2f}{cpu:9.2f}{wall / floors[name][0]:8.2f}{cpu / floors[name][1]:8.2f}")
        for name in ("ours, openai_compat", "ours, ollama"):
            if found[name][1] > 1.2 * floors[name][1] or found[name][0] > 1.2 * floors[name][0]:
                missed.append(f"{name} {label}: above 1.2 of bare httpx")
            if "LiteLLM Router" in found and any(
                theirs < 4 * our for theirs, our in zip(found["LiteLLM Router"], found[name], strict=True)
            ):
                missed.append(f"{name} {label}: less than 4 times below LiteLLM")
    for _, close in made.values():
        await close()
    first, later, live = await dead_first(root)
    print(f"\ndead first provider: first call {first:.2f} ms, later calls {later:.2f} ms, without it {live:.2f} ms")
    if later - live > 5:
        missed.append("a dead first provider costs more than 5 ms")
    statements = {
        "httpx": "import httpx",
        "ours, models package": "import intent_lsp.models.factory",
        "httpx with its transport": "import httpx, httpcore, anyio",
        "ours with its transport": "import intent_lsp.models.factory, intent_lsp.models.transport.plain_http, anyio",
    } | {name: f"import {name}" for name in ("openai", "ollama", "litellm") if present(name)}
    costs = imports(statements)
    print("\nimport, CPU ms: " + ", ".join(f"{name} {cost:.0f}" for name, cost in costs.items()))
    for mine, theirs in (("ours, models package", "httpx"), ("ours with its transport", "httpx with its transport")):
        if costs[mine] > 1.2 * costs[theirs]:
            missed.append(f"importing {mine}: above 1.2 of {theirs}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
