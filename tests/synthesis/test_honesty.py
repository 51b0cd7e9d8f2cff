"""What is not what was meant is not called likely, and a mere table of answers is not a program."""

from __future__ import annotations

import json

import pytest

from intent_lsp.document import parse
from intent_lsp.synthesis.contract import Synthesis, Task
from intent_lsp.synthesis.doubts.character_classes import as_named
from intent_lsp.synthesis.doubts.faults import first_fault
from intent_lsp.synthesis.doubts.first_or_last import open_twin
from intent_lsp.synthesis.doubts.habits import broken_habit
from intent_lsp.synthesis.doubts.outer_separators import open_without_items
from intent_lsp.synthesis.doubts.plausible import neighbours
from intent_lsp.synthesis.doubts.unshown import unshown_case
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.problem import pose
from intent_lsp.synthesis.search import solve
from intent_lsp.synthesis.solver import Fit
from intent_lsp.synthesis.terms import Apply, If, Joined, Term, Var, num, text
from intent_lsp.synthesis.unanswered import unanswered_part
from tests.synthesis.languages import Case, run

pytestmark = pytest.mark.search


def found(name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]]) -> Synthesis:
    return solve(task(name, description, signature, examples))


def task(name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]]) -> Task:
    lines = [f"# name: {name}", "# description:", description, "# signature:", signature, "# examples:"]
    lines += [f"- in: {json.dumps(given)} out: {json.dumps(wanted)}" for given, wanted in examples]
    (intent,) = parse("\n".join(lines) + "\n").intents
    return Task(intent)


def test_a_parameter_that_the_program_does_not_use_rules_out_likely() -> None:
    result = found(
        "fee",
        "The fee for an amount.",
        "(amount: number, percent: number) -> number",
        [({"amount": 100, "percent": n}, n) for n in (2, 5, 7, 9)],
    )
    assert result.outcome == "ambiguous"
    assert result.doubt == "no example shows what amount is for"


def test_a_word_of_the_description_that_nothing_answers_to_rules_out_likely() -> None:
    result = found(
        "top",
        "The most frequent words.",
        "(words: string[], n: number) -> string[]",
        [
            ({"words": ["a", "a", "b"], "n": 1}, ["a"]),
            ({"words": ["x", "y", "x"], "n": 2}, ["x", "y"]),
            ({"words": ["q", "q"], "n": 1}, ["q"]),
            ({"words": ["k", "l", "k", "m"], "n": 2}, ["k", "l"]),
        ],
    )
    assert result.outcome != "likely", result.code
    if result.outcome == "ambiguous":
        assert "frequent" in result.doubt or "fit the examples" in result.doubt, result.doubt


@pytest.mark.slow
def test_nested_conditionals_that_recite_the_answers_are_refused() -> None:
    rows = [("ab", "kiwi"), ("abcd", "plum"), ("abcdefg", "fig")]
    result = found("fruit", "The fruit of a text.", "(s: string) -> string", [({"s": s}, out) for s, out in rows])
    assert (result.outcome, result.code) == ("none", {})


@pytest.mark.parametrize(
    ("name", "description", "signature", "examples"),
    [
        pytest.param(
            "largestFactor",
            "The largest prime factor of a number n > 1.",
            "(n: integer) -> integer",
            [({"n": 15}, 5), ({"n": 27}, 3), ({"n": 63}, 7)],
            id="a bound of 1",
        ),
        pytest.param(
            "shout",
            "The event name in capitals, which means upper case, even if it is short.",
            "(name: string) -> string",
            [({"name": "fair"}, "FAIR"), ({"name": "Night walk"}, "NIGHT WALK"), ({"name": "x"}, "X")],
            id="event, means, even if",
        ),
        pytest.param(
            "tip",
            "The bill divided by 10, rounded up.",
            "(bill: number) -> number",
            [({"bill": bill}, out) for bill, out in [(100, 10), (101, 11), (55, 6), (999, 100), (1234, 124)]],
            id="rounded up",
        ),
        pytest.param(
            "favourite",
            "The most common letter, the one occurring most often in a word.",
            "(word: string) -> string",
            [({"word": "data"}, "a"), ({"word": "banana"}, "a"), ({"word": "pizza"}, "z"), ({"word": "noo"}, "o")],
            id="occurring",
        ),
        pytest.param(
            "countIn",
            "How often the value occurs in the list.",
            "(items: number[], value: number) -> integer",
            [({"items": [2, 4, 5, 6, 2, 3], "value": 2}, 2), ({"items": [1, 7, 7, 7], "value": 7}, 3)],
            id="two examples and every part is asked for",
        ),
    ],
)
def test_words_that_ask_for_nothing_or_are_answered_do_not_rule_out_likely(
    name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]]
) -> None:
    result = found(name, description, signature, examples)
    assert result.outcome == "likely", (result.doubt, result.code)


