"""The commands and their options. A word that is not one of them is answered with the nearest that is."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from intent_lsp import __version__
from intent_lsp.errors import ClusterError
from intent_lsp.text.nearest import nearest
from intent_lsp.values import TARGETS

if TYPE_CHECKING:
    from intent_lsp.cluster.on_option import ClusterTarget

_EPILOG = """\
for editors:
  intent lsp            the language server (see: intent lsp --help)

PATH is a document or a folder; without one it is the workspace: the nearest
folder above with .promirror or .git, else this folder.

exit status:
  0   everything is verified (or fresh)
  1   something failed, is stale, or was left alone
  2   the arguments or the configuration are wrong
  3   no provider could answer
  130 interrupted, or the output was closed
"""
_TARGETS = {"javascript": "js", "node": "js", "python": "py"} | {target: target for target in TARGETS}
"""The names of targets that are understood."""


SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
"""What there are completion scripts for."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """A column that the longest command fits into."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=18)


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that suggests the word that was meant."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and what was probably meant; never returns."""
        wrong = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if wrong:
            choices = re.findall(r"[\w-]+", wrong[2])
            kind = "command" if "COMMAND" in message else "choice"
            close = nearest(wrong[1], choices)
            hint = f"did you mean {close}?" if close else f"choose from {', '.join(choices)}"
            message = f"{wrong[1]} is not a {kind}: {hint}"
        elif message.startswith("unrecognized arguments: "):
            message = self._unknown(message.removeprefix("unrecognized arguments: ").split()[0])
        self.exit(2, f"{self.prog}: {message}\n{' ' * len(self.prog)}  see: {self.prog} --help\n")

    def parse_known_args(  # type: ignore[override]  # typeshed has overloads for other kinds of namespace
        self, args: list[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """As the base class, but what a command does not know is that command's error, not the program's."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error(f"unrecognized arguments: {' '.join(rest)}")
        return found, rest

    def _unknown(self, word: str) -> str:
        if not word.startswith("-"):
            return f"unexpected argument {word}"
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        said = word.partition("=")[0].lstrip("-")  # dashes are alike in all of them
        close = nearest(said, [option.lstrip("-") for option in known])
        return f"{word} is not an option" + (f": did you mean --{close}?" if close else "")


def parser() -> Parser:
    """The whole command line, for parsing, for its documentation and for completion."""
    top = Parser(
        prog="intent",
        description="From a written intent to verified JavaScript and Python, on your own machine.",
        epilog=_EPILOG,
        formatter_class=_Formatter,
    )
    top.add_argument("--version", action="version", version=f"intent-lsp {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _writing(commands)
    _porting(commands)
    _looking(commands)
    _keeping(commands)
    return top


def _writing(commands: argparse._SubParsersAction[Parser]) -> None:
    new = _command(commands, "new", "begin a document: a name, a signature, examples", "new")
    new.add_argument("name", metavar="NAME", help="of the intent; the file is NAME.intent.md")
    new.add_argument("--signature", metavar="TEXT", help='such as "(xs: number[]) -> number"')
    new.add_argument(
        "--example", action="append", metavar="TEXT", help='such as "total([1, 2]) -> 3" (may be repeated)'
    )
    new.add_argument("--description", metavar="TEXT", help="what it does, in a sentence")
    new.add_argument("--folder", type=_folder, default=Path(), metavar="FOLDER", help="where; default: this folder")

    adopt = _command(commands, "adopt", "make a document from a function that exists", "adopt")
    adopt.add_argument("source", metavar="FILE[:FUNCTION]", help="Python or JavaScript; without FUNCTION: each one")
    adopt.add_argument("--out", metavar="PATH", help="where to write: a document or a folder; - for stdout")
    adopt.add_argument(
        "--check", action="store_true", help="write nothing: compare what was generated with the function"
    )
    adopt.add_argument("--no-input", action="store_true", help="never ask anything, not even at a terminal")
    adopt.set_defaults(json=False)
    _root(adopt)

    transpile = _command(commands, "transpile", "turn documents into verified code", "transpile")
    _paths(transpile)
    _part(transpile)
    _on(transpile)
    _transpiling(transpile)
    _strict(transpile)
    transpile.add_argument("--no-input", action="store_true", help="never ask anything, not even at a terminal")
    transpile.add_argument("--json", action="store_true", help="one event a line on stdout, and nothing else")

    watch = _command(commands, "watch", "transpile on every change, until interrupted", "watch")
    _paths(watch)
    _transpiling(watch)


def _porting(commands: argparse._SubParsersAction[Parser]) -> None:
    port = _command(commands, "port", "a function of your own in the other language, compared by running both", "port")
    port.add_argument("source", metavar="FILE[:FUNCTION]", help="a file of JavaScript or Python, and which function")
    port.add_argument("--to", type=_target, metavar="js|py", help="default: the other language")
    port.add_argument("--out", type=Path, metavar="FILE", help="where to; default: beside the file; - for stdout")
    port.add_argument("--force", action="store_true", help="replace a file that is not ours, or was edited by hand")
    port.add_argument("--by-rule", action="store_true", help="ask no model where the rules end")
    port.add_argument("--offline", action="store_true", help="ask only the cache and the built-in provider there")


def _looking(commands: argparse._SubParsersAction[Parser]) -> None:
    check = _command(
        commands, "check", "is every generated file fresh and verified? asks no model, writes nothing", "check"
    )
    _paths(check)
    _part(check)
    _on(check)
    check.add_argument(
        "--no-run", action="store_true", help="run nothing; report files that this machine has not checked"
    )
    _strict(check)
    form = check.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object on stdout")
    form.add_argument("--sarif", type=Path, metavar="FILE", help="write a SARIF 2.1.0 log; - for stdout")
    form.add_argument("--github", action="store_true", help="findings as annotations of GitHub Actions")

    run = _command(commands, "run", "call a generated function, in the sandbox", "call")
    run.add_argument("name", metavar="NAME", help="of the intent")
    run.add_argument("arguments", nargs="*", metavar="ARG", help="JSON, in order; a text needs no quotes")
    run.add_argument("--target", type=_target, metavar="js|py", help="default: each that is there")
    _in_documents(run)

    diff = _command(commands, "diff", "what was changed by hand in generated files", "diff")
    _paths(diff)

    explain = _command(commands, "explain", "which model was asked for what, and what failed in which round", "explain")
    explain.add_argument("name", nargs="?", metavar="NAME", help="of the intent; default: all that are not verified")
    _in_documents(explain)


def _keeping(commands: argparse._SubParsersAction[Parser]) -> None:
    clean = _command(commands, "clean", "delete generated files that no intent asks for", "clean")
    _paths(clean)
    clean.add_argument("--yes", action="store_true", help="delete without asking")

    init = _command(commands, "init", "write a configuration for the servers found on this machine", "init")
    init.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="default: this folder")

    doctor = _command(commands, "doctor", "what would be used, and how to fix problems", "doctor")
    doctor.add_argument("--json", action="store_true", help="one JSON object on stdout")
    _root(doctor)

    cache = _command(commands, "cache", "manage the stored model replies", "cache")
    cache.add_argument(
        "action",
        choices=("stats", "prune", "clear", "forget"),
        help="measure, shrink to the limit, or empty it; or forget how models did on this machine",
    )
    _root(cache)

    completion = _command(commands, "completion", "print a script that completes commands in your shell", "completion")
    completion.add_argument("shell", choices=SHELLS, help="put its output where your shell reads completions")


def _command(
    commands: argparse._SubParsersAction[Parser], name: str, text: str, module: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"
    )
    command.set_defaults(module=module)
    return command


def _paths(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help="a document, or a folder (searched, honouring .gitignore); default: the workspace",
    )  # fmt: skip
    _root(command)
    loud = command.add_mutually_exclusive_group()
    loud.add_argument("-q", "--quiet", action="store_true", help="print problems only")
    loud.add_argument("-v", "--verbose", action="count", default=0, help="print more; -vv: everything that is logged")


def _in_documents(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--in", dest="paths", action="append", type=Path, default=[], metavar="PATH",
        help="the document or folder that holds it; default: the workspace",
    )  # fmt: skip
    _root(command)


def _part(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--changed-since", metavar="REV", help="only documents affected by changes since this Git revision"
    )
    command.add_argument("--shard", type=_shard, metavar="K/N", help="only the K-th of N parts, for several machines")


def _on(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--on", type=_place, metavar="WHERE",
        help="do the work on a Dask cluster: local:N (N processes here), dask://HOST:PORT or tls://HOST:PORT",
    )  # fmt: skip


def _strict(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="also fail when something is uncertain or unchecked")


def _root(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--root", type=_folder, metavar="FOLDER",
        help="the workspace; default: the nearest folder above the document with .promirror or .git",
    )  # fmt: skip


def _transpiling(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--target", action="append", type=_target, metavar="js|py", help="only this target (may be repeated)"
    )
    command.add_argument("--intent", action="append", metavar="NAME", help="only this intent (may be repeated)")
    command.add_argument("--rounds", type=_number(1, 20), metavar="N", help="how many times a model may try")
    command.add_argument("--regenerate", action="store_true", help="ask again, ignoring the cache and verified code")
    command.add_argument("--offline", action="store_true", help="only the cache and the built-in provider")
    command.add_argument("--force", action="store_true", help="replace files that were edited by hand")
    command.add_argument("--jobs", type=_number(1, 64), metavar="N", help="pieces of work at once")


def _target(text: str) -> str:
    if text.lower() not in _TARGETS:
        raise argparse.ArgumentTypeError(f"{text} is not a target{_suggestion(text, _TARGETS)}")
    return _TARGETS[text.lower()]


def _suggestion(text: str, known: Iterable[str]) -> str:
    close = nearest(text.lower(), list(known))
    return f": did you mean {close}?" if close else ": it is js or py"


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"must be a whole number from {low} to {high}, not {text!r}")
        return int(text)

    return parse


def _shard(text: str) -> tuple[int, int]:
    part, _, count = text.partition("/")
    if not (part.isdecimal() and count.isdecimal() and 1 <= int(part) <= int(count) <= 10_000):
        raise argparse.ArgumentTypeError(f"must look like 3/8, not {text!r}")
    return int(part), int(count)


def _place(text: str) -> ClusterTarget:
    from intent_lsp.cluster.on_option import parse_place  # imported late: few commands need it

    try:
        return parse_place(text)
    except ClusterError as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return path
