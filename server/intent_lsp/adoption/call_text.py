"""A call of an existing function as text."""

from __future__ import annotations

from intent_lsp.adoption.contract import Call, ExistingFunction
from intent_lsp.values import show


def call_text(existing: ExistingFunction, call: Call) -> str:
    """The call as a person writes it."""
    return f"{existing.name}({', '.join(show(value) for value in call.args)})"
