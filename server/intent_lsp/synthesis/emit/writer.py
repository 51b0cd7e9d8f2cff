"""What both emitters share: precedence, templates, names for lambda variables and shared subexpressions."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

from intent_lsp.document.model import Parameter
from intent_lsp.synthesis.emit.names import free_name, item_name, part_name, share_name
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.operators.table import Level, Operator
from intent_lsp.synthesis.terms import (
    FALSE,
    TRUE,
    Apply,
    Build,
    Const,
    Each,
    Fail,
    Groups,
    If,
    Joined,
    Pairs,
    Term,
    Var,
    children,
    size,
)
from intent_lsp.synthesis.types import Type

Code = tuple[str, int]
"""Source of an expression and how strongly it binds (:class:`Level`)."""

_PASS_THROUGH = frozenset(
    [
        "add", "subtract", "multiply", "smaller", "larger", "negate", "absolute", "clamp", "sum", "least",
        "greatest", "first", "last", "at", "power", "square", "remainder", "dot", "product", "rangeOf",
        "largestSubarraySum", "present", "orNull",
    ]
)
_ITEMS = frozenset(["T", "list T", "list num", "list list T"])
"""Results that are, or are made of, the items of an argument."""
_LAZY = frozenset(["and", "or", "between", "lookUpOr", "without", "countItem", "difference", "intersection"])
"""Operators of which JavaScript or Python may leave all arguments but the first unevaluated."""
_OWN_NAMES = re.compile(r"(?<![\w.\"'/-])(?:key|value|x|i|a|b|item|items|pair|row|sum|digit)(?![\w\"'(-]|=[^=])")
"""Variables that templates bind themselves."""
_PLACEHOLDER = re.compile(r"\{(\d)(?::([a-z]*)(\d?))?\}")


@dataclass(frozen=True, slots=True)
class Function:
    """The function to emit."""

    name: str
    parameters: tuple[Parameter, ...]
    summary: str
    """One line for the documentation comment; may be empty."""
    fractional: frozenset[str] = frozenset()
    """Parameters whose example values include numbers that are not whole."""
    nullable: frozenset[str] = frozenset()
    """Parameters, and results' fields (``$name``), that may be null or left out."""


