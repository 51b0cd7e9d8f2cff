"""A real Dask cluster, with workers that die, hang and lie: the same bytes, order and exit status as without one."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from intent_lsp.cli.inspection.freshness import inspect
from intent_lsp.cli.inspection.rerun import RerunFindings, rerun_all
from intent_lsp.cluster.dask_client import connected
from intent_lsp.cluster.on_option import parse_place
from intent_lsp.cluster.workspace_cluster import cluster_for
from intent_lsp.configuration.load import load
from intent_lsp.transpile.events import Event, Lost, Sent
from intent_lsp.workbench import Request, Result, open_workbench
from tests.cluster.twelve_documents import REPAIRED, answer, write_documents
from tests.support.chat_server import ChatServer, Say, chat_server
from tests.support.command import (
    DOUBLE,
    RIGHT,
    Done,
    configure,
    copied,
    ended,
    environment,
    eventually,
    files,
    intent,
    interrupted,
    start,
)
from tests.support.dask_cluster import DaskCluster, dask_cluster
from tests.support.strangers import forge, new_machine

pytestmark = pytest.mark.slow


@pytest.fixture
async def server() -> AsyncIterator[ChatServer]:
    async with chat_server(answer) as made:
        yield made


@pytest.fixture
async def cluster(tmp_path: Path) -> AsyncIterator[DaskCluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    async with dask_cluster(folder) as made:
        yield made


@pytest.fixture
def there(tmp_path: Path, server: ChatServer) -> Path:
    """A workspace with the twelve documents."""
    folder = tmp_path / "there"
    folder.mkdir()
    write_documents(folder, server)
    return folder


def kept(folder: Path) -> dict[str, bytes]:
    """Everything that was written, but replies, which say how long they took, and the server's port."""
    found = files(folder).items()
    return {
        name: data
        for name, data in found
        if not name.startswith(".promirror/cache/") and not name.endswith("config.json")
    }


def told(done: Done, folder: Path) -> list[dict[str, Any]]:
    """The results, with no word of the folder in them."""
    return list(json.loads(json.dumps(done.results).replace(str(folder), "")))


