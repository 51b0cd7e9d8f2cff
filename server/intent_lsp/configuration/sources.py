"""Where settings come from: each source yields plain data and can tell where in it something stands."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from intent_lsp.config import ConfigProblem
from intent_lsp.configuration.shapes import KeyPath, dotted_path
from intent_lsp.files import single_file
from intent_lsp.text.json5 import Json5Error, Node, read_all
from intent_lsp.text.source import Source as Lines
from intent_lsp.text.source import normalise
from intent_lsp.text.span import Span
from intent_lsp.user_cache import xdg_folder
from intent_lsp.values import JsonValue

MOST_BYTES = 1 << 20
"""Of a configuration file; no person wrote a larger one."""
KeyLocator: TypeAlias = Callable[[KeyPath], Span | None]
"""The span (0-based) of a setting, ``None`` where a source has no lines."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one source says. ``data`` is ``None`` when there is nothing to take from it."""

    source: str
    data: JsonValue
    place: KeyLocator
    problems: tuple[ConfigProblem, ...] = ()

    def problem(self, path: KeyPath, message: str, name: str | None = None) -> ConfigProblem:
        """A finding at a setting. ``name`` replaces the setting's own name in front of the message."""
        label = dotted_path(path) if name is None else name
        return problem(self.source, f"{label}: {message}" if label else message, self.place(path))


def problem(source: str, message: str, span: Span | None) -> ConfigProblem:
    """A problem with its place counted from 1."""
    if span is None:
        return ConfigProblem(message, source)
    return ConfigProblem(message, source, span.line + 1, span.column + 1, span.end_line + 1, span.end_column + 1)


def nowhere(_path: KeyPath) -> None:
    """The place of everything in a source without lines."""


def from_file(path: Path, *, within: Path | None = None) -> Settings | None:
    """A configuration file (JSON; comments and trailing commas are tolerated); ``None`` if there is none.

    ``within``: the workspace, out of which no symlink may lead; the user's own file may be one.
    """
    name = str(path)
    try:
        raw = single_file.read_linked(path, MOST_BYTES + 1, within=within)
        if raw is None:
            return None
        if len(raw) > MOST_BYTES:
            raise OSError(errno.EFBIG, f"it has more than {MOST_BYTES >> 20} MB")
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}; all of its settings keep their defaults"
        return Settings(name, None, nowhere, (problem(name, message, None),))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start)
        message = "is not UTF-8 here; save it as UTF-8"
        return Settings(name, None, nowhere, (problem(name, message, Span(line, 0, line, 0)),))
    return from_text(name, text)


def from_text(name: str, text: str) -> Settings:
    """A configuration file's text, for a file that an editor holds open."""
    text = normalise(text)
    lines = Lines(text)
    if not text.strip():
        return Settings(name, None, nowhere)
    try:
        tree = read_all(text)
    except Json5Error as error:
        found = problem(name, f"is not JSON: {error.message}", lines.span(error.start, error.end))
        return Settings(name, None, nowhere, (found,))
    return Settings(name, tree.value, lambda path: _find(tree, lines, path))


def _find(tree: Node, lines: Lines, path: KeyPath) -> Span:
    """The value at ``path``; the key where the value is an object or a list (a whole block would be too much)."""
    node, start, end = tree, tree.start, min(tree.end, tree.start + 1)
    for step in path:
        child = node.child(step)
        if child is None:
            break
        key = node.key(step) if isinstance(step, str) else None
        if child.items is None and child.members is None:
            start, end = child.start, child.end
        elif key is not None:
            start, end = key.start, key.end
        else:
            start, end = child.start, child.start + 1
        node = child
    return lines.span(start, end)


def workspace_file(root: Path) -> Path:
    """The workspace's configuration file."""
    return root / ".promirror" / "intent.config.json"


def user_file(env: Mapping[str, str], user_dir: Path | None) -> Path | None:
    """The user's own configuration file, by the system's convention; ``None`` when there is no home."""
    if user_dir is not None:
        return user_dir / "config.json"
    if given := xdg_folder("XDG_CONFIG_HOME", env):
        return given / "intent-lsp" / "config.json"
    if sys.platform == "win32":
        return Path(env["APPDATA"]) / "intent-lsp" / "config.json" if env.get("APPDATA") else None
    if not env.get("HOME"):
        return None
    folder = Path("Library", "Application Support") if sys.platform == "darwin" else Path(".config")
    return Path(env["HOME"]) / folder / "intent-lsp" / "config.json"
