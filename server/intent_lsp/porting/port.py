"""Translate a function and compare both by running them, on its calls in tests and on everything that is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from intent_lsp.adoption.choice import deliberate
from intent_lsp.adoption.contract import Call, Existing, Input, Program, Tried
from intent_lsp.adoption.differences import Difference
from intent_lsp.adoption.made_inputs import KINDS
from intent_lsp.adoption.probing import kinds
from intent_lsp.adoption.proposal import Exploration, explore, is_allowed
from intent_lsp.adoption.runs import outcomes
from intent_lsp.checks.agreement import disagree, is_proper
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.document import parse
from intent_lsp.document.model import ANY, ArrayOf, Intent, MapOf, Parameter, Primitive, Signature, TypeExpr
from intent_lsp.document.types import signature_text
from intent_lsp.errors import AdoptionError
from intent_lsp.sandbox.contract import Outcome, Raised, Sandbox, Stopped
from intent_lsp.translation.contract import NotTranslatable, Translated, Translation
from intent_lsp.translation.observed import says_nothing, types_of
from intent_lsp.translation.translator import translate
from intent_lsp.values import LANGUAGES, Target, other_target

_WHOLE = Primitive("integer")
_MOST_TYPES = 64
"""Types, of all parameters together, for which the rules are asked."""
_MOST_TRIES = 8
"""Of these, so many for which the function is run."""


@dataclass(frozen=True, slots=True)
class Ported:
    """What came of it. ``code`` is empty where the rules end: then ``refused`` says where."""

    existing: Existing
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

    @property
    def target(self) -> Target:
        """The language it is ported to."""
        return other_target(self.existing.target)

    @property
    def guessed(self) -> bool:
        """Whether the file does not say all types."""
        return any(map(_is_open, self.existing.inputs))

    @property
    def agrees(self) -> bool:
        """Whether there is code, and it gave what the original gave."""
        return bool(self.code) and not self.differences and not self.problem


async def port(existing: Existing, source: str, tests: Sequence[Call], sandbox: Sandbox) -> Ported:
    """The function in the other language, compared. Raises :class:`~intent_lsp.errors.SandboxError`.

    ``source``: its file, without types of TypeScript. ``tests``: calls that stand in the project's tests.
    """
    if not existing.code:  # a method, or a class
        return _refused(existing, (), NotTranslatable(0, "it is no plain function"))
    free = replace(existing, obstacles=())  # what can be ported is for the rules to say
    try:
        found = await explore(free, tests, sandbox)
    except AdoptionError as error:
        taken = tuple(_declared(item) for item in existing.inputs)
        translation = _translation(existing, source, taken)
        if isinstance(translation, NotTranslatable):
            return _refused(existing, taken, translation)
        return Ported(existing, taken, translation.code, problem=_why(error))
    translation = _translation(existing, source, found.parameters)
    if isinstance(translation, Translated):
        made = await _compared(existing, found.parameters, found, translation.code, sandbox)
    else:
        made = _refused(existing, found.parameters, translation)
    return made if made.agrees else await _for_other_types(made, source, tests, sandbox) or made


def _refused(existing: Existing, taken: tuple[Parameter, ...], found: NotTranslatable) -> Ported:
    """What the rules refuse; where they only say that of the whole, what reading the function showed."""
    notes = tuple(NotTranslatable(note.line, note.message) for note in existing.obstacles)
    return Ported(existing, taken, refused=notes if notes and not found.line else (found, *found.others))


def _why(error: AdoptionError) -> str:
    return "; ".join([str(error), *(message for _, message in error.reasons)])


# --- types -----------------------------------------------------------------------------------------------------------


def _is_open(item: Input) -> bool:
    """Whether the file leaves open what a parameter is."""
    return item.type is None or says_nothing(item.type)


def _declared(item: Input) -> Parameter:
    type = item.type or item.hint or (ArrayOf(ANY) if item.rest else ANY)
    return Parameter(item.name, type, item.optional and not item.has_default, item.has_default, item.default, item.rest)


async def _for_other_types(made: Ported, source: str, tests: Sequence[Call], sandbox: Sandbox) -> Ported | None:
    """The function for types that the file leaves open and the rules hold, if the original knows what to do there."""
    existing = made.existing
    tries = 0
    for taken in _other_types(existing.inputs, made.parameters):
        translation = _translation(existing, source, taken)
        if isinstance(translation, NotTranslatable):
            continue
        types = [replace(item, type=one.type) for item, one in zip(existing.inputs, taken, strict=True)]
        found = await explore(replace(existing, inputs=tuple(types), obstacles=()), tests, sandbox)
        other = await _compared(existing, taken, found, translation.code, sandbox)
        tries += 1
        if other.agrees and 2 * other.values >= other.inputs:
            return other
        if tries == _MOST_TRIES:
            break
    return None


def _other_types(inputs: Sequence[Input], parameters: Sequence[Parameter]) -> Iterator[tuple[Parameter, ...]]:
    """What the parameters may be as well where the file leaves it open, the likeliest first."""
    options = [_alike(item, one) for item, one in zip(inputs, parameters, strict=True)]
    yield from islice(product(*options), _MOST_TYPES)


def _alike(item: Input, found: Parameter) -> list[Parameter]:
    """The types of one parameter: those like the one that was found, then, where nothing is known of it, the others."""
    if not _is_open(item):
        return [found]
    types = [_filled(found.type, _filled(kind, _WHOLE)) for kind, _ in KINDS]
    if item.type is None and item.default is None:
        others = [_filled(kind, _WHOLE) for kind, _ in kinds(item)]
        others.sort(key=lambda kind: not isinstance(kind, type(found.type)))
        types += [ArrayOf(kind) if item.rest else kind for kind in others]
    return [replace(found, type=one) for one in dict.fromkeys(types)]


def _filled(type: TypeExpr, kind: TypeExpr) -> TypeExpr:
    match type:
        case Primitive("any"):
            return kind
        case Primitive("number"):
            return _WHOLE
        case ArrayOf(item):
            return ArrayOf(_filled(item, kind))
        case MapOf(item):
            return MapOf(_filled(item, kind))
    return type


# --- code ------------------------------------------------------------------------------------------------------------


def _intent(parameters: Sequence[Parameter]) -> Intent:
    """An intent that says no more than what a function takes."""
    named = tuple(replace(one, name=f"x{number}") for number, one in enumerate(parameters))
    (intent,) = parse(f"# name: ported\n# signature:\n{signature_text(Signature(named, ANY))}\n").intents
    return intent


def _translation(existing: Existing, source: str, taken: Sequence[Parameter]) -> Translation:
    """From the file, so that lines are the file's; a function that has no name there has one in its own code."""
    types = types_of(_intent(taken))
    first, other = (
        translate(code, existing.target, other_target(existing.target), existing.name, types)
        for code in (source, existing.code)
    )
    return other if isinstance(first, NotTranslatable) and isinstance(other, Translated) else first


