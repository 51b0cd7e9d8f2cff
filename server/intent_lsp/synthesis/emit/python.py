"""Terms as Python 3.11: standard library only, laid out as Black would, double quotes."""

from __future__ import annotations

import json
import math
import re
import textwrap
from typing import ClassVar

from intent_lsp.document.model import Parameter
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
)
from intent_lsp.synthesis.types import list_of

_KEY_WORDS = frozenset(
    [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
        "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
        "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "match",
        "case", "type",
    ]
)
_BUILTINS = frozenset(
    [
        "abs", "all", "any", "bin", "bool", "chr", "dict", "enumerate", "float", "format", "hex", "int", "len",
        "list", "map", "max", "min", "next", "ord", "range", "reversed", "round", "set", "sorted", "str", "sum",
        "tuple", "zip",
    ]
)
_MODULES = ("calendar", "decimal", "itertools", "math", "re", "statistics")
_CALLED = re.compile(r"(?<![\w.\"])(" + "|".join(sorted(_BUILTINS)) + r")(?=\()")
_MODULE_USE = re.compile(r"(?<![\w.\"])(" + "|".join(_MODULES) + r")(?=\.)")
_BY_VARIABLE = {
    "takeLast": ("last_items({0}, {1})", "last_items"),
    "takeLastItems": ("last_items({0}, {1})", "last_items"),
    "dropLast": ("without_last({0}, {1})", "without_last"),
    "dropLastItems": ("without_last({0}, {1})", "without_last"),
    "stride": ("every_nth({0}, {1})", "every_nth"),
    "fixed": ("fixed({0}, places({1}))", "places"),
}
"""Operators whose template is only right for a constant second argument: a template for others, and its helper."""
_KEYED = {"sortBy": "sorted", "sortByDown": "sorted", "greatestBy": "max", "leastBy": "min"}


def literal(value: object) -> str:
    """A constant's source."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def _iterable(source: str, alone: bool) -> str:
    """A list's source where any iterable will do: without the ``list`` around it, a generator in place of the list."""
    inner = re.fullmatch(r"list\(([^()]*(?:\([^()]*\)[^()]*)*)\)", source)
    if inner is not None and not inner[1].startswith("range("):
        return inner[1]
    nested = r"[^\[\]]+(?:\[[^\[\]]*\][^\[\]]*)*"
    comprehension = re.fullmatch(rf"\[({nested} for {nested})\]", source)
    return comprehension[1] if alone and comprehension is not None else source


