"""Code that was written from the other language's: that both agree then proves nothing.

Two drafts that were made apart and agree on inputs beyond the examples are strong evidence: of 19 such pairs on tasks
with held-out inputs all were right. Of 18 pairs of which one was written from the other, after its own language's
drafts had failed, 13 were (docs/models.md); a further program as a second opinion told the right ones from the wrong
ones no better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.document.model import Intent
from intent_lsp.transpile.target_state import TargetState
from intent_lsp.values import LANGUAGES, other_target, show

_FEW = 8
"""With two different results a guess passes eight examples once in 256 times."""


def doubt_ports(states: Sequence[TargetState], intent: Intent) -> None:
    """Note the doubt on both candidates of a pair of which one is a port, if its own language's drafts failed before or
    the examples say little.
    """
    passing = [state.rounds for state in states if state.rounds is not None and state.rounds.passed is not None]
    port = next((rounds for rounds in passing if rounds.passed and rounds.passed.ported), None)
    if port is None:
        return
    failed = any(each.reason for each in port.history)
    if not failed and not says_little(intent):
        return
    one, other = LANGUAGES[port.work.target], LANGUAGES[other_target(port.work.target)]
    doubt = f"the {one} code was written from the {other} code, and " + (
        f"what was written in {one} before failed: no second program confirms it"
        if failed
        else "the examples are few yes-or-no answers"
    )
    for rounds in passing:
        if rounds.passed is not None:
            reply = rounds.passed.reply
            rounds.passed = replace(rounds.passed, reply=replace(reply, doubts=(*reply.doubts, doubt)))


def says_little(intent: Intent) -> bool:
    """Whether the examples are few and have at most two different results."""
    results = {show(example.expected) for example in intent.examples}
    return len(results) <= 2 and len(intent.examples) < _FEW
