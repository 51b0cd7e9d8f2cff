"""Files edited by hand, what failed, and what can be looked at: the ways out, with the real engine."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.e2e.lsp.buffers import NOISE, TEXT, Buffers, editor, generated, lenses
from tests.e2e.lsp.code_actions import actions, run
from tests.e2e.lsp.conftest import Start
from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import Say, chat_server
from tests.support.intents import CLAMP_JS, CLAMP_JS_WRONG

MINE = "x < lo ? lo : x > hi ? hi : x"
WRONG = "Math.max(x, lo)"
RIGHT = "Math.min(Math.max(x, lo), hi)"


def edit(path: Path, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(RIGHT, new), encoding="utf-8")


async def test_an_edit_that_passes_can_be_kept(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        document, path = await generated(client, tmp_path)
        edit(path, MINE)
        titles = await lenses(client, document.as_uri())
        assert titles == ["▶ Transpile", "JS: edited by hand", "Run examples", "Diff with the file"]
        checked = await run(client, (await actions(client, document.as_uri()))[
            "Run the examples of 'clamp' on the code that is there"])  # fmt: skip
        assert [item["status"] for item in checked["results"]] == ["verified"]
        assert (await lenses(client, document.as_uri()))[1] == "JS: edited by hand · ✓ 4/4"
        assert MINE in path.read_text(encoding="utf-8")
        kept = await run(client, (await actions(client, document.as_uri()))[
            "Keep the edited clamp.js, if it passes the examples"])  # fmt: skip
        assert [(item["status"], item["provider"]) for item in kept["results"]] == [("verified", "hand")]
        assert (await lenses(client, document.as_uri()))[1] == "✓ JS"
        again = await client.command("intent.transpile", uri=document.as_uri())
        assert [item["status"] for item in again["results"]] == ["fresh"]
        assert MINE in path.read_text(encoding="utf-8")
        assert len(server.prompts) == 1
        client.drop(*NOISE)


async def test_an_edit_that_fails_is_not_kept_and_marked(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        document, path = await generated(client, tmp_path)
        edit(path, WRONG)
        before = path.read_bytes()
        kept = await client.command("intent.keep", uri=document.as_uri(), intent="clamp", target="js")
        assert [item["status"] for item in kept["results"]] == ["failed"]
        found = await client.settled(document.as_uri(), lambda p: len(p.diagnostics) > 0)
        assert found.diagnostics[0].message == "js, the code that is there: got 42, want 10"
        told = await client.take(types.WINDOW_SHOW_MESSAGE)
        assert told.message.startswith("The edited js code of clamp passes 3 of 4 examples")
        assert path.read_bytes() == before
        assert (await lenses(client, document.as_uri()))[1] == "JS: edited by hand · ✗ 3/4"
        taken = await run(client, (await actions(client, document.as_uri()))[
            "Replace the edited clamp.js with generated code"])  # fmt: skip
        assert [item["status"] for item in taken["results"]] == ["verified"]
        assert RIGHT in path.read_text(encoding="utf-8")
        client.drop(*NOISE)


async def test_unsaved_edits_can_be_kept_too(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        buffers = Buffers(client)
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        buffers.type(path, buffers.texts[path.as_uri()].replace(RIGHT, MINE))
        kept = await client.command("intent.keep", uri=document.as_uri(), intent="clamp", target="js")
        assert [item["status"] for item in kept["results"]] == ["verified"]
        assert "// Verified: 4/4 examples, by hand\n" in buffers.texts[path.as_uri()]
        assert (await lenses(client, document.as_uri()))[1] == "✓ JS 4/4 · not saved"
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_lenses_follow_what_is_typed_into_the_file(launch: Start, tmp_path: Path) -> None:
    """Also what the editor reads again from the disk: it is no key, and the document above is not touched."""
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        buffers = Buffers(client)
        document, path = await generated(client, tmp_path)

        async def redrawn() -> list[str]:
            await client.take(types.WORKSPACE_CODE_LENS_REFRESH)
            client.drop(types.WORKSPACE_CODE_LENS_REFRESH)
            return await lenses(client, document.as_uri())

        await redrawn()
        buffers.open(path)
        assert (await redrawn())[1] == "✓ JS"
        buffers.type(path, buffers.texts[path.as_uri()].replace(RIGHT, MINE))
        assert (await redrawn())[1] == "JS: edited by hand"
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))
        assert (await redrawn())[1] == "✓ JS"
        client.drop(*NOISE, types.WORKSPACE_CODE_LENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH)


async def test_what_was_edited_is_shown(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        document, path = await generated(client, tmp_path)
        edit(path, MINE)
        answer = await client.command("intent.diff", uri=document.as_uri(), intent="clamp", target="js")
        assert RIGHT in answer["left"]["text"]
        assert MINE in answer["right"]["text"]
        assert f"-  return {RIGHT};" in answer["unified"]
        shown = await client.take(types.WINDOW_SHOW_DOCUMENT)
        opened = tmp_path / ".promirror" / "differences" / "clamp.js.diff"
        assert shown.uri == opened.as_uri()
        assert opened.read_text(encoding="utf-8") == answer["unified"]
        assert (opened.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
        client.drop(*NOISE)


async def test_after_the_last_round_there_is_a_way_on(launch: Start, tmp_path: Path) -> None:
    script = [fenced(CLAMP_JS_WRONG), fenced(CLAMP_JS_WRONG), fenced(CLAMP_JS_WRONG), fenced(CLAMP_JS)]
    async with chat_server(script) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        document = tmp_path / "clamp.intent.md"
        document.write_text(TEXT, encoding="utf-8")
        client.open(document.as_uri(), TEXT)
        failed = await client.command("intent.transpile", uri=document.as_uri())
        assert [item["status"] for item in failed["results"]] == ["failed"]
        offered = await actions(client, document.as_uri())
        prompt = await run(client, offered["Show the js prompt of 'clamp'"])
        assert prompt["user"] == server.prompts[-1]
        assert prompt["round"] == 3
        shown = await client.take(types.WINDOW_SHOW_DOCUMENT)
        assert server.prompts[-1] in Path(shown.uri.removeprefix("file://")).read_text(encoding="utf-8")
        await run(client, offered["Open the best js candidate of 'clamp'"])
        shown = await client.take(types.WINDOW_SHOW_DOCUMENT)
        assert shown.uri.endswith("/clamp.js")
        repaired = await run(client, offered["Repair 'clamp' again with strong-14b"])
        assert [item["status"] for item in repaired["results"]] == ["verified"]
        assert server.requests[-1]["model"] == "strong-14b"
        questions = [(r["model"], r["messages"][-1]["content"], r["seed"]) for r in server.requests]
        assert questions[-1] not in questions[:-1]
        client.drop(*NOISE)


async def test_another_configured_model_can_be_asked(launch: Start, tmp_path: Path) -> None:
    def answer(request: dict[str, object]) -> Say:
        return fenced(CLAMP_JS if request["model"] == "draft-7b" else CLAMP_JS.replace(RIGHT, MINE))

    async with chat_server(answer) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        document, path = await generated(client, tmp_path)
        offered = await actions(client, document.as_uri())
        done = await run(client, offered["Transpile 'clamp' with strong (strong-14b)"])
        assert [(item["status"], item["provider"]) for item in done["results"]] == [("verified", "strong")]
        assert [request["model"] for request in server.requests] == ["draft-7b", "strong-14b"]
        assert MINE in path.read_text(encoding="utf-8")
        client.drop(*NOISE)


async def test_a_generated_file_leads_back_to_its_intent(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor())
        buffers = Buffers(client)
        document, path = await generated(client, tmp_path)
        buffers.open(path)
        back = "Open the intention 'clamp' in clamp.intent.md"
        found = await client.text_document_code_lens_async(
            types.CodeLensParams(types.TextDocumentIdentifier(path.as_uri()))
        )
        assert [lens.command.title for lens in found or () if lens.command] == [back, "✓ 4/4"]
        await run(client, (await actions(client, path.as_uri()))[back])
        shown = await client.take(types.WINDOW_SHOW_DOCUMENT)
        assert (shown.uri, shown.selection.start) == (document.as_uri(), types.Position(0, 8))
        places = await client.text_document_definition_async(
            types.DefinitionParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(9, 20))
        )
        assert isinstance(places, (list, tuple))
        assert [place.uri for place in places if isinstance(place, types.Location)] == [document.as_uri()]
        client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(document.as_uri()))
        )
        buffers.type(path, buffers.texts[path.as_uri()].replace(RIGHT, MINE))
        offered = await actions(client, path.as_uri())
        assert set(offered) == {
            back, "Show what was edited", "Keep the edit, if it passes the examples", "Take the generated code",
        }  # fmt: skip
        difference = await run(client, offered["Show what was edited"])
        assert f"+  return {MINE};" in difference["unified"]
        await client.take(types.WINDOW_SHOW_DOCUMENT)
        kept = await run(client, offered["Keep the edit, if it passes the examples"])
        assert [item["status"] for item in kept["results"]] == ["verified"]
        await client.take(types.WORKSPACE_APPLY_EDIT)
        client.drop(*NOISE)


async def test_an_editor_that_opens_nothing_is_told_where_to_look(launch: Start, tmp_path: Path) -> None:
    async with chat_server([fenced(CLAMP_JS)]) as server:
        configure(tmp_path, server.url)
        client = await launch(editor("emacs"))
        document, path = await generated(client, tmp_path)
        edit(path, MINE)
        await client.command("intent.diff", uri=document.as_uri(), intent="clamp", target="js")
        told = await client.take(types.WINDOW_SHOW_MESSAGE)
        assert told.message == f"It is in {tmp_path / '.promirror' / 'differences' / 'clamp.js.diff'}"
        client.drop(*NOISE)
