"""``intent adopt`` of a generated file that was edited by hand: the examples that tell it from what was generated."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from intent_lsp.adoption import choice, sources, written
from intent_lsp.adoption.contract import Call, Existing, Tried
from intent_lsp.adoption.differences import Difference, differences
from intent_lsp.adoption.proposal import call_text, explore
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import judge, render_outcome
from intent_lsp.cli.adopted_source import Source
from intent_lsp.cli.adoption_text import table
from intent_lsp.cli.questions import may_ask
from intent_lsp.cli.say import say
from intent_lsp.cli.status import FAILED, OK, UsageError
from intent_lsp.cli.troubles import shown
from intent_lsp.document import amend, parse
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.model import Document, Intent
from intent_lsp.document.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.output.workspace import FileState, state_of
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.decorating import canonical
from intent_lsp.transpile.plan import decoded_document, read_document
from intent_lsp.transpile.proofs import proved_code

_BOM = b"\xef\xbb\xbf"


async def run(source: Source, options: argparse.Namespace, sandbox: Sandbox) -> int:
    """Propose the examples, and add them where a person agrees. Raises ``UsageError`` and other ``IntentError``."""
    state = state_of(source.text)
    target = sources.TARGET_OF[source.path.suffix]
    if state.kind == "generated":
        raise UsageError(f"{source.shown} is as it was generated", hint="Adopt code that a person wrote or edited.")
    path, intent = _origin(source, state)
    before = proved_code(source.workspace, state.header.code_digest, target) if state.header else None
    if before is None:
        raise UsageError(
            f"what was generated in {source.shown} is not kept any more",
            hint=f"Add examples to {shown(path, source.here)} by hand, and transpile it.",
        )
    edit = canonical(state.code, intent, target, source.config)
    existing = sources.read(source.name, edit, intent.name, source.shown)
    if existing is None:
        raise UsageError(f"{source.shown} does not define {intent.name} any more", hint="Name it as its intent.")
    existing = _as_declared(existing, intent)
    calls = [Call(example.args, "made") for example in intent.examples]
    calls += [Call(args, "made") for args in nearby_inputs(intent, 200)]
    tried = (await explore(existing, calls, sandbox)).tried
    code = canonical(before, intent, target, source.config)
    found = await differences(existing, tried, code, intent, sandbox)
    return _tell(source, path, intent, existing, found, options)


def _origin(source: Source, state: FileState) -> tuple[Path, Intent]:
    """The document that the header names, and the intent."""
    made = state.header.provenance if state.header else None
    if made is None:
        raise UsageError(f"the header of {source.shown} was changed", hint="Restore it, to tell what it comes from.")
    path = source.workspace.root / made.document
    document = parse(read_document(path, source.workspace.root), stem=stem(path.name))
    intent = document.intent(made.intent)
    if intent is None:
        raise UsageError(f"{made.document} holds no intent named {made.intent}", hint="It may have been renamed.")
    return path, intent


def _as_declared(existing: Existing, intent: Intent) -> Existing:
    """The edit with the parameters of its intent, and with nothing from the docstring that was generated."""
    declared = intent.signature.parameters
    inputs = existing.inputs
    if len(declared) == len(inputs):
        inputs = tuple(
            replace(
                item, type=given.type, optional=given.optional, has_default=given.has_default, default=given.default
            )
            for item, given in zip(inputs, declared, strict=True)
        )
    return replace(existing, name=intent.name, inputs=inputs, calls=())


def _tell(
    source: Source,
    path: Path,
    intent: Intent,
    existing: Existing,
    found: Sequence[Difference],
    options: argparse.Namespace,
) -> int:
    document = shown(path, source.here)
    if not found:
        say(f"agrees   {source.shown} with what was generated, on everything that was tried")
        return OK
    against = _against(intent, found)
    shown_ones = choice.chosen([one.reference for one in found if one.reference not in against], existing)
    say(f"differs  {source.shown} from what was generated, on {len(found)} of the calls that were tried")
    others = {choice.input_key(one.reference.call.args): one.other for one in found}
    rows = [("", "generated", "edited")]
    for one in [*against, *shown_ones]:
        other = others[choice.input_key(one.call.args)]
        rows.append((call_text(existing, one.call), render_outcome(other), render_outcome(one.outcome)))
    for line in table(rows):
        say(line)
    for one in against:
        say(f"{document} says otherwise of {call_text(existing, one.call)}: change that example first")
    if not shown_ones:
        return FAILED
    lines = [written.example(intent.name, one) for one in shown_ones]
    say(f"Examples that tell the edit from what was generated, for {document}:")
    for text in lines:
        say(f"  {text}")
    return _add(source, path, intent.name, lines, options)


def _against(intent: Intent, found: Sequence[Difference]) -> list[Tried]:
    """What the edit does to inputs that the document has examples of."""
    known = {same_input_key(example.args): example for example in intent.examples}
    return [
        one.reference
        for one in found
        if (example := known.get(same_input_key(one.reference.call.args))) is not None
        and not judge(example, one.reference.outcome, intent.tolerance).passed
    ]


def _add(source: Source, path: Path, name: str, lines: list[str], options: argparse.Namespace) -> int:
    document = shown(path, source.here)
    if not may_ask(options):
        say(f"next     add them, then: intent transpile {document}")
        return FAILED
    try:
        agreed = input(f"add {'them' if len(lines) > 1 else 'it'} to {document}? [y/N] ").strip().lower() in (
            "y",
            "yes",
        )
    except EOFError:
        agreed = False
    if not agreed:
        say("nothing was added")
        return FAILED

    def change(old: bytes | None) -> bytes:
        return with_examples(old or b"", path, name, lines)

    source.workspace.update(path, change)
    say(f"added    {len(lines)} example{'s' * (len(lines) != 1)} to {document}")
    say(f"next     intent transpile {document} --force")
    return OK


def with_examples(old: bytes, path: Path, name: str, lines: list[str]) -> bytes:
    """The document's bytes with more examples. Raises ``DocumentError`` where they do not fit."""
    document: Document = parse(decoded_document(path, old), stem=stem(path.name))
    intent = document.intent(name)
    if intent is None:
        raise DocumentError(f"{path.name} was changed meanwhile", hint="Adopt the edit again.")
    new = amend.applied(document, [amend.append_examples(document, intent, lines)])
    after = parse(new, stem=stem(path.name)).intent(name)
    if after is None or len(after.examples) != len(intent.examples) + len(lines):
        raise DocumentError(f"the examples do not fit into {path.name}", hint="Add them by hand.")
    return (_BOM if old.startswith(_BOM) else b"") + new.encode("utf-8")
