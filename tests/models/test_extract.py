"""Replies as real models write them."""

from __future__ import annotations

import ast
import contextlib
import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document.model import ANY, ArrayOf, Parameter, Signature
from intent_lsp.errors import BadReply
from intent_lsp.models.extraction.extract import extract, in_other_language
from intent_lsp.values import TARGETS, Target
from tests.support.fuzzing import fuzzed

SIGNATURE = Signature(
    (Parameter("x", ANY), Parameter("y", ANY, has_default=True, default=2), Parameter("more", ArrayOf(ANY), rest=True)),
    ANY,
)
JS = "export function f(x, y) {\n  return x + y;\n}"
PY = "def f(x, y):\n    return x + y"
USE = 'import { f } from "./f.js";\nf(1, 2);'
HALF = "def half(a):\n    return math.floor(a / 2)"
WORSE = "def f(x, y):\n    return x - y"
MAIN = "if __name__ == '__main__':\n    print(f(1, 2))"


def take(text: str, target: Target = "js", name: str = "f") -> str:
    return extract(text, target=target, name=name, signature=SIGNATURE).code


def fence(code: str, tag: str = "", marks: str = "```") -> str:
    return f"{marks}{tag}\n{code}\n{marks}"


@pytest.mark.parametrize(
    "text",
    [
        JS,
        fence(JS, "js"),
        fence(JS, "javascript"),
        fence(JS, "JavaScript title=f.js"),
        fence(JS),
        fence(JS, "js", "~~~"),
        fence(JS, "js", "````"),
        fence(JS, "typescript"),
        f"```js\n{JS}",
        f"Sure! Here it is:\n\n{fence(JS, 'js')}\n\nIt isn't hard: it's `x + y`.",
        f"Here's the function:\n\n{JS}\n\nThis function doesn't do much.",
        f"Explanation\n---\n{JS}\n-----\nThat's all",
        f"---\n{JS}\n---",
        fence(f"---\n{JS}\n---", "js"),
        fence(fence(JS, "js"), "markdown", "````"),
        f"1. Write it:\n\n   ```js\n   {JS.replace(chr(10), chr(10) + '   ')}\n   ```\n",
        '{"code": "export function f(x, y) {\\n  return x + y;\\n}"}',
        '{\n "code": "export function f(x, y) {\n  return x + y;\n}"\n}',
        fence('{"code": "export function f(x, y) {\\n  return x + y;\\n}"}', "json"),
        '{"code": "```js\\nexport function f(x, y) {\\n  return x + y;\\n}\\n```"}',
        f"<think>First ```js\nfunction f() {{}}\n``` no.</think>\n{fence(JS, 'js')}",
        f"<think>\n</think>\n<think>more</think>{JS}",
        f"The user wants f.\nI will ```\nadd.\n</think>\n\n{fence(JS, 'js')}",
        f"Well.\n<thinking>\nfunction f() {{ return 0 }}\n</thinking>\n{fence(JS, 'js')}",
        fence(JS.replace("\n", "\r\n"), "js"),
        "\ufeff" + fence(JS, "js"),
        fence("function f(x, y) {\n  return x + y;\n}", "js"),
        fence("function f(x, y) {\n  return x + y;\n}\nmodule.exports = f;", "js"),
        fence("function f(x, y) {\n  return x + y;\n}\n\nmodule.exports = {\n  f,\n};", "js"),
        fence("function f(x, y) {\n  return x + y;\n}\nexports.f = f", "js"),
        fence("export default function f(x, y) {\n  return x + y;\n}", "js"),
        fence(f"{JS}\n\nconsole.log(f(1, 2)); // 3\nconsole.log(`${{f(3)}})`);", "js"),
        f"The old code was\n{fence('function f(x, y) { return x - y; }', 'js')}\nand now:\n{fence(JS, 'js')}",
        f"{fence(JS, 'js')}\nUse it so:\n{fence(USE, 'js')}",
        f"{fence(PY, 'python')}\nand in JavaScript\n{fence(JS, 'js')}",
        f"{fence('npm install nothing', 'bash')}\n{fence(JS, 'js')}",
        f"{fence('function g( {', 'js')}\n{fence(JS, 'js')}",
    ],
)
def test_javascript_in_every_wrapping(text: str) -> None:
    assert take(text) == JS + "\n"


