"""What both programs of a pair may have overlooked, or nobody has thought of: a doubt, and what settles it.

That two programs agree says little about what one reader of the text overlooks twice, and nothing about inputs that
neither text nor examples bring up. Of 40 pairs of real models that were verified, 5 were wrong: two of these by such
words, two on such letters. Of the 35 right ones these doubts fall on none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intent_lsp.checks.agreement import Divergence, find_divergences, find_no_value, is_proper
from intent_lsp.checks.evidence import question_of
from intent_lsp.checks.foreign_letters import foreign_inputs
from intent_lsp.checks.gates import Candidate
from intent_lsp.document.inputs.prohibitions import unshown_prohibition
from intent_lsp.document.model import Intent
from intent_lsp.doubts import Doubt
from intent_lsp.equality import difference
from intent_lsp.status import Status
from intent_lsp.transpile.checked_here import record_checked, record_key
from intent_lsp.transpile.publishing.target_state import TargetState, Tools
from intent_lsp.values import AN_ERROR, Question


def doubt_examples(states: Sequence[TargetState], intent: Intent) -> None:
    """Note on what passes what the examples leave out: what the text forbids, or any other result than one."""
    found = unshown_prohibition(intent) if states else None
    if found is not None:
        question = Question(found.args, (False, True)) if found.args is not None else None
        _doubt(states, Doubt.UNSHOWN_WORD.of(repr(found.wording)), question)
    if _has_one_result(intent):
        _doubt(states, Doubt.ONE_RESULT.of(), None)


def _has_one_result(intent: Intent) -> bool:
    """Whether several examples have one and the same result, and no property says what else a result may be."""
    if len(intent.examples) < 2 or intent.properties or any(example.raises for example in intent.examples):
        return False
    first, *others = (example.expected for example in intent.examples)
    return all(difference(first, other) is None for other in others)


async def doubt_agreement(states: Sequence[TargetState], intent: Intent, tools: Tools) -> None:
    """Note on a pair that agrees what its agreement leaves open: inputs near the examples for which both sides have no
    value (``Infinity``, ``NaN``, ``undefined``), or letters beyond ASCII on which they differ with a value each.

    Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    if len(states) < 2 or all(state.by_builtin for state in states):
        return
    first, second = (Candidate(state.work.target, state.passing_code, state.used) for state in states)
    async with tools.slots.turn(0):
        args = await find_no_value(first, second, intent, tools.checker.sandbox, tools.checker.limits)
        differing = await _on_letters(first, second, intent, tools)
    if args is not None:
        _doubt_pair(states, intent, tools, Doubt.NO_VALUE.of(), Question(args, (AN_ERROR,)))
    if differing is not None:
        question = question_of(differing, (first.target, second.target), intent)
        _doubt_pair(states, intent, tools, Doubt.FOREIGN_LETTERS.of(), question)


async def _on_letters(first: Candidate, second: Candidate, intent: Intent, tools: Tools) -> Divergence | None:
    calls = foreign_inputs(intent)
    if not calls:
        return None
    found = await find_divergences(first, second, intent, tools.checker.sandbox, tools.checker.limits, calls=calls)
    return next((each for each in found if all(is_proper(outcome, intent) for outcome in each.outcomes)), None)


def _doubt_pair(states: Sequence[TargetState], intent: Intent, tools: Tools, doubt: str, question: Question) -> None:
    _doubt(states, doubt, question)
    for state in states:
        _doubt_file(state, intent, tools, doubt)


def _doubt(states: Sequence[TargetState], doubt: str, question: Question | None) -> None:
    for state in states:
        if state.rounds is not None and state.rounds.passed is not None:
            reply = state.rounds.passed.reply
            doubted_reply = replace(reply, doubts=(*reply.doubts, doubt), question=reply.question or question)
            state.rounds.passed = replace(state.rounds.passed, reply=doubted_reply)


def _doubt_file(state: TargetState, intent: Intent, tools: Tools, doubt: str) -> None:
    """Note it on a file that is as it was, and for the next look at it: its report may be older than this doubt."""
    if state.fresh is None or state.result is not state.fresh.result:
        return
    doubts = tuple(dict.fromkeys((*state.fresh.event.doubts, doubt)))
    record_checked(record_key(intent.digest, [state.code_record(state.fresh.event.code)], tools.check_settings), doubts)
    state.result = replace(state.result, status=Status.UNCERTAIN, doubts=doubts)
    state.fresh = replace(state.fresh, event=replace(state.fresh.event, doubts=doubts), result=state.result)
