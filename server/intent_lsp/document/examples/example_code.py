"""Examples as code says them: a doctest, or an assertion that compares a call with a value."""

from __future__ import annotations

import re

from intent_lsp.document.examples.example_items import (
    ExampleSyntaxError,
    call_example,
    find_call,
    read_call,
    read_value,
)
from intent_lsp.document.examples.unbound_examples import UnboundExample
from intent_lsp.values import JsonValue

_SAYS_EQUAL = r"(?:assert|self|t|test)\.(?:strictEqual|deepStrictEqual|deepEqual|equals?|assertEqual|is)|assertEquals?"
_ASSERTION = re.compile(
    rf"[ \t]*+(?:(?P<pair>(?:{_SAYS_EQUAL})[ \t]*+\([ \t]*+)|(?P<expect>expect[ \t]*+\([ \t]*+)"
    r"|(?:console\.assert|assert\.ok|assert)(?![\w.])[ \t]*+\(?+[ \t]*+)"
)
_COMPARES = re.compile(r"[ \t]*+(?:={2,3}|is\b)[ \t]*+")
_NEXT = re.compile(r"[ \t]*+,[ \t]*+")
_TO_BE = re.compile(r"[ \t]*+\)[ \t]*+\.(?:toBe|toEqual|toStrictEqual)\([ \t]*+")
_TAIL = re.compile(
    r"""[ \t]*+(?:,[ \t]*+(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)[ \t]*+)?\)?[ \t]*+;?[ \t]*+(?:(?:#|//)[^\n]*+)?"""
)
_PROMPT = re.compile(r"(?P<begin>\A|\n)[ \t]*+(?:>>>|\.\.\.)(?=[ \t]|\n|\Z)")
_CLOSED = re.compile(r"[ \t]*+;?[ \t]*+(?:#[^\n]*+)?(?:\n|\Z)")
_TRACEBACK = re.compile(r"\s*+Traceback \(most recent call last\):")
_RAISED = re.compile(r"[A-Za-z_][\w.]*+(?::[ \t]*+(.*\S))?")


def is_assertion(text: str, start: int, end: int) -> bool:
    """Whether a line starts as an assertion does."""
    match = _ASSERTION.match(text, start, end)
    return match is not None and match.end() < end


def read_assertion(text: str, start: int, end: int, name: str) -> UnboundExample:
    """An assertion of one line. Raises :class:`ExampleSyntaxError` where it is not a call compared with a value."""
    head = _ASSERTION.match(text, start, end)
    call = find_call(text, head.end(), end) if head is not None else None
    if head is None or call is None or call["name"] != name:
        raise _not_read(name, start, end)
    given = read_call(text, call, end, name, python=True)
    between = _NEXT if head["pair"] else _TO_BE if head["expect"] else _COMPARES
    compared = between.match(text, given.place[1], end)
    if compared is None:
        raise _not_read(name, start, end)
    value, stop = read_value(text, compared.end(), end, python=True)
    if _TAIL.fullmatch(text, stop, end) is None:
        raise _not_read(name, start, end)
    return call_example(text, (start, end), given, (compared.end(), stop), value, False)


def read_doctest(text: str, start: int, end: int, name: str) -> UnboundExample | None:
    """A prompt with its result below; ``None`` for one that calls something else. Raises as :func:`read_assertion`."""
    plain = _PROMPT.sub(lambda match: match["begin"] + " " * (len(match[0]) - len(match["begin"])), text[:end])
    call = find_call(plain, start, end)
    if call is None or call["name"] != name:
        return None
    given = read_call(plain, call, end, name, python=True)
    closed = _CLOSED.match(plain, given.place[1], end)
    if closed is None:
        raise ExampleSyntaxError(
            "a prompt is read only where it is a single call", given.place[1], _line(text, start, end)
        )
    if not plain[closed.end() : end].strip():
        raise ExampleSyntaxError("the outcome is missing: write the result below", *(given.place[1],) * 2)
    expected, out, raises = _result(plain, closed.end(), end)
    return call_example(text, (start, end), given, out, expected, raises)


def _result(text: str, position: int, end: int) -> tuple[JsonValue, tuple[int, int], bool]:
    if _TRACEBACK.match(text, position, end) is not None:
        last = text.rfind("\n", position, end) + 1
        raised = _RAISED.fullmatch(text[last:end].strip())
        if raised is None:
            raise ExampleSyntaxError("expected the error's name here", last, end)
        return raised[1] or True, (last, end), True
    value, stop = read_value(text, position, end, python=True)
    if text[stop:end].strip():
        raise ExampleSyntaxError("nothing may follow the result", stop, end)
    return value, (stop - len(text[position:stop].lstrip()), stop), False


def _line(text: str, start: int, end: int) -> int:
    stop = text.find("\n", start, end)
    return end if stop < 0 else stop


def _not_read(name: str, start: int, end: int) -> ExampleSyntaxError:
    return ExampleSyntaxError(f"this is not read: compare a call of {name or 'the function'} with a value", start, end)
