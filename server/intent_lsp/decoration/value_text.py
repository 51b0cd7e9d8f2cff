"""Values of documents as they are written in each language."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence

from intent_lsp.values import JsonValue


def python_value(value: JsonValue) -> str:
    """As Python has it; ``nan`` and ``inf`` are those of ``math``."""
    return _written(value, {True: "True", False: "False", None: "None"}, python_text, _py_float)


def python_tuple(texts: Sequence[str]) -> str:
    """A tuple of expressions."""
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def javascript_value(value: JsonValue) -> str:
    """As JavaScript has it."""
    text = _written(value, {True: "true", False: "false", None: "null"}, json.dumps, _js_float)
    return f"JSON.parse({json.dumps(text)})" if '"__proto__":' in text else text


def python_text(value: str) -> str:
    """A text in ASCII, in double quotes where that needs no escapes."""
    quoted = ascii(value)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in quoted and "\\'" not in quoted else quoted


def _written(
    value: JsonValue, words: dict[bool | None, str], text: Callable[[str], str], number: Callable[[float], str]
) -> str:
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return f"[{', '.join(_written(item, words, text, number) for item in value)}]"
    if isinstance(value, dict):
        parts = [f"{text(key)}: {_written(item, words, text, number)}" for key, item in value.items()]
        return f"{{{', '.join(parts)}}}"
    return repr(value)


def _py_float(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return "math.nan" if math.isnan(value) else "math.inf" if value > 0 else "-math.inf"


def _js_float(value: float) -> str:
    if math.isfinite(value):
        return repr(value).removesuffix(".0")
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
