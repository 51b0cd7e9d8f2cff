"""The commands, their options, and the way from an outcome to an exit status."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from intent_lsp.cli.documents.typed_paths import workspace_here
from intent_lsp.cli.parser import parser
from intent_lsp.cli.terminal.status import INTERRUPTED, OK, USAGE, UsageError
from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.errors import ClusterError, ConfigError, IntentError
from intent_lsp.text.log_lines import InertFormatter

_LEVELS = (logging.ERROR, logging.INFO, logging.DEBUG)
"""By the number of times ``-v`` was said."""


def main(argv: Sequence[str]) -> int:
    """Run one command; answers the exit status. Errors are printed on stderr, with what to do next."""
    _streams()
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read our output has left
        _silence()
        return INTERRUPTED
    except OSError as error:
        _complain(IntentError(f"the output cannot be written: {error.strerror or error}", hint="send it elsewhere"))
        _silence()
        return 1


def _run(argv: Sequence[str]) -> int:
    try:
        commands = parser()
        options = commands.parse_args(argv)
    except SystemExit as stop:  # argparse has printed the usage or the help
        return stop.code if isinstance(stop.code, int) else USAGE
    if not hasattr(options, "module"):
        commands.print_help()
        return OK
    if getattr(options, "paths", None) == []:
        options.paths = [options.root or workspace_here()]
    # What happens is told by the views; only what should never happen goes to the log, or what somebody asked for.
    handler = logging.StreamHandler()
    handler.setFormatter(InertFormatter("intent: %(name)s: %(message)s"))
    logging.basicConfig(level=_LEVELS[min(getattr(options, "verbose", 0), len(_LEVELS) - 1)], handlers=[handler])
    run: Callable[[argparse.Namespace], int] = import_module(f"intent_lsp.cli.commands.{options.module}").run
    try:
        return run(options)
    except KeyboardInterrupt:
        complain("interrupted; every file is whole")
        return INTERRUPTED
    except (UsageError, ConfigError, ClusterError) as error:
        _complain(error)
        return USAGE
    except IntentError as error:
        _complain(error)
        return 1


def _streams() -> None:
    """Standard streams that can be used: they may be closed, and a path need not be expressible in their encoding."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _silence() -> None:
    """Python would complain once more while it flushes at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(error: IntentError) -> None:
    complain(f"intent: {error}")
    if error.hint:
        complain(f"        {error.hint}")
