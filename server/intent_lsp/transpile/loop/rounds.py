"""The rounds of one intent for one target: ask, extract, check, mend, and ask again in another way."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import islice

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.document.model import Intent
from intent_lsp.errors import EndlessReply
from intent_lsp.models.contract import Models, Prompt, Reply
from intent_lsp.models.extracted import Extracted, NoCode
from intent_lsp.models.extraction.read_reply import read
from intent_lsp.output.report import Round
from intent_lsp.transpile.events import Emit, RoundFailed, RoundStarted, Token, Work
from intent_lsp.transpile.loop.attempts import Attempt, why_it_failed
from intent_lsp.transpile.loop.builtin_alongside import BuiltinAlongside, search
from intent_lsp.transpile.loop.candidates import Candidates
from intent_lsp.transpile.loop.free_attempts import FreeAttempts
from intent_lsp.transpile.loop.questions import Questions
from intent_lsp.transpile.loop.race import race
from intent_lsp.transpile.loop.round_prompt import RoundPrompt
from intent_lsp.transpile.loop.round_strategy import RoundStrategy, strategies
from intent_lsp.transpile.loop.target_rounds import RoundBarrier
from intent_lsp.transpile.loop.work_queue import WorkQueue
from intent_lsp.transpile.loop.wrong_language import WrongLanguageCode
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.usage import OnUsage, ignore_usage

_MOST_KNOWN = 8
"""Answers of the cache in one round that may turn out to be known."""
_STRAY = "; it is tried as that"
_REPEATED = "the answer is one that was tried already"
_NO_OTHER = "the built-in provider finds no other program that fits the examples"


async def _nothing(_: int) -> str:
    return ""


class Rounds:
    """Draft, then ask in other ways, until a candidate passes or the rounds are used up."""

    def __init__(
        self,
        work: Work,
        intent: Intent,
        options: RoundOptions,
        *,
        models: Models,
        checker: Checker,
        emit: Emit,
        slots: WorkQueue | None = None,
        reference: Callable[[int], Awaitable[str]] = _nothing,
        barrier: RoundBarrier | None = None,
        wrong_language_code: WrongLanguageCode | None = None,
        on_usage: OnUsage = ignore_usage,
    ) -> None:
        """``reference`` gives the other language's code if it passed for certain before a round, and waits until that
        is known; ``barrier`` hears of rounds that are over, ``on_usage`` of model calls; ``wrong_language_code`` is
        shared by all targets."""
        self.work = work
        self.intent = intent
        self.rounds = options.rounds
        self.passed: Attempt | None = None
        self.others: list[Attempt] = []
        """Candidates that pass as well, of rounds with several: they have a vote when the targets differ, and are next
        in line."""
        self.reason = ""
        """Why the best candidate failed, or why there is none."""
        self._options = options
        self._models = models
        self._checker = checker
        self._emit = emit
        self._slots = slots or WorkQueue(1)
        self._reference = reference
        self._barrier = barrier or RoundBarrier()
        self._questions = Questions(work, options, models, emit, on_usage)
        self.candidates = Candidates(work, emit)
        self._wrong_language_code = wrong_language_code or WrongLanguageCode(intent, checker, {})
        self._without_a_call = FreeAttempts(
            intent, self.candidates, checker, self._wrong_language_code, options.modules
        )
        self._wording = RoundPrompt(intent, work.target, checker.oldest)
        self._parallel_search = (
            BuiltinAlongside(self._search, self._judged_search) if options.search_in_parallel else None
        )
        self._searched: Attempt | None = None
        """What that search found, if it passes."""
        self._extraction: list[str] = []
        self._tokens = 0
        self._known = False
        """The cache gave an answer of an earlier run that was tried then: the round goes on another way."""
        self._going_on = False
        """Whether an earlier run's candidate is repaired. Else a known answer takes its round, so that the same cache
        always gives the same result, without a server as well."""
        self._stuck = False
        """The built-in provider repeats itself: it has no other program, and further rounds would bring the same."""

    @property
    def round(self) -> int:
        """The round that goes on, or was the last; 0: none was needed yet."""
        return self.candidates.round

    @property
    def best(self) -> Attempt | None:
        """The best candidate so far."""
        return self.candidates.best

    @property
    def history(self) -> Sequence[Round]:
        """What each round came to."""
        return self.candidates.history

    async def advance(self) -> Attempt | None:
        """Run rounds until one passes all gates but agreement; ``None`` when all are used up.

        Raises :class:`~intent_lsp.errors.NoProvider` when nobody answers, and
        :class:`~intent_lsp.errors.SandboxError` when nothing can be run.
        """
        if self.passed is None and self.others:  # the evidence was against the first
            self.passed = self.candidates.for_this_round(self.others.pop(0))
        try:
            while self.passed is None and self.round < self.rounds and not self._stuck:
                self.candidates.round += 1
                reference = await self._known_reference()
                async with self._slots.turn(self.round):
                    self.passed = await self._next(reference)
                self._barrier.complete(self.round)
            if self.passed is None:
                self.passed = await self._last_resort()
        finally:
            if self._parallel_search is not None:
                await self._parallel_search.close()
        return self.passed

    async def _known_reference(self) -> str:
        """After a disagreement the targets take turns, and the other one's code is whatever it has."""
        settled = self.best is not None and self.best.verdict.gate is Gate.AGREEMENT
        known = await self._reference(sys.maxsize if settled else self.round)
        return known or self._wrong_language_code.reference(self.round, self.work.target)

    async def port(self) -> Attempt | None:
        """One more round, when the other language's code came to pass after this one's last round.

        Raises as :meth:`advance`.
        """
        reference = await self._reference(sys.maxsize) or self._wrong_language_code.reference(
            sys.maxsize, self.work.target
        )
        self.passed = self.passed or await self._without_a_call.passing(sys.maxsize, reference)
        strategy = RoundStrategy("port", "repair")
        if self.passed is None and reference and await self._questions.is_new(self._text(strategy, reference), 0):
            self.candidates.round += 1
            self.rounds = max(self.rounds, self.round)
            async with self._slots.turn(self.round):
                self._emit(RoundStarted(self.work, self.round, self.rounds, self._text(strategy, reference)))
                self.passed = await self._round(strategy, reference)
        if self.passed is None and self.candidates.is_new(self._without_a_call.doubtful):
            self.passed = self.candidates.for_this_round(self._without_a_call.doubtful)
        return self.passed

    def adopt(self, attempt: Attempt) -> None:
        """Take code that passed earlier as the candidate that passes; its round is 0."""
        self.passed = attempt

    def go_on_from(self, attempt: Attempt) -> None:
        """Take a candidate of an earlier run as the best so far; it is not tried again."""
        self.candidates.know(attempt.code)
        self._going_on = True
        self.candidates.best = attempt
        self.passed = attempt if attempt.verdict.passed else None

    def reject(self, failure: Failure) -> None:
        """Take back the candidate that passed: the evidence is against it."""
        if self.passed is None:
            return
        self.candidates.reject(self.passed)
        verdict = replace(self.passed.verdict, gate=failure.gate, failures=(failure,))
        self.candidates.best = replace(self.passed, verdict=verdict)
        self.passed = None
        self.candidates.checked(verdict)
        self._fail(failure.message, self.best)

    # --- one round ---------------------------------------------------------------------------------------------------

    async def _next(self, reference: str) -> Attempt | None:
        for _ in range(_MOST_KNOWN):
            self._known = False
            strategy = await self._next_strategy(reference)
            self._emit(RoundStarted(self.work, self.round, self.rounds, self._text(strategy, reference)))
            best = self.best
            found = await self._without_a_call.passing(self.round, reference)
            if found is None and self.best is not best:
                continue  # what is asked depends on the best candidate
            found = found or await self._first(strategy, reference)
            if not self._known:
                break
        return found

    async def _first(self, strategy: RoundStrategy, reference: str) -> Attempt | None:
        if self._parallel_search is None or strategy.kind != "draft":
            return await self._round(strategy, reference)
        found = await self._parallel_search.first(lambda: self._round(strategy, reference))
        return self.candidates.for_this_round(found) if found is not None and found is self._searched else found

    async def _next_strategy(self, reference: str) -> RoundStrategy:
        """The first way that was not gone yet: a question that was asked is not asked again."""
        if self.round == 1 and self.best is None:
            return RoundStrategy("port" if self._options.port and reference else "draft", "draft")
        gate = self.best.verdict.gate if self.best else None
        some = list(islice(strategies(gate, reference=bool(reference)), 2 * self.rounds * self._options.candidates + 4))
        return await self._questions.first_new(some, lambda strategy: self._text(strategy, reference))

    async def _round(self, strategy: RoundStrategy, reference: str) -> Attempt | None:
        self._tokens = 0
        self._extraction = []
        self.candidates.detours = {}
        attempts = await race(
            [replace(strategy, attempt=strategy.attempt + number) for number in range(self._options.candidates)],
            lambda draw, answered: self._attempt(draw, reference, answered),
            lambda draw: self._questions.is_kept(self._prompt(draw, reference), draw.route),
        )
        real = [attempt for attempt in attempts if attempt is not None]
        for attempt in real:
            self.candidates.keep_best(attempt)
        winner = next((attempt for attempt in real if attempt.verdict.passed), None)
        if winner is None:
            last = max(real, key=lambda attempt: attempt.rank, default=None)
            if not self._known:
                self._fail(why_it_failed(last.verdict) if last else "; ".join(self._extraction), last)
            return None
        self.others += [attempt for attempt in real if attempt is not winner and attempt.certain]
        self.candidates.record(winner)
        return winner

    async def _attempt(self, strategy: RoundStrategy, reference: str, answered: Callable[[], None]) -> Attempt | None:
        """Ask and check; ``answered`` is called between the two."""
        prompt = self._prompt(strategy, reference)
        try:
            reply = await self._questions.ask(prompt, strategy.route, self._on_token)
        except EndlessReply as error:
            self._extraction.append(str(error))
            return None
        answered()
        self.candidates.detours.update(dict.fromkeys(reply.detours))
        found = read(reply, self.work.target, self.intent)
        if isinstance(found, NoCode):
            shown = strategy.kind in ("port", "repair")
            stray = await self._wrong_language_code.take(found.stray, reply, self.work.target, self.round, ported=shown)
            self._extraction.append(f"{found.reason}{_STRAY * stray}")
            return None
        return await self._judged(found, reply, prompt, strategy)

    async def _judged(
        self, extracted: Extracted, reply: Reply, prompt: Prompt, strategy: RoundStrategy
    ) -> Attempt | None:
        """The code with its verdict, mended where that helps; ``None`` for code that was tried already."""
        code = extracted.code
        if self.candidates.was_tried(code):
            self._stuck = reply.confidence is not None
            self._extraction.append(_NO_OTHER if self._stuck else _REPEATED)
            self._known = reply.cached and self._going_on and self._options.candidates == 1
            if self._options.candidates == 1:  # else it may repeat one that passes
                self._models.learn(reply, prompt, strategy.route, passed=False)
            return None
        self.candidates.add(code, reply)
        verdict = await self._without_a_call.check(code)
        self._models.learn(reply, prompt, strategy.route, passed=verdict.passed)
        self.candidates.checked(verdict)
        won = self.best is not None and self.best.verdict.gate is Gate.AGREEMENT  # by votes, which are other opinions
        ported = strategy.kind == "port" and not won
        attempt = Attempt(code, verdict, reply, self.round, self.round, ported)
        return attempt if verdict.passed else await self._without_a_call.mended(attempt, extracted.others)

    # --- the search beside -------------------------------------------------------------------------------------------

    async def _search(self) -> Reply | None:
        return await search(
            self._models, self._prompt(RoundStrategy("draft", "draft"), ""), regenerate=self._options.regenerate
        )

    async def _judged_search(self, reply: Reply) -> Attempt | None:
        found = read(reply, self.work.target, self.intent)
        if isinstance(found, NoCode):
            return None
        verdict = await self._without_a_call.check(found.code)
        if not verdict.passed:
            return None
        self._searched = Attempt(found.code, verdict, reply, max(1, self.round), max(1, self.round))
        return self._searched

    async def _last_resort(self) -> Attempt | None:
        """What passes with a doubt, when nothing better came: it is offered with its question."""
        found = self._without_a_call.doubtful
        if self.candidates.is_new(found):
            return self.candidates.for_this_round(found)
        if self._parallel_search is None or self._stuck or not self.round:
            return None
        found = await self._parallel_search.attempt()
        return self.candidates.for_this_round(found) if self.candidates.is_new(found) else None

    # --- what is asked -----------------------------------------------------------------------------------------------

    def _prompt(self, strategy: RoundStrategy, reference: str) -> Prompt:
        return self._wording.prompt(strategy, self.best, self.reason, reference, self.round)

    def _text(self, strategy: RoundStrategy, reference: str) -> str:
        return self._wording.text(strategy, self.best, self.reason, reference)

    # --- what is told ------------------------------------------------------------------------------------------------

    def _on_token(self, _: str) -> None:
        if not self._tokens:
            self._checker.warm(self.work.target)  # the interpreter starts while the model writes
        self._tokens += 1
        self._emit(Token(self.work, self._tokens))

    def _fail(self, reason: str, attempt: Attempt | None) -> None:
        self.reason = why_it_failed(self.best.verdict) if self.best else reason
        self.candidates.record(attempt, reason)
        verdict = attempt.verdict if attempt else None
        self._emit(RoundFailed(self.work, self.round, self.rounds, reason, verdict))
