"""Values to tagged JSON text: exact types only, with caps on depth and size.

``null``, booleans, strings, lists and numbers are themselves (a float always has a point or an exponent);
``{"o": [[key, value], …]}`` is a dict with string keys; ``{"f": "nan" | "inf" | "-inf"}`` a float;
``{"x": [kind, text]}`` anything else. What it uses is bound when the guest is built: a candidate that patches ``json``
changes nothing here.
"""

import collections
import json
import types
from collections.abc import Callable, Iterator
from typing import TypeAlias

MAX_DEPTH = 150
MAX_SIZE = 4 << 20
Rendered: TypeAlias = tuple[tuple[str | None, ...], tuple[tuple[str, str, object], ...]]
"""Pieces of text with gaps; for each gap a kind, words before the value's own text, and the value."""
Woven: TypeAlias = tuple[tuple[str | None, ...], tuple[str, ...]]
"""The same with a text for each gap."""
_DICTS = frozenset(map(id, (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)))
_KINDS = {
    id(kind): name
    for kind, name in {
        types.GeneratorType: "generator",
        types.FunctionType: "function",
        types.BuiltinFunctionType: "function",
        types.MethodType: "function",
        types.CoroutineType: "coroutine",
        types.AsyncGeneratorType: "async generator",
        types.ModuleType: "module",
        type: "class",
    }.items()
}
_INFINITY = float("inf")


class TooLarge(Exception):
    """The value has more than MAX_SIZE characters or so."""


def _text(value: object, limit: int = 200) -> str:
    """A short rendering; asking for it may run the candidate's own ``__repr__``, which may fail."""
    try:
        text = str.__str__(repr(value))
    except Exception:
        return ""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def opaque(kind: str, text: str = "", _quote: Callable[[str], str] = json.encoder.encode_basestring_ascii) -> str:
    """The tagged form of something that is no JSON value."""
    return '{"x":[%s,%s]}' % (_quote(kind), _quote(text))  # noqa: UP031 (JSON braces)


def _shown(gap: tuple[str, str, object], _opaque: Callable[..., str] = opaque, _say: Callable[..., str] = _text) -> str:
    kind, before, item = gap
    return _opaque(kind, before + _say(item, 80 if before else 200))


def render(
    value: object,
    *,
    _type: Callable[[object], type] = type,
    _id: Callable[[object], int] = id,
    _len: Callable[[str], int] = len,
    _int: Callable[[int], str] = int.__repr__,
    _float: Callable[[float], str] = float.__repr__,
    _quote: Callable[[str], str] = json.encoder.encode_basestring_ascii,
    _opaque: Callable[..., str] = opaque,
    _name: Callable[[type], str] = type.__dict__["__name__"].__get__,
) -> Rendered:
    """``value`` as tagged JSON in pieces, and what is still to be shown by its own ``repr``, one per ``None``.

    Runs no code of the candidate: types are told apart by identity, which no metaclass can change. Raises nothing of
    its own: what is too large becomes an opaque value.
    """
    out: list[str | None] = []
    pending: list[tuple[str, str, object]] = []
    size = 0

    def walk(item: object, depth: int, above: frozenset[int]) -> None:
        nonlocal size
        size += 8
        kind = _type(item)
        if item is None:
            out.append("null")
        elif item is True:
            out.append("true")
        elif item is False:
            out.append("false")
        elif kind is int:
            # 13,000 bits are fewer than the 4,300 digits that Python's own parser accepts.
            out.append(_int(item) if item.bit_length() <= 13_000 else _opaque("too large", "int"))  # type: ignore[arg-type, attr-defined]
        elif kind is float:
            out.append(number(item))  # type: ignore[arg-type]
        elif kind is str:
            size += _len(item)  # type: ignore[arg-type]
            if size > MAX_SIZE:
                raise TooLarge
            out.append(_quote(item))  # type: ignore[arg-type]
        elif kind is list or kind is tuple or _id(kind) in _DICTS:
            if size > MAX_SIZE:
                raise TooLarge
            if _id(item) in above:
                out.append(_opaque("cycle"))
            elif depth >= MAX_DEPTH:
                out.append(_opaque("too large", "nested too deeply"))
            elif kind is list or kind is tuple:
                sequence(item, depth, above | {_id(item)})  # type: ignore[arg-type]
            else:
                mapping(item, depth, above | {_id(item)})  # type: ignore[arg-type]
        elif _id(kind) in _KINDS:
            out.append(_opaque(_KINDS[_id(kind)]))
        else:
            later(_name(kind)[:100], "", item)

    def later(kind: str, before: str, item: object) -> None:
        pending.append((kind, before, item))
        out.append(None)

    def number(item: float) -> str:
        if item != item:
            return '{"f":"nan"}'
        if item in (_INFINITY, -_INFINITY):
            return '{"f":"inf"}' if item > 0 else '{"f":"-inf"}'
        return _float(item)

    def sequence(items: list[object] | tuple[object, ...], depth: int, above: frozenset[int]) -> None:
        out.append("[")
        for position, item in enumerate(items):
            if position:
                out.append(",")
            walk(item, depth + 1, above)
        out.append("]")

    def mapping(items: dict[object, object], depth: int, above: frozenset[int]) -> None:
        start, shown = len(out), len(pending)
        out.append('{"o":[')
        for position, (key, item) in enumerate(dict.items(items)):
            if _type(key) is not str:
                del out[start:], pending[shown:]
                later("dict", "with a key that is not a string: ", key)
                return
            out.append(",[" if position else "[")
            walk(key, depth + 1, above)
            out.append(",")
            walk(item, depth + 1, above)
            out.append("]")
        out.append("]}")

    try:
        walk(value, 0, frozenset())
    except TooLarge:
        return (_opaque("too large", "more than 4 MB"),), ()
    return tuple(out), tuple(pending)


def texts(rendered: Rendered, *, _show: Callable[[tuple[str, str, object]], str] = _shown) -> Woven:
    """The pieces, and the texts for their gaps. Here code of the candidate may run: it finds no piece to change."""
    return rendered[0], tuple(map(_show, rendered[1]))


def weave(woven: Woven, *, _iter: Callable[..., Iterator[str]] = iter, _next: Callable[..., str] = next) -> str:
    """The tagged JSON text."""
    pieces, gaps = woven
    waiting = _iter(gaps)
    return "".join([_next(waiting) if piece is None else piece for piece in pieces])


def encode(value: object) -> str:
    """``value`` as tagged JSON, in one go."""
    return weave(texts(render(value)))
