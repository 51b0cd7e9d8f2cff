"""What the server tells about documents: outline, hover, completion, navigation, fixes, renaming."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.editor import CAPABILITIES, HALF, TEXT, Editor, open_editor
from tests.support.wire import Json, Wire


@pytest.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    (tmp_path / "main.intent.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "half.intent.md").write_text(HALF, encoding="utf-8")
    async with open_editor(tmp_path, TEXT) as opened:
        yield opened


async def test_outline(editor: Editor) -> None:
    found = await editor.ask("documentSymbol")
    assert [symbol["name"] for symbol in found] == ["normalize", "clamp"]
    assert found[0]["detail"] == "(v: Vec, size: number) -> Vec"
    assert [child["name"] for child in found[0]["children"]] == [
        "description", "types", "signature", "examples", "properties", "uses",
    ]  # fmt: skip
    assert [child.get("detail") for child in found[0]["children"]] == [None, None, None, "2", None, None]


async def test_workspace_symbols(editor: Editor) -> None:
    reply = await editor.wire.request("workspace/symbol", {"query": "la"})
    assert sorted(symbol["name"] for symbol in reply["result"]) == ["clamp"]
    reply = await editor.wire.request("workspace/symbol", {"query": ""})
    assert sorted(symbol["name"] for symbol in reply["result"]) == ["clamp", "half", "normalize"]


async def test_folding_and_selection(editor: Editor) -> None:
    folds = [(fold["startLine"], fold["endLine"]) for fold in await editor.ask("foldingRange")]
    assert (0, 15) in folds
    assert (8, 12) in folds
    chain = (await editor.ask("selectionRange", positions=[editor.at('"v": {"x": 3')]))[0]
    spelled = []
    while chain:
        spelled.append(chain["range"]["start"]["line"])
        chain = chain.get("parent")
    assert spelled == [9, 9, 8, 0, 0]  # value, example, section, intent, document


@pytest.mark.parametrize(
    ("needle", "nth", "offset", "expected"),
    [
        ("normalize", 0, 2, "**js** not transpiled"),
        ("# examples", 0, 4, "**examples**"),
        ("size: number", 0, 1, "A parameter of `normalize`"),
        ("Vec,", 0, 1, "Vec = { x: number, y: number }"),
        ("clamp, half", 0, 1, "clamp(x: number)"),
        ('"size": 1', 0, 8, 'normalize({"x": 3, "y": 4}, 1)` → `{"x": 0.6, "y": 0.8}`'),
    ],
)
async def test_hover(editor: Editor, needle: str, nth: int, offset: int, expected: str) -> None:
    found = await editor.ask("hover", position=editor.at(needle, nth, offset))
    assert found is not None
    assert expected in found["contents"]["value"]


async def test_definition_of_parameters_types_and_uses(editor: Editor) -> None:
    found = await editor.ask("definition", position=editor.at("<= size", 0, 4))
    assert editor.spelled(found) == [(7, "size")]
    found = await editor.ask("definition", position=editor.at("-> Vec", 0, 4))
    assert editor.spelled(found) == [(5, "Vec")]
    found = await editor.ask("definition", position=editor.at("clamp, half"))
    assert editor.spelled(found) == [(17, "clamp")]
    found = await editor.ask("definition", position=editor.at("half from"))
    assert found[0]["uri"] == (editor.root / "half.intent.md").as_uri()


async def test_from_intent_to_generated_code_and_back(editor: Editor) -> None:
    from intent_lsp.document import parse
    from intent_lsp.output.provenance import Provenance
    from intent_lsp.output.workspace import Workspace

    intent = parse(TEXT, stem="main").intents[0]
    made = Provenance("main.intent.md", "normalize", intent.digest, intent.contract_digest, "js", "p", "m", 1, 2, 2)
    file = editor.root / "src" / "js" / "auto" / "normalize.js"
    Workspace(editor.root).write_generated(file, "export function normalize(v, size) {\n  return v;\n}\n", made)
    found = await editor.ask("definition", position=editor.at("normalize"))
    assert [item["uri"] for item in found] == [file.as_uri()]
    code = file.read_text(encoding="utf-8")
    assert "function normalize" in code.split("\n")[found[0]["range"]["start"]["line"]]
    editor.wire.open(file.as_uri(), code)
    reply = await editor.wire.request(
        "textDocument/definition", {"textDocument": {"uri": file.as_uri()}, "position": {"line": 0, "character": 0}}
    )
    assert [item["uri"] for item in reply["result"]] == [editor.uri]


async def test_references_and_highlights(editor: Editor) -> None:
    place = editor.at("size: number", 0, 1)
    expected = [(7, "size"), (9, "size"), (10, "size"), (14, "size")]
    assert editor.spelled(await editor.ask("documentHighlight", position=place)) == expected
    found = await editor.ask("references", position=place, context={"includeDeclaration": False})
    assert editor.spelled(found) == expected[1:]
    place = editor.at("name: clamp", 0, 6)
    found = await editor.ask("references", position=place, context={"includeDeclaration": True})
    assert editor.spelled(found) == [(15, "clamp"), (17, "clamp")]


async def test_links(editor: Editor) -> None:
    found = await editor.ask("documentLink")
    assert editor.spelled(found) == [(15, "./half.intent.md")]
    assert found[0]["target"] == (editor.root / "half.intent.md").as_uri()


async def test_rename_a_parameter(editor: Editor) -> None:
    place = editor.at("size: number", 0, 1)
    assert (await editor.ask("prepareRename", position=place))["placeholder"] == "size"
    edit = await editor.ask("rename", position=place, newName="length")
    text = editor.applied(edit)
    assert "size" not in text
    assert text == TEXT.replace("size", "length")
    assert await editor.change(text) == []


async def test_rename_an_intent_through_the_workspace(editor: Editor) -> None:
    half = (editor.root / "half.intent.md").as_uri()
    editor.wire.open(half, HALF)
    reply = await editor.wire.request(
        "textDocument/rename",
        {"textDocument": {"uri": half}, "position": {"line": 0, "character": 9}, "newName": "halve"},
    )
    changes = {item["textDocument"]["uri"]: item for item in reply["result"]["documentChanges"]}
    assert set(changes) == {half, editor.uri}
    assert changes[half]["textDocument"]["version"] == 1
    assert "halve from ./half.intent.md" in editor.applied(reply["result"])


@pytest.mark.parametrize("name", ["1x", "class", "clamp", ""])
async def test_rename_refuses_names_that_do_not_work(editor: Editor, name: str) -> None:
    reply = await editor.wire.request(
        "textDocument/rename",
        {"textDocument": {"uri": editor.uri}, "position": editor.at("normalize"), "newName": name},
    )
    assert reply["error"]["code"] == -32602


async def complete(editor: Editor, text: str) -> dict[str, Json]:
    """Complete at the ``‸``."""
    await editor.change(text.replace("‸", ""))
    marked, editor.text = editor.text, text
    place = editor.at("‸")
    editor.text = marked
    return {item["label"]: item for item in await editor.ask("completion", position=place)}


async def test_completion(editor: Editor) -> None:
    found = await complete(editor, TEXT.replace("# properties:\n- result.x <= size", "# pro‸"))
    assert found["properties"]["textEdit"]["newText"].startswith("properties:")
    assert "signature" not in found
    assert "py" in await complete(editor, TEXT.replace("# target: js,py", "# target: ‸"))
    assert "Vec" in await complete(editor, TEXT.replace("size: number", "size: ‸"))
    found = await complete(editor, TEXT.replace('{"v": {"x": 3, "y": 4}, "size": 1}', '{"v": {"x": 3, "y": 4}, ‸}'))
    assert list(found) == ["size"]
    assert found["size"]["textEdit"]["newText"] == '"size": '
    assert set(await complete(editor, TEXT.replace("result.x <= size", "‸"))) == {"v", "size", "result"}
    assert "clamp" in await complete(editor, TEXT.replace("# uses: clamp, half from ./half.intent.md", "# uses: ‸"))
    assert await complete(editor, TEXT.replace("Normalize `v`", "Norm‸")) == {}
    assert "new intent" in await complete(editor, "‸")


async def test_completion_in_the_configuration_file(editor: Editor) -> None:
    uri = (editor.root / ".promirror" / "intent.config.json").as_uri()
    editor.wire.open(uri, '{\n  "rounds": 3,\n  "sche": 1,\n  "schedule": {\n    \n  }\n}\n')
    problems = await editor.wire.diagnostics(uri)
    assert [(item["code"], item["range"]["start"]["line"]) for item in problems] == [("configuration", 2)]

    async def labels(line: int, character: int) -> set[str]:
        params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return {item["label"] for item in (await editor.wire.request("textDocument/completion", params))["result"]}

    assert {"providers", "offline", "schedule"} <= await labels(2, 6)
    assert {"draft", "repair"} <= await labels(4, 4)
    assert await labels(1, 13) == set()


async def test_fix_a_section_and_a_name(editor: Editor) -> None:
    found = await editor.change(TEXT.replace("# examples", "# exmples", 1))
    problem = next(item for item in found if item["code"] == "unknown-section")
    actions = await editor.actions(problem["range"]["start"]["line"])
    fix = actions["Change to `examples`"]
    assert fix["isPreferred"] is True
    assert fix["diagnostics"] == [problem]
    assert editor.applied(fix["edit"]) == TEXT
    await editor.change(TEXT.replace("name: normalize", "name: class"))
    fix = (await editor.actions(0))["Change to `classValue`"]
    assert "# name: classValue\n" in editor.applied(fix["edit"])


async def test_fix_types_examples_and_signatures(editor: Editor) -> None:
    await editor.change(TEXT.replace("-> Vec", "-> Point"))
    fix = (await editor.actions(7))["Declare the type `Point`"]
    assert await editor.change(editor.applied(fix["edit"])) == []
    await editor.change("# name: f\n# signature:\n(x: number) -> number\n")
    fix = (await editor.actions(0))["Add an example"]
    assert editor.applied(fix["edit"]).endswith('# examples:\n- in: { "x": } out: \n')
    twice = HALF + '- in: {"x": 2} out: 1\n'
    await editor.change(twice)
    fix = (await editor.actions(8))["Remove the duplicate example"]
    assert editor.applied(fix["edit"]) == HALF
    await editor.change(HALF.replace("# signature:\n(x: number) -> number\n", ""))
    fix = (await editor.actions(0))["Add a signature from the examples"]
    assert "# signature:\n(x: any) -> any\n# examples" in editor.applied(fix["edit"])


async def test_semantic_tokens(editor: Editor) -> None:
    data = (await editor.ask("semanticTokens/full"))["data"]
    kinds = ("function", "parameter", "type", "keyword", "number", "string", "property")
    lines, line, start, spelled = TEXT.split("\n"), 0, 0, []
    for delta, offset, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        line, start = line + delta, offset if delta else start + offset
        spelled.append((lines[line][start : start + length], kinds[kind]))
    assert spelled[0] == ("normalize", "function")
    assert ("Vec", "type") in spelled
    assert ("size", "parameter") in spelled
    assert ("0.6", "number") in spelled


async def test_formatting_is_opt_in(tmp_path: Path) -> None:
    text = '# name: f\n# examples:\n| x | out |\n|-|:-:|\n| 1000 | 2 |\n\n- in:  {"x": 1}   out:  3\n'
    async with Wire() as wire:
        assert "documentFormattingProvider" not in (await wire.initialize(tmp_path))["capabilities"]
    async with Wire() as wire:
        result = await wire.initialize(
            tmp_path, capabilities=CAPABILITIES, initializationOptions={"formatExamples": True}
        )
        assert result["capabilities"]["documentFormattingProvider"] is True
        editor = Editor(wire, tmp_path, text)
        wire.open(editor.uri, text)
        found = await editor.ask("formatting", options={"tabSize": 2, "insertSpaces": True})
        edit = {"documentChanges": [{"textDocument": {"uri": editor.uri}, "edits": found}]}
        assert editor.applied(edit) == (
            '# name: f\n# examples:\n| x    | out |\n| ---- | :-: |\n| 1000 | 2   |\n\n- in: {"x": 1} out: 3\n'
        )


def test_what_is_announced_is_what_is_there() -> None:
    from importlib import import_module
    from inspect import getmembers, iscoroutinefunction, isfunction
    from pkgutil import iter_modules

    from intent_lsp.lsp import commands, notifications, requests
    from intent_lsp.lsp.wire.initialize_reply import server_capabilities
    from intent_lsp.lsp.wire.registry import COMMANDS, COROUTINES, NOTIFICATIONS, REQUESTS

    for name, place in COMMANDS.items():
        module = import_module(f"{commands.__name__}.{place}")
        assert iscoroutinefunction(module.run)
        assert name in (module.__doc__ or "").partition("\n")[0]
    for method, place in REQUESTS.items():
        module = import_module(f"{requests.__name__}.{place}")
        assert method in (module.__doc__ or "").partition("\n")[0]
        assert iscoroutinefunction(module.handle) == (method in COROUTINES)
    helpers = {"arguments", "code_file", "shown_files"}
    assert {module.name for module in iter_modules(commands.__path__)} == {*COMMANDS.values()} | helpers
    assert {module.name for module in iter_modules(requests.__path__)} == {*REQUESTS.values()}
    assert {name for name, _ in getmembers(notifications, isfunction)} == {*NOTIFICATIONS.values()}
    client = {"textDocument": {"codeAction": {"codeActionLiteralSupport": {}}, "rename": {"prepareSupport": True}}}
    announced = server_capabilities(client, formatting=True)
    providers = {
        "textDocument/codeAction": "codeActionProvider", "textDocument/codeLens": "codeLensProvider",
        "codeLens/resolve": "codeLensProvider", "textDocument/completion": "completionProvider",
        "textDocument/definition": "definitionProvider",
        "textDocument/documentHighlight": "documentHighlightProvider",
        "textDocument/documentLink": "documentLinkProvider",
        "textDocument/documentSymbol": "documentSymbolProvider",
        "textDocument/foldingRange": "foldingRangeProvider",
        "textDocument/formatting": "documentFormattingProvider", "textDocument/hover": "hoverProvider",
        "textDocument/inlayHint": "inlayHintProvider", "textDocument/prepareRename": "renameProvider",
        "textDocument/references": "referencesProvider", "textDocument/rename": "renameProvider",
        "textDocument/selectionRange": "selectionRangeProvider",
        "textDocument/semanticTokens/full": "semanticTokensProvider",
        "textDocument/semanticTokens/full/delta": "semanticTokensProvider",
        "textDocument/semanticTokens/range": "semanticTokensProvider",
        "workspace/symbol": "workspaceSymbolProvider",
    }  # fmt: skip
    assert set(REQUESTS) == set(providers)
    assert {key for key in announced if key.endswith("Provider")} == {*providers.values(), "executeCommandProvider"}


async def test_uses_of_other_documents_are_checked(editor: Editor) -> None:
    await editor.change(TEXT.replace("half from", "helf from"))
    found = await editor.wire.diagnostics(editor.uri, lambda p: p["diagnostics"])
    assert [(item["code"], item["range"]["start"]["line"]) for item in found] == [("unresolved-use", 15)]
    fix = await editor.actions(15)
    assert "Change to `half`" in fix
    assert editor.applied(fix["Change to `half`"]["edit"]) == TEXT
    await editor.change(TEXT)
    await editor.wire.diagnostics(editor.uri, lambda p: not p["diagnostics"])
