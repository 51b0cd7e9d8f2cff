"""What was asked for and no part of the program answers to: parameters, words of the description; and mere tables."""

from __future__ import annotations

from intent_lsp.synthesis.each import EACH
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.terms import (
    Apply,
    Const,
    Each,
    Fail,
    Groups,
    If,
    Term,
    compile_term,
    evaluate,
    mentions,
    walk,
)

_DEMANDS = (
    "frequen", "common", "popular", "prime", "sort", "digit", "even", "odd", "uniq", "distinct", "duplicat", "average",
    "mean", "median", "consecut", "vowel", "consonant", "longest", "shortest", "anagram", "palindrom", "same",
    "divisib", "factorial", "fibonacci", "revers", "occurr", "percent", "round",
)  # fmt: skip
"""Stems of words that name a computation so plainly that a program without it is hardly what was meant."""
_KIN = {
    "percent": ("percent", "multipl", "divid"),
    "mean": ("mean", "average"),
    "longest": ("longest", "larg", "big", "max"),
    "shortest": ("shortest", "short", "small", "min"),
    "frequen": ("frequen", "common", "count"),
    "popular": ("popular", "common", "count"),
    "occurr": ("occurr", "count", "uniq"),
    "divisib": ("divisib", "leap"),
    "distinct": ("distinct", "uniq"),
    "duplicat": ("duplicat", "uniq", "repeat"),
    "palindrom": ("palindrom", "revers"),
    "anagram": ("anagram", "sort"),
    "even": ("even", "divisib", "mod"),
    "odd": ("odd", "mod"),
}
"""Hints that answer to a demand as well."""


def unanswered_part(problem: Problem, term: Term) -> str:
    """What the program leaves aside, in a few words for people; empty when there is nothing to name."""
    for name, _ in problem.params:
        if not mentions(term, name):
            return f"the program does not use {name}"
    hints = _hints(term)
    for stem in _DEMANDS:
        if not problem.words.hit((stem,)):
            continue
        answers = _KIN.get(stem, (stem,))
        if not any(hint.startswith(answer) for answer in answers for hint in hints):
            word = next(word for word in problem.words.said if word.startswith(stem))
            return f"the text speaks of {word!r}, no part of the program answers to it"
    return ""


def _hints(term: Term) -> set[str]:
    found: set[str] = set()  # only asked for membership
    for part in walk(term):
        if isinstance(part, Apply):
            found.update(part.op.hints)
        elif isinstance(part, Each):
            found.update(EACH[part.kind].hints)
        elif isinstance(part, Groups):
            found.update(EACH["groupBy"].hints)
            found.add("count")
    return found


def is_table(problem: Problem, term: Term) -> bool:
    """Whether the program is nested conditionals that recite answers, most of them for a single example, which the
    prose does not name."""
    while isinstance(term, If) and isinstance(term.then, Fail):
        term = term.otherwise
    leaves: dict[int, int] = {}
    terms = _leaves(term)
    if len(terms) < 3 or not all(isinstance(leaf, Const) for leaf in terms):
        return False
    if all(problem.words.speaks_of(leaf.value) for leaf in terms if isinstance(leaf, Const)):
        return False
    for row in problem.examples:
        part = term
        while isinstance(part, If):
            holds = evaluate(compile_term(part.condition), row)
            part = part.then if holds is True else part.otherwise
        leaves[id(part)] = leaves.get(id(part), 0) + 1
    alone = sum(count == 1 for count in leaves.values())
    return 2 * alone > len(terms)


def _leaves(term: Term) -> list[Term]:
    if isinstance(term, If):
        return _leaves(term.then) + _leaves(term.otherwise)
    return [term]
