"""The texts that the templates of the editors put where a description belongs. Pure.

A template that nobody has filled in describes no function, so it is never transpiled.
"""

from __future__ import annotations

_TEXTS = frozenset(
    (
        "say in a sentence or two what the function does",
        "what the function does, in a sentence or two",
        "what it does",
    )
)


def is_placeholder(description: str) -> bool:
    """Whether a description is still a template's own text."""
    return " ".join(description.split()).rstrip(".").casefold() in _TEXTS