def unpaid(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what the calls cost: a reply that a worker got before it died may be in a cache."""
    return [{key: value for key, value in result.items() if key not in ("cached", "usage")} for result in results]


async def alone(folder: Path, server: ChatServer) -> tuple[int, list[dict[str, Any]], dict[str, bytes]]:
    """Exit status, results and files of a run without a cluster; it is made once."""

    async def make(empty: Path) -> tuple[int, list[dict[str, Any]]]:
        write_documents(empty, server)
        done = await intent(empty, "transpile", "--json")
        return done.status, told(done, empty)

    here = folder / "here"
    here.mkdir()
    status, results = await copied(here, "alone", make)
    return status, results, kept(here)


async def spread(root: Path, cluster: DaskCluster, patience: float) -> tuple[tuple[Result, ...], list[Lost]]:
    """Transpile on a cluster, in this process; with what was lost on the way."""
    lost: list[Lost] = []

    def hear(event: Event) -> None:
        if isinstance(event, Lost):
            lost.append(event)

    config, place = load(root, env={"INTENT_LEARN": "false"}).config, parse_place(cluster.where)
    requests = [Request(path) for path in sorted(root.glob("*.intent.md"))]
    async with (
        connected(place, config.jobs) as client,
        cluster_for(client, place, root, config, patience=patience) as elsewhere,
        open_workbench(root, config, elsewhere=elsewhere) as bench,
    ):
        return await bench.transpile(requests, hear), lost


async def test_bytes_order_and_exit_status_are_those_of_a_run_without_a_cluster(
    tmp_path: Path, there: Path, server: ChatServer
) -> None:
    status, results, written = await alone(tmp_path, server)
    done = await intent(there, "transpile", "--json", "--on", "local:2")
    assert done.err == ""
    assert [event for event in done.events if event["event"] == "lost"] == []
    assert told(done, there) == results
    assert done.status == status
    assert kept(there) == written
    statuses = {result["status"] for result in done.results}
    assert statuses == {"verified", "uncertain", "disagree", "failed", "error"}
    repaired = {(result["status"], result["rounds"]) for result in done.results if result["intent"] == REPAIRED}
    assert repaired == {("verified", 2)}
    assert {event["worker"] for event in done.events if event["event"] == "sent"} == {"worker 0", "worker 1"}
    assert not [event for event in done.events if event["event"] == "lost"]
    again = await intent(there, "transpile", "--json", "--on", "local:2")
    assert kept(there) == written
    assert not [event for event in again.events if event.get("intent") == "add1" and event["event"] == "sent"]


async def test_a_worker_that_is_killed_at_any_moment_loses_nothing(
    tmp_path: Path, there: Path, server: ChatServer, cluster: DaskCluster
) -> None:
    status, results, written = await alone(tmp_path, server)
    await asyncio.gather(cluster.worker("one"), cluster.worker("two"))
    asked = len(server.requests)
    process = await start(there, "transpile", "--json", "--on", cluster.where)
    ending = asyncio.ensure_future(ended(process))
    await eventually(lambda: len(server.requests) > asked)
    await asyncio.sleep(random.uniform(0, 0.5))  # less than one worker needs for what it has
    cluster.kill("one")
    done = await ending
    assert unpaid(told(done, there)) == unpaid(results)
    assert done.status == status
    assert kept(there) == written
    lost = [event for event in done.events if event["event"] == "lost"]
    assert {(event["worker"], event["reason"]) for event in lost} == {("one", "died")}


async def test_workers_that_lie_are_named_and_nothing_is_believed(
    tmp_path: Path, there: Path, server: ChatServer, cluster: DaskCluster
) -> None:
    reasons = {
        "garbage": "sent an unreadable reply",
        "version": "has another version of intent-lsp",
        "wrong_code": "code that does not pass here",
        "wrong_failure": "with a verdict that is not right here",
        "nothing": "sent no result for",
        "no_models": "could not do it: no provider could answer",
        "huge": "sent an unreadable reply",
        "no_bytes": "sent an unreadable reply",
        "error": "failed: PicklingError",
        "exits": "failed: SystemExit",
    }
    _, results, written = await alone(tmp_path, server)
    await asyncio.gather(*(cluster.worker(lie, lie=lie) for lie in reasons))
    found, lost = await spread(there, cluster, patience=30)
    assert {event.worker for event in lost} == set(reasons)
    assert not [event for event in lost if reasons[event.worker] not in event.reason]
    assert [(r.intent, r.target, r.status.value) for r in found] == [
        (r["intent"], r["target"], r["status"]) for r in results
    ]
    assert kept(there) == written


async def test_workers_that_hang_are_given_up(
    tmp_path: Path, there: Path, server: ChatServer, cluster: DaskCluster
) -> None:
    _, _, written = await alone(tmp_path, server)
    await asyncio.gather(cluster.worker("good"), cluster.worker("stopped"), cluster.worker("asleep", lie="hang"))
    cluster.stop("stopped")
    _, lost = await spread(there, cluster, patience=4)
    assert {event.worker for event in lost} == {"stopped", "asleep"}
    assert {event.reason for event in lost} == {"gave no sign of life for 4 seconds"}
    assert kept(there) == written


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGSTOP"])
async def test_without_the_scheduler_it_is_done_here(
    tmp_path: Path, there: Path, server: ChatServer, cluster: DaskCluster, how: str
) -> None:
    _, _, written = await alone(tmp_path, server)
    await cluster.worker("one")
    asked = len(server.requests)
    spreading = asyncio.ensure_future(spread(there, cluster, patience=3))
    await eventually(lambda: len(server.requests) > asked)
    cluster.scheduler.send_signal(signal.Signals[how])
    _, lost = await spreading
    assert {event.worker for event in lost} == {"one"}
    assert kept(there) == written


async def test_ctrl_c_ends_every_process_and_leaves_whole_files(there: Path, server: ChatServer) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "intent_lsp", "transpile", "--json", "--on", "local:2", cwd=there, env=environment(there),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    await eventually(lambda: list(there.glob("src/js/auto/*.js")))
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 4  # two workers, each with a sandbox
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to all of them
    done = await ended(process)
    assert (done.status, done.err) == (130, "")
    assert done.events[-1] == {"event": "interrupted"}
    await eventually(lambda: not [child for child in children if child.is_running()])
    assert not list(there.rglob("*.tmp"))
    finished = await intent(there, "transpile", "--json", "add1.intent.md")
    assert finished.status == 0


async def test_what_nobody_waits_for_any_more_is_stopped_on_the_worker(tmp_path: Path, cluster: DaskCluster) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    await cluster.worker("only")  # it does one piece at a time
    async with chat_server(lambda _: Say(mode="silent")) as silent:
        served(silent, tmp_path)
        process = await start(tmp_path, "transpile", "--on", cluster.where)
        await eventually(lambda: silent.requests)
        assert (await interrupted(process)).status == 130
    async with chat_server([Say(RIGHT)]) as server:
        served(server, tmp_path)
        done = await intent(tmp_path, "transpile", "--json", "--on", cluster.where)
    assert [event["worker"] for event in done.events if event["event"] == "sent"] == ["only"]
    assert (done.results[0]["status"], done.results[0]["cached"]) == ("verified", False)


def served(server: ChatServer, folder: Path) -> None:
    provider = {"name": "draft", "type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
    configure(folder, providers=[provider])


async def test_a_cluster_with_tls_takes_those_who_have_its_keys(tmp_path: Path) -> None:
    folder, workspace = tmp_path / "cluster", tmp_path / "workspace"
    folder.mkdir()
    workspace.mkdir()
    (workspace / "double.intent.md").write_text(DOUBLE)
    async with dask_cluster(folder, tls=True) as cluster, chat_server([Say(RIGHT)]) as server:
        served(server, workspace)
        await cluster.worker("only")
        stranger = await intent(workspace, "transpile", "--json", "--on", cluster.where)
        assert (stranger.status, stranger.out) == (2, "")
        assert "cannot be used" in stranger.err
        done = await intent(workspace, "transpile", "--json", "--on", cluster.where, **cluster.keys)
    assert [event["worker"] for event in done.events if event["event"] == "sent"] == ["only"]
    assert done.results[0]["status"] == "verified"


async def test_a_check_on_own_processes_says_what_a_check_without_them_says(tmp_path: Path, server: ChatServer) -> None:
    await alone(tmp_path, server)
    root = tmp_path / "here"
    forge(root, root / "src/js/auto/add2.js", "export function add2(x) {\n  return 0;\n}\n")
    config = load(root, env={}).config
    told = {root: RerunFindings(config, inspect(root, config, sorted(root.glob("*.intent.md"))))}
    assert len([state for state in told[root].states if state.status == "unchecked"]) == 16
    before = files(root)
    events: list[Event] = []
    found = await rerun_all(told, parse_place("local:2"), lambda *_: None, events.append)
    assert {event.worker for event in events if isinstance(event, Sent)} == {"worker 0", "worker 1"}
    assert found == await rerun_all(told, None, lambda *_: None, lambda _: None)
    lie = next(state for state in found[root] if (state.intent, state.target) == ("add2", "js"))
    assert lie.status == "failed"
    assert files(root) == before


async def test_a_check_on_other_machines_believes_only_those_that_the_user_trusts(
    tmp_path: Path, server: ChatServer, cluster: DaskCluster
) -> None:
    await alone(tmp_path, server)
    root, machine = tmp_path / "here", new_machine(tmp_path / "cache")
    forge(root, root / "src/js/auto/add2.js", "export function add2(x) {\n  return 0;\n}\n")
    done = await intent(root, "check", "--json", "--on", cluster.where, **machine)  # it has no worker yet
    assert "not trusted" in done.err
    assert statuses(done, "add1") == {"fresh"}
    assert statuses(done, "add2") == {"fresh", "failed"}
    await cluster.worker("one")
    trusting = new_machine(tmp_path / "another") | {"INTENT_TRUST_WORKERS": "yes"}
    trusted = await intent(root, "check", "--json", "--on", cluster.where, **trusting)
    assert (trusted.err, trusted.status, trusted.results) == ("", done.status, done.results)


def statuses(done: Done, name: str) -> set[str]:
    return {result["status"] for result in done.results if result["intent"] == name}
