"""The JSON Schema of a configuration file, made from the table of settings.

``server/intent_lsp/intent.config.schema.json`` is this schema's shipped form; a test keeps the two equal.
Run as a module, it prints the file: ``python -m intent_lsp.configuration.schema``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from intent_lsp.config import Config
from intent_lsp.configuration.settings import SETTINGS, file_shape

SHIPPED = Path(__file__).parent.parent / "intent.config.schema.json"


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 with descriptions and defaults."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "intent-lsp configuration",
        "description": "Settings of .promirror/intent.config.json and of the user's own config.json.",
        **file_shape().schema(),
    }
    defaults = Config()
    for setting in SETTINGS:
        default = getattr(defaults, setting.field)
        place = made["properties"]
        for step in setting.key[:-1]:
            place = place[step]["properties"]
        if default not in ((), ""):
            place[setting.key[-1]]["default"] = list(default) if isinstance(default, tuple) else default
    return made


def shipped() -> str:
    """The text of the shipped file."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    print(shipped(), end="")
