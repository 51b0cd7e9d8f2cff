"""`intent check` of a clone compares the two targets of an intent beyond their examples, once on each machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.chat_server import Say, by_target, chat_server
from tests.support.command import Done, configure, copied, files, intent
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY
from tests.support.strangers import forge, new_machine

JS = "src/js/auto/clamp.js"
DIFFERS = CLAMP_JS.replace("return ", "if (x > 42) return x;\n  return ")
"""Passes every example."""


async def cloned(folder: Path) -> Path:
    """A folder with a pair that was transpiled elsewhere."""

    async def make(first: Path) -> Path:
        (first / "clamp.intent.md").write_text(CLAMP.lstrip())
        async with chat_server(by_target([Say(f"```js\n{CLAMP_JS}```")], [Say(f"```python\n{CLAMP_PY}```")])) as server:
            configure(first, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
            assert (await intent(first, "transpile", ".")).status == 0
        return first

    workspace = folder / "workspace"
    workspace.mkdir()
    await copied(workspace, "pair", make)
    return workspace


def found(done: Done) -> list[tuple[str, str, list[str]]]:
    """Target, status and the codes of what was found."""
    return [(r["target"], r["status"], [p["code"] for p in r["problems"]]) for r in done.results]


@pytest.mark.slow
async def test_files_that_differ_on_another_input_disagree(tmp_path: Path) -> None:
    workspace, machine = await cloned(tmp_path), new_machine(tmp_path / "cache")
    forge(workspace, workspace / JS, DIFFERS)
    before = files(workspace)
    done = await intent(workspace, "check", ".", "--json", **machine)
    assert done.status == 1
    assert found(done) == [("js", "disagree", ["targets-disagree"]), ("py", "disagree", ["targets-disagree"])]
    assert "for `clamp(" in done.results[0]["problems"][0]["message"]
    assert done.results[0]["examples"] == {"passed": 4, "total": 4}
    told = await intent(workspace, "check", ".", **machine)
    assert (told.status, told.out.splitlines()[-1]) == (1, "2 disagree"), "no record says that they agree"
    assert "JavaScript gives `" in told.out
    assert (await intent(workspace, "check", ".", "--no-run", **machine)).out.splitlines()[-1] == "2 not checked here"
    assert files(workspace) == before


async def test_files_that_agree_are_compared_once(tmp_path: Path) -> None:
    workspace, machine = await cloned(tmp_path), new_machine(tmp_path / "cache")
    assert (await intent(workspace, "check", ".", **machine)).out == "2 fresh\n"
    assert (await intent(workspace, "check", ".", "--no-run", **machine)).out == "2 fresh\n"
    guests = tmp_path / "cache/intent-lsp/guests"
    shutil.rmtree(guests)
    guests.write_text("no sandbox can be started from now on")
    assert (await intent(workspace, "check", ".", **machine)).out == "2 fresh\n"


@pytest.mark.parametrize("change", ["a wrong file", "a stale file"])
async def test_only_what_passes_is_compared(tmp_path: Path, change: str) -> None:
    workspace, machine = await cloned(tmp_path), new_machine(tmp_path / "cache")
    if change == "a wrong file":
        forge(workspace, workspace / JS, CLAMP_JS_WRONG)
        wanted = ("js", "failed", ["not-verified", "example-failed"])
    else:
        (workspace / JS).unlink()
        wanted = ("js", "missing", ["missing"])
    done = await intent(workspace, "check", ".", "--json", **machine)
    assert found(done) == [wanted, ("py", "fresh", [])]


async def test_a_pair_that_was_made_here_needs_no_run(tmp_path: Path) -> None:
    """In whatever way it was written: with types, under other names, as CommonJS."""
    (tmp_path / "clamp_it.intent.md").write_text(CLAMP.lstrip().replace("clamp", "clamp_it"))
    replies = (code.replace("clamp", "clamp_it") for code in (CLAMP_JS, CLAMP_PY))
    js, py = (Say(f"```{language}\n{code}```") for language, code in zip(("js", "python"), replies, strict=True))
    (tmp_path / "package.json").write_text('{"type": "commonjs"}')
    async with chat_server(by_target([js], [py])) as server:
        provider = {"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
        configure(tmp_path, providers=[provider], targets={"names": "idiomatic"})
        done = await intent(tmp_path, "transpile", ".")
        assert done.status == 0, done.out
    assert "clampIt" in next(tmp_path.glob("src/js/auto/*.js")).read_text()
    assert (await intent(tmp_path, "check", ".", "--no-run")).out == "2 fresh\n"


@pytest.mark.slow
async def test_files_that_differ_on_letters_beyond_ascii_are_uncertain_whatever_their_report_says(
    tmp_path: Path,
) -> None:
    clean = (
        "# name: clean\n# target: js,py\n# description: Cleans.\n# signature:\n(text: string) -> string\n# examples:\n"
    )
    clean += '- clean("a\\tb") -> "ab"\n- clean("line") -> "line"\n'
    py = "def clean(text):\n    return ''.join(c for c in text if ord(c) > 31)\n"
    js = "export function clean(text) {\n  return text.replace(/[\\x00-\\x1f]/g, '');\n}\n"
    workspace, machine = tmp_path / "workspace", new_machine(tmp_path / "cache")
    workspace.mkdir()
    (workspace / "clean.intent.md").write_text(clean)
    async with chat_server(by_target([Say(f"```js\n{js}```")], [Say(f"```python\n{py}```")])) as server:
        configure(workspace, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(workspace, "transpile", "--strict", ".")).status == 0
    file = workspace / "src/js/auto/clean.js"
    forge(workspace, file, file.read_text().partition("\n\n")[2].replace("[\\x00-\\x1f]", "[^\\x20-\\x7e]"))
    doubt = "JavaScript and Python differ on letters beyond ASCII"
    for _ in range(2):  # as it was found, and as it was kept
        done = await intent(workspace, "check", ".", "--json", **machine)
        assert [(r["status"], doubt in r["problems"][0]["message"]) for r in done.results] == [("uncertain", True)] * 2
    assert (await intent(workspace, "check", ".", "--strict", **machine)).status == 1
    told = await intent(workspace, "transpile", ".", "--offline", **machine)
    assert [line.split()[0] for line in told.out.splitlines()[:2]] == ["uncertain"] * 2
