"""Settings by folder: what the editor says, and the configuration that follows from it, the file and the environment.

The editor's settings come from ``initializationOptions`` first and, where the client supports it, from
``workspace/configuration`` afterwards. A notification that something changed only makes us ask again: its payload is
not looked at, because half the clients send an empty one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypeAlias

from intent_lsp.config import LoadedConfig

SECTION = "intent"
_SCOPED = ("Visual Studio Code", "VSCodium", "Code - OSS", "code-server", "Cursor", "Windsurf", "Positron")
"""Editors (``clientInfo.name``) that honour ``"scope": "machine"`` of our extension's settings."""
UNTRUSTED = (
    "This workspace is not trusted, and transpiling runs generated code. Trust the workspace to transpile; "
    "checking, completion and navigation work without."
)


Hints: TypeAlias = Literal["all", "failures", "off"]
"""Which examples get a hint: each that was run, those that fail, or none."""
_HINTS: dict[object, Hints] = {
    None: "all", True: "all", False: "off", "all": "all", "failures": "failures", "off": "off",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """What the language server itself is told."""

    transpile_on_save: bool = True
    code_lens: bool = True
    inlay_hints: Hints = "all"
    format_examples: bool = False
    warm_up: bool = True
    check_on_open: bool = True


def editor_settings(values: Mapping[str, Any]) -> tuple[EditorSettings, list[str]]:
    """Read our own settings; what has no meaning keeps its default and is named."""
    complaints: list[str] = []

    def flag(key: str, default: bool) -> bool:
        value = values.get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        complaints.append(f"intent.{key} must be true or false; {str(default).lower()} is used")
        return default

    def hints() -> Hints:
        value = values.get("inlayHints")
        if isinstance(value, (str, bool, NoneType)) and value in _HINTS:
            return _HINTS[value]
        complaints.append('intent.inlayHints must be "all", "failures" or "off"; "all" is used')
        return "all"

    settings = EditorSettings(
        transpile_on_save=flag("transpileOnSave", True),
        code_lens=flag("codeLens", True),
        inlay_hints=hints(),
        format_examples=flag("formatExamples", False),
        warm_up=flag("warmUp", True),
        check_on_open=flag("checkOnOpen", True),
    )
    return settings, complaints


def load(root: Path, values: Mapping[str, Any], text: str | None, *, client: str = "") -> LoadedConfig:
    """The configuration of a folder. ``text``: the configuration file as an editor holds it. Never raises.

    ``client``: the editor's name. Most editors merge a project's own files into their settings, and so a stranger's
    project could permit things; of the Visual Studio Code family it is known that our manifest keeps them apart.
    """
    from intent_lsp.configuration.load import load as load_configuration

    return load_configuration(root, env=os.environ, editor=values, scoped=client.startswith(_SCOPED), text=text)
