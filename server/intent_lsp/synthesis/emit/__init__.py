"""From a term to the formatted source of a module, in JavaScript and in Python."""

from __future__ import annotations

from intent_lsp.synthesis.emit.javascript import JavaScript
from intent_lsp.synthesis.emit.python import Python
from intent_lsp.synthesis.emit.writer import Function
from intent_lsp.synthesis.terms import Term
from intent_lsp.values import Target

__all__ = ["Function", "emit"]


def emit(function: Function, term: Term) -> dict[Target, str]:
    """The source of a module that defines the function, for each target."""
    return {"js": JavaScript(function).module(term), "py": Python(function).module(term)}
