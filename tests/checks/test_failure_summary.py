"""What failed is said in a few words; that all examples pass is never said of what failed."""

from __future__ import annotations

import pytest

from intent_lsp.checks.failure_summary import shortfall
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.values import Target

PASSED = ExampleResult(1, True, "3", "3")
WRONG = ExampleResult(2, False, "3", "4")


@pytest.mark.parametrize(
    ("failure", "target", "said"),
    [
        (Failure(Gate.AGREEMENT, "for …", args=(" ",)), "py", 'differs from JavaScript on `" "`'),
        (Failure(Gate.AGREEMENT, "for …", args=([], 1)), "js", "differs from Python on `[], 1`"),
        (Failure(Gate.RUNTIMES, "on …", runtime="Node 20.20.2"), "js", "differs on Node 20"),
        (Failure(Gate.RUNTIMES, "on …", runtime="Python 3.11.9"), "py", "differs on Python 3.11"),
        (
            Failure(Gate.RUNTIMES, "on …", runtime="Python 3.11.9", code="depends-on-chance"),
            "py",
            "depends on chance",
        ),
        (Failure(Gate.VARIATION, "got 1, but 2", code="depends-on-time"), "js", "depends on time"),
        (Failure(Gate.VARIATION, "got 1, but 2", code="depends-on-state"), "js", "depends on earlier calls"),
        (Failure(Gate.PROPERTIES, "property …", property="result >= 0"), "js", "breaks `result >= 0`"),
        (Failure(Gate.CONTRACT, "the code does not export `f`"), "js", "the code does not export `f`"),
    ],
)
def test_what_failed_beyond_the_examples_is_named(failure: Failure, target: Target, said: str) -> None:
    verdict = Verdict(failure.gate, (PASSED,), (failure,))
    assert verdict.passed_examples == len(verdict.examples)
    assert shortfall(verdict, target) == said


def test_examples_that_fail_are_counted() -> None:
    failure = Failure(Gate.EXAMPLES, "got 4, want 3", example=2)
    assert shortfall(Verdict(Gate.EXAMPLES, (PASSED, WRONG), (failure,)), "js") == "1/2"


def test_nothing_is_said_of_what_passed() -> None:
    assert shortfall(Verdict(None, (PASSED,)), "js") == ""
