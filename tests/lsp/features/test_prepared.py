"""Answers that are kept an intent at a time are those that a document opened afresh would give."""

from __future__ import annotations

import json
import random

from lsprotocol import types

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features import folding, symbols
from intent_lsp.lsp.wire.text_buffer import TextDocument
from tests.lsp.conftest import DOUBLE

URI = "untitled:many"
PIECES = ("# name: other\n", "\n", "Twice", '- in: {"x": 3} out: 6\n', "# notes:\nA\nB\n", "(", "é", "")


def view_of(text: str) -> View:
    return View(URI, TextDocument(URI, text, None, "markdown", "utf-16"), "intent", None)


def test_after_any_edits() -> None:
    rng = random.Random(7)
    view = view_of("\n".join(DOUBLE.replace("double", f"double{number}") for number in range(6)))
    for _ in range(150):
        line = rng.randrange(len(view.text.lines))
        end = min(line + rng.choice((0, 0, 0, 1, 3)), len(view.text.lines) - 1)
        span = types.Range(types.Position(line, rng.randrange(4)), types.Position(end, rng.randrange(9)))
        view.text.apply_change(types.TextDocumentContentChangePartial(span, rng.choice(PIECES)))
        fresh = view_of(view.text.source)
        assert json.loads(folding.folds(view)) == json.loads(folding.folds(fresh))
        for hierarchical in (True, False):
            kept = symbols.outline(view, hierarchical=hierarchical)
            assert json.loads(kept) == json.loads(symbols.outline(fresh, hierarchical=hierarchical))
        assert folding.folds(view) is folding.folds(view)
