"""A workspace with a small model that drafts and a strong one that repairs."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.chat_server import Say

CONFIG = {
    "providers": [
        {"name": "small", "type": "openai_compat", "model": "draft-7b"},
        {"name": "strong", "type": "openai_compat", "model": "strong-14b"},
    ],
    "schedule": {"draft": ["small"], "repair": ["strong"]},
}


def configure(folder: Path, url: str) -> None:
    """Write the workspace's configuration; both models are served at ``url``."""
    config = json.loads(json.dumps(CONFIG))
    for provider in config["providers"]:
        provider["baseUrl"] = url
    (folder / ".promirror").mkdir()
    (folder / ".promirror" / "intent.config.json").write_text(json.dumps(config), encoding="utf-8")


def fenced(code: str) -> Say:
    """A reply with JavaScript, as models write it."""
    return Say(f"Here it is:\n\n```js\n{code}```\n")
