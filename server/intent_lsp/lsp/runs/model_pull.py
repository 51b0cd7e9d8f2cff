"""Fetching a model that is not installed, with progress, when the user asks for it."""

from __future__ import annotations

import asyncio
from typing import Any

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import IntentError
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.progress import Progress, finish_or_cancel
from intent_lsp.lsp.client.settings import UNTRUSTED
from intent_lsp.lsp.scope import Scope
from intent_lsp.lsp.wire.refusal import refused
from intent_lsp.lsp.wire.uris import path_of


async def pull(editor: Editor, scope: Scope, uri: str, model: str, token: str | int | None) -> dict[str, Any]:
    """Have Ollama download a model; answers ``{"pulled", "cancelled"}``. Raises ``JsonRpcException``."""
    from intent_lsp.models.pull_model import pull as fetch

    path = path_of(uri)
    if not scope.trusted:
        raise refused(UNTRUSTED)
    if path is None:
        raise refused("Save the document to a file first.")
    config = scope.config_of(path)
    own = [item for item in config.providers if item.type == "ollama"] or [ProviderConfig("ollama", "ollama")]
    provider = next((item for item in own if item.model == model), own[0])
    with Progress(editor.client, f"Fetching {model}", supported=editor.flags.work_done_progress, token=token) as bar:
        bar.show("asking Ollama")
        work = asyncio.create_task(
            fetch(provider, model, on_progress=lambda *step: bar.show(_line(*step)), allow_hosts=config.allow_hosts)
        )
        if not await finish_or_cancel(bar, work):
            bar.outcome = "cancelled; what was fetched is kept"
            return {"pulled": False, "cancelled": True}
        error = work.exception()
        if isinstance(error, IntentError):
            bar.outcome = "failed"
            raise refused(error.sentence)
        if error is not None:
            raise error
        bar.outcome = f"{model} is there"
    return {"pulled": True, "cancelled": False}


def _line(status: str, done: int, total: int) -> str:
    if not total:
        return status
    return f"{status} · {done / 1e9:.1f} of {total / 1e9:.1f} GB · {100 * done // total} %"
