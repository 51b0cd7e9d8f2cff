"""Where the stores of these tests are read and written."""

from __future__ import annotations

import pytest

from intent_lsp.remote_store import store_process, visit
from intent_lsp.remote_store.address import parse
from intent_lsp.remote_store.stores import open_store


@pytest.fixture
def stores_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No child reads and writes a store: each would import its library, which takes a processor for a second."""
    for module in (store_process, visit):
        monkeypatch.setattr(module, "store_at", lambda text: open_store(parse(text)))
