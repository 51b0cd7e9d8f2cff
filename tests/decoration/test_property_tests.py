"""What a test file says of properties: names that mean something else there, arguments that are left out or changed."""

from __future__ import annotations

import ast
import subprocess

import pytest

from intent_lsp.decoration.property_tests import javascript_property_tests, python_property_tests
from intent_lsp.document.model import Intent
from tests.support.intents import intent

HEAD = "# name: pick\n# signature:\n"


def spec(signature: str, example: str, *properties: str) -> Intent:
    lines = "\n".join(f"- {text}" for text in properties)
    return intent(f"{HEAD}{signature}\n# examples:\n- {example}\n# properties:\n{lines}\n")


def python(of: Intent) -> str:
    made = python_property_tests(of, "pick", "pick(*arguments)", [example.args for example in of.examples])
    text = "\n\n".join(made.parts)
    ast.parse(text)
    return text


def javascript(of: Intent) -> str:
    made = javascript_property_tests(of, "pick", [example.args for example in of.examples], "node")
    text = "\n".join(made.parts)
    done = subprocess.run(["node", "--check", "-"], input=text, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return text


def test_names_that_mean_something_else_there_get_another() -> None:
    of = spec(
        "(args: number[], test: string, same: number, l: number, pick: number) -> number",
        'pick([1], "a", 2, 3, 4) -> 1',
        "args.all(args, args > 0) && size(test) == 1 && same + l + pick > result",
    )
    assert "    args, test, same_, l_, pick_ = arguments\n" in python(of)
    assert "all(args_ > 0 for args_ in args) and len(test) == 1 and same_ + l_ + pick_ > result" in python(of)
    assert "const [args_, test_, same_, l, pick_] = args;" in javascript(of)
    assert "args_.every((args__) => args__ > 0) && [...test_].length === 1" in javascript(of)


def test_only_what_is_named_is_bound() -> None:
    of = spec("(a: number, b: number, c: number) -> number", "pick(1, 2, 3) -> 2", "b == 2")
    assert "    _, b, _ = arguments\n    try:\n        pick(*arguments)\n" in python(of)
    assert "const [, b] = args;\n    try {\n      await pick(...args);" in javascript(of)
    nothing = spec("(a: number) -> number", "pick(1) -> 2", "result == 2")
    assert "_ = arguments" not in python(nothing)
    assert "] = args" not in javascript(nothing)


def test_what_is_left_out_is_its_default() -> None:
    of = spec(
        '(a: number, b: string = "x", c?: number, ...d: number[]) -> number',
        "pick(1) -> 2",
        'b == "x" && c == null && size(d) == 0 && a == 1',
    )
    assert '    a, b, c, *d = arguments + (None, "x", None)[len(arguments) :]\n' in python(of)
    assert 'const [a, b = "x", c = null, ...d] = args;' in javascript(of)


@pytest.mark.parametrize(("value", "copied"), [("[1]", True), ('{ "a": 1 }', True), ("1", False)])
def test_arguments_that_can_be_changed_are_copied(value: str, copied: bool) -> None:
    of = spec("(a: any) -> number", f"pick({value}) -> 2", "result == 2")
    assert ("copy.deepcopy(arguments)" in python(of)) == copied
    assert ("structuredClone(args)" in javascript(of)) == copied


def test_lists_that_may_be_tuples_are_made_lists() -> None:
    assert "plain(pick(" in python(
        spec("(a: number) -> { xs: number[] }", 'pick(1) -> { "xs": [] }', "result.xs == []")
    )
    assert "plain(" not in python(spec("(a: number) -> { x: number }", 'pick(1) -> { "x": 1 }', "result.x == 1"))


def test_what_is_not_said_is_named_and_stays_in_its_comment() -> None:
    of = spec("(a: string) -> number", 'pick("x") -> 2', "string(result) == '\u202e\u2028*/'")
    assert python(of) == "# Only intent-lsp checks:\n#   string(result) == '\\u202e */'\n"
    assert javascript(of) == "// Only intent-lsp checks:\n//   string(result) == '\\u202e */'\n"
