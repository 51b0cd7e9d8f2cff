"""What went wrong, for people: one block per failing example (or other finding), with its place and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.views.progress_rows import Row
from intent_lsp.document import parse
from intent_lsp.document.model import Example, Intent
from intent_lsp.document.structure.names import stem
from intent_lsp.errors import DocumentError
from intent_lsp.status import GOOD, Phase, State, Status
from intent_lsp.transpile.next_step import doubts_with_next_step
from intent_lsp.transpile.planning.document_reader import read_document
from intent_lsp.transpile.results import Finding, Result
from intent_lsp.values import AN_ERROR, Question, show

MOST_BLOCKS = 8
"""Blocks shown per intent and target; the editor and ``--json`` have all of them."""
MOST_SHOWN = 2000
"""Characters of a question's values: what cannot be read wholly cannot be answered."""


@dataclass(frozen=True, slots=True)
class FailureText:
    """One finding. ``facts`` are short label and text pairs, such as expected and got."""

    place: str
    """``file:line:column``, relative to the current folder."""
    title: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FailureBlock:
    """Everything there is to say about one intent and target that did not end well."""

    intent: str
    target: str
    summary: str
    blocks: tuple[FailureText, ...]
    more: int = 0
    """How many blocks were left out."""
    candidate: str = ""
    """Where the best candidate lies."""
    others: int = 0
    """How many more intents and targets have the very same trouble."""

    @property
    def headline(self) -> str:
        return self.summary + (f", and {self.others} more in the same way" if self.others else "")


def failure_blocks(
    results: Iterable[Result], rows: Mapping[tuple[Path, str, str], Row], here: Path
) -> list[FailureBlock]:
    """One entry per result that is neither verified nor fresh, in the results' order."""
    texts = _Intents()
    found: dict[object, FailureBlock] = {}
    for result in results:
        if result.status in GOOD:
            continue
        trouble = _trouble(result, rows.get((result.document, result.intent, result.target)), texts, here)
        # A server that is down fails everything in the same words: once is enough.
        titles = tuple(block.title for block in trouble.blocks)
        key = (trouble.summary, titles) if result.status is Phase.ERROR and titles else len(found)
        same = found.get(key)
        if same is None:
            found[key] = trouble
        elif same.intent == trouble.intent and not same.others:
            found[key] = replace(same, target=f"{same.target}, {trouble.target}")
        else:
            found[key] = replace(same, others=same.others + 1)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What the built-in provider would like to know about one intent, for all targets that ask it."""

    intent: str
    targets: tuple[str, ...]
    call: str
    """Empty: it has doubts and no question; ``doubt`` says which, and what to do next."""
    answers: tuple[str, ...]
    doubt: str = ""


def open_questions(rows: Iterable[Row], *, asks: bool = False) -> list[OpenQuestion]:
    """The rows' questions, each once; only the doubts if they are asked afterwards (``asks``)."""
    by_question: dict[tuple[Path, str, str, tuple[str, ...], str], list[str]] = {}
    for row in rows:
        if row.status in (Phase.CONFLICT, Phase.ERROR) or (row.question is not None and asks):
            continue
        if row.question is not None:
            call = f"{row.work.intent}({', '.join(show(value, MOST_SHOWN) for value in row.question.args)})"
            answers = tuple(answer_text(row.question, number) for number in range(len(row.question.answers)))
            key = (row.work.document, row.work.intent, call, answers, "")
            by_question.setdefault(key, []).append(row.work.target)
        elif row.doubts:
            key = (
                row.work.document,
                row.work.intent,
                "",
                (),
                "; ".join(doubts_with_next_step(row.work.intent, row.doubts)),
            )
            by_question.setdefault(key, []).append(row.work.target)
    return [OpenQuestion(key[1], tuple(targets), *key[2:]) for key, targets in by_question.items()]


def remarks(rows: Iterable[Row]) -> list[str]:
    """What is not as it could be although all is well: each thing once, with how much it concerns."""
    concerned: dict[str, list[str]] = {}
    for row in rows:
        if row.remark:
            concerned.setdefault(row.remark, []).append(f"{row.work.intent} {row.work.target}")
    return [
        f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}: {remark}"
        for remark, names in concerned.items()
    ]


