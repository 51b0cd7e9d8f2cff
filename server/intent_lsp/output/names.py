"""The names of generated files."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.errors import OutsideWorkspace
from intent_lsp.values import Target

_DECLARATIONS = {".js": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
ENDINGS = (*_DECLARATIONS, *_DECLARATIONS.values(), ".py")
"""How the name of any generated file ends."""


def file_name(intent: str, target: Target, config: Config | None = None) -> str:
    """The name of an intent's file; without ``config``, the one for its candidates.

    Intents have identifiers for names; whoever calls with anything else gets no path out of it: ``OutsideWorkspace``.
    """
    if not intent.isidentifier() and not intent.replace("$", "_").isidentifier():
        raise OutsideWorkspace(f"{intent!r} cannot be a file name", hint="Rename the intent to an identifier.")
    return f"{intent}.{config.js_extension if config and target == 'js' else target}"


def declarations_of(path: Path) -> Path:
    """The file that TypeScript reads beside a file of JavaScript."""
    return path.with_suffix(_DECLARATIONS[path.suffix])


def described(path: Path) -> Path:
    """The file of JavaScript that declarations stand beside; any other file itself."""
    for extension, declarations in _DECLARATIONS.items():
        if path.name.endswith(declarations):
            return path.with_name(path.name.removesuffix(declarations) + extension)
    return path
