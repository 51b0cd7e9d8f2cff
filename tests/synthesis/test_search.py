"""What the search promises: determinism, budgets, hidden examples, errors, parameters of every kind, questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import intent_lsp
from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.search import solve, summary
from intent_lsp.synthesis.wire import task_from_json, task_to_json
from intent_lsp.values import TARGETS, Counterexample, JsonValue
from tests.synthesis.languages import NODE, Case, right, run
from tests.synthesis.specs import everyday, unseen

pytestmark = pytest.mark.search

SOURCE = Path(intent_lsp.__file__).parents[1]

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be run")


def intent(text: str) -> Intent:
    """The only intent of a document without errors."""
    (found,) = parse(text).intents
    assert not found.broken, found.problems
    return found


def check(found: Synthesis, name: str, *rows: tuple[tuple[JsonValue, ...], JsonValue]) -> None:
    """Both languages give these results."""
    for target in TARGETS:
        (answers,) = run(target, [Case(name, found.code[target], tuple(args for args, _ in rows))])
        for (args, wanted), answer in zip(rows, answers, strict=True):
            assert right(answer, wanted), (target, args, answer, found.code[target])


def fails(found: Synthesis, name: str, args: tuple[JsonValue, ...], message: str) -> None:
    """Both languages raise an error whose message contains the text."""
    for target in TARGETS:
        ((answer,),) = run(target, [Case(name, found.code[target], (args,))])
        assert message in answer.get("error", "no error"), (target, answer, found.code[target])


@pytest.mark.slow
def test_the_same_task_gives_the_same_program_whatever_the_hash_seed() -> None:
    program = """
import sys
sys.path[:0] = sys.argv[1:]
from intent_lsp.synthesis.contract import Task
from intent_lsp.synthesis.search import solve
from tests.synthesis.specs import everyday, unseen
names = ("normalize2d", "clamp", "slugify", "totalPrice", "letterGrade", "formatName", "oldestPerson", "invertMap")
for spec in everyday() + unseen():
    if spec.intent.name in names:
        print(solve(Task(spec.intent)))
