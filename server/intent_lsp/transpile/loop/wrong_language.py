"""Whole functions that came in the other language than was asked for.

Small models answer a prompt for JavaScript in Python now and then. Such code is of no use there, and a candidate of
its own language: it came from another prompt than that language's drafts, so that it is a draft like any other. What is
ported from it is marked as a port, as the two would agree whatever they compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.document.model import Intent
from intent_lsp.models.contract import Reply
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.values import LANGUAGES, Target, other_target


@dataclass(slots=True)
class WrongLanguageCode:
    """Those of one intent. What is known before a round does not depend on which language was quicker."""

    intent: Intent
    checker: Checker
    modules: Mapping[Target, Mapping[str, str]]
    """Per language, the sources of the functions that code may import."""
    _found: dict[Target, list[Attempt]] = field(default_factory=dict)

    async def take(self, code: str, reply: Reply, wanted_target: Target, round_: int, *, ported: bool = False) -> bool:
        """Check the function that a reply for ``wanted_target`` holds in the other language; whether it does.

        ``ported``: the prompt showed code, so that the function is not a draft of its own.
        Raises :class:`~intent_lsp.errors.SandboxError`.
        """
        if not code:
            return False
        target = other_target(wanted_target)
        verdict = await self.checker.check(Candidate(target, code, self.modules.get(target, {})), self.intent)
        noted = replace(reply, note=f"written when {LANGUAGES[wanted_target]} was asked for")
        self._found.setdefault(target, []).append(Attempt(code, verdict, noted, round_, round_, ported))
        return True

    def before(self, round_: int, target: Target) -> list[Attempt]:
        """The candidates of a language that came in earlier rounds, in their order."""
        return [attempt for attempt in self._found.get(target, ()) if attempt.round < round_]

    def reference(self, round_: int, target: Target) -> str:
        """Code in the language that ``target`` may be ported from: the first that passes with no doubt."""
        others = self.before(round_, other_target(target))
        return next((attempt.code for attempt in others if attempt.certain), "")
