"""``intent port`` as a person runs it: real files, the real sandbox."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import intent

SHOP = '''"""A shop."""

RATES = {"book": 7, "food": 5}


def tax(kind):
    return RATES.get(kind, 19)


def total_price(prices: list[int], kind: str) -> int:
    """The sum with tax, rounded down."""
    net = sum(prices)
    return net + net * tax(kind) // 100
'''
WORDS = """// Words.
const small = new Set(["of", "the"]);
function title(word) { return word.charAt(0).toUpperCase() + word.slice(1); }
export function headline(text) {
  return text.split(" ").map((word) => (small.has(word) ? word : title(word))).join(" ");
}
"""


async def test_python_becomes_javascript_that_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP)
    done = await intent(tmp_path, "port", "shop.py:total_price")
    assert done.status == 0, done.out + done.err
    assert done.out.splitlines()[0] == "wrote    shop.js"
    assert done.out.splitlines()[1] == "made     by rule"
    assert done.out.splitlines()[2].startswith("agrees   on ")
    made = (tmp_path / "shop.js").read_text()
    assert made.startswith("// Ported by intent-lsp from shop.py:total_price, by rule; compared on ")
    assert "function tax(kind)" in made
    call = "m.total_price([10, 90], 'book'), m.total_price([50], '')"
    script = f"import('./shop.mjs').then((m) => console.log({call}))"
    (tmp_path / "shop.mjs").write_text(made)
    ran = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["107", "59"]


async def test_javascript_becomes_python_and_its_types_are_found_by_running_it(tmp_path: Path) -> None:
    (tmp_path / "words.js").write_text(WORDS)
    done = await intent(tmp_path, "port", "words.js", "--to", "py", "--out", "made.py")
    assert done.status == 0, done.out + done.err
    assert done.out.startswith("wrote    made.py: headline of words.js\n")
    assert "types    (text: string): annotate" in done.out
    program = "import made; print(made.headline('the end of it'))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == "the End of It\n"


async def test_what_the_rules_do_not_hold_is_listed_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "def f(x: int):\n    try:\n        return open('x')\n    finally:\n        x = 1\n    print(x)\n    return x\n"
    )
    done = await intent(tmp_path, "port", "a.py:f")
    assert done.status == 1
    assert [line.split(": ")[0] for line in done.out.splitlines()] == ["a.py:2", "a.py:6", "a.py:3"]
    assert "print() is not a function that the rules know" in done.out
    assert done.err.splitlines() == [
        "not written: the rules cannot express this in JavaScript",
        "        move what only computes into a function of its own",
    ]
    assert not (tmp_path / "a.js").exists()


async def test_a_difference_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    """The one that no rule can see: a key that every object of JavaScript has."""
    (tmp_path / "my a.js").write_text(
        "/** @param {string} word */\nexport function f(word) {\n  const found = {};\n  found[word] = 1;\n"
        '  return found[word + "constructor"] ? "there" : "missing";\n}\n'
    )
    done = await intent(tmp_path, "port", "my a.js", "--by-rule")
    assert done.status == 1
    assert 'f(""): JavaScript gives "there" and Python gives "missing"' in done.out
    assert "not written: the Python code differs on" in done.err
    assert done.err.splitlines()[1:] == [
        "        make a document of it, to say more than the code does: intent adopt 'my a.js:f'"
    ]
    assert not (tmp_path / "my a.py").exists()


async def test_typescript_is_ported_with_the_types_it_declares(tmp_path: Path) -> None:
    (tmp_path / "rows.ts").write_text(
        "interface Row {\n  name: string;\n  size: number;\n}\n\n"
        "export function names(rows: Row[], least: number = 2): string[] {\n"
        "  return rows.filter((row) => row.size >= least).map((row) => row.name);\n}\n"
        "export const broken = (rows: Row[]) => {\n  class Inner {}\n  return rows.length;\n};\n"
    )
    done = await intent(tmp_path, "port", "rows.ts:names")
    assert done.status == 0, done.out + done.err
    assert "types" not in done.out
    program = "import rows; print(rows.names([dict(name='a', size=1), dict(name='b', size=3)]))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == "['b']\n"
    refused = await intent(tmp_path, "port", "rows.ts:broken", "--out", "-", "--by-rule")
    assert refused.out.startswith("rows.ts:10: ")


async def test_a_function_without_a_name_is_called_like_its_file(tmp_path: Path) -> None:
    (tmp_path / "shout.cjs").write_text("module.exports = (text) => text.toUpperCase();\n")
    done = await intent(tmp_path, "port", "shout.cjs", "--out", "-")
    assert done.status == 0, done.out + done.err
    assert "def shout(text):\n" in done.out


async def test_calls_in_the_project_s_tests_are_compared_too(tmp_path: Path) -> None:
    """What nobody would make up: the one input on which the languages differ."""
    (tmp_path / "a.js").write_text(
        "/** @param {string} word */\nexport function f(word) {\n  const known = { a: 1 };\n"
        '  return known[word.toLowerCase()] ? "there" : "missing";\n}\n'
    )
    assert (await intent(tmp_path, "port", "a.js", "--out", "-")).status == 0
    (tmp_path / "a.test.js").write_text('test("f", () => expect(f("CONSTRUCTOR")).toBe("missing"));\n')
    done = await intent(tmp_path, "port", "a.js", "--out", "-", "--by-rule")
    assert done.status == 1
    assert 'f("CONSTRUCTOR"): JavaScript gives "there" and Python gives "missing"' in done.out


@pytest.mark.parametrize(
    ("file", "code", "types"),
    [
        ("a.js", "export const f = (xs, k) => xs.slice(k).map((x) => x.length);", "(xs: string[], k: integer)"),
        ("a.js", "export const f = (a, b) => a + b;", "(a: number, b: number)"),
        ("a.py", "def f(words):\n    return max(words, key=len) if words else ''\n", "(words: string[])"),
        (
            "a.py",
            "def f(table, key):\n    return table.get(key, 0) + 1\n",
            "(table: Record<string, integer>, key: string)",
        ),
    ],
)
async def test_types_that_nobody_declared_are_those_for_which_both_agree(
    tmp_path: Path, file: str, code: str, types: str
) -> None:
    (tmp_path / file).write_text(code)
    done = await intent(tmp_path, "port", file)
    assert done.status == 0, done.out + done.err
    assert f"types    {types}: annotate the function to say otherwise" in done.out


@pytest.mark.slow
async def test_only_what_is_ours_and_untouched_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(x: int):\n    return x + 1\n")
    made = tmp_path / "a.js"
    made.write_text("mine\n")
    done = await intent(tmp_path, "port", "a.py")
    assert (done.status, made.read_text()) == (2, "mine\n")
    assert "a.js is not a file of intent port" in done.err
    assert (await intent(tmp_path, "port", "a.py", "--force")).status == 0
    assert (await intent(tmp_path, "port", "a.py")).status == 0
    made.write_text(made.read_text() + "// mine\n")
    done = await intent(tmp_path, "port", "a.py")
    assert done.status == 2
    assert "a.js was edited by hand" in done.err
    assert made.read_text().endswith("// mine\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["b.py"], "b.py does not exist"),
        (["a.txt"], "neither Python nor JavaScript"),
        (["two.py"], "say which function: two.py has f and g"),
        (["broken.py"], "broken.py does not parse as Python"),
        (["broken.py:f"], "broken.py does not parse as Python"),
        (["deep.py"], "deep.py nests deeper than 150 levels"),
        (["deep.js:f"], "deep.js nests deeper than 300 levels"),
        (["a.py:g"], "a.py has no function named g"),
        (["a.py", "--to", "py"], "is Python already"),
        (["a.py", "--out", "no/a.js"], "the folder of no/a.js does not exist"),
        (["folder.py"], "cannot be read"),
    ],
)
async def test_what_makes_no_sense_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "a.py").write_text("def f(x: int):\n    return x + 1\n")
    (tmp_path / "two.py").write_text("def f(x):\n    return x\ndef g(x):\n    return x\n")
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "folder.py").mkdir()
    deep = "x" + " + x" * 999
    (tmp_path / "deep.py").write_text(f"def f(x: int):\n    return {deep}\n")
    (tmp_path / "deep.js").write_text(f"export function f(x) {{ return {deep}; }}\n")
    done = await intent(tmp_path, "port", *arguments)
    assert done.status == 2
    assert said in done.err


async def test_stdout_holds_the_module_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(x: int):\n    return x + 1\n")
    done = await intent(tmp_path, "port", "a.py", "--out", "-")
    assert done.status == 0
    assert done.out.endswith("export function f(x) {\n  return x + 1;\n}\n")
    assert not (tmp_path / "a.js").exists()


GUESSES = {
    "flatten": "return Array.isArray(v) ? v.reduce((a, x) => a.concat(flatten(x)), []) : [v];",
    "pad": 'if (n == null) n = 5; return v.padStart(n, "0");',
    "kind": "return v === null ? 'null' : typeof v;",
    "upto": "if (n === undefined) { n = v; v = 0; } const out = []; while (v < n) out.push(v++); return out;",
}


@pytest.mark.parametrize("name", GUESSES)
async def test_types_that_are_guessed_vouch_for_nothing_that_no_input_reaches(tmp_path: Path, name: str) -> None:
    """A condition is decided by the type that a parameter was taken to have: what then never ran is not the same."""
    (tmp_path / "a.js").write_text(f"export function {name}(v, n) {{ {GUESSES[name]} }}\n")
    asks = name == "flatten"  # the rules refuse it, and the built-in provider finds a program for flat lists
    done = await intent(tmp_path, "port", "a.js", "--to", "py", "--offline" if asks else "--by-rule")
    assert done.status == 1, (tmp_path / "a.py").read_text()
    assert "not written: " in done.err
    assert not (tmp_path / "a.py").exists()


async def test_rules_vouch_for_what_no_input_reaches_where_the_types_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('def f(x: int) -> str:\n    return "huge" if x > 10**15 else "small"\n')
    done = await intent(tmp_path, "port", "a.py")
    assert done.status == 0
    assert "untried  `'huge'`: no input reaches this, only the rules vouch for it" in done.out


@pytest.mark.slow
async def test_what_was_found_by_asking_counts_only_where_every_branch_ran(tmp_path: Path) -> None:
    """The built-in provider knows only digits, which all texts are that the function does something with."""
    (tmp_path / "a.py").write_text(
        "def f(text: str, other: int = 0) -> int:\n    try:\n        return int(text)\n"
        "    except ValueError as _:\n        return other\n"
    )
    done = await intent(tmp_path, "port", "a.py", "--offline")
    assert done.status == 1
    assert not (tmp_path / "a.js").exists()
    assert 'f(" 7 "): Python gives 7 and JavaScript gives ' in done.out


async def test_the_port_of_another_function_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(x: int):\n    return x + 1\n\n\ndef g(x: int):\n    return x + 2\n")
    assert (await intent(tmp_path, "port", "a.py:f")).status == 0
    before = (tmp_path / "a.js").read_text()
    done = await intent(tmp_path, "port", "a.py:g")
    assert done.status == 2
    assert "a.js holds the port of a.py:f" in done.err
    assert (tmp_path / "a.js").read_text() == before
    assert (await intent(tmp_path, "port", "a.py:f")).status == 0, "the same function again"
    assert (await intent(tmp_path, "port", "a.py:g", "--force")).status == 0
    assert "x + 2" in (tmp_path / "a.js").read_text()


@pytest.mark.parametrize(
    ("code", "name", "hint"),
    [
        ("class A:\n    def f(self):\n        return 1\n", "A.f", "move what only computes into a function of its own"),
        ("def f(x: int):\n    yield x\n", "f", "return a list of what it yields"),
        (
            "def f(x):\n    return x.no()\n",
            "f",
            "annotate its parameters, or write a call into its documentation or a test",
        ),
    ],
)
async def test_what_is_refused_says_what_to_do_and_nothing_twice(
    tmp_path: Path, code: str, name: str, hint: str
) -> None:
    (tmp_path / "a.py").write_text(code)
    done = await intent(tmp_path, "port", f"a.py:{name}", "--offline")
    assert done.status == 1
    lines = (done.out + done.err).splitlines()
    assert lines[-1] == f"        {hint}"
    assert sum(line.startswith("        ") for line in lines if not line.startswith(" " * 9)) == 1
    assert len(lines) == len(set(lines))
