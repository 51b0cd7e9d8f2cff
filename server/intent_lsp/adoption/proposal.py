"""The document that says what an existing function does, with the evidence for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intent_lsp.adoption import choose_examples, document_text, python_instrument
from intent_lsp.adoption.call_text import call_text
from intent_lsp.adoption.contract import MOVE_IT, Call, ExistingFunction, Instrumented, Note, Tried
from intent_lsp.adoption.contradictions import contradictions
from intent_lsp.adoption.differences import outcomes_differ
from intent_lsp.adoption.made_inputs import NUMBER_TEXTS, argument_lists, large_numbers
from intent_lsp.adoption.probing import narrow_to_integers, numeric, parameters
from intent_lsp.adoption.telling_examples import telling
from intent_lsp.adoption.traced_runs import Runner
from intent_lsp.checks.inputs import nearby_inputs
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.checks.variation import vary
from intent_lsp.document import parse
from intent_lsp.document.model import Intent, Parameter, TypeExpr
from intent_lsp.document.type_language.observed_types import type_of
from intent_lsp.document.type_language.types import has_type
from intent_lsp.errors import AdoptionError
from intent_lsp.sandbox.contract import Job, Raised, Returned, Sandbox, Stopped
from intent_lsp.text.listing import quoted_lines
from intent_lsp.values import Opaque

_MOST_CALLS = 240
_MOST_NEARBY = 120
_PLAIN_RESULT = "return texts, numbers, lists and such of them"
SHOW_INPUT = "annotate its parameters, or write a call into its documentation or a test"
_READS_NUMBERS = re.compile(r"\b(?:int|float|Number|parseInt|parseFloat)\(|\.is(?:digit|decimal|numeric)\(|\\d|\[0-9")
"""Code that takes numbers out of texts."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a function did with many inputs."""

    parameters: tuple[Parameter, ...]
    tried: tuple[Tried, ...]
    sources: tuple[str, ...]
    """Of each of its branches, a line that says which one it is."""

    @property
    def branches(self) -> int:
        """How many it has."""
        return len(self.sources)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document for a function, and how far its examples reach."""

    existing: ExistingFunction
    text: str
    intent: Intent
    examples: tuple[Tried, ...]
    reached: int
    """Branches of the function that the examples take, of ``branches`` in all."""
    branches: int
    remarks: tuple[Note, ...]
    explored: Exploration
    contradictions: tuple[Note, ...] = ()
    """What documentation and tests say, and the function does not do; a person decides who is right."""


def instrumented(existing: ExistingFunction) -> Instrumented:
    """The function with a counter in each of its branches."""
    if existing.target == "py":
        return python_instrument.instrumented(existing.code, existing.name, existing.entry)
    from intent_lsp.adoption import javascript_instrument  # brings a parser with it

    return javascript_instrument.instrumented(existing.code, existing.name)


async def propose(existing: ExistingFunction, tests: Sequence[Call], sandbox: Sandbox) -> Proposal:
    """Make the document. ``tests``: calls that stand in the project's tests.

    Raises :class:`~intent_lsp.errors.AdoptionError` with the reasons line by line, and ``SandboxError``.
    """
    found = await explore(existing, tests, sandbox)
    taken, tried = found.parameters, _as_declared(existing, found.tried)
    if not any(choose_examples.is_usable(one, existing) for one in tried):
        raise refused(existing, [_why_nothing(existing, tried)])
    examples = choose_examples.completed(await telling(tried, existing, sandbox), tried, existing)
    returns = _returns(existing, [one for one in tried if choose_examples.is_usable(one, existing)])
    text = document_text.document(existing, taken, returns, examples)
    parsed = _parsed(existing, text)
    if parsed is None or len(parsed.examples) < len(examples):  # the prose hides what stands below it
        text = document_text.document(replace(existing, description=""), taken, returns, examples)
    intent = _intent(existing, text)
    await _demand_repeatable(existing, intent, examples, sandbox)
    reached = choose_examples.covered_branches(examples)
    missed = [line for number, line in enumerate(found.sources) if number not in reached]
    notes = (*existing.remarks, *_remarks(existing, found.tried, missed))
    contradicted = tuple(contradictions(existing, found.tried))
    return Proposal(
        existing, text, intent, tuple(examples), len(reached), found.branches, notes, found, contradictions=contradicted
    )


def refused(existing: ExistingFunction, notes: Sequence[Note]) -> AdoptionError:
    """The error that says line by line why a function is not adopted, and what to do."""
    reasons = [(note.line or existing.line, note.message) for note in notes]
    return AdoptionError(f"{existing.name} cannot be adopted", hint=next_step(notes), reasons=reasons)


def next_step(notes: Sequence[Note]) -> str:
    """The hint that all notes have in common, else the one that serves for any."""
    hints = {note.hint for note in notes}
    return (hints.pop() if len(hints) == 1 else "") or MOVE_IT


async def explore(existing: ExistingFunction, tests: Sequence[Call], sandbox: Sandbox) -> Exploration:
    """Call the function as its documentation and tests do, and with made up arguments. Raises as :func:`propose`."""
    if existing.obstacles:
        raise refused(existing, existing.obstacles)
    counted = instrumented(existing)
    runner = Runner(existing.program, counted, sandbox)
    told = [*existing.calls, *tests]
    existing = _with_optional(existing, told)
    taken = await parameters(existing, told, runner)
    told = [call for call in told if is_allowed(call, taken)]
    tried = await _explored(existing, told, taken, runner, counted)
    return Exploration(tuple(narrow_to_integers(taken, existing, tried)), tuple(tried), counted.sources)


def is_allowed(call: Call, taken: Sequence[Parameter]) -> bool:
    """Whether a call is one of those that a signature allows."""
    return all(
        has_type(parameter.type, [*call.args[number:]] if parameter.rest else value, {})
        for number, (parameter, value) in enumerate(zip(taken, call.args, strict=False))
    )


def _with_optional(existing: ExistingFunction, told: Sequence[Call]) -> ExistingFunction:
    """The function with those parameters optional that some call which was written down leaves out."""
    fewest = min((len(call.args) for call in told), default=len(existing.inputs))
    inputs = [
        replace(item, optional=True) if number >= fewest and not (item.has_default or item.rest) else item
        for number, item in enumerate(existing.inputs)
    ]
    return replace(existing, inputs=tuple(inputs))


async def _explored(
    existing: ExistingFunction, told: Sequence[Call], taken: Sequence[Parameter], runner: Runner, counted: Instrumented
) -> list[Tried]:
    """Calls from elsewhere and made up ones, then some near the best, and more as long as they reach more branches."""
    more = NUMBER_TEXTS if _READS_NUMBERS.search(existing.code) else ()
    made = [Call(args, "made") for args in argument_lists(taken, existing.constants, _MOST_CALLS, more)]
    tried = await runner.tried(_new([*told, *made], []))
    reached = None
    while (now := choose_examples.covered_branches(tried)) != reached and (
        reached is None or len(now) < counted.branches
    ):
        reached = now
        examples = choose_examples.choose(tried, existing, 2 * choose_examples.MOST)
        if not examples:
            break
        intent = _parsed(existing, document_text.document(existing, taken, _returns(existing, examples), examples))
        near = nearby_inputs(intent, _MOST_NEARBY) if intent is not None else []
        tried += await runner.tried(_new([Call(args, "made") for args in near], tried))
    if len(choose_examples.covered_branches(tried)) < counted.branches:
        tried += await runner.tried(_new([Call(args, "made") for args in large_numbers(taken)], tried))
    return tried


def _new(calls: Sequence[Call], tried: Sequence[Tried]) -> list[Call]:
    """The calls with arguments that were not tried yet, each once."""
    known = {choose_examples.input_key(one.call.args) for one in tried}
    found: dict[str, Call] = {}
    for call in calls:
        if (key := choose_examples.input_key(call.args)) not in known:
            found.setdefault(key, call)
    return list(found.values())


def _as_declared(existing: ExistingFunction, tried: Sequence[Tried]) -> Sequence[Tried]:
    """Without made up calls whose results are not of the declared type, which are not meant; all where what a person
    wrote down, or everything, has another type."""
    declared = existing.returns
    if declared is None:
        return tried
    kept, left = list[Tried](), list[Tried]()
    for one in tried:
        fits = not isinstance(one.outcome, Returned) or has_type(declared, one.outcome.value, {})
        (kept if fits else left).append(one)
    if any(one.call.origin != "made" for one in left) or not any(isinstance(one.outcome, Returned) for one in kept):
        return tried
    return kept


def _returns(existing: ExistingFunction, examples: Sequence[Tried]) -> TypeExpr:
    """The declared type of the result where all results have it, else what they have in common."""
    values = [one.outcome.value for one in examples if isinstance(one.outcome, Returned)]
    if existing.returns is not None and all(has_type(existing.returns, value, {}) for value in values):
        return existing.returns
    type = type_of(values)
    return numeric(type) if existing.target == "js" else type


def _parsed(existing: ExistingFunction, text: str) -> Intent | None:
    return parse(text, stem=existing.name, default_targets=(existing.target,)).intent(existing.name)


def _intent(existing: ExistingFunction, text: str) -> Intent:
    """The intent of the document. Raises ``AdoptionError`` for one that the format cannot say."""
    document = parse(text, stem=existing.name, default_targets=(existing.target,))
    intent = document.intent(existing.name)
    errors = [problem.message for problem in document.problems() if problem.severity == "error"]
    if intent is None or errors:
        message = errors[0] if errors else f"{existing.name} is not a valid name"
        raise refused(existing, [Note(0, message, hint="rename it")])
    return intent


async def _demand_repeatable(
    existing: ExistingFunction, intent: Intent, examples: Sequence[Tried], sandbox: Sandbox
) -> None:
    """Raise ``AdoptionError`` where a result depends on the clock, chance, the order of calls or calls before."""
    before = {choose_examples.input_key(one.call.args): one.outcome for one in examples}
    job = Job(
        existing.target,
        existing.code,
        existing.entry,
        tuple(example.args for example in intent.examples),
        existing.modules,
    )
    came = dict(zip((example.number for example in intent.examples), (await sandbox.run(job)).outcomes, strict=True))
    for example in intent.examples:
        told, now = before.get(choose_examples.input_key(example.args)), came[example.number]
        if told is not None and outcomes_differ(told, now, intent.tolerance):
            message = f"gives {render_outcome(now)}, but {render_outcome(told)} after other calls: it keeps state"
            raise refused(existing, [Note(0, message)])
    varied = await vary(job, intent, came, sandbox)
    if varied.failures:
        raise refused(existing, [Note(0, varied.failures[0].message)])


def _why_nothing(existing: ExistingFunction, tried: Sequence[Tried]) -> Note:
    """The outcome that most calls came to."""
    said: Counter[Note] = Counter()
    for one in tried:
        match one.outcome:
            case Returned(value=Opaque(kind=kind)):
                said[Note(0, f"returns {_article(kind)}: results are JSON values", hint=_PLAIN_RESULT)] += 1
            case Returned():
                message = "returns what no example can hold: results are JSON values that a line shows"
                said[Note(0, message, hint=_PLAIN_RESULT)] += 1
            case Raised() as outcome:
                message = f"fails with every input that was tried, such as: {render_outcome(outcome)}"
                said[Note(0, message, hint=SHOW_INPUT)] += 1
            case Stopped(message=message):
                said[Note(0, message, hint=SHOW_INPUT)] += 1
    return said.most_common(1)[0][0] if said else Note(0, "no input was found", hint=SHOW_INPUT)


def _article(kind: str) -> str:
    return f"{'an' if kind[:1].lower() in 'aeio' else 'a'} {kind}" if kind != "undefined" else kind


def _remarks(existing: ExistingFunction, tried: Sequence[Tried], missed: Sequence[str]) -> list[Note]:
    """``missed``: a line of each branch that is in no example."""
    found = []
    opaque = [
        one for one in tried if isinstance(one.outcome, Returned) and not choose_examples.is_json(one.outcome.value)
    ]
    if opaque:
        first = opaque[0]
        came = f"returns {render_outcome(first.outcome)} for {call_text(existing, first.call)}"
        found.append(Note(existing.line, f"{came}, which examples cannot express"))
    if missed:
        found.append(Note(existing.line, f"no example reaches {quoted_lines(missed)}"))
    return found