def test_a_quoted_word_that_the_program_leaves_out_rules_out_likely() -> None:
    rows = [("Hello world", 0), ("Is the sky blue?", 0), ("I love It !", 1)]
    result = found(
        "boredoms",
        'Count the boredoms in a text: sentences that start with the word "I".',
        "(text: string) -> integer",
        [({"text": text}, count) for text, count in rows],
    )
    assert result.outcome == "ambiguous"
    assert 'the text mentions "I"' in result.doubt


def test_a_special_case_of_the_text_that_two_examples_do_not_show_rules_out_likely() -> None:
    result = found(
        "extension",
        "Extension of a file name without the dot; empty when there is none.",
        "(filename: string) -> string",
        [({"filename": "photo.png"}, "png"), ({"filename": "archive.tar.gz"}, "gz")],
    )
    assert result.outcome == "ambiguous"


def test_a_field_that_others_find_otherwise_is_not_outvoted_by_programs_that_agree_about_it() -> None:
    result = found(
        "parseVersion",
        "Split a version such as 1.2.3 into its parts.",
        "(version: string) -> {major: integer, minor: integer, patch: integer}",
        [
            ({"version": "1.2.3"}, {"major": 1, "minor": 2, "patch": 3}),
            ({"version": "10.0.7"}, {"major": 10, "minor": 0, "patch": 7}),
            ({"version": "0.21.4"}, {"major": 0, "minor": 21, "patch": 4}),
        ],
    )
    assert result.outcome == "ambiguous"
    assert result.question is not None
    patches = {answer["patch"] for answer in result.question.answers if isinstance(answer, dict)}
    assert len(patches) > 1, "no example has a last number of two digits"


def test_results_that_say_little_are_trusted_only_for_what_the_text_asks_for() -> None:
    rows = [((12, 15), 14), ((13, 12), -1), ((33, 12354), 12354), ((6, 29), 28)]
    unnamed = found(
        "choose",
        "The biggest even number that is in the range from x to y, inclusive.",
        "(x: integer, y: integer) -> integer",
        [({"x": x, "y": y}, out) for (x, y), out in rows],
    )
    assert unnamed.outcome == "ambiguous", unnamed.code
    named = found(
        "countVowels",
        "Count the vowels.",
        "(s: string) -> integer",
        [({"s": text}, count) for text, count in [("hello", 2), ("sky", 0), ("banana", 3)]],
    )
    assert named.outcome == "likely", named.doubt


def test_two_answers_of_true_or_false_are_never_enough() -> None:
    result = found(
        "isValid",
        "Whether the text has digits.",
        "(text: string) -> boolean",
        [({"text": "a1"}, True), ({"text": "ab"}, False)],
    )
    assert (result.outcome, "few examples" in result.doubt) == ("ambiguous", True)


def test_a_short_program_that_does_not_answer_to_the_name_is_not_trusted_for_two_small_numbers() -> None:
    result = found(
        "lengthOfLastWord",
        "The length of the last word in a text.",
        "(text: string) -> integer",
        [({"text": "python"}, 6), ({"text": "PHP"}, 3)],
    )
    assert result.outcome == "ambiguous", result.code


