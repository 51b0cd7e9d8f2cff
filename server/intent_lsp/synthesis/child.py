"""The process that searches: ``python -m intent_lsp.synthesis.child``.

One JSON object a line. In: a task, as :mod:`intent_lsp.synthesis.wire` writes it. Out: ``{"progress": [used, budget]}``
now and then, ``{"fit": {target: line}}`` once, when something fits first, at last ``{"result": …}``, or
``{"error": text}`` for a defect of the search itself. One task at a time; the process ends when its standard input
does, also in the middle of a search.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
from typing import Any


def main() -> None:
    """Answer tasks until standard input ends."""
    tasks: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(tasks,), daemon=True).start()
    while True:
        _send(_answer(tasks.get()))


def _read(tasks: queue.SimpleQueue[str]) -> None:
    """Pass lines on; leave at once when there will be no more: whoever asked is gone."""
    for line in sys.stdin:
        tasks.put(line)
    os._exit(0)


def _answer(line: str) -> dict[str, Any]:
    from intent_lsp.synthesis import wire
    from intent_lsp.synthesis.search import solve

    try:
        result = solve(
            wire.task_from_json(json.loads(line)),
            lambda used, budget: _send({"progress": [used, budget]}),
            lambda fit: _send({"fit": fit}),
        )
        return {"result": wire.synthesis_to_json(result)}
    except Exception:
        return {"error": traceback.format_exc(limit=-4)}


def _send(message: dict[str, Any]) -> None:
    try:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
