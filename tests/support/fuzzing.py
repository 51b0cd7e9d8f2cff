"""How much the fuzz tests draw: all in ``./dev fuzz``, a quarter in ``./dev test``, a little in ``./dev quick``."""

from __future__ import annotations

from hypothesis import settings

THOROUGH = "thorough"
"""The profile of ``./dev fuzz``."""
QUICK = "quick"
"""The profile of ``./dev quick``."""
FEW = 25
"""So many examples are drawn there, where nothing else is said: 100 elsewhere."""
_PARTS = {THOROUGH: 1, QUICK: 16}


def share(count: int) -> int:
    """All of ``count`` in ``./dev fuzz``, a sixteenth of it in ``./dev quick``, a quarter elsewhere."""
    return max(1, count // _PARTS.get(settings.get_current_profile_name(), 4))


def fuzzed(examples: int) -> settings:
    """Decorates a test that draws a share of so many ``examples``."""
    return settings(max_examples=share(examples))
