"""`new`, `run`, `diff`, `explain`, `clean`, `completion`, and what every command shares: help, quiet, verbose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.chat_server import Say, chat_server
from tests.support.command import DOUBLE, RIGHT, configure, files, intent

TOTAL = (
    "--description", "The sum of the numbers.", "--signature", "(xs: number[]) -> number",
    "--example", "total([1, 2]) -> 3", "--example", "total([]) -> 0", "--example", "total([5, 6, 7]) -> 18",
)  # fmt: skip


async def test_the_program_alone_helps(tmp_path: Path) -> None:
    done = await intent(tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("usage: intent")
    assert "transpile" in done.out


async def test_a_function_of_ones_own_from_nothing_to_its_first_call(tmp_path: Path) -> None:
    made = await intent(tmp_path, "new", "total", *TOTAL)
    assert made.status == 0, made.err
    assert made.out.splitlines() == ["wrote    total.intent.md", "next     intent transpile total.intent.md"]
    assert (await intent(tmp_path, "transpile")).status == 0  # without a path: the workspace
    called = await intent(tmp_path, "run", "total", "[1, 2, 39]")
    assert (called.status, called.out, called.err) == (0, "42\n", "")
    again = await intent(tmp_path, "new", "total", *TOTAL)
    assert again.status == 2
    assert "total.intent.md is there already" in again.err


async def test_what_is_not_said_is_asked_for_and_never_transpiled(tmp_path: Path) -> None:
    made = await intent(tmp_path, "new", "greet")
    assert made.status == 0
    assert "say what it does" in made.out
    done = await intent(tmp_path, "transpile", "greet.intent.md")
    assert done.status == 1
    assert "still the text of the template" in done.out
    assert files(tmp_path).keys() == {"greet.intent.md"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("bad name",), "try: intent new badName"), (("class",), "class is not a valid name")],
)
async def test_a_name_that_no_function_can_have(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    done = await intent(tmp_path, "new", *arguments)
    assert done.status == 2
    assert message in done.err
    assert files(tmp_path) == {}


async def test_a_new_document_that_does_not_parse_says_where(tmp_path: Path) -> None:
    done = await intent(tmp_path, "new", "f", "--signature", "(x: number", "--example", "f(1) -> 2")
    assert done.status == 1
    assert "f.intent.md:5:" in done.out


GREET = """\
# name: greet
# target: js,py
# description:
A greeting.
# signature:
(name: string, times?: integer) -> string
# examples:
- greet("Ada") -> "hello Ada"
- greet("7") -> "hello 7"
"""
GREET_JS = "export function greet(name, times) { console.log('greeting'); return 'hello ' + name; }"
GREET_PY = "def greet(name, times=None):\n    return 'hello ' + name\n"


@pytest.mark.slow
async def test_run_reads_text_without_quotes_and_shows_both_targets(tmp_path: Path) -> None:
    (tmp_path / "greet.intent.md").write_text(GREET)

    def answer(request: dict[str, object]) -> Say:
        return Say(GREET_PY if "Python" in json.dumps(request["messages"]) else GREET_JS)

    async with chat_server(answer) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(tmp_path, "transpile", ".")).status == 0
    both = await intent(tmp_path, "run", "greet", "7")
    assert both.out.splitlines() == ['JavaScript: "hello 7"', 'Python:     "hello 7"']
    assert both.err == "greeting\n"
    one = await intent(tmp_path, "run", "greet", '"Ada"', "3", "--target", "python")
    assert (one.out, one.err) == ('"hello Ada"\n', "")
    for arguments, message in (
        ((), "greet takes 1 to 2 arguments, not 0"),
        (("a", "b"), "b does not fit times?: integer"),
        (("a", "1", "2"), "greet takes 1 to 2 arguments, not 3"),
    ):
        wrong = await intent(tmp_path, "run", "greet", *arguments)
        assert (wrong.status, wrong.out) == (2, "")
        assert message in wrong.err
    unknown = await intent(tmp_path, "run", "gret")
    assert "did you mean greet?" in unknown.err


async def test_an_edit_is_run_shown_and_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(RIGHT)]) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(tmp_path, "transpile", ".")).status == 0
    same = await intent(tmp_path, "diff")
    assert (same.status, same.out) == (0, "no generated file was changed by hand\n")
    file = tmp_path / "src/js/auto/double.js"
    file.write_text(file.read_text() + "// mine\n")
    changed = await intent(tmp_path, "diff")
    assert changed.status == 1
    assert changed.out.startswith("--- src/js/auto/double.js (generated)\n+++ src/js/auto/double.js (as it is)\n")
    assert changed.out.endswith("\n+// mine\n")
    called = await intent(tmp_path, "run", "double", "2")
    assert called.status == 0
    assert "is not verified as it is: conflict" in called.err


async def test_explain_tells_the_rounds_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    nobody = await intent(tmp_path, "explain", "double")
    assert "no model was asked yet: intent transpile double.intent.md" in nobody.out
    async with chat_server([Say("export const double = x => 'no';"), Say(RIGHT)]) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(tmp_path, "transpile", ".")).status == 0
    told = (await intent(tmp_path, "explain", "double")).out.splitlines()
    assert told[0] == "double JavaScript: verified, src/js/auto/double.js"
    assert told[1].startswith("  round 1 of 3: asked scripted; 2 of 2 examples fail")
    assert told[2].startswith("      example 1: ")
    assert told[-2] == "  round 2 of 3: asked scripted; all 2 examples passed"
    assert "every generated file is verified" in (await intent(tmp_path, "explain")).out


async def test_clean_deletes_orphans_only_when_told_to_and_never_an_edit(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    async with chat_server(lambda _: Say(RIGHT)) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        for name in ("a", "b", "c"):
            (tmp_path / f"{name}.intent.md").write_text(DOUBLE.replace("double", f"double{name}"))
        assert (await intent(tmp_path, "transpile", ".")).status == 0
    assert "nothing to clean" in (await intent(tmp_path, "clean")).out
    for name in ("a", "b"):
        (tmp_path / f"{name}.intent.md").unlink()
    edited = tmp_path / "src/js/auto/doubleb.js"
    edited.write_text(edited.read_text() + "// mine\n")
    asked = await intent(tmp_path, "clean")  # nobody is there to answer
    assert asked.status == 1
    assert "add --yes" in asked.out
    assert (tmp_path / "src/js/auto/doublea.js").exists()
    done = await intent(tmp_path, "clean", "--yes")
    assert done.status == 1
    assert "deleted  src/js/auto/doublea.js" in done.out
    assert "kept     src/js/auto/doubleb.js: it was edited by hand" in done.out
    assert {path.name for path in (tmp_path / "src/js/auto").iterdir()} == {"doubleb.js", "doublec.js", "doublec.d.ts"}


async def test_quiet_says_nothing_when_all_is_well_and_what_is_wrong_otherwise(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server(lambda _: Say(RIGHT)) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        told = await intent(tmp_path, "transpile", "-v", "--no-input")
        assert "answer    double.intent.md double js: round 1 of 3: scripted\n" in told.out
        assert "checked   double.intent.md double js: 2/2 examples pass\n" in told.out
        for command in ("transpile", "check"):
            done = await intent(tmp_path, command, "-q")
            assert (done.status, done.out, done.err) == (0, "", "")
    (tmp_path / "src/js/auto/double.js").unlink()
    missing = await intent(tmp_path, "check", "-q")
    assert missing.status == 1
    assert "does not exist: transpile it" in missing.out


@pytest.mark.slow
async def test_what_no_search_finds_is_told_once_with_one_next_step(tmp_path: Path) -> None:
    (tmp_path / "easter.intent.md").write_text(
        "# name: easter\n# target: js,py\n# description:\nThe month and day of Easter in a year.\n"
        "# signature:\n(year: integer) -> [integer, integer]\n"
        "# examples:\n- easter(2024) -> [3, 31]\n- easter(2025) -> [4, 20]\n- easter(2000) -> [4, 23]\n"
    )
    configure(tmp_path, providers=[{"type": "builtin"}])
    done = await intent(tmp_path, "transpile", "--no-input")
    assert done.status == 3
    assert done.out.count("too complex to find without a model") == 1
    assert "easter js, py: could not be transpiled\n" in done.out
    assert "Start a model server such as Ollama (see: intent doctor), or add examples" in done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_completion_knows_every_command(tmp_path: Path, shell: str) -> None:
    done = await intent(tmp_path, "completion", shell)
    assert done.status == 0
    for word in ("transpile", "explain", "--regenerate" if shell != "fish" else "regenerate"):
        assert word in done.out


async def test_a_command_to_copy_has_quotes_around_a_path_with_spaces(tmp_path: Path) -> None:
    (tmp_path / "my specs").mkdir()
    made = await intent(tmp_path, "new", "total", *TOTAL, "--folder", "my specs")
    assert made.out.splitlines()[-1] == "next     intent transpile 'my specs/total.intent.md'"
    told = await intent(tmp_path, "explain", "total")
    assert "intent transpile 'my specs/total.intent.md'" in told.out


async def test_a_file_that_is_left_alone_is_told_about_once(tmp_path: Path) -> None:
    await intent(tmp_path, "new", "total", *TOTAL)
    await intent(tmp_path, "transpile", "--offline")
    (generated,) = tmp_path.rglob("total.js")
    generated.write_text(generated.read_text() + "// mine\n")
    done = await intent(tmp_path, "transpile", "--offline")
    assert done.status == 1
    assert done.out.count("was edited by hand") == 1
    assert "intent adopt" in done.out
