"""A yes-or-no goal as two or three conditions that the text names, joined by "and" or by "or".

The cheapest program for a few yes-or-no examples is hardly ever what was meant: almost any single condition fits them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.inputs import Entry, Vector
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.terms import Apply, Const, Member, Term, Var, children, walk
from intent_lsp.synthesis.types import NUMBER

_DEAREST = 7
_MOST = 24
_NAMED = 1
"""What it is worth that the text names all conditions; joining them costs nothing then."""


def conjunctions(bank: Bank, target: Vector) -> Iterator[tuple[int, Term]]:
    """Two or three conditions of the bank that the text names, joined so that they give the target, with costs."""
    if all(variable.type is NUMBER for variable in bank.inputs.variables):
        return  # comparisons of a few numbers are enumerated anyway, and any two bounds fit a few examples
    wanted = sum(1 << index for index, value in enumerate(target) if value)
    for name, against in (("and", ~wanted), ("or", wanted)):
        join = BY_NAME[name]
        fitting = _named(bank, wanted, all_of=name == "and")
        bank.allowance.spend(len(fitting) ** 2)
        for count in (2, 3):
            for chosen in combinations(fitting, count):
                left = bank.full & against
                for holds, _ in chosen:
                    left &= holds if name == "and" else ~holds
                if left == 0 and _each_matters(chosen, bank.full & against, name == "and"):
                    term = chosen[0][1].term
                    for _, entry in chosen[1:]:
                        term = Apply(join, (term, entry.term))
                    yield sum(entry.cost for _, entry in chosen) - _NAMED, term


def _named(bank: Bank, wanted: int, *, all_of: bool) -> list[tuple[int, Entry]]:
    """The cheapest named condition for each set of examples that may be a part of the whole, cheapest first."""
    found: list[tuple[int, Entry]] = []
    for holds, entries in bank.predicates.items():
        if (wanted & ~holds if all_of else holds & ~wanted) or holds == wanted:
            continue
        named = [
            entry
            for entry in entries
            if entry.cost <= _DEAREST and _is_plain(entry.term) and _is_named(bank, entry.term)
        ]
        if named:
            found.append((holds, min(named, key=lambda entry: entry.cost)))
    found.sort(key=lambda each: (each[1].cost, each[0]))
    return found[:_MOST]


def _is_plain(term: Term) -> bool:
    """Whether the condition is about a parameter as it is, or about how long it is or what it counts."""
    return all(
        not isinstance(part, Apply)
        or (part.op.returns == "num" and all(isinstance(leaf, (Var, Const, Member)) for leaf in part.args))
        for part in children(term)
    )


def _is_named(bank: Bank, term: Term) -> bool:
    """Whether the text names what the condition asks for: one of its operators, or a constant that says something."""
    words = bank.words
    return any(
        words.hit(part.op.hints)
        if isinstance(part, Apply)
        else isinstance(part, Const) and not words.goes_without_saying(part.value) and words.states(part.value)
        for part in walk(term)
    )


def _each_matters(chosen: tuple[tuple[int, Entry], ...], others: int, all_of: bool) -> bool:
    """Whether no condition can be left out: without it, one of the other examples would be decided wrongly."""
    for left_out in range(len(chosen)):
        left = others
        for index, (holds, _) in enumerate(chosen):
            if index != left_out:
                left &= holds if all_of else ~holds
        if left == 0:
            return False
    return True
