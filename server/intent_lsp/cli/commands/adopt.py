"""``intent adopt FILE[:FUNCTION]``: a document made from a function that exists, its examples from running it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.adoption.proposal import Proposal, propose
from intent_lsp.cli.commands import adopt_again, adopt_edit
from intent_lsp.cli.existing_code.adoption_text import complain_of, coverage_text, tell_remarks
from intent_lsp.cli.existing_code.existing_source import (
    Source,
    function_of,
    in_sandbox,
    parse_file_and_function,
    public_functions,
    source_of,
)
from intent_lsp.cli.existing_code.project_tests import calls_in_tests
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.errors import AdoptionError
from intent_lsp.output.workspace import state_of
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.search import SUFFIX

_STDOUT = "-"


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError``, ``ConfigError``, ``OutputError`` and ``SandboxError``."""
    file, wanted = parse_file_and_function(options.source)
    source = source_of(file, options.root)
    if state_of(source.text).header is not None:
        return asyncio.run(_run(source, lambda sandbox: adopt_edit.run(source, options, sandbox)))
    known = sources.public_functions(source.name, source.text) if wanted else public_functions(source)
    functions = [function_of(source, name, known) for name in ([wanted] if wanted else known)]
    if len(functions) > 1 and options.out and (options.out != _STDOUT and not Path(options.out).is_dir()):
        raise UsageError(f"{options.out} is not a folder", hint="several functions make several documents")
    return asyncio.run(_run(source, lambda sandbox: _adopt_all(source, functions, options, sandbox)))


async def _run(source: Source, action: Callable[[Sandbox], Awaitable[int]]) -> int:
    try:
        return await in_sandbox(source, action)
    except AdoptionError as error:
        complain_of(error, source.shown)
        return FAILED


async def _adopt_all(
    source: Source, functions: Sequence[ExistingFunction], options: argparse.Namespace, sandbox: Sandbox
) -> int:
    status = OK
    for existing in functions:
        path = _place(source, existing.name, options.out)
        try:
            if path is not None and path.exists():
                status = max(status, await adopt_again.compare(source, existing, path, options, sandbox))
            elif options.check:
                complain(
                    f"{display_path(path, source.here) if path else existing.name} does not exist: "
                    "adopt it without --check"
                )
                status = FAILED
            else:
                _write(source, path, await propose(existing, calls_in_tests(source.workspace, existing), sandbox))
        except AdoptionError as error:
            complain_of(error, source.shown)
            status = FAILED
    return status


def _place(source: Source, name: str, out: str | None) -> Path | None:
    """Where the document belongs: beside the code, unless ``--out`` says otherwise; ``None``: on stdout."""
    if out == _STDOUT:
        return None
    if out is None:
        return source.path.parent / f"{name}{SUFFIX}"
    path = Path(out).resolve()
    if path.is_dir():
        return path / f"{name}{SUFFIX}"
    if not path.name.endswith(".md"):
        raise UsageError(f"{out} is neither a folder nor a document", hint=f"the name of a document ends in {SUFFIX}")
    return path


def _write(source: Source, path: Path | None, proposal: Proposal) -> None:
    if path is None:
        say(proposal.text.rstrip("\n"))
        tell_remarks(proposal, source.shown, complain)
        return
    source.workspace.relative(path)  # raises where it lies elsewhere
    if not source.workspace.create(path, proposal.text.encode()):
        raise UsageError(f"{display_path(path, source.here)} is there already", hint="run it again to compare")
    say(f"wrote    {display_path(path, source.here)}: {coverage_text(proposal)}")
    tell_remarks(proposal, source.shown, say)
    say(f"next     read it, then: intent transpile {shell_argument(path, source.here)}")
