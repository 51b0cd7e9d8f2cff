"""``intent port`` where the rules end: a model behind a socket, or the built-in search, and what is compared."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.chat_server import Say, chat_server
from tests.support.command import Done, configure, intent

SLUG = '''\
import re


def slug(text: str) -> str:
    """The text in lower case, with hyphens for spaces.

    >>> slug("Hello World")
    'hello-world'
    """
    return re.sub(re.escape(" "), "-", text.lower())
'''
WHY = "a.py:10: a regular expression that is not a constant"


def written(expression: str) -> Say:
    return Say(f"```js\nexport function slug(text) {{\n  return {expression};\n}}\n```")


RIGHT = written('text.toLowerCase().split(" ").join("-")')
NARROW = written('text.toLowerCase().replace(/\\s/g, "-")')
BROKEN = written("text.nothing()")


async def ported(folder: Path, script: list[Say], *arguments: str, code: str = SLUG) -> tuple[Done, list[str]]:
    """How the command ended, and what the model was asked."""
    (folder / "a.py").write_text(code)
    async with chat_server(script) as server:
        provider = {"type": "openai_compat", "name": "scripted", "baseUrl": server.url, "model": "scripted"}
        configure(folder, providers=[provider])
        done = await intent(folder, "port", "a.py:slug", *arguments)
        return done, server.prompts


async def test_a_model_sees_the_original_and_its_answer_is_compared(tmp_path: Path) -> None:
    done, prompts = await ported(tmp_path, [RIGHT])
    assert done.status == 0, done.out + done.err
    assert done.err.splitlines()[0] == f"by rule  no: {WHY}"
    assert done.out.splitlines()[:2] == ["wrote    a.js", "made     by scripted"]
    assert "re.sub(re.escape(' '), '-', text.lower())" in prompts[0]
    assert "Write the same function in JavaScript: the same result for every input." in prompts[0]
    made = (tmp_path / "a.js").read_text()
    assert made.startswith("// Ported by intent-lsp from a.py:slug, by scripted; compared on ")
    (tmp_path / "a.mjs").write_text(made)
    script = "import('./a.mjs').then((m) => console.log(m.slug('A  b\\tC')))"
    ran = subprocess.run(["node", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == "a--b\tc\n"
    assert (await intent(tmp_path, "port", "a.py:slug", "--by-rule")).status == 1, (
        "the file is ours: it may be replaced"
    )


async def test_an_answer_that_passes_the_examples_and_differs_elsewhere_is_asked_about_again(tmp_path: Path) -> None:
    done, prompts = await ported(tmp_path, [NARROW, RIGHT])
    assert done.status == 0, done.out + done.err
    assert done.err.count("asking   for it in JavaScript: this may take a minute\n") == 1
    assert len(prompts) == 2
    more = set(prompts[1].splitlines()) - set(prompts[0].splitlines())
    assert more
    assert all(line.startswith("- `slug(") and ("\\t" in line or "\\n" in line) for line in more)
    assert "split" in (tmp_path / "a.js").read_text()


async def test_a_slip_that_no_branch_shows_is_found(tmp_path: Path) -> None:
    """A small model's: in a regular expression of JavaScript, two backslashes and a d are no digit."""
    code = """import re


def slug(text: str) -> str:
    \"\"\"With a line where a word begins.

    >>> slug("helloWorld")
    'hello_World'
    \"\"\"
    return re.sub(r"([a-z\\d])([A-Z])", r"\\1_\\2", text, count=len(text))
"""
    wrong = written(r'text.replace(/([a-z\\d])([A-Z])/g, "$1_$2")')
    right = written(r'text.replace(/([a-z\d])([A-Z])/g, "$1_$2")')
    done, prompts = await ported(tmp_path, [wrong, right], code=code)
    assert done.status == 0, done.out + done.err
    assert len(prompts) == 2
    assert r"/([a-z\d])([A-Z])/g" in (tmp_path / "a.js").read_text()


async def test_parameters_whose_names_are_reserved_there_have_others(tmp_path: Path) -> None:
    code = """import itertools


def slug(default: str, function: int, defaultValue: bool) -> str:
    \"\"\"The text again and again.

    >>> slug("ab", 2, False)
    'abab'
    \"\"\"
    return "".join(itertools.repeat("" if defaultValue else default, function))
"""
    right = "defaultValue ? '' : defaultValue_.repeat(Math.max(functionValue, 0))"
    reply = Say(
        f"```js\nexport function slug(defaultValue_, functionValue, defaultValue) {{\n  return {right};\n}}\n```"
    )
    done, prompts = await ported(tmp_path, [reply], code=code)
    assert done.status == 0, done.out + done.err
    assert "(defaultValue_: string, functionValue: integer, defaultValue: boolean) -> string" in prompts[0]


