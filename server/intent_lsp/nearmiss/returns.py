"""What a guard may return: only values that say nothing about one example."""

from __future__ import annotations

from intent_lsp.values import JsonValue

_PLAIN: tuple[JsonValue, ...] = (None, True, False, 0, 1, -1, "", [], {})


def expected_plain_values(expected: list[JsonValue]) -> list[JsonValue]:
    """Which of the plain values the failing examples expect, in a fixed order."""
    return [value for value in _PLAIN if any(type(value) is type(e) and value == e for e in expected)]


def describe_form(form: str) -> str:
    """A form of the result, for people: ``returned sorted(…)``."""
    return f"returned {form}"
