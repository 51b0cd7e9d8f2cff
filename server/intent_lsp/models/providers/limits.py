"""How many tokens an answer may take, and when it has gone on for too long."""

from __future__ import annotations

THINKING = 4096
"""Tokens for a model that thinks aloud before it answers."""
MOST = 2048
"""Tokens for an answer of any length; whoever needs more is asked again with more."""
_BASE = 384
"""Tokens for a function whose prompt says nothing long. The longest of 160 recorded replies has 317 in all."""
_TAIL = 1000
"""Characters at the end that must repeat one piece: no table of a real module is so long and so dull."""
_PIECE = 200
"""The longest piece, in characters, that counts as repeated."""
_PROBE = 50


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has, on the high side: three bytes a token, and the chat template."""
    return len(text.encode("utf-8", "surrogatepass")) // 3 + 64


def expected_tokens(user: str) -> int:
    """The limit for an answer to a question's user text.

    What makes an answer long stands in the question: parameters, rules, literals that become tables, and code that is
    to be ported or corrected.
    """
    return min(MOST, _BASE + estimate_tokens(user))


def repeats_itself(text: str) -> bool:
    """Whether a text ends in the same piece over and over, which a model does not get out of."""
    tail = text[-_TAIL:]
    if len(tail) < _TAIL:
        return False
    period = _TAIL - _PROBE - tail.rfind(tail[-_PROBE:], 0, -1)
    return period <= _PIECE and tail[period:] == tail[:-period]
