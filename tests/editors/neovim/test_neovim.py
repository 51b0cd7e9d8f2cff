"""The Neovim plugin in real, headless Neovims, with the real server and the built-in provider.

The editors come from ``python tests/editors/install.py neovim-0.12 neovim-0.10``. Without them the tests are skipped,
and say so; where ``CI`` is ``true`` they fail.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.editors.common import INSTALLED, ROOT, environment, server, workspace
from tests.editors.terminal import terminal
from tests.support import first_use, repair_story
from tests.support.chat_server import Say, chat_server
from tests.support.llama_server import llama_server

HERE = Path(__file__).parent
PLUGIN = ROOT / "clients/neovim"
SECONDS = 150

VECTOR = """\
# name: vector
# target: js,py
# description:
The length of a vector.
# signature:
(x: number, y: number) -> { mag: number }
# examples:
- in: {"x": 3, "y": 4} out: {"mag": 5}
- in: {"x": 0, "y": 0} out: {"mag": 0}
"""
SLOW = """\
# name: slow
# signature:
(x: number) -> number
# examples:
- in: {"x": 1} out: 2
"""
AMBIGUOUS = """\
# name: label
# description:
Zero below 5, else the number.
# signature:
(n: number) -> number
# examples:
- in: {"n": 1} out: 0
- in: {"n": 3} out: 0
- in: {"n": 9} out: 9
- in: {"n": 12} out: 12
"""
COLOURS = """\
# name: vector
## **Target**: js, py
# signature:
(x: number, mode?: Mode, ...rest: number[]) -> { ok: boolean }
# types:
Mode = "fast" | true
# examples:
- in: {"x": -3, mode: 'fa,st'} out: {ok: true}
- `vector(5)` → `null`
- in: {s: ""} error: "empty"
It's prose among examples.

```
# name: not_a_heading
```
## A plain heading
in: {"plain": 1}
# name: second
# examples:
- in: [1] out: 2
"""


def neovim(version: str) -> Path:
    """The editor's program; without it the test is skipped, or fails where it has to be there."""
    program = INSTALLED / f"neovim-{version}/root/usr/bin/nvim"
    if not program.exists():
        reason = f"Neovim {version} is not installed: run `python tests/editors/install.py neovim-{version}`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


