"""An intent's examples as a test file for pytest, ``node:test`` or Vitest: a project checks its code without this tool.

Results are compared as docs/format.md has it: as JSON values, with a tolerance for numbers with a fraction.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

from intent_lsp.document.model import Example, Intent
from intent_lsp.syntax.python import Source
from intent_lsp.values import JsonValue

Framework: TypeAlias = Literal["node", "vitest"]

_PY_SAME = '''\
def same(have: Any, want: Any) -> bool:
    """Whether two values are equal as JSON; fractions may differ by the tolerance."""
    if isinstance(want, list):
        alike = isinstance(have, (list, tuple)) and len(have) == len(want)
        return alike and all(map(same, have, want))
    if isinstance(want, dict):
        alike = isinstance(have, dict) and have.keys() == want.keys()
        return alike and all(same(have[key], want[key]) for key in want)
    if isinstance(want, bool) or not isinstance(want, (int, float)):
        return type(have) is type(want) and bool(have == want)
    if isinstance(have, bool) or not isinstance(have, (int, float)):
        return False
    if isinstance(have, int) and isinstance(want, int):
        return have == want
    if math.isnan(have) and math.isnan(want):
        return True
    return math.isclose(have, want, rel_tol=TOLERANCE)
'''
_JS_SAME = """\
/** Whether two values are equal as JSON; fractions may differ by the tolerance. */
function same(have, want) {
  if (typeof want === "number") {
    if (typeof have !== "number") return false;
    if (have === want || (Number.isNaN(have) && Number.isNaN(want))) return true;
    if (Number.isInteger(have) && Number.isInteger(want)) return false;
    return Math.abs(have - want) <= tolerance * Math.max(Math.abs(have), Math.abs(want));
  }
  if (typeof want !== "object" || want === null || typeof have !== "object" || have === null) return have === want;
  if (Array.isArray(want) !== Array.isArray(have)) return false;
  const keys = (value) => Object.keys(value).filter((key) => Array.isArray(value) || value[key] !== undefined);
  return keys(have).length === keys(want).length && keys(want).every((key) => same(have[key], want[key]));
}
"""


def pytest_file(code: str, intent: Intent, name: str, module: str) -> str:
    """The test of a function of Python called ``name``, in the file ``module`` of the same package."""
    source = Source.of(code)
    is_async = source is not None and type(source.function(intent.name)).__name__ == "AsyncFunctionDef"
    call = f"asyncio.run({name}(*arguments))" if is_async else f"{name}(*arguments)"
    returned, raised = _parted(intent)
    imports = ["asyncio"] * is_async + ["math"] * bool(returned) + ["re"] * bool(raised)
    parts = ["".join(f"import {name}\n" for name in imports) + "from typing import Any\n\nimport pytest\n\n"
             f"from .{module} import {name}\n"]  # fmt: skip
    if returned:
        parts[0] += f"\nTOLERANCE = {intent.tolerance!r}\n"
        cases = [f"({_tuple(example.args)}, {python_literal(example.expected)})" for example in returned]
        parts += [_PY_SAME, _parametrized("expected", cases) + (
            "def test_examples(arguments: tuple[Any, ...], expected: Any) -> None:\n"
            f"    result = {call}\n    assert same(result, expected), result\n"
        )]  # fmt: skip
    if raised:
        cases = [f"({_tuple(example.args)}, {python_literal(_message(example))})" for example in raised]
        parts.append(_parametrized("message", cases) + (
            "def test_errors(arguments: tuple[Any, ...], message: str) -> None:\n"
            f"    with pytest.raises(Exception, match=re.escape(message)):\n        {call}\n"
        ))  # fmt: skip
    return "\n\n".join(parts)


def javascript_file(intent: Intent, name: str, file: str, framework: Framework, *, commonjs: bool) -> str:
    """The test of a function of JavaScript called ``name``, in ``file`` of the same folder.

    ``commonjs``: whether the test is a CommonJS module; Vitest reads ES modules everywhere.
    """
    returned, raised = _parted(intent)
    own = {json.dumps(f"./{file}"): [name]}
    if framework == "vitest":
        wanted = {'"vitest"': ["expect", "test"], **own}
        commonjs = False
    else:
        wanted = {'"node:assert/strict"': ["ok", *(["rejects"] if raised else [])], '"node:test"': ["test"], **own}
    parts = [_imports(wanted, commonjs=commonjs)]
    if returned:
        check = (
            "expect(same(result, expected), shown).toBe(true)"
            if framework == "vitest"
            else "ok(same(result, expected), shown)"
        )
        cases = "".join(f"  [[{_values(e.args)}], {javascript_literal(e.expected)}],\n" for e in returned)
        parts += [f"const tolerance = {intent.tolerance!r};\n\n{_JS_SAME}"]
        parts += [
            f"const examples = [\n{cases}];\n\nfor (const [args, expected] of examples) {{\n"
            f"  test(`{name}(${{JSON.stringify(args).slice(1, -1)}})`, async () => {{\n"
            f"    const result = await {name}(...args);\n"
            "    const shown = `got ${JSON.stringify(result)}, want ${JSON.stringify(expected)}`;\n"
            f"    {check};\n  }});\n}}\n"
        ]
    if raised:
        cases = "".join(f"  [[{_values(e.args)}], {javascript_literal(_message(e))}],\n" for e in raised)
        call = f"async () => {name}(...args)"
        check = (
            f"await expect(({call})()).rejects.toThrow(message)"
            if framework == "vitest"
            else f"await rejects({call}, (error) => String(error?.message ?? error).includes(message))"
        )
        parts.append(
            f"const errors = [\n{cases}];\n\nfor (const [args, message] of errors) {{\n"
            f"  test(`{name}(${{JSON.stringify(args).slice(1, -1)}}) fails`, async () => {{\n    {check};\n  }});\n}}\n"
        )
    return "\n".join(parts)


def _parted(intent: Intent) -> tuple[list[Example], list[Example]]:
    """The examples with a result, and those that fail."""
    return [e for e in intent.examples if not e.raises], [e for e in intent.examples if e.raises]


def _message(example: Example) -> str:
    """The text that the error's message contains; empty where any error will do."""
    return "" if example.expected is True else str(example.expected)


