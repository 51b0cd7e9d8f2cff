"""Terms as JavaScript: an ES2022 module, two spaces, double quotes, semicolons."""

from __future__ import annotations

import json
import re
import textwrap
from typing import ClassVar

from intent_lsp.document.model import Parameter
from intent_lsp.synthesis.emit.misses import Misses
from intent_lsp.synthesis.emit.names import free_name
from intent_lsp.synthesis.emit.writer import Code, Function, Writer, rename_helper
from intent_lsp.synthesis.operators import HELPERS
from intent_lsp.synthesis.operators.table import Level
from intent_lsp.synthesis.terms import (
    Apply,
    Build,
    Const,
    Each,
    Fail,
    Groups,
    If,
    IsNull,
    Joined,
    Member,
    Null,
    Pairs,
    Term,
    Var,
    type_of,
    walk,
)
from intent_lsp.synthesis.types import NUMBER, list_of

_KEY_WORDS = frozenset(
    [
        "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default",
        "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function",
        "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package",
        "private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try",
        "typeof", "var", "void", "while", "with", "yield", "undefined", "NaN",
    ]
)
_GLOBALS = frozenset([
        "Array", "Date", "JSON", "Map", "Math", "Number", "Object", "Set", "String", "parseInt", "globalThis",
])
_CALLED_GLOBAL = re.compile(r"(?<![\w.$\"])(" + "|".join(sorted(_GLOBALS)) + r")(?=[.(])")
_METHODS = {"map": "map", "filter": "filter", "find": "find", "all": "every", "any": "some",
            "findPosition": "findIndex", "count": "filter"}
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_SEPARATOR = re.compile(r"(\.split|\.includes)\(\{1\}\)")
_BY_VARIABLE = {
    "split": ("", "filled"),
    "before": ("", "filled"),
    "after": ("", "filled"),
    "afterLast": ("", "filled"),
    "beforeLast": ("", "filled"),
    "countText": ("countText({0}, {1})", "countText"),
    "replaceGiven": ("replaceGiven({0}, {1}, {2})", "replaceGiven"),
    "countItem": ("countItem({0}, {1})", "countItem"),
    "takeLast": ('lastItems([...{0}], {1}).join("")', "lastItems"),
    "takeLastItems": ("lastItems({0}, {1})", "lastItems"),
    "dropLast": ('withoutLast([...{0}], {1}).join("")', "withoutLast"),
    "dropLastItems": ("withoutLast({0}, {1})", "withoutLast"),
    "stride": ("everyNth({0}, {1})", "everyNth"),
}
"""Operators whose template is only right when all arguments but the first are constants, and what stands there for
others: a template of its own, or a guard of the separator; and its helper."""


