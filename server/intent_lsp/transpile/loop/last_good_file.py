"""The last good file stays: an edited example that only a doubtful program fits contradicts the others, it seems.

A typo in one example makes verified code fail, and the built-in provider finds some other program that fits the typo.
That program does not justify replacing the file; a person has to say that the example is right (``force``).
"""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.outcomes import render_expected
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.output.report import Entry
from intent_lsp.transpile.loop.attempts import Attempt

CODE = "contradicts-examples"


async def objection(
    verified: Candidate, entry: Entry | None, found: Attempt, intent: Intent, checker: Checker
) -> Verdict | None:
    """The verified code's verdict on the examples of now, if they are but for one edited outcome those it passed.

    ``entry`` is what the report knows of the verified code, ``found`` the candidate that would replace it. ``None``:
    nothing speaks against the candidate. Raises :class:`~intent_lsp.errors.SandboxError`.
    """
    before = entry.good if entry is not None else None
    if before is None or found.reply.confidence != "ambiguous":
        return None
    edited = _only_edit(before, intent)
    if edited is None:
        return None
    verdict = await checker.check(verified, intent, confirm=False)
    failed = [result for result in verdict.examples if not result.passed]
    if [result.number for result in failed] != [edited.number] or failed[0].got != edited.got:
        return None
    others = len(verdict.examples) - 1
    message = (
        f"the other {others} examples and the verified code give {failed[0].got}; "
        f"this example expects {failed[0].expected}. If it is right, transpile with force"
    )
    failure = Failure(verdict.gate or Gate.EXAMPLES, message, example=edited.number, code=CODE)
    return replace(verdict, failures=(failure,))


def _only_edit(before: Verdict, intent: Intent) -> ExampleResult | None:
    """What the report says of the one example whose outcome was edited, if at least two others stayed as they were."""
    if len(before.examples) != len(intent.examples) or len(intent.examples) < 3:
        return None
    now = {example.number: render_expected(example) for example in intent.examples}
    edited = [result for result in before.examples if now.get(result.number) != result.expected]
    return edited[0] if len(edited) == 1 else None
