"""A number goal as ``a * x + b``, the coefficients found exactly from two examples and checked on the rest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.inputs import Entry, Vector
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.search_values import FAILED, number
from intent_lsp.synthesis.terms import Apply, Const, Term, num
from intent_lsp.synthesis.types import NUMBER

_LARGEST_DENOMINATOR = 1000
_CLOSE = Fraction(1, 10**8)


def affine_fits(bank: Bank, target: Vector) -> Iterator[tuple[int, Term]]:
    """Terms ``a * x + b`` over the bank's cheap numbers that give the target: (cost, term).

    At least three examples with three different values of ``x`` are needed, or two points always fit.
    """
    count = bank.inputs.examples
    if count < 3 or any(isinstance(t, bool) or not isinstance(t, (int, float)) for t in target):
        return
    wanted = [Fraction(str(t)) for t in target]
    tried = 0
    for entry in bank.entries(NUMBER, 4):
        values = entry.vector[:count]
        if isinstance(entry.term, Const) or FAILED in values or None in values or len(dict.fromkeys(values)) < 3:
            continue
        tried += 1
        if tried > 120:
            return
        line = _line([Fraction(str(v)) for v in values], wanted)
        if line is not None:
            yield _term(entry, *line)


def _line(xs: list[Fraction], ys: list[Fraction]) -> tuple[Fraction, Fraction] | None:
    """Slope and intercept, if one line with small denominators goes through all points."""
    other = next(i for i in range(1, len(xs)) if xs[i] != xs[0])
    slope = (ys[other] - ys[0]) / (xs[other] - xs[0])
    intercept = ys[0] - slope * xs[0]
    if slope == 0 or max(slope.denominator, intercept.denominator) > _LARGEST_DENOMINATOR:
        return None
    close = all(abs(slope * x + intercept - y) < _CLOSE for x, y in zip(xs, ys, strict=True))
    return (slope, intercept) if close else None


def _term(entry: Entry, slope: Fraction, intercept: Fraction) -> tuple[int, Term]:
    term, cost = entry.term, entry.cost
    if slope != 1:
        factor = number(float(slope))
        if slope.denominator > 1 and Fraction(str(factor)) != slope:
            scaled = Apply(BY_NAME["multiply"], (term, num(slope.numerator))) if slope.numerator != 1 else term
            term = Apply(BY_NAME["divide"], (scaled, num(slope.denominator)))
            cost += 6
        else:
            term = Apply(BY_NAME["multiply"], (term, num(factor)))
            cost += 4
    if intercept != 0:
        name = "add" if intercept > 0 else "subtract"
        term = Apply(BY_NAME[name], (term, num(number(float(abs(intercept))))))
        cost += 4
    return cost, term