NAMED = [
    pytest.param(
        "highestInColumn",
        "The highest score in a column.",
        "(rows: number[][], column: integer) -> number",
        [
            ({"rows": [[5, 6, 7], [1, 3, 5], [8, 9, 19]], "column": 2}, 19),
            ({"rows": [[6, 7, 8], [2, 4, 6], [9, 10, 20]], "column": 1}, 10),
            ({"rows": [[4, 4, 8], [3, 5, 7], [12, 11, 21]], "column": 0}, 12),
        ],
        "highest",
        id="a superlative",
    ),
    pytest.param(
        "isCode",
        "Whether a text is a number.",
        "(s: string) -> boolean",
        [({"s": "apple"}, False), ({"s": "17"}, True), ({"s": "4"}, True)],
        "twice",
        id="false is shown once",
    ),
    pytest.param(
        "arrange",
        "The letters of a text in ascending order, blank spaces stay.",
        "(s: string) -> string",
        [({"s": "Yo"}, "Yo"), ({"s": "house"}, "ehosu"), ({"s": "river"}, "eirrv"), ({"s": "abc"}, "abc")],
        "no example shows it",
        id="a case that no example shows",
    ),
    pytest.param(
        "place",
        "Where the first word stands in a line, and the word.",
        "(line: string) -> [integer, string]",
        [({"line": line}, [0, line.split()[0]]) for line in ("one two", "three four five", "six seven")],
        "same in all examples",
        id="a part that never changes",
    ),
    pytest.param(
        "turned",
        "Reverse a list up to a position.",
        "(numbers: integer[], position: integer) -> integer[]",
        [
            ({"numbers": [1, 2, 3, 4, 5, 6], "position": 4}, [4, 3, 2, 1, 5, 6]),
            ({"numbers": [4, 5, 6, 7], "position": 2}, [5, 4, 6, 7]),
            ({"numbers": [9, 8, 7, 6, 5], "position": 3}, [7, 8, 9, 6, 5]),
        ],
        "less than half",
        id="more parts than examples",
    ),
    pytest.param(
        "times",
        "The product of the first even number and the first odd number of a list.",
        "(numbers: integer[]) -> integer",
        [({"numbers": [1, 3, 8, 5]}, 8), ({"numbers": [1, 4, 6]}, 4), ({"numbers": [1, 7, 12]}, 12)],
        "'product'",
        id="a calculation that no part does",
    ),
    pytest.param(
        "quads",
        "Remove leading zeros from the parts of an address.",
        "(address: string) -> string",
        [({"address": "21.08.094"}, "21.8.94"), ({"address": "12.01.3"}, "12.1.3"), ({"address": "05.6.7"}, "5.6.7")],
        "'leading'",
        id="which zeros are removed",
    ),
    pytest.param(
        "fare",
        "The fare for a distance; nothing more is paid when the card is a monthly one.",
        "(distance: integer) -> integer",
        [({"distance": 10}, 20), ({"distance": 40}, 80), ({"distance": 15}, 30)],
        "no part of the program decides",
        id="a case that no part of the program tells apart",
    ),
    pytest.param(
        "below",
        "The nearest flag on the left.",
        "(flag: integer) -> integer",
        [({"flag": 6}, 4), ({"flag": 10}, 8), ({"flag": 18}, 16)],
        "say little",
        id="small numbers and nobody asked for it",
    ),
    pytest.param(
        "share",
        "The share of a prize.",
        "(prize: number, winners: number) -> number",
        [
            ({"prize": 31.75, "winners": 5}, 6.35),
            ({"prize": 0, "winners": 3}, 0),
            ({"prize": 0, "winners": 9}, 0),
        ],
        "zero or empty",
        id="zeros say nothing",
    ),
    pytest.param(
        "away",
        "The distance to 21, and double the distance if n is over 21.",
        "(n: integer) -> integer",
        [({"n": 19}, 2), ({"n": 10}, 11), ({"n": 21}, 0), ({"n": 22}, 2)],
        "a single example",
        id="double is not the result 2",
    ),
    pytest.param(
        "voice",
        "How often the letter stands in a word.",
        "(word: string) -> integer",
        [({"word": "xxhixx"}, 1), ({"word": "xhixhix"}, 2), ({"word": "hi"}, 1), ({"word": "hihih"}, 2)],
        "asks for 'countVowels'",
        id="vowels that nobody speaks of",
    ),
    pytest.param(
        "answer",
        "Whether the phone is answered: in the morning only when it is mother, and never when asleep.",
        "(morning: boolean, mother: boolean, asleep: boolean) -> boolean",
        [
            ({"morning": False, "mother": False, "asleep": False}, True),
            ({"morning": False, "mother": False, "asleep": True}, False),
            ({"morning": True, "mother": False, "asleep": False}, False),
            ({"morning": True, "mother": True, "asleep": False}, True),
        ],
        "not all combinations",
        id="half of what is true or false",
    ),
    pytest.param(
        "ends",
        "Give all of three numbers the value of the first or the last one.",
        "(xs: integer[]) -> integer[]",
        [({"xs": xs}, [max(3, xs[0])] * 3) for xs in ([1, 2, 3], [11, 5, 9], [2, 11, 3], [11, 3, 3])],
        "'last'",
        id="the last one",
    ),
    pytest.param(
        "priceOf",
        "The price of a fruit.",
        "(prices: {[name: string]: number}, fruit: string) -> number",
        [
            ({"prices": {"apple": 31, "kiwi": 12}, "fruit": "kiwi"}, 12),
            ({"prices": {"plum": 45, "fig": 70}, "fruit": "plum"}, 45),
            ({"prices": {"pear": 28, "lime": 19, "date": 63}, "fruit": "date"}, 63),
        ],
        "fails",
        id="no value on inputs like the examples",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "description", "signature", "examples", "why"), NAMED)
