"""The settings of a session, kept by folder and asked for again whenever something says that they changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from intent_lsp.config import ConfigProblem, LoadedConfig
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.settings import SECTION, EditorSettings, editor_settings, load
from intent_lsp.lsp.wire.errors import JsonRpcException
from intent_lsp.search import GLOB

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 2.0

WATCHED = (GLOB, "**/.promirror/intent.config.json", "**/.promirror/reports/**")


class SettingsStore:
    """Settings by folder."""

    def __init__(self, editor: Editor, on_change: Callable[[], None]) -> None:
        """``on_change`` is called when the editor's settings are others than before."""
        self._editor = editor
        self._on_change = on_change
        self._initial: Mapping[str, Any] = {}
        self._pulled: dict[Path, Mapping[str, Any]] = {}
        self._loaded: dict[Path, tuple[Any, LoadedConfig]] = {}
        self._told: set[str] = set()
        self._asking = asyncio.Lock()

    def begin(self, options: Mapping[str, Any]) -> None:
        """Take the settings of ``initializationOptions``: under ``settings``, or right there."""
        settings = options.get("settings")
        self._initial = settings if isinstance(settings, dict) else options

    def forget(self) -> None:
        """Load everything anew when it is needed next."""
        self._loaded.clear()

    def values(self, root: Path) -> Mapping[str, Any]:
        """The editor's raw settings for a folder."""
        return {**self._initial, **self._pulled.get(root, {})}

    def editor(self, root: Path) -> EditorSettings:
        """What the language server itself is told for a folder."""
        settings, complaints = editor_settings(self.values(root))
        self._complain(complaints)
        return settings

    def loaded(self, root: Path) -> LoadedConfig:
        """The configuration of a folder. Read again when its file has changed, watched or not."""
        stamp = _stamp(root)
        known = self._loaded.get(root)
        if known is not None and known[0] == stamp:
            return known[1]
        loaded = load(root, self.values(root), None, client=self._editor.initialize.client)
        self._loaded[root] = stamp, loaded
        self._complain([_line(problem) for problem in loaded.problems])
        return loaded

    def _complain(self, complaints: list[str]) -> None:
        """Say once what is wrong, in one message; the log has all of it."""
        new = [text for text in dict.fromkeys(complaints) if text not in self._told]
        self._told.update(new)
        for text in new:
            logger.warning("%s", text)
        if new:
            more = len(new) - 1
            also = f" ({more} more such problem{'s' * (more > 1)}: see the log)" if more else ""
            self._editor.show("warning", new[0] + also)

    async def register(self, more: Sequence[dict[str, Any]]) -> None:
        """Ask to be told about files and settings, where the client can do that. ``more``: other registrations."""
        flags, registrations = self._editor.flags, []
        if flags.watched_files:
            watchers = [{"globPattern": pattern} for pattern in WATCHED]
            registrations.append(
                {
                    "id": "intent-files",
                    "method": "workspace/didChangeWatchedFiles",
                    "registerOptions": {"watchers": watchers},
                }
            )
        if flags.did_change_configuration:
            registrations.append(
                {
                    "id": "intent-settings",
                    "method": "workspace/didChangeConfiguration",
                    "registerOptions": {"section": SECTION},
                }
            )
        registrations += more
        if registrations:
            try:
                await self._editor.client.ask("client/registerCapability", {"registrations": registrations})
            except JsonRpcException as error:
                logger.info("the editor registers nothing for us: %s", error)

    async def until_answered(self) -> None:
        """Wait until an answer that is under way is there, but not for long."""
        try:
            async with asyncio.timeout(SETTLE_SECONDS), self._asking:
                pass
        except TimeoutError:
            logger.info("the editor has not told its settings yet; going on without them")

    async def pull(self) -> None:
        """Ask for the settings of every folder."""
        async with self._asking:
            await self._pull()

    async def _pull(self) -> None:
        folders = self._editor.folders
        if not self._editor.flags.configuration or not folders:
            return
        items = [{"scopeUri": folder.as_uri(), "section": SECTION} for folder in folders]
        try:
            answers = await self._editor.client.ask("workspace/configuration", {"items": items})
        except JsonRpcException as error:
            logger.info("the editor sent no settings: %s", error)
            return
        if not isinstance(answers, list):
            return
        pulled: dict[Path, Mapping[str, Any]] = {
            folder: answer for folder, answer in zip(folders, answers, strict=False) if isinstance(answer, dict)
        }
        if pulled != self._pulled:
            self._pulled = pulled
            self._on_change()

    def problems(self, file: Path, text: str) -> list[ConfigProblem]:
        """What is wrong with a configuration file that says this."""
        root = file.parent.parent
        loaded = load(root, self.values(root), text, client=self._editor.initialize.client)
        return [problem for problem in loaded.problems if problem.source == str(file)]


def _stamp(root: Path) -> tuple[int, int] | None:
    try:
        status = (root / ".promirror" / "intent.config.json").stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _line(problem: ConfigProblem) -> str:
    where = f"{problem.source}:{problem.line}:{problem.column}" if problem.line else problem.source
    return f"{where}: {problem.message}"
