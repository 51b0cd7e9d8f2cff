"""What was asked for, of one intent and target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RoundOptions:
    """What was asked for, and what it may use."""

    rounds: int
    candidates: int = 1
    """Candidates per round; the first that passes wins."""
    regenerate: bool = False
    provider: str = ""
    """The one provider that may answer; empty: the routes as configured."""
    search_in_parallel: bool = False
    """Whether the built-in provider searches while the first model answers."""
    port: bool = False
    """Whether the other language's code is shown from the first round on: nobody wants two programs made apart."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of the functions that the code may import."""
