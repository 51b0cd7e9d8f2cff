"""The main things, in every editor's terms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter

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


BROKEN = TEXT + '- in: {"x": 2} out: 5\n- double(2) -> 4\n# uses: hlaf\n\n# name: half\n# examples:\n- half(2) -> 1\n'


def can(capabilities: types.ClientCapabilities, path: str) -> Any:
    """A capability, spelled as in the specification; ``None`` where it is not said."""
    found: Any = default_converter().unstructure(capabilities)  # type: ignore[no-untyped-call]  # as in the fixtures
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found


async def test_diagnostics_say_what_the_editor_understands(
    launch: Start, capabilities: types.ClientCapabilities, tmp_path: Path
) -> None:
    client = await launch(capabilities)
    uri = (tmp_path / "double.intent.md").as_uri()
    client.open(uri, BROKEN)
    found = (await client.settled(uri)).diagnostics
    codes = {item.code: item for item in found}
    assert {"contradictory-examples", "duplicate-example", "unresolved-use"} <= set(codes)
    publish = "textDocument.publishDiagnostics."
    related = can(capabilities, publish + "relatedInformation") is True
    for code in ("contradictory-examples", "duplicate-example"):
        assert (codes[code].related_information is not None) == related
    assert (codes["duplicate-example"].tags is not None) == (can(capabilities, publish + "tagSupport") is not None)
    described = can(capabilities, publish + "codeDescriptionSupport") is True
    assert all((item.code_description is not None) == described for item in found)
    assert (codes["unresolved-use"].data is not None) == (can(capabilities, publish + "dataSupport") is True)
    client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
    await client.settled(uri)


async def test_every_feature_speaks_the_editors_language(
    launch: Start, capabilities: types.ClientCapabilities, tmp_path: Path
) -> None:
    """Each answer is decoded by lsprotocol, and is of the kind that the editor asked for."""
    client = await launch(capabilities)
    uri = (tmp_path / "double.intent.md").as_uri()
    document = types.TextDocumentIdentifier(uri)
    client.open(uri, TEXT)
    await client.settled(uri)
    name, end = types.Position(0, 9), types.Position(7, 0)
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))

    hover = await client.text_document_hover_async(types.HoverParams(document, name))
    assert hover is not None
    markdown = "markdown" in (can(capabilities, "textDocument.hover.contentFormat") or ())
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind.value == ("markdown" if markdown else "plaintext")

    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    nested = can(capabilities, "textDocument.documentSymbol.hierarchicalDocumentSymbolSupport") is True
    assert [type(item) for item in symbols or ()] == [types.DocumentSymbol if nested else types.SymbolInformation]

    client.edit(uri, 2, [types.TextDocumentContentChangeWholeDocument(TEXT + "# ")])
    await client.settled(uri, lambda p: p.version == 2)
    completion = await client.text_document_completion_async(types.CompletionParams(document, types.Position(8, 2)))
    items = completion.items if isinstance(completion, types.CompletionList) else completion or []
    snippets = can(capabilities, "textDocument.completion.completionItem.snippetSupport") is True
    formats = {item.insert_text_format for item in items}
    assert formats == ({types.InsertTextFormat.Snippet} if snippets else {None})
    assert all("$" not in item.text_edit.new_text for item in items if item.text_edit and not snippets)
    client.edit(uri, 3, [types.TextDocumentContentChangeWholeDocument(TEXT.replace("# examples:", "# exmples:"))])
    await client.settled(uri, lambda p: p.version == 3)

    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document, everything, types.CodeActionContext(diagnostics=[]))
    )
    titles = [item.title for item in actions or ()]
    assert "Change to `examples`" in titles
    disables = can(capabilities, "textDocument.codeAction.disabledSupport") is True
    assert ("Transpile intention 'double'" in titles) == disables  # it has no examples any more
    client.edit(uri, 4, [types.TextDocumentContentChangeWholeDocument(TEXT)])
    await client.settled(uri, lambda p: p.version == 4)

    edit = await client.text_document_rename_async(types.RenameParams(document, name, "twice"))
    assert edit is not None
    versioned = can(capabilities, "workspace.workspaceEdit.documentChanges") is True
    assert (edit.document_changes is not None, edit.changes is not None) == (versioned, not versioned)

    lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
    assert len(lenses or ()) == 2
    places = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(include_declaration=True), document, name)
    )
    assert [place.uri for place in places or ()] == [uri]
    assert await client.text_document_definition_async(types.DefinitionParams(document, name)) is not None
    assert await client.text_document_document_highlight_async(types.DocumentHighlightParams(document, name))
    assert await client.text_document_folding_range_async(types.FoldingRangeParams(document))
    assert await client.text_document_selection_range_async(types.SelectionRangeParams(document, [name, end]))
    assert await client.text_document_document_link_async(types.DocumentLinkParams(document)) is not None
    assert await client.text_document_inlay_hint_async(types.InlayHintParams(document, everything)) is not None
    tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    assert tokens is not None
    assert tokens.result_id is not None
    delta = await client.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(document, tokens.result_id)
    )
    assert isinstance(delta, types.SemanticTokensDelta)
    part = await client.text_document_semantic_tokens_range_async(types.SemanticTokensRangeParams(document, everything))
    assert part is not None
    assert list(part.data) == list(tokens.data)
    assert await client.workspace_symbol_async(types.WorkspaceSymbolParams("double")) is not None
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(document, name)) is not None
