"""State at a glance: lenses, hints, status and what is restored from the report."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.document import parse
from intent_lsp.status import Status
from tests.lsp.claims import claimed
from tests.lsp.conftest import Folder
from tests.lsp.scripted import FULL, SCRIPTED, SHOWING, edit, opened, transpile
from tests.support.strangers import forge, new_machine
from tests.support.wire import Json, Wire


async def lenses(wire: Wire, folder: Folder) -> list[tuple[str, str]]:
    """Title and command of every lens, resolved."""
    document = {"textDocument": {"uri": folder.uri}}
    found = (await wire.request("textDocument/codeLens", document))["result"]
    resolved = [(await wire.request("codeLens/resolve", lens))["result"]["command"] for lens in found]
    return [(command["title"], command["command"]) for command in resolved]


async def hints(wire: Wire, folder: Folder) -> list[tuple[int, str]]:
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    found = await wire.request("textDocument/inlayHint", {"textDocument": {"uri": folder.uri}, "range": everything})
    return [(hint["position"]["line"], hint["label"]) for hint in found["result"]]


async def test_lenses_hints_and_state_follow_the_work(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"wait": "one"}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=SHOWING)
        wire.open(folder.uri, folder.text)
        assert await lenses(wire, folder) == [("▶ Transpile", "intent.transpile"), ("JS: not transpiled", "")]
        request = transpile(wire, folder)
        await wire.take("workspace/codeLens/refresh")
        await wire.take("workspace/inlayHint/refresh")
        state = await wire.take("intent/state", lambda p: p["running"] == 1)
        assert [(work["intent"], work["target"], work["status"]) for work in state["work"]] == [
            ("double", "js", "running")
        ]
        assert await lenses(wire, folder) == [
            ("■ Cancel", "intent.cancel"), ("JS: round 1/3 · scripted-1b · examples failed · 1/2 passed", ""),
        ]  # fmt: skip
        assert await hints(wire, folder) == [(7, "✗ js got 5 · round 1"), (8, "✓ js")]
        folder.touch("one")
        await wire.reply(request)
        assert await lenses(wire, folder) == [("▶ Transpile", "intent.transpile"), ("✗ JS 1/2", "intent.open")]


async def actions(wire: Wire, folder: Folder, line: int) -> dict[str, Json]:
    place = {"line": line, "character": 0}
    reply = await wire.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": folder.uri}, "range": {"start": place, "end": place}, "context": {"diagnostics": []}},
    )
    return {action["title"]: action for action in reply["result"]}


def new_texts(action: Json) -> list[tuple[int, str]]:
    (edits,) = action["edit"]["changes"].values()
    return [(item["range"]["start"]["line"], item["newText"]) for item in edits]


async def test_fixes_for_a_failed_example(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.reply(transpile(wire, folder))
        found = await actions(wire, folder, 7)
        assert new_texts(found["Take the result of js, 5, as the expected value"]) == [(7, "5")]
        assert new_texts(found["Drop the example"]) == [(7, "")]
        hidden = new_texts(found["Hide the example from models"])
        assert hidden[0] == (7, "")
        assert hidden[1][1].endswith('# hidden examples:\n- in: {"x": 2} out: 4')
        assert "Drop the example" not in await actions(wire, folder, 8)


async def test_what_a_lens_does_is_also_an_action(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "never"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        assert "Transpile intention 'double'" in await actions(wire, folder, 0)
        transpile(wire, folder)
        await wire.under_way(1)
        assert "Cancel transpiling 'double'" in await actions(wire, folder, 0)


async def test_the_report_tells_the_next_session(folder: Folder) -> None:
    from intent_lsp.output.reports import Entry, Report, Round, save_report
    from intent_lsp.output.workspace import Workspace

    intent = parse(folder.text, stem="double").intents[0]
    verdict = Verdict(Gate.EXAMPLES, (ExampleResult(1, False, "4", "5"), ExampleResult(2, True, "10", "10")))
    entry = Entry(
        "double", "js", Status.FAILED, intent.digest, intent.contract_digest,
        provider="p", model="m", round=2, rounds=3,
        history=(Round(2, "p", "m", "examples failed", verdict),),
    )  # fmt: skip
    save_report(Workspace(folder.root), folder.document, Report().with_entry(entry))
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=FULL)
        wire.open(folder.uri, folder.text)
        found = await wire.diagnostics(folder.uri, lambda p: p["diagnostics"])
        assert [(item["range"]["start"]["line"], item["message"]) for item in found] == [
            (7, "js, round 2/3: got 5, want 4")
        ]
        assert await hints(wire, folder) == [(7, "✗ js got 5 · round 2"), (8, "✓ js")]
        assert (await lenses(wire, folder))[1][0] == "✗ JS 1/2"
        edit(wire, folder, folder.text.replace("Twice", "Two times"), 2)
        assert (await lenses(wire, folder))[1][0] == "✗ JS 1/2 · changed since"


@pytest.mark.parametrize(
    ("status", "failure", "lens"),
    [
        (
            Status.DISAGREE,
            Failure(Gate.AGREEMENT, "for double(0.5) …", args=(0.5,)),
            "≠ JS differs from Python on `0.5`",
        ),
        (Status.FAILED, Failure(Gate.RUNTIMES, "on Node …", 1, runtime="Node 20.20.2"), "✗ JS differs on Node 20"),
        (Status.FAILED, Failure(Gate.VARIATION, "got …", 1, code="depends-on-time"), "✗ JS depends on time"),
    ],
)
async def test_what_failed_although_all_examples_pass_is_named(
    folder: Folder, status: Status, failure: Failure, lens: str
) -> None:
    """Never a full count beside a cross; also in the state that clients show, and after a restart."""
    from intent_lsp.output.reports import Entry, Report, Round, save_report
    from intent_lsp.output.workspace import Workspace

    intent = parse(folder.text, stem="double").intents[0]
    passing = (ExampleResult(1, True, "4", "4"), ExampleResult(2, True, "10", "10"))
    entry = Entry(
        "double", "js", status, intent.digest, intent.contract_digest, provider="p", model="m", round=2, rounds=3,
        history=(Round(2, "p", "m", "", Verdict(failure.gate, passing, (failure,))),),
    )  # fmt: skip
    save_report(Workspace(folder.root), folder.document, Report().with_entry(entry))
    async with Wire() as wire:
        await wire.initialize(folder.root, capabilities=SHOWING)
        wire.open(folder.uri, folder.text)
        await wire.take("workspace/codeLens/refresh")
        assert (await lenses(wire, folder))[1][0] == lens
        answer = await wire.request(
            "workspace/executeCommand", {"command": "intent.status", "arguments": [{"uri": folder.uri}]}
        )
        (work,) = answer["result"]["work"]
        assert (work["status"], work["failed"]) == (status, lens[len("≠ JS ") :])
        (at,) = answer["result"]["intents"][0]["targets"]
        assert at["kind"] == status


def test_it_is_verified_once_it_is_on_the_disk() -> None:
    from intent_lsp.transpile.events import Verified, Work, Written
    from intent_lsp.transpile.progress import WorkState

    work = Work(Path("/ws/a.intent.md"), "double", "js")
    state = WorkState(work)
    state.apply(Verified(work, 1, 3, "p", "m", False, "code", Verdict(None, ())))
    assert (state.running, state.step) == (True, "saving")
    state.apply(Written(work, Path("/ws/double.js"), changed=True))
    assert (state.running, state.status) == (False, Status.VERIFIED)


def test_progress_does_not_count_examples_that_all_pass_after_something_else_failed() -> None:
    from intent_lsp.transpile.events import Checked, RoundFailed, RoundStarted, Work
    from intent_lsp.transpile.progress import WorkState

    work = Work(Path("/w/a.intent.md"), "double", "js")
    state = WorkState(work, "digest")
    passing = (ExampleResult(1, True, "4", "4"), ExampleResult(2, True, "10", "10"))
    for gate, results, said in (
        (Gate.VARIATION, passing, "round 2/3 · depends on time"),
        (Gate.EXAMPLES, (replace(passing[0], passed=False), passing[1]), "round 2/3 · 1/2 passed"),
    ):
        code = "depends-on-time" if gate is Gate.VARIATION else ""
        verdict = Verdict(gate, results, (Failure(gate, "got …", 1, code=code),))
        for event in (
            RoundStarted(work, 1, 3),
            Checked(work, 1, verdict),
            RoundFailed(work, 1, 3, "", verdict),
            RoundStarted(work, 2, 3),
        ):
            state.apply(event)
        state.step = ""
        assert state.message() == said


async def test_what_passed_and_was_not_written_says_why(folder: Folder) -> None:
    """After a restart too: a cross with no word beside it, and no problem in the document, would say nothing."""
    from intent_lsp.output.reports import Entry, Report, Round, save_report
    from intent_lsp.output.workspace import Workspace

    intent = parse(folder.text, stem="double").intents[0]
    passing = Verdict(None, (ExampleResult(1, True, "4", "4"), ExampleResult(2, True, "10", "10")))
    entry = Entry(
        "double", "js", Status.FAILED, intent.digest, intent.contract_digest, provider="p", model="m", round=1,
        rounds=3, history=(Round(1, "p", "m", "not written: Python failed", passing),),
    )  # fmt: skip
    save_report(Workspace(folder.root), folder.document, Report().with_entry(entry))
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=FULL)
        wire.open(folder.uri, folder.text)
        found = await wire.diagnostics(folder.uri, lambda p: p["diagnostics"])
        assert [(item["code"], item["message"]) for item in found] == [
            ("pair-incomplete", "js: not written: Python failed")
        ]
        assert (await lenses(wire, folder))[1][0] == "✗ JS not written: Python failed"


async def test_verified_stale_and_edited_files(folder: Folder) -> None:
    """With the real engine behind a report and a file it would have written."""
    code = "export function double(x) {\n  return 2 * x;\n}\n"
    file = claimed(folder, code)
    machine = new_machine(folder.root / ".cache")
    async with Wire(env=machine) as wire:
        await wire.initialize(folder.root, capabilities=SHOWING, initializationOptions={"checkOnOpen": False})
        wire.open(folder.uri, folder.text)
        await wire.take("workspace/codeLens/refresh")
        assert (await lenses(wire, folder))[1] == ("◌ JS not checked here", "intent.open")
        assert await hints(wire, folder) == []
        assert await known(wire, folder) == ("unchecked", "unchecked", [])
        await wire.request("workspace/executeCommand", {"command": "intent.check", "arguments": [{"uri": folder.uri}]})
        assert (await lenses(wire, folder))[1] == ("✓ JS", "intent.open")
    async with Wire(env=machine) as wire:
        await wire.initialize(folder.root, capabilities=SHOWING, initializationOptions={"checkOnOpen": False})
        wire.open(folder.uri, folder.text)
        await wire.take("workspace/codeLens/refresh")
        assert (await lenses(wire, folder))[1] == ("✓ JS", "intent.open")
        assert await known(wire, folder) == ("verified", "verified", ["4", "10"])
        forge(folder.root, file, code.replace("2 * x", "4"))  # as a pull does
        assert (await lenses(wire, folder))[1] == ("◌ JS not checked here", "intent.open")
        wire.open(file.as_uri(), file.read_text(encoding="utf-8"))
        backward = (await wire.request("textDocument/codeLens", {"textDocument": {"uri": file.as_uri()}}))["result"]
        assert [lens["command"]["title"] for lens in backward][1:] == ["◌ not checked here"]
        wire.notify("textDocument/didClose", {"textDocument": {"uri": file.as_uri()}})
        forge(folder.root, file, code)
        assert (await lenses(wire, folder))[1] == ("✓ JS", "intent.open")
        edit(wire, folder, folder.text.replace("Twice", "Two times"), 2)
        assert (await lenses(wire, folder))[1][0] == "JS: stale"
        edit(wire, folder, folder.text, 3)
        file.write_text(file.read_text(encoding="utf-8").replace("2 * x", "x + x"), encoding="utf-8")
        assert (await lenses(wire, folder))[1][0] == "JS: edited by hand"
        fix: Any = (await actions_of(wire, folder))["Replace the edited double.js with generated code"]
        assert fix["command"]["arguments"][0]["force"] is True
        file.unlink()
        assert (await lenses(wire, folder))[1] == ("JS: file missing", "")


async def known(wire: Wire, folder: Folder) -> tuple[str, str, list[str]]:
    """How the only intent stands in the state and in the explorer, and what its examples gave."""
    answer = await wire.request(
        "workspace/executeCommand", {"command": "intent.status", "arguments": [{"uri": folder.uri}]}
    )
    (work,), (intent,) = answer["result"]["work"], answer["result"]["intents"]
    results = [result["got"] for example in intent["examples"] for result in example["results"]]
    return work["status"], intent["targets"][0]["kind"], results


@pytest.mark.parametrize("named", ["../../../etc/hostname", "/etc/hostname", "secret.txt", ".promirror/../secret.txt"])
@pytest.mark.parametrize("status", [Status.FAILED, Status.VERIFIED])
async def test_a_report_names_no_file_but_its_own(folder: Folder, status: Status, named: str) -> None:
    """No lens opens it, and no difference copies it into the workspace."""
    from intent_lsp.output.reports import Entry, Report, Round, save_report
    from intent_lsp.output.workspace import Workspace

    intent = parse(folder.text, stem="double").intents[0]
    (folder.root / "secret.txt").write_text("SECRET")
    verdict = Verdict(Gate.EXAMPLES, (ExampleResult(1, False, "4", "5"), ExampleResult(2, True, "10", "10")))
    entry = Entry(
        "double", "js", status, intent.digest, intent.contract_digest, "0" * 64, named, "p", "m", 2, 3,
        history=(Round(2, "p", "m", "examples failed", verdict),),
    )  # fmt: skip
    save_report(Workspace(folder.root), folder.document, Report().with_entry(entry))
    async with Wire() as wire:
        await wire.initialize(folder.root, capabilities=SHOWING)
        wire.open(folder.uri, folder.text)
        await wire.take("workspace/codeLens/refresh")
        assert [command for title, command in await lenses(wire, folder) if "JS" in title] == [""]
        argument = {"uri": folder.uri, "intent": "double", "target": "js"}
        answer = await wire.request("workspace/executeCommand", {"command": "intent.diff", "arguments": [argument]})
        assert "SECRET" not in json.dumps(answer)
        answer = await wire.request("workspace/executeCommand", {"command": "intent.status", "arguments": []})
        assert {(work["file"], work["candidate"]) for work in answer["result"]["work"]} == {(None, None)}
    assert not (folder.root / ".promirror/differences").exists()


async def actions_of(wire: Wire, folder: Folder) -> dict[str, Json]:
    return await actions(wire, folder, 0)


async def test_lenses_have_an_order_and_small_documents_have_their_titles_at_once(folder: Folder) -> None:
    many = "\n".join(folder.text.replace("double", f"f{number}") for number in range(60))
    params = {"textDocument": {"uri": folder.uri}}
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.reply(transpile(wire, folder))
        for text, at_once in ((folder.text, True), (many, False)):
            edit(wire, folder, text, 2 + (not at_once))
            found = (await wire.request("textDocument/codeLens", params))["result"]
            assert all(("command" in lens) == at_once for lens in found)
            places = [(lens["range"]["start"]["line"], lens["range"]["start"]["character"]) for lens in found]
            assert len(set(places)) == len(places)
            if at_once:
                assert places == sorted(places)
                titles = [lens["command"]["title"] for lens in found]
                assert titles == ["▶ Transpile", "JS: file missing"]
                again = [(await wire.request("codeLens/resolve", lens))["result"]["command"]["title"] for lens in found]
                assert again == titles


async def test_only_who_can_refresh_is_asked_to(folder: Folder) -> None:
    for able in (True, False):
        async with Wire(module=SCRIPTED) as wire:
            await wire.initialize(folder.root, capabilities=SHOWING if able else FULL)
            wire.open(folder.uri, folder.text)
            await wire.command("intent.transpile", uri=folder.uri)
            if able:
                await wire.take("workspace/codeLens/refresh")
                await wire.take("workspace/inlayHint/refresh")
                await wire.take("intent/state")
            else:
                await asyncio.sleep(0.5)
                asked = {message["method"] for message in wire.messages}
                assert asked <= {"textDocument/publishDiagnostics", "window/workDoneProgress/create", "$/progress"}
            assert await wire.finish() == 0
