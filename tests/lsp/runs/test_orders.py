"""Transpiling through the language server, with an engine that does what a script says."""

from __future__ import annotations

from typing import Any

from intent_lsp.status import Phase
from intent_lsp.transpile.results import Result
from tests.lsp.conftest import Folder
from tests.lsp.scripted import FULL, SCRIPTED, edit, has_run, opened, run_results, save, transpile
from tests.support.wire import Json, Wire

FAILS: list[dict[str, Any]] = [
    {"round": 1}, {"fail": [["5", "4"]]}, {"wait": "one"}, {"round": 2}, {"fail": [["", ""], ["8", "10"]]},
    {"wait": "two"},
]  # fmt: skip


async def test_rounds_show_on_the_examples_line_and_go_after_a_pass(folder: Folder) -> None:
    folder.script({"double": [*FAILS, {"round": 3}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        first = await wire.diagnostics(folder.uri, has_run)
        assert run_results(first) == [(7, 3, "js, round 1/3: got 5, want 4")]
        folder.touch("one")
        second = await wire.diagnostics(folder.uri, lambda p: has_run(p) and "round 2" in str(p))
        assert run_results(second) == [(8, 3, "js, round 2/3: got 8, want 10")]
        folder.touch("two")
        assert run_results(await wire.diagnostics(folder.uri, lambda p: not has_run(p))) == []
        results = (await wire.reply(request))["result"]["results"]
        assert [(item["intent"], item["target"], item["status"]) for item in results] == [("double", "js", "verified")]


async def test_after_the_last_round_failures_are_errors_that_lead_to_the_candidate(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.reply(transpile(wire, folder))
        found = await wire.diagnostics(folder.uri, lambda p: any(item["severity"] == 1 for item in p["diagnostics"]))
        assert run_results(found) == [(7, 1, "js, round 1/3: got 5, want 4")]
        assert found[0]["code"] == "example-failed"
        related = found[0]["relatedInformation"][0]
        assert related["location"]["uri"].endswith(".promirror/candidates/double.js")


async def test_results_follow_their_examples_and_leave_changed_ones(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"], ["11", "10"]]}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder, initializationOptions={"transpileOnSave": False})
        await wire.reply(transpile(wire, folder))
        await wire.diagnostics(folder.uri, lambda p: any(item["severity"] == 1 for item in p["diagnostics"]))
        edit(wire, folder, folder.text.replace("Twice", "\n\nTwice").replace("out: 10", "out: 11"), 2)
        found = await wire.diagnostics(folder.uri, lambda p: p["version"] == 2)
        assert [line for line, _, _ in run_results(found)] == [9]


async def test_static_problems_and_results_do_not_wipe_each_other(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.reply(transpile(wire, folder))
        await wire.diagnostics(folder.uri, lambda p: any(item["severity"] == 1 for item in p["diagnostics"]))
        edit(wire, folder, folder.text + "# exmples:\n", 2)
        found = await wire.diagnostics(folder.uri, lambda p: p["version"] == 2)
        assert {item["source"] for item in found} == {"intent", "intent run"}


async def test_saving_transpiles(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        save(wire, folder)
        begin = await wire.take("$/progress")
        assert begin["value"]["title"] == "Transpiling double.intent.md"
        folder.touch("go")
        end = await wire.take("$/progress", lambda p: p["value"]["kind"] == "end")
        assert end["value"]["message"] == "1 verified"
        state = (await wire.command("intent.status", uri=folder.uri))["result"]["work"][0]
        assert (state["status"], state["passed"], state["total"]) == ("verified", 2, 2)


async def test_saving_does_nothing_when_switched_off(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder, initializationOptions={"transpileOnSave": False})
        save(wire, folder)
        assert (await wire.command("intent.status"))["result"]["work"] == []


async def test_a_newer_save_supersedes_the_run_of_that_intent_only(folder: Folder) -> None:
    folder.text += folder.text.replace("double", "twice")
    blocked: list[dict[str, Any]] = [{"round": 1}, {"wait": "go"}, {"verify": True}]
    folder.script({"double": blocked, "twice": blocked})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        await wire.take("$/progress", lambda p: p["value"]["kind"] == "begin")
        await wire.under_way(2)
        edit(wire, folder, folder.text.replace("Twice", "Two times", 1), 2)
        save(wire, folder)
        await wire.take("$/progress", lambda p: p["value"]["kind"] == "begin")
        folder.touch("go")
        answer = (await wire.reply(request))["result"]
        assert [(item["intent"], item["status"]) for item in answer["results"]] == [
            ("twice", "verified"), ("double", "superseded"),
        ]  # fmt: skip
        await wire.until(lambda: any(m["method"] == "$/progress" and "2 verified" in str(m) for m in wire.messages))
        states = (await wire.command("intent.status"))["result"]["work"]
        assert [state["status"] for state in states] == ["verified", "verified"]


async def test_saving_the_same_text_joins_the_run(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        await wire.take("$/progress", lambda p: "round 1/3" in str(p))
        save(wire, folder)
        folder.touch("go")
        assert (await wire.reply(request))["result"]["results"][0]["status"] == "verified"


async def test_the_editors_cancel_button(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "never"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        begin = await wire.take("$/progress", lambda p: p["value"]["kind"] == "begin")
        assert isinstance(begin["token"], str)
        assert begin["value"]["cancellable"] is True
        assert begin["value"]["title"] == "Transpiling double"
        await wire.under_way(1)
        wire.notify("window/workDoneProgress/cancel", {"token": begin["token"]})
        answer = (await wire.reply(request))["result"]
        assert answer["cancelled"] is True
        assert answer["results"][0]["status"] == "cancelled"
        assert answer["results"][0].keys() == Result(folder.document, "", "", Phase.ERROR).as_json().keys()
        end = await wire.take("$/progress", lambda p: p["value"]["kind"] == "end")
        assert end["value"]["message"] == "1 cancelled"


async def test_progress_tells_round_model_tokens_and_examples(folder: Folder) -> None:
    second: list[dict[str, Any]] = [{"round": 2}, {"wait": "two"}, {"verify": True}]
    folder.script({"double": [{"round": 1}, {"wait": "one"}, {"fail": [["5", "4"]]}, {"wait": "two"}, *second]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        said = await wire.take("$/progress", lambda p: "round 1/3" in str(p))
        assert said["value"]["message"] == "js: round 1/3 · 1 token"
        folder.touch("one")
        said = await wire.take("$/progress", lambda p: "passed" in str(p))
        assert said["value"]["message"].startswith("js: round 1/3 · scripted-1b · ")
        assert said["value"]["message"].endswith(" · 1/2 passed")
        assert "percentage" not in said["value"]
        folder.touch("two")
        await wire.reply(request)
        end = await wire.take("$/progress", lambda p: p["value"]["kind"] == "end")
        assert end["value"]["message"] == "1 verified"


async def test_the_cancel_command(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "never"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        await wire.take("$/progress", lambda p: "round 1/3" in str(p))
        assert (await wire.command("intent.cancel", uri=folder.uri))["result"] == {"cancelled": 1}
        assert (await wire.reply(request))["result"]["cancelled"] is True
        assert (await wire.command("intent.cancel"))["result"] == {"cancelled": 0}


async def test_a_missing_provider_is_shown_on_the_name_and_nowhere_else(folder: Folder) -> None:
    folder.script({"double": [{"error": "No model server answers"}]})
    folder.text = folder.text.replace("# target: js", "# target: js,py")
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.reply(transpile(wire, folder))
        found = await wire.diagnostics(folder.uri, lambda p: has_run(p) and "py" in p["diagnostics"][-1]["message"])
        assert (found[0]["code"], found[0]["severity"], found[0]["range"]["start"]["line"]) == ("no-provider", 1, 0)
        assert [item["message"] for item in found] == ["js, py: No model server answers. Start a model server."]
        await wire.command("intent.status")
        assert [m for m in wire.messages if m["method"] == "window/showMessage"] == []


async def test_what_fails_in_documents_that_are_not_open_is_one_message_that_names_them(folder: Folder) -> None:
    names = ["double", "half", "third", "fourth", "fifth", "sixth"]
    for name in names[1:]:
        text = folder.text.replace("double", name)
        (folder.root / f"{name}.intent.md").write_text(text, encoding="utf-8")
    down = [{"error": "No model server answers"}]
    folder.script({**dict.fromkeys(names, down), "sixth": [{"error": "The sandbox does not start"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        await wire.command("intent.transpileWorkspace")
        await wire.command("intent.status")
        (shown,) = [m["params"] for m in wire.messages if m["method"] == "window/showMessage"]
        assert shown["type"] == 1
        named, _, rest = shown["message"].partition(": ")
        assert rest == (
            "No model server answers. Start a model server. "
            "1 other failed for another reason: open the document to see it."
        )
        first, _, more = named.partition(" and ")
        assert more == "1 other"
        assert set(first.split(", ")) < set(names[1:5])


async def test_a_defect_of_the_engine_ends_the_work(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"raise": "boom"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        answer = (await wire.reply(transpile(wire, folder)))["result"]
        assert answer["results"][0]["status"] == "error"
        assert (await wire.command("intent.status"))["result"]["running"] == 0


async def test_an_unknown_intent_is_refused(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        error = (await wire.reply(transpile(wire, folder, intent="triple")))["error"]
        assert error["message"] == "double.intent.md has no intent 'triple'; it has double."


async def test_a_document_that_is_not_open_is_read_from_the_disk(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        answer = (await wire.reply(transpile(wire, folder)))["result"]
        assert answer["results"][0]["status"] == "verified"
        error = (await wire.command("intent.transpile", uri=folder.uri.replace("double", "gone")))["error"]
        assert error["message"] == "gone.intent.md cannot be read: No such file or directory."


async def test_the_whole_workspace(folder: Folder) -> None:
    (folder.root / "sub").mkdir()
    (folder.root / "sub" / "half.intent.md").write_text(folder.text.replace("double", "half"))
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        answer = (await wire.command("intent.transpileWorkspace"))["result"]
        assert sorted((item["intent"], item["status"]) for item in answer["results"]) == [
            ("double", "verified"), ("half", "verified"),
        ]  # fmt: skip


async def test_untrusted_workspaces_get_static_features_only(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder, initializationOptions={"trusted": False})
        edit(wire, folder, folder.text.replace("out: 4", "out:"), 2)
        assert (await wire.diagnostics(folder.uri))[0]["code"] == "example-syntax"
        edit(wire, folder, folder.text, 3)
        save(wire, folder)
        error = (await wire.reply(transpile(wire, folder)))["error"]
        assert "not trusted" in error["message"]
        status = (await wire.command("intent.status"))["result"]
        assert status == {"trusted": False, "running": 0, "work": []}
        actions = await code_actions(wire, folder, 0)
        assert all("not trusted" in action["disabled"]["reason"] for action in actions)


async def code_actions(wire: Wire, folder: Folder, line: int, only: list[str] | None = None) -> list[Json]:
    place = {"line": line, "character": 0}
    context: Json = {"diagnostics": []} | ({"only": only} if only is not None else {})
    reply = await wire.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": folder.uri}, "range": {"start": place, "end": place}, "context": context},
    )
    return list(reply["result"])


async def test_code_actions_for_the_intent_and_the_document(folder: Folder) -> None:
    folder.text += folder.text.replace("double", "twice")
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        elsewhere = await code_actions(wire, folder, 12)
        assert [action["title"] for action in elsewhere] == ["Transpile intention 'twice'"]
        actions = await code_actions(wire, folder, 9)
        assert [(action["kind"], action["title"]) for action in actions] == [
            ("refactor.rewrite.intent", "Transpile intention 'twice'"),
            ("refactor.rewrite.intent", "Transpile 'twice' anew, past the cache"),
            ("source.intent.transpile", "Transpile all intentions in this document"),
            ("source.intent.transpile", "Transpile all documents of the workspace"),
        ]
        command = actions[0]["command"]
        reply = await wire.request(
            "workspace/executeCommand", {"command": command["command"], "arguments": command["arguments"]}
        )
        assert [item["intent"] for item in reply["result"]["results"]] == ["twice"]
        kinds = {action["kind"] for action in await code_actions(wire, folder, 0, ["refactor"])}
        assert kinds == {"refactor.rewrite.intent"}
        whole = await code_actions(wire, folder, 12, ["source", "refactor"])
        assert [action["title"] for action in whole] == [action["title"] for action in actions]
        assert await code_actions(wire, folder, 0, ["source.fixAll"]) == []
        assert await code_actions(wire, folder, 0, ["quickfix"]) == []


async def test_actions_are_commands_for_old_clients(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root)
        wire.open(folder.uri, folder.text)
        actions = await code_actions(wire, folder, 0)
        assert [action["command"] for action in actions] == ["intent.transpile"] * 3 + ["intent.transpileWorkspace"]


async def test_settings_come_from_the_client_and_are_pulled_again(folder: Folder) -> None:
    on_save = False
    async with Wire(module=SCRIPTED) as wire:
        wire.answers["workspace/configuration"] = lambda _: {"result": [{"transpileOnSave": on_save}]}
        capabilities = {**FULL, "workspace": {"configuration": True}}
        await wire.initialize(folder.root, capabilities=capabilities)
        await wire.take("workspace/configuration")
        wire.open(folder.uri, folder.text)
        await wire.diagnostics(folder.uri)
        save(wire, folder)
        assert (await wire.command("intent.status"))["result"]["work"] == []
        on_save = True
        wire.notify("workspace/didChangeConfiguration", {"settings": None})
        await wire.take("workspace/configuration")
        await wire.command("intent.status")
        save(wire, folder)
        work = (await wire.command("intent.status"))["result"]["work"]
        assert [state["intent"] for state in work] == ["double"]


async def test_bad_settings_are_said_once(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder, initializationOptions={"transpileOnSave": "yes", "rounds": 99})
        save(wire, folder)
        save(wire, folder)
        await wire.command("intent.status")
        shown = [m["params"]["message"] for m in wire.messages if m["method"] == "window/showMessage"]
        assert len(shown) == 2
        assert any("transpileOnSave" in message for message in shown)
        assert any("rounds" in message for message in shown)


async def test_nothing_is_published_after_close(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"wait": "go"}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        await wire.diagnostics(folder.uri, has_run)
        wire.notify("textDocument/didClose", {"textDocument": {"uri": folder.uri}})
        assert await wire.diagnostics(folder.uri) == []
        folder.touch("go")
        await wire.reply(request)
        await wire.command("intent.status")
        assert not [m for m in wire.messages if m["method"] == "textDocument/publishDiagnostics"]
        wire.open(folder.uri, folder.text)
        assert run_results(await wire.diagnostics(folder.uri)) == [(7, 1, "js, round 1/3: got 5, want 4")]


async def test_leaving_does_not_wait_for_stubborn_work(folder: Folder) -> None:
    folder.script({"double": [{"stubborn": 30}, {"round": 1}, {"wait": "never"}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        transpile(wire, folder)
        await wire.take("$/progress", lambda p: "round 1/3" in str(p))
        assert await wire.finish() == 0


def check(wire: Wire, folder: Folder, **argument: Any) -> int:
    """Ask for the examples to be run on the code that is there; returns the request's id."""
    return wire.start(
        "workspace/executeCommand", {"command": "intent.check", "arguments": [{"uri": folder.uri, **argument}]}
    )


def ends(reply: Json) -> list[tuple[str, str]]:
    return [(item["target"], item["status"]) for item in reply["result"]["results"]]


async def test_a_newer_check_takes_the_place_of_an_older_one(folder: Folder) -> None:
    """The code may have been changed between the two, so none joins the other."""
    folder.text = folder.text.replace("target: js", "target: js, py")
    folder.script({"double": [{"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        first = check(wire, folder)
        second = check(wire, folder, intent="double", target="py")
        assert ends(await wire.reply(first)) == [("js", "superseded"), ("py", "superseded")]
        folder.touch("go")
        assert ends(await wire.reply(second)) == [("js", "verified"), ("py", "verified")], "none is left half done"


async def test_code_that_is_being_made_is_not_checked(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        running = transpile(wire, folder)
        refused = await wire.reply(check(wire, folder))
        assert refused["error"]["message"] == "double is being transpiled. Wait for it, or cancel it first."
        folder.touch("go")
        assert ends(await wire.reply(running)) == [("js", "verified")]
        assert ends(await wire.reply(check(wire, folder))) == [("js", "verified")]


async def test_what_was_cancelled_is_no_obstacle_to_a_check(folder: Folder) -> None:
    folder.script({"double": [{"stubborn": 0.5}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        running = transpile(wire, folder)
        await wire.request("workspace/executeCommand", {"command": "intent.cancel", "arguments": [{"uri": folder.uri}]})
        checked = check(wire, folder)
        assert ends(await wire.reply(running)) == [("js", "cancelled")]
        folder.touch("go")
        assert ends(await wire.reply(checked)) == [("js", "verified")]
