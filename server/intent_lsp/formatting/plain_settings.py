"""Whether prettier's settings are data. They may also be a program, name plugins, or stand in a package, and then
reading them is running code.

Written after prettier 3's ``src/config``; what is not plainly data counts as code.
"""

from __future__ import annotations

import re
from typing import Any

from intent_lsp.formatting.choice import toml
from intent_lsp.text import json_text
from intent_lsp.text.json5 import Json5Error, read_all

_MAPPING = re.compile(r"(?:[ \t]*#.*\n|[ \t]*\n|---[ \t]*\n)*[A-Za-z_$][\w$]*:(?:[ \t]|\n|\Z)", re.ASCII)
"""A YAML document whose first line of content has a key: the root is a mapping, not the name of a package."""
_NAMES_CODE = re.compile(r"plugin|parser|\\|!", re.IGNORECASE)
"""What a plugin can be named by, also in YAML's other spellings of a key (escapes, tags)."""


def is_data(name: str, data: bytes) -> bool:
    """Whether a file of settings called ``name`` is data that names no code. A parser could be a file of code, too."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return False
    match name.rpartition(".")[2]:
        case "json":
            value = _json(text)
            return _is_plain(value.get("prettier", {}) if name == "package.json" and isinstance(value, dict) else value)
        case "json5":
            return _is_plain(_json5(text))
        case "toml":
            return _is_plain(toml(data))
        case "yaml" | "yml" | "prettierrc" if name != "package.yaml":
            value = _json(text)
            if value is not None:
                return _is_plain(value)
            return "\r" not in text and _MAPPING.match(text) is not None and _NAMES_CODE.search(text) is None
        case _:
            return False


def _is_plain(value: Any) -> bool:
    return isinstance(value, dict) and not any(_NAMES_CODE.search(key) for key in _keys(value))


def _keys(value: Any) -> list[str]:
    """The keys of an object and of what is in it."""
    found: list[str] = []
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            found += inner
            pending += inner.values()
        elif isinstance(inner, list):
            pending += inner
    return found


def _json(text: str) -> Any:
    try:
        return json_text.loads(text)
    except ValueError:
        return None


def _json5(text: str) -> Any:
    try:
        return read_all(text).value
    except Json5Error:
        return None