def test_what_the_examples_leave_open_rules_out_likely(
    name: str, description: str, signature: str, examples: list[tuple[dict[str, object], object]], why: str
) -> None:
    result = found(name, description, signature, examples)
    assert result.outcome == "ambiguous", result.code
    assert why in result.doubt


def test_an_empty_text_may_be_an_edge_case_of_a_single_example() -> None:
    rows = [("Ada Lovelace", "Lovelace"), ("Alan Turing", "Turing"), ("Grace Hopper", "Hopper"), ("", "")]
    result = found(
        "lastWord", "The last word; empty for an empty text.", "(s: string) -> string", [({"s": a}, b) for a, b in rows]
    )
    assert result.outcome == "likely", (result.doubt, result.code)


XS, A, B, S = Var("xs"), Var("a"), Var("b"), Var("s")


def applied(name: str, *args: Term) -> Apply:
    return Apply(BY_NAME[name], args)


def test_results_that_happen_to_be_in_order_are_no_work_of_a_program_that_does_not_sort() -> None:
    rows = [
        ([2, 4, 5], [4, 9, 7], [2, 4, 5, 7, 9]),
        ([1, 3], [8, 3], [1, 3, 8]),
        ([10, 20], [20, 40, 30], [10, 20, 30, 40]),
    ]
    problem = pose(
        task(
            "union",
            "The union.",
            "(a: number[], b: number[]) -> number[]",
            [({"a": a, "b": b}, out) for a, b, out in rows],
        )
    )
    inputs = neighbours(problem.examples)
    whole = applied("unique", applied("concatItems", A, B))
    assert "in order" in broken_habit(problem, whole, inputs)
    assert broken_habit(problem, applied("sortNumbers", whole), inputs) == ""


def test_sorted_results_of_sorted_inputs_say_nothing() -> None:
    lists = [[1, 2, 3, 4], [3, 5, 8, 9], [2, 4, 7]]
    problem = pose(task("tail", "The rest.", "(xs: number[]) -> number[]", [({"xs": xs}, xs[1:]) for xs in lists]))
    assert broken_habit(problem, applied("dropItems", XS, num(1)), neighbours(problem.examples)) == ""


def branches(problem_name: str, condition: Term) -> str:
    rows = [([], 0), ([4, 6], 6), ([1, 9, 3], 9)]
    problem = pose(
        task(problem_name, "Of a list.", "(xs: number[]) -> number", [({"xs": xs}, out) for xs, out in rows])
    )
    return first_fault(problem, Fit(5, If(condition, num(0), applied("greatest", XS)), ()))


def test_an_unnamed_zero_for_one_example_is_an_edge_case_or_a_guess() -> None:
    assert branches("peak", applied("isEmpty", XS)) == ""
    assert branches("peak", applied("lessOrEqual", applied("count", XS), num(0))) == ""
    unlikely = applied(
        "less", applied("count", applied("unique", XS)), applied("count", applied("dropItems", XS, num(1)))
    )
    assert "a single example" in branches("peak", applied("not", unlikely))


