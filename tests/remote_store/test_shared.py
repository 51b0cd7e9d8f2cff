"""The shared cache over real stores: a folder, a WebDAV server, and stores that hang, fill and go away."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from intent_lsp.config import Config
from intent_lsp.remote_store import create_shared
from intent_lsp.remote_store.shared import SharedCache
from intent_lsp.remote_store.stores import MOST_BYTES, entry_name
from tests.servers.fake import Request, Wire, fake, free_port
from tests.support.fsspec_settings import tell_fsspec
from tests.support.s3_server import S3 as S3Server
from tests.support.s3_server import lead_to, s3
from tests.support.sftp_server import Sftp, settings, sftp
from tests.support.webdav_server import webdav
from tests.support.wsgi_server import Served

pytestmark = pytest.mark.usefixtures("stores_in_this_process")

KEY = "ab" * 32
NAME = entry_name("proofs", KEY)
LONG = 30.0
"""Patience enough for a busy machine."""


@asynccontextmanager
async def sharing(url: str | Path, **settings: Any) -> AsyncIterator[SharedCache]:
    settings = {"cache_patience": LONG, **settings}
    shared = create_shared(Config(cache_remote=str(url), **settings))
    assert shared is not None
    try:
        with shared.run():
            yield shared
    finally:
        await shared.close()


class Behind(Protocol):
    """What lies in a store, seen by another way than the program's."""

    url: str

    def read(self, name: str) -> bytes | None: ...
    def write(self, name: str, data: bytes) -> None: ...
    def names(self) -> list[str]: ...


@dataclass
class InFolder:
    """A store whose entries are files."""

    url: str
    folder: Path

    def read(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(data)

    def names(self) -> list[str]:
        return [path.name for path in self.folder.rglob("*")]


S3 = pytest.param("s3", marks=pytest.mark.slow)


@pytest.fixture(params=["folder", "webdav", "sftp", S3])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Behind]:
    """A store that nothing lies in yet."""
    (tmp_path / "team").mkdir()
    if request.param == "folder":
        yield InFolder(str(tmp_path / "team"), tmp_path / "team")
    elif request.param == "webdav":
        with webdav(tmp_path) as server:
            yield InFolder(server.url, tmp_path / "team")
    elif request.param == "sftp":
        with sftp(tmp_path) as ssh:
            yield InFolder(ssh.url, tmp_path / "team")
    else:
        with s3() as bucket:
            yield bucket


async def test_what_one_puts_another_gets(place: Behind) -> None:
    async with sharing(place.url) as one:
        assert await one.get(NAME) is None
        one.put(NAME, b"proved")
        one.put(entry_name("replies", KEY), b"replied")
        assert await one.close() == ()
    assert place.read(NAME) == b"proved"
    async with sharing(place.url) as other:
        other.look_ahead([NAME, entry_name("replies", KEY), entry_name("replies", "cd" * 32)])
        assert await other.get(NAME) == b"proved"
        assert await other.get(entry_name("replies", KEY)) == b"replied"
        assert await other.get(entry_name("replies", "cd" * 32)) is None


async def test_what_came_from_there_is_not_put_there_unless_it_was_worthless(place: Behind) -> None:
    place.write(NAME, b"theirs")
    async with sharing(place.url) as shared:
        assert await shared.get(NAME) == b"theirs"
        shared.put(NAME, b"mine")
    assert place.read(NAME) == b"theirs"
    async with sharing(place.url) as shared:
        assert await shared.get(NAME) == b"theirs"
        shared.refuse(NAME)
        shared.put(NAME, b"mine")
    assert place.read(NAME) == b"mine"


async def test_read_only_writes_nothing(place: Behind) -> None:
    async with sharing(place.url, cache_read_only=True) as shared:
        shared.put(NAME, b"mine")
        assert await shared.get(NAME) is None
    assert place.names() == []


async def test_an_entry_that_is_too_large_is_none(place: Behind) -> None:
    place.write(NAME, b"x" * (MOST_BYTES + 1))
    async with sharing(place.url) as shared:
        assert await shared.get(NAME) is None
        shared.put(entry_name("replies", KEY), b"x" * (MOST_BYTES + 1))
    assert place.read(entry_name("replies", KEY)) is None


