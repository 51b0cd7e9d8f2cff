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

from intent_lsp import __version__
from intent_lsp.cli.status import INTERRUPTED, USAGE, UsageError
from intent_lsp.errors import ConfigError, IntentError

_EPILOG = """\
for editors:
  intent lsp            the language server (see: intent lsp --help)

exit status:
  0   everything is verified (or fresh)
  1   something failed, is stale, or was left alone
  2   the arguments or the configuration are wrong
  3   no provider could answer
  130 interrupted
"""


def main(argv: Sequence[str]) -> int:
    """Run one command; answers the exit status. Errors are printed on stderr, with what to do next."""
    _streams()
    try:
        status = _run(argv)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read our output has left
        return _silenced()
    except OSError as error:
        _complain(IntentError(f"the output cannot be written: {error.strerror or error}", hint="Send it elsewhere."))
        return _silenced()


def _run(argv: Sequence[str]) -> int:
    try:
        options = parser().parse_args(argv)
    except SystemExit as stop:  # argparse has printed the usage or the help
        return stop.code if isinstance(stop.code, int) else USAGE
    # What happens is told by the views; only what should never happen goes to the log.
    logging.basicConfig(level=logging.ERROR, format="intent: %(name)s: %(message)s")
    run: Callable[[argparse.Namespace], int] = import_module(f"intent_lsp.cli.{options.module}").run
    try:
        return run(options)
    except KeyboardInterrupt:
        print("interrupted; every file is whole", file=sys.stderr)
        return INTERRUPTED
    except (UsageError, ConfigError) as error:
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


def _silenced() -> int:
    """Python would complain once more while it flushes at exit."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _complain(error: IntentError) -> None:
    print(f"intent: {error}", file=sys.stderr)
    if error.hint:
        print(f"        {error.hint}", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    """The whole command line, for parsing and for its documentation."""
    top = argparse.ArgumentParser(
        prog="intent",
        description="From a written intention to verified JavaScript and Python, on your own machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"intent-lsp {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    transpile = _command(commands, "transpile", "turn documents into verified code", "transpile")
    _paths(transpile)
    _transpiling(transpile)
    _strict(transpile)
    transpile.add_argument("--no-input", action="store_true", help="never ask anything, not even at a terminal")
    transpile.add_argument("--json", action="store_true", help="one event a line on stdout, and nothing else")

    watch = _command(commands, "watch", "transpile on every change, until interrupted", "watch")
    _paths(watch)
    _transpiling(watch)

    check = _command(
        commands, "check", "is every generated file fresh and verified? asks no model, writes nothing", "check"
    )
    _paths(check)
    check.add_argument(
        "--no-run", action="store_true", help="trust headers, hashes and reports; run no example in the sandbox"
    )
    _strict(check)
    form = check.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--github", action="store_true", help="findings as annotations of GitHub Actions")
    form.add_argument("--sarif", type=Path, metavar="FILE", help="write a SARIF 2.1.0 log; - for stdout")

    init = _command(commands, "init", "write a configuration for the servers found on this machine", "init")
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="default: this folder")

    doctor = _command(commands, "doctor", "what would be used, and how to mend what is wrong", "doctor")
    doctor.add_argument("--json", action="store_true", help="one JSON object on stdout")
    _root(doctor)

    cache = _command(commands, "cache", "look after the kept model replies", "cache")
    cache.add_argument(
        "action",
        choices=("stats", "prune", "clear", "forget"),
        help="measure, shrink to the limit, or empty it; or forget how models did on this machine",
    )
    _root(cache)
    return top


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, module: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(module=module)
    return command


def _paths(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a document, or a folder (searched, honouring .gitignore)"
    )
    _root(command)


def _strict(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="fail as well when something is only uncertain")


def _root(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--root", type=_folder, metavar="FOLDER",
        help="the workspace; default: the nearest folder above the document with .promirror or .git",
    )  # fmt: skip


def _transpiling(command: argparse.ArgumentParser) -> None:
    command.add_argument("--target", action="append", choices=("js", "py"), help="only this target (may be repeated)")
    command.add_argument("--intent", action="append", metavar="NAME", help="only this intent (may be repeated)")
    command.add_argument("--rounds", type=_number(1, 20), metavar="N", help="how many times a model may try")
    command.add_argument("--regenerate", action="store_true", help="ask anew, past the cache and what is verified")
    command.add_argument("--offline", action="store_true", help="only the cache and the built-in provider")
    command.add_argument("--force", action="store_true", help="replace files that were edited by hand")
    command.add_argument("--jobs", type=_number(1, 64), metavar="N", help="pieces of work at once")


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"must be a whole number from {low} to {high}, not {text!r}")
        return int(text)

    return parse


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return path
