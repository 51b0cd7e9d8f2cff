"""What the synthesiser is for: everyday specs, specs never seen before, and the documents of the repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.values import TARGETS
from tests.synthesis.evaluate import evaluate
from tests.synthesis.languages import NODE, Case, right, run
from tests.synthesis.specs import Spec, blind, everyday, further, solved, unseen

EXAMPLES = Path(__file__).parents[2] / "examples"

EVERYDAY = [
    "normalize2d",
    "slugify",
    "clamp",
    "isPalindrome",
    "initials",
    "fizzbuzz",
    "celsiusToFahrenheit",
    "parsePairs",
    "dedupe",
    "wordCount",
    "runningTotals",
    "toRoman",
    "groupByTeam",
    "titleCase",
    "emailDomain",
    "formatName",
    "padNumber",
    "average",
    "countVowels",
    "isLeapYear",
    "letterGrade",
    "evenSquares",
    "totalPrice",
    "truncateText",
    "urlHost",
]

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be run")


def documents() -> list[tuple[str, Intent]]:
    """The intents of the repository's example documents."""
    return [
        (f"{path.name}:{intent.name}", intent)
        for path in sorted(EXAMPLES.glob("**/*.intent.md"))
        for intent in parse(path.read_text("utf-8")).intents
    ]


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_every_everyday_spec_is_right_on_held_out_examples_in_both_languages() -> None:
    results = evaluate(everyday())
    assert [result.name for result in results] == EVERYDAY
    assert [result.name for result in results if not result.correct] == []


@pytest.mark.slow
@pytest.mark.timeout(1200)  # half a minute of work, which a machine may have other work beside
@pytest.mark.parametrize("specs", [pytest.param(unseen, id="unseen"), pytest.param(blind, id="blind")])
def test_new_specs_are_mostly_right_and_what_is_called_likely_nearly_always(specs: Callable[[], list[Spec]]) -> None:
    results = evaluate(specs())
    wrong = [result.name for result in results if not result.correct]
    likely = [result for result in results if result.synthesis.outcome == "likely"]
    assert len(wrong) <= len(results) // 4, wrong
    assert sum(not result.correct for result in likely) <= len(likely) // 10, wrong


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_what_is_called_likely_is_right_at_least_95_times_of_100() -> None:
    likely = [result for result in evaluate(further()) if result.synthesis.outcome == "likely"]
    assert len(likely) >= 60
    wrong = [result.name for result in likely if not result.correct]
    assert len(wrong) <= len(likely) // 20, wrong


@pytest.mark.slow
@pytest.mark.parametrize("intent", [pytest.param(intent, id=name) for name, intent in documents()])
def test_example_documents_are_solved_and_verify(intent: Intent) -> None:
    found = solved(intent)
    assert found.outcome in ("likely", "ambiguous"), found.explanation
    for target in TARGETS:
        rows = tuple(example for example in intent.examples if not example.raises)
        (answers,) = run(target, [Case(intent.name, found.code[target], tuple(e.args for e in rows))])
        for example, answer in zip(rows, answers, strict=True):
            assert right(answer, example.expected), (target, example.source, answer, found.code[target])
