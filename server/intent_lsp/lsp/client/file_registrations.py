"""Where generated files lie: what is asked of the client for them, so that open ones are known and lead back.

Only those folders are asked for that the configuration or a document's ``outDir`` names: whoever works on other code of
these languages is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.lsp.wire.errors import JsonRpcException

logger = logging.getLogger(__name__)


class FileRegistrations:
    """The folders of generated files, and the registrations for them."""

    def __init__(self, editor: Editor, settings: SettingsStore) -> None:
        self._editor = editor
        self._settings = settings
        self._own: dict[Path, str] = {}
        """The ``outDir`` of every document that has one."""
        self._registered: dict[str, tuple[str, ...]] = {}
        """Patterns by group of registrations: of the configuration (no name), and of documents."""
        self._turn = asyncio.Lock()

    def begin(self) -> list[dict[str, Any]]:
        """The registrations to begin with: what the configuration says."""
        self._registered[""] = self._configured()
        return registrations(self._registered[""], self._editor.flags)

    def forget(self) -> None:
        """All documents are looked at again."""
        self._own.clear()

    async def learn(self, folders: Mapping[Path, str]) -> None:
        """These documents have these ``outDir``, or none (empty)."""
        for path, own in folders.items():
            if own:
                self._own[path] = own
            else:
                self._own.pop(path, None)
        if self._editor.flags.watched_files or self._editor.flags.dynamic_sync:
            await self.follow()

    async def follow(self) -> None:
        """Ask for what is missing, and for nothing that is no longer wanted."""
        if "" not in self._registered:
            return  # not yet
        async with self._turn:
            await self._change("", self._configured())
            named = {self._pattern(own, kind): None for own in sorted({*self._own.values()}) for kind in ("js", "py")}
            await self._change("-own", tuple(named))

    async def _change(self, group: str, patterns: tuple[str, ...]) -> None:
        before, flags = self._registered.get(group, ()), self._editor.flags
        if patterns == before:
            return
        self._registered[group] = patterns
        gone = [{"id": item["id"], "method": item["method"]} for item in registrations(before, flags, group)]
        wanted = registrations(patterns, flags, group)
        try:
            if gone:
                await self._editor.client.ask("client/unregisterCapability", {"unregisterations": gone})
            if wanted:
                await self._editor.client.ask("client/registerCapability", {"registrations": wanted})
        except JsonRpcException as error:
            logger.info("the editor registers nothing for generated files: %s", error)

    def _configured(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for folder in self._editor.folders:
            config = self._settings.loaded(folder).config
            found[self._pattern(config.js_dir, config.js_extension)] = found[self._pattern(config.py_dir, "py")] = None
        return tuple(found)

    @staticmethod
    def _pattern(folder: str, extension: str) -> str:
        return f"**/{folder.strip('/')}/*.{extension}"


def registrations(patterns: tuple[str, ...], flags: ClientFlags, group: str = "") -> list[dict[str, Any]]:
    """What is asked of this client for files like these. ``group`` keeps the ids of several such lists apart."""
    watched: list[dict[str, Any]] = []
    if flags.watched_files and patterns:
        watchers = {"watchers": [{"globPattern": pattern} for pattern in patterns]}
        watched = [{"id": f"intent-generated{group}-files", "method": "workspace/didChangeWatchedFiles",
                    "registerOptions": watchers}]  # fmt: skip
    if not flags.dynamic_sync or not patterns:
        return watched
    where = {"documentSelector": [{"scheme": "file", "pattern": pattern} for pattern in patterns]}
    methods: list[tuple[str, dict[str, Any]]] = [
        ("didOpen", {}),
        ("didChange", {"syncKind": 2}),
        ("didSave", {"includeText": False}),
        ("didClose", {}),
    ]
    methods += [("codeLens", {"resolveProvider": True})] if flags.dynamic_code_lens else []
    methods += [("definition", {})] if flags.dynamic_definition else []
    methods += [("codeAction", {"resolveProvider": False})] if flags.dynamic_code_action else []
    return watched + [
        {"id": f"intent-generated{group}-{name}", "method": f"textDocument/{name}",
         "registerOptions": {**where, **options}}
        for name, options in methods
    ]  # fmt: skip
