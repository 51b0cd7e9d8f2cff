"""One module per request; each has a METHOD and a ``handle(ls, params)`` without logic."""

from __future__ import annotations

from intent_lsp.lsp.requests import (
    code_action,
    code_lens,
    code_lens_resolve,
    completion,
    definition,
    document_highlight,
    document_link,
    document_symbol,
    folding_range,
    formatting,
    hover,
    inlay_hint,
    prepare_rename,
    references,
    rename,
    selection_range,
    semantic_tokens,
    workspace_symbol,
)

REQUESTS = (
    code_action,
    code_lens,
    code_lens_resolve,
    completion,
    definition,
    document_highlight,
    document_link,
    document_symbol,
    folding_range,
    formatting,
    hover,
    inlay_hint,
    prepare_rename,
    references,
    rename,
    selection_range,
    semantic_tokens,
    workspace_symbol,
)
