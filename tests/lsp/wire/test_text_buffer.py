"""Thousands of edits against a mirror of the text that is kept in the client's own units."""

from __future__ import annotations

import random
import re

import pytest
from lsprotocol import types

from intent_lsp.lsp.wire.raw_capabilities import ENCODINGS
from intent_lsp.lsp.wire.text_buffer import TextDocument, split_lines
from intent_lsp.text.positions import Encoding
from tests.lsp.documents.mirror import Mirror

PIECES = (
    "a", "xyz", "\n", "\r\n", "\r", "\n\n", "\u2028", "\u0085", "\x0c", "é", "e\u0301",
    "漢字", "😀", "👩‍👩‍👧", "\ufeff",
    "# name: f\n", '- in: {"x": 1} out: 2', "", " ", "\t",
)  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", range(3))
def test_incremental_edits_keep_the_text(encoding: Encoding, seed: int) -> None:
    rng = random.Random(seed)
    mirror = Mirror("# name: f\r\nzwei 😀\u2028drei\n", encoding)
    document = TextDocument("file:///f.intent.md", mirror.text, 1, "markdown", encoding)
    for _ in range(1500):
        places = mirror.places()
        (start, first), (end, last) = sorted(
            rng.sample(places, 2) if len(places) > 1 else [places[0]] * 2, key=lambda place: place[0]
        )
        if rng.random() < 0.6:
            end, last = start, first
        text = "".join(rng.choices(PIECES, k=rng.randint(0, 3)))
        if len(mirror.text) > 400:
            (start, first), (end, last), text = places[0], places[-1], "new\n"
        mirror.replace(start, end, text)
        document.apply_change(types.TextDocumentContentChangePartial(types.Range(first, last), text))
        assert document.source == mirror.text
        assert list(document.lines) == split_lines(mirror.text)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_positions_outside_are_moved_inside(encoding: Encoding) -> None:
    document = TextDocument("file:///f.intent.md", "ab\ncd", 1, "markdown", encoding)
    assert document.place(types.Position(0, 99)) == (0, 2)
    assert document.place(types.Position(99, 0)) == (1, 2)
    document.apply_change(
        types.TextDocumentContentChangePartial(types.Range(types.Position(7, 7), types.Position(9, 9)), "!")
    )
    assert document.source == "ab\ncd!"


def test_lone_surrogates_become_replacement_characters() -> None:
    document = TextDocument("file:///f.intent.md", "a\ud800b", 1, "markdown", "utf-16")
    assert document.source == "a\ufffdb"


@pytest.mark.parametrize("text", ["", "a", "a\n", "\n", "\r\n", "a\r\nb\rc\n", "\r\r\n\n"])
def test_lines_put_together_are_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert len(lines) == len(re.findall("\r\n|\r|\n", text)) + 1
