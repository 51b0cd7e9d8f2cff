"""Twelve everyday functions as a new user writes them, with no model server: in a terminal, in Neovim and in VS Code::

    python -m tests.support.everyday    # makes the table of docs/first-use.md

Each document is saved, or named on the command line, and the seconds count until the program says what came of it. What
is right is right on inputs that no document shows. Needs the editors of ``./dev editors``, and ``node``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.first_use import NEOVIM, PAGE, SCENARIO
from tests.support.prose import ROOT
from tests.support.terminal_film import RecordedTerminal, environment
from tests.synthesis.languages import Case, right, run

FUNCTIONS: list[dict[str, Any]] = json.loads((ROOT / "tests/data/everyday_functions.json").read_text("utf-8"))
PLACE = re.compile(r"(?<=<!-- made by tests/support/everyday.py -->\n).*?(?=<!-- end -->)", re.S)
MARKS = re.compile(r"([✓?✗≠⚠])\ufe0f? JS.*([✓?✗≠⚠])\ufe0f? Python")
WORDS = {"✓": "verified", "?": "uncertain", "✗": "failed", "≠": "disagree", "⚠": "not found"}


def written(folder: Path) -> Path:
    """A workspace with the documents and the built-in provider alone."""
    folder.mkdir()
    for function in FUNCTIONS:
        (folder / f"{function['name']}.intent.md").write_text(function["text"], encoding="utf-8")
    (folder / ".promirror").mkdir()
    (folder / ".promirror/intent.config.json").write_text('{"providers": [{"type": "builtin"}]}', encoding="utf-8")
    return folder


def in_terminal(folder: Path, variables: Mapping[str, str]) -> dict[str, float]:
    """Seconds of each command."""
    seconds = {}
    for function in FUNCTIONS:
        began = time.monotonic()
        command = ["intent", "transpile", f"{function['name']}.intent.md", "--no-input"]
        subprocess.run(command, cwd=folder, env=dict(variables), check=False, capture_output=True)
        seconds[function["name"]] = time.monotonic() - began
    return seconds


def in_neovim(folder: Path, variables: Mapping[str, str]) -> dict[str, float]:
    """Seconds from ``:w`` to the marks. Raises ``TimeoutError``."""
    config = folder.parent / "config/nvim"
    config.mkdir(parents=True)
    plugin = ROOT / "clients/neovim"
    (config / "init.lua").write_text(f"vim.opt.runtimepath:append('{plugin}')\nvim.lsp.enable('intent_lsp')\n")
    path = f"{NEOVIM.parent}{os.pathsep}{variables['PATH']}"
    own = {**variables, "PATH": path, "XDG_CONFIG_HOME": str(config.parent)}
    terminal = RecordedTerminal(folder, own, folder.parent / "prompts")
    seconds = {}
    try:
        for function in FUNCTIONS:
            for _ in terminal.keys(f"nvim {function['name']}.intent.md"):
                pass
            terminal.press("Enter")
            for _ in terminal.until("▶ Transpile", limit=120):
                pass
            began = time.monotonic()
            for _ in terminal.keys(":w"):
                pass
            terminal.press("Enter")
            for _ in terminal.until(MARKS, limit=300):
                pass
            seconds[function["name"]] = time.monotonic() - began
            terminal.press(":", "q", "a", "!", "Enter")
            for _ in terminal.until("$ ", limit=30):
                pass
    finally:
        terminal.end()
    return seconds


def in_vscode(folder: Path, pictures: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Seconds from the save to the marks, and the marks. Raises ``CalledProcessError``."""
    done = subprocess.run(
        ["node", str(SCENARIO), "everyday", "--pictures", str(pictures)],
        env={**os.environ, "INTENT_EVERYDAY": str(folder)}, text=True, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    told = [json.loads(line) for line in re.findall(r"^everyday (.+)$", done.stdout, re.M)]
    return {each["name"]: each["seconds"] for each in told}, {each["name"]: each["marks"] for each in told}


def is_right(folder: Path, function: dict[str, Any]) -> str:
    """ "yes" or "no" for what was written, in both languages; a dash where nothing was."""
    name, answers = function["name"], []
    for target, place in (("js", f"src/js/auto/{name}.js"), ("py", f"src/py/auto/{name}.py")):
        if not (folder / place).exists():
            return "–"
        code = (folder / place).read_text("utf-8")
        (given,) = run(target, [Case(name, code, tuple(tuple(args) for args, _ in function["held"]))])
        answers += [right(one, wanted) for one, (_, wanted) in zip(given, function["held"], strict=True)]
    return "yes" if all(answers) else "no"


def table(seconds: tuple[Mapping[str, float], ...], marks: Mapping[str, str], folder: Path) -> str:
    """The table of the page."""
    lines = ["| function | terminal | Neovim | VS Code | what it says | right |", "|---|---:|---:|---:|---|---|"]
    for function in FUNCTIONS:
        name = function["name"]
        times = " | ".join(f"{each[name]:.1f} s" for each in seconds)
        lines.append(f"| `{name}` | {times} | {WORDS[marks[name][0]]} | {is_right(folder, function)} |")
    return "\n".join(lines) + f"\n\nRecorded at a load of {os.getloadavg()[1]:.1f}.\n"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="everyday-") as name:
        folder = Path(name)
        places = [written(folder / each) for each in ("terminal", "neovim", "vscode")]
        variables = environment(folder)
        typed = in_terminal(places[0], variables)
        vim = in_neovim(places[1], variables)
        code, marks = in_vscode(places[2], Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "pictures")
        made = table((typed, vim, code), marks, places[0])
    PAGE.write_text(PLACE.sub(lambda _: made, PAGE.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
