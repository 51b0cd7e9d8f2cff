"""What can be held against Zed without a Zed: the manifest, the README's settings, and a session as Zed has it.

Zed needs a display, so the editor itself is in no test. What is said of it here was read in the sources of Zed 1.13:
the fields of ``extension.toml``, the settings, what ``initialize`` says, and which answers Zed drops.
"""

from __future__ import annotations

import asyncio
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from intent_lsp.configuration.settings import SETTINGS
from intent_lsp.lsp.client.settings import EditorSettings, editor_settings, load
from tests.editors.common import ROOT, workspace
from tests.support.wire import SECONDS, Json, Wire

CLIENT = ROOT / "clients/zed"
SERVER = "intent-lsp"

MANIFEST = {
    "id": str, "name": str, "version": str, "schema_version": int, "description": str, "repository": str,
    "authors": list, "languages": list, "grammars": dict, "language_servers": dict, "snippets": str,
    "capabilities": list,
}  # fmt: skip
"""The keys of ``extension.toml`` that could matter here; Zed passes over others without a word."""
SERVER_ENTRY = {"name": str, "languages": list, "language_ids": dict, "code_action_kinds": list}

USER_SETTINGS = {"code_lens", "inlay_hints", "languages", "global_lsp_settings", "lsp"}
LANGUAGE_SETTINGS = {"semantic_tokens", "inlay_hints", "format_on_save", "formatter"}
SERVER_SETTINGS = {"binary", "initialization_options", "settings"}
BINARY_SETTINGS = {"path", "arguments", "env"}

TOKEN_TYPES = (
    "namespace", "class", "enum", "interface", "struct", "typeParameter", "type", "parameter", "variable", "property",
    "enumMember", "decorator", "function", "method", "macro", "label", "comment", "string", "keyword", "number",
    "regexp", "operator", "modifier", "event", "lifetime",
)  # fmt: skip
DYNAMIC: Json = {"dynamicRegistration": True}
CAPABILITIES: Json = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "configuration": True, "workspaceFolders": True, "applyEdit": True, "didChangeConfiguration": DYNAMIC,
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
        "inlayHint": {"refreshSupport": True}, "codeLens": {"refreshSupport": True},
        "semanticTokens": {"refreshSupport": True}, "executeCommand": DYNAMIC,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
    },
    "textDocument": {
        "synchronization": {"didSave": True, "dynamicRegistration": True},
        "definition": {"linkSupport": True, "dynamicRegistration": True},
        "codeLens": DYNAMIC,
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["refactor", "quickfix", "source"]}},
            "dataSupport": True, "dynamicRegistration": True,
            "resolveSupport": {"properties": ["kind", "diagnostics", "isPreferred", "disabled", "edit", "command"]},
        },
        "hover": {"contentFormat": ["markdown"], "dynamicRegistration": True},
        "rename": {"prepareSupport": True, "dynamicRegistration": True},
        "inlayHint": {"dynamicRegistration": True, "resolveSupport": {"properties": ["tooltip", "label.tooltip"]}},
        "semanticTokens": {
            "dynamicRegistration": True, "requests": {"full": {"delta": True}}, "formats": ["relative"],
            "tokenTypes": list(TOKEN_TYPES), "tokenModifiers": [], "overlappingTokenSupport": True,
        },
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "dataSupport": True},
        "formatting": DYNAMIC,
    },
    "window": {"workDoneProgress": True, "showMessage": {"messageActionItem": {"additionalPropertiesSupport": True}}},
    "experimental": {"serverStatusNotification": True, "localDocs": True},
}  # fmt: skip
"""What matters to the server of what Zed says; it has no ``window.showDocument``."""


def manifest() -> Json:
    return tomllib.loads((CLIENT / "extension.toml").read_text(encoding="utf-8"))


def documented() -> list[Json]:
    """The README's settings, as it gives them."""
    text = (CLIENT / "README.md").read_text(encoding="utf-8")
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]


def of_server(settings: Json) -> Json:
    return dict(settings.get("lsp", {}).get(SERVER, {}))


def paths(values: Json, *before: str) -> list[tuple[str, ...]]:
    """The keys of nested objects, as paths."""
    found: list[tuple[str, ...]] = []
    for key, value in values.items():
        found += paths(value, *before, key) if isinstance(value, dict) else [(*before, key)]
    return found


