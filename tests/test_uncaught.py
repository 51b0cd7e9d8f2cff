"""A defect of ours that quotes a document: what Python writes about it moves no cursor and paints no link."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp.lsp.wire.framing import frame
from intent_lsp.text.inert import is_inert
from tests.support.command import environment

DEFECT = r"""
import os, sys, threading, warnings
TEXT = "a document says \x1b]8;;https://e.org\x07\x1b[2J\x9b31m\u202eforged"

class Left:
    def __del__(self):
        raise ValueError(TEXT)

def wrong(*_):
    raise ValueError(TEXT) from KeyError(TEXT)

def defective(*_):
    match os.environ["WAY"]:
        case "main":
            wrong()
        case "thread":
            thread = threading.Thread(target=wrong, name=TEXT)
            thread.start()
            thread.join()
        case "finalizer":
            Left()
        case "warning":
            warnings.warn(TEXT)
    sys.exit(7)
"""
COMMAND = """
from intent_lsp.cli.commands import check
from intent_lsp.__main__ import main
check.run = defective
sys.argv[1:] = ["check", "."]
sys.exit(main())
"""
SERVER = """
from intent_lsp.lsp import wiring
from intent_lsp.lsp.start import main
wiring.create_server = defective
sys.exit(main([]))
"""
WAYS = ["main", "thread", "finalizer", "warning"]


def ran(program: str, way: str, folder: Path, said: bytes = b"") -> str:
    """What the process wrote to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", DEFECT + program], cwd=folder, env=environment(folder, WAY=way), input=said,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == (1 if way == "main" else 7)
    return done.stderr.decode()


def assert_told(text: str) -> None:
    assert "a document says" in text
    assert "forged" in text
    assert is_inert(text), ascii(text)


@pytest.mark.parametrize("way", WAYS)
def test_of_a_command(tmp_path: Path, way: str) -> None:
    told = ran(COMMAND, way, tmp_path)
    assert_told(told)
    if way == "main":
        assert told.startswith("KeyError: ")
        assert "Traceback (most recent call last)" in told
        assert "direct cause" in told


@pytest.mark.parametrize("way", WAYS)
def test_of_the_server(tmp_path: Path, way: str) -> None:
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None}}
    assert_told(ran(SERVER, way, tmp_path, frame(json.dumps(hello).encode())))
