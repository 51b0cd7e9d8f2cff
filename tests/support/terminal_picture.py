"""A picture of a command as a terminal shows it, for the documentation::

    python -m tests.support.terminal_picture PICTURE.png COLUMNS ROWS COMMAND…

The command runs in tmux, so what is drawn is what a terminal would show; Chromium turns that into pixels.
"""

from __future__ import annotations

import io
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

THEME = TerminalTheme(
    (27, 31, 39), (214, 219, 228),
    [(60, 66, 79), (240, 113, 120), (134, 199, 112), (230, 190, 110), (110, 170, 240), (200, 140, 230),
     (90, 200, 200), (214, 219, 228)],
    [(110, 118, 134), (250, 130, 135), (150, 215, 125), (245, 205, 125), (130, 185, 250), (215, 160, 245),
     (110, 215, 215), (255, 255, 255)],
)  # fmt: skip
_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body {{ margin: 0; padding: 14px 18px; background: {background}; color: {foreground}; }}
pre {{ margin: 0; font: 14px/19px "DejaVu Sans Mono", monospace; }} {stylesheet}
</style></head><body><pre>{code}</pre></body></html>"""


def screen(command: str, columns: int, rows: int, limit: float = 120) -> str:
    """What the terminal shows when the command has ended, with its escape sequences."""
    socket = f"picture-{time.time_ns()}"
    tmux = ("tmux", "-L", socket, "-f", "/dev/null")
    size = ("-x", str(columns), "-y", str(rows))
    with tempfile.TemporaryDirectory() as folder:
        ended = Path(folder, "ended")
        shell = f"printf '\\033[32m$\\033[0m %s\\n' {shlex.quote(command)}; {command}; touch {ended}; sleep 60"
        subprocess.run([*tmux, "new-session", "-d", *size, shell], check=True)
        try:
            until = time.monotonic() + limit
            while not ended.exists():
                if time.monotonic() > until:
                    raise TimeoutError(f"{command} did not end within {limit:g} s")
                time.sleep(0.1)
            time.sleep(0.3)  # tmux draws what was written last
            shown = subprocess.run([*tmux, "capture-pane", "-e", "-p"], check=True, capture_output=True, text=True)
        finally:
            subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)
    return shown.stdout.rstrip()


def picture(shown: str, columns: int, path: Path) -> None:
    """Draw a screen."""
    console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(shown), soft_wrap=True)
    html = console.export_html(theme=THEME, code_format=_PAGE, inline_styles=True)
    height = 19 * (shown.count("\n") + 1) + 28
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        subprocess.run(
            [shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             f"--user-data-dir={folder}/profile", f"--window-size={int(columns * 8.43) + 36},{height}",
             f"--screenshot={path.resolve()}", page.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


if __name__ == "__main__":
    _, target, wide, high, *words = sys.argv
    picture(screen(shlex.join(words), int(wide), int(high)), int(wide), Path(target))
