"""A program in a terminal of its own (tmux), typed to and looked at."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

SECONDS = 60.0


class Terminal:
    """One screen of 140 columns and 40 lines."""

    def __init__(self, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", "/dev/null"]

    def _run(self, *arguments: str) -> str:
        return subprocess.run([*self._tmux, *arguments], capture_output=True, text=True, timeout=20, check=True).stdout

    def start(self, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
        """Start the program with this environment on top of tmux's."""
        line = shlex.join(["env", *(f"{name}={value}" for name, value in environment.items()), *command])
        self._run("new-session", "-d", "-x", "140", "-y", "40", "-c", str(folder), line)

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        for key in keys:
            self._run("send-keys", key)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type text as it is."""
        self._run("send-keys", "-l", text)

    def screen(self) -> str:
        """What the screen shows."""
        return self._run("capture-pane", "-p")

    def sees(self, *texts: str) -> None:
        """Wait until the screen shows all of this."""
        end = time.monotonic() + SECONDS
        while missing := [text for text in texts if text not in self.screen()]:
            assert time.monotonic() < end, f"no {missing} on the screen:\n{self.screen()}"
            time.sleep(0.1)

    def wait_for(self, path: Path) -> None:
        """Wait until a file is there."""
        end = time.monotonic() + SECONDS
        while not path.exists():
            assert time.monotonic() < end, f"no {path.name}:\n{self.screen()}"
            time.sleep(0.1)

    def close(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, timeout=20, check=False)


@contextmanager
def terminal(folder: Path) -> Iterator[Terminal]:
    """A terminal whose socket lies in ``folder``; without tmux the test is skipped."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed: `apt-get install tmux`")
    screen = Terminal(folder / "tmux")
    try:
        yield screen
    finally:
        screen.close()
