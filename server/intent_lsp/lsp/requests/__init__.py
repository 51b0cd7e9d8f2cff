"""One module per request; each has a METHOD and a ``handle(ls, params)`` without logic."""

from __future__ import annotations

from intent_lsp.lsp.requests import code_action

REQUESTS = (code_action,)
