"""What ``intent.status {uri}`` tells about an open document: where each intent stands, and each example's result."""

from __future__ import annotations

from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED, edit, opened, run_results, transpile
from tests.support.wire import Json, Wire


async def intents(wire: Wire, folder: Folder) -> list[Json]:
    answer: Json = (await wire.command("intent.status", uri=folder.uri))["result"]
    found: list[Json] = answer["intents"]
    return found


async def test_intents_and_examples_before_anything_ran(folder: Folder) -> None:
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        (intent,) = await intents(wire, folder)
        assert intent["name"] == "double"
        assert intent["range"]["start"] == {"line": 0, "character": 0}
        assert intent["targets"] == [{"target": "js", "kind": "none", "text": "not transpiled", "file": None}]
        assert [(item["number"], item["range"]["start"]["line"], item["results"]) for item in intent["examples"]] == [
            (1, 7, []), (2, 8, []),
        ]  # fmt: skip
        assert "intents" not in (await wire.command("intent.status"))["result"]


async def test_results_follow_their_example_and_go_with_it(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["", ""], ["8", "10"]]}, {"wait": "go"}, {"verify": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await opened(wire, folder)
        request = transpile(wire, folder)
        await wire.diagnostics(folder.uri, lambda params: bool(run_results(params["diagnostics"])))
        (intent,) = await intents(wire, folder)
        assert intent["targets"][0]["kind"] == "running"
        first, second = (item["results"][0] for item in intent["examples"])
        assert first["passed"]
        assert (second["passed"], second["got"], second["expected"], second["round"]) == (False, "8", "10", 1)

        edit(wire, folder, folder.text.replace('{"x": 5}', '{"x": 6}'), 2)
        (intent,) = await intents(wire, folder)
        assert [len(item["results"]) for item in intent["examples"]] == [1, 0]
        folder.touch("go")
        await wire.reply(request)
