"""``textDocument/completion``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from intent_lsp.lsp.features import completion, config_completion
from intent_lsp.lsp.server import IntentServer
from intent_lsp.lsp.session import Session


async def handle(ls: IntentServer, params: types.CompletionParams) -> list[dict[str, Any]] | None:
    """What could stand here."""
    documents = ls.session.documents
    view = documents.views.get(params.text_document.uri)
    if view is None:
        return None
    place = view.place(params.position)
    if view.kind == "config":
        path = view.path
        return config_completion.complete(
            view, place, lambda: _models(ls.session, path), lambda: _providers(ls.session, path)
        )
    if view.kind != "intent":
        return None
    others = await documents.all_views() if completion.needs_others(view, place) else ()
    return completion.complete(view, place, ls.session.scope.flags, others)


def _models(session: Session, path: Path | None) -> list[str]:
    """Models that are configured anywhere, and those of servers that were found already. Asks nobody."""
    if path is None:
        return []
    scope = session.scope
    configs = [scope.config_in(folder) for folder in (scope.root_of(path), *scope.folders)]
    names = [provider.model for config in configs for provider in config.providers if provider.model]
    return list(dict.fromkeys([*names, *session.workbenches.found_models()]))


def _providers(session: Session, path: Path | None) -> list[str]:
    return [provider.name for provider in session.scope.config_of(path).providers] if path is not None else []
