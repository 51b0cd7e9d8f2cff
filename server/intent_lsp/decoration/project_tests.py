"""An intent's examples and properties as a test file for pytest, ``node:test`` or Vitest.

A project checks its code by it, without this tool.

Results are compared as docs/format.md has it: as JSON values, with a tolerance for numbers with a fraction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from intent_lsp.decoration.property_tests import Framework, Inputs, javascript_property_tests, python_property_tests
from intent_lsp.decoration.value_text import javascript_value, python_tuple, python_value
from intent_lsp.document.model import Example, Intent
from intent_lsp.syntax.python import Source
from intent_lsp.values import JsonValue

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


def pytest_file(code: str, intent: Intent, name: str, module: str, inputs: Inputs) -> str:
    """The test of a function of Python called ``name``, in the file ``module`` of the same package.

    ``inputs``: for which its properties are tested.
    """
    source = Source.of(code)
    is_async = source is not None and type(source.function(intent.name)).__name__ == "AsyncFunctionDef"
    call = f"asyncio.run({name}(*arguments))" if is_async else f"{name}(*arguments)"
    returned, raised = _parted(intent)
    properties = python_property_tests(intent, name, call, inputs)
    wanted = ["asyncio"] * is_async + ["math"] * bool(returned) + ["re"] * bool(raised)
    imports = sorted({*wanted, *properties.imports})
    parts = ["".join(f"import {name}\n" for name in imports) + "from typing import Any\n\nimport pytest\n\n"
             f"from .{module} import {name}\n"]  # fmt: skip
    if returned:
        parts[0] += f"\nTOLERANCE = {intent.tolerance!r}\n"
        cases = [
            f"({python_tuple(list(map(python_value, example.args)))}, {python_value(example.expected)})"
            for example in returned
        ]
        parts += [_PY_SAME, _parametrized("expected", cases) + (
            "def test_examples(arguments: tuple[Any, ...], expected: Any) -> None:\n"
            f"    result = {call}\n    assert same(result, expected), result\n"
        )]  # fmt: skip
    if raised:
        cases = [
            f"({python_tuple(list(map(python_value, example.args)))}, {python_value(_message(example))})"
            for example in raised
        ]
        parts.append(_parametrized("message", cases) + (
            "def test_errors(arguments: tuple[Any, ...], message: str) -> None:\n"
            f"    with pytest.raises(Exception, match=re.escape(message)):\n        {call}\n"
        ))  # fmt: skip
    return "\n\n".join([*parts, *properties.parts])


def javascript_file(
    intent: Intent, name: str, file: str, framework: Framework, inputs: Inputs, *, commonjs: bool
) -> str:
    """The test of a function of JavaScript called ``name``, in ``file`` of the same folder.

    ``inputs``: for which its properties are tested.
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
        cases = "".join(f"  [[{_values(e.args)}], {javascript_value(e.expected)}],\n" for e in returned)
        parts += [f"const tolerance = {intent.tolerance!r};\n\n{_JS_SAME}"]
        parts += [
            f"const examples = [\n{cases}];\n\nfor (const [args, expected] of examples) {{\n"
            f"  test(`{name}(${{JSON.stringify(args).slice(1, -1)}})`, async () => {{\n"
            f"    const result = await {name}(...args);\n"
            "    const shown = `got ${JSON.stringify(result)}, want ${JSON.stringify(expected)}`;\n"
            f"    {check};\n  }});\n}}\n"
        ]
    if raised:
        cases = "".join(f"  [[{_values(e.args)}], {javascript_value(_message(e))}],\n" for e in raised)
        call = f"async () => {name}(...args)"
        says = "(error) => String(error?.message ?? error).includes(message)"
        check = (  # Vitest's `toThrow("")` takes only an error without a message
            f"await expect(({call})()).rejects.toSatisfy({says})"
            if framework == "vitest"
            else f"await rejects({call}, {says})"
        )
        parts.append(
            f"const errors = [\n{cases}];\n\nfor (const [args, message] of errors) {{\n"
            f"  test(`{name}(${{JSON.stringify(args).slice(1, -1)}}) fails`, async () => {{\n    {check};\n  }});\n}}\n"
        )
    return "\n".join([*parts, *javascript_property_tests(intent, name, inputs, framework).parts])


def _parted(intent: Intent) -> tuple[list[Example], list[Example]]:
    """The examples with a result, and those that fail."""
    return [e for e in intent.examples if not e.raises], [e for e in intent.examples if e.raises]


def _message(example: Example) -> str:
    """The text that the error's message contains; empty where any error will do."""
    return "" if example.expected is True else str(example.expected)


def _parametrized(second: str, cases: Iterable[str]) -> str:
    lines = "".join(f"        {case},\n" for case in cases)
    return f'@pytest.mark.parametrize(\n    ("arguments", "{second}"),\n    [\n{lines}    ],\n)\n'


def _values(values: Iterable[JsonValue]) -> str:
    return ", ".join(map(javascript_value, values))


def _imports(wanted: dict[str, list[str]], *, commonjs: bool) -> str:
    if commonjs:
        lines = [f"const {{ {', '.join(names)} }} = require({file});\n" for file, names in wanted.items()]
        return '"use strict";\n\n' + "".join(lines)
    return "".join(f"import {{ {', '.join(names)} }} from {file};\n" for file, names in wanted.items())
