"""Documents that nobody looked at for a while keep only their text, and answer as before."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.parsed_cache import MOST, ParsedCache
from intent_lsp.lsp.wire.text_buffer import TextDocument
from tests.lsp.conftest import DOUBLE, Folder
from tests.support.wire import Wire

HIERARCHICAL = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


def view(number: int, cache: ParsedCache) -> View:
    uri = f"file:///d{number}.intent.md"
    return View(uri, TextDocument(uri, DOUBLE, 1, "markdown", "utf-16"), "intent", None, parsed_cache=cache)


def test_the_one_parsed_longest_ago_rests() -> None:
    cache = ParsedCache(2)
    first, second, third = (view(number, cache) for number in range(3))
    kept = {each.uri: each.document for each in (first, second)}
    assert first.document is kept[first.uri]
    first.text.revision += 1  # changed, so parsed again: the second is now the oldest
    again = first.document
    third.feature_cache["something"] = 1
    assert third.document.intents
    assert first.document is again
    assert second._document is None
    assert second.document == kept[second.uri]
    assert third.feature_cache == {"something": 1}


def test_a_closed_document_is_forgotten() -> None:
    cache = ParsedCache(1)
    first, second = view(1, cache), view(2, cache)
    before = first.document
    cache.forget(first.uri)
    assert second.document.intents
    assert first.document is before


def test_eviction_changes_nothing_but_memory() -> None:
    text = TextDocument("file:///a.intent.md", "a\r\nb\rc\u2028d\n", 1, "markdown", "utf-16")
    lines, source = list(text.lines), text.source
    text.evict()
    assert (list(text.lines), text.source) == (lines, source)


def test_an_evicted_text_takes_edits() -> None:
    text = TextDocument("file:///a.intent.md", "a → 😀\nb\n", 1, "markdown", "utf-16")
    text.evict()
    place = types.Position(1, 1)
    text.apply_change(types.TextDocumentContentChangePartial(types.Range(place, place), "!"))
    assert text.source == "a → 😀\nb!\n"
    text.evict()
    text.apply_change(types.TextDocumentContentChangeWholeDocument("c"))
    assert (text.source, list(text.lines)) == ("c", ["c"])


async def test_documents_that_rested_answer_as_before(folder: Folder) -> None:
    async with Wire() as wire:
        await wire.initialize(folder.root, capabilities=HIERARCHICAL)
        uris = [folder.uri.replace("double", f"double{number}") for number in range(3 * MOST)]
        for uri in uris:
            wire.open(uri, folder.text)
        for uri in uris:
            assert await wire.diagnostics(uri) == []
        change: dict[str, Any] = {"text": "# name: single\n", "range": {
            "start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}}  # fmt: skip
        document = {"uri": uris[0], "version": 2}
        wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        names = []
        for uri in uris:
            answer = await wire.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            names += [symbol["name"] for symbol in answer["result"]]
        assert names == ["single", *["double"] * (len(uris) - 1)]
        assert await wire.finish() == 0
