from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Sandbox


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """The real sandbox, one for all tests of a module."""
    made = create_sandbox()
    try:
        await made.start()
        yield made
    finally:
        await made.close()
