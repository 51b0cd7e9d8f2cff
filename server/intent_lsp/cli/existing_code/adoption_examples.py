"""Calls on which two functions differ: shown side by side, and offered as examples of the document."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from intent_lsp.adoption import choose_examples, document_text
from intent_lsp.adoption.call_text import call_text
from intent_lsp.adoption.contract import ExistingFunction, Tried
from intent_lsp.adoption.differences import Difference
from intent_lsp.checks.outcomes import judge, render_outcome
from intent_lsp.cli.existing_code.adoption_text import table
from intent_lsp.cli.existing_code.existing_source import Source
from intent_lsp.cli.questions import may_ask
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.status import FAILED, OK
from intent_lsp.cli.terminal.terminal_text import say
from intent_lsp.document import parse
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.examples import add_example
from intent_lsp.document.model import Intent
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.text.listing import some
from intent_lsp.transpile.planning.document_reader import decoded_document

_MOST_NAMED = 3
_BOM = b"\xef\xbb\xbf"


def propose_examples(
    source: Source,
    path: Path,
    intent: Intent,
    existing: ExistingFunction,
    *,
    found: Sequence[Difference],
    columns: tuple[str, str],
    then: str,
    options: argparse.Namespace,
) -> int:
    """Show the most telling differences with their examples, and add these where a person agrees; the exit status.

    ``columns``: what the reference and the other function are called. ``then``: the command to run afterwards.
    Raises ``DocumentError`` and ``OutputError``.
    """
    document = display_path(path, source.here)
    against = _against(intent, found)
    free = choose_examples.choose([one.reference for one in found if one.reference not in against], existing)
    others = {choose_examples.input_key(one.reference.call.args): one.other for one in found}
    rows = [("", *columns)]
    for one in [*against[: choose_examples.MOST], *free]:
        other = others[choose_examples.input_key(one.call.args)]
        rows.append((call_text(existing, one.call), render_outcome(one.outcome), render_outcome(other)))
    for line in table(rows):
        say(line)
    if against:
        which = "these examples" if len(against) > 1 else "that example"
        calls = some([call_text(existing, one.call) for one in against], _MOST_NAMED)
        say(f"{document} contradicts {calls}: change {which} first")
    lines = [document_text.example(intent.name, one) for one in free]
    if not lines:
        return FAILED
    say(f"examples of {columns[0]} that {document} lacks:")
    for text in lines:
        say(f"  {text}")
    return _add(source, path, intent.name, lines, then, options)


def _against(intent: Intent, found: Sequence[Difference]) -> list[Tried]:
    """What the reference does to inputs of which the document says something else."""
    known = {same_input_key(example.args): example for example in intent.examples}
    return [
        one.reference
        for one in found
        if (example := known.get(same_input_key(one.reference.call.args))) is not None
        and not judge(example, one.reference.outcome, intent.tolerance).passed
    ]


def _add(source: Source, path: Path, name: str, lines: list[str], then: str, options: argparse.Namespace) -> int:
    document = display_path(path, source.here)
    if not may_ask(options):
        say(f"next     add them, then: {then}")
        return FAILED
    if not _agreed(f"add {'them' if len(lines) > 1 else 'it'} to {document}? [y/N] "):
        say("nothing was added")
        return FAILED
    source.workspace.update(path, lambda old: with_examples(old or b"", path, name, lines))
    say(f"added    {len(lines)} example{'s' * (len(lines) != 1)} to {document}")
    say(f"next     {then}")
    return OK


def _agreed(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def with_examples(old: bytes, path: Path, name: str, lines: list[str]) -> bytes:
    """The document's bytes with more examples. Raises ``DocumentError`` where they do not fit."""
    document = parse(decoded_document(path, old), stem=stem(path.name))
    intent = document.intent(name)
    if intent is None:
        raise DocumentError(f"{path.name} was changed meanwhile", hint="adopt it again")
    new = add_example.apply_changes(document, [add_example.append_examples(document, intent, lines)])
    after = parse(new, stem=stem(path.name)).intent(name)
    if after is None or len(after.examples) != len(intent.examples) + len(lines):
        raise DocumentError(f"the examples do not fit into {path.name}", hint="add them by hand")
    return (_BOM if old.startswith(_BOM) else b"") + new.encode("utf-8")
