"""Tagged results of a guest to values.

The text is a candidate's claim: whatever it holds, decoding ends with a value or ``ValueError``.
"""

from __future__ import annotations

import json
from typing import Any

from intent_lsp.values import JsonValue, Opaque

_FLOATS = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}
_KIND, _TEXT = 100, 200


def parse(payload: str) -> dict[str, Any]:
    """A payload as an object. Raises ValueError (also for numbers and nesting beyond Python's own limits)."""
    try:
        found = json.loads(payload)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def value(tagged: Any) -> JsonValue | Opaque:
    """Undo the tags. Raises ValueError for what no guest writes."""
    try:
        return _value(tagged)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _value(tagged: Any) -> JsonValue | Opaque:
    if isinstance(tagged, list):
        return [_value(item) if isinstance(item, (list, dict)) else item for item in tagged]
    if not isinstance(tagged, dict):
        return tagged
    if len(tagged) != 1:
        raise ValueError("not a tagged value")
    ((tag, body),) = tagged.items()
    if tag == "o" and isinstance(body, list):
        return {_key(pair): _value(pair[1]) for pair in body}
    if tag == "f" and isinstance(body, str) and body in _FLOATS:
        return _FLOATS[body]
    if tag == "x" and isinstance(body, list) and len(body) == 2 and all(isinstance(part, str) for part in body):
        return Opaque(_printable(body[0], _KIND), _printable(body[1], _TEXT))
    raise ValueError("not a tagged value")


def _printable(text: str, limit: int) -> str:
    """Without lone surrogates: it will be printed and sent to editors."""
    return text[:limit].encode("utf-8", "replace").decode()


def _key(pair: Any) -> str:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
        raise ValueError("not a pair")
    return pair[0]
