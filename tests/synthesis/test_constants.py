"""Constants that the examples suggest: words that tell inputs apart, replacements; and the reader of SyGuS tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.search import solve
from tests.bench.sygus import read_task, read_tasks
from tests.synthesis.languages import Case, right, run
from tests.synthesis.specs import to_intent

pytestmark = pytest.mark.search

TASK = '''; a comment
(set-logic SLIA)
(synth-fun first ((name String) (n Int)) String ((Start String (name "" (str.at Start 0)))))
(constraint (= (first "a ""b""" 1) "a"))
(constraint (= (first "c d" (- 2)) "c"))
(constraint (= (first "c d" (- 2)) "c"))
(constraint (= (first "e f" 3) "e"))
(constraint (= (first "g;h" 4) "g"))
(check-synth)
'''


def found(*rows: tuple[str, str]) -> Synthesis:
    raw: dict[str, Any] = {"name": "f", "description": "", "params": [{"name": "s", "type": "string"}], "held": []}
    examples = [{"in": {"s": given}, "out": wanted} for given, wanted in rows]
    return solve(Task(to_intent(raw | {"returns": "string", "examples": examples})))


def says(synthesis: Synthesis, given: str, wanted: str) -> bool:
    (answers,) = run("py", [Case("f", synthesis.code["py"], ((given,),))])
    return right(answers[0], wanted)


@pytest.mark.slow
def test_a_word_that_only_some_inputs_hold_becomes_the_condition() -> None:
    kept = (("Oslo, NO, EU", "Oslo, NO, EU"), ("Bern, EU", "Bern, EU"))
    synthesis = found(*kept, ("Paris", "Paris, EU"), ("Lyon, FR", "Lyon, FR, EU"))
    assert says(synthesis, "Turin, EU", "Turin, EU")
    assert says(synthesis, "Nice, FR", "Nice, FR, EU")


def test_a_replacement_that_answers_show_is_tried_and_one_example_is_not_enough() -> None:
    kept = (("Hill Road", "Hill Road"), ("Park Lane", "Park Lane"))
    once = found(("Main Street 4", "Main St 4"), *kept)
    assert says(once, "High Street 9", "High St 9")
    assert once.outcome == "ambiguous"
    twice = found(("Main Street 4", "Main St 4"), ("Elm Street 17", "Elm St 17"), *kept)
    assert says(twice, "High Street 9", "High St 9")


def test_a_part_of_every_input_is_not_recited_with_confidence() -> None:
    rows = (("General Electric", "General Electric"), ("General Electric Inc", "General Electric"))
    more = (("Microsoft", "Microsoft"), ("Microsoft Corporation", "Microsoft"))
    assert found(*rows, *more).outcome == "ambiguous"


def test_a_task_is_read_with_distinct_examples_the_last_of_few_held_out(tmp_path: Path) -> None:
    file = tmp_path / "first.sl"
    file.write_text(TASK)
    spec = read_task(file)
    assert spec is not None
    assert [parameter.name for parameter in spec.intent.signature.parameters] == ["name", "n"]
    assert [example.args for example in spec.intent.shown] == [('a "b"', 1), ("c d", -2), ("e f", 3)]
    assert spec.held == ((("g;h", 4), "g"),)


def test_files_that_are_no_examples_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "few.sl").write_text('(synth-fun f ((x String)) String)\n(constraint (= (f "a") "b"))\n')
    (tmp_path / "max.sl").write_text("(synth-fun m ((x Int)) Int)\n(declare-var y Int)\n(constraint (>= (m y) y))\n")
    (tmp_path / "other.sl").write_text("(synth-fun m ((x Real)) Real)\n")
    assert read_tasks(tmp_path) == []
