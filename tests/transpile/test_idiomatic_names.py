"""`snake_case` in Python, `camelCase` in JavaScript: in the file, its name, its imports and its index."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.benches import bench
from tests.support.chat_server import Say

SPEC = """
# name: twiceIt
# target: js,py
# signature: (someNumber: number) -> number
# examples:
- twiceIt(2) -> 4
- twiceIt(-1.5) -> -3

# name: four_fold
# target: js,py
# signature: (x: number) -> number
# uses: twiceIt
# examples:
- four_fold(2) -> 8
- four_fold(-1.5) -> -6
"""
JS, PY = "src/js/auto", "src/py/auto"
CODE = {
    ("twiceIt", "js"): "export const twiceIt = (someNumber) => 2 * someNumber;\n",
    ("twiceIt", "py"): "def twiceIt(someNumber):\n    return 2 * someNumber\n",
    ("four_fold", "js"): 'import { twiceIt } from "./twiceIt.js";\n'
    "export function four_fold(x) {\n  return twiceIt(twiceIt(x));\n}\n",
    ("four_fold", "py"): "from .twiceIt import twiceIt\n\n\ndef four_fold(x):\n    return twiceIt(twiceIt(x))\n",
}


def answer(request: dict[str, Any]) -> Say:
    text = request["messages"][-1]["content"]
    name = "four_fold" if "module for `four_fold`" in text else "twiceIt"
    target = "py" if "in Python" in text else "js"
    return Say(f"```{'python' if target == 'py' else 'js'}\n{CODE[name, target]}```")


async def test_files_and_functions_are_called_as_the_language_has_it(root: Path) -> None:
    async with bench(root, answer, names="idiomatic", index=True) as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}
        assert sorted(file.name for file in (root / JS).iterdir()) == [
            "fourFold.d.ts", "fourFold.js", "index.d.ts", "index.js", "twiceIt.d.ts", "twiceIt.js",
        ]  # fmt: skip
        assert sorted(file.name for file in (root / PY).iterdir()) == ["__init__.py", "four_fold.py", "twice_it.py"]
        assert "function fourFold(x: number)" in (root / JS / "fourFold.d.ts").read_text()
        script = 'import("./index.js").then((all) => console.log(JSON.stringify([all.fourFold(3), all.twiceIt(3)])));'
        node = subprocess.run(["node", "-e", script], cwd=root / JS, capture_output=True, text=True, check=True)
        program = "import auto; print([auto.four_fold(3), auto.twice_it(3)])"
        python = subprocess.run(
            [sys.executable, "-c", program], cwd=root / "src/py", capture_output=True, text=True, check=True
        )
        assert json.loads(node.stdout) == json.loads(python.stdout) == [12, 6]


async def test_they_are_fresh_can_be_checked_and_are_built_again_without_a_model(root: Path) -> None:
    async with bench(root, answer, names="idiomatic") as it:
        path = it.write(SPEC)
        await it.transpile(path)
        files = {file: file.read_text() for folder in (JS, PY) for file in (root / folder).iterdir()}
        asked = len(it.server.requests)
        assert {result.status for result in (await it.transpile(path)).values()} == {"fresh"}
        assert {result.status for result in (await it.transpile(path, mode="check")).values()} == {"verified"}
        for file in files:
            file.unlink()
        assert {result.status for result in (await it.transpile(path)).values()} == {"verified"}
        assert {file: file.read_text() for folder in (JS, PY) for file in (root / folder).iterdir()} == files
        assert len(it.server.requests) == asked


async def test_a_name_that_the_code_needs_itself_is_told(root: Path) -> None:
    code = "def twiceIt(someNumber):\n    twice_it = 2 * someNumber\n    return twice_it\n"
    async with bench(root, [Say(f"```python\n{code}```")], names="idiomatic", rounds=1) as it:
        spec = SPEC.partition("\n# name: four_fold")[0].replace("js,py", "py")
        result = (await it.transpile(it.write(spec)))["twiceIt", "py"]
        assert result.status == "error"
        assert "twice_it" in result.problems[0].message
        assert not (root / PY / "twice_it.py").exists()