def test_the_manifest_says_what_zed_reads() -> None:
    told = manifest()
    assert {key: type(value) for key, value in told.items()} == {key: MANIFEST[key] for key in told}
    assert set(told) >= {"id", "name", "version", "schema_version", "authors", "description"}
    assert told["schema_version"] == 1
    (entry,) = told["language_servers"].values()
    assert list(told["language_servers"]) == [SERVER]
    assert {key: type(value) for key, value in entry.items()} == {key: SERVER_ENTRY[key] for key in entry}
    assert entry["languages"] == ["Markdown"]
    assert entry["language_ids"] == {"Markdown": "markdown"}


def test_the_crate_is_what_zed_builds() -> None:
    crate = tomllib.loads((CLIENT / "Cargo.toml").read_text(encoding="utf-8"))
    assert crate["lib"]["crate-type"] == ["cdylib"]
    assert crate["package"]["version"] == manifest()["version"]
    assert "register_extension!" in (CLIENT / "src/lib.rs").read_text(encoding="utf-8")


def test_zed_has_the_settings_of_the_readme() -> None:
    blocks = documented()
    assert len(blocks) == 3
    for block in blocks:
        assert set(block) <= USER_SETTINGS
        assert set(block.get("lsp", {})) <= {SERVER}
        assert set(of_server(block)) <= SERVER_SETTINGS
        for language, settings in block.get("languages", {}).items():
            assert language in manifest()["language_servers"][SERVER]["languages"]
            assert set(settings) <= LANGUAGE_SETTINGS
            assert settings.get("formatter") in (None, {"language_server": {"name": SERVER}})
        binary = of_server(block).get("binary", {})
        assert set(binary) <= BINARY_SETTINGS
        # Without arguments Zed would start the bare program: with a path, it does not ask the extension.
        assert ("path" in binary) <= ("arguments" in binary)


def test_the_server_has_the_settings_of_the_readme(tmp_path: Path) -> None:
    own = {("trusted",)} | {("".join(_camel(name)),) for name in EditorSettings.__slots__}
    known = own | {setting.key for setting in SETTINGS}
    seen = 0
    for settings in map(of_server, documented()):
        for values in (settings.get("initialization_options", {}), settings.get("settings", {}).get("intent", {})):
            assert set(paths(values)) <= known
            assert not editor_settings(values)[1]
            assert not load(tmp_path, values, None, client="Zed").problems
            seen += len(values)
        assert set(settings.get("settings", {})) <= {"intent"}
        assert set(settings.get("binary", {}).get("env", {})) <= {setting.env for setting in SETTINGS}
    assert seen > 3


def _camel(name: str) -> list[str]:
    first, *others = name.split("_")
    return [first, *(word.capitalize() for word in others)]


