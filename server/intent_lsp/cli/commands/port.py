"""``intent port FILE[:FUNCTION]``: a function of a person's own in the other language, compared by running both.

By rule where the rules hold it, else by whoever the routes name.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from intent_lsp import __version__
from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.cli.commands.port_asking import Asker
from intent_lsp.cli.commands.port_failure import failed, rule_ends, types_text
from intent_lsp.cli.existing_code.existing_source import (
    MOST_NAMES,
    Source,
    at_workbench,
    function_of,
    parse_file_and_function,
    public_functions,
    source_of,
)
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import OK, UsageError
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.errors import OutputError
from intent_lsp.existing_code.project_tests import calls_in_tests
from intent_lsp.files import single_file
from intent_lsp.output.provenance import code_digest
from intent_lsp.porting.ask_provider import port_by_asking
from intent_lsp.porting.port import PortResult, port
from intent_lsp.text.listing import quoted_lines, some
from intent_lsp.values import LANGUAGES, Target, other_target
from intent_lsp.workbench import Workbench

_SUFFIX: dict[Target, str] = {"py": ".py", "js": ".js"}
_COMMENT: dict[Target, str] = {"py": "#", "js": "//"}
_LARGEST = 1 << 20
"""Bytes of a file that is looked at."""
_ELSEWHERE = "name another file with --out"
_MARK = "Ported by intent-lsp from"
_HEAD = re.compile(rf"(?:#|//) {_MARK} (?P<origin>[^\n]*?), by [^\n]*\n(?:#|//) sha256: (?P<digest>[0-9a-f]{{64}})\n\n")


def run(options: argparse.Namespace) -> int:
    """Write the function in the other language, or say why not. Raises ``UsageError`` and ``IntentError``."""
    file, function = parse_file_and_function(options.source)
    source = source_of(file, None)
    existing = _existing(source, function)
    if options.to == existing.target:
        raise UsageError(f"{source.shown} is {LANGUAGES[options.to]} already", hint="choose the other language")
    out = _place(options.out, source.path, existing)
    if out is not None:
        _guard(out, existing, source, force=options.force)
    offline = options.offline or options.by_rule or None
    return asyncio.run(
        at_workbench(source, lambda bench: _port(source, existing, out, bench, options), offline=offline)
    )


def _existing(source: Source, function: str) -> ExistingFunction:
    """The function of that name; without a name, the only one that stands out. Raises ``UsageError``."""
    if function:
        return function_of(source, function, sources.public_functions(source.name, source.text))
    known = public_functions(source)
    name = sources.main_of(known)
    if name is None:
        hint = f"write {source.shown}:FUNCTION"
        raise UsageError(f"say which function: {source.shown} has {some([*known], MOST_NAMES)}", hint=hint)
    return function_of(source, name, known)


async def _port(
    source: Source, existing: ExistingFunction, out: Path | None, bench: Workbench, options: argparse.Namespace
) -> int:
    code = sources.without_types(source.name, source.text.replace("\r\n", "\n"))
    tests = calls_in_tests(source.workspace, existing)
    found = await port(existing, code, tests, bench.sandbox)
    asked = not (found.agrees or existing.obstacles or not existing.code or options.by_rule)
    if asked:
        complain("by rule  no: " + f"\n{' ' * 13}".join(rule_ends(found, source.shown)))
        asker = Asker(bench, source.path, existing.target)
        found = await port_by_asking(found, tests, asker.ask, bench.sandbox, asker.ask_again)
    if not found.agrees:
        return failed(found, source.shown, asked=asked, by_rule=options.by_rule)
    text = _text(found, source.path.name)
    if out is None:
        say(text.rstrip("\n"))
        return OK
    name = display_path(out, source.here)
    try:
        single_file.write(out, text.encode("utf-8", "surrogatepass"), mode=0o644)
    except OSError as error:
        raise OutputError(f"{name} cannot be written: {error.strerror or error}") from error
    chosen = "" if parse_file_and_function(options.source)[1] else f": {existing.name} of {source.shown}"
    say(f"wrote    {name}{chosen}")
    say(f"made     by {found.maker}")
    say(f"agrees   on {_counted(found)}")
    if found.guessed:
        say(f"types    {types_text(found)}: annotate the function to say otherwise")
    if found.unreached:
        say(f"untried  {quoted_lines(found.unreached)}: no input reaches this, only the rules vouch for it")
    return OK


def _place(out: Path | None, path: Path, existing: ExistingFunction) -> Path | None:
    """Where the file goes; ``None``: to stdout."""
    if out is None:
        return path.with_suffix(_SUFFIX[other_target(existing.target)])
    return None if str(out) == "-" else out.absolute()


def _guard(out: Path, existing: ExistingFunction, source: Source, *, force: bool) -> None:
    """Leave alone what is not ours, and the port of another function. Raises ``UsageError``."""
    here = source.here
    try:
        data = single_file.read(out, _LARGEST)
    except OSError as error:
        raise UsageError(
            f"{display_path(out, here)} is not a plain file: {error.strerror or error}", hint=_ELSEWHERE
        ) from error
    if data is None:
        if not out.parent.is_dir():
            raise UsageError(f"the folder of {display_path(out, here)} does not exist", hint="make it first")
        return
    text = data.decode("utf-8", "replace")
    head = _HEAD.match(text)
    target = other_target(existing.target)
    intact = head is not None and code_digest(text[head.end() :], target) == head["digest"]
    if force or (intact and head is not None and head["origin"] == _origin(source.path.name, existing)):
        return
    why = "was edited by hand" if head else "is not a file of intent port"
    if intact and head is not None:
        why = f"holds the port of {head['origin']}"
    raise UsageError(f"{display_path(out, here)} {why}", hint=f"{_ELSEWHERE}, or replace it with --force")


def _text(found: PortResult, name: str) -> str:
    sign, origin = _COMMENT[found.target], _origin(name, found.existing)
    head = (
        f"{sign} {_MARK} {origin}, by {_safe_in_comment(found.maker)}; compared on {_counted(found)} ({__version__}).\n"
    )
    return f"{head}{sign} sha256: {code_digest(found.code, found.target)}\n\n{found.code}"


def _origin(name: str, existing: ExistingFunction) -> str:
    """The file and the function, as the head of a port names them."""
    return f"{_safe_in_comment(name)}:{existing.name}"


def _safe_in_comment(name: str) -> str:
    """The name of a file or a model, such that it ends no comment."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _counted(found: PortResult) -> str:
    failing = found.inputs - found.values
    both = f": {found.values} values, and {failing} on which both fail" if failing else ""
    return f"{found.inputs} inputs{both}"
