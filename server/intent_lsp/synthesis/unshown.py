"""Cases that the prose names and no example shows: what the program does there rests on nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from intent_lsp.synthesis.data import Record, Value, leaves
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.types import NUMBER, STRING, Type


def _texts(test: Callable[[str], bool]) -> Callable[[Value], bool]:
    """Whether some text in a value passes the test."""
    return lambda value: any(isinstance(leaf, str) and test(leaf) for leaf in leaves(value))


def _is_negative(value: Value) -> bool:
    return any(isinstance(leaf, (int, float)) and leaf < 0 for leaf in leaves(value))


def _is_empty(value: Value) -> bool:
    """Whether a text or a list is empty, or something in it is; nothing at all is empty too."""
    if isinstance(value, tuple):
        return not value or any(map(_is_empty, value))
    if isinstance(value, Record):
        return not value.items or any(map(_is_empty, value.items.values()))
    return value is None or value == ""


_CASES: tuple[tuple[re.Pattern[str], Type | None, Callable[[Value], bool]], ...] = (
    (re.compile(r"\b(?:white)?spaces?\b|\bblanks?\b"), STRING, _texts(lambda text: any(map(str.isspace, text)))),
    (re.compile(r"\bdigits?\b"), STRING, _texts(lambda text: any(map(str.isdigit, text)))),
    (re.compile(r"\bpunctuation\b"), STRING, _texts(lambda text: re.search(r"[^\w\s]", text) is not None)),
    (re.compile(r"\b(?:upper ?case|capitals?)\b"), STRING, _texts(lambda text: any(map(str.isupper, text)))),
    (re.compile(r"(?<!non-)(?<!non)(?<!non )\bnegatives?\b"), NUMBER, _is_negative),
    (re.compile(r"(?<!non-)(?<!non)\bempty\b"), None, _is_empty),
)
"""Words, the type of the parameters that they may be about (any), and what an example must hold."""


def unshown_case(problem: Problem) -> str:
    """The word for the first such case; empty when there is none."""
    kinds = {leaf for _, kind in problem.params for leaf in _scalars(kind)}
    shown = [value for row in problem.examples for value in row.values()] + list(problem.target)
    shown += [value for failing in problem.failing for value in failing.input.values()]
    for words, kind, shows in _CASES:
        said = words.search(problem.words.lowered)
        if said and (kind is None or kind in kinds) and not any(map(shows, shown)):
            return said[0]
    return ""


def _scalars(kind: Type) -> list[Type]:
    """The types of the leaves."""
    if kind.item is not None:
        return _scalars(kind.item)
    return [leaf for _, field in kind.fields for leaf in _scalars(field)] or [kind]
