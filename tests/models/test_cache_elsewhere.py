"""The cache where life is hard: a full disk, other people's machines, git, a folder nobody may write to."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.errors import NoProvider
from intent_lsp.models.cache import Cache
from tests.models.asking import asking, prompt
from tests.models.cache_entries import KEY, REPLY
from tests.servers.dialects import CODE, DIALECTS
from tests.servers.fake import Request, Wire, fake

OLLAMA = DIALECTS[0]
ROOT = Path(__file__).parents[2]


def keys(count: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def run(program: str, *arguments: str, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """A program of its own, whose files cannot grow beyond ``limit`` bytes: what a full disk does to a write."""
    resource = pytest.importorskip("resource")
    return subprocess.run(
        [sys.executable, "-B", "-c", program, *arguments],  # else Python, too, would write half a file: its bytecode
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT}"},
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


_FULL = """
import logging, sys
from pathlib import Path
from intent_lsp.models.cache import Cache
from tests.models.asking import prompt
from tests.models.cache_entries import KEY, REPLY
from dataclasses import replace
logging.basicConfig(level=logging.INFO)
cache = Cache(Path(sys.argv[1]))
before = cache.get(KEY)
print(cache.put(KEY, replace(REPLY, text="x" * 50_000), prompt()), cache.get(KEY) == before, cache.stats().entries)
"""


@pytest.mark.parametrize("limit", [10, 2_000], ids=["not even the attributes", "half an entry"])
def test_a_full_disk_costs_only_the_new_entry(tmp_path: Path, limit: int) -> None:
    empty, used = tmp_path / "empty", tmp_path / "used"
    Cache(used).put(KEY, REPLY, prompt())
    for folder, entries in ((empty, 0), (used, 1)):
        done = run(_FULL, str(folder), limit=limit)
        assert done.stdout == f"False True {entries}\n", done.stderr
        assert "was not cached" in done.stderr
        assert not list(folder.rglob("*.tmp")), "nothing half-written stays"
    known = Cache(used).get(KEY)
    assert known is not None
    assert known.text == REPLY.text


async def test_a_reply_comes_although_it_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / ".promirror").mkdir()
    (tmp_path / ".promirror" / "cache").write_text("in the way")

    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    async with (
        fake(OLLAMA.serving(chat)) as server,
        asking(tmp_path, OLLAMA.config(server.root, lock="none")) as ask,
    ):
        assert (await ask()).text == CODE
        assert not (await ask()).cached


_WITHOUT_RIGHTS = """
import os, sys, tempfile
from dataclasses import replace
from pathlib import Path
from intent_lsp.models.cache import Cache
from tests.models.asking import prompt
from tests.models.cache_entries import KEY, REPLY
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
cache = Cache(Path(sys.argv[1]))
wrote = cache.put(KEY, replace(REPLY, text="new"), prompt())
print(cache.get(KEY) is not None, wrote, cache.prune(0), cache.stats().entries)
"""


def test_a_folder_that_may_only_be_read_is_read() -> None:
    """As in a container that mounts a committed cache. Root, who may write everywhere, becomes somebody else."""
    folder = Path(tempfile.mkdtemp(prefix="intent-cache-"))  # pytest's own folders are closed to others
    try:
        Cache(folder).put(KEY, REPLY, prompt())
        for path in [folder, *folder.rglob("*")]:
            path.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH | (0o111 if path.is_dir() else 0))
        done = run(_WITHOUT_RIGHTS, str(folder))
        assert done.stdout == "True False 0 1\n", done.stderr
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(folder)


def git(folder: Path, *arguments: str) -> None:
    own = ("-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "core.autocrlf=true", "-c", "core.safecrlf=false")
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
async def test_a_committed_cache_serves_a_colleague(tmp_path: Path) -> None:
    """Another folder, no server, and a git that turns line ends around, as it does on Windows."""

    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    mine.mkdir()
    async with fake(OLLAMA.serving(chat)) as server:
        config = OLLAMA.config(server.root, lock="none")
        async with asking(mine, config) as ask:
            await ask()
            await ask(prompt("repair it"), "repair")
    await asyncio.to_thread(git, mine, "init", "-q")
    await asyncio.to_thread(git, mine, "add", "-A")
    await asyncio.to_thread(git, mine, "commit", "-q", "-m", "replies")
    await asyncio.to_thread(git, tmp_path, "clone", "-q", str(mine), str(theirs))
    before = {path: path.read_bytes() for path in theirs.rglob("*.json")}
    elsewhere = replace(config, url="http://127.0.0.1:9", name="their-name", timeouts=replace(config.timeouts, stall=1))
    for offline in (False, True):
        async with asking(theirs, elsewhere, offline=offline) as ask:
            assert (await ask()).text == CODE, "no call: the address and the name do not decide a reply"
            assert (await ask(prompt("repair it"), "repair")).cached
            with pytest.raises(NoProvider):
                await ask(prompt("something new"))
    assert {path: path.read_bytes() for path in theirs.rglob("*.json")} == before, "and nothing to commit"


async def test_offline_leaves_what_is_kept_when_it_should_be_asked_again(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    async with fake(OLLAMA.serving(chat)) as server:
        config = OLLAMA.config(server.root, lock="none")
        async with asking(tmp_path, config) as ask:
            await ask()
        async with asking(tmp_path, config, offline=True) as ask:
            with pytest.raises(NoProvider, match="offline"):
                await ask(regenerate=True)
            assert (await ask()).cached
        assert len(server.calls) == 1


def test_the_cap_holds_for_several_processes(tmp_path: Path) -> None:
    """Each measures what the others wrote at the latest when it prunes; together they stay near the cap."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom intent_lsp.models.cache import Cache\n"
        "from tests.models.asking import prompt\nfrom tests.models.cache_entries import REPLY\nimport hashlib\n"
        "cache, asked = Cache(Path(sys.argv[1]), limit=8000), prompt()\n"
        "for n in range(60):\n"
        "    cache.put(hashlib.sha256(f'{sys.argv[2]} {n}'.encode()).hexdigest(), REPLY, asked)\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'server'}{os.pathsep}{ROOT}"}
    workers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(n)], env=environment)
               for n in range(3)]  # fmt: skip
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    cache = Cache(tmp_path, limit=8000)
    assert 0 < cache.stats().bytes <= 3 * 8000
    cache.prune()
    assert cache.stats().bytes <= 8000


@pytest.mark.parametrize("name", ["readme.txt", "ab/notes.md", "ab/short.json", "zz.json"])
def test_what_is_not_ours_is_never_removed(tmp_path: Path, name: str) -> None:
    cache = Cache(tmp_path)
    for key in keys(3):
        cache.put(key, REPLY, prompt())
    other = tmp_path / name
    other.parent.mkdir(exist_ok=True)
    other.write_text("somebody's")
    assert cache.clear() == 3
    assert other.read_text() == "somebody's"
    assert cache.stats().entries == 0
