"""What a reply holds: its text is read once, whoever needs the code."""

from __future__ import annotations

from intent_lsp.document.model import Intent
from intent_lsp.errors import BadReply
from intent_lsp.models.contract import Reply
from intent_lsp.models.extracted import Extracted, NoCode
from intent_lsp.models.extraction.extract import extract, in_other_language
from intent_lsp.values import Target


def read(reply: Reply, target: Target, intent: Intent) -> Extracted | NoCode:
    """What the reply holds of the function that was asked for in ``target``'s language."""
    if reply.extracted is not None:
        return reply.extracted
    try:
        return extract(reply.text, target=target, name=intent.name, signature=intent.signature)
    except BadReply as error:
        stray = in_other_language(reply.text, target=target, name=intent.name, signature=intent.signature)
        return NoCode(str(error), error.hint, stray)
