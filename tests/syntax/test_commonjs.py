"""ES modules as CommonJS modules: the same code for Node, which runs both here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from intent_lsp.syntax.commonjs import as_es_module, to_commonjs, to_module

PLAIN = """\
/** Twice. */
const twice = (x) => x * 2;

export function f(x) {
  // export function g() {}
  return `${twice(x)} module`;
}

export const limit = 3;
"""
WITH_IMPORTS = """\
import { clamp as limit, lerp } from "./clamp.js";
import * as path from "node:path";

function f(x) {
  return path.basename(limit(x));
}
export { f };
"""


def test_exports_move_to_the_end() -> None:
    made = to_commonjs(PLAIN)
    assert made == (
        '"use strict";\n\n' + PLAIN.replace("export function f", "function f").replace("export const", "const")
        + "\nmodule.exports = { f, limit };\n"
    )  # fmt: skip
    assert as_es_module(made) == PLAIN
    assert to_module(made).count("\n") == made.count("\n") - 2


def test_imports_become_requires() -> None:
    made = to_commonjs(WITH_IMPORTS)
    assert made is not None
    assert 'const { clamp: limit, lerp } = require("./clamp.js");\nconst path = require("node:path");\n' in made
    assert made.endswith("module.exports = { f };\n")
    assert "import { clamp as limit, lerp } from" in as_es_module(made)
    assert "export function f(x)" in as_es_module(made)


@pytest.mark.parametrize(
    "code",
    [
        "export default function f() {}\n",
        "export default 3;\n",
        'export * from "./a.js";\n',
        'import a from "./a.js";\nexport function f() {}\n',
        'export function f() {}\nimport { a } from "./a.js";\n',
        "const a = await 3;\nexport function f() {}\n",
        "export const f = () => this;\n",
        "export const f = () => import.meta.url;\n",
        "const module = 3;\nexport function f() {}\n",
        "export function f(require) {\n  return require;\n}\n",
        "function f() {}\n",
        "export function f( {\n",
    ],
)
def test_what_cannot_be_commonjs_is_not_made_one(code: str) -> None:
    assert to_commonjs(code) is None


def test_other_code_is_left_alone() -> None:
    assert as_es_module(PLAIN) == PLAIN
    assert to_module("// module.exports\nexport function f() {}\n") == "// module.exports\nexport function f() {}\n"
    made = to_commonjs(PLAIN)
    assert made is not None
    assert to_commonjs(made) == made


def test_node_runs_both(tmp_path: Path) -> None:
    made = to_commonjs(PLAIN)
    assert made is not None
    (tmp_path / "a.cjs").write_text(made, encoding="utf-8")
    (tmp_path / "b.mjs").write_text(to_module(made), encoding="utf-8")
    script = (
        f"const a = require({json.dumps(str(tmp_path / 'a.cjs'))});"
        f"import({json.dumps((tmp_path / 'b.mjs').as_uri())})"
        ".then((b) => console.log(JSON.stringify([a.f(2), b.f(2), Object.keys(a), Object.keys(b)])));"
    )
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == ["4 module", "4 module", ["f", "limit"], ["f", "limit"]]
