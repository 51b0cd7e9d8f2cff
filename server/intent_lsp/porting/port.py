"""Translate a function and compare both by running them, on inputs made from types and the function's own constants."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from intent_lsp.checks.agreement import disagree, is_proper
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.checks.typed_inputs import TypedInputs
from intent_lsp.document import parse
from intent_lsp.document.model import ANY, ArrayOf, Intent, MapOf, Primitive, TypeExpr
from intent_lsp.document.types import type_text
from intent_lsp.porting.source import Original
from intent_lsp.sandbox.contract import Job, Run, Sandbox, Stopped
from intent_lsp.translation.contract import NotTranslatable, Translated, Types
from intent_lsp.translation.observed import says_nothing
from intent_lsp.translation.translator import translate
from intent_lsp.values import LANGUAGES, JsonValue, Target, other_target, show

MOST_INPUTS = 100
_FEW = 8
"""Inputs on which a guess at types is tried."""
_MOST_GUESSES = 49
_TEXT, _WHOLE = Primitive("string"), Primitive("integer")
_GUESSES: tuple[TypeExpr, ...] = (
    _WHOLE, _TEXT, ArrayOf(_WHOLE), ArrayOf(_TEXT), ArrayOf(ArrayOf(_WHOLE)), Primitive("boolean"), MapOf(_WHOLE),
)  # fmt: skip
"""What a parameter may be of which the file says nothing, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Ported:
    """What came of it. ``code`` is empty where the rules end: then ``refused`` says where."""

    target: Target
    types: tuple[TypeExpr, ...]
    """What the parameters were taken for."""
    guessed: bool
    """Whether the file does not say all of them."""
    code: str = ""
    refused: tuple[NotTranslatable, ...] = ()
    inputs: int = 0
    values: int = 0
    """Of the inputs, those for which the original gives a JSON value; for the others both fail."""
    differences: tuple[str, ...] = ()
    problem: str = ""
    """Why nothing could be compared."""

    @property
    def agrees(self) -> bool:
        """Whether there is code, and it gave what the original gave."""
        return bool(self.code) and not self.differences and not self.problem


async def port(original: Original, sandbox: Sandbox) -> Ported:
    """The function in the other language, compared. Raises :class:`~intent_lsp.errors.SandboxError`."""
    target = other_target(original.target)
    guessed = any(map(says_nothing, original.types))
    refused: Ported | None = None
    for types in await _likely(original, sandbox):
        found = translate(original.code, original.target, target, original.function, Types(types, ANY))
        if isinstance(found, Translated):
            return await _compared(original, found.code, Ported(target, types, guessed), sandbox)
        refused = refused or Ported(target, types, guessed, refused=(found, *found.others))
    return refused or Ported(target, original.types, guessed, problem="it fails on everything that was tried")


# --- types -----------------------------------------------------------------------------------------------------------


async def _likely(original: Original, sandbox: Sandbox) -> list[tuple[TypeExpr, ...]]:
    """The parameters' types; where the file does not say, those with which the original runs best, the best first."""
    guesses = list(itertools.islice(_guesses(original), _MOST_GUESSES))
    if len(guesses) == 1:
        return guesses
    runs = await asyncio.gather(
        *(_run(original, original.target, original.code, _calls(original, types, _FEW), sandbox) for types in guesses)
    )
    intent = _intent(original, original.types)
    scores = [sum(is_proper(outcome, intent) for outcome in run.outcomes) for run in runs]
    if runs[0].load_error is not None:
        return guesses[:1]
    best = max(scores)
    return [types for types, score in zip(guesses, scores, strict=True) if score == best and best > 0]


def _guesses(original: Original) -> Iterator[tuple[TypeExpr, ...]]:
    unknown = [index for index, type in enumerate(original.types) if says_nothing(type)]
    together = [(one,) * len(unknown) for one in _GUESSES]
    mixed = itertools.product(_GUESSES, repeat=len(unknown)) if len(unknown) == 2 else iter(together)
    for chosen in mixed:
        types = list(original.types)
        for index, type in zip(unknown, chosen, strict=True):
            types[index] = type
        yield tuple(types)
        if not unknown:
            return


# --- running ---------------------------------------------------------------------------------------------------------


def _calls(original: Original, types: tuple[TypeExpr, ...], most: int) -> tuple[tuple[JsonValue, ...], ...]:
    return tuple(TypedInputs({}, original.constants, original.function).arguments(types, most))


async def _run(
    original: Original, target: Target, code: str, calls: tuple[tuple[JsonValue, ...], ...], sandbox: Sandbox
) -> Run:
    return await sandbox.run(Job(target, _exporting(code, target, original.function), original.function, calls))


def _exporting(code: str, target: Target, function: str) -> str:
    """The code as the sandbox takes it: a function of JavaScript has to be exported, and CommonJS is none of it."""
    if target == "py" or re.search(rf"^export\b[^\n]*\b{re.escape(function)}\b", code, re.MULTILINE):
        return code
    code = re.sub(r"^(module\.)?exports\b.*$", "", code, flags=re.MULTILINE)
    return f"{code}\nexport {{ {function} }};\n"


def _intent(original: Original, types: tuple[TypeExpr, ...]) -> Intent:
    """An intent that says no more than the parameters' types: for the comparison of results."""
    parameters = ", ".join(f"{_argument(i)}: {type_text(type)}" for i, type in enumerate(types))
    (intent,) = parse(f"# name: ported\n# signature:\n({parameters}) -> any\n").intents
    return intent


def _argument(index: int) -> str:
    return f"x{index}"


async def _compared(original: Original, code: str, found: Ported, sandbox: Sandbox) -> Ported:
    calls, intent = _calls(original, found.types, MOST_INPUTS), _intent(original, found.types)
    one = await _run(original, original.target, original.code, calls, sandbox)
    two = await _run(original, found.target, code, calls, sandbox)
    made = Ported(found.target, found.types, found.guessed, code, inputs=len(calls))
    for run, language in ((one, original.target), (two, found.target)):
        if run.load_error is not None:
            return _with(made, problem=f"the {LANGUAGES[language]} code does not load: {run.load_error}")
    pairs = list(zip(calls, one.outcomes, two.outcomes, strict=True))
    values = sum(is_proper(outcome, intent) for _, outcome, _ in pairs)
    different = tuple(
        f"{original.function}({', '.join(map(show, args))}): {LANGUAGES[original.target]} gives "
        f"{render_outcome(first)} and {LANGUAGES[found.target]} gives {render_outcome(second)}"
        for args, first, second in pairs
        if disagree(first, second, intent)
    )
    if not values:
        why = next((str(outcome) for outcome in one.outcomes if isinstance(outcome, Stopped)), "")
        return _with(
            made, problem=f"the original gives no value for any input that was made{f': {why}' if why else ''}"
        )
    return Ported(found.target, found.types, found.guessed, code, (), len(calls), values, different)


def _with(made: Ported, *, problem: str) -> Ported:
    return Ported(made.target, made.types, made.guessed, made.code, inputs=made.inputs, problem=problem)
