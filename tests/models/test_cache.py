"""The cache on a real disk: whole entries or none, the same bytes, several processes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.models.cache import Cache, cache_of, key_of
from intent_lsp.values import Question
from tests.models.asking import prompt
from tests.models.cache_entries import KEY, REPLY


def entry(cache: Cache, key: str = KEY) -> Path:
    return cache.directory / key[:2] / f"{key}.json"


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_reply_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get(KEY) is None
    assert cache.put(KEY, REPLY, prompt())
    assert cache.get(KEY) == replace(REPLY, cached=True, seconds=1.234)
    question = Question(([1], "é"), (None, {"a": 1.5}))
    found = replace(
        REPLY,
        confidence="ambiguous",
        question=question,
        note="inferred from 2 examples",
        doubts=("there are few examples",),
        text="",
    )
    cache.put("ab" * 32, found, prompt())
    assert cache.get("ab" * 32) == replace(found, cached=True, seconds=1.234)


def test_an_entry_is_readable_and_has_no_time_of_day(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, REPLY, prompt())
    value = json.loads(entry(cache).read_bytes())
    assert value["text"] == REPLY.text.split("\n")
    assert (value["provider"], value["model"], value["intent"], value["target"]) == ("draft", "qwen", "f", "js")
    head, body = entry(cache).read_bytes().split(b"\n", 1)
    assert hashlib.sha256(body).hexdigest().encode() in head
    assert str(tmp_path) not in entry(cache).read_text("utf-8")
    assert (tmp_path / ".gitattributes").read_text("utf-8").splitlines()[-1] == "* -text linguist-generated"


def test_the_same_reply_changes_no_byte(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, REPLY, prompt())
    before, status = files(tmp_path), entry(cache).stat()
    assert not cache.put(KEY, replace(REPLY, seconds=99.0, timings={}), prompt())
    assert files(tmp_path) == before
    assert entry(cache).stat().st_ino == status.st_ino
    assert cache.put(KEY, replace(REPLY, text="other"), prompt()), "regenerate replaces"
    assert cache.get(KEY) == replace(REPLY, text="other", cached=True, seconds=1.234)


@pytest.mark.parametrize(
    "damage",
    [lambda d: b"", lambda d: d[:-1], lambda d: d.replace(b"const", b"CONST"), lambda d: d.replace(b"\n", b"\r\n"),
     lambda d: b"\xff" * 100, lambda d: b"{}", lambda d: b"[" * 100_000],
    ids=["empty", "cut", "changed", "line ends", "garbage", "other json", "nested"],
)  # fmt: skip
def test_a_corrupt_entry_is_a_miss_and_goes(tmp_path: Path, damage: object) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, REPLY, prompt())
    entry(cache).write_bytes(damage(entry(cache).read_bytes()))  # type: ignore[operator]
    assert cache.get(KEY) is None
    assert not entry(cache).exists()
    assert cache.put(KEY, REPLY, prompt())
    assert cache.get(KEY) is not None


def test_truncated_replies_are_never_stored(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert not cache.put(KEY, replace(REPLY, finish="length"), prompt())
    assert files(tmp_path) == {}


def test_everything_that_decides_a_reply_is_in_the_key() -> None:
    base = {"type": "ollama", "model": "m", "options": {"temperature": 0.1}, "seed": 7, "lock": "auto"}
    keys = [key_of(prompt(), base)]
    keys += [
        key_of(asked, base)
        for asked in (
            prompt(system="other"),
            prompt("other"),
            prompt(target="py"),
            prompt(version="2"),
            prompt(max_tokens=9),
        )
    ]
    keys += [
        key_of(prompt(), {**base, name: value})
        for name, value in (
            ("type", "x"),
            ("model", "n"),
            ("options", {"temperature": 0.2}),
            ("seed", 8),
            ("lock", "none"),
        )
    ]
    assert len(set(keys)) == len(keys)
    assert key_of(prompt(), dict(reversed(base.items()))) == keys[0], "in whatever order"


def test_pruning_takes_what_was_used_longest_ago(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    keys = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(6)]
    old = time.time() - 100_000
    for age, key in enumerate(keys):
        cache.put(key, REPLY, prompt())
        os.utime(entry(cache, key), (old + age, old + age))
    assert cache.get(keys[0]) is not None, "a hit makes it young"
    size = cache.stats().bytes // 6
    assert cache.prune(3 * size) == 3
    assert [cache.get(key) is not None for key in keys] == [True, False, False, False, True, True]
    assert (cache.stats().entries, cache.clear(), cache.stats().entries) == (3, 3, 0)


def test_the_cap_holds_while_entries_come(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=5_000)
    for number in range(40):
        cache.put(hashlib.sha256(str(number).encode()).hexdigest(), REPLY, prompt())
    assert 0 < cache.stats().bytes <= 5_000
    assert cache.get(hashlib.sha256(b"39").hexdigest()) is not None, "the newest stays"


def test_what_a_killed_writer_left_is_swept(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(KEY, REPLY, prompt())
    left, fresh = entry(cache).parent / ".x.tmp", entry(cache).parent / ".y.tmp"
    left.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(left, (1, 1))
    cache.prune()
    assert (left.exists(), fresh.exists(), entry(cache).exists()) == (False, True, True)


def test_a_folder_that_is_a_file_costs_only_the_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    cache = Cache(tmp_path / "cache")
    assert not cache.put(KEY, REPLY, prompt())
    assert cache.get(KEY) is None
    assert cache.stats().entries == 0


_WORKER = """
import random, sys
from pathlib import Path
from dataclasses import replace
from intent_lsp.models.cache import Cache
from tests.models.asking import prompt
from tests.models.cache_entries import REPLY
cache, chance = Cache(Path(sys.argv[1]), limit=20_000), random.Random(int(sys.argv[2]))
asked = prompt()
for step in range(250):
    number = chance.randrange(40)
    key = f"{number:064x}"
    what = chance.random()
    if what < 0.5:
        cache.put(key, replace(REPLY, text=f"{number} " * (50 + chance.randrange(50))), asked)
    elif what < 0.9:
        reply = cache.get(key)
        assert reply is None or set(reply.text.split()) == {str(number)}, reply
    elif what < 0.98:
        cache.prune(10_000)
    else:
        cache.clear()
