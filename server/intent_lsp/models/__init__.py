"""Prompt to reply: providers, router, cache, code extraction. The only package that opens sockets.

::

    create_models(config) ─→ Router ─→ cache ─→ providers: ollama, openai_compat, llama_cpp, builtin
                                │                   │
                                └ health, locks     └ http ─→ endpoints (the loopback guard)

    read(reply) ─→ code

Nothing here imports an HTTP library before a provider makes its first call.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intent_lsp.config import Config
    from intent_lsp.models.contract import SynthesiserProcess
    from intent_lsp.models.router import Router
    from intent_lsp.remote_store.shared import SharedCache


def create_models(
    config: Config,
    *,
    workspace: Path,
    synthesiser: SynthesiserProcess | None = None,
    shared: SharedCache | None = None,
) -> Router:
    """The cached router for one workspace; see :func:`intent_lsp.models.factory.create_models`."""
    from intent_lsp.models.factory import create_models as create

    return create(config, workspace=workspace, synthesiser=synthesiser, shared=shared)
