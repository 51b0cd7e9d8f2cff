"""Diagnostics link to the page and the heading that explain their code."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urldefrag
from urllib.request import url2pathname

import pytest

import intent_lsp
from intent_lsp.lsp.client import code_descriptions
from intent_lsp.transpile.findings import CODES, VARIATIONS
from tests.lsp.conftest import Folder
from tests.lsp.scripted import SCRIPTED
from tests.support.wire import Wire

DESCRIBES = {"textDocument": {"publishDiagnostics": {"codeDescriptionSupport": True}}}


def explained(href: str) -> str:
    """The code whose heading a link leads to."""
    uri, fragment = urldefrag(href)
    page = Path(url2pathname(uri.removeprefix("file://")))
    assert re.search(rf"^#+ {fragment}$", page.read_text("utf-8"), re.MULTILINE), href
    return fragment


MORE = {"hand-edited", "uncertain", "no-provider", "sandbox", "write", "uses"}
MORE |= {"newer-than-runtime", "looks-at-surroundings"}


@pytest.mark.parametrize("code", sorted({*CODES.values(), *VARIATIONS, *MORE}))
def test_every_code_of_a_transpilation_has_its_heading(code: str) -> None:
    href = code_descriptions.href({"source": "intent run", "code": code})
    assert href is not None
    assert explained(href) == code
    assert "/docs/diagnostics.md#" in href


def test_every_code_of_the_parser_has_its_heading() -> None:
    """The codes as the parser's source states them, so that none can be added without a page."""
    sources = (Path(intent_lsp.__file__).parent / "document").rglob("*.py")
    text = "\n".join(source.read_text("utf-8") for source in sources)
    codes = set(re.findall(r"""(?:add|add_at|Problem)\(\s*"([a-z]+(?:-[a-z]+)+)\"""", text))
    assert len(codes) > 10
    for code in codes:
        href = code_descriptions.href({"source": "intent", "code": code})
        assert href is not None, code
        assert explained(href) == code
        assert "/docs/format.md#" in href


def test_what_is_explained_nowhere_has_no_link() -> None:
    assert code_descriptions.href({"source": "intent", "code": "no-such-code"}) is None
    assert code_descriptions.href({"source": "intent run", "code": 7}) is None
    assert code_descriptions.href({"code": "no-examples"}) is None


async def test_diagnostics_are_linked_where_the_client_can_show_it(folder: Folder) -> None:
    wrong = folder.text.replace("target: js", "target: cobol")
    async with Wire() as wire:
        await wire.initialize(folder.root, capabilities=DESCRIBES)
        wire.open(folder.uri, wrong)
        (found,) = await wire.diagnostics(folder.uri)
        assert explained(found["codeDescription"]["href"]) == found["code"] == "unknown-target"
    async with Wire() as wire:
        await wire.initialize(folder.root)
        wire.open(folder.uri, wrong)
        (found,) = await wire.diagnostics(folder.uri)
        assert "codeDescription" not in found


async def test_results_are_linked_too(folder: Folder) -> None:
    folder.script({"double": [{"round": 1}, {"fail": [["5", "4"]]}, {"exhaust": True}]})
    async with Wire(module=SCRIPTED) as wire:
        await wire.initialize(folder.root, capabilities=DESCRIBES)
        wire.open(folder.uri, folder.text)
        await wire.command("intent.transpile", uri=folder.uri)
        found = await wire.diagnostics(folder.uri, lambda p: p["diagnostics"])
        assert explained(found[0]["codeDescription"]["href"]) == found[0]["code"] == "example-failed"
