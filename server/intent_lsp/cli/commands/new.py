"""``intent new``: the beginning of a document, with what is known already. Never replaces anything."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from intent_lsp.cli.documents.typed_paths import root_of
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.document import parse
from intent_lsp.document.structure.names import is_identifier, reserved_in, suggest_name
from intent_lsp.output.workspace import Workspace
from intent_lsp.search import SUFFIX
from intent_lsp.values import TARGETS

DESCRIPTION = "Say in a sentence or two what the function does."
"""Asks for a description; an intent that still has it is never transpiled."""
_SIGNATURE = "(x: number) -> number"


def run(options: argparse.Namespace) -> int:
    """Raises ``UsageError`` for a name that no function can have, and ``OutputError``."""
    name: str = options.name
    if not is_identifier(name, TARGETS) or reserved_in(name, TARGETS):
        raise UsageError(f"{name} is not a valid name", hint=f"try: intent new {suggest_name(name)}")
    here = Path.cwd()
    path = options.folder.resolve() / f"{name}{SUFFIX}"
    text = document(name, options.signature or "", options.example or (), options.description or "")
    wrong = [
        problem
        for problem in parse(text, stem=name).problems()
        if problem.severity == "error" and problem.code != "placeholder"
    ]
    if not Workspace(root_of(path, here)).create(path, text.encode()):
        raise UsageError(f"{display_path(path, here)} is there already", hint="choose another name, or edit it")
    say(f"wrote    {display_path(path, here)}")
    for problem in wrong:
        say(f"{display_path(path, here)}:{problem.span.line + 1}:{problem.span.column + 1}: {problem.message}")
    complete = options.description and options.example
    if not complete:
        say("next     open it, and say what it does, with two or three examples")
    if not wrong:
        say(f"{'next' if complete else 'then':<8} intent transpile {shell_argument(path, here)}")
    return FAILED if wrong else OK


def document(name: str, signature: str, examples: Sequence[str], description: str) -> str:
    """The text of a document. What is not given is asked for in its place, or left out if it can be."""
    lines = [f"# name: {name}", "# description:", description or DESCRIPTION]
    if signature or not examples:
        lines += ["# signature:", signature or _SIGNATURE]
    lines += ["# examples:", *(f"- {example.strip().removeprefix('- ')}" for example in examples)]
    if not (examples or signature):
        lines.append(f"- {name}(1) -> 1")
    return "\n".join(lines) + "\n"