def _parametrized(second: str, cases: Iterable[str]) -> str:
    lines = "".join(f"        {case},\n" for case in cases)
    return f'@pytest.mark.parametrize(\n    ("arguments", "{second}"),\n    [\n{lines}    ],\n)\n'


def _tuple(values: Iterable[JsonValue]) -> str:
    texts = [python_literal(value) for value in values]
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def _values(values: Iterable[JsonValue]) -> str:
    return ", ".join(map(javascript_literal, values))


def python_literal(value: JsonValue) -> str:
    """A value as an expression of Python; what is not finite needs ``import math``."""
    return _written(value, {True: "True", False: "False", None: "None"}, _py_text, _py_float)


def javascript_literal(value: JsonValue) -> str:
    """A value as an expression of JavaScript."""
    text = _written(value, {True: "true", False: "false", None: "null"}, json.dumps, _js_float)
    return f"JSON.parse({json.dumps(text)})" if '"__proto__":' in text else text


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


def _py_text(value: str) -> str:
    quoted = ascii(value)
    return f'"{quoted[1:-1]}"' if quoted[0] == "'" and '"' not in quoted and "\\'" not in quoted else quoted


def _py_float(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    return "math.nan" if math.isnan(value) else "math.inf" if value > 0 else "-math.inf"


def _js_float(value: float) -> str:
    return (
        repr(value).removesuffix(".0")
        if math.isfinite(value)
        else "NaN"
        if math.isnan(value)
        else "Infinity"
        if value > 0
        else "-Infinity"
    )


def _imports(wanted: dict[str, list[str]], *, commonjs: bool) -> str:
    if commonjs:
        lines = [f"const {{ {', '.join(names)} }} = require({file});\n" for file, names in wanted.items()]
        return '"use strict";\n\n' + "".join(lines)
    return "".join(f"import {{ {', '.join(names)} }} from {file};\n" for file, names in wanted.items())
