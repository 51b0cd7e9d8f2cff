"""Values to tagged JSON text: exact types only, with caps on depth and size.

``null``, booleans, strings, lists and numbers are themselves (a float always has a point or an exponent);
``{"o": [[key, value], …]}`` is a dict with string keys; ``{"f": "nan" | "inf" | "-inf"}`` a float;
``{"x": [kind, text]}`` anything else. What it uses is bound when the guest is built: a candidate that patches ``json``
changes nothing here.
"""

import builtins
import collections
import json
import types
from collections.abc import Callable, Sequence
from typing import TypeAlias

globals()["__builtins__"] = dict(vars(builtins))  # what is patched in ``builtins`` is not used by what follows
MAX_DEPTH = 150
MAX_SIZE = 4 << 20
MOST_TEXT = 200
"""Characters of an opaque value's text."""
Pieces: TypeAlias = tuple[str | tuple[str, str], ...]
"""Tagged JSON with gaps: a gap is the kind of an opaque value, and words that stand before its text."""
Asked: TypeAlias = tuple[str, object]
"""What only code of the candidate can tell (``repr``, ``str``, ``parameters``), and of which value."""
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
_name: Callable[[type], str] = type.__dict__["__name__"].__get__
_quote: Callable[[str], str] = json.encoder.encode_basestring_ascii


def class_name(kind: type) -> str:
    """A class's name without asking its metaclass; the name itself may be of a class of the candidate's."""
    return str.__str__(_name(kind))[:100]


def opaque(kind: str, text: str = "") -> str:
    """The tagged form of something that is not a JSON value."""
    return '{"x":[%s,%s]}' % (_quote(kind), _quote(text))  # noqa: UP031 (JSON braces)


def render(value: object) -> tuple[Pieces, tuple[Asked, ...]]:
    """``value`` as tagged JSON in pieces, and what must be asked of the candidate's own ``__repr__``, one per gap.

    Runs no code of the candidate: types are told apart by identity, which no metaclass can change. Raises nothing of
    its own: what is too large becomes an opaque value.
    """
    made: _Made = ([], [], [0])
    try:
        _walk(value, 0, frozenset(), made)
    except OverflowError:
        return (opaque("too large", "more than 4 MB"),), ()
    return tuple(made[0]), tuple(made[1])


_Made: TypeAlias = tuple[list[str | tuple[str, str]], list[Asked], list[int]]
"""The pieces, what must be asked, and (one number) the size so far. Not a closure: its cycles would be garbage that a
candidate could look through."""


def _walk(item: object, depth: int, above: frozenset[int], made: _Made) -> None:
    kind = type(item)
    if item is None:
        _put("null", made)
    elif item is True:
        _put("true", made)
    elif item is False:
        _put("false", made)
    elif kind is int:
        # 13,000 bits are fewer than the 4,300 digits that Python's own parser accepts.
        small = item.bit_length() <= 13_000  # type: ignore[attr-defined]
        _put(int.__repr__(item) if small else opaque("too large", "int"), made)
    elif kind is float:
        _put(_number(item), made)  # type: ignore[arg-type]
    elif kind is str:
        _grow(len(item), made)  # type: ignore[arg-type]
        _put(_quote(item), made)  # type: ignore[arg-type]
    elif kind is list or kind is tuple or id(kind) in _DICTS:
        if id(item) in above:
            _put(opaque("cycle"), made)
        elif depth >= MAX_DEPTH:
            _put(opaque("too large", "nested too deeply"), made)
        elif kind is list or kind is tuple:
            _sequence(item, depth, above | {id(item)}, made)  # type: ignore[arg-type]
        else:
            _mapping(item, depth, above | {id(item)}, made)  # type: ignore[arg-type]
    elif id(kind) in _KINDS:
        _put(opaque(_KINDS[id(kind)]), made)
    else:
        _later(class_name(kind), "", item, made)


def _put(text: str, made: _Made) -> None:
    made[0].append(text)
    made[2][0] += 8


def _grow(size: int, made: _Made) -> None:
    made[2][0] += size
    if made[2][0] > MAX_SIZE:
        raise OverflowError  # no class of our own: a candidate could find and change it


def _later(kind: str, before: str, item: object, made: _Made) -> None:
    made[0].append((kind, before))
    made[1].append(("repr", item))


def _number(item: float) -> str:
    if item != item:
        return '{"f":"nan"}'
    if item in (_INFINITY, -_INFINITY):
        return '{"f":"inf"}' if item > 0 else '{"f":"-inf"}'
    return float.__repr__(item)


def _sequence(items: list[object] | tuple[object, ...], depth: int, above: frozenset[int], made: _Made) -> None:
    _grow(8, made)
    made[0].append("[")
    for position, item in enumerate(items):
        if position:
            made[0].append(",")
        _walk(item, depth + 1, above, made)
    made[0].append("]")


def _mapping(items: dict[object, object], depth: int, above: frozenset[int], made: _Made) -> None:
    _grow(8, made)
    out, asked, _ = made
    start, known = len(out), len(asked)
    out.append('{"o":[')
    for position, (key, item) in enumerate(dict.items(items)):
        if type(key) is not str:
            del out[start:], asked[known:]
            _later("dict", "with a key that is not a string: ", key, made)
            return
        out.append(",[" if position else "[")
        _walk(key, depth + 1, above, made)
        out.append(",")
        _walk(item, depth + 1, above, made)
        out.append("]")
    out.append("]}")


def weave(pieces: Pieces, texts: Sequence[object]) -> str:
    """The tagged JSON text: ``texts`` are what the candidate answered, one per gap; what is not text is left out."""
    answers = iter(texts)
    return "".join([piece if type(piece) is str else _filled(piece, next(answers, "")) for piece in pieces])  # type: ignore[arg-type]


def _filled(gap: tuple[str, str], text: object) -> str:
    kind, before = gap
    shown = text if type(text) is str else ""
    limit = 80 if before else MOST_TEXT
    return opaque(kind, before + (shown if len(shown) <= limit else shown[: limit - 1] + "…"))