@pytest.mark.parametrize(
    "text",
    [
        PY,
        fence(PY, "python"),
        fence(PY, "py"),
        fence(PY, "python", "~~~"),
        f"```python\n{PY}\n",
        f"Here is a function.\n\n{PY}\n\nIt adds the numbers.",
        f"----\n{PY}\n----",
        fence(f"{PY}\n\n\nprint(f(1, 2))\n", "python"),
        fence(f"{PY}\n\n{MAIN}", "python"),
        f"<think>def f(): pass</think>{fence(PY)}",
        '{"code": "def f(x, y):\\n    return x + y"}',
        f"{fence(JS, 'js')}\n{fence(PY, 'python')}",
        f"{fence(WORSE, 'python')}\nbetter:\n{fence(PY, 'python')}",
    ],
)
def test_python_in_every_wrapping(text: str) -> None:
    assert take(text, "py") == PY + "\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```js\nconst f = (x, y) => x + y;\n```", "export const f = (x, y) => x + y;"),
        ("```js\nasync function f(x) {}\n```", "export async function f(x) {}"),
        ("```js\nfunction f(x) {}\nexport { f };\n```", "function f(x) {}\nexport { f };"),
        ("```js\nfunction g(x) {}\nexport { g as f };\n```", "function g(x) {}\nexport { g as f };"),
        ("```js\nmodule.exports = function f(x) { return x }\n```", "export const f = function f(x) { return x }"),
        ("```js\nexports.f = (x) => x;\n```", "export const f = (x) => x;"),
        ("```js\nexport default (x) => x;\n```", "export const f = (x) => x;"),
        ("```js\nexport default function (x) { return x }\n```", "export const f = function (x) { return x }"),
        ("(x, y) => x + y", "export const f = (x, y) => x + y;"),
        ("```js\nfunction F(x) { return x }\n```", "function F(x) { return x }\n\nexport { F as f };"),
        ("```js\nconst s = '`${//';\nfunction f(x) { return /[/`]}/.test(x) }\n```",
         "const s = '`${//';\nexport function f(x) { return /[/`]}/.test(x) }"),
        ("```js\n/** function f: adds */\nfunction f(x) {}\n```", "/** function f: adds */\nexport function f(x) {}"),
    ],
)  # fmt: skip
def test_javascript_becomes_a_module(text: str, code: str) -> None:
    assert take(text) == code + "\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```python\nlambda x, y: x\n```", "f = lambda x, y: x"),
        ("```python\ndef F_(x):\n    return x\n```", "def F_(x):\n    return x\n\n\nf = F_"),
        ("```python\nimport re\n\ndef f(x):\n    return re.escape(x)\n```",
         "import re\n\ndef f(x):\n    return re.escape(x)"),
        ("def f(x):\n    '''Title\n    -----\n    ---\n    '''\n    return '</think>'",
         "def f(x):\n    '''Title\n    -----\n    ---\n    '''\n    return '</think>'"),
    ],
)  # fmt: skip
def test_python_becomes_a_module(text: str, code: str) -> None:
    assert take(text, "py") == code + "\n"


def test_a_bare_body_is_wrapped_in_the_signature() -> None:
    assert take("```js\nif (x) {\n  return y;\n}\nreturn more;\n```") == (
        "export function f(x, y = 2, ...more) {\n  if (x) {\n    return y;\n  }\n  return more;\n}\n"
    )
    assert take("return x + y;") == "export function f(x, y = 2, ...more) {\n  return x + y;\n}\n"
    assert take("```python\nif x:\n    return y\nreturn more\n```", "py") == (
        "def f(x, y=2, *more):\n    if x:\n        return y\n    return more\n"
    )
    assert take("    return x + y", "py") == "def f(x, y=2, *more):\n    return x + y\n"


def test_helpers_of_other_blocks_are_joined() -> None:
    text = "\n".join([
        fence("def unused():\n    pass", "python"), "First a helper,", fence("import math", "python"),
        fence(HALF, "python"), "then", fence("def f(x):\n    return half(x)"),
    ])  # fmt: skip
    code = take(text, "py")
    assert "unused" not in code
    assert [node.__class__.__name__ for node in ast.parse(code).body] == ["Import", "FunctionDef", "FunctionDef"]
    script = take(f"{fence('const half = (a) => a / 2;', 'js')}\n{fence('function f(x) { return half(x); }', 'js')}")
    assert script == "const half = (a) => a / 2;\n\nexport function f(x) { return half(x); }\n"


def test_broken_code_goes_to_the_next_gate() -> None:
    assert take("```js\nfunction f(x { return 1 }\n```").startswith("export function f(x {")
    assert take("```python\ndef f(x:\n    return 1\n```", "py") == "def f(x:\n    return 1\n"


SOLUTION = "class Solution:\n    def f(self, x):\n        return x"
DEEP = 'def f(x, y):\n    """Adds.\n\n    ```python\n    >>> f(1, 2)\n    3\n    ```\n    """\n    return x + y'
DEEP_BARE = DEEP.replace("```python", "```")
METHODS = "module.exports = {\n  f(x, y) { return g(x) + y; },\n  g: (x) => x,\n};"
TYPED = "export function f(x: number, y?: number): number { return x + (y ?? 0) }"


