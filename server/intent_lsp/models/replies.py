"""Replies as they are kept: here, and among those that a team shares."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from intent_lsp.models.cache import Cache
from intent_lsp.models.contract import BUILTIN, Prompt, Reply
from intent_lsp.remote_store.shared import SharedCache
from intent_lsp.remote_store.stores import entry_name


class Replies:
    """Both places, of which either may be missing; without a cache here nothing is shared."""

    def __init__(self, cache: Cache | None, shared: SharedCache | None) -> None:
        self._cache = cache
        self._shared = shared

    async def from_elsewhere(self, keys: Iterable[str]) -> Reply | None:
        """The first reply under one of these keys that the team has; it is kept here then."""
        if self._shared is None or self._cache is None:
            return None
        for key in dict.fromkeys(keys):
            name = entry_name("replies", key)
            data = await self._shared.get(name)
            if data is None:
                continue
            reply = await asyncio.to_thread(self._cache.adopt, key, data)
            if reply is not None:
                return reply
            self._shared.refuse(name)
        return None

    async def keep(self, key: str, reply: Reply, prompt: Prompt) -> None:
        """Keep a reply here, and a server's there as well."""
        if self._cache is None:
            return
        await asyncio.to_thread(self._cache.put, key, reply, prompt)
        if self._shared is not None and reply.model != BUILTIN:
            data = await asyncio.to_thread(self._cache.stored_bytes, key)
            if data is not None:
                self._shared.put(entry_name("replies", key), data)