async def test_what_still_differs_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    done, _ = await ported(tmp_path, [NARROW])
    assert done.status == 1
    assert done.out.startswith('slug("\\t"): Python gives "\\t" and JavaScript gives "-"\n'), "the shortest first"
    assert "more\n" in done.out
    assert "not written: the JavaScript code differs on" in done.err
    assert not (tmp_path / "a.js").exists()


async def test_what_nobody_can_write_is_said_with_the_lines_of_the_rules(tmp_path: Path) -> None:
    done, _ = await ported(tmp_path, [BROKEN])
    assert done.status == 1
    assert done.out == ""
    assert done.err.count(WHY) == 1
    assert "not written: neither by rule nor by asking: " in done.err
    assert "examples fail" in done.err


NOBODY = {
    "--by-rule": [
        "not written: the rules cannot express this in JavaScript",
        "        leave out --by-rule: then others are asked for it",
    ],
    "--offline": [
        "not written: neither by rule nor by asking: offline, and the cache holds no reply for this",
        "        run it once without offline",
    ],
}


@pytest.mark.parametrize("arguments", [["--by-rule"], ["--offline"]])
async def test_no_model_is_asked_where_none_is_wanted(tmp_path: Path, arguments: list[str]) -> None:
    done, prompts = await ported(tmp_path, [RIGHT], *arguments)
    assert (done.status, prompts, (done.out + done.err).count(WHY)) == (1, [], 1)
    assert done.err.splitlines()[-2:] == NOBODY[arguments[0]]


async def test_what_cannot_be_adopted_is_not_asked_for(tmp_path: Path) -> None:
    """Nothing could be compared."""
    code = "def slug(text: str):\n    return open(text).read()\n"
    done, prompts = await ported(tmp_path, [RIGHT], code=code)
    assert (done.status, prompts) == (1, [])


@pytest.mark.slow
async def test_with_no_model_the_built_in_provider_serves(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SLUG)
    configure(tmp_path, providers=[{"type": "builtin"}])
    done = await intent(tmp_path, "port", "a.py:slug")
    assert done.status == 0, done.out + done.err
    assert done.out.splitlines()[1] == "made     by the built-in provider"
    assert "by the built-in provider; compared on" in (tmp_path / "a.js").read_text()


async def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(SLUG)
    provider = {"type": "openai_compat", "name": "gone", "baseUrl": "http://127.0.0.1:9/v1", "model": "m"}
    configure(tmp_path, providers=[provider])
    done = await intent(tmp_path, "port", "a.py:slug")
    assert done.status == 1
    assert done.err.splitlines()[0] == f"by rule  no: {WHY}"
    assert "not written: neither by rule nor by asking: no provider could answer: gone: " in done.err
    assert done.err.splitlines()[-1] == "        start the server, or correct its address"


async def test_what_is_wrong_with_each_answer_is_told_once(tmp_path: Path) -> None:
    done, _ = await ported(tmp_path, [NARROW, RIGHT])
    told = [line for line in done.err.splitlines() if line.startswith("round ")]
    assert len(told) == 1
    assert re.fullmatch(r"round 1  scripted: differs on \d+ of \d+ inputs", told[0])


@pytest.mark.slow
async def test_a_search_that_gets_worse_with_more_examples_is_not_made_again(tmp_path: Path) -> None:
    """It would find nothing, which takes longest; what is shown is the better answer."""
    (tmp_path / "a.ts").write_text(
        "interface Row { id: number; tags?: string[] }\n\n"
        "export function byTag(rows: Row[], tag: string): number[] {\n"
        "  return rows.filter((row) => new Set(row.tags).has(tag)).map((row) => row.id);\n}\n"
    )
    configure(tmp_path, providers=[{"type": "builtin"}])
    done = await intent(tmp_path, "port", "a.ts")
    assert done.status == 1
    (first,) = re.findall(r"round (\d+)  the built-in provider: differs on (\d+) of", done.err)
    assert first[0] == "1"
    assert f"not written: the Python code differs on {first[1]} of " in done.err
    assert done.err.splitlines()[-1].startswith("        start a model server such as Ollama")