"""
    command = [sys.executable, "-c", program, str(SOURCE), str(Path(__file__).parents[2])]
    outputs = [
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "4242")
    ]
    assert outputs[0].count("Synthesis(") == 8
    assert outputs[0] == outputs[1] == outputs[2]


def test_a_task_survives_the_wire() -> None:
    for spec in everyday() + unseen():
        task = Task(spec.intent, (Counterexample((1, "x"), None, "nothing"),), 1234)
        sent = json.loads(json.dumps(task_to_json(task)))
        assert task_to_json(task_from_json(sent)) == sent
        again = task_from_json(sent)
        assert again.intent.signature.parameters[0].type == spec.intent.signature.parameters[0].type
        assert again.intent.signature.returns == spec.intent.signature.returns


def test_hidden_examples_are_never_looked_at_nor_sent() -> None:
    text = "# name: f\n# description:\nAdd.\n# signature:\n(a: number, b: number) -> number\n# examples:\n" + (
        "- in: [1, 2] out: 3\n- in: [5, 5] out: 10\n- in: [0, 7] out: 7\n"
    )
    plain, hiding = intent(text), intent(text + "# hidden examples:\n- in: [2, 2] out: 424242\n")
    assert len(hiding.hidden) == 1
    assert solve(Task(plain)) == solve(Task(hiding))
    assert "424242" not in json.dumps(task_to_json(Task(hiding)))


@needs_node
def test_counterexamples_join_the_examples() -> None:
    spec = intent(
        "# name: f\n# description:\nA number.\n# signature:\n(x: number) -> number\n# examples:\n"
        "- in: [2] out: 4\n- in: [0] out: 0\n"
    )
    check(solve(Task(spec)), "f", ((2,), 4), ((0,), 0))
    repaired = solve(Task(spec, (Counterexample((3,), 9, "6"), Counterexample((5,), 25, "10"))))
    check(repaired, "f", ((2,), 4), ((3,), 9), ((12,), 144))


def test_the_budget_is_kept_and_counts_evaluations() -> None:
    spec = next(spec for spec in everyday() if spec.intent.name == "initials")
    reports: list[tuple[int, int]] = []
    found = solve(Task(spec.intent, budget=3_000), lambda used, budget: reports.append((used, budget)))
    assert found.outcome == "none"
    assert "fits all 3 examples (budget used up)" in found.explanation
    assert found.code == {}
    assert all(used <= budget == 3_000 for used, budget in reports)
    assert found.evaluations < 30_000


def test_examples_without_a_rule_are_no_program_and_never_a_table() -> None:
    found = solve(
        Task(
            intent(
                "# name: code\n# description:\nSecret.\n# signature:\n(a: string) -> string\n# examples:\n"
                '- in: ["qwe"] out: "zxK9w"\n- in: ["uio"] out: "77vQm"\n- in: ["dfg"] out: "aP0xx"\n'
            ),
            budget=150_000,
        )
    )
    assert found.outcome == "none"
    assert "turns (a: text) into text" in found.explanation


@pytest.mark.slow
def test_what_is_longer_than_a_table_of_the_examples_is_no_program() -> None:
    """Conditions can recite anything, letter by letter."""
    found = solve(
        Task(
            intent(
                "# name: morse\n# description:\nA word in Morse code.\n# signature:\n(word: string) -> string\n"
                "# examples:\n"
                '- in: "sos" out: "... --- ..."\n- in: "hi" out: ".... .."\n'
                '- in: "code" out: "-.-. --- -.. ."\n- in: "a" out: ".-"\n'
            )
        )
    )
    assert (found.outcome, found.code) == ("none", {})
    assert "recite" in found.explanation


def test_no_examples_is_an_honest_none() -> None:
    found = solve(Task(intent("# name: f\n# description:\nSomething.\n# signature:\n(x: number) -> number\n")))
    assert (found.outcome, found.code) == ("none", {})
    assert "no example" in found.explanation


def test_values_that_fit_no_common_type_are_an_honest_none() -> None:
    found = solve(
        Task(
            intent(
                "# name: f\n# description:\nMix.\n# signature:\n(x: any) -> any\n# examples:\n"
                '- in: [1] out: "a"\n- in: ["b"] out: 2\n'
            )
        )
    )
    assert found.outcome == "none"
    assert "number" in found.explanation


def test_infinite_numbers_are_an_honest_none() -> None:
    found = solve(
        Task(
            intent(
                "# name: f\n# description:\nTop.\n# signature:\n(x: number) -> number\n# examples:\n"
                "- in: [1] out: Infinity\n- in: [2] out: 3\n"
            )
        )
    )
    assert found.outcome == "none"
    assert "not finite" in found.explanation


@needs_node
def test_error_examples_become_guards() -> None:
    found = solve(
        Task(
            intent(
                "# name: average\n# description:\nAverage of the numbers; an empty list is an error.\n"
                "# signature:\n(xs: number[]) -> number\n# examples:\n"
                '- in: [[1, 2, 3]] out: 2\n- in: [[10, 20]] out: 15\n- in: [[5]] out: 5\n- in: [[]] error: "empty"\n'
            )
        )
    )
    check(found, "average", (([4, 6],), 5))
    fails(found, "average", ([],), "empty")
    assert "throw new Error" in found.code["js"]
    assert "raise ValueError" in found.code["py"]


@needs_node
def test_errors_told_apart_by_two_examples_can_be_trusted() -> None:
    found = solve(
        Task(
            intent(
                "# name: root\n# description:\nSquare root; negative numbers are an error.\n"
                "# signature:\n(x: number) -> number\n# examples:\n"
                "- in: [4] out: 2\n- in: [9] out: 3\n- in: [0] out: 0\n- in: [2.25] out: 1.5\n"
                '- in: [-1] error: "negative"\n- in: [-0.5] error: "negative"\n'
            )
        )
    )
    check(found, "root", ((100,), 10))
    fails(found, "root", (-9,), "negative")
    assert found.outcome == "likely"


@needs_node
def test_default_optional_and_rest_parameters() -> None:
    found = solve(
        Task(
            intent(
                "# name: repeat\n# description:\nRepeat the text, twice by default.\n"
                "# signature:\n(text: string, times: integer = 2) -> string\n# examples:\n"
                '- in: ["ab"] out: "abab"\n- in: ["x", 3] out: "xxx"\n- in: ["q", 0] out: ""\n'
                '- in: ["no", 1] out: "no"\n'
            )
        )
    )
    check(found, "repeat", (("z", 4), "zzzz"), (("z",), "zz"))
    found = solve(
        Task(
            intent(
                "# name: total\n# description:\nSum of all arguments.\n"
                "# signature:\n(...xs: number[]) -> number\n# examples:\n"
                "- in: [1, 2, 3] out: 6\n- in: [] out: 0\n- in: [10, 5] out: 15\n"
            )
        )
    )
    check(found, "total", ((7, 8), 15), ((), 0))
    found = solve(
        Task(
            intent(
                "# name: greet\n# description:\nHello, or the given greeting.\n"
                "# signature:\n(name: string, greeting?: string) -> string\n# examples:\n"
                '- in: ["Ann"] out: "Hello Ann"\n- in: ["Bob"] out: "Hello Bob"\n'
                '- in: ["Cy", "Hi"] out: "Hi Cy"\n'
                '- in: ["Di", "Yo"] out: "Yo Di"\n'
            )
        )
    )
    check(found, "greet", (("Ed",), "Hello Ed"), (("Ed", "Hey"), "Hey Ed"))


@needs_node
def test_types_are_inferred_where_there_is_no_signature() -> None:
    found = solve(
        Task(
            intent(
                "# name: names\n# description:\nNames of the people.\n# examples:\n"
                '- in: {"people": [{"name": "A", "age": 1}, {"name": "B", "age": 2}]} out: ["A", "B"]\n'
                '- in: {"people": []} out: []\n'
                '- in: {"people": [{"name": "C", "age": 9}]} out: ["C"]\n'
            )
        )
    )
    check(found, "names", (([{"name": "Z", "age": 3}],), ["Z"]))


@needs_node
def test_null_results_tuples_and_named_types() -> None:
    found = solve(
        Task(
            intent(
                "# name: firstEven\n# description:\nThe first even number, or null when there is none.\n"
                "# signature:\n(xs: number[]) -> number | null\n# examples:\n"
                "- in: [[1, 2, 4]] out: 2\n- in: [[1, 3]] out: null\n- in: [[8]] out: 8\n- in: [[5]] out: null\n"
                "- in: [[7, 6]] out: 6\n"
            )
        )
    )
    check(found, "firstEven", (([9, 10],), 10), (([9],), None))
    found = solve(
        Task(
            intent(
                "# name: ends\n# description:\nFirst and last.\n# signature:\n(xs: number[]) -> [number, number]\n"
                "# examples:\n"
                "- in: [[1, 2, 4]] out: [1, 4]\n- in: [[8]] out: [8, 8]\n- in: [[5, 3]] out: [5, 3]\n"
            )
        )
    )
    check(found, "ends", (([9, 10, 11],), [9, 11]))
    found = solve(
        Task(
            intent(
                "# name: norm\n# description:\nLength of the vector.\n# types:\nVec = { x: number, y: number }\n"
                "# signature:\n(v: Vec) -> number\n# examples:\n"
                "- in: [{x: 3, y: 4}] out: 5\n- in: [{x: 0, y: 0}] out: 0\n- in: [{x: 6, y: 8}] out: 10\n"
            )
        )
    )
    check(found, "norm", (({"x": 5, "y": 12},), 13))


@needs_node
def test_names_that_shadow_the_library_still_work() -> None:
    found = solve(
        Task(
            intent(
                "# name: sum\n# description:\nSum of the list.\n# signature:\n(list: number[]) -> number\n# examples:\n"
                "- in: [[1, 2]] out: 3\n- in: [[]] out: 0\n- in: [[5, 5, 5]] out: 15\n"
            )
        )
    )
    assert "def sum(list):" in found.code["py"]
    check(found, "sum", (([4, 6],), 10))
    found = solve(
        Task(
            intent(
                "# name: cut\n# description:\nThe larger of max and the length.\n"
                "# signature:\n(s: string, max: number) -> number\n"
                '# examples:\n- in: ["abc", 2] out: 3\n- in: ["a", 5] out: 5\n- in: ["", 0] out: 0\n'
            )
        )
    )
    check(found, "cut", (("abcd", 1), 4))


@needs_node
def test_an_ambiguous_program_comes_with_a_question_that_tells_candidates_apart() -> None:
    found = solve(
        Task(
            intent(
                "# name: f\n# description:\nFirst part.\n# signature:\n(s: string) -> string\n# examples:\n"
                '- in: ["a-b"] out: "a"\n- in: ["c-d"] out: "c"\n'
            )
        )
    )
    assert found.outcome == "ambiguous"
    assert found.doubt == "there are few examples"
    assert found.question is not None
    answers = [json.dumps(answer) for answer in found.question.answers]
    assert 2 <= len(answers) <= 4
    assert len(set(answers)) == len(answers)
    check(found, "f", (found.question.args, found.question.answers[0]))


def test_numbers_of_the_text_that_the_program_leaves_out_are_a_reason_to_doubt() -> None:
    found = solve(
        Task(
            intent(
                "# name: cost\n# description:\nCosts 5, from 200 pieces on 3.\n"
                "# signature:\n(pieces: number) -> number\n"
                "# examples:\n- in: [1] out: 5\n- in: [20] out: 5\n- in: [100] out: 5\n"
            )
        )
    )
    assert found.outcome == "ambiguous"


@needs_node
def test_descriptions_cannot_break_out_of_comments() -> None:
    found = solve(
        Task(
            intent(
                '# name: twice\n# description:\nDouble */ it \\ and """ quote "\n# signature:\n(x: number) -> number\n'
                "# examples:\n- in: [1] out: 2\n- in: [5] out: 10\n- in: [-3] out: -6\n"
            )
        )
    )
    check(found, "twice", ((8,), 16))


