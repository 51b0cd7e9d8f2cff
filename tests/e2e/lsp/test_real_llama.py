"""The language server against the real llama.cpp server with scripted weights."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.e2e.lsp.conftest import Start
from tests.support.intents import CLAMP_JS
from tests.support.llama_server import llama_server
from tests.support.recording_client import profile
from tests.support.repair_story import DOCUMENT, FAILING_LINE, scripted_weights, workspace


async def test_a_wrong_draft_is_marked_on_its_line_and_repaired(launch: Start, tmp_path: Path) -> None:
    with llama_server(scripted_weights(tmp_path.parent)) as url:
        path = workspace(tmp_path, url)
        client = await launch(profile("visual-studio-code"))
        client.open(path.as_uri(), DOCUMENT)
        await client.settled(path.as_uri())
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        marked = await client.settled(path.as_uri(), lambda p: len(p.diagnostics) > 0)
        assert [item.range.start.line for item in marked.diagnostics] == [FAILING_LINE]
        assert "got 42, want 10" in marked.diagnostics[0].message
        await client.settled(path.as_uri(), lambda p: len(p.diagnostics) == 0)
        end = await client.take(types.PROGRESS, lambda p: p.value["kind"] == "end")
        assert end.value["message"] == "1 verified"
        client.drop(types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS, types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert CLAMP_JS in (tmp_path / "src" / "js" / "auto" / "clamp.js").read_text(encoding="utf-8")