@pytest.mark.parametrize(("description", "blamed"), [("The level.", True), ("The level, at least 14.", False)])
def test_a_number_that_one_example_bears_out_is_a_guess_unless_the_text_names_it(
    description: str, blamed: bool
) -> None:
    rows = [(9, 14), (20, 20), (31, 31)]
    problem = pose(task("level", description, "(n: number) -> number", [({"n": n}, out) for n, out in rows]))
    term = applied("larger", Var("n"), num(14))
    assert (first_fault(problem, Fit(5, term, ())) == "the number 14 rests on a single example") == blamed


def test_a_number_that_two_examples_bear_out_is_no_guess() -> None:
    rows = [(9, 14), (11, 14), (31, 31)]
    problem = pose(task("level", "The level.", "(n: number) -> number", [({"n": n}, out) for n, out in rows]))
    assert first_fault(problem, Fit(5, applied("larger", Var("n"), num(14)), ())) == ""


@pytest.mark.parametrize(
    ("description", "case"),
    [
        ("Check if the tank is full.", False),
        ("The level, even if it is low.", False),
        ("The first one if several are equal.", False),
        ("The level unless the tank leaks.", True),
        ("The level if the tank is full.", True),
    ],
)
def test_words_for_a_case_ask_for_a_part_that_decides(description: str, case: bool) -> None:
    problem = pose(task("level", description, "(n: number) -> number", [({"n": n}, n + 1) for n in (2, 3, 4)]))
    plain = applied("add", Var("n"), num(1))
    assert ("decides" in unanswered_part(problem, plain)) == case
    assert unanswered_part(problem, If(applied("less", Var("n"), num(9)), plain, num(0))) == ""


SPACED = [("  a   b ", "a b"), ("x y", "x y"), ("hello    world", "hello world")]


def test_the_class_of_characters_is_the_one_that_the_text_names() -> None:
    rows: list[tuple[dict[str, object], object]] = [({"text": a}, b) for a, b in SPACED]
    result = found("tidy", "Runs of white space become one blank, none at the ends.", "(text: string) -> string", rows)
    assert result.outcome == "likely", result.doubt
    (answers,) = run("py", [Case("tidy", result.code["py"], (("a1  b-2",),))])
    assert answers[0] == {"value": "a1 b-2"}


def test_characters_about_which_neither_text_nor_examples_say_anything_are_asked_about() -> None:
    rows = [("Ada Lovelace", "al"), ("Alan Mathison Turing", "amt"), ("Plato", "p")]
    result = found(
        "sign", "The capitals of a name, small.", "(name: string) -> string", [({"name": a}, b) for a, b in rows]
    )
    assert result.outcome == "ambiguous", result.code
    assert "other characters" in result.doubt
    assert result.question is not None
    (asked,) = result.question.args
    assert any(c in str(asked) for c in "7.-")


@pytest.mark.parametrize(
    ("description", "used", "named"),
    [
        ("Only the letters.", "NonLetter", "NonLetter"),
        ("Only letters and digits.", "NonLetter", "NonAlphanumeric"),
        ("Without blanks.", "NonLetter", "Space"),
        ("Without blanks.", "NonAlphanumeric", "Space"),
        ("Clean it.", "NonLetter", "NonLetter"),
    ],
)
def test_a_class_that_fits_as_well_is_taken_if_the_text_names_it_alone(description: str, used: str, named: str) -> None:
    problem = pose(
        task("f", description, "(s: string) -> string", [({"s": s}, s.replace(" ", "")) for s in ("a b", "c")])
    )
    fit = Fit(2, applied(f"remove{used}s", S), ())
    assert as_named(problem, fit).term == applied(f"remove{named}s", S)


