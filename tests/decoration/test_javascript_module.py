"""Comments that TypeScript reads: the signature's types, never a lie, and nothing but comments is added."""

from __future__ import annotations

import pytest

from intent_lsp.decoration.declaration_file import declarations
from intent_lsp.decoration.javascript_module import decorated
from intent_lsp.document import parse
from intent_lsp.document.model import Intent


def intent(signature: str, *, types: str = "", description: str = "") -> Intent:
    text = f"# name: f\n# description:\n{description}\n# types:\n{types}\n# signature: {signature}\n# examples:\n"
    (found,) = parse(text, stem="f", default_targets=("js",)).intents
    return found


@pytest.mark.parametrize(
    ("signature", "parameters", "tags", "declared"),
    [
        ("(x: integer) -> number", "x", ["{number} x", "{number}"], "(x: number): number"),
        ("(x?: string) -> null", "x", ["{string} [x]", "{null}"], "(x?: string): null"),
        ("(x: number = 3) -> any", "x = 3", ["{number} [x=3]", "{any}"], "(x?: number): any"),
        ('(x: string = "*/") -> any', "x = '*/'", ["{string} [x]", "{any}"], "(x?: string): any"),
        ("(...xs: number[]) -> any", "...xs", ["{...number} xs", "{any}"], "(...xs: number[]): any"),
        ("(...xs: (1 | 2)[]) -> any", "...xs", ["{...(1 | 2)} xs", "{any}"], "(...xs: (1 | 2)[]): any"),
        ('(o: "a" | "*/") -> any', "o", ['{"a" | "*\\/"} o', "{any}"], '(o: "a" | "*\\/"): any'),
        ("(p: [number, boolean][]) -> any", "p", ["{[number, boolean][]} p", "{any}"], "(p: [number, boolean][]): any"),
        ('(p: { a: number, "b c"?: any }) -> any', "p", ['{{ a: number; "b c"?: any }} p', "{any}"],
         '(p: { a: number; "b c"?: any }): any'),
    ],
)  # fmt: skip
def test_the_signature_is_what_is_said(signature: str, parameters: str, tags: list[str], declared: str) -> None:
    code = f"export function f({parameters}) {{\n  return null;\n}}\n"
    made = decorated(code, intent(signature))
    said = [line.partition("@")[2] for line in made.split("\n") if "@" in line]
    assert said == [*(f"param {tag}" for tag in tags[:-1]), f"returns {tags[-1]}"]
    assert made.endswith(f"*/\n{code}")
    assert declarations(code, intent(signature)) == f"export declare function f{declared};\n"


def test_named_types_keep_their_names() -> None:
    types = "Vec = { x: number }\nTree = { left: Tree | null, at: Vec }\nOther = number"
    wanted = intent("(t: Tree) -> Vec[]", types=types)
    code = "export const f = (t) => [t.at];\n"
    assert decorated(code, wanted) == (
        "/** @typedef {{ x: number }} Vec */\n/** @typedef {{ left: Tree | null; at: Vec }} Tree */\n\n"
        f"/**\n * @param {{Tree}} t\n * @returns {{Vec[]}}\n */\n{code}"
    )
    assert declarations(code, wanted).split("\n")[0] == "export type Vec = { x: number };"
    assert "Other" not in declarations(code, wanted)


@pytest.mark.parametrize(
    ("code", "returns"),
    [
        ("export async function f(x) {\n  return x;\n}\n", "Promise<number>"),
        ("export const f = async (x) => x;\n", "Promise<number>"),
        ("export function f(x) {\n  return new Promise((go) => go(x));\n}\n", "any"),
        ("function f(x) {\n  return x;\n}\nexport { f };\n", "number"),
    ],
)
def test_a_promise_is_not_called_its_value(code: str, returns: str) -> None:
    wanted = intent("(x: number) -> number")
    assert f"@returns {{{returns}}}" in decorated(code, wanted)
    assert declarations(code, wanted).endswith(f": {returns};\n")


@pytest.mark.parametrize(
    "code",
    [
        "/** @param {string} x */\nexport function f(x) {\n  return x;\n}\n",
        "export function f(x {\n",
        "export function g(x) {}\n",
        "",
    ],
)
def test_types_of_its_own_stay_and_broken_code_is_left_alone(code: str) -> None:
    assert decorated(code, intent("(x: number) -> number")) == code


def test_a_comment_without_types_gets_them() -> None:
    code = "// why\n\n/**\n * Give it\n * back.\n */\nexport function f(x) {\n  return `/** ${x} */`;\n}\n"
    made = decorated(code, intent("(x: any) -> string", description="Not this."))
    assert made == code.replace(" * back.\n", " * back.\n *\n * @param {any} x\n * @returns {string}\n")


def test_a_comment_that_belongs_to_nothing_stays() -> None:
    code = "/** A module. */\n\nexport function f(x) {\n  return x;\n}\n"
    made = decorated(code, intent("(x: any) -> any", description="Give it back."))
    assert made.startswith("/** A module. */\n\n/**\n * Give it back.\n *\n")


def test_no_description_gets_out_of_its_comment() -> None:
    wanted = intent("(x: any) -> any", description="*/ alert(1) /* and @param {string} x")
    code = "export function f(x) {\n  return x;\n}\n"
    made = decorated(code, wanted)
    assert made.count("*/") == 1
    assert made.endswith(f" */\n{code}")
    assert declarations(code, wanted).count("*/") == 1


def test_helpers_have_the_types_of_what_they_are_given() -> None:
    helper = "const g = (a, b) => a + b;\n\n"
    calls = helper + "export function f(x, y) {\n  y = 1;\n  return g(x, y);\n}\n"
    wanted = intent("(x: number, y: number) -> number")
    assert "@param {number} a\n * @param {any} b\n" in decorated(calls, wanted)
    handed_on = helper + "export function f(x, y) {\n  return [[x, g(x, y)]].map(g);\n}\n"
    assert "@param {any} a\n" in decorated(handed_on, wanted)
    shadowed = helper + "export function f(x, y) {\n  return [y].map((x) => g(x, y));\n}\n"
    assert "@param {any} a\n * @param {number} b\n" in decorated(shadowed, wanted)


def test_decorating_twice_is_decorating_once() -> None:
    code = "const g = (a) => a;\nexport function f(x) {\n  return g(x);\n}\n"
    wanted = intent("(x: T) -> T", types="T = { a: T | null }", description="Give it back.")
    made = decorated(code, wanted)
    assert decorated(made, wanted) == made
    assert made != code
