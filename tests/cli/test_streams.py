"""Standard streams that are closed, full or left, and an early Ctrl-C: no traceback, and a status that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp.cli.parser import parser
from tests.support.command import NORMALIZE, environment

COMMANDS = [
    ("transpile", ".", "--offline"),
    ("transpile", ".", "--offline", "--json"),
    ("check", "."),
    ("check", ".", "--json"),
    ("check", ".", "--sarif", "-"),
    ("cache", "stats"),
    ("--version",),
]


EVERY_COMMAND = {
    "new": ("new", "other", "--example", "other(1) -> 2"),
    "adopt": ("adopt", "twice.py", "--out", "-"),
    "transpile": ("transpile", ".", "--offline"),
    "port": ("port", "twice.py", "--out", "-"),
    "check": ("check", ".", "--no-run"),
    "run": ("run", "normalize2d", "3", "4"),
    "diff": ("diff", "."),
    "explain": ("explain", "normalize2d"),
    "clean": ("clean", ".", "--yes"),
    "init": ("init", "."),
    "doctor": ("doctor",),
    "cache": ("cache", "stats"),
    "completion": ("completion", "bash"),
}
"""Each command as it writes to stdout; ``watch`` goes on until it is interrupted, and writes as ``transpile`` does."""


def run(folder: Path, shell: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command with redirections of a POSIX shell."""
    (folder / "normalize2d.intent.md").write_text(NORMALIZE)
    (folder / ".promirror").mkdir(exist_ok=True)
    return subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {shell}', "sh", sys.executable, "-m", "intent_lsp", *arguments],
        cwd=folder, env=environment(folder, PYTHONUNBUFFERED=""), capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def transpiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which nothing is left to do."""
    folder = tmp_path_factory.mktemp("transpiled")
    assert run(folder, "", "transpile", ".", "--offline").returncode == 0
    return folder


@pytest.mark.slow
@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_output_that_cannot_be_written_is_one_plain_error(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, "> /dev/full", *arguments)
    assert done.returncode == (130 if arguments[0] == "transpile" else 1)
    assert "intent: the output cannot be written: No space left on device\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [c for c in COMMANDS if c[0] in ("transpile", "check")], ids=" ".join)
def test_closed_streams_are_no_obstacle(transpiled: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shutil.copytree(transpiled, tmp_path, dirs_exist_ok=True)
    for closed in ("<&-", ">&-", "<&- >&- 2>&-"):
        done = run(tmp_path, closed, *arguments)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [*EVERY_COMMAND.values(), ("--help",), ("check", "--help"), ()], ids=" ".join)
def test_a_reader_that_left_is_an_interruption(transpiled: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    shutil.copytree(transpiled, tmp_path, dirs_exist_ok=True)
    (tmp_path / "twice.py").write_text("def twice(x):\n    return x * 2\n\n\nassert twice(2) == 4\n")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "intent_lsp", *arguments],
            cwd=tmp_path, env=environment(tmp_path, PYTHONUNBUFFERED=""), stdin=subprocess.DEVNULL,
            stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    finally:
        os.close(writing)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_is_tried_with_a_reader_that_has_left() -> None:
    (commands,) = (action.choices for action in parser()._actions if isinstance(action.choices, dict))
    assert set(EVERY_COMMAND) == set(commands) - {"watch"}


def test_ctrl_c_while_the_program_is_being_loaded(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "class Early:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'intent_lsp.cli.app': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Early())\n"
        "from intent_lsp.__main__ import main\n"
        "sys.exit(main(['check', '.']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (130, "")
