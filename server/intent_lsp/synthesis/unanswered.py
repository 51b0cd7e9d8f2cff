"""What was asked for and no part of the program answers to: parameters, words of the description; and mere tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from intent_lsp.doubts import Doubt
from intent_lsp.synthesis.higher_order import EACH
from intent_lsp.synthesis.operators import IDIOMS, OPERATORS
from intent_lsp.synthesis.operators.patterns import class_of
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.terms import (
    Apply,
    Const,
    Each,
    Fail,
    Groups,
    If,
    IsNull,
    Term,
    compile_term,
    evaluate,
    mentions,
    walk,
)
from intent_lsp.synthesis.types import BOOLEAN, Type

_DEMANDS = (
    "frequen", "common", "popular", "prime", "sort", "digit", "even", "odd", "uniq", "distinct", "duplicat", "average",
    "mean", "median", "consecut", "vowel", "consonant", "longest", "shortest", "anagram", "palindrom", "same",
    "divisib", "factorial", "fibonacci", "revers", "occur", "percent", "round", "maxim", "minim", "largest", "smallest",
    "greatest", "highest", "lowest", "sum", "product", "multiply", "multipli", "divide", "dividing", "division",
    "quotient", "subtract", "difference", "negative", "absolut", "bit", "binary", "hexadecimal", "leading", "trailing",
    "intersect", "union", "rotat", "adjacent", "last", "alternat", "ascending", "descending",
)  # fmt: skip
"""Stems of words that name a computation so plainly that a program without it is hardly what was meant."""
_NO_DEMAND = re.compile(
    r"\b(?:means|meant|meaning\w*|events?|evening\w*|digital\w*|even (?:if|when|though|with|without)|summ[ae]r\w*|"
    r"non-? ?negatives?|a bit|bit(?:e|es|ten|ter|coins?)|binary (?:search|tree|heap)|products?(?! of))\b"
)
"""Words that only look like them."""
_KIN = {
    "percent": ("percent", "multipl", "divid"),
    "mean": ("mean", "average", "median"),
    "longest": ("longest", "larg", "big", "max"),
    "shortest": ("shortest", "short", "small", "min"),
    "frequen": ("frequen", "common", "count"),
    "popular": ("popular", "common", "count"),
    "occur": ("occur", "count", "uniq", "frequen"),
    "digit": ("digit", "alphanumeric"),
    "round": ("round", "ceil", "floor", "truncat", "fixed"),
    "divisib": ("divisib", "leap"),
    "distinct": ("distinct", "uniq"),
    "duplicat": ("duplicat", "uniq", "repeat"),
    "palindrom": ("palindrom", "revers"),
    "anagram": ("anagram", "sort"),
    **dict.fromkeys(
        ("maxim", "largest", "greatest", "highest"), ("max", "larg", "big", "great", "high", "sort", "descend")
    ),
    **dict.fromkeys(("minim", "smallest", "lowest"), ("min", "small", "least", "low", "sort", "ascend")),
    "even": ("even", "divisib", "mod"),
    "odd": ("odd", "mod"),
    "sum": ("sum", "total", "add", "average"),
    "product": ("product", "multipl", "factorial"),
    **dict.fromkeys(("multiply", "multipli"), ("multipl", "product", "times")),
    **dict.fromkeys(("divide", "dividing", "division", "quotient"), ("divid", "divisib", "quotient", "average", "mod")),
    "subtract": ("subtract", "differ"),
    "difference": ("differ", "subtract", "distance", "without"),
    "negative": ("negat", "less", "min", "max", "abs", "sign"),
    "absolut": ("abs", "magnitude", "distance"),
    "bit": ("bit", "binary"),
    "binary": ("binary", "base", "bit"),
    "leading": ("leading", "prefix", "trim", "join", "word", "pars"),
    "trailing": ("trailing", "suffix", "trim", "join", "word"),
    "union": ("union", "uniq", "merg", "concat"),
    "rotat": ("rotat", "shift", "cycl"),
    "adjacent": ("adjacent", "neighb", "consecut", "pair"),
    "last": ("last", "end", "final", "right", "suffix", "after", "revers", "extension"),
    "alternat": ("alternat", "even", "odd", "mod"),
    "ascending": ("ascend", "sort"),
    "descending": ("descend", "sort", "revers"),
}
"""Hints that answer to a demand as well."""

_CASE = re.compile(
    r"\b(?:when|unless|otherwise|else)\b|"
    r"(?<!check )(?<!tell )(?<!determine )(?<!see )(?<!out )(?<!know )(?<!even )(?<!as )\bif\b"
    r"(?! (?:there are |they are )?(?:several|many|equal|ties|more than one))"
)
"""Words for a case of its own."""
_DECIDING = frozenset(["smaller", "larger", "clamp", "absolute"])

_SPECIAL = {
    "Vowel": ("vowel",),
    "Consonant": ("consonant",),
    "Upper": ("upper", "capital"),
    "Lower": ("lower", "small", "capital"),
}
"""Classes of letters, and the words that ask for them."""
_IDIOMS = frozenset(idiom.operator for idiom in IDIOMS)
_ALL_HINTS = tuple(
    sorted({hint for op in OPERATORS for hint in op.hints} | {hint for each in EACH.values() for hint in each.hints})
)


ClientLeft: TypeAlias = Literal["unused", "word", "unasked", "case", ""]
"""What a program leaves aside, or puts in: a parameter, a word of the text, something that nobody asked for, a case."""


def unanswered_part(problem: Problem, term: Term) -> str:
    """What the program leaves aside, in a few words for people; empty when there is nothing to name."""
    kind, what = left_aside(problem, term)
    match kind:
        case "unused":
            return Doubt.UNUSED_PARAMETER.of(what)
        case "word":
            return Doubt.UNANSWERED_WORD.of(what)
        case "unasked":
            return Doubt.UNASKED_PART.of(what)
        case "case":
            return Doubt.UNDECIDED_CASE.of(what)
    return ""


def unshown_part(problem: Problem, term: Term) -> str:
    """What the program leaves aside, said of another one that fits the examples as well and does not; empty when there
    is nothing to name."""
    kind, what = left_aside(problem, term)
    match kind:
        case "unused":
            return Doubt.UNSHOWN_PARAMETER.of(what)
        case "word":
            return Doubt.UNSHOWN_WORD.of(what)
        case "case":
            return Doubt.UNSHOWN_CASE.of(what)
    return ""


def left_aside(problem: Problem, term: Term) -> tuple[ClientLeft, str]:
    """What the program leaves aside: of which kind, and its name."""
    for name, _ in problem.params:
        if not mentions(term, name):
            return "unused", name
    hints = {hint for part in walk(term) for hint in _hints(part)}
    said = re.findall(r"[a-z]{3,}", _NO_DEMAND.sub("", problem.words.lowered))
    names = {word.lower() for name in _field_names(problem) for word in re.findall(r"[a-zA-Z][a-z]+", name)}
    for stem in _DEMANDS:
        word = next((word for word in said if word.startswith(stem) and word not in names), None)
        answers = _KIN.get(stem, (stem,))
        if word is not None and not any(hint.startswith(answer) for answer in answers for hint in hints):
            return "word", repr(word)
    if unasked := _unasked(problem, term):
        return "unasked", unasked
    case = None if problem.returns is BOOLEAN else _CASE.search(problem.words.lowered)
    if case and not any(map(_decides, walk(term))):
        return "case", repr(case[0])
    return "", ""


def _field_names(problem: Problem) -> Iterator[str]:
    """The names of parameters, and of fields in them and in the result: as words of the text, they ask for nothing."""
    for name, kind in problem.params:
        yield name
        yield from _fields(kind)
    yield from _fields(problem.returns)


def _fields(kind: Type) -> Iterator[str]:
    if kind.item is not None:
        yield from _fields(kind.item)
    for name, field in kind.fields:
        yield name
        yield from _fields(field)


def _unasked(problem: Problem, term: Term) -> str:
    """A part so special that hardly anyone wants it without saying so; empty when there is none, or no text at all."""
    applied = [part.op for part in walk(term) if isinstance(part, Apply)] if problem.words.prose else []
    for op in applied:
        stems = op.hints if op in _IDIOMS else _SPECIAL.get(class_of(op), ())
        if stems and not problem.words.hit(stems):
            return repr(op.name)
    return ""


def _decides(part: Term) -> bool:
    """Whether a part of a program treats some inputs otherwise than others."""
    match part:
        case If() | IsNull():
            return True
        case Each(kind=kind):
            return EACH[kind].body == "boolean" or kind in ("greatestBy", "leastBy")
        case Apply(op=op):
            return op.returns == "bool" or bool(op.js_helpers) or op.name in _DECIDING
        case _:
            return False


def named_parts(problem: Problem, term: Term) -> tuple[int, int]:
    """How many of the program's operators and conditionals the text asks for, and how many there are."""
    parts = [_hints(part) for part in walk(term) if isinstance(part, (Apply, Each, Groups, If))]
    return sum(problem.words.hit(hints) for hints in parts), len(parts)


def asked_for(problem: Problem, term: Term) -> bool:
    """Whether the text asks for every operator of the program, and the program answers to half of the words in the name
    that ask for an operator at all, where there are several."""
    parts = [_hints(part) for part in walk(term) if isinstance(part, (Apply, Each, Groups))]
    if not parts or not all(map(problem.words.hit, parts)):
        return False
    asking = [word for word in problem.words.named if word.startswith(_ALL_HINTS)]
    answered = [word for word in asking if word.startswith(tuple(hint for hints in parts for hint in hints))]
    return len(asking) < 2 or 2 * len(answered) >= len(asking)


def _hints(part: Term) -> tuple[str, ...]:
    """The stems of words that ask for this part."""
    match part:
        case Apply(op=op):
            return op.hints
        case Each(kind=kind):
            return EACH[kind].hints
        case Groups():
            return (*EACH["groupBy"].hints, "count")
        case _:
            return ()


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
