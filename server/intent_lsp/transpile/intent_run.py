"""One intent, all its targets: what can be used again, the rounds, the agreement, and what is written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace

from intent_lsp import off_loop
from intent_lsp.checks.effort import is_laborious
from intent_lsp.checks.gates import Candidate
from intent_lsp.errors import IntentError, NoProvider, OutputError, SandboxError, sentence
from intent_lsp.output.reports import load_report
from intent_lsp.status import Phase, State
from intent_lsp.transpile.check_existing import compare, examine
from intent_lsp.transpile.checked_here import doubts_here, record_checked
from intent_lsp.transpile.events import Cancelled, Conflict, Emit, Failed, Planned, Work, cancel_reason
from intent_lsp.transpile.findings import intent_finding, plan_findings
from intent_lsp.transpile.loop.contradiction import contradictions
from intent_lsp.transpile.loop.last_good_file import objection
from intent_lsp.transpile.loop.remote_rounds import RemoteOutcome
from intent_lsp.transpile.loop.rounds import Rounds
from intent_lsp.transpile.loop.wrong_language import WrongLanguageCode
from intent_lsp.transpile.pairs.conclusion import Conclusion
from intent_lsp.transpile.pairs.dependent_pairs import doubt_ports, doubt_settled, doubt_trials
from intent_lsp.transpile.pairs.disagreement import Judgement, Settlement
from intent_lsp.transpile.pairs.further_programs import opinions_for
from intent_lsp.transpile.pairs.pair_doubts import doubt_agreement, doubt_examples
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.transpile.planning.plan import IntentPlan
from intent_lsp.transpile.publishing import publish
from intent_lsp.transpile.publishing.companions import write_companions
from intent_lsp.transpile.publishing.decorating import canonical
from intent_lsp.transpile.publishing.target_state import TargetState, Tools, pair_key
from intent_lsp.transpile.results import Finding, Result, Tally
from intent_lsp.transpile.reuse.fresh_files import find_fresh_file
from intent_lsp.transpile.reuse.kept_code import find_reusable, resume
from intent_lsp.transpile.reuse.remote_results import hand_over, remote_candidate
from intent_lsp.values import Target, other_target

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class IntentRun:
    """Runs one planned intent; every target ends with exactly one result."""

    plan: IntentPlan
    tools: Tools
    emit: Emit
    used: Mapping[Target, Mapping[str, str] | str]
    """Per target, the sources of the functions it may import, or why there are none."""
    states: dict[Target, TargetState] = field(default_factory=dict)
    wrong_language_code: WrongLanguageCode = field(init=False)
    agreed: bool = False
    """Whether the targets were compared, and gave the same."""
    remote_outcome: RemoteOutcome | None = None
    """What came of the rounds that were done elsewhere."""
    undecided: Judgement | None = None
    """The targets differ, and nothing decides between them."""
    programs: tuple[Candidate, ...] | None = None
    """The further programs that voted on a disagreement; ``None``: none was asked."""

    def __post_init__(self) -> None:
        modules = {target: used for target, used in self.used.items() if not isinstance(used, str)}
        self.wrong_language_code = WrongLanguageCode(self.plan.intent, self.tools.checker, modules)

    async def run(self) -> list[Result]:
        """Do all the work. Cancelling ends every open target with ``Cancelled``."""
        for target in self.plan.targets:
            work = Work(self.plan.key.document, self.plan.key.intent, target)
            self.states[target] = TargetState(work, {})
        try:
            await asyncio.gather(*(self._guarded(state, self._prepare(state)) for state in self.states.values()))
            try:
                if self.plan.mode == "check":
                    await compare(self.plan, self.tools, self.states.values(), self.emit)
                else:
                    self.remote_outcome = await hand_over(self.plan, self.tools, list(self.states.values()), self.emit)
                    await self.settle()
            except SandboxError as error:
                for state in self._open() or self.states.values():  # who was to be compared passed alone
                    self._fail(state, str(error), error.hint, "sandbox")
            states = list(self.states.values())
            conclusion = Conclusion(self.plan, self.tools, self.emit, states, self._guarded, self._fail)
            conclusion.ask(self.undecided)
            doubt_ports(self._open(), self.plan.intent)
            doubt_trials(self._open())
            doubt_examples(self._open(), self.plan.intent)
            conclusion.hold_back()
            await conclusion.write(agreed=self.agreed)
            for state in self.states.values():
                await write_companions(self.plan, self.tools, state)
        except asyncio.CancelledError as stop:
            checking = self.plan.mode == "check"  # what passed alone was to be compared yet
            for state in self.states.values() if checking else self._open():
                self.emit(Cancelled(state.work, cancel_reason(stop)))
            if not checking:
                self._tell_fresh()
            raise
        self._tell_fresh()
        return [replace(s.result, usage=s.usage) for s in self.states.values() if s.result is not None]

    async def settle(self) -> None:
        """The rounds of every target that is prepared, and their agreement: then it is known what may be written.

        Raises :class:`~intent_lsp.errors.SandboxError`.
        """
        for state in self.states.values():
            state.barrier.complete(0)
        await asyncio.gather(*(self._guarded(state, self._drafted(state)) for state in self.states.values()))
        await asyncio.gather(*(self._guarded(state, self._last_port(state)) for state in self._open()))
        await self._agree()

    def code(self, target: Target) -> str:
        """The verified code of a target; empty when there is none."""
        state = self.states.get(target)
        return state.code if state else ""

    def _open(self) -> list[TargetState]:
        return [state for state in self.states.values() if state.result is None]

    async def _guarded(self, state: TargetState, step: Awaitable[object]) -> None:
        """Run one step of one target; an error ends that target and leaves the others alone."""
        try:
            await step
        except NoProvider as error:
            self._fail(state, str(error), error.hint, "no-provider")
        except SandboxError as error:
            self._fail(state, str(error), error.hint, "sandbox")
        except OutputError as error:
            self._fail(state, str(error), error.hint, "write")
        except IntentError as error:
            self._fail(state, str(error), error.hint, "internal")
        except Exception as error:
            _log.exception("unexpected error in %s", state.work)
            self._fail(state, f"unexpected {type(error).__name__}: {error}", "please report this", "internal")

    def _fail(self, state: TargetState, message: str, hint: str, code: str) -> None:
        self.emit(Failed(state.work, message, hint, code))
        found = intent_finding(code, sentence(message, hint), self.plan.intent)
        state.code = ""
        state.result = self._result(state, Phase.ERROR, problems=(found,))

    # --- what can be used again ------------------------------------------------------------------------------------

    async def _drafted(self, state: TargetState) -> None:
        """Leave a candidate that passed, or rounds that are used up."""
        try:
            if state.result is None and state.rounds is not None:
                remote_outcome = (
                    self.remote_outcome
                    if self.remote_outcome is not None and state.work.target in self.remote_outcome.targets
                    else None
                )
                if remote_candidate(state, remote_outcome) if remote_outcome else await state.rounds.advance():
                    await self._keep_existing(state)
        finally:
            state.barrier.complete()  # however it ended, nobody is waiting for it

    async def _prepare(self, state: TargetState) -> None:
        """Settle what needs no asking, else leave what can be used again, or rounds that are to be made."""
        target, intent = state.work.target, self.plan.intent
        if self.plan.problem:
            self.emit(Failed(state.work, self.plan.problem, "see the problems in the document", "document"))
            state.result = self._result(state, Phase.ERROR, problems=plan_findings(self.plan))
            return
        used = self.used.get(target, {})
        if isinstance(used, str):
            self._fail(state, used, "transpile it first", "uses")
            return
        state.used = dict(used)
        workspace = self.tools.workspace
        state.path = workspace.target_path(self.plan.key.document, intent, target, self.tools.config)
        state.file = self.tools.writer.inspect(state.path)
        if self.plan.mode in ("check", "keep"):
            state.result = await examine(self.plan, self.tools, state, self.emit)
            return
        if state.file.kind in ("edited", "foreign") and not self.plan.force:
            self._conflict(state, publish.conflict_reason(workspace, state.path, state.file))
            return
        if not self.plan.regenerate and self.plan.mode == "transpile" and await self._fresh(state):
            return
        if wrong := await off_loop.run_off_loop(is_laborious(intent), contradictions, intent):
            self.emit(Failed(state.work, wrong[0].message, "see the problems in the document", "document"))
            state.result = self._result(state, Phase.ERROR, problems=wrong)
            return
        async with self.tools.slots.turn(0):
            self._begin(state)
            state.rounds = self.rounds_of(state)
            if self.plan.mode == "repair":
                await resume(self.plan, self.tools, state, state.rounds)
            elif not self.plan.regenerate:
                state.rounds.passed = await find_reusable(self.plan, self.tools, state)

    async def _keep_existing(self, state: TargetState) -> None:
        """Leave a verified file as it is where only a doubtful candidate fits an edited example."""
        attempt = state.rounds.passed if state.rounds else None
        file, work = state.file, state.work
        if file is None or file.kind != "generated" or attempt is None or self.plan.force or self.plan.regenerate:
            return
        entry = load_report(self.tools.workspace, work.document).get(work.intent, work.target)
        old = Candidate(work.target, self._canonical(file.code, work.target), state.used)
        verdict = await objection(old, entry, attempt, self.plan.intent, self.tools.checker)
        if verdict is not None:
            state.result = publish.keep_existing(self.tools.workspace, self.plan, work, file.code, verdict, self.emit)

    def _begin(self, state: TargetState) -> None:
        if not state.planned:
            state.planned = True
            self.emit(Planned(state.work, self.plan.rounds, len(self.plan.intent.examples)))

    async def _fresh(self, state: TargetState) -> bool:
        state.fresh = await find_fresh_file(self.plan, self.tools, state, lambda: self._begin(state))
        if state.fresh is not None:
            state.result, state.code = state.fresh.result, state.fresh.attempt.code
        return state.fresh is not None

    def _canonical(self, code: str, target: Target) -> str:
        return canonical(code, self.plan.intent, target, self.tools.config)

    def _tell_fresh(self) -> None:
        for state in self.states.values():
            if state.fresh is not None and state.result is state.fresh.result:
                self.emit(state.fresh.event)

    def rounds_of(self, state: TargetState) -> Rounds:
        """The rounds of a target, before the first."""
        config, plan = self.tools.config, self.plan
        options = RoundOptions(
            plan.rounds,
            config.candidates,
            plan.regenerate,
            plan.provider,
            search_in_parallel=not config.draft and not plan.provider,
            modules=state.used,
        )
        return Rounds(
            state.work,
            plan.intent,
            options,
            models=self.tools.models,
            checker=self.tools.checker,
            emit=self.emit,
            slots=self.tools.slots,
            reference=lambda round_: self._reference(state, round_),
            barrier=state.barrier,
            on_usage=state.spend,
            wrong_language_code=self.wrong_language_code,
        )

    async def _last_port(self, state: TargetState) -> None:
        """A pair is written whole: where one language failed before the other passed, it has one more try."""
        if (
            self.remote_outcome is None
            and state.rounds is not None
            and state.rounds.passed is None
            and state.rounds.round
        ):
            await state.rounds.port()

    async def _reference(self, state: TargetState, round_: int) -> str:
        """The other language's code, if it passed with no doubt before this round: what may be shown to port."""
        others = [other for other in self.states.values() if other is not state]
        for other in others:
            await other.barrier.wait(round_ - 1)
        for other in others:
            attempt = other.fresh.attempt if other.fresh else other.rounds.passed if other.rounds else None
            if attempt is not None and attempt.certain and attempt.round < round_:
                return attempt.code
        return ""

    # --- the agreement between targets -------------------------------------------------------------------------------

    async def _agree(self) -> None:
        """Compare the targets until they agree, one has no rounds left, or a person has to decide."""
        settlement = Settlement(
            opinions_for(self.plan, self.tools, lambda target, usage: self.states[target].spend(usage))
        )
        settlement.programs = self.remote_outcome.programs if self.remote_outcome is not None else None
        winner: Target | None = None
        while True:
            sides = [state for state in self.states.values() if state.passing_code]
            if len(sides) < 2 or self._settled(sides):
                return
            first, second = (Candidate(s.work.target, s.passing_code, s.used) for s in sides)
            drawn = [Candidate(s.work.target, a.code, s.used) for s in sides if s.rounds for a in s.rounds.others]
            async with self.tools.slots.turn(1):
                judgement = await settlement.judge(
                    first, second, ask=not all(state.by_builtin for state in sides), drawn=drawn
                )
            self.programs = settlement.programs
            if judgement is None:
                self.agreed = True
                record_checked(self._pair(sides))
                await doubt_agreement(sides, self.plan.intent, self.tools)
                if winner is not None:
                    await doubt_settled(sides, winner, settlement, drawn)
                return
            for state in sides:
                self._reopen(state)
            if judgement.question is not None:
                self.undecided = judgement
                return
            loser = sides[judgement.loser or 0]
            winner = other_target(loser.work.target)
            if loser.rounds is None:
                return
            loser.rounds.reject(judgement.failure)
            await self._guarded(loser, loser.rounds.advance())
            if loser.result is None and loser.rounds.passed is None:
                await self._guarded(loser, loser.rounds.port())

    def _settled(self, sides: list[TargetState]) -> bool:
        """Whether nothing is left to compare: files that are both fresh are compared once on each machine."""
        if any(state.result is None for state in sides):
            return False
        return any(state.fresh is None for state in sides) or doubts_here(self._pair(sides)) is not None

    def _pair(self, sides: list[TargetState]) -> str:
        return pair_key(self.plan.intent, sides, self.tools.check_settings)

    def _reopen(self, state: TargetState) -> None:
        """Put a file that was verified already in question: the other target differs from it."""
        if state.fresh is None or state.rounds is not None:
            return
        self._begin(state)
        state.rounds = self.rounds_of(state)
        state.rounds.adopt(state.fresh.attempt)
        state.result, state.code = None, ""

    # --- the end -----------------------------------------------------------------------------------------------------

    def _conflict(self, state: TargetState, reason: str) -> None:
        if state.path is None:
            return
        self.emit(Conflict(state.work, state.path, reason))
        finding = intent_finding("hand-edited", reason, self.plan.intent)
        state.result = self._result(state, Phase.CONFLICT, problems=(finding,))

    def _result(self, state: TargetState, status: State, problems: tuple[Finding, ...]) -> Result:
        total = len(self.plan.intent.examples)
        return Result(
            self.plan.key.document,
            self.plan.key.intent,
            state.work.target,
            status,
            state.rounds.round if state.rounds else 0,
            file=state.path,
            examples=Tally(0, total),
            problems=problems,
        )
