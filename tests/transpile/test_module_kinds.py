"""ES module or CommonJS: what the project says, and Node runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.benches import bench
from tests.support.chat_server import Say

SPEC = """
# name: twice
# target: js
# signature: (x: number) -> number
# examples:
- twice(2) -> 4
- twice(-1.5) -> -3

# name: fourfold
# target: js
# signature: (x: number) -> number
# uses: twice
# examples:
- fourfold(2) -> 8
- fourfold(-1.5) -> -6
"""
CODE = {
    "twice": "export const twice = (x) => 2 * x;\n",
    "fourfold": 'import { twice } from "./twice";\nexport function fourfold(x) {\n  return twice(twice(x));\n}\n',
}


def answer(request: dict[str, Any]) -> Say:
    text = request["messages"][-1]["content"]
    return Say(f"```js\n{CODE['fourfold' if 'module for `fourfold`' in text else 'twice']}```")


def ask_node(file: Path, *, require: bool) -> Any:
    how = f"require({json.dumps(str(file))})" if require else f"await import({json.dumps(file.as_uri())})"
    script = f"(async () => console.log(({how}).fourfold(2.5)))();"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("packages", "extension", "require", "declarations"),
    [
        ({"package.json": '{"type": "module"}'}, "js", False, ".d.ts"),
        ({"package.json": '{"type": "commonjs"}'}, "js", True, ".d.ts"),
        ({"package.json": '{"type": "module"}', "src/package.json": '{"type": "commonjs"}'}, "js", True, ".d.ts"),
        ({"package.json": '{"type": "commonjs"}'}, "mjs", False, ".d.mts"),
        ({"package.json": '{"type": "module"}'}, "cjs", True, ".d.cts"),
    ],
)
async def test_the_nearest_package_or_the_extension_decides(
    root: Path, packages: dict[str, str], extension: Any, require: bool, declarations: str
) -> None:
    for name, text in packages.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    async with bench(root, answer, js_extension=extension) as it:
        path = it.write(SPEC)
        results = await it.transpile(path)
        assert {result.status for result in results.values()} == {"verified"}
        folder = root / "src/js/auto"
        assert ask_node(folder / f"fourfold.{extension}", require=require) == 10
        assert f'"./twice.{extension}"' in (folder / f"fourfold.{extension}").read_text()
        assert (folder / f"fourfold{declarations}").is_file()
        assert {result.status for result in (await it.transpile(path)).values()} == {"fresh"}
        checked = await it.transpile(path, mode="check")
        assert {result.status for result in checked.values()} == {"verified"}


async def test_a_package_that_changes_its_mind_changes_the_files_without_a_model(root: Path) -> None:
    async with bench(root, answer) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        before = {file: file.read_text() for file in (root / "src/js/auto").iterdir()}
        asked = len(it.server.requests)
        (root / "package.json").write_text('{"type": "commonjs"}')
        assert {result.status for result in (await it.transpile(path)).values()} == {"verified"}
        assert ask_node(root / "src/js/auto/fourfold.js", require=True) == 10
        (root / "package.json").write_text("{}")
        await it.transpile(path)
        assert {file: file.read_text() for file in (root / "src/js/auto").iterdir()} == before
        assert len(it.server.requests) == asked


async def test_code_that_cannot_be_commonjs_is_not_written_as_if(root: Path) -> None:
    (root / "package.json").write_text('{"type": "commonjs"}')
    code = "const two = await 2;\nexport const twice = (x) => two * x;\n"
    async with bench(root, [Say(f"```js\n{code}```")], rounds=1) as it:
        result = (await it.transpile(it.write(SPEC.partition("\n# name: fourfold")[0])))["twice", "js"]
        assert result.status == "error"
        assert "CommonJS" in result.problems[0].message
        assert not (root / "src/js/auto/twice.js").exists()
