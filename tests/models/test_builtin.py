"""The built-in provider with the real search in its real child process."""

from __future__ import annotations

import asyncio
from pathlib import Path

from intent_lsp.config import ProviderConfig
from intent_lsp.models.contract import Prompt
from intent_lsp.models.extraction.extract import extract
from intent_lsp.values import TARGETS
from tests.models.asking import asking
from tests.support.intents import intent

BUILTIN = ProviderConfig("builtin", "builtin")
DOUBLE = """
# name: f
# target: js,py
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
- in: {"x": 4} out: 8
- in: {"x": 10} out: 20
"""

SLUG = """
# name: slugify
# target: js,py
# description:
Make a URL slug from a title: lower case, words joined by hyphens.
# signature:
(title: string) -> string
# examples:
- in: ["Hello World"] out: "hello-world"
- in: ["  Two  spaces "] out: "two-spaces"
- in: ["What's new?"] out: "what-s-new"
"""


async def test_the_first_fit_is_told_to_both_targets_in_their_language_while_the_search_goes_on(tmp_path: Path) -> None:
    it = intent(SLUG)
    async with asking(tmp_path, BUILTIN) as ask:
        await asyncio.gather(*(ask(Prompt("s", "u", target, it)) for target in TARGETS))
        fits = [reason for *who, reason in ask.waits if who == ["builtin", "builtin"]]
    assert len(fits) == 2
    assert all(fit.startswith("first fit: ") and "\n" not in fit for fit in fits)
    assert any(".toLowerCase()" in fit for fit in fits)
    assert any(".lower()" in fit for fit in fits)


async def test_a_program_in_both_languages(tmp_path: Path) -> None:
    it = intent(DOUBLE)
    async with asking(tmp_path, BUILTIN) as ask:
        js, py = await asyncio.gather(*(ask(Prompt("s", "u", target, it)) for target in TARGETS))
        assert (js.model, py.model) == ("builtin", "builtin")
        for reply, target in zip((js, py), TARGETS, strict=True):
            code = extract(reply.text, target=target, name="f", signature=it.signature).code
            assert "f" in code
            assert "2" in code or "x + x" in code
    async with asking(tmp_path, BUILTIN) as ask:
        again = await ask(Prompt("s", "u", "js", it))
        assert again.cached
        assert again.text == js.text
