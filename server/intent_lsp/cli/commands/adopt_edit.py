"""``intent adopt`` of a generated file that was edited by hand: the examples that tell it from what was generated."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from intent_lsp.adoption import sources
from intent_lsp.adoption.constants import distinct
from intent_lsp.adoption.contract import Call, ExistingFunction, Program
from intent_lsp.adoption.differences import differences
from intent_lsp.adoption.proposal import explore
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.cli.existing_code.adoption_examples import propose_examples
from intent_lsp.cli.existing_code.existing_source import Source, used_by
from intent_lsp.cli.existing_code.refusals import Refusal, tell_refusals
from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.status import FAILED, OK, UsageError
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import AdoptionError
from intent_lsp.output.workspace import FileState, state_of
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.planning.document_reader import read_document
from intent_lsp.transpile.proofs import proved_code
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.values import JsonValue


async def run(source: Source, options: argparse.Namespace, sandbox: Sandbox) -> int:
    """Propose the examples, and add them where a person agrees. Raises ``UsageError`` and other ``IntentError``."""
    state = state_of(source.text)
    target = sources.TARGET_OF[source.path.suffix]
    if state.kind == "generated":
        raise UsageError(f"{source.shown} is as it was generated", hint="adopt code that a person wrote or edited")
    path, intent = _origin(source, state)
    before = proved_code(source.workspace, state.header.code_digest, target) if state.header else None
    if before is None:
        raise UsageError(
            f"what was generated in {source.shown} is no longer stored",
            hint=f"add examples to {display_path(path, source.here)} by hand, and transpile it",
        )
    edit = canonical(state.code, intent, target, source.config)
    modules = used_by(source, path, intent, target)
    existing = sources.read(source.name, edit, intent.name, source.load)
    if existing is None:
        raise UsageError(f"{source.shown} no longer defines {intent.name}", hint="name it as its intent")
    generated = canonical(before, intent, target, source.config)
    existing = _as_declared(existing, intent, state.header.lines if state.header else 0)
    existing = replace(existing, constants=_changed_first(existing, sources.read(source.name, generated, intent.name)))
    calls = [Call(example.args, "made") for example in intent.examples]
    calls += [Call(args, "made") for args in nearby_inputs(intent, 200)]
    other = Program(target, generated, intent.name, modules)
    try:
        tried = (await explore(existing, calls, sandbox)).tried
        found = await differences(existing, tried, other, intent.tolerance, sandbox)
    except AdoptionError as error:
        tell_refusals([Refusal(existing.name, error)], source.shown)
        return FAILED
    then = f"intent transpile {shell_argument(path, source.here)} --force"
    if not found:
        say(f"agrees   {source.shown} with what was generated, on everything that was tried")
        kept = f"keep it in an editor (Keep the edited {source.path.name})"
        say(f"next     {kept}, or add an example that it changes; or {then}")
        return OK
    say(f"differs  {source.shown} from what was generated, on {len(found)} of the calls that were tried")
    return propose_examples(
        source, path, intent, existing, found=found, columns=("the edit", "generated"), then=then, options=options
    )


def _changed_first(edit: ExistingFunction, generated: ExistingFunction | None) -> tuple[JsonValue, ...]:
    """The constants of both, first those that only one has: near these they are likely to differ."""
    here, there = edit.constants, generated.constants if generated else ()
    return tuple(distinct([*_without(here, there), *_without(there, here), *here]))


def _without(some: Sequence[JsonValue], others: Sequence[JsonValue]) -> list[JsonValue]:
    return [one for one in some if one not in others]


def _origin(source: Source, state: FileState) -> tuple[Path, Intent]:
    """The document that the header names, and the intent."""
    made = state.header.provenance if state.header else None
    if made is None:
        raise UsageError(
            f"the header of {source.shown} was changed", hint="restore it, so that it says where the file comes from"
        )
    path = source.workspace.root / made.document
    document = parse(read_document(path, source.workspace.root), stem=stem(path.name))
    intent = document.intent(made.intent)
    if intent is None:
        raise UsageError(f"{made.document} holds no intent named {made.intent}", hint="it may have been renamed")
    return path, intent


def _as_declared(existing: ExistingFunction, intent: Intent, above: int) -> ExistingFunction:
    """The edit with the parameters of its intent, and with nothing from the docstring that was generated.

    ``above``: how many lines of the file stand above its code.
    """
    declared = intent.signature.parameters
    inputs = existing.inputs
    if len(declared) == len(inputs):
        inputs = tuple(
            replace(
                item, type=given.type, optional=given.optional, has_default=given.has_default, default=given.default
            )
            for item, given in zip(inputs, declared, strict=True)
        )
    obstacles = tuple(replace(note, line=note.line + above) for note in existing.obstacles)
    return replace(existing, line=existing.line + above, inputs=inputs, calls=(), obstacles=obstacles)