def answer_text(question: Question, number: int) -> str:
    """One answer of a question, with who gave it: ``"" (JavaScript)``."""
    answer = question.answers[number]
    giver = f" ({question.givers[number]})" if number < len(question.givers) else ""
    return ("an error" if answer == AN_ERROR else show(answer, MOST_SHOWN)) + giver


def _trouble(result: Result, row: Row | None, texts: _Intents, here: Path) -> FailureBlock:
    name = display_path(result.document, here)
    verdict = row.verdict if row and result.status in (Status.FAILED, Status.DISAGREE) else None
    intent = texts.get(result.document, result.intent)
    blocks = _blocks(name, result, verdict, intent)
    candidate = display_path(row.candidate, here) if row and row.candidate else ""
    return FailureBlock(
        result.intent or name,
        result.target,
        _summary(result, row),
        tuple(blocks[:MOST_BLOCKS]),
        max(0, len(blocks) - MOST_BLOCKS),
        candidate,
    )


def _summary(result: Result, row: Row | None) -> str:
    if result.status is Status.FAILED:
        best = f", best by {row.by}" if row and row.by else ""
        return f"failed after {result.rounds} round{'s' * (result.rounds != 1)}{best}"
    if result.status is Status.DISAGREE:
        return "the targets differ, and nothing tells which is right"
    words: dict[State, str] = {Phase.CONFLICT: "left alone", Phase.ERROR: "could not be transpiled"}
    return words.get(result.status, result.status)


def _blocks(name: str, result: Result, verdict: Verdict | None, intent: Intent | None) -> list[FailureText]:
    findings = result.problems
    if verdict is None or len(verdict.failures) != len(findings):
        return [FailureText(_place(name, finding), finding.message) for finding in findings]
    results = {item.number: item for item in verdict.examples}
    examples = {example.number: example for example in intent.examples} if intent else {}
    return [
        _failure(name, finding, failure, results.get(failure.example), examples.get(failure.example))
        for finding, failure in zip(findings, verdict.failures, strict=True)
    ]


def _failure(
    name: str, finding: Finding, failure: Failure, result: ExampleResult | None, example: Example | None
) -> FailureText:
    error = failure.error or (result.error if result else None)
    where = [("at", f"line {error.line} of the candidate")] if error and error.line else []
    if result is None:
        facts = [("input", ", ".join(show(value) for value in failure.args))] if failure.args else []
        if failure.gate is Gate.AGREEMENT:
            facts.append(("hint", "add this input as an example, with the result you want (or an error)"))
        return FailureText(_place(name, finding), finding.message, tuple(facts + where))
    facts = [("expected", result.expected), ("got", result.got)]
    if failure.gate not in (Gate.EXAMPLES, Gate.HIDDEN):  # its values say nothing: it passes
        facts = [("found", finding.message)]
    elif result.hint and result.hint != f"got {result.got}, want {result.expected}":
        facts.append(("hint", result.hint))
    title = example.source if example and example.source else f"example {result.number}"
    return FailureText(
        _place(name, finding), title + (" (hidden)" if example and example.hidden else ""), tuple(facts + where)
    )


def _place(name: str, finding: Finding) -> str:
    return f"{name}:{finding.line}:{finding.column}" if finding.line else name


class _Intents:
    """Parsed intents of the documents, read when first asked for."""

    def __init__(self) -> None:
        self._read: dict[Path, Mapping[str, Intent]] = {}

    def get(self, document: Path, intent: str) -> Intent | None:
        if document not in self._read:
            try:
                parsed = parse(read_document(document), stem=stem(document.name)).intents
            except DocumentError:
                parsed = ()
            self._read[document] = {item.name: item for item in reversed(parsed)}
        return self._read[document].get(intent)


def lines(found: Sequence[FailureBlock]) -> list[str]:
    """The troubles as plain text."""
    text: list[str] = []
    for trouble in found:
        text += ["", f"{' '.join(filter(None, (trouble.intent, trouble.target)))}: {trouble.headline}"]
        for block in trouble.blocks:
            text += [
                f"  {block.place}: {block.title}",
                *(f"    {label + ':':<10}{value}" for label, value in block.facts),
            ]
        if trouble.more:
            text.append(f"  and {trouble.more} more")
        if trouble.candidate:
            text.append(f"  best candidate: {trouble.candidate}")
    return text
