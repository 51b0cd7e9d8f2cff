"""The document in front is worked out while nobody waits; others stay small."""

from __future__ import annotations

import asyncio

from intent_lsp.document.fast_path.intent_cache import CachedIntent
from intent_lsp.lsp.documents.idle_analysis import SOON, IdleAnalysis
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.wire.text_buffer import TextDocument
from tests.lsp.conftest import DOUBLE


def view(name: str) -> View:
    text = "\n".join(DOUBLE.replace("double", f"{name}{number}") for number in range(40))
    return View(f"untitled:{name}", TextDocument(f"untitled:{name}", text, 1, "markdown", "utf-16"), "intent", None)


def worked_out(view: View) -> int:
    """How many intents are."""
    chunks = [intent.memory for intent in view.document.intents]
    return sum(isinstance(chunk, CachedIntent) and chunk.found is not None for chunk in chunks)


async def test_the_one_that_was_opened_last() -> None:
    first, last = view("first"), view("last")
    ahead = IdleAnalysis(lambda _: True)
    for each in (first, last):
        assert worked_out(each) == 0
        ahead.opened(each)
    async with asyncio.timeout(20):
        while worked_out(last) < 40:  # noqa: ASYNC110  the event loop does it
            await asyncio.sleep(0.01)
    assert worked_out(first) == 0


async def test_not_one_that_is_not_in_front_or_rests_or_when_all_ends() -> None:
    behind, evicted, ended = view("behind"), view("evicted"), view("ended")
    for each in (behind, evicted, ended):
        assert worked_out(each) == 0
        ahead = IdleAnalysis(lambda view: view is not behind)
        ahead.opened(each)
        if each is ended:
            ahead.close()
    evicted.evict()
    await asyncio.sleep(3 * SOON)
    assert evicted.is_evicted
    assert [worked_out(each) for each in (behind, evicted, ended)] == [0, 0, 0]
