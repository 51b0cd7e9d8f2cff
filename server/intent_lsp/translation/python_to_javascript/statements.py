"""Statements and functions."""

from __future__ import annotations

import ast

from intent_lsp.translation.code import Code, Knowledge
from intent_lsp.translation.contract import NotTranslatable, Refusal
from intent_lsp.translation.python_to_javascript.assignments import (
    indented,
)
from intent_lsp.translation.python_to_javascript.attempts import as_condition
from intent_lsp.translation.python_to_javascript.branches import Branches
from intent_lsp.translation.python_to_javascript.facts import facts_of
from intent_lsp.translation.python_to_javascript.parameters import parameters_of
from intent_lsp.translation.python_to_javascript.variables import (
    Declarations,
    declarations,
    own_names,
    own_statements,
)
from intent_lsp.translation.python_to_javascript.writer import ModuleNames, a
from intent_lsp.translation.value_lattice import (
    ANY,
    NEVER,
    NULL,
    TEXT,
    Kind,
)

_ERRORS = {"TypeError": "TypeError", "IndexError": "RangeError", "KeyError": "RangeError"}


class Statements(Branches):
    """Writes blocks and functions as lists of lines."""

    def __init__(self, names: ModuleNames, knowledge: Knowledge) -> None:
        super().__init__(names, knowledge)
        self.refused: list[NotTranslatable] = []
        """The statements that cannot be written; before the last pass, it may only be too early for them."""
        self.final = False
        """Whether nothing more will be learnt."""

    def expr(self, node: ast.expr) -> Code:
        code = super().expr(node)
        if self.final and code.kind == NEVER:
            raise self.refuse(node, "a value of which nothing is known, such as an item of a list that stays empty")
        return code

    # --- functions ---------------------------------------------------------------------------------------------------

    def function(self, node: ast.FunctionDef, scope: str) -> list[str]:
        """A function's declaration."""
        before, facts, bounds = self.scope, self.facts, self.bounds
        self.scope, self.facts, self.bounds = scope, set(), {}
        self.locals[scope] = own_names(node)
        try:
            return self._function(node)
        finally:
            self.scope, self.facts, self.bounds = before, facts, bounds

    def _function(self, node: ast.FunctionDef) -> list[str]:
        parameters = parameters_of(self, node)
        declared = declarations(node, self.locals[self.scope])
        body = self.body_of(node)
        if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in ast.walk(node)):
            raise self.refuse(node, "a generator")
        lines = [f"let {', '.join(map(self.name, declared.hoisted))};"] if declared.hoisted else []
        values = any(isinstance(part, ast.Return) and part.value is not None for part in own_statements(body))
        if _falls_through(body):
            self.knowledge.learn(self.scope, "return", NULL)
            if values or self.scope == self.names.entry:
                end = ast.copy_location(ast.Return(ast.Constant(None)), body[-1])
                body = [*body, ast.fix_missing_locations(end)]
        lines += self.block(body, declared)
        return [f"function {self.name(node.name)}({', '.join(parameters)}) {{", *indented(lines), "}"]

    def body_of(self, node: ast.FunctionDef) -> list[ast.stmt]:
        """The statements without the docstring."""
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            return node.body[1:] or [ast.copy_location(ast.Pass(), first)]
        return node.body

    # --- blocks ------------------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt], declared: Declarations) -> list[str]:
        """The lines of a block; what a guard at its head rules out is known behind it."""
        lines: list[str] = []
        for node in body:
            try:
                lines += self.statement(node, declared)
            except Refusal as refusal:
                self.refused.append(refusal.found)
        return lines

    def statement(self, node: ast.stmt, declared: Declarations) -> list[str]:
        """One statement's lines."""
        match node:
            case ast.Return(value):
                return self._return(node, value)
            case ast.Assign():
                return self._assign(node, declared)
            case ast.AnnAssign(target, _, value):
                if value is None:
                    return []
                return self._bind(node, target, value, declared)
            case ast.AugAssign():
                return self._augmented(node)
            case ast.If():
                return self._if(node, declared)
            case ast.For():
                return self._for(node, declared)
            case ast.Try():
                return self._if(as_condition(self, node), declared)
            case ast.While():
                return self._while(node, declared)
            case ast.Break():
                label = self.labels[-1] if self.labels else ""
                return [f"break {label};" if label else "break;"]
            case ast.Continue():
                return ["continue;"]
            case ast.Pass():
                return []
            case ast.Expr(value):
                return self._expression(value)
            case ast.Raise():
                return self._raise(node)
            case ast.Assert(test, message):
                text = self.expr(message).text if message is not None else '""'
                code = self.test(ast.copy_location(ast.UnaryOp(ast.Not(), test), test))
                self.facts |= facts_of(test)
                return [f"if ({code.text}) throw new Error({text});"]
            case ast.FunctionDef(name):
                return self.function(node, f"{self.scope}.{name}")
            case ast.Delete(targets):
                return [line for target in targets for line in self._delete(target)]
            case ast.Nonlocal():
                return []
            case ast.Import() | ast.ImportFrom():
                raise self.refuse(node, "an import inside of a function")
        raise self.refuse(node, f"the statement `{ast.unparse(node).splitlines()[0][:40]}`")

    def _return(self, node: ast.Return, value: ast.expr | None) -> list[str]:
        if value is None:
            self.knowledge.learn(self.scope, "return", NULL)
            return ["return null;"]
        code = self.expr(value)
        self.knowledge.learn(self.scope, "return", code.kind)
        if self.scope == self.names.entry:
            code = self.handed_out(node, code)
        return [f"return {code.text};"]

    def handed_out(self, node: ast.AST, code: Code) -> Code:
        """A result as JSON: a dict that the program built becomes an object."""
        if code.kind.name == "set" or _holds(code.kind, "set"):
            raise self.refuse(node, "a set as the result: it is not a JSON value")
        if code.kind.name == "match" or _holds(code.kind, "match"):
            raise self.refuse(node, "a match as the result: it is not a JSON value")
        if code.kind.name == "map" and not _holds(code.kind.value, "map"):
            if code.kind.parts[0] not in (TEXT, NEVER):
                raise self.refuse(node, "a dict with other keys than strings as the result")
            return Code(f"Object.fromEntries({code.text})", code.kind)
        if _holds(code.kind, "map"):
            return self.call("toJson", code.text, kind=code.kind)
        return code

    def _expression(self, value: ast.expr) -> list[str]:
        if isinstance(value, ast.Constant):
            return []
        if not isinstance(value, ast.Call):
            raise self.refuse(value, "an expression whose value nobody uses")
        code = self.expr(value)
        return [f"{code.text};"]

    def _raise(self, node: ast.Raise) -> list[str]:
        match node.exc:
            case ast.Call(ast.Name(name), arguments) if len(arguments) < 2:
                text = self.expr(arguments[0]).text if arguments else ""
            case ast.Name(name):
                text = ""
            case _:
                raise self.refuse(node, "this raise")
        if not name.endswith(("Error", "Exception")):
            raise self.refuse(node, f"raising {name}")
        return [f"throw new {_ERRORS.get(name, 'Error')}({text});"]

    def _delete(self, target: ast.expr) -> list[str]:
        if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
            raise self.refuse(target, "this del")
        value = self.expr(target.value)
        self.forget(*(part.id for part in ast.walk(target.value) if isinstance(part, ast.Name)))
        if value.kind.name == "map":
            return [self.call("take", value.text, self.expr(target.slice).text, kind=ANY).text + ";"]
        if value.kind.name == "list":
            return [self.call("popAt", value.text, self.whole_number(target.slice).text, kind=ANY).text + ";"]
        raise self.refuse(target, f"del in {a(value.kind)}")

    # --- assignments -------------------------------------------------------------------------------------------------

    # --- branches and loops ------------------------------------------------------------------------------------------


def _holds(kind: Kind, name: str) -> bool:
    return kind.name == name or any(_holds(part, name) for part in kind.parts) or any(
        _holds(part, name) for _, part in kind.fields)  # fmt: skip


def _falls_through(body: list[ast.stmt]) -> bool:
    """Whether a function may end without a return."""
    last = body[-1]
    if isinstance(last, ast.If):
        return not last.orelse or _falls_through(last.body) or _falls_through(last.orelse)
    if isinstance(last, ast.Try):
        return any(map(_falls_through, [last.orelse or last.body, *(one.body for one in last.handlers)]))
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value:
        return any(isinstance(part, ast.Break) for part in ast.walk(last))
    return not isinstance(last, (ast.Return, ast.Raise))
