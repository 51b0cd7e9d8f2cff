"""The markers that Git leaves where a merge failed: while one stands in a document, nothing of it is to be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from intent_lsp.document.model import Intent, Problem
from intent_lsp.text.source import Source
from intent_lsp.text.span import Span

_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7}|={7})(?=[ \t]|$).*$", re.MULTILINE)
_SURE = ("<<<<<<<", ">>>>>>>")
"""Seven equals signs alone underline a heading."""
_MESSAGES = {
    "<": "a merge was left unfinished here: keep one side, and remove the three markers",
    "|": "this marks what both sides of an unfinished merge come from: remove it with the lines below it",
    "=": "this divides the two sides of an unfinished merge: keep one of them",
    ">": "an unfinished merge ends here: keep one side, and remove the markers",
}
_ELSEWHERE = "an unfinished merge stands in this document: resolve it first"


def conflicts(text: str) -> tuple[Problem, ...]:
    """A ``merge-conflict`` error per marker, with spans of the document."""
    if not any(mark in text for mark in _SURE):
        return ()
    markers = list(_MARKER.finditer(text))
    if not any(marker[0].startswith(_SURE) for marker in markers):
        return ()
    source = Source(text)
    return tuple(
        Problem("merge-conflict", "error", _MESSAGES[marker[0][0]], source.span(marker.start(), marker.end()))
        for marker in markers
    )


def conflict_problems(
    intents: Sequence[Intent], found: Sequence[Problem]
) -> tuple[list[tuple[Problem, ...]], list[Problem]]:
    """The problems per intent of a document with conflicts, and those outside of all.

    What else is wrong is not worth saying before the merge is done, and no intent is transpiled.
    """
    inside: list[list[Problem]] = [[] for _ in intents]
    outside: list[Problem] = []
    index = -1
    for problem in found:
        line = problem.span.line
        while index + 1 < len(intents) and intents[index + 1].line <= line:
            index += 1
        if index < 0 or line >= intents[index].line + intents[index].lines:
            outside.append(problem)
        else:
            inside[index].append(_moved(problem, -intents[index].line))
    return [
        tuple(own) or (Problem("merge-conflict", "error", _ELSEWHERE, intent.name_span),)
        for own, intent in zip(inside, intents, strict=True)
    ], outside


def _moved(problem: Problem, lines: int) -> Problem:
    span: Span = problem.span.down(lines)
    return Problem(problem.code, problem.severity, problem.message, span)
