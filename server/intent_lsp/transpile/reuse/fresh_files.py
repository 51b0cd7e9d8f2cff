"""The file that is verified already: nothing is asked, and nothing runs that this machine has run before."""

from __future__ import annotations

from collections.abc import Callable

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.models.contract import Reply
from intent_lsp.output.report import Entry
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.checked_here import doubts_here, record_checked, record_key
from intent_lsp.transpile.events import Skipped
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing.decorating import canonical, matches_module_kind
from intent_lsp.transpile.publishing.publish import fresh_record
from intent_lsp.transpile.publishing.target_state import FreshFile, TargetState, Tools
from intent_lsp.transpile.results import Result, Tally


async def find_fresh_file(
    plan: IntentPlan, tools: Tools, state: TargetState, begin: Callable[[], None]
) -> FreshFile | None:
    """The file as it is, if report and header call it verified and this machine agrees; ``None``: it is to be made.

    Code that was never checked here is checked now; ``begin`` is called before. Raises
    :class:`~intent_lsp.errors.SandboxError`.
    """
    entry = fresh_record(tools.workspace, plan, state.work, state.file, state.used)
    if entry is None or state.file is None or state.path is None:
        return None
    written, target = state.file.code, state.work.target
    if not matches_module_kind(written, target, tools, state.path):  # package.json may have been changed since
        return None
    code = canonical(written, plan.intent, target, tools.config)
    verdict, doubts = entry.verdict or Verdict(None, ()), entry.doubts
    key = record_key(plan.intent.digest, [state.code_record(written)], tools.check_settings)
    known = doubts_here(key)
    if known is None:
        async with tools.slots.turn(0):
            begin()
            verdict = await tools.checker.check(Candidate(target, code, state.used), plan.intent)
        if not verdict.passed:
            return None
    doubts = tuple(dict.fromkeys((*doubts, *(verdict.doubts if known is None else known))))
    if known is None:
        record_checked(key, doubts)
    reply = _reply(entry, written, doubts)
    return _fresh_file(plan, state, entry, Attempt(code, verdict, reply, 0, entry.round), written)


def _reply(entry: Entry, code: str, doubts: tuple[str, ...]) -> Reply:
    return Reply(code, entry.provider, entry.model, cached=True, note=entry.note, doubts=doubts)


def _fresh_file(plan: IntentPlan, state: TargetState, entry: Entry, attempt: Attempt, written: str) -> FreshFile:
    total, doubts = len(plan.intent.examples), attempt.reply.doubts
    result = Result(
        plan.key.document,
        plan.key.intent,
        state.work.target,
        Status.UNCERTAIN if doubts else Phase.FRESH,
        rounds=0,
        provider=entry.provider,
        model=entry.model,
        cached=True,
        file=state.path,
        examples=Tally(total, total),
        doubts=doubts,
    )
    event = Skipped(
        state.work,
        "verified already",
        fresh=True,
        path=state.path,
        examples=total,
        provider=entry.provider,
        model=entry.model,
        round=entry.round,
        verdict=attempt.verdict,
        question=entry.question,
        note=entry.note,
        doubts=doubts,
        code=written,
    )
    return FreshFile(event, result, attempt)
