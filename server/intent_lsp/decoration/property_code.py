"""Properties in the words of Python and JavaScript, as far as these mean what CEL means.

CEL's evaluator takes numbers for whole ones first and for doubles where that does not work, so that ``/`` means two
things; and an error on one side of ``||`` is forgiven where the other side decides. What depends on either is not said.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from intent_lsp.decoration.property_types import SIMPLE, STRING, Scope
from intent_lsp.document import cel_tree as cel
from intent_lsp.document.structure.names import reserved_in
from intent_lsp.values import Target

CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, WHOLE = range(9)
"""How tightly the outermost operator of a text binds; ``WHOLE``: as tightly as a name."""
_LEVELS = {"||": OR, "&&": AND, "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT}
_TEXT_CALLS = frozenset(("contains", "startsWith", "endsWith", "matches"))


class UnsayableError(Exception):
    """A part of a property for which a language has no plain words; never leaves this package."""


@dataclass(frozen=True, slots=True)
class WrittenExpression:
    """An expression of the language."""

    text: str
    level: int = WHOLE


@dataclass(slots=True)
class PropertyWriter(ABC):
    """Says trees in one language."""

    scope: Scope
    names: Mapping[str, str]
    """The names of CEL, and what they are called in the code."""
    taken: Iterable[str]
    """Names that mean something else in the code."""
    used: set[str] = field(default_factory=set)
    """What has been said of the scope's names."""
    helpers: set[str] = field(default_factory=set)
    """Functions and modules that the code needs."""
    target: Target = "py"

    def say(self, tree: cel.Tree, *, deciding: bool) -> WrittenExpression:
        """One expression. ``deciding``: where it fails, the whole property does, as in CEL.

        Raises :class:`UnsayableError`, and ``RecursionError`` for what nests too deeply.
        """
        match tree:
            case cel.Constant(value):
                return self.constant(value)
            case cel.Name(name):
                self.used.add(name)
                return WrittenExpression(self.names[name])
            case cel.Unary("!", operand):
                return self.negated(operand)
            case cel.Unary(_, operand):
                return WrittenExpression(f"-{self.tight(operand, WHOLE)}", SIGN)
            case cel.Binary("||" | "&&" as operator, left, right):
                return self._either(operator, left, right, deciding=deciding)
            case cel.Binary(operator, left, right):
                return self._binary(operator, left, right)
            case cel.Conditional(condition, then, otherwise):
                ways = (self.tight(way, OR, deciding=deciding) for way in (then, otherwise))
                return self.choice(self.tight(condition, OR), *ways)
            case cel.Member(value, name, tested):
                return self.member(value, name, tested=tested)
            case cel.Index(value, index):
                return self.index(value, index)
            case cel.Call(function, arguments):
                return self._call(function, arguments)
            case cel.Macro():
                return self._macro(tree, deciding=deciding)
            case cel.Items(items):
                return WrittenExpression(f"[{', '.join(self.tight(item, CHOICE) for item in items)}]")
            case cel.Entries(entries):
                pairs = (f"{self.tight(key, OR)}: {self.tight(value, CHOICE)}" for key, value in entries)
                return WrittenExpression(f"{{{', '.join(pairs)}}}")

    def tight(self, tree: cel.Tree, level: int, *, deciding: bool = False) -> str:
        """The expression, in parentheses where it binds less tightly than ``level``."""
        said = self.say(tree, deciding=deciding)
        return said.text if said.level >= level else f"({said.text})"

    def _either(self, operator: str, left: cel.Tree, right: cel.Tree, *, deciding: bool) -> WrittenExpression:
        if self.scope.can_fail(left):
            if not self.scope.can_fail(right):
                left, right = right, left
            elif operator == "||" or not deciding:
                raise UnsayableError
        level = _LEVELS[operator]
        return WrittenExpression(
            f"{self.tight(left, level, deciding=deciding and operator == '&&')} {self.word(operator)} "
            f"{self.tight(right, level + 1, deciding=deciding)}",
            level,
        )

    def _binary(self, operator: str, left: cel.Tree, right: cel.Tree) -> WrittenExpression:
        if operator == "/" and not (_is_double(left) or _is_double(right)):
            raise UnsayableError
        level = _LEVELS.get(operator)
        if level is None or operator == "%":
            return self.relation(operator, left, right)
        if operator == "+" and (kind := self.scope.type(left)) not in SIMPLE:
            return self.joined(left, right, known=kind == self.scope.type(right))
        return WrittenExpression(f"{self.tight(left, level)} {operator} {self.tight(right, level + 1)}", level)

    def _call(self, function: str, arguments: tuple[cel.Tree, ...]) -> WrittenExpression:
        kinds = [self.scope.type(argument) for argument in arguments]
        wanted = 2 if function in _TEXT_CALLS else 1
        if len(arguments) != wanted or (wanted == 2 and kinds != [STRING, STRING]):
            raise UnsayableError
        return self.call(function, arguments)

    def _macro(self, macro: cel.Macro, *, deciding: bool) -> WrittenExpression:
        forgiving = macro.macro == "exists" or (macro.macro == "all" and not deciding)
        if forgiving and self.scope.bound(macro).can_fail(macro.parts[0]):
            raise UnsayableError
        items = self.items(macro.value)
        outer = self.scope, self.names
        variable = free_name(macro.variable, {*self.taken, *self.names.values()}, self.target)
        self.scope, self.names = self.scope.bound(macro), {**self.names, macro.variable: variable}
        was_used = macro.variable in self.used
        try:
            return self.macro(macro, items, variable, deciding=deciding and macro.macro == "all")
        finally:
            self.scope, self.names = outer
            if not was_used:
                self.used.discard(macro.variable)

    @abstractmethod
    def word(self, operator: str) -> str:
        """``||`` or ``&&``."""

    @abstractmethod
    def constant(self, value: object) -> WrittenExpression: ...

    @abstractmethod
    def negated(self, tree: cel.Tree) -> WrittenExpression: ...

    @abstractmethod
    def choice(self, condition: str, then: str, otherwise: str) -> WrittenExpression: ...

    @abstractmethod
    def relation(self, operator: str, left: cel.Tree, right: cel.Tree) -> WrittenExpression:
        """A comparison, ``in``, or ``%``."""

    @abstractmethod
    def joined(self, left: cel.Tree, right: cel.Tree, *, known: bool) -> WrittenExpression:
        """``+`` of what is neither known as numbers nor as texts; ``known``: both have the same type."""

    @abstractmethod
    def member(self, value: cel.Tree, name: str, *, tested: bool) -> WrittenExpression: ...

    @abstractmethod
    def index(self, value: cel.Tree, index: cel.Tree) -> WrittenExpression: ...

    @abstractmethod
    def call(self, function: str, arguments: tuple[cel.Tree, ...]) -> WrittenExpression: ...

    @abstractmethod
    def items(self, value: cel.Tree) -> str:
        """What a macro goes through."""

    @abstractmethod
    def macro(self, macro: cel.Macro, items: str, variable: str, *, deciding: bool) -> WrittenExpression: ...


def _is_double(tree: cel.Tree) -> bool:
    return isinstance(tree, cel.Constant) and isinstance(tree.value, float)


def free_name(name: str, taken: Iterable[str], target: Target) -> str:
    """The name, or one like it that means nothing else."""
    others = set(taken)
    while name in others or reserved_in(name, (target,)):
        name += "_"
    return name