async def _compared(
    existing: Existing, taken: tuple[Parameter, ...], found: Exploration, code: str, sandbox: Sandbox
) -> Ported:
    made, intent = Ported(existing, taken, code), _intent(taken)
    tried = [one for one in found.tried if is_allowed(one.call, taken) and _ended(one.outcome)]
    try:
        came = await outcomes(Program(made.target, code, existing.name), [one.call.args for one in tried], sandbox)
    except AdoptionError as error:
        return replace(made, problem=f"in {LANGUAGES[made.target]}, {_why(error)}")
    values = sum(is_proper(one.outcome, intent) for one in tried)
    if not values:
        why = f": {render_outcome(tried[0].outcome)}" if tried else ""
        return replace(made, problem=f"the original gives no value for any input that was tried{why}")
    pairs = zip(tried, came, strict=True)
    differing = tuple(Difference(one, other) for one, other in pairs if _differ(one, other, existing, intent))
    return replace(made, inputs=len(tried), values=values, differences=differing)


def _ended(outcome: Outcome) -> bool:
    return not isinstance(outcome, Stopped)


def _differ(one: Tried, other: Outcome, existing: Existing, intent: Intent) -> bool:
    """Whether a value is another one, or an error that somebody meant is none; other errors are only no value."""
    if isinstance(one.outcome, Raised) and deliberate(one.outcome.error, existing):
        return not isinstance(other, Raised)
    return disagree(one.outcome, other, intent)
