"""``intent adopt FILE[:FUNCTION]``: a document made from a function that exists, its examples from running it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from intent_lsp.adoption import sources
from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.adoption.coverage_text import coverage_text
from intent_lsp.adoption.proposal import Proposal, propose
from intent_lsp.cli.commands import adopt_again, adopt_edit
from intent_lsp.cli.existing_code.adoption_text import left_out_text, tell_remarks
from intent_lsp.cli.existing_code.existing_source import (
    Source,
    function_of,
    in_sandbox,
    parse_file_and_function,
    public_functions,
    source_of,
)
from intent_lsp.cli.existing_code.next_steps import NextSteps
from intent_lsp.cli.existing_code.refusals import Refusal, tell_refusals
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.errors import AdoptionError
from intent_lsp.existing_code.project_tests import calls_in_tests
from intent_lsp.output.workspace import state_of
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.search import SUFFIX

_STDOUT = "-"


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError``, ``ConfigError``, ``OutputError`` and ``SandboxError``."""
    file, wanted = parse_file_and_function(options.source)
    source = source_of(file, options.root)
    if state_of(source.text).header is not None:
        return asyncio.run(in_sandbox(source, lambda sandbox: adopt_edit.run(source, options, sandbox)))
    known = sources.public_functions(source.name, source.text) if wanted else public_functions(source)
    functions = [function_of(source, name, known) for name in ([wanted] if wanted else known)]
    if len(functions) > 1 and options.out and (options.out != _STDOUT and not Path(options.out).is_dir()):
        raise UsageError(f"{options.out} is not a folder", hint="several functions make several documents")
    methods = {} if wanted or options.check else sources.methods(source.name, source.text)
    return asyncio.run(in_sandbox(source, lambda sandbox: _adopt_all(source, functions, methods, options, sandbox)))


async def _adopt_all(
    source: Source,
    functions: Sequence[ExistingFunction],
    methods: Mapping[str, int],
    options: argparse.Namespace,
    sandbox: Sandbox,
) -> int:
    """Adopt what can be, and tell what is left out and what to do. ``methods``: how many each class has."""
    steps, refusals, status = NextSteps(source.here), list[Refusal](), OK
    for existing in functions:
        try:
            status = max(status, await _adopt(source, existing, options, sandbox, steps))
        except AdoptionError as error:
            refusals.append(Refusal(existing.name, error))
    tell_refusals(refusals, source.shown)
    if methods:
        (complain if options.out == _STDOUT else say)(left_out_text(methods))
    steps.tell()
    return FAILED if refusals else status


async def _adopt(
    source: Source, existing: ExistingFunction, options: argparse.Namespace, sandbox: Sandbox, steps: NextSteps
) -> int:
    path = _place(source, existing.name, options.out)
    if path is not None and path.exists():
        return await adopt_again.compare(source, existing, path, options, sandbox, steps)
    if options.check:
        steps.miss(display_path(path, source.here) if path else existing.name)
        return FAILED
    _write(source, path, await propose(existing, calls_in_tests(source.workspace, existing), sandbox), steps)
    return OK


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


def _write(source: Source, path: Path | None, proposal: Proposal, steps: NextSteps) -> None:
    if path is None:
        say(proposal.text.rstrip("\n"))
        tell_remarks(proposal, source.shown, complain)
        return
    source.workspace.relative(path)  # raises where it lies elsewhere
    if not source.workspace.create(path, proposal.text.encode()):
        raise UsageError(f"{display_path(path, source.here)} is there already", hint="run it again to compare")
    say(f"wrote    {display_path(path, source.here)}: {coverage_text(proposal)}")
    tell_remarks(proposal, source.shown, say)
    steps.read(path, proposal.existing.name, contradicted=bool(proposal.contradictions))
