"""Names for what the search left nameless: items of lists, shared subexpressions."""

from __future__ import annotations

from collections.abc import Set

from intent_lsp.synthesis.terms import Apply, Each, Member, Term, Var
from intent_lsp.synthesis.types import NUMBER, STRING, Type

_SINGULARS = {"people": "person", "children": "child", "entries": "entry", "data": "item", "series": "item",
              "men": "man", "women": "woman", "matrix": "row", "indices": "index"}
_BY_OPERATOR = {"characters": "c", "split": "part", "words": "word", "lines": "line", "digits": "digit",
                "entries": "entry", "keys": "key", "values": "value", "range": "i", "rangeInclusive": "i",
                "findDigits": "number", "findAlphanumerics": "word", "findLetters": "word"}
_SHARED = {"words": "words", "split": "parts", "characters": "characters", "digits": "digits", "lower": "lower",
           "divide": "ratio", "average": "mean", "hypotenuse": "length", "count": "count", "length": "length",
           "sum": "total", "squareRoot": "root", "sortNumbers": "ordered", "sortTexts": "ordered", "trim": "trimmed",
           "unique": "distinct", "before": "head", "after": "rest", "afterLast": "tail", "beforeLast": "stem"}


def free_name(wanted: str, taken: Set[str]) -> str:
    """The name, or the name with the first number that makes it free."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{number}", number + 1
    return name


def item_name(over: Term, kind: Type) -> str:
    """A name for an item of a list: the singular of the list's name, or what its operator yields."""
    while isinstance(over, Each) and over.kind in ("filter", "sortBy", "sortByDown"):
        over = over.over
    name = over.key if isinstance(over, Member) and not over.index else over.name if isinstance(over, Var) else ""
    if name:
        plain = name.lstrip("$")
        if plain in _SINGULARS:
            return _SINGULARS[plain]
        if len(plain) > 3 and plain.endswith("ies"):
            return plain[:-3] + "y"
        if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss"):
            return plain[:-1]
    if isinstance(over, Apply) and over.op.name in _BY_OPERATOR:
        return _BY_OPERATOR[over.op.name]
    return "n" if kind is NUMBER else "text" if kind is STRING else "item"


def share_name(term: Apply) -> str:
    """A name for a subexpression that is used more than once."""
    return _SHARED.get(term.op.name, "value")


def part_name(term: Term) -> str:
    """A name for a part of a long expression."""
    if isinstance(term, Apply):
        return _SHARED.get(term.op.name, "value")
    if isinstance(term, Each):
        return {"filter": "kept", "sortBy": "ordered", "sortByDown": "ordered", "map": "items"}.get(term.kind, "value")
    return "value"