def test_a_summary_is_the_first_sentence_on_one_line() -> None:
    assert summary("Turn x\n into y. Then more.") == "Turn x into y."
    assert summary("") == ""
    assert len(summary("word " * 200)) < 250


def test_a_function_named_like_its_helper_calls_the_helper_and_keeps_its_prose() -> None:
    found = solve(Task(intent("""\
# name: median
# target: js,py
# description:
The median of a list, as median(list) has it elsewhere.
# signature:
(values: number[]) -> number
# examples:
- in: [[3, 1, 2]] out: 2
- in: [[4, 1, 2, 3]] out: 2.5
- in: [[5]] out: 5
- in: [[10, 2, 8, 4]] out: 6
- in: [[7, 1, 9, 3, 100]] out: 7
""")))  # fmt: skip
    for target in TARGETS:
        assert "The median of a list, as median(list) has it elsewhere." in found.code[target], found.code[target]
    assert "medianOf(values)" in found.code["js"]
    check(found, "median", (([9, 1, 4],), 4), (([1, 2],), 1.5))


@needs_node
def test_a_class_of_characters_whose_name_is_written_as_two_words_is_that_class() -> None:
    found = solve(
        Task(
            intent(
                """
# name: isAlphaNumeric
# description:
Checks if a string contains only alphanumeric characters.
# signature:
(str: string) -> boolean
# examples:
- isAlphaNumeric("hello123") -> true
- isAlphaNumeric("123") -> true
- isAlphaNumeric("hello 123") -> false
- isAlphaNumeric("#$hello") -> false
"""
            )
        )
    )
    check(found, "isAlphaNumeric", (("ABC",), True), (("aB9",), True), (("x-1",), False), ((" ",), False))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ("number[]", ("[1, 2]", "[5, 6]")),
        ("number[][]", ("[[1], [2]]", "[[5], [6]]")),
        ("{ [key: string]: number }", ('{"a": 1}', '{"b": 2}')),
        ("{ x: number }", ('{"x": 1}', '{"x": 5}')),
        ("[number, number]", ("[1, 2]", "[5, 6]")),
        ("string", ('"1-2"', '"5-6"')),
        ("number", ("3", "11")),
        ("boolean", ("true", "false")),
    ],
)
def test_a_result_of_any_kind_may_be_null(kind: str, parts: tuple[str, str]) -> None:
    """What some examples answer with null has no parts to look into: lists and maps failed there."""
    head = (
        f"# name: f\n# description:\nThe part, or null.\n# signature:\n(xs: number[]) -> {kind} | null\n# examples:\n"
    )
    rows = [("[0, 1, 2]", parts[0]), ("[0, 5, 6]", parts[1]), ("[]", "null"), ("[3]", "null")]
    text = head + "".join(f"- in: [{given}] out: {out}\n" for given, out in rows)
    assert solve(Task(intent(text), budget=150_000)).outcome in ("likely", "ambiguous", "none")