print("fine")
"""


@pytest.mark.parametrize("link", [".promirror", ".promirror/cache", ".promirror/cache/" + KEY[:2]])
def test_no_symlink_leads_replies_out_of_the_workspace(tmp_path: Path, link: str) -> None:
    """A repository may hold a symlink; what is behind it is nobody's cache."""
    workspace, elsewhere = tmp_path / "workspace", tmp_path / "elsewhere"
    elsewhere.mkdir()
    config = Config()
    place = workspace / link
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere, target_is_directory=True)
    cache = cache_of(workspace, config)
    assert not cache.put(KEY, REPLY, prompt())
    assert list(elsewhere.iterdir()) == []

    Cache(entry(cache).parent.parent).put(KEY, REPLY, prompt())  # somebody else's file of that name
    before = files(elsewhere)
    assert before
    assert cache.clear() == 0
    assert files(elsewhere) == before


def test_a_folder_outside_is_the_users_own_decision(tmp_path: Path) -> None:
    cache = cache_of(tmp_path / "workspace", Config(cache_dir=str(tmp_path / "shared")))
    assert cache.put(KEY, REPLY, prompt())
    assert cache.directory == tmp_path / "shared"
    assert cache.clear() == 1


def test_several_processes_at_once(tmp_path: Path) -> None:
    """Writers, readers and pruners on the same few keys: every read is a whole entry of its own key, or a miss."""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": f"{root / 'server'}{os.pathsep}{root}"}
    workers = [
        subprocess.Popen([sys.executable, "-c", _WORKER, str(tmp_path), str(seed)], env=environment,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for seed in range(3)
    ]  # fmt: skip
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert (worker.returncode, out) == (0, "fine\n"), err
        assert "corrupt" not in err
    assert not list(tmp_path.rglob("*.tmp"))