@pytest.fixture(params=["0.12", "0.10"])
def nvim(request: pytest.FixtureRequest) -> Path:
    return neovim(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with everything the scenarios need."""
    folder = workspace(tmp_path / "work space (ü+1)")
    write(folder, "vector.intent.md", VECTOR)
    write(folder, "slow.intent.md", SLOW)
    write(folder, "ambiguous.intent.md", AMBIGUOUS)
    write(folder, "colours.intent.md", COLOURS)
    write(folder, "README.md", "# name: nothing\n")
    write(folder, "package.json", "{}")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def variables(folder: Path) -> dict[str, str]:
    """What the scenarios read, on top of a home of their own."""
    return {
        **environment(folder.parent / "home"),
        "LUA_PATH": f"{HERE}/?.lua;;",
        "INTENT_PLUGIN": str(PLUGIN),
        "INTENT_WORKSPACE": str(folder),
        "INTENT_SERVER": json.dumps(server()),
    }


def run(nvim: Path, folder: Path, *arguments: str, **more: str) -> None:
    """Run Neovim without a screen, with ``more`` variables. The test fails unless it ends with status 0."""
    done = subprocess.run(
        [nvim, "--headless", *arguments], env=variables(folder) | more, cwd=folder, text=True, timeout=SECONDS,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{' '.join(arguments)} ended with status {done.returncode}:\n{done.stdout}"


def scenario(nvim: Path, folder: Path, name: str, **more: str) -> None:
    run(nvim, folder, "--clean", "-l", str(HERE / f"scenarios/{name}.lua"), **more)


NAMES = [
    "adopt", "adopt_action", "diagnose", "names", "save", "action", "repair", "trust", "health", "highlight", "help",
    "uncertain",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_scenario(nvim: Path, folder: Path, name: str) -> None:
    scenario(nvim, folder, name)


async def with_model(nvim: Path, folder: Path, name: str, reply: Say) -> int:
    """Run a scenario with a model server that always answers the same; answers how often it was asked."""
    async with chat_server([reply]) as chat:
        provider = {"type": "openai_compat", "baseUrl": chat.url, "model": "scripted"}
        write(folder, ".promirror/intent.config.json", json.dumps({"providers": [provider]}))
        await asyncio.to_thread(scenario, nvim, folder, name)
        return len(chat.requests)


async def test_cancel(nvim: Path, folder: Path) -> None:
    assert await with_model(nvim, folder, "cancel", Say(mode="silent")) <= 1, "asked again after being cancelled"


async def test_failure(nvim: Path, folder: Path) -> None:
    wrong = "```js\nexport function slow(x) {\n  return 7;\n}\n```\n"
    assert await with_model(nvim, folder, "failure", Say(wrong)) > 1, "no repair"


async def test_disagreement(nvim: Path, folder: Path) -> None:
    text = SLOW.replace("# name: slow", "# name: open\n# target: js,py")
    write(folder, "open.intent.md", text)
    both = "```js\nexport function open(x) {\n  return x * 2;\n}\n```\n```py\ndef open(x):\n    return x + 1\n```\n"
    assert await with_model(nvim, folder, "disagree", Say(both)) > 1


def test_repair_by_the_real_llama_server(nvim: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with llama_server(repair_story.scripted_weights(tmp_path)) as url:
        repair_story.workspace(folder, url)
        scenario(nvim, folder, "llama", INTENT_FAILING_LINE=str(repair_story.FAILING_LINE))


def init_lua(folder: Path) -> str:
    """The two lines the README tells a user to add; a status line for the screen. Answers the file's path."""
    write(
        folder, "init.lua",
        f"vim.opt.runtimepath:append({json.dumps(str(PLUGIN))})\nvim.lsp.enable('intent_lsp')\n"
        "vim.o.laststatus = 2\nvim.o.statusline = '%f %{v:lua.require(\"intent\").statusline()}'\n",
    )  # fmt: skip
    return str(folder / "init.lua")


def test_two_lines_of_init_lua_are_enough(folder: Path) -> None:
    """With nothing else; plugins load as Neovim loads them."""
    check = f"luafile {HERE}/scenarios/user.lua"
    run(neovim("0.12"), folder, "-u", init_lua(folder), "vector.intent.md", "-c", check)


def test_what_the_screen_shows(folder: Path, tmp_path: Path) -> None:
    """Neovim draws lenses and hints by itself: look at a real screen."""
    program = neovim("0.12")
    with terminal(tmp_path) as screen:
        screen.start([str(program), "-u", init_lua(folder), "scale.intent.md"], variables(folder), folder)
        screen.sees("Fix the errors to transpile | JS: not transpiled | Python: not transpiled", "intent: 1 error")
        screen.type(':%s/"twenty"/20/')
        screen.press("Enter")
        screen.sees("▶ Transpile")
        screen.type(":w")
        screen.press("Enter")
        screen.sees("▶ Transpile | ✓ JS | ✓ Python | Run examples")
        screen.sees('- in: {"x": 10} out: 20 ✓ js, py', "intent: verified", "Transpiled scale.intent.md: 2 verified")
        screen.type(":IntentStatus")
        screen.press("Enter")
        screen.sees("scale  py  verified · 3/3 examples · builtin", "src/py/auto/scale.py")


def test_no_message_asks_for_enter_and_what_is_past_is_told_so(folder: Path, tmp_path: Path) -> None:
    """Behind a command longer than the line, and of a message that is longer itself."""
    with terminal(tmp_path) as screen:
        screen.start([str(neovim("0.12")), "-u", init_lua(folder), "vector.intent.md"], variables(folder), folder)
        screen.sees("▶ Transpile")
        screen.type(":w")
        screen.press("Enter")
        screen.sees("Transpiled vector.intent.md: 2 ")
        screen.type(f":IntentTranspile nobody {'and something else ' * 10}")
        screen.press("Enter")
        screen.sees("intent: there is no intent nobody in this document")
        screen.type(":lua require('intent.say').say(('much to say '):rep(40), vim.log.levels.ERROR)")
        screen.press("Enter")
        screen.sees("intent: much to say", "…")
        assert "Press ENTER" not in screen.screen()
        screen.type("GoTyped at once")
        screen.sees("Typed at once")


def test_a_function_is_adopted_from_the_list_of_code_actions(folder: Path, tmp_path: Path) -> None:
    """Without a key in between: a message below the list would ask for Enter, and hold up the document until then."""
    write(folder, "prices.py", 'def twice(x: int) -> int:\n    """Twice the number."""\n    return 2 * x\n')
    with terminal(tmp_path) as screen:
        screen.start([str(neovim("0.12")), "-u", init_lua(folder), "prices.py"], variables(folder), folder)
        screen.sees("Twice the number.")
        screen.type("gra")
        screen.sees("1: Adopt 'twice' as an intention", "Type number")
        screen.type("1")
        screen.press("Enter")
        screen.sees("# name: twice", "intent: wrote twice.intent.md: 4 examples")
        assert "Press ENTER" not in screen.screen()


LONG_PROGRESS = """
local client = vim.lsp.get_clients({ name = 'intent_lsp' })[1]
local value = { kind = 'begin', title = 'Transpiling x.intent.md', message = ('a long message '):rep(20) }
require('intent.features').progress({ client_id = client.id, params = { token = 'long', value = value } })
"""


def test_a_long_progress_message_asks_for_no_key(folder: Path, tmp_path: Path) -> None:
    """A message of two lines makes Neovim wait for Enter, whatever one was about to type."""
    script = tmp_path / "long.lua"
    script.write_text(LONG_PROGRESS, encoding="utf-8")
    with terminal(tmp_path) as screen:
        screen.start([str(neovim("0.12")), "-u", init_lua(folder), "scale.intent.md"], variables(folder), folder)
        screen.sees("Fix the errors to transpile")
        screen.type(f":luafile {script}")
        screen.press("Enter")
        screen.sees("Transpiling x.intent.md: a long message a long message", "a long mes…")
        assert "Press ENTER" not in screen.screen()
        screen.type("GoTyped at once")
        screen.sees("Typed at once")


def test_a_new_user_writes_saves_and_sees_both_verified(tmp_path: Path) -> None:
    """The recording of docs/first-use.md, in a folder where nothing is."""
    neovim("0.12")
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "plugin").symlink_to(PLUGIN)
    steps, frames = first_use.neovim(folder, environment(tmp_path / "home"), "../plugin")
    assert [step.what for step in steps][-2:] == ["`:w`: both functions are verified", "`:IntentOpen py`"]
    assert (folder / f"{first_use.NAME}.intent.md").read_text("utf-8") == first_use.SPEC
    assert (folder / f"src/js/auto/{first_use.NAME}.js").is_file()
    assert all(step.seconds > 0 for step in steps)
    assert not any("Press ENTER" in frame.screen for frame in frames)
    assert f"\nsrc/py/auto/{first_use.NAME}.py " in re.sub(r"\x1b\[[\d;]*m", "", frames[-1].screen), "a short name"
