"""Which formatter a project uses: the one whose settings are nearest to the file, up to the workspace folder."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from intent_lsp.files import single_file
from intent_lsp.text import json_text
from intent_lsp.values import Target

Name: TypeAlias = Literal["ruff", "black", "prettier"]

MOST_BYTES = 1 << 20
"""Of a file with settings."""
PRETTIER_FILES = (
    "package.json", "package.yaml", ".prettierrc",
    *(f".prettierrc.{kind}" for kind in ("json", "yaml", "yml", "json5")),
    *(f"{stem}.{kind}" for stem in (".prettierrc", "prettier.config")
      for kind in ("js", "ts", "mjs", "mts", "cjs", "cts")),
    ".prettierrc.toml",
)  # fmt: skip
"""In the order in which prettier 3 looks for them; the first one in a folder counts."""


@dataclass(frozen=True, slots=True)
class ChosenFormatter:
    """A formatter, and the file whose settings it will find."""

    name: Name
    settings: Path


def choose_formatter(path: Path, root: Path, target: Target) -> ChosenFormatter | None:
    """The formatter for a file at ``path`` in the workspace ``root``; ``None`` where the project has none."""
    for folder in folders(path, root):
        found = _python(folder, root) if target == "py" else _prettier(folder, root)
        if found is not None:
            return found
    return None


def folders(path: Path, root: Path) -> Iterator[Path]:
    """The folder of a file and those above it, up to the workspace folder."""
    for folder in path.parents:
        if not folder.is_relative_to(root):
            return
        yield folder


def read(path: Path, root: Path) -> bytes | None:
    """A file with settings; ``None`` for one that is missing, is not a plain file, or leads out of the workspace."""
    try:
        data = single_file.read_linked(path, MOST_BYTES + 1, within=root)
    except OSError:
        return None
    return data if data is not None and len(data) <= MOST_BYTES else None


def _python(folder: Path, root: Path) -> ChosenFormatter | None:
    """Where both have settings, ruff may only be the linter, and black formats."""
    pyproject = folder / "pyproject.toml"
    tools = _table(toml(read(pyproject, root)), "tool")
    if "black" in tools:
        return ChosenFormatter("black", pyproject)
    for name in (".ruff.toml", "ruff.toml"):
        if read(folder / name, root) is not None:
            return ChosenFormatter("ruff", folder / name)
    return ChosenFormatter("ruff", pyproject) if "ruff" in tools else None


def _prettier(folder: Path, root: Path) -> ChosenFormatter | None:
    for name in PRETTIER_FILES:
        data = read(folder / name, root)
        if data is None or (name == "package.json" and "prettier" not in _object(data)):
            continue
        if name == "package.yaml" and b"prettier" not in data:
            continue
        return ChosenFormatter("prettier", folder / name)
    package = _object(read(folder / "package.json", root))
    depends = any("prettier" in _table(package, key) for key in ("devDependencies", "dependencies"))
    return ChosenFormatter("prettier", folder / "package.json") if depends else None


def toml(data: bytes | None) -> dict[str, Any]:
    """The table of a TOML file; empty where there is none."""
    try:
        return tomllib.loads((data or b"").decode("utf-8"))
    except (ValueError, RecursionError):
        return {}


def _object(data: bytes | None) -> dict[str, Any]:
    try:
        value = json_text.loads((data or b"").decode("utf-8-sig"))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _table(parent: dict[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}
