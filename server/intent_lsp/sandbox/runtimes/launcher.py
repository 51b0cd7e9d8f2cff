"""Gives up every right that a foreign interpreter does not need, then becomes that interpreter.

``argv``: one JSON object with ``command``, ``readable`` (folders), ``executable`` (files), ``data`` (bytes),
``threads`` (may it start some, and handle signals) and ``environment``, which holds nothing of the user's.
The first frame on standard output tells the layers; where one is missing nothing is executed. The interpreter answers
on descriptor :data:`ANSWERS`; what it prints goes nowhere.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from intent_lsp.sandbox import wire
from intent_lsp.sandbox.hardening.layer import Layer

if sys.platform == "linux":
    from intent_lsp.sandbox.hardening import denied_calls, landlock, limits

ANSWERS = 3
MISSING = 3
"""Exit status when a layer is missing."""


def main() -> None:
    """Harden, report, execute."""
    order = json.loads(sys.argv[-1])
    os.dup2(1, ANSWERS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    layers = _confine(order)
    told = [[layer.name, layer.active, layer.detail] for layer in layers]
    os.write(ANSWERS, wire.frame({"layers": told}))
    if not all(layer.active for layer in layers):
        sys.exit(MISSING)
    os.dup2(nowhere, 1)
    os.execve(order["command"][0], order["command"], order["environment"])  # noqa: S606  no shell


def _confine(order: dict[str, Any]) -> list[Layer]:
    """Linux; elsewhere the program confines from outside."""
    if sys.platform != "linux":
        return []
    return [
        limits.enter(threads=order["threads"], data=order["data"]),
        landlock.enter(map(Path, order["readable"]), map(Path, order["executable"])),
        denied_calls.enter(threads=order["threads"], channel=ANSWERS),
    ]
