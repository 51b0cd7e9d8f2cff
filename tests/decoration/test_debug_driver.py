"""The program for a debugger calls the function with the example's values, and stops where the function begins."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp.decoration.debug_driver import CodeLocation, driver, entry
from intent_lsp.values import JsonValue, Target

VALUES: list[list[JsonValue]] = [
    [5],
    ["é\u2028\"'\\\n", {"__proto__": 1, "a b": [None, True, -0.5]}],
    [float("nan"), float("-inf"), 10**30],
    [],
]
JS = "export function f(...all) {\n  return all.length;\n}\n"
COMMON_JS = "function f(...all) {\n  return all.length;\n}\nmodule.exports = { f };\n"
PY = "def f(*all):\n    return len(all)\n"
PY_ASYNC = "async def f(*all):\n    return len(all)\n"


def ran(target: Target, folder: Path, name: str, code: str, values: list[JsonValue]) -> str:
    """What the program prints, from a folder of its own."""
    file = folder / "the code (ü)" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(code, encoding="utf-8")
    place = CodeLocation(str(file), file.as_uri(), (str(file.parent),))
    program = folder / ("run.mjs" if target == "js" else "run.py")
    program.write_text(driver(target, place, "f", values), encoding="utf-8")
    node = shutil.which("node")
    if target == "js" and node is None:
        pytest.skip("Node.js is not installed")
    command = [str(node), "--experimental-detect-module"] if target == "js" else [sys.executable, "-I"]
    done = subprocess.run([*command, str(program)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize(
    ("target", "name", "code"),
    [("js", "f.js", JS), ("js", "f.cjs", COMMON_JS), ("py", "f.py", PY), ("py", "json.py", PY_ASYNC)],
)
def test_it_calls_the_function(tmp_path: Path, target: Target, name: str, code: str, values: list[JsonValue]) -> None:
    assert ran(target, tmp_path, name, code, values) == str(len(values))


@pytest.mark.parametrize(("target", "text"), [("js", "x => x"), ("py", "lambda x: x")])
def test_the_values_arrive_as_they_are(tmp_path: Path, target: Target, text: str) -> None:
    value: JsonValue = {"ü": ['a"b', 1.5, None, False]}
    code = {
        "js": "export const f = (x) => JSON.stringify(x);\n",
        "py": "import json\n\n\ndef f(x):\n    return json.dumps(x, ensure_ascii=False, separators=(',', ':'))\n",
    }[target]
    assert ran(target, tmp_path, "f.js" if target == "js" else "f.py", code, [value]) == (
        '{"ü":["a\\"b",1.5,null,false]}'
    )


@pytest.mark.parametrize(
    ("target", "code", "place"),
    [
        ("js", "const a = 1;\nexport function f(x) {\n  // why\n  const y = x;\n  return y;\n}\n", (3, 2)),
        ("js", "export function f(x) {}\n", (0, 22)),
        ("js", "/* 😀 */ export const f = (x) => x + 1;\n", (0, 33)),
        ("js", "function f(x) { return x; }\nmodule.exports = { f };\n", (0, 16)),
        ("js", "export function g(x) {\n  return x;\n}\n", None),
        ("js", "export function f(x) {", None),
        ("py", 'def f(x):\n    """It."""\n    y = x\n    return y\n', (2, 4)),
        ("py", 'def f(x):\n    """It."""\n', (1, 4)),
        ("py", "def g(x):\n    return x\n", None),
        ("py", "def f(x):\n", None),
    ],
)
def test_where_the_function_begins(target: Target, code: str, place: tuple[int, int] | None) -> None:
    assert entry(target, code, "f") == place
