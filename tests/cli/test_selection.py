"""`--changed-since` and `--shard`: only what a change concerns, and every document on exactly one machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.chat_server import Say, chat_server
from tests.support.command import DOUBLE, RIGHT, configure, intent

HOSTILE = "#!/bin/sh\ntouch hooked\n"


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def named(name: str, *uses: str) -> str:
    more = "".join(f"- {use} from ./{use}.intent.md\n" for use in uses)
    return DOUBLE.replace("double", name) + (f"# uses:\n{more}" if uses else "")


async def repository(folder: Path) -> None:
    for name, uses in (("a", ()), ("b", ("a",)), ("c", ("b",)), ("d", ())):
        (folder / f"{name}.intent.md").write_text(named(name, *uses))

    def answer(request: dict[str, object]) -> Say:
        text = str(request["messages"])
        return Say(RIGHT.replace("double", next(name for name in "abcd" if f" {name}(" in text or f"`{name}`" in text)))

    async with chat_server(answer) as server:
        configure(folder, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(folder, "transpile", ".")).status == 0
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")


async def looked_at(folder: Path, *options: str) -> str:
    done = await intent(folder, "check", "--no-run", *options)
    assert done.err == ""
    return done.out.splitlines()[-1]


@pytest.mark.slow
async def test_only_what_a_change_concerns_is_looked_at(tmp_path: Path) -> None:
    await repository(tmp_path)
    since = ("--changed-since", "HEAD")
    assert await looked_at(tmp_path) == "4 fresh"
    assert await looked_at(tmp_path, *since) == "no intent for any target"
    with (tmp_path / "d.intent.md").open("a") as document:
        document.write("# notes: none\n")
    assert (await looked_at(tmp_path, *since)).startswith("1 ")
    git(tmp_path, "checkout", "-q", "d.intent.md")
    (tmp_path / "b.intent.md").write_text(named("b", "a").replace("Twice", "Two times"))  # c uses it
    assert await looked_at(tmp_path, *since) == "2 fresh, 1 stale"  # a is what b uses
    git(tmp_path, "checkout", "-q", "b.intent.md")
    file = tmp_path / "src/js/auto/d.js"
    file.write_text(file.read_text() + "// mine\n")
    assert await looked_at(tmp_path, *since) == "1 edited by hand"
    git(tmp_path, "checkout", "-q", "src")
    (tmp_path / "e.intent.md").write_text(named("e"))  # not yet known to Git
    assert await looked_at(tmp_path, *since) == "1 missing"
    configure(tmp_path, rounds=4)
    assert await looked_at(tmp_path, *since) == "4 fresh, 1 missing"


async def test_what_git_cannot_say_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.intent.md").write_text(named("a"))
    none = await intent(tmp_path, "check", "--changed-since", "HEAD")
    assert none.status == 2
    assert "git could not list changes: " in none.err
    git(tmp_path, "init", "-q")
    for revision in ("nowhere", "--output=hooked"):
        wrong = await intent(tmp_path, "check", f"--changed-since={revision}")
        assert wrong.status == 2, revision
    assert not (tmp_path / "hooked").exists()


@pytest.mark.slow
async def test_no_program_of_the_repository_is_run(tmp_path: Path) -> None:
    await repository(tmp_path)
    hook = tmp_path / "hook"
    hook.write_text(HOSTILE)
    hook.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "core.pager"):
        git(tmp_path, "config", setting, str(hook))
    with (tmp_path / "d.intent.md").open("a") as document:
        document.write("# notes: none\n")
    assert (await looked_at(tmp_path, "--changed-since", "HEAD")).startswith("1 ")
    assert not (tmp_path / "hooked").exists()


async def test_every_document_is_in_exactly_one_part(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"f{number}.intent.md").write_text(named(f"f{number}"))
    counts = []
    for part in range(1, 4):
        done = await intent(tmp_path, "check", "--no-run", "--shard", f"{part}/3")
        counts.append(done.out.count("does not exist: transpile it"))
    assert sum(counts) == 12
    assert 12 not in counts
    for wrong in ("0/3", "4/3", "x", "1"):
        assert (await intent(tmp_path, "check", "--shard", wrong)).status == 2
