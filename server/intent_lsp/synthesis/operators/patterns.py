"""Operators on classes of characters: remove, replace, find, count and test digits, letters, vowels, …

The classes are ASCII, spelled out in the patterns: ``\\d`` and ``\\w`` mean different sets in the two languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intent_lsp.synthesis.operators.table import Level, Operator, op
from intent_lsp.synthesis.operators.text import replacement, short, spaced
from intent_lsp.synthesis.search_values import Value

_CLASSES = (
    # name, class, cost, hint words
    ("Digit", "[0-9]", 2, "digit number numeric phone"),
    ("NonDigit", "[^0-9]", 2, "digit number numeric non phone only"),
    ("Letter", "[A-Za-z]", 2, "letter alphabet alpha word"),
    ("NonLetter", "[^A-Za-z]", 2, "letter alphabet alpha word only punctuat clean"),
    ("Alphanumeric", "[A-Za-z0-9]", 2, "alphanumeric word slug token camel"),
    ("NonAlphanumeric", "[^A-Za-z0-9]", 2, "alphanumeric slug punctuat clean special camel word non"),
    ("Space", r"\s", 2, "space whitespace blank collapse"),
    ("Vowel", "[aeiouAEIOU]", 3, "vowel"),
    ("Consonant", "[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z]", 3, "consonant"),
    ("Upper", "[A-Z]", 3, "upper capital camel"),
    ("Lower", "[a-z]", 3, "lower"),
)


def _operators(name: str, pattern: str, cost: int, hints: str) -> Iterator[Operator]:
    """The seven operators of one class."""
    one, run, whole = re.compile(pattern), re.compile(f"{pattern}+"), re.compile(f"{pattern}+")
    guard = spaced if pattern == r"\s" else str
    flags = "gu" if pattern.startswith("[^") else "g"  # without it, an emoji matches a negated class twice

    def replace_runs(s: Value, by: Value) -> Value:
        replacement(by)
        return short(run.sub(lambda _: by, guard(s)))

    def replace_each(s: Value, by: Value) -> Value:
        replacement(by)
        return short(one.sub(lambda _: by, guard(s)))

    yield op(f"remove{name}s", "str -> str", lambda s: run.sub("", guard(s)),
             f'{{0:9}}.replace(/{pattern}/g, "")', f're.sub(r"{pattern}", "", {{0}})', cost, f"{hints} remov strip")
    yield op(f"replace{name}Runs", "str literal -> str", replace_runs, f"{{0:9}}.replace(/{pattern}+/g, {{1}})",
             f're.sub(r"{pattern}+", {{1}}, {{0}})', cost, f"{hints} replac become")
    yield op(f"replaceEach{name}", "str literal -> str", replace_each, f"{{0:9}}.replace(/{pattern}/{flags}, {{1}})",
             f're.sub(r"{pattern}", {{1}}, {{0}})', cost + 1, f"{hints} replac mask")
    yield op(f"find{name}s", "str -> list str", lambda s: tuple(run.findall(guard(s))),
             f"{{0:9}}.match(/{pattern}+/g) ?? []", f're.findall(r"{pattern}+", {{0}})', cost,
             f"{hints} extract find token word", level=Level.OR, py_level=Level.ATOM)
    yield op(f"count{name}s", "str -> num", lambda s: len(one.findall(guard(s))),
             f"({{0:9}}.match(/{pattern}/{flags}) ?? []).length", f'len(re.findall(r"{pattern}", {{0}}))', cost,
             f"{hints} count how many number")
    yield op(f"has{name}", "str -> bool", lambda s: one.search(guard(s)) is not None, f"/{pattern}/.test({{0}})",
             f'bool(re.search(r"{pattern}", {{0}}))', cost, f"{hints} contain has valid")
    yield op(f"all{name}s", "str -> bool", lambda s: whole.fullmatch(guard(s)) is not None,
             f"/^{pattern}+$/.test({{0}})", f'bool(re.fullmatch(r"{pattern}+", {{0}}))', cost + 1,
             f"{hints} only all valid every")


_BY_CLASS: dict[str, tuple[Operator, ...]] = {row[0]: tuple(_operators(*row)) for row in _CLASSES}
_CLASS_OF = {operator: name for name, operators in _BY_CLASS.items() for operator in operators}

PATTERNS: tuple[Operator, ...] = tuple(_CLASS_OF)


def class_of(operator: Operator) -> str:
    """The name of the class that the operator is about (``NonDigit``); empty for any other operator."""
    return _CLASS_OF.get(operator, "")


def for_class(operator: Operator, name: str) -> Operator:
    """The operator of :data:`PATTERNS` that does the same with another class."""
    return _BY_CLASS[name][_BY_CLASS[_CLASS_OF[operator]].index(operator)]
