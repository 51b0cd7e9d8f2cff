"""Replies that a real model gave (``tests/bench/record_replies.py``), with what each task holds out."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intent_lsp.document.model import Intent
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import Job, Returned, Sandbox
from intent_lsp.values import Target
from tests.support.tasks import intent_of

FILE = Path(__file__).parents[1] / "data" / "recorded_replies.json"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One reply. ``held``: arguments and results that no prompt and no document holds."""

    task: str
    target: Target
    temperature: float
    text: str
    intent: Intent
    held: tuple[tuple[tuple[Any, ...], Any], ...]

    async def right(self, code: str, sandbox: Sandbox) -> bool:
        """Whether code gives every held-out result."""
        calls = tuple(args for args, _ in self.held)
        run = await sandbox.run(Job(self.target, code, self.intent.name, calls))
        return run.load_error is None and all(
            isinstance(outcome, Returned) and difference(wanted, outcome.value) is None
            for (_, wanted), outcome in zip(self.held, run.outcomes, strict=True)
        )


@functools.cache
def recorded(file: Path = FILE) -> tuple[Recorded, ...]:
    """All replies, in the order in which they came."""
    data = json.loads(file.read_text(encoding="utf-8"))
    tasks = {task["name"]: task for task in data["tasks"]}
    intents = {name: intent_of(task) for name, task in tasks.items()}
    held = {name: tuple((tuple(e["in"].values()), e["out"]) for e in task["held"]) for name, task in tasks.items()}
    return tuple(
        Recorded(r["task"], r["target"], r["temperature"], r["text"], intents[r["task"]], held[r["task"]])
        for r in data["replies"]
    )


def reply(task: str, target: Target, temperature: float) -> Recorded:
    """The one reply of that task, language and temperature."""
    (found,) = [r for r in recorded() if (r.task, r.target, r.temperature) == (task, target, temperature)]
    return found