def test_the_first_and_the_last_item_are_told_apart_by_an_example() -> None:
    lists = [[5, 1, 5], [4], [7, 7, 8, 7]]
    problem = pose(task("pick", "Pick one.", "(xs: number[]) -> number", [({"xs": xs}, xs[0]) for xs in lists]))
    rows = [{"xs": (1, 1)}, {"xs": (1, 2)}]
    left_open = open_twin(problem, applied("first", XS), rows)
    assert left_open is not None
    assert (left_open.input, left_open.answers) == ({"xs": (1, 2)}, (1, 2))
    told = pose(task("pick", "Pick one.", "(xs: number[]) -> number", [({"xs": xs}, xs[0]) for xs in (*lists, [1, 2])]))
    assert open_twin(told, applied("first", XS), rows) is None


@pytest.mark.slow
def test_numbers_of_an_instance_and_names_of_fields_are_no_demands() -> None:
    rows = [(425, "07:05"), (0, "00:00"), (1439, "23:59")]
    clock = found(
        "clock",
        "Minutes since midnight as a clock time such as 07:05.",
        "(minutes: integer) -> string",
        [({"minutes": n}, out) for n, out in rows],
    )
    assert clock.outcome == "likely", clock.doubt
    names = [{"first": a, "last": b} for a, b in (("Ada", "Lovelace"), ("Alan", "Turing"), ("Grace", "Hopper"))]
    short = found(
        "greet",
        "Greet a person by the first name, not by the last one.",
        "(first: string, last: string) -> string",
        [(dict(name), f"Hello {name['first']}!") for name in names],
    )
    assert "speaks of 'last'" not in short.doubt


@pytest.mark.parametrize(("description", "blamed"), [("Name it.", True), ("An S and the rest.", False)])
def test_a_letter_that_each_input_holds_is_not_written_by_the_program_itself(description: str, blamed: bool) -> None:
    rows = [("Lea Shaw", "Shaw"), ("Haf Stone", "Stone"), ("Jo Smith", "Smith")]
    problem = pose(task("label", description, "(s: string) -> string", [({"s": s}, out) for s, out in rows]))
    term = Joined((text("S"), applied("after", S, text("S"))))
    assert ("every example holds" in first_fault(problem, Fit(5, term, ()))) == blamed


@pytest.mark.parametrize(
    ("description", "shown", "missing"),
    [
        ("Words apart by spaces.", ["a", "bc"], "spaces"),
        ("Words apart by spaces.", ["a b", "c"], ""),
        ("An empty text stays.", ["a", "b"], "empty"),
        ("An empty text stays.", ["a", ""], ""),
        ("A non-empty text.", ["a", "b"], ""),
        ("The digits of it.", ["a", "b7"], ""),
    ],
)
def test_a_case_that_the_text_names_and_no_example_shows(description: str, shown: list[str], missing: str) -> None:
    problem = pose(task("keep", description, "(s: string) -> string", [({"s": s}, s + "!") for s in shown]))
    assert unshown_case(problem) == missing


@pytest.mark.slow
def test_a_replacement_is_supported_by_the_examples_that_reach_it() -> None:
    lines = "This\r\nis a\nmultiline\nstring.\r\n"
    result = found(
        "normalizeLineEndings",
        "Normalizes line endings in a string: each becomes the given one, which is \\r\\n by default.",
        '(str: string, normalized: string = "\\r\\n") -> string',
        [
            ({"str": lines}, "This\r\nis a\r\nmultiline\r\nstring.\r\n"),
            (
                {"str": lines, "normalized": "\n"},
                "This\nis a\nmultiline\nstring.\n",
            ),  # holds the same, in another branch
            ({"str": "one line"}, "one line"),
            ({"str": "a\nb", "normalized": "\n"}, "a\nb"),
        ],
    )
    assert result.outcome != "likely", result.code


