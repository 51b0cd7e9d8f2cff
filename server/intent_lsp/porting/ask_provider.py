"""Where the rules end: the function in the other language from a model or the built-in search, compared like a port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from intent_lsp.adoption import choose_examples, document_text
from intent_lsp.adoption.contract import Call, ExistingFunction, Tried
from intent_lsp.adoption.proposal import Exploration, Proposal, propose
from intent_lsp.adoption.traced_runs import outcomes
from intent_lsp.document import parse
from intent_lsp.document.model import Intent, Parameter
from intent_lsp.document.structure.names import is_identifier, reserved_in, suggest_name
from intent_lsp.errors import AdoptionError, NoProvider
from intent_lsp.models.contract import BUILTIN, Reply
from intent_lsp.models.providers.builtin import MORE
from intent_lsp.porting.drawn_inputs import drawn_inputs
from intent_lsp.porting.port import BY_RULE, PortResult, compare_port
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.translating import origin
from intent_lsp.transpile.port_rounds import Widen
from intent_lsp.values import Target, other_target

Ask: TypeAlias = Callable[[Intent, str, Widen], Awaitable[Attempt | str]]
"""From the intent, the original's code and what judges an answer: code that passes, or why there is none."""
_DRAWN = 150
"""Inputs that are compared beside those that were tried."""
_MOST_TEXTS = 20
"""Calls whose texts are mixed into these."""
_ACCIDENTAL = 0.25
"""From this share of inputs that differ on, the examples that an answer passes say nothing about it."""
_MOST_MORE = 3
"""Examples that one wrong answer adds."""


async def port_by_asking(
    by_rule: PortResult,
    tests: Sequence[Call],
    ask: Ask,
    sandbox: Sandbox,
    on_again: Callable[[PortResult], None] = lambda _: None,
) -> PortResult:
    """What an answer came to, else what the rules came to, with the reason in ``refusal``.

    Only what can be adopted is asked for: else nothing could be compared. ``on_again`` hears of each answer that gets
    more examples for what it does elsewhere. Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    existing = by_rule.existing
    try:
        proposal = await propose(existing, tests, sandbox)
        intent = _intent(existing, proposal, proposal.examples)
    except AdoptionError as error:
        return replace(by_rule, refusal=error.why, refusal_hint=error.hint, adoptable=False)
    found = await _explored_further(existing, proposal, sandbox)
    examples = list(proposal.examples)
    made: PortResult | None = None

    async def widen(passed: Attempt) -> Intent | None:
        nonlocal made
        before, made = made, await compare_port(existing, intent.signature.parameters, found, passed.code, sandbox)
        if passed.reply.model == BUILTIN and before is not None and _leads_nowhere(made, before):
            made = before
            return None
        known = {choose_examples.input_key(one.call.args) for one in examples}
        told = [
            one.reference for one in made.differences if choose_examples.input_key(one.reference.call.args) not in known
        ]
        more = choose_examples.choose(told, existing, _MOST_MORE)
        examples.extend(more)
        if not more:
            return None
        on_again(made)
        return _intent(existing, proposal, examples)

    try:
        answer = await ask(intent, _whole(existing), widen)
    except NoProvider as error:
        return replace(by_rule, refusal=str(error), refusal_hint=error.hint)
    if isinstance(answer, str) or made is None:
        return replace(by_rule, refusal=answer if isinstance(answer, str) else "nothing could be compared")
    hint = MORE if answer.reply.model == BUILTIN else ""
    return replace(made, maker=_maker(answer.reply, made.target), refusal_hint=hint)


def _leads_nowhere(made: PortResult, before: PortResult) -> bool:
    """Whether a search that was told more examples came to less: it fits a large part of the inputs by accident only.

    Each search begins anew, and the last one, which finds nothing, takes longest.
    """
    worse = len(made.differences) > len(before.differences)
    return worse and len(made.differences) > _ACCIDENTAL * made.inputs


async def _explored_further(existing: ExistingFunction, proposal: Proposal, sandbox: Sandbox) -> Exploration:
    """With inputs drawn by chance: a model's mistakes are not where a function's branches are."""
    found = proposal.explored
    texts: list[str] = [value for one in found.tried[:_MOST_TEXTS] for value in one.call.args if isinstance(value, str)]
    texts += [one for one in existing.constants if isinstance(one, str)]
    drawn = drawn_inputs(found.parameters, texts, _DRAWN)
    calls = list({choose_examples.input_key(args): Call(args, "made") for args in drawn}.values())
    came = await outcomes(existing.program, [call.args for call in calls], sandbox)
    more = (Tried(call, outcome) for call, outcome in zip(calls, came, strict=True))
    return replace(found, tried=(*found.tried, *more))


def _intent(existing: ExistingFunction, proposal: Proposal, examples: Sequence[Tried]) -> Intent:
    """The document's intent for the other language. Raises ``AdoptionError`` where that has no such names."""
    signature = proposal.intent.signature
    other = replace(existing, target=other_target(existing.target), description=proposal.intent.description)
    parameters = _under_valid_names(signature.parameters, other.target)
    text = document_text.document(other, parameters, signature.returns, examples)
    document = parse(text, stem=existing.name, default_targets=(other.target,))
    errors = [problem.message for problem in document.problems() if problem.severity == "error"]
    intent = document.intent(existing.name)
    if intent is None or errors:
        raise AdoptionError(errors[0] if errors else f"{existing.name} is not a valid name", hint="rename it")
    return intent


def _under_valid_names(parameters: Sequence[Parameter], target: Target) -> list[Parameter]:
    """Parameters whose names the other language reserves under others: all calls are by position."""
    found: list[Parameter] = []
    for one in parameters:
        name = one.name
        if reserved_in(name, (target,)) or not is_identifier(name, (target,)):
            name = suggest_name(f"{name} value")
        while name != one.name and any(name == other.name for other in (*parameters, *found)):
            name += "_"
        found.append(replace(one, name=name))
    return found


def _whole(existing: ExistingFunction) -> str:
    """The original with the modules of its project that it imports."""
    sign = "#" if existing.target == "py" else "//"
    used = "".join(f"{sign} module {name}\n{code.rstrip()}\n\n" for name, code in existing.modules.items())
    return used + existing.code


def author(model: str, provider: str) -> str:
    """Who answered, as people know it."""
    if model == BUILTIN:
        return "the built-in provider"
    return f"{model} ({provider})" if provider != model else model


def _maker(reply: Reply, target: Target) -> str:
    by_rule = reply.model == origin(target)  # the rules hold it once the types are known from examples
    return BY_RULE if by_rule else author(reply.model, reply.provider)
