"""Branches and loops."""

from __future__ import annotations

import ast
from abc import abstractmethod

from intent_lsp.translation.code import Code
from intent_lsp.translation.flow_state import Bounds
from intent_lsp.translation.python_to_javascript.assignments import Assignments, indented, is_pure
from intent_lsp.translation.python_to_javascript.facts import facts_of
from intent_lsp.translation.python_to_javascript.variables import (
    Declarations,
    changed_in,
    mutated_in,
)
from intent_lsp.translation.value_lattice import (
    INT,
    NAT,
    TEXT,
    list_of,
)


class Branches(Assignments):
    """Branches and loops."""

    @abstractmethod
    def block(self, body: list[ast.stmt], declared: Declarations) -> list[str]:
        """The lines of a block."""

    labels: tuple[str, ...] = ()
    """For each loop around, innermost last, the label that ``break`` needs; empty for none."""

    def _if(self, node: ast.If, declared: Declarations) -> list[str]:
        code = self.test(node.test)
        before = set(self.facts)
        self.facts |= facts_of(node.test)
        body = self.block(node.body, declared)
        after_body = self.facts
        self.facts = before | facts_of(node.test, False)
        orelse = self.block(node.orelse, declared)
        after_else = self.facts
        ends, else_ends = leaves(node.body), bool(node.orelse) and leaves(node.orelse)
        self.facts = after_else if ends else after_body if else_ends else after_body & after_else
        lines = [f"if ({code.text}) {{", *indented(body)]
        if not node.orelse:
            return [*lines, "}"]
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and orelse:
            return [*lines, f"}} else {orelse[0]}", *orelse[1:]]
        return [*lines, "} else {", *indented(orelse), "}"]

    def _loop(self, node: ast.For | ast.While, head: str, declared: Declarations, first: list[str]) -> list[str]:
        """The lines of a loop whose head is written; ``else`` of a loop is what no ``break`` skips."""
        label = f"found{len(self.labels) or ''}" if node.orelse else ""
        outer = self.labels
        self.labels = (*outer, label)
        self.loops += 1
        body = [*first, *self.block(node.body, declared)]
        self.loops -= 1
        self.labels = outer
        lines = [head, *indented(body), "}"]
        if not node.orelse:
            return lines
        return [f"{label}: {{", *indented([*lines, *self.block(node.orelse, declared)]), "}"]

    def _while(self, node: ast.While, declared: Declarations) -> list[str]:
        changed = changed_in(node.body)
        self.forget(*changed)
        code = self.test(node.test)
        outside = set(self.facts)
        self.facts |= facts_of(node.test)
        lines = self._loop(node, f"while ({code.text}) {{", declared, [])
        self.facts = outside
        self.forget(*changed)
        return lines

    def _for(self, node: ast.For, declared: Declarations) -> list[str]:
        changed = changed_in(node.body)
        targets = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
        match node.iter:
            case ast.Call(ast.Name("range"), _) if self.owner("range") is None and isinstance(node.target, ast.Name):
                counting = self._counting(node, node.iter, node.target.id, changed, declared)
                if counting is not None:
                    return counting
        items = self._gone_through(node, mutated_in(node.body))
        self.forget(*changed, *targets)
        kind = items.kind.item
        text, names = self.pattern(node.target, kind)
        for name, one in names.items():
            self.learn(name, one)
        own = declared.at.get(id(node), set())
        word = self._word(node, targets, own, declared)
        outside, bounds = set(self.facts), dict(self.bounds)
        if not {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)} & changed:
            self._entry_bounds(node)
        lines = self._loop(node, f"for ({word}{text} of {items.text}) {{", declared, [])
        self.facts, self.bounds = outside, bounds
        self.forget(*changed, *targets)
        return lines

    def _entry_bounds(self, node: ast.For) -> None:
        """The index that ``enumerate`` gives."""
        match node:
            case ast.For(ast.Tuple([ast.Name(index), _]), ast.Call(ast.Name("enumerate"), [inner])):
                self.bounds[index] = Bounds(0, ast.unparse(inner), 0)
            case ast.For(ast.Name(name), iterable):
                found = self.bounds_of(iterable)
                if found is not None:
                    self.bounds[name] = found

    def _word(self, node: ast.For, targets: set[str], own: set[str], declared: Declarations) -> str:
        if targets <= own:
            return "const " if targets <= declared.constant else "let "
        if targets & own:
            raise self.refuse(node.target, "loop variables of which some are used outside of the loop")
        return ""

    def _gone_through(self, node: ast.For, mutated: set[str]) -> Code:
        """The array or iterable of a loop. Lists may change meanwhile, which both languages notice alike."""
        over = node.iter
        code = self.expr(over) if isinstance(over, (ast.Name, ast.Attribute, ast.Subscript)) else None
        if code is not None and code.kind == TEXT:
            return Code(code.text, list_of(TEXT))
        items = self.items(over)
        if items.text.startswith("[...") and items.text.endswith(".entries()]") and items.text.count("[...") == 1:
            items = items._replace(text=items.text.removeprefix("[...").removesuffix("]"))
        changing = sorted({part.id for part in ast.walk(over) if isinstance(part, ast.Name)} & mutated)
        alike = code is not None and code.kind.name in ("list", "tuple")
        if changing and not alike and not _is_taken_at_once(over):
            raise self.refuse(node, f"a loop that changes {changing[0]}, which it goes through")
        return items

    def _counting(
        self, node: ast.For, call: ast.Call, name: str, changed: set[str], declared: Declarations
    ) -> list[str] | None:
        """``for (let i = 0; i < n; i++)``, where nothing that it reads changes and its variable is its own."""
        if name in changed or name not in declared.at.get(id(node), ()):
            return None
        start, stop, step = self.range_parts(call)
        by = _constant_step(step)
        if by is None:
            return None
        first = self.whole_number(start) if start is not None else Code("0", NAT)
        end = self.whole_number(stop)
        words = {
            part.id
            for bound in (stop, start)
            if bound is not None
            for part in ast.walk(bound)
            if isinstance(part, ast.Name)
        }
        if words & changed or any(isinstance(part, ast.Call) and not is_pure(part) for part in ast.walk(stop)):
            return None
        bounds = self.bounds_of(call)
        self.forget(*changed, name)
        kind = NAT if (first.kind == NAT and by > 0) or (by < 0 and _ends_at(stop)) else INT
        self.learn(name, kind)
        outside, kept = set(self.facts), dict(self.bounds)
        if bounds is not None:
            self.bounds[name] = bounds
        sign, move = ("<", f"{self.name(name)}++" if by == 1 else f"{self.name(name)} += {by}") if by > 0 else (
            ">", f"{self.name(name)}--" if by == -1 else f"{self.name(name)} -= {-by}")  # fmt: skip
        variable = self.name(name)
        head = f"for (let {variable} = {first.text}; {variable} {sign} {end.at(8)}; {move}) {{"
        lines = self._loop(node, head, declared, [])
        self.facts, self.bounds = outside, kept
        self.forget(*changed, name)
        return lines


