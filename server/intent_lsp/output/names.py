"""The names of generated files."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document.structure.names import reserved_in
from intent_lsp.errors import OutsideWorkspace
from intent_lsp.syntax.naming import camel_case, snake_case
from intent_lsp.values import Target

_DECLARATIONS = {".js": ".d.ts", ".mjs": ".d.mts", ".cjs": ".d.cts"}
ENDINGS = (*_DECLARATIONS, *_DECLARATIONS.values(), ".py")
"""How the name of any generated file ends."""


def file_name(intent: str, target: Target, config: Config | None = None) -> str:
    """The name of an intent's file; without ``config``, the one for its candidates.

    Intents have identifiers for names; whoever calls with anything else gets no path out of it: ``OutsideWorkspace``.
    """
    if not intent.isidentifier() and not intent.replace("$", "_").isidentifier():
        raise OutsideWorkspace(f"{intent!r} cannot be a file name", hint="rename the intent to an identifier")
    if config is None:
        return f"{intent}.{target}"
    return f"{function_name(intent, target, config)}.{config.js_extension if target == 'js' else target}"


def function_name(intent: str, target: Target, config: Config) -> str:
    """What the function of an intent is called in the target's language; as written where that is a word of it."""
    if config.names == "written":
        return intent
    name = snake_case(intent) if target == "py" else camel_case(intent)
    return intent if reserved_in(name, (target,)) else name


def declarations_of(path: Path) -> Path:
    """The file that TypeScript reads beside a file of JavaScript."""
    return path.with_suffix(_DECLARATIONS[path.suffix])


def test_of(path: Path) -> Path:
    """The test of a file, under a name that pytest, Node and Vitest find."""
    return path.with_name(f"test_{path.name}" if path.suffix == ".py" else f"{path.stem}.test{path.suffix}")


def described(path: Path) -> Path:
    """The file that declarations or a test stand beside; any other file itself."""
    if path.suffix == ".py":
        return path.with_name(path.name.removeprefix("test_"))
    if path.stem.endswith(".test"):
        return path.with_name(path.stem.removesuffix(".test") + path.suffix)
    for extension, declarations in _DECLARATIONS.items():
        if path.name.endswith(declarations):
            return path.with_name(path.name.removesuffix(declarations) + extension)
    return path