@pytest.mark.parametrize("kind", ["symlink", "folder", "pipe"])
async def test_a_folder_leads_nowhere_else(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "team" / NAME
    path.parent.mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    if kind == "symlink":
        path.symlink_to(tmp_path / "secret")
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    async with sharing(tmp_path / "team") as shared:
        assert await shared.get(NAME) is None


@pytest.mark.parametrize("key", ["../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n", ""])
def test_names_are_hashes(key: str) -> None:
    with pytest.raises(ValueError, match="is not the name of an entry"):
        entry_name("proofs", key)


async def _mute(request: Request, wire: Wire) -> None:
    await wire.gone.wait()


@pytest.mark.parametrize("kind", ["webdav", S3])
async def test_a_store_that_hangs_costs_its_patience_once(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty lookups, uploads and the end of the program: a tenth of a second in all."""
    asked = asyncio.Event()

    async def mute(request: Request, wire: Wire) -> None:
        asked.set()
        await wire.gone.wait()

    async with fake(mute) as server:
        if kind == "s3":
            lead_to(f"http://127.0.0.1:{server.port}", monkeypatch)
        url = "s3://team/intent" if kind == "s3" else f"dav://127.0.0.1:{server.port}/team"
        shared = create_shared(Config(cache_remote=url))
        assert shared is not None
        with shared.run():  # the library is imported and connected meanwhile, which takes a processor and nobody's time
            shared.look_ahead([entry_name("proofs", "0" * 64)])
        await asyncio.wait_for(asked.wait(), LONG)
        begun = time.monotonic()
        with shared.run():
            shared.look_ahead(entry_name("proofs", f"{number:064x}") for number in range(20, 90))
            answers = [await shared.get(entry_name("proofs", f"{number:064x}")) for number in range(25)]
            answers += await asyncio.gather(*(shared.get(entry_name("replies", f"{n:064x}")) for n in range(25)))
            shared.put(NAME, b"mine")
        assert await shared.close() == (NAME,), "what is not there is told"
        assert time.monotonic() - begun < 0.1 + 0.9, "with room for a busy machine; each would cost a tenth"
        assert answers == [None] * 50


async def test_a_server_for_ssh_that_hangs_costs_its_patience_once() -> None:
    """It takes connections, and says nothing."""
    asked, over = asyncio.Event(), asyncio.Event()
    connections = set[asyncio.Task[None]]()

    async def hold(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await over.wait()
        writer.close()

    def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.create_task(hold(writer)))

    async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        shared = create_shared(Config(cache_remote=f"sftp://me@127.0.0.1:{port}/team", cache_patience=0.2))
        assert shared is not None
        with shared.run():
            shared.look_ahead([NAME])
        await asyncio.wait_for(asked.wait(), LONG)
        begun = time.monotonic()
        with shared.run():
            shared.look_ahead(entry_name("proofs", f"{number:064x}") for number in range(20, 90))
            assert [await shared.get(entry_name("proofs", f"{number:064x}")) for number in range(25)] == [None] * 25
            shared.put(NAME, b"mine")
        assert await shared.close() == (NAME,), "what is not there is told"
        assert time.monotonic() - begun < 0.2 + 0.9, "with room for a busy machine; each would cost 0.2 seconds"
        over.set()
    await asyncio.gather(*connections)


async def test_a_connection_that_was_closed_is_opened_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A language server lives for days, and a server for SSH closes what is idle."""
    (tmp_path / "team").mkdir()
    with sftp(tmp_path) as server:
        shared = create_shared(Config(cache_remote=server.url, cache_patience=LONG))
        assert shared is not None
        for number in range(3):
            name = entry_name("proofs", f"{number:064x}")
            with shared.run():
                assert await shared.get(name) is None
                (tmp_path / "team" / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / "team" / name).write_bytes(b"theirs")
                server.drop()
                assert await shared.get(name) == b"theirs"
                server.drop()
        with shared.run():
            shared.put(NAME, b"mine")
            assert await shared.close() == ()
        assert (tmp_path / "team" / NAME).read_bytes() == b"mine"
    assert _warnings(caplog) == []


async def test_who_may_not_write_is_told_and_reads_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "team" / NAME).parent.mkdir(parents=True)
    (tmp_path / "team" / NAME).write_bytes(b"theirs")
    with sftp(tmp_path) as server:
        server.read_only = True
        async with sharing(server.url) as shared:
            shared.put(entry_name("replies", KEY), b"mine")
            assert await shared.get(NAME) == b"theirs"
    (told,) = _warnings(caplog)
    assert told.startswith("the shared cache cannot be written to: ")


async def test_two_who_write_the_same_entry(place: Behind) -> None:
    """One of them is there, whole."""
    async with sharing(place.url) as one, sharing(place.url) as other:
        one.put(NAME, b"1" * 100_000)
        other.put(NAME, b"2" * 100_000)
        assert (await one.close(), await other.close()) == ((), ())
    assert place.read(NAME) in (b"1" * 100_000, b"2" * 100_000)


@pytest.mark.parametrize("renames", [True, False])
async def test_an_upload_leaves_nothing_beside_the_entry(tmp_path: Path, renames: bool) -> None:
    """Whether the server can rename to what is there or not, and whether something is there or not."""
    (tmp_path / "team").mkdir()
    with sftp(tmp_path) as server:
        server.renames = renames
        for data in (b"first", b"second"):
            async with sharing(server.url) as shared:
                shared.put(NAME, data)
                assert await shared.close() == ()
            assert (tmp_path / "team" / NAME).read_bytes() == data
        beside = [path.removeprefix(f"/team/{NAME}") for path in server.puts()]
    assert [path.name for path in (tmp_path / "team").rglob("*") if path.is_file()] == [Path(NAME).name]
    assert all(beside) if renames else beside.count("") == 2


async def test_a_wrong_password_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sftp(tmp_path) as server:
        tell_fsspec(monkeypatch, "sftp", settings("wrong"))
        async with sharing(server.url) as shared:
            assert await shared.get(NAME) is None
    (told,) = _warnings(caplog)
    assert "Authentication failed" in told
    assert "wrong" not in told


async def test_each_run_has_a_patience_of_its_own(tmp_path: Path) -> None:
    async with fake(_mute) as server:
        shared = create_shared(Config(cache_remote=f"dav://127.0.0.1:{server.port}/team", cache_patience=1.0))
        assert shared is not None
        waits = []
        for number in range(4):
            begun = time.monotonic()
            if number % 2 == 0:
                context = shared.run()
                context.__enter__()
            await shared.get(entry_name("proofs", f"{number:064x}"))
            waits.append(time.monotonic() - begun)
        await shared.close()
    assert waits[0] > 0.9
    assert waits[2] > 0.9
    assert max(waits[1], waits[3]) < 0.5


async def test_who_has_no_second_does_not_wait_for_a_store_that_has_never_answered(tmp_path: Path) -> None:
    """Its library takes that long. It is waited for as soon as it has answered once."""
    (tmp_path / "team").mkdir()
    with webdav(tmp_path) as server:
        shared = create_shared(Config(cache_remote=server.url, cache_patience=0.9))
        assert shared is not None
        began = time.monotonic()
        with shared.run():
            assert await shared.get(NAME) is None
            assert time.monotonic() - began < 0.5
            async with asyncio.timeout(LONG):
                while not shared._may_answer:  # noqa: ASYNC110 - a thread tells it
                    await asyncio.sleep(0.02)
        (tmp_path / "team" / NAME).parent.mkdir(parents=True)
        (tmp_path / "team" / NAME).write_bytes(b"theirs")
        with shared.run():
            assert await shared.get(NAME) == b"theirs"
        await shared.close()


async def test_what_nobody_asked_for_is_not_kept_beyond_the_run(tmp_path: Path) -> None:
    """What was looked up before it was there is looked up again by the next run."""
    (tmp_path / "team").mkdir()
    shared = create_shared(Config(cache_remote=str(tmp_path / "team"), cache_patience=LONG))
    assert shared is not None
    with shared.run():
        shared.look_ahead([NAME])
        assert await shared.get(entry_name("replies", KEY)) is None
    (tmp_path / "team" / NAME).parent.mkdir(parents=True)
    (tmp_path / "team" / NAME).write_bytes(b"theirs")
    with shared.run():
        assert await shared.get(NAME) == b"theirs"
    await shared.close()


async def test_a_store_that_is_not_there_is_told_once_and_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for url in (f"dav://127.0.0.1:{free_port()}/team", str(tmp_path / "nowhere")):
        caplog.clear()
        async with sharing(url) as shared:
            for number in range(9):
                assert await shared.get(entry_name("proofs", f"{number:064x}")) is None
                shared.put(entry_name("replies", f"{number:064x}"), b"mine")
        assert 1 <= len(_warnings(caplog)) <= 2, "once for each way"
        assert not (tmp_path / "nowhere").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["webdav", "sftp", S3])