def _is_taken_at_once(node: ast.expr) -> bool:
    """Whether what is gone through is complete before the loop begins; of ``enumerate(xs)``, what it gives is."""
    match node:
        case ast.Call(ast.Name("range" | "list" | "sorted" | "tuple" | "set"), _) | ast.List() | ast.ListComp():
            return True
        case ast.Call(ast.Name("enumerate"), [ast.Name(), *_]) | ast.BinOp():
            return True
        case ast.Call(ast.Attribute(_, method), _):
            return method not in ("items", "keys", "values")
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)


def _ends_at(stop: ast.expr) -> bool:
    """Whether a range that counts down stays at 0 or above."""
    if isinstance(stop, ast.Constant):
        return isinstance(stop.value, int) and stop.value >= -1
    return ast.unparse(stop) == "-1"


def _constant_step(step: ast.expr | None) -> int | None:
    if step is None:
        return 1
    if isinstance(step, ast.UnaryOp) and isinstance(step.op, ast.USub):
        inner = _constant_step(step.operand)
        return -inner if inner else None
    return step.value or None if isinstance(step, ast.Constant) and isinstance(step.value, int) else None


def leaves(body: list[ast.stmt]) -> bool:
    """Whether the end of a block is never reached."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and leaves(last.body) and leaves(last.orelse)
    if isinstance(last, ast.Try):
        return leaves(last.orelse or last.body) and all(leaves(one.body) for one in last.handlers)
    return isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Break))
