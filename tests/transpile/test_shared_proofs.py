"""Two workspaces and a shared folder: what one has verified the other takes, runs, and only then believes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.config import ProviderConfig
from intent_lsp.models.cache import Cache
from intent_lsp.models.contract import BUILTIN
from intent_lsp.output.provenance import code_digest
from tests.servers.fake import Request as Call
from tests.servers.fake import Wire, fake
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.command import files
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG
from tests.support.s3_server import s3

ONE = CLAMP.replace("js,py", "js")
RIGHT = [Say(f"```js\n{CLAMP_JS}```")]
LONG = 30.0
BUILT_IN = ProviderConfig("builtin", "builtin")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    return folder


async def once(tmp_path: Path, name: str, team: Path | str, script: list[Say], **settings: Any) -> tuple[Any, int]:
    """The result of one run in a workspace of its own, and how many calls it took."""
    root = tmp_path / name
    root.mkdir(exist_ok=True)
    settings = {"cache_remote": str(team), "cache_patience": LONG, **settings}
    async with bench(root, script, **settings) as it:
        path = it.write(ONE)
        results = await it.transpile(path)
        calls = len(it.server.requests)
    return results["clamp", "js"], calls


def entries(team: Path, kind: str) -> list[Path]:
    return sorted((team / kind).rglob("*.json"))


def changed(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a proof or a reply so that its own checksum is right all the same."""
    text = path.read_text()
    if path.parts[-3] == "proofs":
        raw = json.loads(text)
        change(raw["proof"])
        raw["sha256"] = code_digest(raw["proof"]["code"], raw["target"])
        path.write_text(json.dumps(raw))
        return
    raw = json.loads(text)
    del raw["sha256"]
    change(raw)
    body = json.dumps(raw, indent=1)[2:].encode() + b"\n"
    path.write_bytes(b'{"sha256": "%s",\n' % hashlib.sha256(body).hexdigest().encode() + body)


async def test_what_one_verified_the_other_takes_without_a_call(tmp_path: Path, team: Path) -> None:
    first, calls = await once(tmp_path, "one", team, RIGHT)
    assert (first.status, calls) == ("verified", 1)
    assert [len(entries(team, kind)) for kind in ("proofs", "replies")] == [1, 1]
    second, calls = await once(tmp_path, "two", team, [Say(mode="silent")])
    assert (second.status, calls, second.model) == ("verified", 0, "scripted")
    for folder in ("src", ".promirror/proofs"):
        assert files(tmp_path / "one" / folder) == files(tmp_path / "two" / folder) != {}


async def test_a_reply_is_enough_and_is_kept_here(tmp_path: Path, team: Path) -> None:
    await once(tmp_path, "one", team, RIGHT)
    shutil.rmtree(team / "proofs")
    second, calls = await once(tmp_path, "two", team, [Say(mode="silent")])
    assert (second.status, calls, second.cached) == ("verified", 0, True)
    (kept,) = (tmp_path / "two/.promirror/cache").rglob("*.json")
    assert kept.read_bytes() == entries(team, "replies")[0].read_bytes()


