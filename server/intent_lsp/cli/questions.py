"""What the built-in provider would like to know: whether to ask, what is open, and an answer as an example.

Nobody is asked where nobody can answer: in a pipe, in CI, with ``--json`` or ``--no-input``.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.examples.add_example import append_example, apply_changes, uncut
from intent_lsp.document.model import Document
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile import events as on
from intent_lsp.transpile.planning.plan import IntentKey, Request
from intent_lsp.transpile.planning.planner import Planner
from intent_lsp.values import AN_ERROR, JsonValue, Question

_BOM = b"\xef\xbb\xbf"


def may_ask(options: Namespace) -> bool:
    """Whether a person is there to answer."""
    ci = os.environ.get("CI", "").strip().lower() not in ("", "0", "false")
    return not (options.json or options.no_input or ci) and sys.stdin.isatty() and sys.stdout.isatty()


class Questions:
    """Hears the events of a run, and keeps one open question per intent."""

    def __init__(self) -> None:
        self._open: dict[on.Work, Question] = {}

    def on_event(self, event: on.Event) -> None:
        match event:
            case on.Verified(question=Question() as question) | on.Disagreed(question=question):
                self._open[event.work] = question
            case on.Verified() | on.Conflict() | on.Failed():
                self._open.pop(event.work, None)

    def take(self) -> Mapping[IntentKey, tuple[Question, Sequence[str]]]:
        """The questions with the targets that ask them, in order; afterwards there are none."""
        found: dict[IntentKey, tuple[Question, list[str]]] = {}
        for work, question in self._open.items():
            found.setdefault(IntentKey(work.document, work.intent), (question, []))[1].append(work.target)
        self._open = {}
        return dict(sorted(found.items(), key=lambda item: (item[0].document, item[0].intent)))


def with_answer(old: bytes, key: IntentKey, question: Question, value: JsonValue, config: Config) -> tuple[bytes, str]:
    """The document's bytes with one more example, and that example; raises ``DocumentError`` if it does not fit."""
    try:
        text = old.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{key.document.name} is not UTF-8", hint="save the document as UTF-8") from error

    def parsed(text: str) -> Document:
        return parse(text, stem=stem(key.document.name), default_targets=config.default_targets)

    document = parsed(text)
    intent = document.intent(key.intent)
    input_key = same_input_key(question.args)
    if intent is None or any(same_input_key(example.args) == input_key for example in intent.examples):
        raise DocumentError(f"{key.document.name} was changed meanwhile", hint="press Enter, then transpile it again")
    span, line = append_example(document, intent, question.args, value)
    new = apply_changes(document, [(span, line)])
    after = parsed(new).intent(key.intent)
    before = [problem.message for problem in intent.problems if problem.severity == "error"]
    errors = [p.message for p in after.problems if p.severity == "error" and p.message not in before] if after else []
    if after is None or errors or len(after.examples) != len(intent.examples) + 1:
        said = "an error" if value == AN_ERROR else uncut(value)
        raise DocumentError(
            f"{said} does not fit: {errors[0] if errors else 'the document can no longer be read'}",
            hint="give another answer, or press Enter",
        )
    return (_BOM if old.startswith(_BOM) else b"") + new.encode("utf-8"), line.strip()


def requests_to_repeat(
    groups: Mapping[Path, Sequence[Request]], configs: Mapping[Path, Config], answered: frozenset[IntentKey]
) -> dict[Path, list[Request]]:
    """What has to be done anew: the intents that were answered, and those that use them."""
    found: dict[Path, list[Request]] = {}
    for root, requests in groups.items():
        wanted = set(answered)
        for key, used in Planner(Workspace(root).root, configs[root]).plan(requests).intents.uses():
            if wanted.intersection(used):
                wanted.add(key)
        for request in requests:
            names = frozenset(key.intent for key in wanted if key.document == request.path)
            if names:
                found.setdefault(root, []).append(replace(request, intents=names, regenerate=False))
    return found