async def test_a_store_that_is_full_is_left_alone(kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with webdav(tmp_path) if kind == "webdav" else sftp(tmp_path) if kind == "sftp" else s3() as server:
        place = server if isinstance(server, S3Server) else InFolder(server.url, tmp_path / "team")
        place.write(NAME, b"theirs")
        server.requests.clear()
        server.full = True
        async with sharing(server.url) as shared:
            for number in range(30):
                shared.put(entry_name("replies", f"{number:064x}"), b"mine")
                await _settled(server)
            assert await shared.get(NAME) == b"theirs", "it can be read all the same"
    assert len(server.puts()) <= 10, "two before the third that fails, and eight at once"
    (told,) = _warnings(caplog)
    assert told.startswith("the shared cache cannot be written to: ")


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    ours = [record for record in caplog.records if record.name.startswith("intent_lsp")]
    return [record.getMessage() for record in ours if record.levelno >= logging.WARNING]


async def _settled(server: Served | Sftp) -> None:
    """Until the server has been asked nothing for a moment."""
    seen = -1
    while seen != len(server.requests):
        seen = len(server.requests)
        await asyncio.sleep(0.02)


async def test_a_password_comes_from_fsspec_s_own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As ``FSSPEC_WEBDAV`` in the environment sets it."""
    (tmp_path / "team").mkdir()
    with webdav(tmp_path, password="secret") as server:
        async with sharing(server.url) as shared:
            shared.put(NAME, b"mine")
        assert not (tmp_path / "team" / NAME).exists()
        tell_fsspec(monkeypatch, "webdav", {"auth": ["me", "secret"]})
        async with sharing(server.url) as shared:
            shared.put(NAME, b"mine")
        assert (tmp_path / "team" / NAME).read_bytes() == b"mine"


async def test_what_must_be_installed_is_named(caplog: pytest.LogCaptureFixture) -> None:
    async with sharing("nosuchstore://x/y") as shared:
        assert await shared.get(NAME) is None
    (told,) = _warnings(caplog)
    assert "nosuchstore" in told
    assert caplog.records[-1].levelno == logging.ERROR, "shown without being asked for"
