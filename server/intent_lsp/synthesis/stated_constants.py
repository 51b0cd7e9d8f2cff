"""Numbers and words that the text states, and that a program does not hold."""

from __future__ import annotations

import re

from intent_lsp.synthesis.operators import HELPERS
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import leaves
from intent_lsp.synthesis.terms import Apply, Const, Term, walk
from intent_lsp.synthesis.unanswered import named_parts

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_PLACEHOLDER = re.compile(r"\{\d[^}]*\}")
_LITERALS = frozenset(["true", "false", "null", "none"])


def unused_number(problem: Problem, term: Term) -> str:
    """A number that the prose writes in digits and that occurs nowhere in the program, but for an instance; empty when
    there is none. Where the text asks for every part of the program, 1 goes without saying ("the sum from 1 to n"), and
    so does the length that a parameter has in all examples ("a card number of 16 digits")."""
    used: set[str] = set()  # only asked for membership
    for part in walk(term):
        if isinstance(part, Const):
            used.update(_DIGITS.findall(str(part.value)))
        elif isinstance(part, Apply):
            used.update(set(_DIGITS.findall(_PLACEHOLDER.sub("", part.op.js))) - {"0", "1"})
            for name in part.op.js_helpers:
                used.update(_DIGITS.findall(HELPERS["js"][name].source))
    named, parts = named_parts(problem, term)
    if named == parts:
        used.add("1")
    lengths = [{len(value) for value in row.values() if isinstance(value, (str, tuple))} for row in problem.examples]
    used.update(map(str, set.intersection(*lengths) if len(lengths) > 1 else ()))
    return next((str(stated) for stated in problem.words.demanded if str(abs(stated)) not in used), "")


def unused_word(problem: Problem, term: Term) -> str:
    """A single word that the prose puts in quotes and that occurs nowhere in the program; empty when there is none. One
    that is a whole argument or result of an example, a parameter or a literal is a mention only."""
    shown = {leaf for row in problem.examples for value in row.values() for leaf in leaves(value)}
    shown.update(leaf for value in problem.target for leaf in leaves(value))
    known = {name for name, _ in problem.params} | _LITERALS
    used = [str(part.value) for part in walk(term) if isinstance(part, Const)]
    used += [part.op.js for part in walk(term) if isinstance(part, Apply)]
    for word in problem.words.quoted:
        if word.isalpha() and word not in shown and word not in known and not any(word in text for text in used):
            return f'"{word}"'
    return ""
