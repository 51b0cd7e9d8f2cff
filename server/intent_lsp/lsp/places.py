"""Where generated files lie: what is asked of the client for them, so that open ones are known and lead back.

Only those folders are asked for that the configuration or a document's ``outDir`` names: whoever works on other code of
these languages is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcException

from intent_lsp.document.front_matter import read as read_front_matter
from intent_lsp.lsp.capabilities import ClientFlags
from intent_lsp.search import documents_below

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session

logger = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds after the start before all folders are looked through: the first document goes first."""
HEAD = 4096
"""Bytes in which a document's front matter is looked for."""


class GeneratedPlaces:
    """The folders of generated files, and the registrations for them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._own: dict[Path, str] = {}
        """The ``outDir`` of every document that has one."""
        self._registered: dict[str, tuple[str, ...]] = {}
        """Patterns by group of registrations: of the configuration (no name), and of documents."""
        self._turn = asyncio.Lock()

    def begin(self) -> list[dict[str, Any]]:
        """The registrations to begin with: what the configuration says."""
        self._registered[""] = self._configured()
        return registrations(self._registered[""], self._session.flags)

    async def search(self, pause: float = 0.0) -> None:
        """Look for documents with an ``outDir`` in all folders."""
        if self._asks:
            await asyncio.sleep(pause)
            found = [await asyncio.to_thread(_own_folders, folder) for folder in self._session.folders]
            self._own = {path: own for folder in found for path, own in folder.items()}
            await self.follow()

    async def look_again(self, paths: Iterable[Path]) -> None:
        """These documents may have another ``outDir`` now, or be gone."""
        if not self._asks:
            return
        before = dict(self._own)
        for path in paths:
            own = await asyncio.to_thread(_own_folder, path)
            if own:
                self._own[path] = own
            else:
                self._own.pop(path, None)
        if self._own != before:
            await self.follow()

    @property
    def _asks(self) -> bool:
        return self._session.flags.watched_files or self._session.flags.dynamic_sync

    async def follow(self) -> None:
        """Ask for what is missing, and for nothing that is not wanted any more."""
        if "" not in self._registered:
            return  # not yet
        async with self._turn:
            await self._change("", self._configured())
            named = {self._pattern(own, kind): None for own in sorted({*self._own.values()}) for kind in ("js", "py")}
            await self._change("-own", tuple(named))

    async def _change(self, group: str, patterns: tuple[str, ...]) -> None:
        before, flags = self._registered.get(group, ()), self._session.flags
        if patterns == before:
            return
        self._registered[group] = patterns
        gone = [{"id": item["id"], "method": item["method"]} for item in registrations(before, flags, group)]
        wanted = registrations(patterns, flags, group)
        try:
            if gone:
                await self._session.client.ask("client/unregisterCapability", {"unregisterations": gone})
            if wanted:
                await self._session.client.ask("client/registerCapability", {"registrations": wanted})
        except JsonRpcException as error:
            logger.info("the editor registers nothing for generated files: %s", error)

    def _configured(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for folder in self._session.folders:
            config = self._session.settings.loaded(folder).config
            found[self._pattern(config.js_dir, "js")] = found[self._pattern(config.py_dir, "py")] = None
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


def _own_folders(folder: Path) -> dict[Path, str]:
    return {path: own for path in documents_below(folder) if (own := _own_folder(path))}


def _own_folder(path: Path) -> str:
    """The ``outDir`` of a document on disk; empty where it has none or cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return ""
    if not head.lstrip(b"\xef\xbb\xbf ").startswith(b"---") or b"outDir" not in head:
        return ""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return read_front_matter(text)[1].out_dir or ""
