"""A cache that a team shares: proofs and replies in a store elsewhere, which may be slow, away, full or lying.

``address`` says what may be named, ``stores`` read and write, ``store_process`` does so in a child for all but folders,
``courier`` carries in threads that nobody waits for, ``patience`` bounds what a run waits, ``shared`` is what the rest
of the program sees. What comes back is bytes: whoever asked reads them like any file of a stranger's, and runs the code
before anything is believed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intent_lsp.config import Config
    from intent_lsp.remote_store.shared import SharedCache


def create_shared(config: Config) -> SharedCache | None:
    """The shared cache of a configuration; ``None`` where none is set, or nothing may be contacted."""
    if not config.cache_remote or config.offline:
        return None
    from intent_lsp.remote_store.shared import SharedCache
    from intent_lsp.remote_store.store_process import store_at

    return SharedCache(
        lambda: store_at(config.cache_remote),
        seconds=config.cache_patience,
        read_only=config.cache_read_only,
        slow_start="://" in config.cache_remote.removeprefix("file://"),
    )
