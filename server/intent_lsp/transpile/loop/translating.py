"""The other language's code, translated by rule: a candidate that costs no call.

It goes through all gates like any other. It does what the original does, so that it is a port: that both agree then
proves nothing (:mod:`intent_lsp.transpile.pairs.dependent_pairs`).
"""

from __future__ import annotations

from intent_lsp.document.model import Intent
from intent_lsp.models.contract import Reply
from intent_lsp.values import LANGUAGES, Target, other_target


def origin(target: Target) -> str:
    """Where a translation into the target comes from, in place of a provider and a model."""
    return f"translation from {LANGUAGES[other_target(target)]}"


def translated(reference: str, intent: Intent, target: Target) -> Reply | None:
    """The reference, which is in the other language, in this one; ``None`` where the rules end."""
    if not reference:
        return None
    from intent_lsp.translation.contract import Translated  # the rules are only loaded where one language is missing
    from intent_lsp.translation.example_types import types_of
    from intent_lsp.translation.translator import translate

    source = other_target(target)
    found = translate(reference, source, target, intent.name, types_of(intent))
    if not isinstance(found, Translated):
        return None
    return Reply(found.code, origin(target), origin(target), note=f"translated from {LANGUAGES[source]}, by rule")
