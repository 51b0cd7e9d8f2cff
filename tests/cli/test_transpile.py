"""`intent transpile` as a process: files, exit statuses, what it prints, and how it is stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.fake import Request, Wire, fake, free_port
from tests.support.chat_server import ChatServer, Say, chat_server
from tests.support.command import (
    DOUBLE,
    NORMALIZE,
    RIGHT,
    WRONG,
    Done,
    configure,
    ended,
    environment,
    eventually,
    files,
    intent,
    interrupted,
    start,
)


def served(server: ChatServer, folder: Path, **more: object) -> None:
    """Configure the scripted server as the only provider."""
    provider = {"name": "draft", "type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
    configure(folder, providers=[provider], **more)


def summary(done: Done) -> list[tuple[str, str, str]]:
    return [(result["intent"], result["target"], result["status"]) for result in done.results]


async def test_the_seed_case_from_nothing_to_files_and_then_to_no_work(tmp_path: Path) -> None:
    (tmp_path / "normalize2d.intent.md").write_text(NORMALIZE)
    first = await intent(tmp_path, "transpile", ".", "--json", "--offline")
    assert first.status == 0, first.err
    assert summary(first) == [("normalize2d", "js", "uncertain"), ("normalize2d", "py", "uncertain")]
    result = first.results[0]
    assert set(result) == {
        "document", "intent", "target", "status", "rounds", "provider", "model", "cached", "file", "examples",
        "problems", "doubts", "usage",
    }  # fmt: skip
    assert result["doubts"] == ["there are few examples"]
    assert result["examples"] == {"passed": 2, "total": 2}
    assert result["file"] == str(tmp_path / "src/js/auto/normalize2d.js")
    kinds = [event["event"] for event in first.events]
    assert kinds.count("planned") == kinds.count("verified") == kinds.count("written") == 2
    assert kinds[-1] == "finished"
    assert first.err == ""

    before = files(tmp_path)
    second = await intent(tmp_path, "transpile", "normalize2d.intent.md", "--json", "--offline")
    assert second.status == 0
    assert [event["event"] for event in second.events] == ["skipped", "skipped", "finished"]
    assert [result["status"] for result in second.results] == ["uncertain", "uncertain"]
    assert files(tmp_path) == before


async def test_what_happened_on_the_way_to_a_reply_is_in_events_log_and_report(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    secret = "a word of the server's own"

    async def refusing(_: Request, wire: Wire) -> None:
        await wire.whole(400, {"error": {"message": secret}})

    async with fake(refusing) as server:
        broken = {"name": "broken", "type": "openai_compat", "baseUrl": f"{server.root}/v1", "model": "m"}
        dead = {"name": "dead", "type": "ollama", "host": f"http://127.0.0.1:{free_port()}", "model": "m"}
        providers = [broken, dead, {"name": "builtin", "type": "builtin"}]
        configure(tmp_path, providers=providers, schedule={"draft": ["broken", "dead", "builtin"]})
        done = await intent(tmp_path, "transpile", ".", "--json")
    assert done.status == 0, done.err
    candidate = next(event for event in done.events if event["event"] == "candidate_ready")
    detours = [{"provider": "broken", "what": "refused the request"}, {"provider": "dead", "what": "does not answer"}]
    assert candidate["detours"] == detours
    reasons = [event["reason"] for event in done.events if event["event"] == "waiting"]
    assert any("nothing answers" in reason for reason in reasons)
    text = (tmp_path / ".promirror/reports/double.intent.md.report.json").read_text()
    assert [item["detours"] for item in json.loads(text)["results"][0]["history"]] == [detours]
    assert secret not in text, "what a server says may name what is nobody's business: reports are committed"
    assert "127.0.0.1" not in text


async def test_a_hand_edit_is_left_alone_until_forced(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(RIGHT)]) as server:
        served(server, tmp_path)
        assert (await intent(tmp_path, "transpile", ".")).status == 0
        file = tmp_path / "src/js/auto/double.js"
        file.write_text(file.read_text().replace("x * 2", "x + x"))
        mine = file.read_bytes()
        done = await intent(tmp_path, "transpile", ".")
        assert done.status == 1
        assert "src/js/auto/double.js was edited by hand" in done.out
        assert "double.intent.md:1:9: " in done.out
        assert file.read_bytes() == mine
        assert (await intent(tmp_path, "transpile", ".", "--force")).status == 0
        assert "x * 2" in file.read_text()


async def test_a_wrong_draft_is_repaired_round_by_round(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(WRONG), Say(RIGHT)]) as server:
        served(server, tmp_path)
        done = await intent(tmp_path, "transpile", ".", "--json")
    assert done.status == 0, done.out
    kinds = [event["event"] for event in done.events if event["event"] not in ("waiting", "token", "progress")]
    assert kinds == [
        "planned", "round_started", "candidate_ready", "checked", "round_failed",
        "round_started", "candidate_ready", "checked", "verified", "written", "finished",
    ]  # fmt: skip
    checked = [event["verdict"] for event in done.events if event["event"] == "checked"]
    assert [verdict["passed"] for verdict in checked] == [False, True]
    assert checked[0]["examples"][1] == checked[0]["examples"][1] | {"number": 2, "expected": "10", "got": "7"}
    assert done.results[0]["rounds"] == 2


async def test_failures_are_told_at_their_lines_with_the_candidate(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    (folder / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(WRONG)]) as server:
        served(server, tmp_path)
        done = await intent(tmp_path, "transpile", "docs", "--rounds", "2")
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0].startswith("retry     docs/double.intent.md double js: round 1 of 2 failed")
    at = lines.index('  docs/double.intent.md:8:3: in: { "x": 5 } out: 10')
    assert [line.split() for line in lines[at + 1 : at + 3]] == [["expected:", "10"], ["got:", "7"]]
    assert "  best candidate: .promirror/candidates/docs/double.intent.md/double.js" in lines
    assert lines[-2:] == ["2 model calls, 20 written", "1 failed"]
    assert not (tmp_path / "src").exists()
    assert "x === 2" in (tmp_path / ".promirror/candidates/docs/double.intent.md/double.js").read_text()


async def test_plain_output_is_the_same_every_time_and_has_no_escapes(tmp_path: Path) -> None:
    outputs = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "double.intent.md").write_text(DOUBLE)
        async with chat_server([Say(WRONG), Say(RIGHT)]) as server:
            served(server, folder)
            outputs.append((await intent(folder, "transpile", "double.intent.md")).out)
    assert outputs[0] == outputs[1]
    assert "\x1b" not in outputs[0]
    assert "verified  double.intent.md double js: 2/2 examples, scripted -> src/js/auto/double.js" in outputs[0]


@pytest.mark.slow
async def test_options_choose_targets_intents_and_rounds(tmp_path: Path) -> None:
    (tmp_path / "two.intent.md").write_text(NORMALIZE + "\n" + DOUBLE)
    done = await intent(tmp_path, "transpile", ".", "--json", "--offline", "--target", "py", "--intent", "normalize2d")
    assert summary(done) == [("normalize2d", "py", "uncertain")]
    assert {event["rounds"] for event in done.events if event["event"] == "planned"} == {3}
    again = await intent(
        tmp_path, "transpile", ".", "--json", "--offline", "--intent", "normalize2d", "--regenerate", "--rounds", "7",
        "--jobs", "1",
    )  # fmt: skip
    assert {event["rounds"] for event in again.events if event["event"] == "planned"} == {7}
    unknown = await intent(tmp_path, "transpile", ".", "--intent", "normalise2d")
    assert unknown.status == 2
    assert "no document holds an intent named normalise2d" in unknown.err


async def test_nobody_answers(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(RIGHT)]) as server:
        served(server, tmp_path)  # and then it is gone
    done = await intent(tmp_path, "transpile", ".", "--json")
    assert done.status == 3
    assert [problem["code"] for problem in done.results[0]["problems"]] == ["no-provider"]
    people = await intent(tmp_path, "transpile", ".")
    assert (people.status, people.err) == (3, "")
    assert "1 not transpiled" in people.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("transpil",), "transpil is not a command: did you mean transpile?"),
        (("transpile", "--regenrate"), "--regenrate is not an option: did you mean --regenerate?"),
        (("check", "--foo"), "--foo is not an option\n"),
        (("check", "--josn"), "--josn is not an option: did you mean --json?"),
        (("view",), "view is not a command: choose from new, adopt"),
        (("doctor", "x"), "unexpected argument x"),
        (("cache", "stat"), "stat is not a choice: did you mean stats?"),
        (("transpile", "nowhere.intent.md"), "nowhere.intent.md does not exist"),
        (("transpile", "empty"), "there is no *.intent.md below empty"),
        (("transpile", "code.js"), "code.js is not an intent document"),
        (("transpile", ".", "--rounds", "0"), "must be a whole number from 1 to 20, not '0'"),
        (("transpile", ".", "--target", "rb"), "rb is not a target: it is js or py"),
        (("transpile", "double.intent.md", "--root", "empty"), "is not inside the workspace"),
        (("transpile", "--target", "javascrpt"), "javascrpt is not a target: did you mean javascript?"),
        (("frobnicate",), "frobnicate is not a command: choose from new, adopt, transpile"),
    ],
)
async def test_usage_errors_say_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "code.js").write_text("")
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    done = await intent(tmp_path, *arguments)
    assert done.status == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


async def test_a_wrong_configuration_stops_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    (tmp_path / ".promirror").mkdir()
    (tmp_path / ".promirror/intent.config.json").write_text('{\n  "rounds": "3",\n  "allowHosts": ["x"]\n}')
    done = await intent(tmp_path, "transpile", ".")
    assert done.status == 2
    assert '.promirror/intent.config.json:2:13: rounds: must be a whole number, not "3"' in done.err
    assert ".promirror/intent.config.json:3:3: allowHosts: a workspace cannot give this permission" in done.err
    assert not (tmp_path / "src").exists()


async def test_documents_with_problems_are_told_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "a.intent.md").write_bytes(b"# name: a\n\xff")
    (tmp_path / "b.intent.md").write_text(DOUBLE + '- in: { "x": 2 } out: 5\n')
    (tmp_path / "c.intent.md").write_text(NORMALIZE)
    done = await intent(tmp_path, "transpile", ".", "--offline")
    assert done.status == 1
    assert "a.intent.md:1:1: a.intent.md is not UTF-8" in done.out
    assert "b.intent.md:9:" in done.out
    assert done.out.endswith("2 uncertain, 2 not transpiled\n")


async def test_ctrl_c_stops_at_once_and_leaves_everything_whole(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(mode="silent")]) as server:
        served(server, tmp_path)
        before = files(tmp_path)
        process = await start(tmp_path, "transpile", ".", "--json")
        await eventually(lambda: server.requests)
        done = await interrupted(process)
    assert done.status == 130
    assert "Traceback" not in done.err
    assert [event["event"] for event in done.events][-2:] == ["cancelled", "interrupted"]
    assert files(tmp_path) == before


def descendants(process: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    waiting = [process]
    while waiting:
        parent = waiting.pop()
        children = {child for child, known in parents.items() if known == parent}
        found |= children
        waiting += children
    return found


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
async def test_no_process_stays_behind(tmp_path: Path, name: str) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    script = [Say(WRONG), Say(mode="silent")]
    async with chat_server(script) as server:
        served(server, tmp_path)
        process = await start(tmp_path, "transpile", ".", "--json")
        await eventually(lambda: len(server.requests) == 2)  # the sandbox has checked the first draft
        workers = descendants(process.pid)
        assert workers
        process.send_signal(signal.Signals[name])
        done = await ended(process, 20)
    assert done.status == 130
    assert done.events[-1] == {"event": "interrupted"}
    await eventually(lambda: not any(map(alive, workers)))


async def test_a_reader_that_leaves_early_ends_it_quietly(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"f{number}.intent.md").write_text("# name: broken\n# examples:\n- in: {\n" * 40)
    process = await start(tmp_path, "transpile", ".", "--json")
    assert process.stdout is not None
    await process.stdout.readline()
    process.stdout._transport.close()  # type: ignore[attr-defined]
    done = await ended(process)
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err


def on_a_terminal(folder: Path, *arguments: str, **env: str) -> tuple[int, str]:
    """Run the command on a pseudo terminal; its status and everything it wrote."""
    parent, child = pytest.importorskip("pty").openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "intent_lsp", *arguments], cwd=folder, stdin=child, stdout=child, stderr=child,
        env=environment(folder, TERM="xterm-256color", COLUMNS="100", LINES="30") | env,
    )  # fmt: skip
    os.close(child)
    written = b""
    with os.fdopen(parent, "rb", buffering=0) as terminal:
        while True:
            try:
                data = terminal.read(65536)
            except OSError:  # Linux reports the end of a terminal as an error
                break
            if not data:
                break
            written += data
    return process.wait(60), written.decode()


def test_the_terminal_view_shows_progress_and_the_result(tmp_path: Path) -> None:
    (tmp_path / "normalize2d.intent.md").write_text(NORMALIZE)
    status, text = on_a_terminal(tmp_path, "transpile", ".", "--offline", "--no-input")
    assert status == 0
    assert "\x1b[" in text
    assert "2 uncertain" in text
    assert "✓" not in text  # a run with a doubt has no tick, in its summary neither
    assert "→ src/js/auto/normalize2d.js" in text
    assert "2 uncertain" in text
    assert text.index("normalize2d.intent.md") < text.index("2 uncertain")


def test_no_color_is_honoured_on_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "normalize2d.intent.md").write_text(NORMALIZE)
    _, text = on_a_terminal(tmp_path, "transpile", ".", "--offline", "--no-input", NO_COLOR="1")
    assert "2 uncertain" in text
    assert not any(f"\x1b[{code}m" in text for code in (31, 32, 33, 34, 35, 36, "1;32"))


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    (tmp_path / "normalize2d.intent.md").write_text(NORMALIZE)
    _, text = on_a_terminal(tmp_path, "transpile", ".", "--offline", "--no-input", TERM="dumb")
    assert "\x1b" not in text
    assert "uncertain normalize2d.intent.md normalize2d js: 2/2" in text


def test_events_are_strict_json() -> None:
    from intent_lsp.checks.verdict import Failure, Gate, Verdict
    from intent_lsp.cli.views.jsonlines import event_data
    from intent_lsp.transpile.events import Checked, Work

    verdict = Verdict(Gate.PROPERTIES, (), (Failure(Gate.PROPERTIES, "x", args=(float("nan"), float("inf"))),))
    data = event_data(Checked(Work(Path("/d"), "f", "js"), 1, verdict))
    text = json.dumps(data, allow_nan=False)
    assert json.loads(text)["verdict"]["failures"][0]["args"] == [{"$number": "NaN"}, {"$number": "Infinity"}]
