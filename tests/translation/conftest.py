"""A sandbox for tests that draw their programs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.wasm import WasmSandbox


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[asyncio.Runner, WasmSandbox]]:
    """A sandbox with a loop of its own: Hypothesis calls plain functions."""
    with asyncio.Runner() as runner:
        sandbox = create_sandbox()
        runner.run(sandbox.start())
        yield runner, sandbox
        runner.run(sandbox.close())