class Writer(ABC):
    """Writes one function in one language. An instance is used once."""

    indent: ClassVar[str]
    width: ClassVar[int]
    reserved: ClassVar[frozenset[str]]
    """Names that a variable must not take: key words, and library names that templates use."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self.helpers: dict[str, None] = {}
        self._names: dict[str, str] = {}
        """Source names of lambda variables and solved fields."""
        self._taken = {parameter.name for parameter in function.parameters} | {function.name}
        self._floating: set[str] = set()
        """Lambda variables over lists whose items may be floats."""
        self._shared: dict[Term, str] = {}

    # --- expressions -------------------------------------------------------------------------------------------------

    def write(self, term: Term, level: int = Level.ANY) -> str:
        """The expression, in parentheses if it binds weaker than ``level``."""
        name = self._shared.get(term)
        if name is not None:
            return name
        source, own = self.expression(term)
        return f"({source})" if own < level else source

    @abstractmethod
    def expression(self, term: Term) -> Code:
        """The expression and its level."""

    def variable(self, name: str) -> str:
        return self._names.get(name, name)

    def logical(self, term: If) -> Code | None:
        """A conditional on truth values as ``and``, ``or``, ``not``; ``None`` when it is none."""
        condition, then, otherwise = term.condition, term.then, term.otherwise
        if (then, otherwise) == (TRUE, FALSE):
            return self.expression(condition)
        if (then, otherwise) == (FALSE, TRUE):
            return self.expression(negated(condition))
        if otherwise == FALSE:
            return self.expression(Apply(BY_NAME["and"], (condition, then)))
        if then == TRUE:
            return self.expression(Apply(BY_NAME["or"], (condition, otherwise)))
        if then == FALSE:
            return self.expression(Apply(BY_NAME["and"], (negated(condition), otherwise)))
        if otherwise == TRUE:
            return self.expression(Apply(BY_NAME["or"], (negated(condition), then)))
        return None

    def fill(self, template: str, term: Apply) -> str:
        """A template with the arguments of an operator."""
        args, words = term.args, term.op.params

        def argument(match: re.Match[str]) -> str:
            index, form, level = int(match[1]), match[2] or "", int(match[3] or 0)
            if index >= len(args):
                return match[0]
            source = self.argument(args[index], form or ("int" if words[index] == "int" else ""), level)
            bare = isinstance(args[index], Const) and source[-1:].isdigit()  # 180.toFixed does not parse
            return f"({source})" if bare and match.string[match.end() :].startswith(".") else source

        return _PLACEHOLDER.sub(argument, _OWN_NAMES.sub(self._renamed, template))

    def _renamed(self, own: re.Match[str]) -> str:
        """Another name for a variable of the template where the program already has one of this name."""
        return free_name(own[0], self._taken | self.reserved) if own[0] in self._taken else own[0]

    def argument(self, term: Term, form: str, level: int) -> str:
        """One argument of a template, in one of its forms (see ``operators/table.py``)."""
        if form == "len":
            return str(len(term.value)) if isinstance(term, Const) else f"{self.write(term, Level.ATOM)}.length"
        if form == "re" and isinstance(term, Const):
            return re.sub(r"([^A-Za-z0-9_\- ])", r"\\\1", str(term.value))
        return self.write(term, level)

    def floats(self, term: Term) -> bool:
        """Whether the value may be a ``float`` although it is whole."""
        match term:
            case Const(value):
                return isinstance(value, float)
            case Var(name):
                return name in self.function.fractional or name in self._floating
            case Apply(op, args):
                passes = op.name in _PASS_THROUGH or op.returns in _ITEMS
                return op.floating or (passes and any(map(self.floats, args)))
            case If(_, then, otherwise):
                return self.floats(then) or self.floats(otherwise)
            case Each(_, _, _, _, body):
                return self.floats(body)
            case _:
                return False

    @contextmanager
    def scope(self, var: str, over: Term, kind: Type, wanted: str = "") -> Iterator[str]:
        """A name for the variable of a lambda over the items of a list, while its body is written."""
        name = free_name(wanted or item_name(over, kind), self._taken | self.reserved)
        before = self._names.get(var)
        self._names[var] = name
        self._taken.add(name)
        if any(isinstance(part, (Var, Apply)) and self.floats(part) for part in _walk(over)):
            self._floating.add(var)
        try:
            yield name
        finally:
            self._taken.discard(name)
            self._floating.discard(var)
            if before is None:
                del self._names[var]
            else:
                self._names[var] = before

    # --- statements --------------------------------------------------------------------------------------------------

    @abstractmethod
    def assign(self, name: str, value: str) -> str:
        """A statement that names a value."""

    @abstractmethod
    def branch(self, condition: str, body: list[str]) -> list[str]:
        """An ``if`` without ``else``."""

    @abstractmethod
    def give_back(self, term: Term) -> list[str]:
        """A ``return`` statement, or the one that raises an error."""

    @abstractmethod
    def return_source(self, source: str) -> list[str]:
        """A ``return`` statement for an expression that is already written."""

    @abstractmethod
    def grouped(self, term: Groups) -> str:
        """The call that groups the items."""

    @abstractmethod
    def from_groups(self, term: Groups, groups: str) -> str:
        """The map made of the groups, which have this source; the same source when the groups are the result."""

    def body(self, term: Term) -> list[str]:
        """The statements of the function, without the outer indentation."""
        lines: list[str] = []
        guards: list[If] = []
        while isinstance(term, If) and isinstance(term.then, Fail):
            guards.append(term)
            term = term.otherwise
        for guard in guards:
            lines += self.branch(self.write(guard.condition), self.give_back(guard.then))
        if isinstance(term, Build):
            return lines + self._build(term)
        for part in shared_parts(term):
            name = free_name(share_name(part), self._taken | self.reserved)
            lines.append(self.assign(name, self.write(part)))
            self._taken.add(name)
            self._shared[part] = name
        if isinstance(term, Groups):
            return lines + self._groups_first(term)
        return lines + self._shortened(term) + self.statements(term)

    def _groups_first(self, term: Groups) -> list[str]:
        """The groups get a name, so that the statement that makes the map of them stays short."""
        name = free_name("groups", self._taken | self.reserved)
        grouped = self.grouped(term)
        self._taken.add(name)
        result = self.from_groups(term, name)
        if result == name:
            return self.return_source(grouped)
        return [self.assign(name, grouped), *self.return_source(result)]

    def _shortened(self, term: Term) -> list[str]:
        """Names for the largest parts of an expression that is too long for one line."""
        lines: list[str] = []
        for _ in range(3):
            if isinstance(term, If) or len(self.write(term)) <= self.width - 12:
                break
            parts = [(len(self.write(part)), part) for part in _outer_parts(term) if part not in self._shared]
            limit = len(self.write(term)) * 3 // 4
            fitting = [(length, part) for length, part in parts if 16 < length < min(limit, self.width - 20)]
            if not fitting:
                break
            part = max(fitting, key=lambda row: row[0])[1]
            name = free_name(part_name(part), self._taken | self.reserved)
            lines.append(self.assign(name, self.write(part)))
            self._taken.add(name)
            self._shared[part] = name
        return lines

    def _build(self, term: Build) -> list[str]:
        """A record: fields that others use are named first."""
        lines = []
        used = {part.name for _, value in term.fields for part in _walk(value) if isinstance(part, Var)}
        for name, value in term.fields:
            if "$" + name in used:
                plain = name if re.fullmatch(r"[A-Za-z_]\w*", name) else f"item{name}"
                own = free_name(plain, self._taken | self.reserved)
                lines.append(self.assign(own, self.write(value)))
                self._names["$" + name] = own
                self._taken.add(own)
        values = dict(term.fields)
        ready = {name: Var("$" + name) if "$" + name in used else values[name] for name in term.order}
        return lines + self.give_back(Build(tuple(ready.items()), term.order, term.is_tuple))

    def statements(self, term: Term) -> list[str]:
        """``if`` chains for conditionals, a ``return`` for the rest."""
        if not isinstance(term, If) or any(x in (TRUE, FALSE) for x in (term.then, term.otherwise)):
            return self.give_back(term)
        condition, then, otherwise = term.condition, term.then, term.otherwise
        swap = size(then) > size(otherwise) if not isinstance(otherwise, If) else False
        if swap or (isinstance(then, If) and not isinstance(otherwise, If)):
            condition, then, otherwise = negated(condition), otherwise, then
        return self.branch(self.write(condition), self.statements(then)) + self.statements(otherwise)

    @abstractmethod
    def module(self, term: Term) -> str:
        """The whole module."""

    def operator(self, op: Operator, helpers: tuple[str, ...]) -> None:
        """Note which helpers an operator needs."""
        for name in helpers:
            self.helpers.setdefault(name)


def negated(term: Term) -> Term:
    """The opposite of a condition, without a double negation."""
    if isinstance(term, Apply) and term.op.name == "not":
        return term.args[0]
    return Apply(BY_NAME["not"], (term,))


def _walk(term: Term) -> Iterator[Term]:
    yield term
    for child in children(term):
        yield from _walk(child)


def _outer_parts(term: Term) -> Iterator[Term]:
    """Subexpressions that are evaluated exactly once: outside lambdas and branches."""
    inner: tuple[Term, ...] = ()
    if isinstance(term, (Apply, Joined)):
        inner = _always(term)
    elif isinstance(term, (Each, Pairs)):
        inner = (term.over,)
    for part in inner:
        if isinstance(part, (Apply, Each)):
            yield part
        yield from _outer_parts(part)


def _always(term: Apply | Joined) -> tuple[Term, ...]:
    """The direct subterms that are evaluated whatever the others give."""
    return children(term)[:1] if isinstance(term, Apply) and term.op.name in _LAZY else children(term)


def shared_parts(term: Term) -> list[Apply]:
    """Subexpressions outside lambdas and branches that occur twice or more, the largest first."""
    counts: dict[Apply, int] = {}

    def visit(part: Term) -> None:
        if isinstance(part, Apply) and size(part) >= 3:
            counts[part] = counts.get(part, 0) + 1
        if isinstance(part, (Apply, Joined)):
            for child in _always(part):
                visit(child)
        elif isinstance(part, If):
            visit(part.condition)

    visit(term)
    return sorted((part for part, count in counts.items() if count > 1), key=lambda part: -size(part))[:1]


def rename_helper(helpers: list[str], body: list[str], name: str, other: str) -> tuple[list[str], list[str]]:
    """Give a helper another name than the function that calls it: in the helpers and in the calls of the body."""
    used, called = re.compile(rf"(?<![\w.$]){name}\b"), re.compile(rf"(?<![\w.$]){name}\(")
    return [used.sub(other, helper) for helper in helpers], [called.sub(f"{other}(", line) for line in body]
