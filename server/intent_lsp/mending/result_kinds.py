"""What form of result the examples ask for, where another one came."""

from __future__ import annotations

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode
from intent_lsp.values import JsonValue

KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def kind_of(value: JsonValue) -> str:
    """``boolean``, ``number``, ``string``, ``array``, ``object`` or ``null``."""
    return next((name for kind, name in KINDS if isinstance(value, kind)), "null")


def wanted_kinds(broken: BrokenCode) -> list[str]:
    """The kinds that failing examples expect, when what came back was not a JSON value or one of another kind."""
    if broken.gate not in (Gate.EXAMPLES, Gate.HIDDEN):
        return []
    expected = {e.number: e for e in broken.intent.shown if not e.raises}
    kinds: dict[str, None] = {}
    for result in broken.verdict.examples:
        example = expected.get(result.number)
        if example is None or result.passed or result.error is not None:
            continue
        kind = kind_of(example.expected)
        if "<" in result.got or shown_kind(result.got) != kind:
            kinds[kind] = None
    return list(kinds)


def shown_kind(text: str) -> str:
    """The kind of a value that :func:`intent_lsp.values.show` has rendered; ``opaque`` where it is not a JSON value."""
    if text in ("true", "false"):
        return "boolean"
    if text == "null":
        return "null"
    if text[:1].isdigit() or text.lstrip("-")[:1].isdigit() or text.lstrip("-") in ("Infinity", "NaN"):
        return "number"
    return {'"': "string", "[": "array", "{": "object"}.get(text[:1], "opaque")
