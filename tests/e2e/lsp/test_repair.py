"""A real repair with the real engine: a wrong draft marks the failing example, the right repair clears it."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.e2e.lsp.conftest import Start
from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import chat_server
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG
from tests.support.recording_client import profile


async def test_a_wrong_draft_is_marked_and_repaired(launch: Start, tmp_path: Path) -> None:
    text = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
    path = tmp_path / "clamp.intent.md"
    path.write_text(text, encoding="utf-8")
    async with chat_server([fenced(CLAMP_JS_WRONG), fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(profile("visual-studio-code"))
        client.open(path.as_uri(), text)
        await client.settled(path.as_uri())
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        marked = await client.settled(path.as_uri(), lambda p: len(p.diagnostics) > 0)
        line = text.split("\n").index('- in: {"x": 42, "lo": 0, "hi": 10} out: 10')
        assert [item.range.start.line for item in marked.diagnostics][:1] == [line]
        assert marked.diagnostics[0].message == "js, round 1/3: got 42, want 10"
        await client.settled(path.as_uri(), lambda p: len(p.diagnostics) == 0)
        end = await client.take(types.PROGRESS, lambda p: p.value["kind"] == "end")
        assert end.value["message"] == "1 verified"
        client.drop(types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.PROGRESS, types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    written = (tmp_path / "src" / "js" / "auto" / "clamp.js").read_text(encoding="utf-8")
    assert CLAMP_JS.strip() in written
    assert "42" in server.prompts[1]
