"""Inputs to the text that a guest parses: once per call, so that no call sees what another did to its arguments."""

from __future__ import annotations

import json
import math

from intent_lsp.values import JsonValue, Target

_Path = list[int | str]


def arguments(values: tuple[JsonValue, ...], target: Target) -> str | list[str]:
    """Python: one JSON text. JavaScript: JSON text, and the paths of NaN, which strict JSON cannot say ("" if none)."""
    if target == "py":
        return json.dumps(list(values), separators=(",", ":"))  # as the guest writes what became of them
    try:
        return [json.dumps(list(values), allow_nan=False), ""]
    except ValueError:
        holes: list[_Path] = []
        return [_strict(list(values), [], holes), json.dumps(holes) if holes else ""]


def _strict(value: JsonValue, path: _Path, holes: list[_Path]) -> str:
    """JSON without the words NaN and Infinity: ``1e999`` is Infinity to every parser, NaN is noted in ``holes``."""
    if isinstance(value, float) and not math.isfinite(value):
        if math.isnan(value):
            holes.append(path)
            return "null"
        return "1e999" if value > 0 else "-1e999"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_strict(item, [*path, index], holes) for index, item in enumerate(value)) + "]"
    if isinstance(value, dict):
        items = (json.dumps(key) + ":" + _strict(item, [*path, key], holes) for key, item in value.items())
        return "{" + ",".join(items) + "}"
    return json.dumps(value)
