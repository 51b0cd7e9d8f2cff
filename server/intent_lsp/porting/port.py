"""Translate a function and compare both by running them, on its calls in tests and on everything that is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from intent_lsp.adoption.choose_examples import covered_branches, is_deliberate
from intent_lsp.adoption.contract import Call, ExistingFunction, Program, Tried
from intent_lsp.adoption.differences import Difference
from intent_lsp.adoption.proposal import Exploration, explore, is_allowed
from intent_lsp.adoption.traced_runs import outcomes
from intent_lsp.checks.agreement import disagree, is_proper
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.document import parse
from intent_lsp.document.model import ANY, Intent, Parameter, Signature
from intent_lsp.document.type_language.types import signature_text
from intent_lsp.errors import AdoptionError
from intent_lsp.porting.open_types import declared, is_open, other_types
from intent_lsp.sandbox.contract import Outcome, Raised, Sandbox, Stopped
from intent_lsp.translation.contract import NotTranslatable, Translated, Translation
from intent_lsp.translation.example_types import types_of
from intent_lsp.translation.translator import translate
from intent_lsp.values import LANGUAGES, Target, other_target

_MOST_TYPES = 64
"""Types, of all parameters together, for which the rules are asked."""
_MOST_TRIES = 8
"""Of these, so many for which the function is run."""

BY_RULE = "rule"


@dataclass(frozen=True, slots=True)
class PortResult:
    """What came of it. ``code`` is empty where there is none: ``refused`` says where the rules end."""

    existing: ExistingFunction
    parameters: tuple[Parameter, ...]
    """What the function was taken to take."""
    code: str = ""
    refused: tuple[NotTranslatable, ...] = ()
    inputs: int = 0
    values: int = 0
    """Of the inputs, those for which the original gives a JSON value; for the others both fail."""
    differences: tuple[Difference, ...] = ()
    problem: str = ""
    """Why nothing could be compared."""
    maker: str = BY_RULE
    """Who wrote the code."""
    unreached: tuple[str, ...] = ()
    """Lines of the original that none of the inputs reaches."""
    refusal: str = ""
    """Why nobody else could write it, where others were asked."""
    refusal_hint: str = ""
    """What to do about that."""
    adoptable: bool = True
    """Whether a document can be made of it, as far as that was tried."""

    @property
    def target(self) -> Target:
        """The language it is ported to."""
        return other_target(self.existing.target)

    @property
    def guessed(self) -> bool:
        """Whether the file does not say all types."""
        return any(map(is_open, self.existing.inputs))

    @property
    def agrees(self) -> bool:
        """Whether there is code, and it gave what the original gave; see :attr:`unproven`."""
        return bool(self.code) and not self.differences and not self.problem and not self.unproven

    @property
    def unproven(self) -> bool:
        """Whether what no input reaches rests on nothing: rules are right there too where the file says the types."""
        return bool(self.unreached) and (self.guessed or self.maker != BY_RULE)


async def port(existing: ExistingFunction, source: str, tests: Sequence[Call], sandbox: Sandbox) -> PortResult:
    """The function in the other language, compared. Raises :class:`~intent_lsp.errors.SandboxError`.

    ``source``: its file, without types of TypeScript. ``tests``: calls that stand in the project's tests.
    """
    if not existing.code:  # a method, or a class
        return _refused(existing, (), NotTranslatable(0, "it is not a function of a module"))
    free = replace(existing, obstacles=())  # what can be ported is for the rules to say
    try:
        found = await explore(free, tests, sandbox)
    except AdoptionError as error:
        taken = tuple(declared(item) for item in existing.inputs)
        translation = _translation(existing, source, taken)
        if isinstance(translation, NotTranslatable):
            return _refused(existing, taken, translation)
        return PortResult(existing, taken, translation.code, problem=error.why, adoptable=False)
    translation = _translation(existing, source, found.parameters)
    if isinstance(translation, Translated):
        made = await compare_port(existing, found.parameters, found, translation.code, sandbox)
    else:
        made = _refused(existing, found.parameters, translation)
    return made if made.agrees else await _for_other_types(made, source, tests, sandbox) or made


def _refused(existing: ExistingFunction, taken: tuple[Parameter, ...], found: NotTranslatable) -> PortResult:
    """What the rules refuse; where they only say that of the whole, what reading the function showed."""
    notes = tuple(NotTranslatable(note.line, note.message) for note in existing.obstacles)
    return PortResult(existing, taken, refused=notes if notes and not found.line else (found, *found.others))


async def _for_other_types(made: PortResult, source: str, tests: Sequence[Call], sandbox: Sandbox) -> PortResult | None:
    """The function for types that the file leaves open and the rules hold, if the original knows what to do there."""
    existing = made.existing
    tries = 0
    for taken in islice(other_types(existing.inputs, made.parameters), _MOST_TYPES):
        translation = _translation(existing, source, taken)
        if isinstance(translation, NotTranslatable):
            continue
        types = [replace(item, type=one.type) for item, one in zip(existing.inputs, taken, strict=True)]
        found = await explore(replace(existing, inputs=tuple(types), obstacles=()), tests, sandbox)
        other = await compare_port(existing, taken, found, translation.code, sandbox)
        tries += 1
        if other.agrees and 2 * other.values >= other.inputs:
            return other
        if tries == _MOST_TRIES:
            break
    return None


def _intent(parameters: Sequence[Parameter]) -> Intent:
    """An intent that says no more than what a function takes."""
    named = tuple(replace(one, name=f"x{number}") for number, one in enumerate(parameters))
    (intent,) = parse(f"# name: ported\n# signature:\n{signature_text(Signature(named, ANY))}\n").intents
    return intent


def _translation(existing: ExistingFunction, source: str, taken: Sequence[Parameter]) -> Translation:
    """From the file, so that lines are the file's; a function that has no name there has one in its own code."""
    target, types = other_target(existing.target), types_of(_intent(taken))
    found = translate(source, existing.target, target, existing.name, types)
    if isinstance(found, Translated):
        return found
    alone = translate(existing.code, existing.target, target, existing.name, types)
    return alone if isinstance(alone, Translated) else found


