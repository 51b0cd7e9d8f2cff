"""A person's first minutes, from ``git clone`` to a verified function of their own, in VS Code and in Neovim::

    python -m tests.support.first_use    # makes the tables, the pictures and the film of docs/first-use.md

Everything is real: the clone, the builds, both editors, and a home without settings and caches, so that the sandbox is
compiled as on any new machine. Keys are typed at the pace of a fast typist. Needs the editors of ``./dev editors``,
tmux, Pillow, and registries for pip and npm.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.support.prose import ROOT
from tests.support.terminal_film import Frame, RecordedTerminal, drawn, merged

PAGE = ROOT / "docs/first-use.md"
IMAGES = ROOT / "docs/images"
FILM = IMAGES / "first-use-neovim.svg"
PLACE = re.compile(r"(?<=<!-- made by tests/support/first_use.py -->\n).*?(?=<!-- end -->)", re.S)
NEOVIM = ROOT / "tests/editors/installed/neovim-0.12/root/usr/bin/nvim"
SCENARIO = ROOT / "tests/editors/vscode/run.mjs"
NAME = "shareOfBill"
SPEC = f"""\
# name: {NAME}
# target: js,py
# description:
What each guest pays: the bill with the tip in percent, divided by the guests.
# signature:
(bill: number, tip: number, guests: integer) -> number
# examples:
- {NAME}(100, 10, 2) -> 55
- {NAME}(80, 0, 4) -> 20
- {NAME}(60, 20, 3) -> 24
- {NAME}(50, 10, 1) -> 55
"""
CLONE = "git clone …/intent-lsp"
SERVER = "python3 -m venv intent && intent/bin/pip install ./intent-lsp"
EXTENSION = "cd intent-lsp/clients/vscode && npm ci && npm run package"
KEY = 0.18
"""Seconds for three keys in Neovim, as fast as in VS Code's scenario."""


class Step(NamedTuple):
    """What a person did, as Markdown, and how many seconds it took until its effect was seen."""

    what: str
    seconds: float
    picture: str = ""


def installed(folder: Path) -> tuple[list[Step], dict[str, str]]:
    """Clone and install into ``folder``; the steps, and the variables of a person who has done that.

    Raises ``CalledProcessError``.
    """
    home = folder / "home"
    home.mkdir()
    settings = {
        "PIP_CONFIG_FILE": Path.home() / ".config/pip/pip.conf",
        "NPM_CONFIG_USERCONFIG": Path.home() / ".npmrc",
    }
    variables = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("INTENT_", "XDG_", "PYTHON"))},
        **{name: str(file) for name, file in settings.items() if file.exists()},  # where the registries are
        "HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": f"{folder / 'intent/bin'}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    steps = []
    for what in (CLONE, SERVER, EXTENSION):
        command = what.replace("…/intent-lsp", f"{ROOT} intent-lsp").replace("python3", sys.executable)
        began = time.monotonic()
        subprocess.run(["bash", "-ec", command], cwd=folder, env=variables, check=True, capture_output=True)
        steps.append(Step(f"`{what}`", time.monotonic() - began))
    return steps, variables


