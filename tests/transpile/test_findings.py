"""Where in the document a failure is told, and what a result says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intent_lsp.checks.verdict import Failure, Gate
from intent_lsp.status import Status
from intent_lsp.transpile.findings import failure_span, finding_at
from intent_lsp.transpile.results import Result
from tests.support.intents import CLAMP, intent

INTENT = intent(CLAMP + "# properties:\n- result <= hi\n- result >= lo\n")


def test_a_result_without_a_file_names_none() -> None:
    result = Result(Path("/w/a.intent.md"), "f", "py", Status.FAILED)
    assert result.as_json()["file"] is None
    assert replace(result, file=Path("/w/f.py")).as_json()["file"] == str(Path("/w/f.py"))


def test_a_failure_of_an_example_is_told_at_that_example() -> None:
    for example in INTENT.examples:
        assert failure_span(Failure(Gate.EXAMPLES, "m", example=example.number), INTENT) == example.span
    assert len({example.span for example in INTENT.examples}) == 4


def test_a_failure_of_a_property_is_told_at_that_property() -> None:
    first, second = INTENT.properties
    assert failure_span(Failure(Gate.PROPERTIES, "m", property="result <= hi"), INTENT) == first.span
    assert failure_span(Failure(Gate.PROPERTIES, "m", property="result >= lo"), INTENT) == second.span


def test_a_finding_names_line_and_column_of_the_document_from_1() -> None:
    example = INTENT.examples[1]
    found = finding_at(example.span, "example-failed", "m", INTENT)
    line = CLAMP.lstrip("\n").splitlines()[found.line - 1]
    assert line[found.column - 1 :].startswith('in: {"x": -3')


def test_any_other_failure_is_told_at_the_name() -> None:
    for failure in (Failure(Gate.STATIC, "m"), Failure(Gate.PROPERTIES, "m", property="result > x")):
        assert failure_span(failure, INTENT) == INTENT.name_span