def test_what_all_examples_have_in_common_by_chance_rules_out_likely() -> None:
    merged = found(
        "mergeAll",
        "Merges two or more maps. Later ones overwrite earlier ones.",
        "(maps: Record<string, number>[]) -> Record<string, number>",
        [
            ({"maps": [{"p": 10, "q": 11, "r": 9}, {"s": 12, "r": 20}]}, {"p": 10, "q": 11, "r": 20, "s": 12}),
            ({"maps": [{"a": 1}, {"b": 2}]}, {"a": 1, "b": 2}),
            ({"maps": [{"a": 1}, {}]}, {"a": 1}),
        ],
    )
    assert merged.outcome == "none" or merged.doubt == "maps has 2 items in all examples"
    rows = [
        ("some_field_name", "someFieldName"),
        ("Some label to write", "someLabelToWrite"),
        ("a-property", "aProperty"),
        ("word", "word"),
    ]
    for more, outcome in ([], "ambiguous"), ([("fooBar", "foobar")], "likely"):
        camel = found(
            "toCamel",
            "Converts a string to camelcase.",
            "(s: string) -> string",
            [({"s": s}, out) for s, out in rows + more],
        )
        assert camel.outcome == outcome, camel.explanation
        assert (camel.doubt == "no example shows a capital letter within a word") == (not more)


def test_order_that_the_text_says_does_not_matter_must_not_matter() -> None:
    rows = [([1, 2, 4], [2, 4, 1], True), ([1, 2], [1, 3], False), ([1, 1, 2], [1, 2, 2], False), ([], [], True)]
    result = found(
        "sameContents",
        "Checks if two arrays contain the same elements regardless of order.",
        "(a: number[], b: number[]) -> boolean",
        [({"a": a, "b": b}, same) for a, b, same in rows],
    )
    assert result.outcome != "likely" or "sorted(a)" in result.code["py"], result.code


@pytest.mark.slow
def test_small_letters_that_no_example_shows_rule_out_likely() -> None:
    rows = [
        ("hello world!", "Hello World!"),
        ("foo", "Foo"),
        ("the quick fox", "The Quick Fox"),
        ("Already", "Already"),
    ]
    for more, outcome in ([], "ambiguous"), ([("NEW yORK", "New York")], "likely"):
        result = found(
            "headline",
            "Capitalizes the first letter of every word in a string.",
            "(s: string) -> string",
            [({"s": s}, out) for s, out in rows + more],
        )
        assert result.outcome == outcome, result.explanation


def test_what_is_replaced_everywhere_must_be_shown_in_the_middle() -> None:
    rows = [('"foo"', '"', "foo"), ("'foo'", "'", "foo"), ("foo", '"', "foo"), ("'foo'", '"', "'foo'")]
    for more, outcome in ([], "ambiguous"), ([('a"b', '"', "ab"), ("x-y-z", "-", "xyz")], "likely"):
        result = found(
            "without",
            "The text without a sign.",
            "(text: string, sign: string) -> string",
            [({"text": text, "sign": sign}, out) for text, sign, out in rows + more],
        )
        assert result.outcome == outcome, result.explanation


@pytest.mark.slow
def test_a_number_is_not_recited_for_one_example_beside_a_formula_for_the_others() -> None:
    rows = [([10, 20], 19, 35.7), ([9.99], 7, 10.69), ([], 19, 0), ([100, 0.5], 20, 120.6)]
    result = found(
        "invoice_total",
        "The total of an invoice: net amounts summed up, plus VAT in percent, rounded to cents.",
        "(amounts: number[], vat: number) -> number",
        [({"amounts": amounts, "vat": vat}, total) for amounts, vat, total in rows],
    )
    assert result.outcome == "likely", (result.doubt, result.code)
    for target, code in result.code.items():
        (answers,) = run(target, [Case("invoice_total", code, (([100], 19), ([19.99, 5.01], 7), ([3.33], 0)))])
        assert [answer["value"] for answer in answers] == [119, 26.75, 3.33]


@pytest.mark.parametrize(
    ("name", "description", "rows"),
    [
        pytest.param("part", "Ten divided by a number.", [(5, 2), (4, 2.5), (0, -7), (20, 0.5)], id="a special case"),
        pytest.param("fee", "A tenth, but 35 below 100.", [(50, 35), (100, 10), (200, 20), (400, 40)], id="named"),
    ],
)
def test_a_number_that_has_a_reason_may_stand_for_one_example(
    name: str, description: str, rows: list[tuple[float, float]]
) -> None:
    result = found(name, description, "(x: number) -> number", [({"x": x}, out) for x, out in rows])
    assert result.outcome != "none", result.explanation