def vscode(variables: Mapping[str, str], pictures: Path) -> list[Step]:
    """The steps in VS Code, which finds `intent` on the ``PATH``. Raises ``CalledProcessError``."""
    own = {name: variables[name] for name in ("PATH", "HOME")}
    told = json.dumps({"env": {"PATH": own["PATH"], "PYTHONPATH": "", "XDG_CACHE_HOME": f"{own['HOME']}/.cache"}})
    done = subprocess.run(
        ["node", str(SCENARIO), "first-use", "--pictures", str(pictures)],
        env={**os.environ, "INTENT_ENVIRONMENTS": told}, text=True, stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return [Step(**json.loads(line)) for line in re.findall(r"^step (.+)$", done.stdout, re.M)]


def neovim(folder: Path, variables: Mapping[str, str], plugin: str) -> tuple[list[Step], list[Frame]]:
    """The steps in Neovim, typed into a terminal in ``folder``, and what it shows.

    ``plugin``: the path of `clients/neovim`, as it is typed. Raises ``TimeoutError``.
    """
    programs = folder.parent / "programs"
    programs.mkdir()
    (programs / "nvim").symlink_to(NEOVIM)
    path = f"{programs}{os.pathsep}{variables['PATH']}"
    terminal = RecordedTerminal(folder, {**variables, "PATH": path}, folder.parent / "prompts")
    steps: list[Step] = []
    frames: list[Frame] = []

    def step(what: str, shown: Iterator[Frame], rest: float) -> None:
        began = time.monotonic()
        frames.extend(shown)
        steps.append(Step(what, time.monotonic() - began))
        frames.append(Frame(frames[-1].screen, rest))

    def lines() -> Iterator[Frame]:
        yield from terminal.typed("mkdir -p ~/.config/nvim", 0.3)
        for line in (f"vim.opt.runtimepath:append('{plugin}')", "vim.lsp.enable('intent_lsp')"):
            yield from terminal.typed(f'echo "{line}" >> ~/.config/nvim/init.lua', 0.3)

    def opened() -> Iterator[Frame]:
        yield from terminal.keys(f"nvim {NAME}.intent.md", KEY)
        terminal.press("Enter")
        yield from terminal.until(f"{NAME}.intent.md", "0,0-1")

    def written() -> Iterator[Frame]:
        yield from terminal.keys("i")
        for line in SPEC.rstrip("\n").splitlines():
            yield from terminal.keys(line, KEY)
            if line != SPEC.splitlines()[-1]:
                terminal.press("Enter")
        terminal.press("Escape")
        yield from terminal.until("▶ Transpile")

    def saved() -> Iterator[Frame]:
        yield from terminal.keys(":w", KEY)
        terminal.press("Enter")
        yield from terminal.until("✓ JS | ✓ Python", limit=600)

    def shown() -> Iterator[Frame]:
        yield from terminal.keys(":IntentOpen py", KEY)
        terminal.press("Enter")
        yield from terminal.until(f"def {NAME}")

    try:
        step("Add the two lines of its page to `init.lua`", lines(), 1)
        step(f"`nvim {NAME}.intent.md`", opened(), 0.5)
        step("Write the document", written(), 1.5)
        step("`:w`: both functions are verified", saved(), 3)
        step("`:IntentOpen py`", shown(), 5)
    finally:
        terminal.end()
    return steps, merged(frames)


def block(common: list[Step], vs_code: list[Step], in_neovim: list[Step]) -> str:
    """The tables and pictures of the page."""
    clone, server, extension = common
    machine = f"Python {platform.python_version()} on {platform.system()} with {os.cpu_count()} processors"
    pictures = "\n\n".join(
        f"![{step.what.replace('*', '')}](images/first-use-{step.picture}.png)" for step in vs_code if step.picture
    )
    return (
        f"### VS Code\n\n{_table([clone, server, extension, *vs_code])}\n{pictures}\n\n"
        f"### Neovim\n\n{_table([clone, server, *in_neovim])}\n"
        f"![Neovim: the document is written, saved and verified](images/{FILM.name})\n\n"
        f"Recorded with {machine}, at a load of {os.getloadavg()[1]:.1f}.\n"
    )


def _table(steps: list[Step]) -> str:
    rows = [*steps, Step("**together**", sum(step.seconds for step in steps))]
    return "| step | seconds |\n|---|---:|\n" + "".join(f"| {step.what} | {step.seconds:.1f} |\n" for step in rows)


def main() -> None:
    from tests.support.pictures import small

    with tempfile.TemporaryDirectory(prefix="first-use-") as name:
        folder = Path(name)
        common, variables = installed(folder)
        vs_code = vscode(variables, folder / "pictures")
        (folder / "project").mkdir()
        shutil.rmtree(folder / "home/.cache/intent-lsp", ignore_errors=True)  # this one is new to the machine, too
        in_neovim, frames = neovim(folder / "project", variables, "../intent-lsp/clients/neovim")
        for step in vs_code:
            if step.picture:
                small(folder / f"pictures/{step.picture}.png", IMAGES / f"first-use-{step.picture}.png")
    FILM.write_text(drawn(frames, "Neovim: a document is written, saved and verified"), encoding="utf-8")
    made = block(common, vs_code, in_neovim)
    PAGE.write_text(PLACE.sub(lambda _: made, PAGE.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
