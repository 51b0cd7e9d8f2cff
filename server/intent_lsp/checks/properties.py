"""The properties gate: CEL expressions over the parameters and ``result``, evaluated in this process.

CEL never converts between integers and doubles, but a spec's ``number`` is one type: an expression that has no overload
for the values as they are is tried again with every number a double. The library counts a text's bytes where the
specification counts its code points: that is put right for texts in which they differ.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from intent_lsp.checks import cel_library
from intent_lsp.checks.effort import too_much
from intent_lsp.document.cel import tokens
from intent_lsp.document.model import Intent
from intent_lsp.values import JsonValue

if TYPE_CHECKING:
    from cel import Program

_SIZE = "size_in_code_points"
_TOKEN = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|((?<![\w.])\d+(?![\w.]))|([\[\]])""")


def violation(expression: str, intent: Intent, args: tuple[JsonValue, ...], result: JsonValue) -> str | None:
    """Evaluate one property; ``None`` when it holds, else why not (one line): also where it cannot be evaluated."""
    scope = bind(intent, args) | {"result": result}
    if (problem := too_much(expression, list(scope.values()))) is not None:
        return f"it cannot be evaluated: {problem}"
    answer, problem = _evaluate(expression, _as_integers(scope))
    if problem is not None and "by zero" in problem:
        return f"it cannot be evaluated: {problem}"
    if problem is not None:
        answer, second = _evaluate(_with_doubles(expression), _as_doubles(scope))
        if second is not None:
            return f"it cannot be evaluated: {problem}"
    if answer is True:
        return None
    return "it does not hold" if answer is False else f"it gives {answer!r}, not true or false"


def bind(intent: Intent, args: tuple[JsonValue, ...]) -> dict[str, JsonValue]:
    """Parameter names to values; what was left out is its default or null."""
    scope: dict[str, JsonValue] = {}
    for index, parameter in enumerate(intent.signature.parameters):
        if parameter.rest:
            scope[parameter.name] = list(args[index:])
        else:
            scope[parameter.name] = args[index] if index < len(args) else parameter.default
    return scope


@functools.lru_cache(maxsize=256)
def _compiled(expression: str) -> Program:
    return cel_library.compiled(expression)


def _evaluate(expression: str, scope: Mapping[str, JsonValue]) -> tuple[Any, str | None]:
    try:
        if expression.isascii() and "\\" not in expression and _is_ascii(scope):
            return _compiled(expression).execute(dict(scope)), None
        return _in_code_points(expression, scope), None
    except (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError) as error:
        return None, (str(error).splitlines() or [type(error).__name__])[0][:200]


def _in_code_points(expression: str, scope: Mapping[str, JsonValue]) -> Any:
    """As for ASCII, where a text has as many bytes as code points. Raises what the library does."""
    context = cel_library.context(dict(scope))
    context.add_function(_SIZE, _size)
    return _compiled(_with_own_size(expression)).execute(context)


def _size(value: object) -> int | None:
    """``None``, with which nothing can be done, for what has no size: an error would be told on standard error."""
    return len(value) if isinstance(value, (str, bytes, list, tuple, dict)) else None


def _with_own_size(expression: str) -> str:
    """With calls of ``size`` as calls of our own."""
    found = tokens(expression, 0, len(expression))
    calls = [name for name, after in pairwise(found) if (name.kind, name.text, after.text) == ("name", "size", "(")]
    for name in reversed(calls):
        expression = expression[: name.start] + _SIZE + expression[name.end :]
    return expression


def _is_ascii(value: object) -> bool:
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            if not value.isascii():
                return False
        elif isinstance(value, Mapping):
            pending += [*value, *value.values()]
        elif isinstance(value, list):
            pending += value
    return True


def _as_integers(value: JsonValue) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [_as_integers(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_integers(item) for key, item in value.items()}
    return value


def _as_doubles(value: JsonValue) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, list):
        return [_as_doubles(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_doubles(item) for key, item in value.items()}
    return value


def _with_doubles(expression: str) -> str:
    """Spell integer literals as doubles, except inside an index."""
    depth = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal depth
        if match[4]:
            depth += 1 if match[4] == "[" else -1
        if match[3] and depth <= 0:
            return match[3] + ".0"
        return match[0]

    return _TOKEN.sub(replace, expression)
