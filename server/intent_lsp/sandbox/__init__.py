"""Runs generated code: inputs go in, values and errors come out. The only package that executes what a model wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from intent_lsp.sandbox.wasm import WasmSandbox


def create_sandbox(
    *, on_progress: Callable[[str, float], None] | None = None, kind: Literal["wasm"] = "wasm"
) -> WasmSandbox:
    """A sandbox that is not started yet; it belongs to the event loop that starts it.

    ``on_progress(text, fraction)`` hears about the first start's compilation (once per user, about ten seconds).
    """
    from intent_lsp.sandbox.wasm import WasmSandbox  # imported late: most commands run no code

    return WasmSandbox(on_progress=on_progress)
