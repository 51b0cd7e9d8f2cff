"""Tasks with shown and held-out examples, as intents."""

from __future__ import annotations

import json
from typing import Any

from intent_lsp.document import parse
from intent_lsp.document.model import Intent


def intent_of(task: dict[str, Any]) -> Intent:
    """The task as a person would have written it, with the shown examples only."""
    examples = "".join(f"- in: {_json(e['in'])} out: {_json(e['out'])}\n" for e in task["shown"])
    description = task["description"].replace("\n#", "\n #")
    text = (
        f"# name: {task['name']}\n# description:\n{description}\n# signature:\n{task['signature']}\n"
        f"# examples:\n{examples}"
    )
    (intent,) = parse(text).intents
    return intent


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
