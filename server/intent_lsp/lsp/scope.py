"""What counts where: the folder that a document belongs to, and its configuration and settings."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.lsp.client.client_capabilities import ClientFlags
from intent_lsp.lsp.client.editor import Editor
from intent_lsp.lsp.client.settings import EditorSettings
from intent_lsp.lsp.client.settings_store import SettingsStore
from intent_lsp.search import root_of


class Scope:
    """Answers for documents by their paths; knows no document itself."""

    def __init__(self, editor: Editor, settings: SettingsStore) -> None:
        self._editor = editor
        self._settings = settings

    @property
    def flags(self) -> ClientFlags:
        """What the client can do."""
        return self._editor.flags

    @property
    def trusted(self) -> bool:
        """Whether generated code may run here."""
        return self._editor.trusted

    @property
    def folders(self) -> tuple[Path, ...]:
        """The workspace folders."""
        return self._editor.folders

    def root_of(self, path: Path) -> Path:
        """The folder a document belongs to."""
        return root_of(path, self._editor.folders)

    def config_in(self, root: Path) -> Config:
        """The configuration of a folder."""
        return self._settings.loaded(root).config

    def config_of(self, path: Path) -> Config:
        """The configuration that counts for a document."""
        return self.config_in(self.root_of(path))

    def settings_of(self, path: Path) -> EditorSettings:
        """The editor's settings that count for a document."""
        return self._settings.editor(self.root_of(path))