def literal(value: object) -> str:
    """A constant's source."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _is_fresh(term: Term) -> bool:
    """Whether the list was just made, so that sorting it in place harms nobody."""
    if isinstance(term, Each):
        return term.kind in ("map", "filter")
    return isinstance(term, Apply) and term.op.returns.startswith("list")


class JavaScript(Writer):
    """Writes one function as an ES module."""

    indent: ClassVar[str] = "  "
    width: ClassVar[int] = 100
    reserved: ClassVar[frozenset[str]] = _KEY_WORDS | _GLOBALS

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        self._misses = Misses()

    def argument(self, term: Term, form: str, level: int) -> str:
        if form == "count" and not isinstance(term, Const):
            return f"{self._reach('Math.max(')}0, {self.argument(term, 'int', 0)})"
        if form == "int" and self.floats(term):
            return f"{self._reach('Math.trunc(')}{self.write(term)})"
        return super().argument(term, form, level)

    def expression(self, term: Term) -> Code:
        source, level = self._expression(term)
        helper = self._misses.helper(term)
        if not helper:
            return source, level
        self.helpers.setdefault(helper)
        return f"{helper}({source})", Level.ATOM

    def _expression(self, term: Term) -> Code:
        match term:
            case Var(name):
                return self.variable(name), Level.ATOM
            case Const(value):
                negative = isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0
                return literal(value), Level.UNARY if negative else Level.ATOM
            case Null():
                return "null", Level.ATOM
            case IsNull(of):
                return f"{self.write(of, Level.ADD)} == null", Level.COMPARE
            case Member(of, key, index):
                return f"{self.write(of, Level.ATOM)}{self._access(key, index)}", Level.ATOM
            case If():
                return self.logical(term) or self._ternary(term)
            case Joined(parts):
                return self._template(parts)
            case Each():
                return self._each(term), Level.ATOM
            case Pairs(over, var, kind, key, value):
                with self.scope(var, over, kind) as name:
                    pair = f"[{self.write(key)}, {self.write(value)}]"
                return f"Object.fromEntries({self.write(over, Level.ATOM)}.map(({name}) => {pair}))", Level.ATOM
            case Groups():
                return self._groups(term), Level.ATOM
            case Build():
                return self._record(term), Level.ATOM
            case Apply():
                return self._apply(term)
            case Fail():
                raise AssertionError("an error is a statement")

    @staticmethod
    def _access(key: str, index: bool) -> str:
        if index:
            return f"[{key}]"
        return f".{key}" if _IDENTIFIER.fullmatch(key) else f"[{literal(key)}]"

    def _ternary(self, term: If) -> Code:
        condition, then = self.write(term.condition, Level.OR), self.write(term.then, Level.OR)
        return f"{condition} ? {then} : {self.write(term.otherwise, Level.TERNARY)}", Level.TERNARY

    def _template(self, parts: tuple[Term, ...]) -> Code:
        if len(parts) == 2 and not any(isinstance(part, Const) for part in parts):
            return " + ".join(self.write(part, Level.ADD) for part in parts), Level.ADD
        out = ""
        for part in parts:
            if isinstance(part, Const):
                piece = literal(part.value)[1:-1].replace('\\"', '"')
                out += piece.replace("`", "\\`").replace("${", "\\${")
            else:
                inner = part.args[0] if isinstance(part, Apply) and part.op.name == "numberText" else part
                out += f"${{{self.write(inner)}}}"
        return f"`{out}`", Level.ATOM

    def _apply(self, term: Apply) -> Code:
        op, args = term.op, term.args
        if op.name == "not":
            opposite = self._opposite(args[0])
            if opposite is not None:
                return opposite
        if op.name in ("less", "lessOrEqual") and isinstance(args[0], Const):
            sign = ">" if op.name == "less" else ">="
            return f"{self.write(args[1], Level.ADD)} {sign} {self.write(args[0], Level.ADD)}", Level.COMPARE
        by_variable = _BY_VARIABLE.get(op.name)
        if by_variable is not None and not all(isinstance(arg, Const) for arg in args[1:]):
            template, helper = by_variable
            self.helpers.setdefault(helper)
            return self._global_calls(template or _SEPARATOR.sub(r"\1(filled({1}))", op.js), term), (
                Level.ATOM if template else op.js_level
            )
        self.operator(op, op.js_helpers)
        return self._global_calls(self._template_of(term), term), op.js_level

    def _template_of(self, term: Apply) -> str:
        """The operator's template for these arguments."""
        op, args = term.op, term.args
        if op.name == "divides" and not (isinstance(args[1], Const) and args[1].value):
            self.helpers.setdefault("finite")
            return "finite({0:7} % {1:8}) === 0"
        return op.js.replace("[...{0}].", "{0:9}.") if _is_fresh(args[0]) else op.js

    def _global_calls(self, template: str, term: Apply) -> str:
        """Fill a template; globals that the function or a parameter shadows are reached through ``globalThis``."""
        return self.fill(self._reach(template), term)

    def _reach(self, template: str) -> str:
        shadowed = self._taken & _GLOBALS
        if not shadowed:
            return template
        return _CALLED_GLOBAL.sub(lambda m: f"globalThis.{m[1]}" if m[1] in shadowed else m[1], template)

    def _opposite(self, term: Term) -> Code | None:
        """The negation of a comparison as the opposite comparison."""
        if isinstance(term, IsNull):
            return f"{self.write(term.of, Level.ADD)} != null", Level.COMPARE
        signs = {"less": ">=", "lessOrEqual": ">", "equalNumbers": "!==", "equalText": "!==", "sameTruth": "!=="}
        if isinstance(term, Apply) and term.op.name in signs:
            left, right = term.args
            sign = signs[term.op.name]
            if isinstance(left, Const) and sign in (">=", ">"):
                left, right, sign = right, left, "<=" if sign == ">=" else "<"
            return f"{self.write(left, Level.ADD)} {sign} {self.write(right, Level.ADD)}", Level.COMPARE
        if isinstance(term, Apply) and term.op.js_level == Level.COMPARE:
            template = self._template_of(term)
            for sign, opposite in ((" === ", " !== "), (" !== ", " === ")):
                if sign in template:
                    return self._global_calls(template.replace(sign, opposite), term), Level.COMPARE
        return None

    def _each(self, term: Each) -> str:
        over, kind = self.write(term.over, Level.ATOM), term.kind
        if kind in ("greatestBy", "leastBy", "sortBy", "sortByDown") and self._may_raise(term.body):
            self.helpers.setdefault("keyed")
            with self.scope(term.var, term.over, term.type) as name:
                over = f"keyed({self.write(term.over)}, ({name}) => {self._body(term.body)})"
        if kind in _METHODS:
            with self.scope(term.var, term.over, term.type) as name:
                source = f"{over}.{_METHODS[kind]}(({name}) => {self._body(term.body)})"
            return f"{source}.length" if kind == "count" else source
        if kind == "sumBy":
            with self.scope(term.var, term.over, term.type) as name:
                sum_name = free_name("sum", self._taken)
                return f"{over}.reduce(({sum_name}, {name}) => {sum_name} + {self.write(term.body, Level.MULTIPLY)}, 0)"
        if kind in ("greatestBy", "leastBy"):
            with self.scope(term.var, term.over, term.type, "best") as best:
                right = self.write(term.body, Level.ADD)
            with self.scope(term.var, term.over, term.type) as name:
                left = self.write(term.body, Level.ADD)
            sign = ">" if kind == "greatestBy" else "<"
            return f"{over}.reduce(({best}, {name}) => ({left} {sign} {right} ? {name} : {best}))"
        if kind == "sortByDown" or (kind == "sortBy" and type_of(term.body, {term.var: term.type}) is NUMBER):
            return self._sort(term, over, kind == "sortByDown")
        if kind == "sortBy":
            self.helpers.setdefault("byCharacter")
        self.helpers.setdefault(kind)
        with self.scope(term.var, term.over, term.type) as name:
            items = over if over.startswith("keyed(") else self.write(term.over)
            return f"{kind}({items}, ({name}) => {self._body(term.body)})"

    def _may_raise(self, body: Term) -> bool:
        """Whether the value of a body may be an error, which must not depend on how often it is asked for."""
        return any(
            self._misses.helper(part) or (isinstance(part, Apply) and part.op.js_helpers) for part in walk(body)
        )

    def _sort(self, term: Each, over: str, down: bool) -> str:
        """Numbers are compared by subtraction; the minuend is the later one when sorting down."""
        with self.scope(term.var, term.over, term.type, "a") as a:
            first = self.write(term.body, Level.ADD if not down else Level.MULTIPLY)
        with self.scope(term.var, term.over, term.type, "b") as b:
            second = self.write(term.body, Level.ADD if down else Level.MULTIPLY)
        left, right = (second, first) if down else (first, second)
        return f"[...{over}].sort(({a}, {b}) => {left} - {right})"

    def _body(self, term: Term) -> str:
        """The body of an arrow function; an object in parentheses, or it would be a block."""
        source = self.write(term)
        return f"({source})" if source.startswith("{") or (isinstance(term, If) and "?" in source) else source

    def _groups(self, term: Groups) -> str:
        return self.from_groups(term, self.grouped(term))

    def grouped(self, term: Groups) -> str:
        self.helpers.setdefault("groupBy")
        with self.scope(term.var, term.over, term.type) as name:
            return f"groupBy({self.write(term.over)}, ({name}) => {self._body(term.key)})"

    def from_groups(self, term: Groups, groups: str) -> str:
        with self.scope(term.group, term.over, list_of(term.type), "group") as group:
            value = self.write(term.value)
        if value == group:
            return groups
        return f"Object.fromEntries(Object.entries({groups}).map(([key, {group}]) => [key, {value}]))"

    def _record(self, term: Build) -> str:
        if term.is_tuple:
            return "[" + ", ".join(self.write(value) for _, value in term.fields) + "]"
        fields = []
        for name, value in term.fields:
            key = name if _IDENTIFIER.fullmatch(name) else literal(name)
            source = self.write(value)
            fields.append(key if source == key else f"{key}: {source}")
        return "{ " + ", ".join(fields) + " }" if fields else "{}"

    # --- statements --------------------------------------------------------------------------------------------------

    def assign(self, name: str, value: str) -> str:
        return f"const {name} = {value};"

    def branch(self, condition: str, body: list[str]) -> list[str]:
        if len(body) == 1 and len(condition) + len(body[0]) < self.width - 10:
            return [f"if ({condition}) {body[0]}"]
        return [f"if ({condition}) {{", *(self.indent + line for line in body), "}"]

    def give_back(self, term: Term) -> list[str]:
        if isinstance(term, Fail):
            return [f"throw new Error({literal(term.message)});"]
        if isinstance(term, Build) and not term.is_tuple:
            source = self.write(term)
            if len(source) > self.width - 12:
                inner = [f"{self.indent}{field}," for field in self._fields(term)]
                return ["return {", *inner, "};"]
            return [f"return {source};"]
        return self.return_source(self.write(term))

    def return_source(self, source: str) -> list[str]:
        return [f"return {source};"]

    def _fields(self, term: Build) -> list[str]:
        return [self._record(Build((field,), (), False))[2:-2] for field in term.fields]

    def module(self, term: Term) -> str:
        self._misses = Misses(term)
        body = [self.indent + line for line in self.body(term)]
        params = ", ".join(self._parameter(parameter) for parameter in self.function.parameters)
        helpers = [HELPERS["js"][helper].source for helper in self.helpers]
        name = self.function.name
        if name in self.helpers:
            helpers, body = rename_helper(helpers, body, name, f"{name}Of")
        lines = [*self._comment(), f"export function {name}({params}) {{", *body, "}"]
        return "\n\n".join([*helpers, "\n".join(lines)]) + "\n"

    def _comment(self) -> list[str]:
        summary = textwrap.wrap(self.function.summary.replace("*/", "* /"), self.width - 12)
        if len(summary) < 2:
            return [f"/** {line} */" for line in summary]
        return ["/**", *(f" * {line}" for line in summary), " */"]

    def _parameter(self, parameter: Parameter) -> str:
        if parameter.rest:
            return f"...{parameter.name}"
        return f"{parameter.name} = {literal(parameter.default)}" if parameter.has_default else parameter.name

