"""Both languages of the programs that a search finds agree on inputs that people forget."""

from __future__ import annotations

import pytest

from intent_lsp.document.model import Intent
from intent_lsp.synthesis.emit import Function, emit
from intent_lsp.synthesis.operators import BY_NAME
from intent_lsp.synthesis.terms import Apply, Each, If, IsNull, Joined, Member, Null, Term, Var, num, text
from intent_lsp.synthesis.types import NUMBER, STRING, list_of
from intent_lsp.values import TARGETS, JsonValue, Target
from tests.support.intents import intent
from tests.synthesis.found_pairs import compare, intents
from tests.synthesis.languages import NODE, Case, run

EXACT = 2**53 - 1

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be compared")


@pytest.mark.slow
@pytest.mark.parametrize("it", [pytest.param(it, id=f"{n}-{it.name}") for n, it in enumerate(intents())])
def test_the_pair_that_is_found_agrees_on_edge_inputs(it: Intent) -> None:
    compared = compare(it)
    assert (compared.programs, compared.calls > 0) == (1, True)
    assert not compared.differences, "\n".join(compared.differences[:5])


N, XS, S, T = Var("n"), Var("xs"), Var("s"), Var("t")
GREATEST = Apply(BY_NAME["greatest"], (XS,))
FOUND_IN_TASKS = {
    "texts in order": (("xs",), Apply(BY_NAME["sortTexts"], (XS,)), [[["😀", "～", "a", "ab", "", "😁"]]]),
    "texts in descending order": (("xs",), Apply(BY_NAME["sortTextsDown"], (XS,)), [[["～b", "😀", "～a", "b"]]]),
    "in the order of a text": (
        ("xs",),
        Each("sortBy", XS, "x", STRING, Apply(BY_NAME["lastCharacter"], (Var("x"),))),
        [[["a😀", "b～", "cz", "d"]]],
    ),
    "one bound of a range has no value": (
        ("n", "xs"),
        Apply(BY_NAME["between"], (N, num(5), GREATEST)),
        [[1, []], [7, []], [7, [9]]],
    ),
    "split by a parameter": (("s", "t"), Apply(BY_NAME["split"], (S, T)), [["a,b", ""], ["", ""], ["😀b", "b"]]),
    "count a parameter": (("s", "t"), Apply(BY_NAME["countText"], (S, T)), [["a😀", ""], ["", ""], ["aaa", "a"]]),
    "count the greatest": (("xs",), Apply(BY_NAME["countItem"], (XS, GREATEST)), [[[]], [[3, 3, 1]]]),
    "every n-th": (("xs", "n"), Apply(BY_NAME["stride"], (XS, N)), [[[1, 2, 3], 0], [[1, 2, 3], -1], [[1, 2, 3], 2]]),
    "as many places": (("n",), Apply(BY_NAME["fixed"], (N, N)), [[-1], [0], [2], [101]]),
    "a large modulus": (("n", "m"), Apply(BY_NAME["remainder"], (N, Var("m"))), [[10, EXACT], [-3, EXACT], [-4, 2]]),
    "the longest of one": (
        ("xss",),
        Each("greatestBy", Var("xss"), "x", list_of(NUMBER), Apply(BY_NAME["greatest"], (Var("x"),))),
        [[[[]]], [[[1], [3, 2]]], [[]]],
    ),
    "an item at an item": (
        ("xs",),
        Each("map", XS, "x", NUMBER, Apply(BY_NAME["at"], (XS, Var("x")))),
        [[[1.0, 0, 1.5]], [[0, 1]], [[2.5]]],
    ),
}


@pytest.mark.parametrize(("names", "term", "calls"), FOUND_IN_TASKS.values(), ids=FOUND_IN_TASKS)
def test_what_once_differed_in_a_found_program_agrees(
    names: tuple[str, ...], term: Term, calls: list[list[JsonValue]]
) -> None:
    it = intent(f"# name: made\n# signature: ({', '.join(f'{n}: any' for n in names)}) -> any\n")
    code = emit(Function("made", it.signature.parameters, "", frozenset(["xs"])), term)
    for row, one, other in answers(code, calls):
        assert one == other, (row, one, other, code)


def answers(
    code: dict[Target, str], calls: list[list[JsonValue]]
) -> list[tuple[list[JsonValue], JsonValue, JsonValue]]:
    """Each input with what JavaScript and what Python gives."""
    rows = tuple(tuple(row) for row in calls)
    (javascript,), (python,) = (run(target, [Case("made", code[target], rows)]) for target in TARGETS)
    values = [
        [answer.get("value") if "value" in answer else "an error" for answer in one] for one in (javascript, python)
    ]
    return list(zip(calls, *values, strict=True))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("takeLast", ["", "c", "abc"]), ("dropLast", ["abc", "ab", ""]), ("takeLastItems", [[], [3], [1, 2, 3]]),
     ("dropLastItems", [[1, 2, 3], [1, 2], []])],
)  # fmt: skip
def test_none_at_the_end_of_a_text_or_a_list_is_none_and_not_all(name: str, wanted: list[JsonValue]) -> None:
    it = intent("# name: made\n# signature: (s: any, n: any) -> any\n")
    code = emit(Function("made", it.signature.parameters, ""), Apply(BY_NAME[name], (S, N)))
    whole: JsonValue = [1, 2, 3] if name.endswith("Items") else "abc"
    got = answers(code, [[whole, n] for n in (0, 1, 5)])
    assert [(one, other) for _, one, other in got] == [(value, value) for value in wanted], code


NICK = Member(Var("user"), "nick", optional=True)
USERS: list[JsonValue] = [{}, {"nick": None}, {"nick": ""}, {"nick": "bo"}]
WITH_MISSING: dict[str, tuple[Term, list[JsonValue]]] = {
    "the field itself": (NICK, [None, None, "", "bo"]),
    "inside a text": (Joined((text("@"), NICK)), ["an error", "an error", "@", "@bo"]),
    "a method of it": (Apply(BY_NAME["upper"], (NICK,)), ["an error", "an error", "", "BO"]),
    "compared": (Apply(BY_NAME["equalText"], (NICK, text("bo"))), ["an error", "an error", False, True]),
    "after a test": (If(IsNull(NICK), Null(), Joined((text("@"), NICK))), [None, None, "@", "@bo"]),
    "after the opposite test": (
        If(Apply(BY_NAME["not"], (IsNull(NICK),)), Joined((text("@"), NICK)), text("-")),
        ["-", "-", "@", "@bo"],
    ),
}


@pytest.mark.parametrize(("term", "wanted"), WITH_MISSING.values(), ids=WITH_MISSING)
def test_a_field_that_is_absent_or_null_gives_the_same_in_both_languages(term: Term, wanted: list[JsonValue]) -> None:
    it = intent("# name: made\n# signature: (user: any) -> any\n")
    code = emit(Function("made", it.signature.parameters, ""), term)
    got = answers(code, [[user] for user in USERS])
    assert [(one, other) for _, one, other in got] == [(value, value) for value in wanted], code


def test_a_field_that_is_known_to_be_there_needs_no_helper() -> None:
    it = intent("# name: made\n# signature: (user: any) -> any\n")
    term = If(IsNull(NICK), Null(), Joined((text("@"), NICK)))
    assert "present" not in "".join(emit(Function("made", it.signature.parameters, ""), term).values())
