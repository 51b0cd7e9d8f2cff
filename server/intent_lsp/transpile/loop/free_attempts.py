"""What a round tries without a call: the other language's code by rule, strays, mends, and the search towards it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.mending.improve import Improvement, improve, improve_towards
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.candidates import Candidates
from intent_lsp.transpile.loop.translating import translated
from intent_lsp.transpile.loop.wrong_language import WrongLanguageCode
from intent_lsp.values import other_target


class FreeAttempts:
    """Adds to the candidates of one target what costs no tokens. Its methods raise ``SandboxError``."""

    def __init__(
        self,
        intent: Intent,
        candidates: Candidates,
        checker: Checker,
        wrong_language_code: WrongLanguageCode,
        modules: Mapping[str, str],
    ) -> None:
        """``modules``: sources of what candidates may import, by name."""
        self.doubtful: Attempt | None = None
        """A mended candidate that passes with a doubt, in case nothing better comes."""
        self._intent = intent
        self._target = candidates.work.target
        self._candidates = candidates
        self._checker = checker
        self._wrong_language_code = wrong_language_code
        self._modules = modules
        self._compared: set[tuple[str, str]] = set()
        """Candidates around which was searched for what the other language's code does, with that code."""

    async def check(self, code: str) -> Verdict:
        """The verdict of all gates but agreement."""
        return await self._checker.check(self._candidate(code), self._intent)

    async def passing(self, round_: int, reference: str) -> Attempt | None:
        """What passes: what came in this language by the way before a round, or is made of the other one's code."""
        return (
            await self._from_elsewhere(round_) or await self._translation(reference) or await self._towards(reference)
        )

    async def mended(self, attempt: Attempt, others: Sequence[str] = ()) -> Attempt:
        """What can be made of a candidate that failed, without a model; the candidate itself when that is nothing.

        That may be half of the way: then the rest is told to the next round. What passes and is open to doubt is kept
        for the end: a better candidate may come.
        """
        if attempt.reply.confidence is not None:
            return attempt  # the built-in provider's programs are whole
        made = await improve(self._candidate(attempt.code), attempt.verdict, self._intent, self._checker, others)
        return self._improved(attempt, made) if made is not None else attempt

    @property
    def _lost(self) -> bool:
        """Whether the best candidate lost a vote, which is another opinion: what follows it is then no port."""
        best = self._candidates.best
        return best is not None and best.verdict.gate is Gate.AGREEMENT

    async def _translation(self, reference: str) -> Attempt | None:
        """The other language's code by rule, if it passes."""
        reply = translated(reference, self._intent, self._target)
        if reply is None or self._candidates.was_tried(reply.text):
            return None
        round_, ported = self._candidates.round, not self._lost
        return await self._offered(Attempt(reply.text, await self.check(reply.text), reply, round_, round_, ported))

    async def _from_elsewhere(self, round_: int) -> Attempt | None:
        """What came, before a round, in reply to a prompt for the other language, if it passes."""
        for stray in self._wrong_language_code.before(round_, self._target):
            if not self._candidates.was_tried(stray.code):
                now = self._candidates.round
                found = await self._offered(replace(stray, round=now, origin=now))
                if found is not None:
                    return found
        return None

    async def _offered(self, attempt: Attempt) -> Attempt | None:
        """A checked candidate, mended where it fails, if it passes."""
        self._candidates.add(attempt.code, attempt.reply)
        self._candidates.checked(attempt.verdict)
        attempt = attempt if attempt.verdict.passed else await self.mended(attempt)
        self._candidates.keep_best(attempt)
        if not attempt.verdict.passed:
            return None
        self._candidates.record(attempt)
        return attempt

    async def _towards(self, reference: str) -> Attempt | None:
        """The best candidate, varied until it does what the other language's code does.

        Only what passes the examples and lost a disagreement, or is near to passing them: a search takes seconds.
        """
        best, other, lost = self._candidates.best, other_target(self._target), self._lost
        if best is None or not reference or not (lost or self.doubtful) or (best.code, reference) in self._compared:
            return None
        self._compared.add((best.code, reference))
        model = Candidate(other, reference, self._wrong_language_code.modules.get(other, {}))
        made = await improve_towards(model, self._candidate(best.code), best.verdict, self._intent, self._checker)
        if made is None:
            return None
        now = self._candidates.round
        attempt = self._improved(replace(best, round=now, origin=now, ported=not lost), made)
        if not attempt.verdict.passed:
            return None
        self._candidates.record(attempt)
        return attempt

    def _candidate(self, code: str) -> Candidate:
        return Candidate(self._target, code, self._modules)

    def _improved(self, attempt: Attempt, made: Improvement) -> Attempt:
        note = "; ".join(filter(None, (attempt.reply.note, f"mended: {', '.join(made.mends)}")))
        reply = replace(attempt.reply, note=note, doubts=made.doubts)
        mended = replace(attempt, code=made.code, verdict=made.verdict, reply=reply)
        if mended.verdict.passed and not mended.certain:
            self.doubtful = self.doubtful if self._candidates.is_new(self.doubtful) else mended
            return attempt
        self._candidates.add(made.code, reply)
        self._candidates.checked(made.verdict)
        return mended
