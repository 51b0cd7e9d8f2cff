"""One example against one outcome: passed or not, and how to say it."""

from __future__ import annotations

from intent_lsp.checks.verdict import ExampleResult
from intent_lsp.document.model import Example
from intent_lsp.equality import difference
from intent_lsp.sandbox.contract import CodeError, Outcome, Raised, Returned, Stopped
from intent_lsp.values import Opaque, show

MOST_WHOLE = 5000
"""Characters of a result that are kept although nobody wants to read them: it may become an example's outcome."""


def render_expected(example: Example) -> str:
    """What must come back, on one line."""
    if not example.raises:
        return show(example.expected)
    if example.expected is True:
        return "an error"
    return f"an error containing {show(example.expected)}"


def render_outcome(outcome: Outcome) -> str:
    """What came back, on one line."""
    match outcome:
        case Returned(value=Opaque() as value):
            return str(value)
        case Returned(value=value):
            return show(value)
        case Raised(error=error):
            return str(error).splitlines()[0][:300] if str(error) else "an error"
        case Stopped(message=message):
            return message


def render_whole(outcome: Outcome) -> str:
    """The value that came back where one line of ``render_outcome`` cannot hold it, within reason; else empty."""
    if not isinstance(outcome, Returned) or isinstance(outcome.value, Opaque):
        return ""
    text = show(outcome.value, MOST_WHOLE)
    return text if len(show(outcome.value)) < len(text) < MOST_WHOLE else ""


def judge(example: Example, outcome: Outcome, tolerance: float) -> ExampleResult:
    """Decide one example by docs/format.md's rules of equality and of ``error:`` examples."""
    passed, hint = _compare(example, outcome, tolerance)
    error: CodeError | None = outcome.error if isinstance(outcome, Raised) and not passed else None
    return ExampleResult(
        number=example.number,
        passed=passed,
        expected=render_expected(example),
        got=render_outcome(outcome),
        error=error,
        hint=hint,
        full_value="" if passed else render_whole(outcome),
    )


def _compare(example: Example, outcome: Outcome, tolerance: float) -> tuple[bool, str]:
    if example.raises:
        if not isinstance(outcome, Raised):
            return False, "it must throw or raise" if isinstance(outcome, Returned) else ""
        if example.expected is True:
            return True, ""
        wanted = str(example.expected)
        if wanted in outcome.error.message:
            return True, ""
        return False, "the error's message does not contain the text"
    if not isinstance(outcome, Returned):
        return False, ""
    reason = difference(example.expected, outcome.value, tolerance)
    return reason is None, reason or ""