@pytest.mark.slow
def test_a_line_for_each_item_is_found_as_such() -> None:
    """Pieces of one item each are the whole text: nothing to learn from, and what that costs is not spent on it."""
    result = solve(
        Task(
            intent(
                "# name: bullets\n# description:\nThe items as Markdown bullets, one per line.\n"
                "# signature:\n(items: string[]) -> string\n# examples:\n"
                '- bullets(["milk", "bread"]) -> "- milk\\n- bread"\n- bullets(["tea"]) -> "- tea"\n'
                '- bullets(["a", "b", "c"]) -> "- a\\n- b\\n- c"\n'
            )
        )
    )
    assert result.outcome == "likely", result.doubt
    check(result, "bullets", ((["x", "y"],), "- x\n- y"), (([],), ""))


@pytest.mark.slow
def test_lines_are_meant_where_the_text_speaks_of_lines() -> None:
    """Each line of the examples is one word, and one text has no line end at all."""
    result = solve(
        Task(
            intent(
                "# name: quoted\n# description:\nPut > and a space before each line of the text.\n"
                "# signature:\n(text: string) -> string\n# examples:\n"
                '- quoted("a\\nb") -> "> a\\n> b"\n- quoted("one") -> "> one"\n'
                '- quoted("c\\nd\\ne") -> "> c\\n> d\\n> e"\n'
            )
        )
    )
    assert result.outcome == "likely", result.doubt
    check(result, "quoted", (("two words\nthree more words",), "> two words\n> three more words"))


@pytest.mark.parametrize(
    ("description", "examples", "args", "wanted"),
    [
        (
            "The second largest distinct number.",
            ["([1, 5, 3]) -> 3", "([5, 5, 2]) -> 2", "([9, 8]) -> 8"],
            [8, 3, 9],
            8,
        ),
        (
            "Whether the text reads the same backwards, ignoring case and everything that is not a letter or digit.",
            ['("A man, a plan, a canal: Panama") -> true', '("hello") -> false', '("No lemon, no melon") -> true',
             '("ab") -> false', '("Never odd or even") -> true', '("a b, c") -> false'],
            "Step on no pets",
            True,
        ),
    ],
)  # fmt: skip
def test_what_the_text_asks_for_is_preferred_to_what_is_shorter(
    description: str, examples: list[str], args: JsonValue, wanted: JsonValue
) -> None:
    kind = ("integer[]", "integer") if isinstance(args, list) else ("string", "boolean")
    lines = "".join(f"- pick{example}\n" for example in examples)
    text = (
        f"# name: pick\n# description:\n{description}\n# signature:\n(x: {kind[0]}) -> {kind[1]}\n# examples:\n{lines}"
    )
    check(solve(Task(intent(text))), "pick", ((args,), wanted))