async def test_a_poisoned_proof_costs_a_call_and_is_replaced(tmp_path: Path, team: Path) -> None:
    await once(tmp_path, "one", team, RIGHT)
    (proof,) = entries(team, "proofs")
    shutil.rmtree(team / "replies")
    whole = proof.read_bytes()
    changed(proof, lambda raw: raw.update(code=CLAMP_JS_WRONG))
    second, calls = await once(tmp_path, "two", team, RIGHT)
    assert (second.status, calls) == ("verified", 1)
    assert "Math.min" in next((tmp_path / "two" / "src").rglob("*.js")).read_text()
    assert proof.read_bytes() == whole, "healed"


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(code="export function clamp(x, lo, hi) { while (true) {} }\n"),
        lambda raw: raw.update(code="import fs from 'fs';\n" + CLAMP_JS),
        lambda raw: raw.update(model=BUILTIN, provider=BUILTIN),
        lambda raw: raw.update(code=5),
        lambda raw: raw.update(doubts="x"),
        lambda raw: raw.update(doubts=["x"]),
        lambda raw: raw.update(certain=False),
        lambda raw: raw.update(note="x"),
    ],
    ids=["endless", "wants the disk", "built-in", "no text", "no list", "doubts", "uncertain", "a note"],
)
async def test_what_a_lying_store_says_is_not_believed(
    tmp_path: Path, team: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    await once(tmp_path, "one", team, RIGHT)
    shutil.rmtree(team / "replies")
    (proof,) = entries(team, "proofs")
    try:
        changed(proof, change)
    except AttributeError:
        proof.write_text(proof.read_text().replace('"code": "', '"code": 5, "x": "'))
    second, calls = await once(tmp_path, "two", team, RIGHT, seconds_per_example=0.5)
    assert (second.status, calls, second.doubts) == ("verified", 1, ())


@pytest.mark.slow
async def test_a_bucket_that_lies_costs_a_call_and_is_healed(tmp_path: Path) -> None:
    with s3() as bucket:
        assert (await once(tmp_path, "one", bucket.url, RIGHT))[1] == 1
        names = [name.removeprefix("intent/") for name in bucket.names()]
        (proof,) = (name for name in names if name.startswith("proofs/"))
        whole = bucket.read(proof)
        assert whole is not None
        for name in names:
            bucket.write(name, b'{"sha256": "lies"}')
        lie = tmp_path / proof
        lie.parent.mkdir(parents=True)
        lie.write_bytes(whole)
        changed(lie, lambda raw: raw.update(code=CLAMP_JS_WRONG))
        bucket.write(proof, lie.read_bytes())
        second, calls = await once(tmp_path, "two", bucket.url, RIGHT)
        assert (second.status, calls) == ("verified", 1)
        assert bucket.read(proof) == whole, "healed"
        third, calls = await once(tmp_path, "three", bucket.url, RIGHT)
        assert (third.status, calls) == ("verified", 0)


async def test_a_poisoned_reply_fails_its_examples_like_any_other(tmp_path: Path, team: Path) -> None:
    await once(tmp_path, "one", team, RIGHT)
    shutil.rmtree(team / "proofs")
    (reply,) = entries(team, "replies")
    changed(reply, lambda raw: raw.update(text=["```js", *CLAMP_JS_WRONG.split("\n"), "```"]))
    second, _ = await once(tmp_path, "two", team, RIGHT)
    assert second.status == "verified"
    assert "Math.min" in next((tmp_path / "two" / "src").rglob("*.js")).read_text()


async def test_a_run_is_held_up_for_the_budget_at_most(tmp_path: Path) -> None:
    """A store that takes connections and says nothing; the run does all of its work besides."""

    async def mute(request: Call, wire: Wire) -> None:
        await wire.gone.wait()

    async with fake(mute) as server:
        times, budget = {}, 0.5
        for name, remote in (("warm", ""), ("without", ""), ("with", f"dav://127.0.0.1:{server.port}/team")):
            begun = time.monotonic()
            result, calls = await once(tmp_path, name, Path(), RIGHT, cache_remote=remote, cache_patience=budget)
            times[name] = time.monotonic() - begun
            assert (result.status, calls) == ("verified", 1)
        async with asyncio.timeout(LONG):  # what was begun goes on: a busy machine connects late
            while not server.requests:  # noqa: ASYNC110 - the server counts
                await asyncio.sleep(0.02)
    assert times["with"] - times["without"] < budget + 1.5, "with room for a busy machine"


async def test_what_the_built_in_search_found_stays_here(tmp_path: Path, team: Path) -> None:
    root = tmp_path / "one"
    root.mkdir()
    async with bench(root, RIGHT, cache_remote=str(team), cache_patience=LONG, providers=(BUILT_IN,)) as it:
        results = await it.transpile(it.write(ONE))
    assert results["clamp", "js"].model == BUILTIN
    assert results["clamp", "js"].examples.passed
    assert list(team.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.update(provider=5),
        lambda raw: raw.update(model=BUILTIN),
        lambda raw: raw.update(confidence="likely"),
        lambda raw: raw.update(question={"args": [1], "answers": [2]}),
        lambda raw: raw.update(note="trust me"),
        lambda raw: raw.update(seconds="1"),
        lambda raw: raw.update(timings={"load": "x"}),
        lambda raw: raw["usage"].update(prompt_tokens=1.5),
    ],
)
async def test_a_reply_that_claims_too_much_is_none(
    tmp_path: Path, team: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    await once(tmp_path, "one", team, RIGHT)
    (reply,) = entries(team, "replies")
    cache = Cache(tmp_path / "cache")
    assert cache.adopt(reply.stem, reply.read_bytes()) is not None
    changed(reply, change)
    cache.clear()
    assert cache.adopt(reply.stem, reply.read_bytes()) is None
    assert cache.get(reply.stem) is None
