"""What is written has the project's own format, is still verified, and still untouched by hand."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.output.provenance import read
from intent_lsp.transpile.events import Written
from tests.support.benches import Bench, bench
from tests.support.chat_server import Say
from tests.support.command import intent
from tests.support.formatters import installed, put_on_path

SPEC = """
# name: labels
# target: js,py
# description: The labels of a list of words, each with its length.
# signature: (words: string[], mark?: string) -> { word: string, length: integer, "the-mark": string | null }[]
# examples:
- labels([]) -> []
- labels(["don't"], "!") -> [{ "word": "don't", "length": 5, "the-mark": "!" }]
- labels(["it"]) -> [{ "word": "it", "length": 2, "the-mark": null }]
"""
PY_CODE = """
def labels(words, mark = None):
    \"\"\"The labels.   

      Each with its length.  \"\"\"
    return [{'word': word, 'length': len(word), 'the-mark': mark} for word in words if isinstance(word, (str))]
"""  # noqa: W291
JS_CODE = """
export function labels(words, mark) {
  const q = 'it\\'s'
  return words.map(word => ({'word': word, 'length': q ? word.length : 0,
    'the-mark': mark ?? null})).filter(label => (label.word !== null)) }
"""
TWICE = """
# name: twice
# target: js
# signature: (x: number) -> number
# examples:
- twice(2) -> 4
- twice(-1.5) -> -3
"""
JS, PY = "src/js/auto", "src/py/auto"


def answer(request: dict[str, Any]) -> Say:
    asked = request["messages"][-1]["content"]
    if "twice" in asked:
        return Say("```js\nexport const twice = (x) => 2 * x;\n```")
    python = "in Python" in asked
    return Say(f"```python\n{PY_CODE}```" if python else f"```js\n{JS_CODE}```")


def is_formatted(*command: str | Path) -> bool:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0


async def transpiled(it: Bench, path: Path) -> dict[tuple[str, str], str]:
    results = await it.transpile(path)
    return {key: result.status.value for key, result in results.items()}


@pytest.mark.parametrize("name", ["ruff", "black"])
async def test_python_is_written_as_the_project_formats_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    program = installed(name)
    put_on_path(monkeypatch, program)
    settings = root / "pyproject.toml"
    settings.write_text(f"[tool.{name}]\nline-length = 60\n")
    check = [str(program), *(["format"] if name == "ruff" else []), "--check", str(root / PY)]
    async with bench(root, answer, py_tests="pytest", allow_formatters=(name,)) as it:
        path = it.write(SPEC.replace("js,py", "py"))
        assert await transpiled(it, path) == {("labels", "py"): "verified"}
        assert is_formatted(*check)
        file = root / PY / "labels.py"
        written = file.read_bytes()
        header = read(written.decode())
        assert header is not None
        assert header.intact
        assert '"""The labels.\n' in header.code
        assert it.of(Written)[0].remark == ""
        # What has been written stands, also when the settings change; no model is asked.
        asked = len(it.server.requests)
        settings.write_text(f"[tool.{name}]\nline-length = 100\n")
        assert await transpiled(it, path) == {("labels", "py"): "fresh"}
        assert file.read_bytes() == written
        assert len(it.server.requests) == asked
        # A colleague without the formatter changes nothing either.
        async with bench(root, answer, py_tests="pytest") as other:
            tests = (root / PY / "test_labels.py").read_bytes()
            assert await transpiled(other, path) == {("labels", "py"): "fresh"}
            assert file.read_bytes() == written
            assert (root / PY / "test_labels.py").read_bytes() == tests


@pytest.mark.slow
@pytest.mark.parametrize("package", ["module", "commonjs"])
async def test_javascript_is_written_as_the_project_formats_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    program = installed("prettier")
    put_on_path(monkeypatch, program)
    (root / "package.json").write_text(f'{{"type": "{package}"}}')
    (root / ".prettierrc").write_text("singleQuote: true\nsemi: false\nprintWidth: 60\n")
    async with bench(root, answer, js_tests="node", index=True, allow_formatters=("prettier",)) as it:
        path = it.write(SPEC.replace("js,py", "js"))
        assert await transpiled(it, path) == {("labels", "js"): "verified"}
        files = sorted((root / JS).iterdir())
        assert [file.name for file in files] == [
            "index.d.ts", "index.js", "labels.d.ts", "labels.js", "labels.test.js",
        ]  # fmt: skip
        assert is_formatted(program, "--check", *files)
        assert all((header := read(file.read_text())) is not None and header.intact for file in files[2:])
        written = [file.read_bytes() for file in files]
        assert await transpiled(it, path) == {("labels", "js"): "fresh"}
        async with bench(root, answer, js_tests="node", index=True) as other:  # who has no formatter
            assert await transpiled(other, path) == {("labels", "js"): "fresh"}
        assert [file.read_bytes() for file in files] == written
        assert (await transpiled(it, it.write(TWICE, "twice.intent.md"))) == {("twice", "js"): "verified"}
        assert "./twice.js" in (root / JS / "index.js").read_text(), "the index is still known as ours"
        assert is_formatted(program, "--check", *sorted((root / JS).iterdir()))


async def test_a_formatter_that_makes_another_program_is_not_believed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = root.parent / "bin/ruff"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nsed 's/len(word)/len(mark or word)/'\n")
    program.chmod(0o755)
    put_on_path(monkeypatch, program)
    (root / "ruff.toml").write_text("")
    async with bench(root, answer, allow_formatters=("ruff",)) as it:
        path = it.write(SPEC.replace("js,py", "py"))
        assert await transpiled(it, path) == {("labels", "py"): "verified"}
        assert "len(word)" in (root / PY / "labels.py").read_text()
        assert it.of(Written)[0].remark == "not formatted: the formatter made another program of the code"


async def test_another_program_that_passes_everything_is_taken(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = root.parent / "bin/ruff"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nsed 's/isinstance(word, (str))/type(word) == str/'\n")
    program.chmod(0o755)
    put_on_path(monkeypatch, program)
    (root / "ruff.toml").write_text("")
    async with bench(root, answer, allow_formatters=("ruff",)) as it:
        path = it.write(SPEC.replace("js,py", "py"))
        assert await transpiled(it, path) == {("labels", "py"): "verified"}
        assert "type(word) == str" in (root / PY / "labels.py").read_text()
        assert await transpiled(it, path) == {("labels", "py"): "fresh"}


BUILTIN = """
# name: {name}
# target: py
# signature: (x: number) -> number
# examples:
- {name}(2) -> 4
- {name}(-1.5) -> -3
- {name}(10) -> 20
"""


async def test_the_command_line_tells_once_why_nothing_was_formatted(root: Path) -> None:
    (root / "ruff.toml").write_text("line-length = 'long'\n")
    (root / "a.intent.md").write_text("\n".join(BUILTIN.format(name=name) for name in ("twice", "doubled")).lstrip())
    path = os.pathsep.join([str(installed("ruff").parent), os.environ["PATH"]])
    env = {"INTENT_ALLOW_FORMATTERS": "ruff", "PATH": path, "INTENT_PROVIDERS": '[{"type": "builtin"}]'}
    done = await intent(root, "transpile", "a.intent.md", **env)
    assert done.status == 0, done
    assert done.out.count("not formatted: ruff: ") == 1, done.out
    assert "twice py and 1 more: not formatted: ruff: " in done.out
