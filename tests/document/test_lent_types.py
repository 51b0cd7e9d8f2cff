"""Types of other documents: taken by name, with all that they are made of, and never in a circle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.document import parse
from intent_lsp.document.lent_types import lenders
from intent_lsp.document.model import Document, Intent
from intent_lsp.document.type_language import borrowing
from intent_lsp.document.type_language.types import type_text

GEOMETRY = """
# name: norm
# types:
Coordinate = number
Vec = { x: Coordinate, y: Coordinate }
Tree = { value: Vec, children: Tree[] }
# signature: (v: Vec) -> number
# description: The length of a vector.
# examples:
- norm({ "x": 3, "y": 4 }) -> 5
"""
USER = """
# name: flip
# types:
Vec from ./geometry.intent.md
# signature: (v: Vec) -> Vec
# description: The vector in the other direction.
# examples:
- flip({ "x": 3, "y": 4 }) -> { "x": -3, "y": -4 }
"""


def read(text: str, **others: str) -> Document:
    texts = {f"{name}.intent.md": other.lstrip() for name, other in others.items()}
    found = lenders("sub/user.intent.md".removeprefix("sub/"), text.lstrip(), texts.get)
    return parse(text.lstrip(), stem="user", lenders=found)


def problems(document: Document) -> list[tuple[str, str]]:
    lines = document.text.split("\n")
    return [
        (problem.code, lines[problem.span.line][problem.span.column : problem.span.end_column] + ": " + problem.message)
        for problem in document.problems()
    ]


def only(document: Document) -> Intent:
    assert problems(document) == []
    return document.intents[0]


def test_a_type_comes_with_what_it_is_made_of() -> None:
    intent = only(read(USER, geometry=GEOMETRY))
    assert {name: type_text(kind) for name, kind in intent.types.items()} == {
        "Vec": "{ x: Coordinate, y: Coordinate }",
        "Coordinate": "number",
    }
    assert [(one.name, one.path) for one in intent.borrowed] == [("Vec", "./geometry.intent.md")]


@pytest.mark.parametrize("made", ["Coordinate | null", "[Coordinate, string]", "Record<string, Coordinate[]>"])
def test_what_it_is_made_of_comes_from_any_kind_of_type(made: str) -> None:
    lent = GEOMETRY.replace("{ x: Coordinate, y: Coordinate }", made)
    text = USER.partition("# examples:")[0]
    intent = read(text, geometry=lent).intents[0]
    assert set(intent.types) == {"Vec", "Coordinate"}


@pytest.mark.parametrize(
    "line",
    [
        "- `Vec` from `./geometry.intent.md`",
        "* Vec from geometry.intent.md",
        "Tree, Vec from ./geometry.intent.md",
        "Own = Vec[]\nVec from ./geometry.intent.md\nOther = Own",
        "• Vec from ./geometry.intent.md",
        "> - Vec from ./geometry.intent.md",
        "## From elsewhere\nVec from ./geometry.intent.md ^vectors",
    ],
)
def test_how_it_may_be_written(line: str) -> None:
    intent = only(read(USER.replace("Vec from ./geometry.intent.md", line), geometry=GEOMETRY))
    assert "Vec" in intent.types
    assert ("Tree" in intent.types) == ("Tree" in line)


def test_it_stands_on_the_heading_s_line_too() -> None:
    text = USER.replace("# types:\nVec", "# types: Vec")
    assert "Vec" in only(read(text, geometry=GEOMETRY)).types


def test_examples_are_held_to_it() -> None:
    text = USER.replace('flip({ "x": 3, "y": 4 })', 'flip({ "x": 3, "z": 4 })')
    assert [code for code, _ in problems(read(text, geometry=GEOMETRY))] == ["example-type"]


def test_the_digest_is_that_of_the_types_themselves() -> None:
    before = only(read(USER, geometry=GEOMETRY))
    same = only(read(USER, geometry=GEOMETRY.replace("The length", "Length")))
    other = only(read(USER, geometry=GEOMETRY.replace("y: Coordinate }", "y: Coordinate, z?: Coordinate }")))
    deeper = only(read(USER, geometry=GEOMETRY.replace("Coordinate = number", "Coordinate = integer")))
    assert before.digest == same.digest
    assert len({before.digest, other.digest, deeper.digest}) == 3
    assert len({before.contract_digest, other.contract_digest, deeper.contract_digest}) == 3


def test_a_borrowed_type_can_be_lent_on() -> None:
    shapes = USER.replace("flip", "shape").replace("Vec from", "Vec from").lstrip()
    intent = only(read(USER.replace("./geometry", "./shapes"), shapes=shapes, geometry=GEOMETRY))
    assert set(intent.types) == {"Vec", "Coordinate"}


@pytest.mark.parametrize(
    ("text", "others", "found"),
    [
        (USER, {}, "./geometry.intent.md: there is no document geometry.intent.md: check the path"),
        (
            USER.replace("./geometry", "../geometry"),
            {},
            "../geometry.intent.md: ../geometry.intent.md is outside of the workspace",
        ),
        (
            USER.replace("Vec", "Vac"),
            {"geometry": GEOMETRY},
            "Vac: ./geometry.intent.md has no type Vac: did you mean Vec?",
        ),
        (
            USER.replace("Vec", "Colour"),
            {"geometry": GEOMETRY},
            "Colour: ./geometry.intent.md has no type Colour: it has Coordinate, Vec, Tree",
        ),
        (
            USER.replace("./geometry", "./user"),
            {},
            "./user.intent.md: a document has its own types anyway: remove this",
        ),
        (
            USER,
            {"geometry": GEOMETRY.replace("Coordinate = number", "Coordinate from ./user.intent.md")},
            "./geometry.intent.md: geometry.intent.md takes types from this document in turn: "
            "let one of them declare its own",
        ),
        (
            USER,
            {"geometry": GEOMETRY + GEOMETRY.replace("norm", "size").replace("= number", "= integer")},
            "Vec: ./geometry.intent.md declares the type Coordinate in different ways: let its intents agree",
        ),
        (
            USER.replace("Vec from", "Coordinate from"),
            {"geometry": GEOMETRY + GEOMETRY.replace("norm", "size").replace("= number", "= integer")},
            "Coordinate: ./geometry.intent.md declares the type Coordinate in different ways: let its intents agree",
        ),
    ],
)
def test_what_cannot_be_taken_is_told_once(text: str, others: dict[str, str], found: str) -> None:
    told = [(code, message) for code, message in problems(read(text, **others)) if code == "unknown-type"]
    if "Coordinate from" in text:  # which leaves the signature without its type
        told = told[:1]
    assert told == [("unknown-type", found)]


def test_two_types_of_one_name_are_told() -> None:
    own = USER.replace("Vec from", "Vec = number\nVec from")
    assert problems(read(own, geometry=GEOMETRY))[0] == (
        "duplicate-name",
        "Vec: the type Vec is declared here, too: remove one",
    )
    clash = USER.replace("Vec from", "Coordinate = string\nVec from")
    assert problems(read(clash, geometry=GEOMETRY))[0] == (
        "duplicate-name",
        "Vec: Vec is made of Coordinate, which is another type here: rename one of them",
    )


def test_prose_and_uses_lend_nothing() -> None:
    text = USER.replace("# description:", "# uses:\n- norm from ./geometry.intent.md\n# description:").replace(
        "Vec from ./geometry.intent.md", "Vec = { x: number, y: number }"
    )

    def nobody(path: str) -> str | None:
        raise AssertionError(path)

    assert lenders("user.intent.md", text, nobody) == {}


def test_a_document_is_read_again_only_where_lenders_changed() -> None:
    document = read(USER, geometry=GEOMETRY)
    found = lenders("user.intent.md", document.text, {"geometry.intent.md": GEOMETRY}.get)
    again = parse(document.text, stem="user", previous=document, lenders=found)
    assert again.intents[0] is document.intents[0]
    changed = lenders("user.intent.md", document.text, {"geometry.intent.md": "# types: Vec = string"}.get)
    assert parse(document.text, stem="user", previous=document, lenders=changed).problems() != ()


PIECES = [
    "# types:", "## types", "types:\n---", "# other", "Vec", "`Vec`", "_a", "1", " ", "\t", "\u00a0", "\u2003", ",",
    ";", ":", "from", " from ", "./g.intent.md", "`./g.intent.md`", "<g.intent.md>", "(g)", "\n", "\r", "\r\n", "- ",
    "> ", "• ", "```", "#", " ^id", "`", "\ufeff", "é",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.booleans())
def test_a_quick_look_misses_no_path(text: str, headed: bool) -> None:
    text = f"# types: {text}" if headed else text
    quick = borrowing.written_paths(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(borrowing, "_may_borrow", lambda _: True)
        assert borrowing.written_paths(text) == quick


def test_prose_with_the_word_is_not_cut_into_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(borrowing, "split_sections", lambda _: pytest.fail("cut into sections"))
    text = "# name: f\n# description: Counts from the left.\nRemoves what comes from outside.\nTakes it from it\n"
    assert borrowing.written_paths(text) == ()
