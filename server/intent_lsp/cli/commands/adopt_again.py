"""``intent adopt`` of a function whose document exists: does what was generated agree with it?"""

from __future__ import annotations

import argparse
from pathlib import Path

from intent_lsp.adoption.contract import ExistingFunction, Program
from intent_lsp.adoption.differences import compared, differences
from intent_lsp.adoption.proposal import explore
from intent_lsp.cli.existing_code.adoption_examples import propose_examples
from intent_lsp.cli.existing_code.existing_source import Source, used_by
from intent_lsp.cli.existing_code.next_steps import NextSteps
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import FAILED, OK
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.document import parse
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import AdoptionError
from intent_lsp.existing_code.project_tests import calls_in_tests
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.planning.document_reader import read_document
from intent_lsp.transpile.publishing.decorating import canonical


async def compare(
    source: Source,
    existing: ExistingFunction,
    path: Path,
    options: argparse.Namespace,
    sandbox: Sandbox,
    steps: NextSteps,
) -> int:
    """Run both on everything that is tried, and show where they differ; answers the exit status.

    ``steps``: learns of a document from which nothing was generated yet.

    Raises ``DocumentError``, ``AdoptionError``, ``OutputError`` and ``SandboxError``.
    """
    document, then = display_path(path, source.here), f"intent transpile {shell_argument(path, source.here)}"
    intent = parse(
        read_document(path, source.workspace.root),
        stem=stem(path.name),
        default_targets=source.config.default_targets,
    ).intent(existing.name)
    if intent is None:
        message = f"{document} is there already, and holds no intent of that name"
        raise AdoptionError(message, hint="choose another place with --out", reasons=[(0, message)])
    file = source.workspace.target_path(path, intent, existing.target, source.config)
    state = source.workspace.inspect(file)
    if state.kind == "absent":
        steps.keep(path)
        return FAILED
    found = await explore(existing, calls_in_tests(source.workspace, existing), sandbox)
    modules = used_by(source, path, intent, existing.target)
    code = canonical(state.code, intent, existing.target, source.config)
    other = Program(existing.target, code, intent.name, modules)
    differing = await differences(existing, found.tried, other, intent.tolerance, sandbox)
    generated, count = display_path(file, source.here), compared(existing, found.tried)
    if not differing:
        say(f"agrees   {generated} with {source.shown}:{existing.name}, on all {count} calls that were tried")
        return OK
    say(f"differs  {generated} from {source.shown}:{existing.name}, on {len(differing)} of {count} calls")
    return propose_examples(
        source, path, intent, existing, found=differing, columns=(source.shown, generated), then=then, options=options
    )
