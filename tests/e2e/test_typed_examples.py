"""What is generated from `examples/` passes the strict checkers of both languages, which run for real."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.npm import npm_packages

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COMPILER = ROOT / "clients/vscode/node_modules/typescript/bin/tsc"
ESLINT = """\
import js from "@eslint/js";
const known = Object.fromEntries(["Intl", "TextEncoder", "URL", "structuredClone"].map((name) => [name, "readonly"]));
export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { ...js.configs.recommended, languageOptions: { sourceType: "module", globals: known } },
];
"""
USE = """\
import { clamp } from "./src/js/auto/clamp.js";
import { letterGrade } from "./src/js/auto/letterGrade.js";
import { totalPrice, type Item } from "./src/js/auto/totalPrice.js";
const items: Item[] = [{ price: 1.5, qty: 2 }];
const grade: "A" | "B" | "C" | "F" = letterGrade(clamp(totalPrice(items), 0, 100));
console.log(grade);
// @ts-expect-error: a text is not a number
clamp("1", 0, 1);
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples with their code, from the built-in provider alone."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "examples", folder, dirs_exist_ok=True)
    settings = '{"providers": [{"type": "builtin"}], "targets": {"default": ["js", "py"]}}'
    (folder / ".promirror/intent.config.json").write_text(settings, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    command = [sys.executable, "-m", "intent_lsp", "transpile", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def run(folder: Path, *command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_python_is_strictly_typed_and_clean(workspace: Path) -> None:
    folder = workspace / "src/py/auto"
    assert len(list(folder.glob("*.py"))) == 10
    run(folder, sys.executable, "-m", "mypy", "--strict", "--cache-dir", workspace / "mypy", *folder.glob("*.py"))
    run(folder, sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", ".")
    run(folder, sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--check", ".")


@pytest.mark.skipif(not COMPILER.exists(), reason="no TypeScript: run `npm ci` in clients/vscode")
def test_javascript_is_strictly_typed_and_so_are_its_declarations(workspace: Path) -> None:
    strict = ("--strict", "--noEmit", "--target", "es2022", "--module", "nodenext")
    files = sorted((workspace / "src/js/auto").glob("*.js"))
    assert len(files) == 10
    run(workspace, "node", COMPILER, *strict, "--allowJs", "--checkJs", *files)
    assert [file.with_suffix(".d.ts").is_file() for file in files] == [True] * 10
    (workspace / "use.ts").write_text(USE, encoding="utf-8")
    run(workspace, "node", COMPILER, *strict, "use.ts")


@pytest.mark.timeout(300)
def test_eslint_recommends_nothing_else(workspace: Path) -> None:
    packages = npm_packages("eslint@9.39.5", "@eslint/js@9.39.5")
    (workspace / "node_modules").symlink_to(packages / "node_modules")
    (workspace / "eslint.config.js").write_text(ESLINT, encoding="utf-8")
    lint = ("node", "node_modules/eslint/bin/eslint.js", "--max-warnings", "0")
    run(workspace, *lint, "src/js/auto")
    (workspace / "bad.js").write_text(
        "export const f = (a) => {\n  const b = 1;\n  return a == c;\n};\n", encoding="utf-8"
    )
    with pytest.raises(AssertionError, match=r"no-unused-vars[^$]*no-undef"):
        run(workspace, *lint, "bad.js")
