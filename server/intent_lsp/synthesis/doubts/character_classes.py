"""Classes of characters that the examples do not tell apart: "a b" says nothing about a digit between two words.

Where the text names one of them, that one is meant; where it names none, the input with such a character is the
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from intent_lsp.synthesis.doubts.boundaries import Boundary, first_difference
from intent_lsp.synthesis.doubts.fitting import misses
from intent_lsp.synthesis.doubts.rewriting import with_child
from intent_lsp.synthesis.operators.patterns import class_of, for_class
from intent_lsp.synthesis.probes import Input
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import Apply, Term, children, compile_term, evaluate

_ALIKE = (("Space", "NonAlphanumeric", "NonLetter", "NonDigit"), ("Alphanumeric", "Letter"))
"""Classes that short examples hardly tell apart."""
_BETWEEN = ("7", ".", "-")
"""Characters that do."""
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"\b(?:letter|alphabet)")
_NAMES = {
    "Space": re.compile(r"\b(?:white)?space|\bblank"),
    "Letter": _LETTERS,
    "NonLetter": _LETTERS,
    "NonDigit": re.compile(r"\bdigit|\bnumeric"),
    "Alphanumeric": re.compile(r"\balphanumeric"),
    "NonAlphanumeric": re.compile(r"\balphanumeric|\bpunctuation|\bspecial char"),
}
_BOTH = re.compile(
    r"\bletters?,? (?:and|or|nor) (?:\w+ )?(?:digit|number)|\b(?:digit|number)s?,? (?:and|or|nor) letter"
)


def as_named(problem: Problem, fit: Fit) -> Fit:
    """The program with the classes that the text names, where the examples leave it open."""
    for name, term in _others(problem, fit.term):
        if _is_named(problem, name):
            run = compile_term(term)
            vector = tuple(evaluate(run, row) for row in problem.inputs.envs)
            return as_named(problem, replace(fit, term=term, vector=vector))
    return fit


def open_class(problem: Problem, term: Term) -> Boundary | None:
    """An input with a character about which neither text nor examples say anything; ``None`` if there is none, or where
    the text is empty, as then the examples are all that is meant."""
    others = (changed for _, changed in _others(problem, term)) if problem.words.prose else ()
    return next((b for changed in others if (b := first_difference(term, changed, _with_characters(problem)))), None)


def _others(problem: Problem, term: Term) -> Iterator[tuple[str, Term]]:
    """Another class for each that the text does not name, and the program with it, if that is right on every example
    too."""
    for used, name, changed in _changed(term):
        if not _is_named(problem, used) and not misses(problem, changed):
            yield name, changed


def _changed(term: Term) -> Iterator[tuple[str, str, Term]]:
    if isinstance(term, Apply) and (used := class_of(term.op)):
        for group in _ALIKE:
            if used in group:
                yield from ((used, name, replace(term, op=for_class(term.op, name))) for name in group if name != used)
    for index, child in enumerate(children(term)):
        for used, name, changed in _changed(child):
            yield used, name, with_child(term, index, changed)


def _is_named(problem: Problem, name: str) -> bool:
    """Whether the text names the class: letters together with digits are alphanumeric."""
    text = problem.words.lowered
    both = _BOTH.search(text) is not None
    if name in ("Alphanumeric", "NonAlphanumeric"):
        return both or _NAMES[name].search(text) is not None
    return not both and name in _NAMES and _NAMES[name].search(text) is not None


def _with_characters(problem: Problem) -> Iterator[Input]:
    """Examples with one of the characters after the first word of a text, or in its place; also of the first text in a
    list."""
    for sign in _BETWEEN:
        for row in problem.examples:
            for name, value in row.items():
                if isinstance(value, str):
                    yield from ({**row, name: text} for text in _with_sign(value, sign))
                elif isinstance(value, tuple) and value and isinstance(value[0], str):
                    yield from ({**row, name: (text, *value[1:])} for text in _with_sign(value[0], sign))


def _with_sign(text: str, sign: str) -> tuple[str, str]:
    return _WORD.sub(rf"\g<0>{sign}", text, count=1), _WORD.sub(sign, text, count=1)
