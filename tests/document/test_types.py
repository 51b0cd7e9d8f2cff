"""The type language: reading, writing, and whether values fit."""

from __future__ import annotations

from typing import Any

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.document.type_language.types import find_mismatch, parameter_text, signature_text, type_text
from intent_lsp.values import Target


def signed(returns: str, types: str = "") -> Intent:
    document = parse(f"# name: f\n# types:\n{types}\n# signature:\n() -> {returns}\n# examples:\n")
    assert [p for p in document.problems() if p.severity == "error"] == []
    return document.intents[0]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("number", "number"),
        ("float", "number"),
        ("integer", "integer"),
        ("int", "integer"),
        ("string", "string"),
        ("str", "string"),
        ("boolean", "boolean"),
        ("bool", "boolean"),
        ("null", "null"),
        ("None", "null"),
        ("any", "any"),
        ("unknown", "any"),
        ("Any", "any"),
        ("number[]", "number[]"),
        ("Array<number>", "number[]"),
        ("list[int]", "integer[]"),
        ("List[list[str]]", "string[][]"),
        ("number[][]", "number[][]"),
        ("list", "any[]"),
        ("[number, string]", "[number, string]"),
        ("tuple[int, str]", "[integer, string]"),
        ("tuple[int, ...]", "integer[]"),
        ("tuple", "any[]"),
        ("{ a: number, b?: string }", "{ a: number, b?: string }"),
        ("{a:number;b:string}", "{ a: number, b: string }"),
        ("{\n  a: number\n  b: string\n}", "{ a: number, b: string }"),
        ("{ 'x y': number }", '{ "x y": number }'),
        ("{ 1: number }", '{ "1": number }'),
        ("{}", "{}"),
        ("Record<string, number>", "Record<string, number>"),
        ("map", "Record<string, any>"),
        ("dict[str, list[int]]", "Record<string, integer[]>"),
        ("{ [key: string]: number }", "Record<string, number>"),
        ("{ [key: string]: number; }", "Record<string, number>"),
        ("number | null", "number | null"),
        ("| 'a' | 'b'", '"a" | "b"'),
        ('"asc" | 3', '"asc" | 3'),
        ("-1 | 1.5", "-1 | 1.5"),
        ("true | 1", "true | 1"),
        ("Optional[int]", "integer | null"),
        ("Union[int, str]", "integer | string"),
        ("Literal['a', 2]", '"a" | 2'),
        ("Literal[True, False]", "true | false"),
        ("(number | null)[]", "(number | null)[]"),
        ("((number))", "number"),
        ("(number | string) | number", "number | string"),
        ("typing.Optional[str]", "string | null"),
        ("number // a remark", "number"),
    ],
)
def test_spellings(written: str, text: str) -> None:
    assert type_text(signed(written).signature.returns) == text


@pytest.mark.parametrize(
    ("written", "js", "py"),
    [
        ("integer", "number", "int"),
        ("any", "*", "Any"),
        ("string[]", "string[]", "list[str]"),
        ("(number | null)[]", "(number | null)[]", "list[float | None]"),
        ("'a' | 2", '"a" | 2', "Literal['a'] | Literal[2]"),
        ("{ a: number, b: string }", "{ a: number, b: string }", "dict[str, float | str]"),
        ("{}", "{}", "dict[str, Any]"),
        ("Record<string, int>", "Record<string, number>", "dict[str, int]"),
        ("[int, str]", "[number, string]", "tuple[int, str]"),
        ("any | null", "*", "Any"),
        ("boolean", "boolean", "bool"),
    ],
)
def test_annotations(written: str, js: str, py: str) -> None:
    returns = signed(written).signature.returns
    assert (type_text(returns, "js"), type_text(returns, "py")) == (js, py)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        (None, "{ left: Tree, v: number } | null"),
        ("js", "{ left: *, v: number } | null"),
        ("py", "dict[str, Any] | None"),
    ],
)
def test_named_types_are_written_out(target: Target | None, text: str) -> None:
    intent = signed("Tree", "Tree = { left: Tree, v: number } | null")
    assert type_text(intent.signature.returns, target, intent.types) == text
    assert type_text(intent.signature.returns) == "Tree"


def test_types_that_grow_out_of_hand() -> None:
    intent = signed("T0", "\n".join(f"T{i} = [T{i + 1}, T{i + 1}]" for i in range(50)) + "\nT50 = number")
    assert len(type_text(intent.signature.returns, "js", intent.types)) < 2000


def test_declarations_in_every_dress() -> None:
    types = "- A = number\n`B = A[]`\ntype C = { x: A }; \n"
    types += "export interface D {\n  y: B;\n}\n\nE =\n  | 'a'\n  | 'b' // or\n"
    intent = signed("A | B | C | D | E", types)
    assert {name: type_text(kind) for name, kind in intent.types.items()} == {
        "A": "number",
        "B": "A[]",
        "C": "{ x: A }",
        "D": "{ y: B }",
        "E": '"a" | "b"',
    }
    fenced = signed("A", "```ts\nA = number\n```")
    assert list(fenced.types) == ["A"]


