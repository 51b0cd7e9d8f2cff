"""The pictures of the documentation, of the extension's page and of its walkthrough, all made anew::

    python -m tests.support.pictures terminal   # docs/images/transpile.png
    python -m tests.support.pictures editor     # clients/vscode/images and clients/vscode/walkthrough

The terminal shows the real program, the editor is the real VS Code in the scenarios of its tests (both have to be
installed, and Pillow of ``requirements-pictures.txt``). ``./dev pictures`` does it all.
"""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.prose import ROOT
from tests.support.terminal_picture import picture, screen

EXTENSION = ROOT / "clients/vscode"
TERMINAL = ROOT / "docs/images/transpile.png"
MOST_BYTES = 150_000
COLOURS = 128
SCENARIOS = ("test_vscode[scenario]", "test_vscode[language]", "test_repair_by_the_real_llama_server")
DOCUMENTS = {
    "clamp": "# name: clamp\n# target: js,py\n# description:\nLimit a number to a range.\n# signature:\n"
    "(x: number, low: number, high: number) -> number\n# examples:\n- clamp(5, 0, 3) -> 3\n- clamp(-1, 0, 3) -> 0\n"
    "- clamp(2, 0, 3) -> 2\n- clamp(9, 1, 4) -> 4\n",
    "label": "# name: label\n# description:\nZero below 5, else the number.\n# signature:\n(n: number) -> number\n"
    "# examples:\n- label(1) -> 0\n- label(3) -> 0\n- label(9) -> 9\n- label(12) -> 12\n",
    "morse": "# name: morse\n# description:\nA text in Morse code.\n# signature:\n(text: string) -> string\n"
    '# examples:\n- morse("sos") -> "... --- ..."\n- morse("et") -> ". -"\n',
}


class Part(NamedTuple):
    """A part of a picture of the editor, for a step of the walkthrough."""

    name: str
    source: str
    box: tuple[int, int, int, int]
    """Left, top, right and bottom, in pixels."""


WALKTHROUGH = (
    Part("server", "3-status", (640, 640, 1280, 800)),
    Part("models", "9-progress", (350, 40, 1280, 270)),
    Part("write", "1-contradiction", (350, 40, 1110, 440)),
    Part("transpile", "4-side-by-side", (40, 40, 1280, 440)),
    Part("examples", "16-failed", (350, 40, 1110, 300)),
    Part("debug", "18-debug", (40, 0, 800, 400)),
)


def terminal() -> None:
    """What ``intent transpile`` shows: verified, uncertain, and not found."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        for stem, text in DOCUMENTS.items():
            (folder / f"{stem}.intent.md").write_text(text, encoding="utf-8")
        (folder / ".promirror").mkdir()
        (folder / ".promirror/intent.config.json").write_text('{"providers": [{"type": "builtin"}]}', encoding="utf-8")
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        os.chdir(folder)
        shown = screen("intent transpile . --no-input", 104, 40)
        picture(shown, 104, TERMINAL)
    small(TERMINAL, TERMINAL)


def editor() -> None:
    """VS Code in its scenarios: light for the extension's page, dark for the walkthrough."""
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        made(folder / "light", "Default Light Modern", SCENARIOS)
        made(folder / "dark", "Default Dark Modern", SCENARIOS[:1])
        page(folder / "light")
        walkthrough(folder / "dark")


def made(folder: Path, theme: str, scenarios: Iterable[str]) -> None:
    """Run scenarios of the editor tests, with pictures into ``folder``. Raises ``CalledProcessError``."""
    tests = [f"tests/editors/vscode/test_vscode.py::{name}" for name in scenarios]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests],
        cwd=ROOT, env={**os.environ, "INTENT_PICTURES": str(folder), "INTENT_THEME": theme}, check=True,
    )  # fmt: skip


def page(folder: Path) -> None:
    """The pictures that the extension's page shows."""
    text = (EXTENSION / "README.md").read_text(encoding="utf-8")
    for name in sorted(set(re.findall(r"\(images/([\w-]+\.png)\)", text))):
        small(folder / name, EXTENSION / "images" / name)


def walkthrough(folder: Path) -> None:
    """The pictures of the walkthrough's steps."""
    for part in WALKTHROUGH:
        small(folder / f"{part.source}.png", EXTENSION / "walkthrough" / f"{part.name}.png", part.box)


def small(source: Path, target: Path, box: tuple[int, int, int, int] | None = None) -> None:
    """Write a picture, or the part of it in the box, with few colours. Raises ``ValueError`` if it stays too large."""
    image: Any = importlib.import_module("PIL.Image")  # mypy checks this where Pillow is not installed, too
    whole = image.open(source).convert("RGB")
    reduced = (whole.crop(box) if box else whole).quantize(COLOURS, dither=image.Dither.NONE)
    reduced.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        raise ValueError(f"{target.name} has {target.stat().st_size:,} bytes, more than {MOST_BYTES:,}")


if __name__ == "__main__":
    {"terminal": terminal, "editor": editor}[sys.argv[1]]()
