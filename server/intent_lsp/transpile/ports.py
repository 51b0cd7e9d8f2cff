"""Code that was written from the other language's: that both agree then proves nothing.

Two drafts that were made apart and agree on inputs beyond the examples are strong evidence: of 11 such pairs on tasks
with held-out inputs all were right. Of 14 pairs with a port four were wrong, two of them with yes-or-no results, where
little else would show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.document.model import Intent
from intent_lsp.transpile.target_state import TargetState
from intent_lsp.values import LANGUAGES, show

_FEW = 8
"""With two different results a guess passes eight examples once in 256 times."""


def doubt_ports(states: Sequence[TargetState], intent: Intent) -> None:
    """Note the doubt on both candidates of a pair of which one is a port and the examples say little."""
    passing = [state.rounds for state in states if state.rounds is not None and state.rounds.passed is not None]
    port = next((rounds for rounds in passing if rounds.passed and rounds.passed.ported), None)
    if port is None or not says_little(intent):
        return
    one = LANGUAGES[port.work.target]
    other = next(name for target, name in LANGUAGES.items() if target != port.work.target)
    doubt = f"the {one} code was written from the {other} code, and the examples are few yes-or-no answers"
    for rounds in passing:
        if rounds.passed is not None:
            reply = rounds.passed.reply
            rounds.passed = replace(rounds.passed, reply=replace(reply, doubts=(*reply.doubts, doubt)))


def says_little(intent: Intent) -> bool:
    """Whether the examples are few and have at most two different results."""
    results = {show(example.expected) for example in intent.examples}
    return len(results) <= 2 and len(intent.examples) < _FEW