async def compare_port(
    existing: ExistingFunction, taken: tuple[Parameter, ...], found: Exploration, code: str, sandbox: Sandbox
) -> PortResult:
    """The code, with what it does on all that was tried. Raises :class:`~intent_lsp.errors.SandboxError`."""
    made, intent = PortResult(existing, taken, code), _intent(taken)
    tried = [one for one in found.tried if is_allowed(one.call, taken) and _ended(one.outcome)]
    try:
        came = await outcomes(Program(made.target, code, existing.name), [one.call.args for one in tried], sandbox)
    except AdoptionError as error:
        return replace(made, problem=f"in {LANGUAGES[made.target]}, {error.why}")
    values = sum(is_proper(one.outcome, intent) for one in tried)
    if not values:
        why = f": {render_outcome(tried[0].outcome)}" if tried else ""
        return replace(made, problem=f"the original gives no value for any input that was tried{why}")
    pairs = zip(tried, came, strict=True)
    differing = tuple(Difference(one, other) for one, other in pairs if _differ(one, other, existing, intent))
    reached = covered_branches(tried)
    unreached = tuple(line for number, line in enumerate(found.sources) if number not in reached)
    return replace(made, inputs=len(tried), values=values, differences=differing, unreached=unreached)


def _ended(outcome: Outcome) -> bool:
    return not isinstance(outcome, Stopped)


def _differ(one: Tried, other: Outcome, existing: ExistingFunction, intent: Intent) -> bool:
    """Whether a value is another one, or an error that somebody meant is none; other errors are only no value."""
    if isinstance(one.outcome, Raised) and is_deliberate(one.outcome.error, existing):
        return not isinstance(other, Raised)
    return disagree(one.outcome, other, intent)
