"""The animation of the README: a terminal in which somebody types, recorded and drawn as one SVG::

    python -m tests.support.terminal_film docs/images/first-use.svg

What is typed is below; everything else is the real program in a real terminal (tmux), with the built-in provider and
nothing of this user's settings. Pauses longer than a reader needs are cut.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from rich.color import Color
from rich.console import Console
from rich.text import Text

from tests.support.first_screen import SPEC, SPEC_NAME
from tests.support.terminal_picture import THEME

COLUMNS, ROWS = 96, 24
CELL, LINE, MARGIN = 8.4, 18, 16
"""Pixels: the width of a character, the height of a line, and the room around the screen."""
SCRIPT = (
    f"cat {SPEC_NAME}",
    "intent transpile .",
    "grep return src/*/auto/*",
    "intent check --strict .",
)
READ = {0: 3.0, 1: 1.5, 2: 3.0, 3: 4.0}
"""Seconds that the screen stays after each command."""
LONGEST = 2.0
"""Seconds: a longer wait for the program is cut to this."""


class Frame(NamedTuple):
    """A screen, and for how many seconds it is shown."""

    screen: str
    seconds: float


def record() -> list[Frame]:
    """Type the script into a shell and keep what the terminal shows. Raises ``TimeoutError``."""
    with tempfile.TemporaryDirectory(prefix="film-") as name:
        folder = Path(name, "project")
        folder.mkdir()
        (folder / SPEC_NAME).write_text(SPEC, encoding="utf-8")
        terminal = RecordedTerminal(folder, environment(folder.parent), folder.parent / "prompts")
        try:
            frames = [frame for number, command in enumerate(SCRIPT) for frame in terminal.typed(command, READ[number])]
        finally:
            terminal.end()
    return merged(frames)


def merged(frames: list[Frame]) -> list[Frame]:
    """The frames without those that show the same as the one before, whose time is added to it."""
    kept = [frames[0]]
    for frame in frames[1:]:
        if frame.screen == kept[-1].screen:
            kept[-1] = Frame(frame.screen, kept[-1].seconds + frame.seconds)
        else:
            kept.append(frame)
    return kept


def environment(folder: Path) -> dict[str, str]:
    """This environment's programs, and no settings of this user: those of ``folder``."""
    kept = {key: os.environ[key] for key in ("HOME", "XDG_CACHE_HOME") if key in os.environ}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
        "XDG_CONFIG_HOME": str(folder / "config"), "INTENT_LEARN": "false",
    }  # fmt: skip