@pytest.mark.parametrize(
    ("text", "target", "code"),
    [
        (fence(DEEP, "python"), "py", DEEP),
        (f"{fence(DEEP_BARE, 'python')}\n\nIt adds.\n\n```python\nprint(f(1, 2))\n```", "py", DEEP_BARE),
        (f"```python\n{PY}\n```<|im_end|>", "py", PY),
        (f"```python\n{PY}\n``` </s>\nIt adds.", "py", PY),
        (f"{PY}<|endoftext|>", "py", PY),
        (f"```js\n{JS}\n```<｜end▁of▁sentence｜>", "js", JS),
        (json.dumps({"code": PY}) + "\n\nThis adds two numbers.", "py", PY),
        (f"{fence(PY, 'python')}\n\nFor example:\n\n{fence('x = 1' + chr(10) + 'y = 2', 'python')}", "py", PY),
        (f"{fence(PY, 'python')}\n\n{fence('base = 1' + chr(10) + 'print(f(base, 2))', 'python')}", "py", PY),
        (f"{fence(JS, 'js')}\n\n{fence('const x = 1;' + chr(10) + 'const y = f(x, 2);', 'js')}", "js", JS),
        (f"{fence(WORSE, 'python')}\n\nWait, it adds:\n\n{fence(PY, 'python')}", "py", PY),
        ("  return x + y;\n}", "js", "export function f(x, y = 2, ...more) {\n  return x + y;\n}"),
        ("```js\n  return x + y;\n}\n```", "js", "export function f(x, y = 2, ...more) {\n  return x + y;\n}"),
        ("    return x + y", "py", "def f(x, y=2, *more):\n    return x + y"),
        ("  return x + y;\n}\n```", "js", "export function f(x, y = 2, ...more) {\n  return x + y;\n}"),
        ("  return x + y;\n}\n```\n\nIt adds.", "js", "export function f(x, y = 2, ...more) {\n  return x + y;\n}"),
        ("    return x + y\n```\n\nIt adds.", "py", "def f(x, y=2, *more):\n    return x + y"),
        (f"Here is a function:\n```\n{PY}", "py", PY),
        ("Here it is:\n" + json.dumps({"code": PY}) + "\nIt adds.", "py", PY),
        ('"""Adds."""\n    return x + y', "py", 'def f(x, y=2, *more):\n    """Adds."""\n    return x + y'),
        (fence(METHODS, "js"), "js", "export function f(x, y) { return g(x) + y; }\n\nexport const g = (x) => x;"),
        (
            fence("module.exports = { f: async function (x) { return x; } };", "js"), "js",
            "export const f = async function (x) { return x; };",
        ),
        (fence(SOLUTION, "python"), "py", SOLUTION),
        (fence("class Solution { f(x) { return x; } }", "js"), "js", "class Solution { f(x) { return x; } }"),
        (fence("function add(x, y) { return x + y }", "js"), "js", "function add(x, y) { return x + y }"),
        (fence("def add(x, y):\n    return x + y", "python"), "py", "def add(x, y):\n    return x + y"),
        (fence(TYPED, "ts"), "js", TYPED),
    ],
)  # fmt: skip
def test_what_small_models_write(text: str, target: Target, code: str) -> None:
    """What needs more than taking out (types, another name, a class) is left as it is: a mend tells what it does."""
    assert take(text, target) == code + "\n"


def test_further_versions_are_kept_the_latest_first() -> None:
    text = "\n\nor:\n\n".join(fence(code, "python") for code in (PY, WORSE, HALF, "def f(x, y):\n    return y"))
    found = extract(text, target="py", name="f", signature=SIGNATURE)
    assert found.code == "def f(x, y):\n    return y\n"
    assert found.others == (f"{WORSE}\n", f"{PY}\n")
    assert extract(fence(PY, "python"), target="py", name="f", signature=SIGNATURE).others == ()


