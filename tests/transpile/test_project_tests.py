"""A project verifies its code without this tool: the tests that are written run in pytest and Node, and can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.benches import bench
from tests.support.chat_server import Say

SPEC = """
# name: partsOf
# target: js,py
# signature: (text: string, at?: any) -> any
# examples:
- partsOf("a,b") -> ["a", "b"]
- partsOf("third") -> 0.333333333333
- partsOf("record") -> { "__proto__": 1, "x y": [null, true, 1.0, {}], "q": "'\\"\\u2028é😀" }
- partsOf("nan") -> NaN
- partsOf("minus") -> -Infinity
- partsOf("zero") -> 0
- in: { text: "" } error: "empty (text)"
- in: { text: "any" } error: true
# hidden examples:
- partsOf("c") -> ["c"]
"""
PY_CODE = """
import math

VALUES = {
    "third": 1 / 3, "nan": math.nan, "minus": -math.inf, "zero": -0.0,
    "record": {"q": "'\\"\\u2028é😀", "x y": (None, True, 1, {}), "__proto__": 1},
}


def partsOf(text, at=None):
    if text in ("", "any"):
        raise ValueError("it is empty (text)")
    return VALUES[text] if text in VALUES else tuple(text.split(","))
"""
JS_CODE = """
const values = new Map([
  ["third", 1 / 3], ["nan", NaN], ["minus", -Infinity], ["zero", -0],
  ["record", { q: "'\\"\\u2028é😀", "x y": [null, true, 1, { gone: undefined }], ["__proto__"]: 1 }],
]);

export async function partsOf(text, at) {
  if (text === "" || text === "any") throw new RangeError("it is empty (text)");
  return values.has(text) ? values.get(text) : text.split(",");
}
"""
JS, PY = "src/js/auto", "src/py/auto"


def answer(request: dict[str, Any]) -> Say:
    python = "in Python" in request["messages"][-1]["content"]
    return Say(f"```python\n{PY_CODE}```" if python else f"```js\n{JS_CODE}```")


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return f"{done.returncode} {done.stdout}{done.stderr}"


def run_pytest(root: Path) -> str:
    return run(root, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", PY)


async def test_python_is_tested_by_pytest(root: Path) -> None:
    async with bench(root, answer, py_tests="pytest", names="idiomatic") as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}, results
        assert "0 ........." in run_pytest(root)
        assert run(root, sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", PY).startswith("0 ")
        assert run(root, sys.executable, "-m", "mypy", "--strict", "--cache-dir=/dev/null", PY).startswith("0 ")
        assert not list((root / JS).glob("*test*"))
        code = root / PY / "parts_of.py"
        code.write_text(code.read_text().replace("1 / 3", "1 / 3.001").replace("it is empty", "it is blank"))
        failed = run_pytest(root)
        assert failed.startswith("1 ")
        assert "2 failed, 7 passed" in failed


@pytest.mark.parametrize(("package", "extension"), [("module", "js"), ("commonjs", "js"), ("commonjs", "mjs")])
async def test_javascript_is_tested_by_node(root: Path, package: str, extension: Any) -> None:
    (root / "package.json").write_text(f'{{"type": "{package}"}}')
    async with bench(root, answer, js_tests="node", js_extension=extension) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        assert (root / JS / f"partsOf.test.{extension}").is_file()
        passed = run(root / JS, "node", "--test", "--test-reporter=tap")
        assert passed.startswith("0 ")
        assert "# pass 9\n" in passed
        code = root / JS / f"partsOf.{extension}"
        code.write_text(code.read_text().replace("1 / 3", "1 / 3.001").replace("it is empty", "it is blank"))
        assert "# fail 2\n" in run(root / JS, "node", "--test", "--test-reporter=tap")


async def test_vitest_has_its_own_words(root: Path) -> None:
    async with bench(root, answer, js_tests="vitest") as it:
        await it.transpile(it.write(SPEC))
        text = (root / JS / "partsOf.test.js").read_text()
        assert 'import { expect, test } from "vitest";\nimport { partsOf } from "./partsOf.js";\n' in text
        assert ".rejects.toThrow(message)" in text
        (root / "copy.mjs").write_text(text)
        assert run(root, "node", "--check", "copy.mjs").startswith("0 ")


async def test_tests_are_current_and_a_person_s_stay(root: Path) -> None:
    async with bench(root, answer, js_tests="node", py_tests="pytest") as it:
        path = it.write(SPEC)
        mine = root / JS / "partsOf.test.js"
        mine.parent.mkdir(parents=True)
        mine.write_text("// mine\n")
        await it.transpile(path)
        assert mine.read_text() == "// mine\n"
        assert '"zero"' in (root / PY / "test_partsOf.py").read_text()
        path.write_text(SPEC.replace('- partsOf("zero") -> 0\n', "").lstrip("\n"))
        await it.transpile(path)
        assert '"zero"' not in (root / PY / "test_partsOf.py").read_text()