class RecordedTerminal:
    """A shell in tmux with these variables alone. It counts its prompts in a file."""

    def __init__(self, folder: Path, variables: Mapping[str, str], prompts: Path) -> None:
        self._tmux = ("tmux", "-L", f"film-{time.time_ns()}", "-f", "/dev/null")
        self._prompts = prompts
        own = {
            "TERM": "tmux-256color", "PS1": "\\[\\e[32m\\]$\\[\\e[0m\\] ", "PROMPT_COMMAND": f"echo >>{prompts}"
        }  # fmt: skip
        settings = [f"{key}={value}" for key, value in (dict(variables) | own).items()]
        shell = shlex.join(["env", "-i", *settings, "bash", "--norc", "--noprofile"])
        self._run("new-session", "-d", "-x", str(COLUMNS), "-y", str(ROWS), "-c", str(folder), shell)
        self._waits_for_prompts(1)

    def typed(self, command: str, seconds: float) -> Iterator[Frame]:
        """What is shown while a command is typed, runs, and has ended; then the screen stays for ``seconds``."""
        yield from self.keys(command)
        yield Frame(self._screen(), 0.4)
        before, since = self._count(), time.monotonic()
        self._run("send-keys", "Enter")
        shown = self._screen()
        while self._count() == before and time.monotonic() - since < 60:
            time.sleep(0.1)
            now, screen = time.monotonic(), self._screen()
            if screen != shown:
                yield Frame(shown, min(now - since, LONGEST))
                shown, since = screen, now
        self._waits_for_prompts(before + 1)
        yield Frame(self._screen(), seconds)

    def keys(self, text: str, pause: float = 0.05) -> Iterator[Frame]:
        """What is shown while text is typed into what runs, three keys at a time, each time with a pause in seconds."""
        for at in range(0, len(text), 3):
            self._run("send-keys", "-l", "--", text[at : at + 3])
            time.sleep(pause)
            yield Frame(self._screen(), 0.12)

    def press(self, *names: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", *names)

    def until(self, *texts: str | re.Pattern[str], limit: float = 60) -> Iterator[Frame]:
        """What is shown until all of these texts are on the screen. Raises ``TimeoutError`` after ``limit`` seconds."""
        wanted = [text if isinstance(text, re.Pattern) else re.compile(re.escape(text)) for text in texts]
        since = began = time.monotonic()
        shown = self._screen()
        while not all(text.search(self._run("capture-pane", "-p")) for text in wanted):
            if time.monotonic() - began > limit:
                raise TimeoutError(f"no {texts} on the screen:\n{self._screen()}")
            time.sleep(0.05)
            now, screen = time.monotonic(), self._screen()
            if screen != shown:
                yield Frame(shown, min(now - since, LONGEST))
                shown, since = screen, now
        yield Frame(self._screen(), 0.1)

    def end(self) -> None:
        self._run("kill-server")

    def _count(self) -> int:
        return self._prompts.read_text().count("\n") if self._prompts.exists() else 0

    def _waits_for_prompts(self, count: int) -> None:
        until = time.monotonic() + 10
        while self._count() < count:
            if time.monotonic() > until:
                raise TimeoutError(f"the shell shows no prompt:\n{self._screen()}")
            time.sleep(0.02)
        time.sleep(0.2)  # tmux draws what was written last

    def _screen(self) -> str:
        return self._run("capture-pane", "-e", "-p").rstrip("\n")

    def _run(self, *arguments: str) -> str:
        return subprocess.run([*self._tmux, *arguments], check=True, capture_output=True, text=True).stdout


TITLE = "A document becomes verified JavaScript and Python in a terminal"


def drawn(frames: list[Frame], title: str = TITLE) -> str:
    """The film as an SVG, shown again and again; only its last frame where motion is unwanted."""
    height = ROWS * LINE
    lines: dict[str, str] = {}
    strip: list[str] = []
    for number, frame in enumerate(frames):
        for row, line in enumerate(frame.screen.split("\n")):
            if line.strip():
                name = lines.setdefault(line, f"l{len(lines)}")
                strip.append(f'<use href="#{name}" y="{number * height + row * LINE}"/>')
    whole = sum(frame.seconds for frame in frames)
    starts = [sum(frame.seconds for frame in frames[:number]) for number in range(len(frames))]
    keys = "".join(f"{start / whole:.4%}{{transform:translateY(-{n * height}px)}}" for n, start in enumerate(starts))
    last = f"translateY(-{(len(frames) - 1) * height}px)"
    known = "".join(f'<g id="{name}">{_line(line)}</g>' for line, name in lines.items())
    wide, high = COLUMNS * CELL + 2 * MARGIN, height + 2 * MARGIN
    ground, ink = THEME.background_color.hex, THEME.foreground_color.hex
    return "\n".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" '
            f'viewBox="0 0 {wide:g} {high}" width="{wide:g}" height="{high}">',
            f"<title>{escape(title)}</title>",
            f"<style>text{{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:{ink};white-space:pre}}"
            f"@keyframes film{{{keys}100%{{transform:{last}}}}}"
            f"#film{{animation:film {whole:.2f}s steps(1,end) infinite}}"
            f"@media (prefers-reduced-motion:reduce){{#film{{animation:none;transform:{last}}}}}</style>",
            f"<defs>{known}</defs>",
            f'<rect width="{wide:g}" height="{high}" rx="8" fill="{ground}"/>',
            f'<svg x="{MARGIN}" y="{MARGIN}" width="{COLUMNS * CELL:g}" height="{height}"><g id="film">',
            *strip,
            "</g></svg>",
            "</svg>",
            "",
        )
    )


def _line(line: str) -> str:
    """One line of the screen: a text for each run of one colour, stretched to its cells, whatever font is there."""
    text, console = Text.from_ansi(line), Console()
    edges = sorted({0, len(text), *(edge for span in text.spans for edge in (span.start, span.end))})
    made = []
    for start, end in pairwise(edges):
        words = text.plain[start:end]
        if not words.strip():
            continue
        style = text.get_style_at_offset(console, start)
        looks = f' style="fill:{_hex(style.color)}"' if style.color else ""
        looks += ' font-weight="bold"' if style.bold else ""
        looks += ' opacity=".6"' if style.dim else ""
        made.append(
            f'<text x="{start * CELL:g}" y="14" textLength="{len(words) * CELL:g}"{looks}>{escape(words)}</text>'
        )
    return "".join(made)


def _hex(color: Color) -> str:
    return color.get_truecolor(THEME).hex


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(drawn(record()), encoding="utf-8")