@pytest.mark.parametrize(
    ("text", "target", "says"),
    [
        ("", "js", "empty"),
        (" \n\ufeff ", "py", "empty"),
        ("<think>I wonder", "js", "thinking"),
        ("I'm sorry, I can't help with that.", "js", "no code"),
        ("I'm sorry, I can't help with that.", "py", "no code"),
        ("I would return x here.\n```\n", "py", "no code"),
        ("return to sender is what\nthe function does.\n```\nOK\n```", "js", "no code"),
        (fence(PY, "python"), "js", "Python"),
        (PY, "js", "Python"),
        (fence(JS, "js"), "py", "JavaScript"),
        (JS, "py", "JavaScript"),
        (fence("enum E { A }\nexport function f(x: number: number) { return x }", "ts"), "js", "TypeScript"),
        (fence("fn f(x: i32) -> i32 { x }", "rust"), "py", "rust"),
        (fence("function g(x) { return x }\nfunction h(x) { return x }", "js"), "js", "defines g, h"),
        (fence("def g(x):\n    return x\n\n\ndef h(x):\n    return x", "python"), "py", "defines g, h"),
        (fence("module.exports = f;", "js"), "js", "no code"),
        ('{"code": ""}', "js", "empty"),
        ("x" * (1 << 21), "js", "characters"),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(text: str, target: Target, says: str) -> None:
    with pytest.raises(BadReply, match=says) as error:
        take(text, target)
    assert error.value.hint


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        (fence(PY, "python"), "js", PY),
        (f"Sure:\n\n{PY}\n\nIt adds.", "js", PY),
        (json.dumps({"code": PY}), "js", PY),
        (fence(f"{PY}\n\n\nprint(f(1, 2))", "python"), "js", PY),
        (fence(JS, "js"), "py", JS),
        (fence("const f = (x) => x;"), "py", "export const f = (x) => x;"),
        ("return x + y", "js", ""),
        (fence("    return x + y", "python"), "js", ""),
        (fence("def add(x, y):\n    return x + y", "python"), "js", ""),
        (fence("lambda x: x", "python"), "js", ""),
        ("I'm sorry.", "js", ""),
        ("", "py", ""),
    ],
)
def test_a_whole_function_in_the_other_language_is_found(text: str, asked: Target, code: str) -> None:
    """By its name only: a body or an expression could be either language's."""
    found = in_other_language(text, target=asked, name="f", signature=SIGNATURE)
    assert found == (f"{code}\n" if code else "")


FRAGMENTS = st.sampled_from([
    "```", "```js\n", "```python\n", "~~~", "\n", "---\n", "<think>", "</think>", '{"code": "', '"}', "def f(x):\n",
    "    return", "function f(", "export ", "default ", "module.exports = ", "=> ", "{", "}", "(", ")", "`", "${", "/",
    "/*", "*/", "//", "'", '"', "\\", "[", "]", "const f = ", "return x;\n", "é𝒻\u2028", "\r\n", "\0", "\ud800",
    "import ", ";", ",", "0x", " ",
])  # fmt: skip


@fuzzed(400)
@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=60).map("".join)), st.sampled_from(["js", "py"]))
def test_any_text_gives_code_or_a_bad_reply(text: str, target: Target) -> None:
    try:
        code = take(text, target)
    except BadReply as error:
        assert str(error)  # noqa: PT017 - either outcome is fine
    else:
        assert code.strip()
        assert code.endswith("\n")


@fuzzed(100)
@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_extracting_twice_changes_nothing(text: str) -> None:
    """What was taken out is itself a reply from which the same is taken."""
    try:
        code = take(text)
    except BadReply:
        return
    if "```" not in code and "~~~" not in code:
        try:
            again = take(f"{'`' * 12}js\n{code}{'`' * 12}")
        except BadReply:
            return
        assert "function f" in again or "f" in again


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["/[", "/", "`${", "(", "```\n", "```js\nfunction f(\n", "def f(x):\n", "<think>\n", "---\n", "'", "/*",
     "module.exports = ", "return x;\n", '{"code":', "console.log(f());\n", "\\", "export default "],
)  # fmt: skip
@pytest.mark.timeout(60)
def test_long_monotony_is_read_to_its_end(piece: str) -> None:
    """A hundred kilobytes of what would make careless patterns backtrack: quadratic time would take hours."""
    for target in TARGETS:
        with contextlib.suppress(BadReply):
            take(piece * (100_000 // len(piece)), target)


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_node_agrees_that_the_modules_are_modules(tmp_path: Path) -> None:
    sources = [
        "```js\nfunction f(x) { return x }\nmodule.exports = { f };\nconsole.log(f(1))\n```",
        "```js\nconst f = (x) => `${x / 2}/${x}`;\n```",
        "```js\nexport default async function f(x) { return /[/]/.test(x) }\n```",
        "return x",
        "```js\nmodule.exports = (x) => x\n```",
    ]
    checks = []
    for number, text in enumerate(sources):
        (tmp_path / f"m{number}.mjs").write_text(take(text), encoding="utf-8")
        checks.append(
            f"import {{ f as f{number} }} from './m{number}.mjs'; if (typeof f{number} !== 'function') throw 1;"
        )
    (tmp_path / "all.mjs").write_text("\n".join(checks), encoding="utf-8")
    done = subprocess.run(["node", str(tmp_path / "all.mjs")], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_reply_that_repeats_one_declaration_takes_linear_time() -> None:
    def least(count: int) -> float:
        def once() -> float:
            start = time.process_time()
            with contextlib.suppress(BadReply):
                extract("const double=" * count, target="js", name="double", signature=SIGNATURE)
            return time.process_time() - start

        return min(once() for _ in range(3))

    assert least(8000) < 12 * least(1000)  # 64 times, where each declaration looks at all that follow
