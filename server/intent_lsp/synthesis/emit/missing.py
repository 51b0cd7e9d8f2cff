"""Values that may be missing (null, or an absent field of a record) say so in the program that is written.

The search knows no value where an operator meets a missing one. JavaScript would go on with ``"undefined"`` or NaN,
and Python with ``"None"``: so where a missing value would not raise an error by itself, it goes through a helper that
raises one. Where it is a proper value (a result, an item of a list) it becomes null in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from intent_lsp.synthesis.operators.table import Level, Operator, op
from intent_lsp.synthesis.terms import (
    Apply,
    Build,
    Each,
    Groups,
    If,
    IsNull,
    Joined,
    Member,
    Pairs,
    Term,
    Var,
    walk,
)
from intent_lsp.synthesis.types import Type, list_of

PRESENT = op("present", "T -> T", lambda x: x, "present({0})", js_helpers="present", py_helpers="present")
"""Its argument, which must not be missing."""
OR_NULL = op("orNull", "T -> T", lambda x: x, "{0} ?? null", "{0}", level=Level.TERNARY, py_level=Level.ATOM)
"""Its argument, or null where JavaScript has ``undefined``."""
_FAIL_BY_THEMSELVES = frozenset(["map", "filter", "all", "any", "count", "find", "sumBy"])
"""Loops that raise in both languages when there is no list."""
_RECEIVER = {
    "js": re.compile(r"\{(\d)(?::9)?\}\.|\[\.\.\.\{(\d)(?::\w+)?\}"),
    "py": re.compile(r"\{(\d)(?::9)?\}[.\[]|(?:len|sorted|sum|reversed)\(\{(\d)(?::\w+)?\}\)"),
}
"""Arguments that raise at once when they are missing."""


def explicit(term: Term, nullable: frozenset[str]) -> Term:
    """The same program, in which every value that may be missing is one that must be there, one that may become null,
    or one that is only looked at. ``nullable``: the variables that may be missing."""
    optional = any(isinstance(part, Member) and part.optional for part in walk(term))
    loops = any(isinstance(part, (Each, Pairs, Groups)) and part.type.kind == "optional" for part in walk(term))
    return _Pass(nullable).value(term, frozenset()) if nullable or optional or loops else term


@dataclass(frozen=True, slots=True)
class _Pass:
    """Rewrites terms; ``known`` are those that are certainly there."""

    nullable: frozenset[str]

    def value(self, term: Term, known: frozenset[Term]) -> Term:
        """Where a missing value is a proper one."""
        if self._may_miss(term, known):
            return Apply(OR_NULL, (self._inside(term, known),))
        if isinstance(term, If):
            return self._conditional(term, known, self.value)
        if isinstance(term, Each) and term.kind == "map":
            inner = self._with(term.var, term.type)
            return replace(term, over=self.free(term.over, known), body=inner.value(term.body, known))
        return self._inside(term, known)

    def strict(self, term: Term, known: frozenset[Term]) -> Term:
        """Where a missing value must be an error."""
        if self._may_miss(term, known):
            return Apply(PRESENT, (self._inside(term, known),))
        if isinstance(term, If):
            return self._conditional(term, known, self.strict)
        return self._inside(term, known)

    def free(self, term: Term, known: frozenset[Term]) -> Term:
        """Where a missing value raises by itself, or is as good as false."""
        return self._conditional(term, known, self.free) if isinstance(term, If) else self._inside(term, known)

    def _may_miss(self, term: Term, known: frozenset[Term]) -> bool:
        if term in known:
            return False
        return (isinstance(term, Var) and term.name in self.nullable) or (isinstance(term, Member) and term.optional)

    def _conditional(self, term: If, known: frozenset[Term], branch: Callable[[Term, frozenset[Term]], Term]) -> If:
        yes, no = _settled(term.condition)
        return If(self.free(term.condition, known), branch(term.then, known | yes), branch(term.otherwise, known | no))

    def _inside(self, term: Term, known: frozenset[Term]) -> Term:
        """The term with its parts rewritten."""
        match term:
            case IsNull(of):
                return IsNull(self.free(of, known))
            case Member(of):
                return replace(term, of=self.free(of, known))
            case If():
                return self._conditional(term, known, self.value)
            case Joined(parts):
                return Joined(tuple(self.strict(part, known) for part in parts))
            case Apply():
                return self._apply(term, known)
            case Each():
                over = self.free if term.kind in _FAIL_BY_THEMSELVES else self.strict
                body = self._with(term.var, term.type).strict(term.body, known)
                return replace(term, over=over(term.over, known), body=body)
            case Pairs():
                inner = self._with(term.var, term.type)
                key, value = inner.strict(term.key, known), inner.value(term.value, known)
                return replace(term, over=self.free(term.over, known), key=key, value=value)
            case Groups():
                key = self._with(term.var, term.type).strict(term.key, known)
                value = self._with(term.group, list_of(term.type)).value(term.value, known)
                return replace(term, over=self.strict(term.over, known), key=key, value=value)
            case Build(fields):
                return replace(term, fields=tuple((name, self.value(part, known)) for name, part in fields))
            case _:
                return term

    def _with(self, name: str, kind: Type) -> _Pass:
        """Inside a loop whose variable has this name and this type."""
        return _Pass(self.nullable | {name} if kind.kind == "optional" else self.nullable - {name})

    def _apply(self, term: Apply, known: frozenset[Term]) -> Term:
        if term.op.name in ("and", "or"):
            left, right = term.args
            yes, no = _settled(left)
            settled = yes if term.op.name == "and" else no
            return Apply(term.op, (self.strict(left, known), self.strict(right, known | settled)))
        fails = _receivers(term.op)
        ways = (self.free if index in fails else self.strict for index in range(len(term.args)))
        return Apply(term.op, tuple(way(arg, known) for way, arg in zip(ways, term.args, strict=True)))


def _receivers(operator: Operator) -> set[int]:
    """The arguments that raise at once in both languages when they are missing."""
    return _raising(operator.js, _RECEIVER["js"]) & _raising(operator.py, _RECEIVER["py"])


def _raising(template: str, pattern: re.Pattern[str]) -> set[int]:
    """Arguments that the template uses first, and unconditionally, in a way that raises."""
    first = pattern.match(template)
    return {int(first[1] or first[2])} if first is not None and "?" not in template else set()


def _settled(condition: Term) -> tuple[frozenset[Term], frozenset[Term]]:
    """What is certainly there when the condition holds, and when it does not."""
    match condition:
        case IsNull(of):
            return frozenset(), frozenset([of])
        case Apply(operator, (inner,)) if operator.name == "not":
            yes, no = _settled(inner)
            return no, yes
        case Apply(operator, (left, right)) if operator.name == "and":
            return _settled(left)[0] | _settled(right)[0], frozenset()
        case Apply(operator, (left, right)) if operator.name == "or":
            return frozenset(), _settled(left)[1] | _settled(right)[1]
        case _:
            return frozenset(), frozenset()
