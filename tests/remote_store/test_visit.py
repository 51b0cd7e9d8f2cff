"""What ``intent doctor`` says of the shared cache."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.remote_store.visit import visit
from tests.servers.fake import Request, Wire, fake, free_port
from tests.support.command import configure, intent
from tests.support.webdav_server import webdav

pytestmark = pytest.mark.usefixtures("stores_in_this_process")


async def test_a_store_that_answers(tmp_path: Path) -> None:
    with webdav(tmp_path) as server:
        seen = await visit(Config(cache_remote=server.url), seconds=30)
    assert seen is not None
    assert seen.problem == ""
    assert seen.seconds > 0


@pytest.mark.parametrize("remote", ["nosuchstore://x/y", "dav://127.0.0.1:PORT/x"])
async def test_a_store_that_cannot_be_used(remote: str) -> None:
    seen = await visit(Config(cache_remote=remote.replace("PORT", str(free_port()))), seconds=30)
    assert seen is not None
    assert seen.problem
    assert seen.hint


async def test_a_store_that_hangs() -> None:
    async def mute(request: Request, wire: Wire) -> None:
        await wire.gone.wait()

    async with fake(mute) as server:
        seen = await visit(Config(cache_remote=f"dav://127.0.0.1:{server.port}/x"), seconds=0.5)
    assert seen is not None
    assert seen.problem == "no answer within 0.5 s"


async def test_none_is_looked_at_where_none_may_be() -> None:
    assert await visit(Config()) is None
    assert await visit(Config(cache_remote="s3://bucket/x", offline=True)) is None


async def test_doctor_shows_it(tmp_path: Path) -> None:
    configure(tmp_path, providers=[{"type": "builtin"}])
    (tmp_path / "team").mkdir()
    env = {"INTENT_CACHE_REMOTE": str(tmp_path / "team")}
    people = await intent(tmp_path, "doctor", **env)
    assert "read and filled" in " ".join(people.out.split())
    data = json.loads((await intent(tmp_path, "doctor", "--json", **env)).out)
    assert (data["sharedCache"]["address"], data["sharedCache"]["problem"]) == (str(tmp_path / "team"), "")
