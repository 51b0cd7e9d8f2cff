"""What the built-in provider found, kept where replies are kept: also that it found nothing.

A search depends on the intent and its counterexamples, and on no word of the prompt, so its reply is kept without
them: a repair round that asks for the same program, or another wording of the prompts, costs no search.
"""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.errors import NoProgram
from intent_lsp.models.cache import Cache, key_of
from intent_lsp.models.contract import Prompt, Reply
from intent_lsp.models.providers.builtin import MORE, Builtin


def search_key(prompt: Prompt, provider: Builtin) -> str:
    """The key of the provider's reply for the prompt's target: that of the search, whatever the prompt says."""
    return key_of(replace(prompt, system="", user="", version="", max_tokens=None), provider.cache_key(prompt))


def recall(cache: Cache, prompt: Prompt, provider: Builtin) -> Reply | None:
    """The reply of an earlier search; ``None`` when there was none.

    Raises :class:`~intent_lsp.errors.NoProgram`, as the search did, when it was in vain.
    """
    reply = cache.get(search_key(prompt, provider))
    if reply is not None and not reply.text:
        raise NoProgram(reply.note, hint=MORE, provider=provider.name)
    return reply


def remember_vain(cache: Cache, prompt: Prompt, provider: Builtin, vain: NoProgram) -> None:
    """Keep what a search in vain said."""
    reply = Reply("", provider.name, provider.model, note=vain.explanation)
    cache.put(search_key(prompt, provider), reply, prompt)
