"""How much the fuzz tests draw: all of it in ``./dev fuzz``, a quarter everywhere else."""

from __future__ import annotations

from hypothesis import settings

THOROUGH = "thorough"
"""The profile of ``./dev fuzz``."""


def share(count: int) -> int:
    """All of ``count`` in ``./dev fuzz``, a quarter of it elsewhere."""
    return count if settings.get_current_profile_name() == THOROUGH else count // 4


def fuzzed(examples: int) -> settings:
    """Decorates a test that draws a share of so many ``examples``."""
    return settings(max_examples=share(examples))
