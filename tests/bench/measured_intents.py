"""Intents of task sets, many times over under other names, and a model server that answers with what a model wrote.

A measurement of the loop leaves a workspace with the documents of its tasks in ``specs`` and the code that was written
for them; both are taken from there. Every tenth intent gets a wrong answer first.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.support.chat_server import Say

_HEAD = re.compile(r"\A(?://[^\n]*\n)+\n*")
"""The header of a generated file."""


class MeasuredIntents:
    """Documents by number, and the answer to each prompt."""

    def __init__(self, workspaces: Iterable[Path]) -> None:
        """``workspaces``: of measurements. Raises ``SystemExit`` where none of them has code."""
        self._tasks: dict[str, tuple[str, str]] = {}
        for root in workspaces:
            for file in sorted((root / "src/js/auto").glob("*.js")):
                document = root / "specs" / f"{file.stem}.intent.md"
                if document.exists():
                    code = _HEAD.sub("", file.read_text(encoding="utf-8"))
                    self._tasks.setdefault(file.stem, (document.read_text(encoding="utf-8"), code))
        if not self._tasks:
            raise SystemExit("no workspace has code in src/js/auto for documents in specs")
        self._names = list(self._tasks)

    def __len__(self) -> int:
        return len(self._names)

    def document(self, number: int, _: random.Random) -> str:
        """The text of one intent, for JavaScript alone."""
        name = self._names[number % len(self)]
        text = _renamed(self._tasks[name][0], name, number)
        return re.sub(r"(?m)^# target:.*$", "# target: js", text).rstrip() + "\n"

    def answer(self, request: dict[str, Any]) -> Say:
        """Decided by the prompt alone."""
        prompt = request["messages"][-1]["content"]
        said = re.search(rf"\b({'|'.join(map(re.escape, self._names))})_n(\d+)\b", prompt)
        assert said is not None
        name, number = said[1], int(said[2])
        code = _renamed(self._tasks[name][1], name, number)
        if number % 10 == 0 and "did not pass" not in prompt:
            code = f"export function {name}_n{number}() {{\n  return 'not yet';\n}}"
        return Say(f"```js\n{code.rstrip()}\n```")


def _renamed(text: str, name: str, number: int) -> str:
    return re.sub(rf"\b{re.escape(name)}\b", f"{name}_n{number}", text)
