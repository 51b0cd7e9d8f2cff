"""Replies of the form ``{"code": …}``, which servers that are locked to JSON give."""

from __future__ import annotations

import json
import re

from intent_lsp.models.extraction.fence_tags import LANGUAGES
from intent_lsp.models.extraction.reply_text import fenced_blocks

_JSON_REPLY = re.compile(r'^\{\s*"code"\s*:\s*"', re.MULTILINE)


def json_code(text: str) -> str | None:
    """The code in a JSON reply, also in a fence or among sentences; ``None`` for any other reply."""
    body = text
    if not body.startswith("{"):
        blocks = fenced_blocks(text)
        body = next((b.code for b in blocks if b.language in {"json", ""} and b.code.startswith("{")), "")
        if not blocks and (match := _JSON_REPLY.search(text)) is not None:
            body = text[match.start() :]  # a sentence stands before
        if not body or any(b.language in LANGUAGES for b in blocks):
            return None
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(body)  # a sentence may follow
    except (ValueError, RecursionError):
        return None
    code = value.get("code") if isinstance(value, dict) else None
    return code if isinstance(code, str) else None
