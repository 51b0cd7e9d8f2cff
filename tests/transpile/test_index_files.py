"""One import for a whole folder: every verified function, and nothing of a person's own is replaced."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.output.index_file import present_text, write_index
from intent_lsp.output.provenance import Provenance, render
from intent_lsp.output.workspace import Workspace
from tests.support.benches import bench
from tests.support.chat_server import Say

SPEC = """
# name: twice
# target: js,py
# signature: (x: number) -> number
# examples:
- twice(2) -> 4
- twice(-1.5) -> -3

# name: half
# target: js,py
# signature: (x: number) -> number
# examples:
- half(2) -> 1
- half(-3) -> -1.5
"""
JS, PY = "src/js/auto", "src/py/auto"


def answer(request: dict[str, Any]) -> Say:
    text = request["messages"][-1]["content"]
    name, body = ("half", "x / 2") if "module for `half`" in text else ("twice", "x * 2")
    if "in Python" in text:
        return Say(f"```python\ndef {name}(x):\n    return {body}\n```")
    return Say(f"```js\nexport function {name}(x) {{\n  return {body};\n}}\n```")


def ask_node(text: str, folder: Path) -> Any:
    done = subprocess.run(["node", "-e", text], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_all_verified_functions_are_exported_in_order(root: Path) -> None:
    async with bench(root, answer, index=True) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        js, py = (root / JS / "index.js").read_text(), (root / PY / "__init__.py").read_text()
        assert js.endswith('\n\nexport { half } from "./half.js";\nexport { twice } from "./twice.js";\n')
        assert py.endswith(
            '\n\nfrom .half import half\nfrom .twice import twice\n\n__all__ = [\n    "half",\n    "twice",\n]\n'
        )
        assert (root / JS / "index.d.ts").read_text().partition("\n\n")[2] == js.partition("\n\n")[2]
        script = 'import("./index.js").then((all) => console.log(JSON.stringify([all.half(3), all.twice(3)])));'
        assert ask_node(script, root / JS) == [1.5, 6]
        program = "import auto; print([auto.half(3), auto.twice(3)], auto.__all__)"
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=root / "src/py", capture_output=True, text=True, check=True
        )
        assert done.stdout == "[1.5, 6] ['half', 'twice']\n"
        for kind in ("check", "format"):
            command = [sys.executable, "-m", "ruff", kind, "--isolated", "--no-cache", root / PY]
            subprocess.run([*command, *(["--check"] if kind == "format" else [])], check=True)


@pytest.mark.parametrize("change", [(b"\n", b"\r\n"), (b"//", b"\xef\xbb\xbf//")])
def test_a_checkout_that_changes_line_ends_is_no_edit(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    workspace, path = Workspace(tmp_path), tmp_path / "src" / "index.js"
    path.parent.mkdir()
    write_index(workspace, path, "js", 'export { half } from "./half.js";\n')
    assert present_text(workspace, path, "js") == 'export { half } from "./half.js";\n'
    path.write_bytes(path.read_bytes().replace(change[0], change[1], -1 if change[0] == b"\n" else 1))
    assert present_text(workspace, path, "js") == 'export { half } from "./half.js";\n'
    write_index(workspace, path, "js", "export {};\n")
    assert present_text(workspace, path, "js") == "export {};\n"
    path.write_bytes(path.read_bytes() + b"mine();\n")
    write_index(workspace, path, "js", 'export { half } from "./half.js";\n')
    assert present_text(workspace, path, "js") == ""
    assert path.read_bytes().endswith(b"mine();\n")


async def test_commonjs_is_indexed_as_commonjs(root: Path) -> None:
    (root / "package.json").write_text('{"type": "commonjs"}')
    async with bench(root, answer, index=True) as it:
        await it.transpile(it.write(SPEC))
        script = 'console.log(JSON.stringify(Object.keys(require("./index.js"))));'
        assert ask_node(script, root / JS) == ["half", "twice"]


@pytest.mark.parametrize("name", ["x; import os", "x import y\nimport os", "class", "a b"])
async def test_a_header_that_somebody_forged_puts_no_code_into_the_index(root: Path, name: str) -> None:
    made = Provenance("spec.intent.md", name, "0" * 64, "0" * 64, "py", "p", "m", 1, 1, 1)
    (root / PY).mkdir(parents=True)
    (root / PY / f"{name.replace('/', '_')}.py").write_text(render("print('hostile')\n", made))
    async with bench(root, answer, index=True) as it:
        await it.transpile(it.write(SPEC))
        index = (root / PY / "__init__.py").read_text().partition("\n\n")[2]
    assert index == 'from .half import half\nfrom .twice import twice\n\n__all__ = [\n    "half",\n    "twice",\n]\n'


async def test_what_is_not_verified_or_not_there_any_more_is_not_exported(root: Path) -> None:
    async with bench(root, answer, index=True) as it:
        path = it.write(SPEC)
        await it.transpile(path)
        for file in (root / JS / "twice.js", root / PY / "twice.py"):
            file.unlink()
        path.write_text(SPEC[SPEC.index("# name: half") :])
        assert {result.status for result in (await it.transpile(path)).values()} == {"fresh"}
        assert "twice" not in (root / JS / "index.js").read_text()
        edited = root / PY / "half.py"
        edited.write_text(edited.read_text() + "\n# mine\n")
        (root / PY / "__init__.py").unlink()
        await it.transpile(it.write(SPEC[: SPEC.index("# name: half")], "other.intent.md"))
        assert "half" not in (root / PY / "__init__.py").read_text()
        assert "twice" in (root / PY / "__init__.py").read_text()


@pytest.mark.parametrize("text", ["", "export const mine = 1;\n", None])
async def test_a_person_s_index_stays(root: Path, text: str | None) -> None:
    """Also one that was generated and then changed."""
    async with bench(root, answer, index=True) as it:
        path = it.write(SPEC)
        mine = root / JS / "index.js"
        if text is None:
            await it.transpile(path)
            text = mine.read_text() + "// mine\n"
        mine.parent.mkdir(parents=True, exist_ok=True)
        mine.write_text(text)
        await it.transpile(path, regenerate=True)
        assert mine.read_text() == text


async def test_an_index_that_is_no_file_holds_nothing_up(root: Path) -> None:
    async with bench(root, answer, index=True) as it:
        path = it.write(SPEC)
        (root / JS).mkdir(parents=True)
        os.mkfifo(root / JS / "index.js")
        for status in ("verified", "fresh"):
            results = await asyncio.wait_for(it.transpile(path), 30)
            assert {result.status for result in results.values()} == {status}


async def test_the_workspace_folder_itself_has_no_index(root: Path) -> None:
    async with bench(root, answer, index=True, py_dir=".", js_dir=".") as it:
        results = await it.transpile(it.write(SPEC))
        assert {result.status for result in results.values()} == {"verified"}
        assert not list(root.glob("index*"))
        assert not list(root.glob("__init__*"))


async def test_there_is_none_where_nobody_asks_for_it(root: Path) -> None:
    async with bench(root, answer) as it:
        await it.transpile(it.write(SPEC))
        assert not list(root.rglob("index*"))
        assert not list(root.rglob("__init__*"))
