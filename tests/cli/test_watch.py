"""`intent watch`: every change is worked on, half-written documents harm nothing, nothing is missed while busy."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.support.chat_server import Say, chat_server
from tests.support.command import DOUBLE, RIGHT, configure, eventually, interrupted, start


async def until(process: asyncio.subprocess.Process, text: str) -> list[str]:
    """Read the lines up to one that contains ``text``."""
    assert process.stdout is not None
    lines: list[str] = []
    while not (lines and text in lines[-1]):
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        assert line, f"it ended before {text!r}: {lines}"
        lines.append(line.rstrip("\n"))
    return lines


def named(name: str) -> str:
    return DOUBLE.replace("double", name)


def answer(request: dict[str, object]) -> Say:
    """The right code, under the name that was asked for."""
    messages = request["messages"]
    assert isinstance(messages, list)
    name = next(
        name
        for name in ("double", "twice", "again", "user")
        if f"`{name}`" in messages[-1]["content"]
        or f" {name}" in messages[-1]["content"]
        or f"{name}(" in messages[-1]["content"]
    )
    return Say(RIGHT.replace("double", name))


async def test_changes_are_worked_on_until_interrupted(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", ".")
        await until(process, "watching 1 document; Ctrl-C stops")
        assert (tmp_path / "src/js/auto/double.js").exists()

        (tmp_path / "twice.intent.md").write_text("# name: twice\n# examples:\n- in: {")  # half a document
        lines = await until(process, "watching 2 documents")
        assert any(line.startswith("error     twice.intent.md twice") for line in lines)
        (tmp_path / "twice.intent.md").write_bytes(b"\xff\xfe")
        lines = await until(process, "watching 2 documents")
        assert any("is not UTF-8" in line for line in lines)
        (tmp_path / "twice.intent.md").write_text(named("twice"))
        await until(process, "verified  twice.intent.md twice js")
        await until(process, "watching 2 documents")

        (tmp_path / "twice.intent.md").write_text(named("twice"))  # the same text: nothing to do, nothing to say
        (tmp_path / "double.intent.md").unlink()
        (tmp_path / "again.intent.md").write_text(named("again"))
        lines = await until(process, "watching 2 documents")
        assert not any("twice" in line for line in lines), lines
        assert (
            "gone      double.intent.md; src/js/auto/double.d.ts, src/js/auto/double.js stay: "
            "intent clean deletes what no intent asks for" in lines
        )
        done = await interrupted(process)
    assert done.status == 130
    assert "Traceback" not in done.err


async def test_a_document_that_is_written_in_place_is_read_when_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", ".")
        await until(process, "watching 1 document; Ctrl-C stops")
        with (tmp_path / "double.intent.md").open("w") as slow:  # empty from here on, as a slow editor leaves it
            await asyncio.sleep(0.2)
            slow.write(DOUBLE)
        (tmp_path / "again.intent.md").write_text(named("again"))
        lines = await until(process, "watching 2 documents")
        assert not any("double" in line for line in lines), lines
        assert (await interrupted(process)).status == 130


async def test_nothing_is_missed_while_a_model_is_busy_and_a_newer_save_supersedes(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    busy = True

    def slow(request: dict[str, object]) -> Say:
        return Say(mode="silent") if busy else answer(request)

    async with chat_server(slow) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", ".")
        await eventually(lambda: server.requests)
        (tmp_path / "twice.intent.md").write_text(named("twice"))  # another document, while the first one is at work
        await asyncio.sleep(0.3)
        busy = False
        (tmp_path / "double.intent.md").write_text(DOUBLE + '- in: { "x": 8 } out: 16\n')
        lines = await until(process, "watching 2 documents")
        assert any("double" in line and line.startswith("stopped") for line in lines)
        assert (tmp_path / "src/js/auto/double.js").exists()
        assert (tmp_path / "src/js/auto/twice.js").exists()
        assert (await interrupted(process)).status == 130


async def test_a_wrong_configuration_is_named_and_the_old_one_stays(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server(answer) as server:
        provider = {"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
        configure(tmp_path, providers=[provider])
        process = await start(tmp_path, "watch", "double.intent.md")
        await until(process, "watching 1 document")
        configure(tmp_path, providers=[provider], rounds="many")
        await until(process, 'rounds: must be a whole number, not "many"')
        await until(process, "watching 1 document")
        configure(tmp_path, providers=[provider], targets={"jsDir": "lib"})
        await until(process, "-> lib/double.js")
        assert (await interrupted(process)).status == 130


async def test_documents_that_use_a_changed_one_follow(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    (tmp_path / "user.intent.md").write_text(named("user") + "# uses:\ndouble from ./double.intent.md\n")
    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", ".")
        await until(process, "watching 2 documents")
        (tmp_path / "double.intent.md").write_text(DOUBLE + '- in: { "x": 8 } out: 16\n')
        lines = await until(process, "watching 2 documents")
        assert any("user.intent.md user js" in line for line in lines)
        assert (await interrupted(process)).status == 130


@pytest.mark.slow
async def test_folders_that_come_go_and_come_back_are_seen(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "double.intent.md").write_text(DOUBLE)
    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", "specs")
        await until(process, "watching 1 document")

        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "twice.intent.md").write_text(named("twice"))
        outside.rename(specs / "inside")  # one event, for the folder
        await until(process, "verified  specs/inside/twice.intent.md twice js")
        await until(process, "watching 2 documents")

        shutil.rmtree(specs)
        await asyncio.sleep(1.5)
        specs.mkdir()
        (specs / "again.intent.md").write_text(named("again"))
        await until(process, "verified  specs/again.intent.md again js")
        await until(process, "watching 1 document")
        (specs / "again.intent.md").write_text(named("again") + '- in: { "x": 8 } out: 16\n')
        await until(process, "watching 1 document")

        (specs / "again.intent.md").unlink()
        (tmp_path / "src/js/auto/again.js").unlink()
        await asyncio.sleep(0.5)
        (specs / "again.intent.md").write_text(named("again") + '- in: { "x": 8 } out: 16\n')  # as it was
        await until(process, "verified  specs/again.intent.md again js")
        assert (await interrupted(process)).status == 130


@pytest.mark.slow
async def test_saving_the_same_text_again_supersedes_nothing(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    hold = asyncio.Event()

    async with chat_server(lambda request: answer(request) if hold.is_set() else Say(mode="silent")) as server:
        provider = {"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
        configure(tmp_path, providers=[{**provider, "timeouts": {"firstToken": 3}}])
        process = await start(tmp_path, "watch", ".")
        await eventually(lambda: server.requests)
        (tmp_path / "double.intent.md").write_text(DOUBLE)
        hold.set()
        lines = await until(process, "watching 1 document")
        assert not any(line.startswith("stopped") for line in lines)
        assert (await interrupted(process)).status == 130


async def test_what_is_ignored_no_longer_is_watched_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / ".gitignore").write_text("drafts/\n")
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    (tmp_path / "drafts/twice.intent.md").write_text(named("twice"))
    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        process = await start(tmp_path, "watch", ".")
        await until(process, "watching 1 document; Ctrl-C stops")
        (tmp_path / ".gitignore").write_text("")
        lines = await until(process, "watching 2 documents")
        assert any(line.startswith("verified  drafts/twice.intent.md twice js") for line in lines)
        await interrupted(process)
