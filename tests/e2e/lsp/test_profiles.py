"""The main things, in every editor's terms."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.e2e.lsp.conftest import Start

TEXT = """# name: double
# target: js
# description:
Twice the number.
# signature:
(x: number) -> number
# examples:
- in: {"x": 2} out: 4
"""


async def test_problems_come_and_go_while_typing(
    launch: Start, capabilities: types.ClientCapabilities, tmp_path: Path
) -> None:
    client = await launch(capabilities)
    uri = (tmp_path / "double.intent.md").as_uri()
    client.open(uri, TEXT)
    assert (await client.settled(uri)).diagnostics == ()
    place = types.Position(7, 20)
    cut = types.TextDocumentContentChangePartial(types.Range(place, types.Position(7, 21)), "")
    client.edit(uri, 2, [cut])
    found = await client.settled(uri, lambda p: p.version == 2)
    assert [(item.code, item.severity) for item in found.diagnostics] == [
        ("example-syntax", types.DiagnosticSeverity.Error)
    ]
    back = types.TextDocumentContentChangePartial(types.Range(place, place), "4")
    client.edit(uri, 3, [back])
    assert (await client.settled(uri, lambda p: p.version == 3)).diagnostics == ()
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))


async def test_actions_are_offered(launch: Start, capabilities: types.ClientCapabilities, tmp_path: Path) -> None:
    client = await launch(capabilities)
    uri = (tmp_path / "double.intent.md").as_uri()
    client.open(uri, TEXT)
    await client.settled(uri)
    start = types.Position(0, 0)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri), types.Range(start, start), types.CodeActionContext(diagnostics=[])
        )
    )
    assert actions is not None
    assert "Transpile intention 'double'" in [action.title for action in actions]