class Python(Writer):
    """Writes one function as a module."""

    indent: ClassVar[str] = "    "
    width: ClassVar[int] = 88
    reserved: ClassVar[frozenset[str]] = _KEY_WORDS | _BUILTINS | frozenset(_MODULES)

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        self._shadowed = self._taken & (_BUILTINS | frozenset(_MODULES))

    def expression(self, term: Term) -> Code:
        match term:
            case Var(name):
                return self.variable(name), Level.ATOM
            case Const(value):
                negative = isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0
                return literal(value), Level.UNARY if negative else Level.ATOM
            case Null():
                return "None", Level.ATOM
            case IsNull(of):
                return f"{self.write(of, Level.ADD)} is None", Level.COMPARE
            case Member(of, key, optional=True, index=False):
                return f"{self.write(of, Level.ATOM)}.get({literal(key)})", Level.ATOM
            case Member(of, key, index):
                return f"{self.write(of, Level.ATOM)}[{key if index else literal(key)}]", Level.ATOM
            case If():
                return self.logical(term) or self._ternary(term)
            case Joined(parts):
                return self._f_string(parts)
            case Each():
                return self._each(term)
            case Pairs(over, var, kind, key, value):
                with self.scope(var, over, kind) as name:
                    pair = f"{self.write(key)}: {self.write(value)}"
                return f"{{{pair} for {name} in {self.write(over, Level.OR)}}}", Level.ATOM
            case Groups():
                return self._groups(term), Level.ATOM
            case Build():
                return self._record(term), Level.ATOM
            case Apply():
                return self._apply(term)
            case Fail():
                raise AssertionError("an error is a statement")

    def _ternary(self, term: If) -> Code:
        then, condition = self.write(term.then, Level.OR), self.write(term.condition, Level.OR)
        return f"{then} if {condition} else {self.write(term.otherwise, Level.TERNARY)}", Level.TERNARY

    # --- strings -----------------------------------------------------------------------------------------------------

    def _f_string(self, parts: tuple[Term, ...]) -> Code:
        """An f-string; a sum where a part needs quotes or backslashes that Python 3.11 does not take inside one."""
        if len(parts) == 2 and not any(isinstance(part, Const) or self._is_formatted(part) for part in parts):
            return " + ".join(self.write(part, Level.ADD) for part in parts), Level.ADD
        out = ""
        for part in parts:
            if isinstance(part, Const):
                out += literal(part.value)[1:-1].replace("{", "{{").replace("}", "}}")
                continue
            field = self._field(part)
            if field is None:
                return " + ".join(self.write(part, Level.ADD) for part in parts), Level.ADD
            out += field
        return f'f"{out}"', Level.ATOM

    def _is_formatted(self, term: Term) -> bool:
        return isinstance(term, Apply) and (bool(term.op.py_format) or term.op.name == "numberText")

    def _field(self, term: Term) -> str | None:
        """A replacement field; ``None`` where it cannot be written inside double quotes."""
        form = ""
        if isinstance(term, Apply) and term.op.py_format:
            form = ":" + self._format(term)
            value = term.args[0]
            source = self.argument(value, term.op.params[0], Level.ANY)
        elif isinstance(term, Apply) and term.op.name == "numberText" and not self.floats(term.args[0]):
            source = self.write(term.args[0])
        else:
            source = self.write(term)
        if "\\" in source or ('"' in source and "'" in source) or "lambda" in source or source.startswith("{"):
            return None
        return "{" + source.replace('"', "'") + form + "}"

    def _format(self, term: Apply) -> str:
        """The format specification, its digits spelled out or as a nested field."""
        digits = term.args[1] if len(term.args) > 1 else None
        spec = str(digits.value) if isinstance(digits, Const) else f"{{{self.write(digits)}}}" if digits else ""
        return term.op.py_format.replace("{1}", spec)

    # --- operators ---------------------------------------------------------------------------------------------------

    def _apply(self, term: Apply) -> Code:
        op, args = term.op, term.args
        if op.py_format:
            field = self._field(term)
            if field is not None:
                return f'f"{field}"', Level.ATOM
            value = self.argument(args[0], op.params[0], Level.ANY)
            return f'format({value}, "{self._format(term)}")', Level.ATOM
        if op.name == "not":
            opposite = self._opposite(args[0])
            if opposite is not None:
                return opposite
        if op.name in ("less", "lessOrEqual") and isinstance(args[0], Const):
            sign = ">" if op.name == "less" else ">="
            return f"{self.write(args[1], Level.ADD)} {sign} {self.write(args[0], Level.ADD)}", Level.COMPARE
        if op.name == "numberText":
            if self.floats(args[0]):
                self.helpers.setdefault("number_text")
                return f"number_text({self.write(args[0])})", Level.ATOM
        else:
            self.operator(op, op.py_helpers)
        if op.name in _BY_VARIABLE and not isinstance(args[1], Const):
            template, helper = _BY_VARIABLE[op.name]
            self.helpers.setdefault(helper)
            return self.fill(template, term), Level.ATOM
        if op.name == "power" and self.floats(args[1]):  # ** would make a complex number of a negative one
            return self.fill(self._reach("math.pow({0}, {1})"), term), Level.ATOM
        if op.name == "lookUpOr" and not isinstance(args[2], (Const, Var)):  # what get takes is always evaluated
            return self.fill("{0:9}[{1}] if {1:6} in {0:6} else {2:1}", term), Level.TERNARY
        if op.name == "floorDivide" and any(map(self.floats, args)):  # there // does not round as / does
            return self.fill(self._reach("math.floor({0:7} / {1:8})"), term), Level.ATOM
        return self.fill(self._reach(op.py), term), op.py_level

    def argument(self, term: Term, form: str, level: int) -> str:
        if form == "int" and self.floats(term):
            return f"{self._reach('int(')}{self.write(term)})"
        if form == "len" and not isinstance(term, Const):
            return f"{self._reach('len(')}{self.write(term)})"
        if form in ("it", "seq"):
            return _iterable(self.write(term), alone=form == "it")
        return super().argument(term, form, level)

    def _reach(self, template: str) -> str:
        """Reach built-ins and modules that the function or a parameter shadows by another name."""
        if not self._shadowed:
            return template
        template = _CALLED.sub(lambda m: f"builtins.{m[1]}" if m[1] in self._shadowed else m[1], template)
        return _MODULE_USE.sub(lambda m: f"{m[1]}_" if m[1] in self._shadowed else m[1], template)

    def _opposite(self, term: Term) -> Code | None:
        """The negation of a comparison as the opposite comparison."""
        if isinstance(term, IsNull):
            source, level = self.expression(term)
            return source.replace(" is None", " is not None"), level
        if not isinstance(term, Apply) or term.op.py_level != Level.COMPARE:
            return None
        signs = {" < ": " >= ", " <= ": " > ", " == ": " != ", " != ": " == ", " in ": " not in "}
        for sign, opposite in signs.items():
            if term.op.py.count(sign) == 1 and term.op.name != "between":
                left, right = term.args if len(term.args) == 2 else (term.args[0], None)
                if isinstance(left, Const) and right is not None and sign in (" < ", " <= "):
                    turned = {" < ": " <= ", " <= ": " < "}[sign]
                    return f"{self.write(right, Level.ADD)}{turned}{self.write(left, Level.ADD)}", Level.COMPARE
                return self.fill(self._reach(term.op.py.replace(sign, opposite)), term), Level.COMPARE
        return None

    # --- lists and maps ----------------------------------------------------------------------------------------------

    def _each(self, term: Each) -> Code:
        kind = term.kind
        if kind == "map" and isinstance(term.over, Each) and term.over.kind == "filter":
            inner = term.over
            with self.scope(inner.var, inner.over, inner.type) as name:
                test, body = self.write(inner.body, Level.OR), self.write(term.body)
            return f"[{body} for {name} in {self.write(inner.over, Level.OR)} if {test}]", Level.ATOM
        over = self.write(term.over, Level.OR)
        with self.scope(term.var, term.over, term.type) as name:
            body, test = self.write(term.body), self.write(term.body, Level.OR)
        loop = f"for {name} in {over}"
        plain = self.write(term.over)
        match kind:
            case "map":
                return f"[{body} {loop}]", Level.ATOM
            case "filter":
                return f"[{name} {loop} if {test}]", Level.ATOM
            case "all" | "any":
                return f"{self._reach(kind + '(')}{body} {loop})", Level.ATOM
            case "sumBy":
                return f"{self._reach('sum(')}{body} {loop})", Level.ATOM
            case "count":
                return f"{self._reach('sum(')}1 {loop} if {test})", Level.ATOM
            case "find":
                return f"{self._reach('next(')}{name} {loop} if {test})", Level.ATOM
            case "findPosition":
                index = free_name("i", self._taken | {name})
                loop = f"for {index}, {name} in {self._reach('enumerate(')}{plain})"
                return f"{self._reach('next(')}({index} {loop} if {test}), -1)", Level.ATOM
            case "countBy" if term.body == Var(term.var):
                self.helpers.setdefault("Counter")
                return f"{self._reach('dict(')}Counter({plain}))", Level.ATOM
            case "countBy":
                self.helpers.setdefault("Counter")
                return f"{self._reach('dict(')}Counter({body} {loop}))", Level.ATOM
            case "groupBy":
                self.helpers.setdefault("group_by")
                return f"group_by({plain}, lambda {name}: {body})", Level.ATOM
            case _:
                down = ", reverse=True" if kind == "sortByDown" else ""
                call = self._reach(_KEYED[kind] + "(")
                key = "len" if body == f"len({name})" else f"lambda {name}: {body}"
                return f"{call}{plain}, key={key}{down})", Level.ATOM

    def _groups(self, term: Groups) -> str:
        return self.from_groups(term, self.grouped(term))

    def grouped(self, term: Groups) -> str:
        self.helpers.setdefault("group_by")
        with self.scope(term.var, term.over, term.type) as name:
            return f"group_by({self.write(term.over)}, lambda {name}: {self.write(term.key)})"

    def from_groups(self, term: Groups, groups: str) -> str:
        with self.scope(term.group, term.over, list_of(term.type), "group") as group:
            value = self.write(term.value)
            if value == group:
                return groups
            key = free_name("key", self._taken)
            return f"{{{key}: {value} for {key}, {group} in {groups}.items()}}"

    def _record(self, term: Build) -> str:
        if term.is_tuple:
            return "[" + ", ".join(self.write(value) for _, value in term.fields) + "]"
        return "{" + ", ".join(f"{literal(name)}: {self.write(value)}" for name, value in term.fields) + "}"

    # --- statements --------------------------------------------------------------------------------------------------

    def assign(self, name: str, value: str) -> str:
        return f"{name} = {value}"

    def branch(self, condition: str, body: list[str]) -> list[str]:
        return [f"if {condition}:", *(self.indent + line for line in body)]

    def give_back(self, term: Term) -> list[str]:
        if isinstance(term, Fail):
            return [f"raise ValueError({literal(term.message)})"]
        source = self.write(term)
        if isinstance(term, Build) and not term.is_tuple and len(source) > self.width - 11:
            inner = [f"{self.indent}{literal(name)}: {self.write(value)}," for name, value in term.fields]
            return ["return {", *inner, "}"]
        return self.return_source(source)

    def return_source(self, source: str) -> list[str]:
        return [f"return {source}"]

    def module(self, term: Term) -> str:
        statements = self.body(term)
        for parameter in reversed(self.function.parameters):
            if parameter.rest:
                statements.insert(0, f"{parameter.name} = {self._reach('list(')}{parameter.name})")
        params = ", ".join(self._parameter(parameter) for parameter in self.function.parameters)
        name = self.function.name
        helpers = [HELPERS["py"][helper].source for helper in self.helpers if helper in HELPERS["py"]]
        if name in self.helpers:
            helpers, statements = rename_helper(helpers, statements, name, f"{name}_of")
        lines = [self.indent + line for line in (*self._docstring(), *statements)]
        source = "\n\n\n".join([*helpers, "\n".join([f"def {name}({params}):", *lines]) + "\n"])
        imports = self._imports(source)
        return "\n".join(imports) + ("\n\n\n" if imports else "") + source

    def _docstring(self) -> list[str]:
        summary = textwrap.wrap(self.function.summary.replace("\\", "\\\\").replace('"', "'"), self.width - 12)
        if len(summary) < 2:
            return [f'"""{line}"""' for line in summary]
        return [f'"""{summary[0]}', *summary[1:], '"""']

    def _imports(self, source: str) -> list[str]:
        lines = [f"import {name}" for name in ("builtins", *_MODULES) if re.search(rf"(?<![\w.\"]){name}\.", source)
                 and name not in self._shadowed]
        lines += [f"import {name} as {name}_" for name in _MODULES if name in self._shadowed and f"{name}_." in source]
        if "Counter" in self.helpers:
            lines.append("from collections import Counter")
        return sorted(lines, key=lambda line: (line.startswith("from"), line))

    def _parameter(self, parameter: Parameter) -> str:
        if parameter.rest:
            return f"*{parameter.name}"
        if parameter.has_default:
            return f"{parameter.name}={literal(parameter.default)}"
        return f"{parameter.name}=None" if parameter.optional else parameter.name