async def test_a_session_as_zed_has_it(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "workspace")
    document = folder / "scale.intent.md"
    uri, text = document.as_uri(), document.read_text(encoding="utf-8")
    (settings,) = (of_server(block) for block in documented() if "binary" in of_server(block))
    configuration = {"intent": {**settings["settings"]["intent"], "transpileOnSave": True}}

    async with Wire(*settings["binary"]["arguments"], module="intent_lsp", cwd=folder) as wire:
        wire.answers["workspace/configuration"] = lambda message: {
            "result": [configuration.get(item["section"]) for item in message["params"]["items"]]
        }
        wire.answers["window/showDocument"] = lambda _: {"error": {"code": -32601, "message": "not in Zed"}}
        told = (
            await wire.initialize(
                folder,
                capabilities=CAPABILITIES,
                clientInfo={"name": "Zed", "version": "1.13.0"},
                initializationOptions=settings["initialization_options"],
            )
        )["capabilities"]
        assert set(told["semanticTokensProvider"]["legend"]["tokenTypes"]) <= set(TOKEN_TYPES)

        wire.open(uri, text)
        problems = await wire.diagnostics(uri, some)
        assert any("got a string, want number" in problem["message"] for problem in problems)

        start = text.index('"twenty"')
        line, column = text.count("\n", 0, start), start - text.rindex("\n", 0, start) - 1
        place = {"start": {"line": line, "character": column}, "end": {"line": line, "character": column + 8}}
        fixed = text.replace('"twenty"', "20")
        wire.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"range": place, "text": "20"}]},
        )
        document.write_text(fixed, encoding="utf-8")
        wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        for file in (folder / "src/js/auto/scale.js", folder / "src/py/auto/scale.py"):
            await appears(file)
        await wire.under_way(0)

        lenses = (await wire.request("textDocument/codeLens", {"textDocument": {"uri": uri}}))["result"]
        titles = [lens["command"]["title"] for lens in lenses]
        assert "▶ Transpile" in titles
        assert all(titles)  # Zed shows "0 references" for an empty one
        assert any(title == "✓ JS" for title in titles), titles

        actions = await code_actions(wire, uri)
        assert "Transpile intention 'scale'" in [action["title"] for action in actions]
        assert not any("disabled" in action for action in actions)  # Zed would offer them like others
        # Zed drops actions whose command was not announced, and does nothing for such a lens.
        commands = [item["command"]["command"] for item in (*lenses, *actions) if item.get("command")]
        assert {command for command in commands if command} <= set(told["executeCommandProvider"]["commands"])
        assert "intent.open" not in commands

        (action,) = (action for action in actions if action["title"].startswith("Transpile 'scale' anew"))
        done = await wire.request("workspace/executeCommand", action["command"])
        assert {result["status"] for result in done["result"]["results"]} == {"verified"}

        hints = await wire.request(
            "textDocument/inlayHint",
            {"textDocument": {"uri": uri}, "range": {"start": {"line": 0, "character": 0}, "end": place["end"]}},
        )
        assert hints["result"]
        tokens = await wire.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
        assert tokens["result"]["data"]
        assert not [message for message in wire.messages if message["method"] == "window/showDocument"]
        assert await wire.finish() == 0


def some(params: Any) -> bool:
    """Whether there are diagnostics at all."""
    return bool(params["diagnostics"])


async def test_formatting_is_offered_when_the_readme_asks_for_it(tmp_path: Path) -> None:
    (options,) = (
        of_server(block)["initialization_options"]
        for block in documented()
        if "formatter" in block.get("languages", {}).get("Markdown", {})
    )
    document = tmp_path / "scale.intent.md"
    text = workspace(tmp_path).joinpath(document.name).read_text(encoding="utf-8").replace(" out: ", "   out:  ")
    async with Wire("lsp", module="intent_lsp", cwd=tmp_path) as wire:
        told = await wire.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions=options)
        assert told["capabilities"]["documentFormattingProvider"] is True
        wire.open(document.as_uri(), text)
        answer = await wire.request(
            "textDocument/formatting",
            {"textDocument": {"uri": document.as_uri()}, "options": {"tabSize": 2, "insertSpaces": True}},
        )
        assert len(answer["result"]) == 2  # the third example is wrong, and left alone
        assert await wire.finish() == 0


async def code_actions(wire: Wire, uri: str) -> list[Json]:
    """As ``editor: toggle code actions`` on the first line asks for them."""
    here = {"line": 0, "character": 0}
    answer = await wire.request(
        "textDocument/codeAction",
        {"textDocument": {"uri": uri}, "range": {"start": here, "end": here}, "context": {"diagnostics": []}},
    )
    return list(answer["result"])


async def appears(file: Path) -> None:
    for _ in range(int(SECONDS / 0.05)):
        if file.exists():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{file.name} was not written")


async def test_zed_is_not_asked_for_what_it_would_take_back_for_all_documents(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "workspace")
    document = folder / "scale.intent.md"
    text = document.read_text(encoding="utf-8")
    document.write_text(f"---\noutDir: elsewhere\n---\n{text}", encoding="utf-8")
    async with Wire("lsp", module="intent_lsp", cwd=folder) as wire:
        await wire.initialize(folder, capabilities=CAPABILITIES, clientInfo={"name": "Zed", "version": "1.13.0"})
        await wire.until(lambda: "elsewhere" in json.dumps(asked(wire)))
        document.write_text(text, encoding="utf-8")
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": document.as_uri(), "type": 2}]})
        await wire.until(lambda: any("unregisterations" in params for params in asked(wire)))
        methods = {item["method"] for params in asked(wire) for items in params.values() for item in items}
        assert methods <= {"workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"}


def asked(wire: Wire) -> list[Json]:
    """What the server wanted to have registered, or not any more."""
    methods = ("client/registerCapability", "client/unregisterCapability")
    return [message["params"] for message in wire.messages if message["method"] in methods]
