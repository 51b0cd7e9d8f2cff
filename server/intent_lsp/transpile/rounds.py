"""The rounds of one intent for one target: ask, extract, check, and ask again with what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.errors import BadReply
from intent_lsp.models.contract import Detour, Models, Prompt, Reply, Route
from intent_lsp.models.extract import extract
from intent_lsp.transpile import prompts
from intent_lsp.transpile.events import CandidateReady, Checked, Emit, RoundFailed, RoundStarted, Token, Waiting, Work
from intent_lsp.values import Counterexample

_ORDER = list(Gate)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A candidate with its verdict and where it came from."""

    code: str
    verdict: Verdict
    reply: Reply
    round: int
    """0: code that was verified before and has been checked again."""
    origin: int
    """The round that wrote it, in this run or an earlier one."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """The best candidate passes the most examples; then the one that got further, then the later one."""
        gate = len(_ORDER) if self.verdict.gate is None else _ORDER.index(self.verdict.gate)
        return self.verdict.passed_examples, gate, self.round


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """What one round came to, for the report."""

    round: int
    provider: str
    model: str
    reason: str
    """Empty when it passed."""
    verdict: Verdict | None
    detours: tuple[Detour, ...] = ()


class Rounds:
    """Draft, then repair, until a candidate passes or the rounds are used up."""

    def __init__(
        self,
        work: Work,
        intent: Intent,
        *,
        models: Models,
        checker: Checker,
        emit: Emit,
        rounds: int,
        candidates: int = 1,
        regenerate: bool = False,
        provider: str = "",
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.work = work
        self.intent = intent
        self.rounds = rounds
        self.round = 0
        self.best: Attempt | None = None
        self.passed: Attempt | None = None
        self.records: list[RoundRecord] = []
        self.reason = ""
        """Why the last round failed."""
        self._models = models
        self._checker = checker
        self._emit = emit
        self._candidates = candidates
        self._regenerate = regenerate
        self._provider = provider
        self._modules = dict(modules or {})
        self._extraction: list[str] = []
        self._detours: dict[Detour, None] = {}
        self._tokens = 0
        self._tried: set[str] = set()
        self._stuck = False
        """The built-in provider repeats itself: it has no other program, and further rounds would bring the same."""

    async def advance(self) -> Attempt | None:
        """Run rounds until one passes all gates but agreement; ``None`` when all are used up.

        Raises :class:`~intent_lsp.errors.NoProvider` when nobody answers, and
        :class:`~intent_lsp.errors.SandboxError` when nothing can be run.
        """
        while self.passed is None and self.round < self.rounds and not self._stuck:
            self.round += 1
            self._emit(RoundStarted(self.work, self.round, self.rounds, self._prompt(0).user))
            self.passed = await self._round()
        return self.passed

    def adopt(self, attempt: Attempt) -> None:
        """Take code that passed earlier as the candidate that passes; its round is 0."""
        self.passed = attempt

    def reject(self, failure: Failure) -> None:
        """Take back the candidate that passed: the evidence is against it."""
        if self.passed is None:
            return
        verdict = replace(self.passed.verdict, gate=failure.gate, failures=(failure,))
        self.best = replace(self.passed, verdict=verdict)
        self.passed = None
        self._emit(Checked(self.work, self.round, verdict))
        self._fail(failure.message, self.best)

    async def _round(self) -> Attempt | None:
        self._tokens = 0
        self._extraction = []
        self._detours = {}
        if self._candidates == 1:
            attempts = [await self._attempt(0)]
        else:
            attempts = await self._race()
        real = [attempt for attempt in attempts if attempt is not None]
        for attempt in real:
            if self.best is None or attempt.rank >= self.best.rank:
                self.best = attempt
        winner = next((attempt for attempt in real if attempt.verdict.passed), None)
        if winner is None:
            last = max(real, key=lambda attempt: attempt.rank, default=None)
            self._fail(_reason(last.verdict) if last else "; ".join(self._extraction), last)
            return None
        reply = winner.reply
        self._record(reply.provider, reply.model, "", winner.verdict)
        return winner

    async def _race(self) -> list[Attempt | None]:
        """Several candidates at once; the first that passes wins and the others are given up."""
        tasks = [asyncio.create_task(self._attempt(number)) for number in range(self._candidates)]
        done: list[Attempt | None] = []
        try:
            for next_done in asyncio.as_completed(tasks):
                attempt = await next_done
                done.append(attempt)
                if attempt is not None and attempt.verdict.passed:
                    break
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return done

    async def _attempt(self, number: int) -> Attempt | None:
        route: Route = "draft" if self._drafting else "repair"
        only = {"only": self._provider} if self._provider else {}
        reply = await self._models.ask(
            self._prompt(number),
            route,
            on_token=self._on_token,
            on_wait=lambda provider, model, reason: self._emit(Waiting(self.work, provider, model, reason)),
            regenerate=self._regenerate,
            **only,
        )
        self._detours.update(dict.fromkeys(reply.detours))
        try:
            code = extract(
                reply.text, target=self.work.target, name=self.intent.name, signature=self.intent.signature
            ).code
        except BadReply as error:
            self._extraction.append(str(error))
            return None
        if reply.confidence is not None and code in self._tried:
            self._stuck = True
            self._extraction.append("the built-in provider finds no other program that fits the examples")
            return None
        self._tried.add(code)
        by = reply.provider, reply.model, reply.cached, reply.detours
        self._emit(CandidateReady(self.work, self.round, code, *by))
        candidate = Candidate(self.work.target, code, self._modules)
        verdict = await self._checker.check(candidate, self.intent)
        self._emit(Checked(self.work, self.round, verdict))
        return Attempt(code, verdict, reply, self.round, self.round)

    @property
    def _drafting(self) -> bool:
        """Whether nothing has been tried yet; a kept candidate may be there before the first round."""
        return self.round == 1 and self.best is None

    def _prompt(self, attempt: int) -> Prompt:
        target = self.work.target
        if self._drafting:
            text = prompts.draft_prompt(self.intent, target, self._checker.oldest)
        else:
            code = self.best.code if self.best else ""
            text = prompts.repair_prompt(self.intent, target, code, self._failures(), self._checker.oldest)
        return Prompt(
            system=prompts.SYSTEM,
            user=text,
            target=target,
            intent=self.intent,
            round=self.round,
            attempt=attempt,
            version=prompts.VERSION,
            counterexamples=self._counterexamples(),
        )

    def _failures(self) -> list[str]:
        if self.best is None:
            return [self.reason or "the reply held no code"]
        return prompts.failure_lines(self.best.verdict, self.intent)

    def _counterexamples(self) -> tuple[Counterexample, ...]:
        if self.best is None:
            return ()
        shown = {example.number: example for example in self.intent.shown if not example.raises}
        return tuple(
            Counterexample(shown[result.number].args, shown[result.number].expected, result.got)
            for result in self.best.verdict.examples
            if not result.passed and result.number in shown
        )

    def _on_token(self, _: str) -> None:
        if not self._tokens:
            self._checker.warm(self.work.target)  # the interpreter starts while the model writes
        self._tokens += 1
        self._emit(Token(self.work, self._tokens))

    def _record(self, provider: str, model: str, reason: str, verdict: Verdict | None) -> None:
        self.records.append(RoundRecord(self.round, provider, model, reason, verdict, tuple(self._detours)))

    def _fail(self, reason: str, attempt: Attempt | None) -> None:
        self.reason = reason
        verdict = attempt.verdict if attempt else None
        provider = attempt.reply.provider if attempt else ""
        model = attempt.reply.model if attempt else ""
        self._record(provider, model, reason, verdict)
        self._emit(RoundFailed(self.work, self.round, self.rounds, reason, verdict))


def _reason(verdict: Verdict) -> str:
    if verdict.gate in (Gate.EXAMPLES, Gate.HIDDEN):
        total = len(verdict.examples)
        return f"{total - verdict.passed_examples} of {total} examples fail"
    return verdict.failures[0].message if verdict.failures else "the code was not accepted"
