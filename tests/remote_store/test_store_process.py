"""The child that reads and writes a store: it dies and is started again, ends with the program, keeps libraries out."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.errors import ConfigError
from intent_lsp.remote_store import create_shared, store_pipe
from intent_lsp.remote_store.store_pipe import Message
from intent_lsp.remote_store.store_process import StoreFailure, StoreProcess, store_at
from intent_lsp.remote_store.stores import Folder, entry_name
from tests.support.webdav_server import webdav

NAME = entry_name("proofs", "ab" * 32)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "team").mkdir()
    with webdav(tmp_path) as server:
        yield server.url


def child_of(store: StoreProcess) -> subprocess.Popen[bytes]:
    """The process that answers now."""
    assert store._child is not None
    return store._child._process


def test_a_folder_needs_no_child(tmp_path: Path) -> None:
    assert isinstance(store_at(str(tmp_path)), Folder)


@pytest.mark.slow  # a thread starts the child, where the quick tests cannot leave it out
async def test_the_shared_cache_reads_and_writes_through_it(url: str, tmp_path: Path) -> None:
    for number in range(2):
        shared = create_shared(Config(cache_remote=url, cache_patience=30.0))
        assert shared is not None
        with shared.run():
            shared.look_ahead([NAME])
            assert await shared.get(NAME) == (b"mine" if number else None)
            shared.put(NAME, b"mine")
            assert await shared.close() == ()
    assert (tmp_path / "team" / NAME).read_bytes() == b"mine"


def test_a_child_that_is_killed_is_started_again(url: str) -> None:
    with closing(StoreProcess(url)) as store:
        store.put(NAME, b"mine")
        first = child_of(store)
        first.kill()
        with suppress(StoreFailure):  # whether it is noticed before the next question or by it
            store.get(NAME)
        assert store.get(NAME) == b"mine"
        second = child_of(store)
    assert second is not first
    assert second.wait(20)


def test_what_is_asked_when_it_ends_fails(url: str) -> None:
    store = StoreProcess(url)
    store.put(NAME, b"mine")
    failed: list[Exception] = []

    def ask() -> None:
        try:
            while True:
                store.get(NAME)
        except Exception as error:
            failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    store.close()
    asking.join(20)
    store.close()
    assert [type(error) for error in failed] == [StoreFailure]


def test_what_the_user_can_mend_comes_with_what_to_do() -> None:
    with closing(StoreProcess("nosuchstore://x/y")) as store, pytest.raises(ConfigError, match="nosuchstore") as caught:
        store.get(NAME)
    assert caught.value.hint


def test_the_program_imports_no_library_of_a_store_and_takes_its_child_along(url: str) -> None:
    """As a language server that is killed."""
    code = (
        "import sys, time\nfrom intent_lsp.remote_store.store_process import store_at\n"
        f"store = store_at({url!r})\nassert store.get({NAME!r}) is None\n"
        "assert not {'fsspec', 'webdav4', 'httpx'} & {*sys.modules}\n"
        "print(store._child._process.pid, flush=True)\ntime.sleep(60)\n"
    )
    server = Path(__file__).parents[2] / "server"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(server)}
    ) as program:
        assert program.stdout is not None
        child = int(program.stdout.readline())
        program.kill()
    _until(lambda: not Path(f"/proc/{child}").exists())


@pytest.mark.parametrize("answer", [b"", b"{", b"[]\n", b"{}\n", b"null\n", b'{"id": 1, "size": 5}\n', b"\xff\n"])
def test_an_answer_that_is_none_ends_the_conversation(answer: bytes) -> None:
    with suppress(ValueError, KeyError, TypeError):
        assert store_pipe.read(io.BytesIO(answer)) is None


def test_what_is_written_is_read() -> None:
    pipe = io.BytesIO()
    messages = [Message(1, NAME), Message(2, NAME, b""), Message(3, NAME, b"\n{}\n"), Message(4, error="é", hint="h")]
    for message in messages:
        store_pipe.write(pipe, message)
    pipe.seek(0)
    assert [store_pipe.read(pipe) for _ in messages] == messages
    assert store_pipe.read(pipe) is None


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
