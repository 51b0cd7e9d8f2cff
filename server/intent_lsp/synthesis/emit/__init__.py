"""From a term to the formatted source of a module, in JavaScript and in Python."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from intent_lsp.synthesis.emit.javascript import JavaScript
from intent_lsp.synthesis.emit.missing import explicit
from intent_lsp.synthesis.emit.python import Python
from intent_lsp.synthesis.emit.writer import Function
from intent_lsp.synthesis.terms import Term
from intent_lsp.values import Target

_LONGEST = 120

__all__ = ["Function", "emit", "preview"]


def emit(function: Function, term: Term) -> dict[Target, str]:
    """The source of a module that defines the function, for each target."""
    term = explicit(term, function.nullable)
    return {"js": JavaScript(function).module(term), "py": Python(function).module(term)}


def preview(function: Function, term: Term) -> dict[Target, str]:
    """What the function does on one line, for each target, cut after some hundred characters."""
    bare = replace(function, summary="")
    return {target: _body(source, function.name) for target, source in emit(bare, term).items()}


def _body(source: str, name: str) -> str:
    lines = source.splitlines()
    opening = re.compile(rf"(export function|def) {re.escape(name)}\(")
    start = next((i for i, line in enumerate(lines) if opening.match(line)), 0)
    if lines[start].endswith("("):  # the parameters have lines of their own
        start = next(i for i, line in enumerate(lines[start:], start) if line.startswith(")"))
    body = ""
    for line in takewhile(lambda line: line[:1] in ("", " "), lines[start + 1 :]):
        body += ("" if not body else " " if body[-1] in ";:{([,}" else "; ") + line.strip()
    if body.startswith("return "):
        body = body.removeprefix("return ").removesuffix(";")
    return body if len(body) <= _LONGEST else body[: _LONGEST - 2] + " …"
