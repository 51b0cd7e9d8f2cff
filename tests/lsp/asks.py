"""Every question that an editor asks about a document, with what each of them needs."""

from __future__ import annotations

from tests.support.wire import Json

START = {"line": 0, "character": 0}
PLACE = {"line": 0, "character": 8}
ALL = {"start": START, "end": {"line": 99_999, "character": 0}}
ASKS: dict[str, Json] = {
    "documentSymbol": {}, "foldingRange": {}, "semanticTokens/full": {}, "codeLens": {}, "documentLink": {},
    "inlayHint": {"range": ALL}, "hover": {"position": PLACE}, "completion": {"position": PLACE},
    "definition": {"position": PLACE}, "references": {"position": PLACE, "context": {"includeDeclaration": True}},
    "documentHighlight": {"position": PLACE}, "prepareRename": {"position": PLACE},
    "selectionRange": {"positions": [PLACE]}, "codeAction": {"range": ALL, "context": {"diagnostics": []}},
}  # fmt: skip
