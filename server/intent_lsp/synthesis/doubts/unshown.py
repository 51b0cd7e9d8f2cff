"""Cases that no example shows, although the prose names them or the program could not but meet them: what it does there
rests on nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

from intent_lsp.doubts import Doubt
from intent_lsp.synthesis.elements import ITEM
from intent_lsp.synthesis.goals.mappings import GROUP
from intent_lsp.synthesis.problem import Problem
from intent_lsp.synthesis.search_values import Record, Value, leaves, same
from intent_lsp.synthesis.terms import Apply, Member, Term, Var, children, compile_term, evaluate, walk
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

_BY_PLACE = frozenset(["first", "last", "at"])
_EVERYWHERE = frozenset(["replaceAll", "removeAll"])
_BY_VALUE = frozenset(["without", "difference", "intersection", "unique", "position"])
"""Operators that treat equal items of a list alike, wherever they stand."""
_LOWER_THE_REST = frozenset(["capitalize", "titleWords", "camelCase", "pascalCase"])
"""Operators that make all letters of a word small but the first."""
_INNER_CAPITAL = re.compile(r"[A-Za-z][A-Z]")
_UNORDERED = re.compile(
    r"\b(?:regardless|irrespective|independent) of (?:the |their )?order|\bin any order|\bignoring order"
)


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


def unshown_input(problem: Problem, term: Term) -> str:
    """What all examples have in common although nothing promises it, in a few words; empty when there is nothing."""
    if any(isinstance(part, Apply) and part.op.name in _LOWER_THE_REST for part in walk(term)):
        given = [value for row in problem.examples for value in row.values()]
        if not any(map(_texts(lambda text: _INNER_CAPITAL.search(text) is not None), given)):
            return Doubt.NO_INNER_CAPITAL.of()
    if _UNORDERED.search(problem.words.lowered) and not _unordered(problem, term):
        return Doubt.ORDER_MATTERS.of()
    if _without_equals(problem, term):
        return Doubt.NO_EQUAL_ITEMS.of()
    if at_ends := _only_at_ends(problem, term):
        return Doubt.ONLY_AT_ENDS.of(repr(at_ends))
    for name, kind in problem.params:
        if kind.kind == "list" and kind.item is not NUMBER:
            lengths = {len(value) for row in problem.examples if isinstance(value := row[name], tuple)}
            if len(lengths) == 1 and max(lengths) > 1 and _only_by_place(name, term):
                return Doubt.ONE_LENGTH.of(name, max(lengths))
    return ""


def _unordered(problem: Problem, term: Term) -> bool:
    """Whether the program gives the same for the examples with each of their lists turned round."""
    run = compile_term(term)
    for row, wanted in zip(problem.examples, problem.target, strict=True):
        for name, value in row.items():
            if isinstance(value, tuple) and not same(evaluate(run, {**row, name: value[::-1]}), wanted):
                return False
    return True


def _without_equals(problem: Problem, term: Term) -> bool:
    """Whether the program looks for items by their value, and no example's list has two that are equal."""
    for part in walk(term):
        if isinstance(part, Apply) and part.op.name in _BY_VALUE and not _is_inner(part.args[0]):
            of = compile_term(part.args[0])
            lists = [value for row in problem.examples if isinstance(value := evaluate(of, row), tuple)]
            if not any(same(one, other) for items in lists for one, other in combinations(items, 2)):
                return True
    return False


def _is_inner(term: Term) -> bool:
    """Whether a term depends on more than the arguments: on the item of a list that a body goes through."""
    return any(isinstance(part, Var) and part.name in (ITEM, GROUP) for part in walk(term))


def _only_at_ends(problem: Problem, term: Term) -> str:
    """A text that the program replaces everywhere and the examples have only first or last; else empty."""
    for part in walk(term):
        if isinstance(part, Apply) and part.op.name in _EVERYWHERE and not any(map(_is_inner, part.args)):
            of, run = compile_term(part.args[0]), compile_term(part.args[1])
            found = [(evaluate(of, row), evaluate(run, row)) for row in problem.examples]
            held = [
                (text, old) for text, old in found if isinstance(text, str) and isinstance(old, str) and old in text
            ]
            if held and not any(old in text.removeprefix(old).removesuffix(old) for text, old in held):
                return str(held[0][1])
    return ""


def _only_by_place(name: str, term: Term) -> bool:
    """Whether the program looks at nothing of the parameter but items at certain places."""
    if isinstance(term, Var):
        return term.name != name
    if isinstance(term, Apply) and term.op.name in _BY_PLACE and term.args[0] == Var(name):
        return all(_only_by_place(name, part) for part in term.args[1:])
    if isinstance(term, Member) and term.index and term.of == Var(name):
        return True
    return all(_only_by_place(name, part) for part in children(term))
