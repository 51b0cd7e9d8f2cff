"""A project verifies its code without this tool: the tests that are written run in pytest and Node, and can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.npm import npm_packages

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


def run_vitest(root: Path) -> str:
    """With the real one, from npm."""
    if not (root / "node_modules").exists():
        (root / "node_modules").symlink_to(npm_packages("vitest@4.1.12") / "node_modules")
    return run(root, "node", "node_modules/vitest/vitest.mjs", "run", "--no-color", "--dir", JS)


def run_pytest(root: Path) -> str:
    return run(root, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", PY)


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("extension", ["js", "mjs"])
async def test_javascript_is_tested_by_vitest(root: Path, extension: Any) -> None:
    (root / "package.json").write_text('{"type": "module"}')
    async with bench(root, answer, js_tests="vitest", js_extension=extension) as it:
        await it.transpile(it.write(SPEC))
        passed = run_vitest(root)
        assert passed.startswith("0 "), passed
        assert re.search(r"Tests +9 passed \(9\)", passed), passed
        code = root / JS / f"partsOf.{extension}"
        code.write_text(code.read_text().replace("1 / 3", "1 / 3.001").replace("it is empty", "it is blank"))
        assert re.search(r"Tests +2 failed \| 7 passed \(9\)", run_vitest(root))


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_properties_are_tested_by_vitest(root: Path) -> None:
    (root / "package.json").write_text('{"type": "module"}')
    async with bench(root, sort, js_tests="vitest", names="idiomatic") as it:
        await it.transpile(it.write(SORTED))
        passed = run_vitest(root)
        assert passed.startswith("0 "), passed
        code = root / JS / "sortedBy.js"
        broken = 'if (words.join() === "a") return { words: [], count: 0 };\n  return {'
        code.write_text(code.read_text().replace("return {", broken))
        failed = run_vitest(root)
        assert failed.startswith("1 "), failed
        assert "result.count == size(words) + size(extra)" in failed
        assert re.search(r"Tests +1 failed", failed), failed


async def test_vitest_has_its_own_words(root: Path) -> None:
    async with bench(root, answer, js_tests="vitest") as it:
        await it.transpile(it.write(SPEC))
        text = (root / JS / "partsOf.test.js").read_text()
        assert 'import { expect, test } from "vitest";\nimport { partsOf } from "./partsOf.js";\n' in text
        assert ".rejects.toSatisfy((error) => " in text
        (root / "copy.mjs").write_text(text)
        assert run(root, "node", "--check", "copy.mjs").startswith("0 ")


SORTED = """
# name: sortedBy
# target: js,py
# signature: (words: string[], order: "up" | "down" = "up", ...extra: string[]) -> { words: string[], count: integer }
# examples:
- sortedBy(["b", "a"]) -> { "words": ["a", "b"], "count": 2 }
- sortedBy(["b", "a", "c"], "down") -> { "words": ["c", "b", "a"], "count": 3 }
- sortedBy(["b"], "up", "a") -> { "words": ["a", "b"], "count": 2 }
- in: [["x", "x"]] error: "twice"
# properties:
- result.count == size(words) + size(extra)
- words.all(l, l in result.words) && (order == "up" || size(words) == 0 || result.words[0] >= words[0])
- result.count / 2 <= size(result.words)
"""
PY_SORTED = """
def sortedBy(words, order="up", *extra):
    words.extend(extra)
    if len(set(words)) < len(words):
        raise ValueError("twice")
    words.sort(reverse=order == "down")
    return {"words": tuple(words), "count": len(words)}
"""
JS_SORTED = """
export function sortedBy(words, order = "up", ...extra) {
  words.push(...extra);
  if (new Set(words).size < words.length) throw new Error("twice");
  words.sort();
  if (order === "down") words.reverse();
  return { words, count: words.length };
}
"""


def sort(request: dict[str, Any]) -> Say:
    python = "in Python" in request["messages"][-1]["content"]
    return Say(f"```python\n{PY_SORTED}```" if python else f"```js\n{JS_SORTED}```")


@pytest.mark.slow
async def test_properties_are_tested_too(root: Path) -> None:
    """Beside the examples: where these pass, they still find what is wrong."""
    (root / "package.json").write_text('{"type": "module"}')
    async with bench(root, sort, py_tests="pytest", js_tests="node", names="idiomatic") as it:
        results = await it.transpile(it.write(SORTED))
        assert {result.status for result in results.values()} == {"verified"}, results
        test = root / PY / "test_sorted_by.py"
        assert "# Only intent-lsp checks:\n#   result.count / 2 <= size(result.words)\n" in test.read_text()
        assert '    assert result["count"] == len(words) + len(extra)\n' in test.read_text()
        passed = run_pytest(root)
        assert passed.startswith("0 "), passed
        assert run(root, sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", PY).startswith("0 ")
        assert run(root, sys.executable, "-m", "mypy", "--strict", "--cache-dir=/dev/null", PY).startswith("0 ")
        node = run(root / JS, "node", "--test", "--test-reporter=tap")
        assert "# fail 0\n" in node, node
        for name, broken in (
            (f"{PY}/sorted_by.py", ("return {", 'return {"words": (), "count": 0} if words == ["a"] else {')),
            (
                f"{JS}/sortedBy.js",
                ("return {", 'if (words.join() === "a") return { words: [], count: 0 };\n  return {'),
            ),
        ):
            code = root / name
            code.write_text(code.read_text().replace(*broken))
        failed = run_pytest(root)
        assert "FAILED" in failed, failed
        assert "test_properties[" in failed
        assert "test_examples" not in failed
        node = run(root / JS, "node", "--test", "--test-reporter=tap")
        assert "not ok" in node
        assert "result.count == size(words) + size(extra)" in node


async def test_properties_for_vitest(root: Path) -> None:
    async with bench(root, sort, js_tests="vitest") as it:
        await it.transpile(it.write(SORTED.replace("js,py", "js")))
        text = (root / JS / "sortedBy.test.js").read_text()
        said = "result.count === words.length + extra.length"
        assert f'expect({said}, "result.count == size(words) + size(extra)").toBe(true);' in text
        assert 'const [words, order = "up", ...extra] = args;' in text
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