def test_a_wrong_declaration_does_not_hide_the_next() -> None:
    document = parse("# name: f\n# types:\nA = {\nB = string\nC == 1\nD = B\n")
    assert list(document.intents[0].types) == ["B", "D"]
    assert [p.span.line for p in document.problems() if p.code == "type-syntax"] == [2, 4]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("(x: number, y?: string) -> null", "(x: number, y?: string) -> null"),
        ("(x: number = 3, y = 'a') => any", '(x: number = 3, y: any = "a") -> any'),
        ("(x: int = None) → int", "(x: integer = null) -> integer"),
        ("(...xs: number[]): number", "(...xs: number[]) -> number"),
        ("(*xs: list[int]) -> int", "(...xs: integer[]) -> integer"),
        ("clamp(x: number) -> number", "(x: number) -> number"),
        ("function f(x: number): number;", "(x: number) -> number"),
        ("def f(x: int) -> int:", "(x: integer) -> integer"),
        ("(\n  x: number,  // first\n  y: { a: number },\n) -> number", "(x: number, y: { a: number }) -> number"),
        ("()->any", "() -> any"),
        ("(x: number) -> number\n\nProse below.", "(x: number) -> number"),
    ],
)
@pytest.mark.parametrize("wrap", ["{}", "`{}`", "```ts\n{}\n```", "\n{}\n"])
def test_signatures(written: str, text: str, wrap: str) -> None:
    if "Prose" in written and "`" in wrap:
        written = written.split("\n")[0]
    document = parse("# name: f\n# signature:\n" + wrap.format(written) + "\n# examples:\n")
    assert [p.message for p in document.problems() if p.severity == "error"] == []
    signature = document.intents[0].signature
    assert signature_text(signature) == text
    assert signature_text(signature, "f") == "f" + text
    assert ", ".join(map(parameter_text, signature.parameters)) in text


TREE = "Tree = { left?: Tree, v: number }\nOrder = 'asc' | 'desc'"

FITS: list[tuple[str, Any, str | None]] = [
    ("number", 1, None),
    ("number", 1.5, None),
    ("number", float("nan"), None),
    ("number", True, ""),
    ("integer", 1.0, None),
    ("integer", 1.5, ""),
    ("integer", float("inf"), ""),
    ("string", "", None),
    ("string", 1, ""),
    ("boolean", False, None),
    ("boolean", 0, ""),
    ("null", None, None),
    ("null", 0, ""),
    ("any", {"a": [None]}, None),
    ("number[]", [], None),
    ("number[]", [1, "a"], "1"),
    ("number[]", {}, ""),
    ("[number, string]", [1, "a"], None),
    ("[number, string]", [1], ""),
    ("[number, string]", [1, 2], "1"),
    ("Record<string, number>", {"a": 1}, None),
    ("Record<string, number>", {"a": None}, "a"),
    ("{ a: number, b?: string }", {"a": 1}, None),
    ("{ a: number, b?: string }", {"b": "x"}, ""),
    ("{ a: number, b?: string }", {"a": 1, "b": None}, "b"),
    ("{ a: number }", {"a": 1, "c": 2}, "c"),
    ("{ a: number }", [], ""),
    ("number | null", None, None),
    ("number | null", "x", ""),
    ("'a' | 1", "a", None),
    ("'a' | 1", True, ""),
    ("1", 1.0, None),
    ("true", 1, ""),
    ("Tree", {"v": 1, "left": {"v": 2}}, None),
    ("Tree", {"v": 1, "left": {"v": "2"}}, "left.v"),
    ("Tree | Order", {"v": 1, "left": {"v": "2"}}, "left.v"),
    ("Order", "asc", None),
    ("Order", "up", ""),
]


@pytest.mark.parametrize(("written", "value", "path"), FITS)
def test_fits(written: str, value: Any, path: str | None) -> None:
    intent = signed(written, TREE)
    found = find_mismatch(intent.signature.returns, value, intent.types)
    assert (None if found is None else ".".join(map(str, found.path))) == path


def test_fitting_ends_for_recursive_unions() -> None:
    intent = signed("T", "T = { a: T, x: 1 } | { a: T, x: 2 } | null")
    value: Any = {"a": None, "x": 3}
    for _ in range(50):
        value = {"a": value, "x": 1}
    find_mismatch(intent.signature.returns, value, intent.types)
    endless: Any = []
    for _ in range(5000):
        endless = [endless]
    loop = signed("T", "T = T[]")
    assert find_mismatch(loop.signature.returns, endless, loop.types) is None
