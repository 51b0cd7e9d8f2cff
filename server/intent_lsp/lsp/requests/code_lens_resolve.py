"""``codeLens/resolve``."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import lenses
from intent_lsp.lsp.server import IntentServer


def handle(ls: IntentServer, params: types.CodeLens) -> dict[str, Any]:
    """The title of one lens."""
    return lenses.resolve(ls.session.context, ls.as_json_object(params))
