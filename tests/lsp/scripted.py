"""A session with an engine that does what a script says: what tests of transpiling ask of it."""

from __future__ import annotations

from typing import Any

from tests.lsp.conftest import Folder
from tests.support.wire import Json, Wire

SCRIPTED = "tests.support.scripted_server"
FULL: Json = {
    "window": {"workDoneProgress": True},
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "dataSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}, "disabledSupport": True},
    },
}


def run_results(found: list[Json]) -> list[tuple[int, int, str]]:
    """Line, severity and message of the diagnostics that a run made."""
    return [
        (item["range"]["start"]["line"], item["severity"], item["message"])
        for item in found
        if item["source"] == "intent run"
    ]


def has_run(params: Any) -> bool:
    """Whether published diagnostics hold one that a run made."""
    return any(item["source"] == "intent run" for item in params["diagnostics"])


async def opened(wire: Wire, folder: Folder, **options: Any) -> None:
    """Begin a session whose editor can do all of this, and open the folder's document."""
    await wire.initialize(folder.root, capabilities=FULL, **options)
    wire.open(folder.uri, folder.text)
    assert await wire.diagnostics(folder.uri) == []


def transpile(wire: Wire, folder: Folder, **argument: Any) -> int:
    """Ask for the document to be transpiled; returns the request's id."""
    params = {"command": "intent.transpile", "arguments": [{"uri": folder.uri, **argument}]}
    return wire.start("workspace/executeCommand", params)


def edit(wire: Wire, folder: Folder, text: str, version: int) -> None:
    """Replace the open document's whole text."""
    wire.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": folder.uri, "version": version}, "contentChanges": [{"text": text}]},
    )


def save(wire: Wire, folder: Folder) -> None:
    """Say that the open document was saved."""
    wire.notify("textDocument/didSave", {"textDocument": {"uri": folder.uri}})


SHOWING: Json = {
    **FULL,
    "window": {"showDocument": {"support": True}},
    "workspace": {"codeLens": {"refreshSupport": True}, "inlayHint": {"refreshSupport": True}},
    "experimental": {"intentState": True},
}