LEFT_OPEN = [
    pytest.param(
        "startsWithIgnoreCase",
        "Tells whether a text starts with a prefix, ignoring upper and lower case.",
        "(text: string, prefix: string) -> boolean",
        [("Hello World", "HELLO", True), ("Hello", "lo", False), ("abc", "", True), ("ab", "ABC", False)],
        "a single example decides",
        id="only prefixes in capitals",
    ),
    pytest.param(
        "clampNumber",
        "Clamps num within the inclusive range specified by the boundary values a and b.",
        "(num: number, a: number, b: number) -> number",
        [(2, 3, 5, 3), (1, -1, -5, -1), (4, 3, 5, 4), (9, 3, 5, 5)],
        "a single example decides",
        id="bounds in either order",
    ),
    pytest.param(
        "dropEvery",
        "Removes every nth item from a list, beginning with the first one.",
        "(items: number[], n: integer) -> number[]",
        [([*range(1, 11)], 2, [2, 4, 6, 8, 10]), ([*range(1, 8)], 3, [2, 3, 5, 6]), ([1, 2, 3], 1, []), ([], 2, [])],
        "no example shows an item twice",
        id="by value, not by place",
    ),
    pytest.param(
        "chomp",
        "Removes one line ending from the end of a text. A line ending is \\n, \\r\\n or \\r.",
        "(text: string) -> string",
        [("hello\n", "hello"), ("hello\r\n", "hello"), ("hello", "hello"), ("hi\n\n", "hi\n"), ("a\nb\r", "a\nb")],
        "only at the ends of a text",
        id="replaced everywhere, also within another part",
    ),
    pytest.param(
        "bagDistance",
        "How alike two texts are by their letters: 1 less the larger number of letters that one of them has beyond "
        "those of the other, divided by the length of the longer one. Two empty texts are as alike as can be.",
        "(a: string, b: string) -> number",
        [("abcd", "abc", 0.75), ("abcde", "ab", 0.4), ("abcdefgh", "abcde", 0.625)],
        "the text says much more",
        id="a long text for a short program",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "description", "signature", "rows", "why"), LEFT_OPEN)
def test_programs_that_the_examples_suggest_by_chance_are_not_likely(
    name: str, description: str, signature: str, rows: list[tuple[object, ...]], why: str
) -> None:
    """Found on tasks of other languages' libraries, where they were called likely and were wrong."""
    names = [part.partition(":")[0].strip() for part in signature.partition(")")[0].lstrip("(").split(",")]
    result = found(name, description, signature, [(dict(zip(names, row, strict=False)), row[-1]) for row in rows])
    assert result.outcome == "ambiguous", (result.outcome, result.code)
    assert why in result.doubt


@pytest.mark.slow
@pytest.mark.parametrize(
    ("description", "results", "asked"),
    [
        ("The items, each followed by a dot.", ["a.b.", "c.", "d.e.f."], "."),
        ("The items as a path that begins with a slash.", ["/a/b", "/c", "/d/e/f"], "/"),
    ],
)
def test_a_separator_around_the_items_is_open_without_items(description: str, results: list[str], asked: str) -> None:
    shown: list[tuple[dict[str, object], object]] = [
        ({"items": items}, result) for items, result in zip((["a", "b"], ["c"], ["d", "e", "f"]), results, strict=True)
    ]
    result = found("write", description, "(items: string[]) -> string", shown)
    assert (result.outcome, result.doubt) == ("ambiguous", "no example shows what happens without any items")
    assert result.question is not None
    assert (result.question.args, set(result.question.answers)) == (([],), {asked, ""})
    told = found("write", description, "(items: string[]) -> string", [*shown, ({"items": []}, "")])
    assert told.doubt != result.doubt


def test_signs_around_the_items_that_do_not_stand_between_them_are_not_open() -> None:
    results = {"(a, b)": ["a", "b"], "(d)": ["d"], "(x, c, y)": ["x", "c", "y"]}
    problem = pose(
        task(
            "write",
            "The items in parentheses.",
            "(items: string[]) -> string",
            [({"items": items}, result) for result, items in results.items()],
        )
    )
    joined = Apply(BY_NAME["join"], (Var("items"), text(", ")))
    assert open_without_items(problem, Joined((text("("), joined, text(")")))) is None
    assert open_without_items(problem, Joined((joined, text(", ")))) is not None
