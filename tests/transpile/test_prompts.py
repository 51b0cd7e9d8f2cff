"""What models are told, and what they are never told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.models.contract import Reply
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.transpile.loop import prompts
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.round_prompt import RoundPrompt
from intent_lsp.transpile.loop.round_strategy import RoundStrategy
from intent_lsp.values import Target
from tests.support.intents import CLAMP, CLAMP_PY_WRONG, intent

SECRET = "9137"
HIDDEN = intent(CLAMP + f"# hidden examples:\n- in: [{SECRET}, 0, 10] out: 10\n# properties:\n- result <= hi\n")


def hidden_failure() -> Verdict:
    shown = tuple(ExampleResult(n, True, "1", "1") for n in range(1, 5))
    failure = Failure(Gate.HIDDEN, f"got {SECRET}, want 10", example=5)
    return Verdict(Gate.HIDDEN, (*shown, ExampleResult(5, False, "10", SECRET)), (failure,))


def test_the_draft_holds_the_whole_specification() -> None:
    text = prompts.draft_prompt(HIDDEN, "py")
    for part in ("clamp(x: number, lo: number, hi: number)", "Limit a number", "result <= hi", "def clamp(x, lo, hi):"):
        assert part in text
    assert "`clamp(42, 0, 10)` returns `10`" in text
    assert "export function clamp(x, lo, hi) {" in prompts.draft_prompt(HIDDEN, "js")


WHOLE = """\
# Function `area`

The area of a box.

Signature: `area(box: Box, unit?: string) -> number`

Types:
- `Box = { w: number, h: number }`

Rules:
- The unit is left out.

Always true of the result (CEL):
- `result >= 0`

Examples:
- `area({"w": 2, "h": 3})` returns `6`
- `area({"w": -1, "h": 3})` throws an error
"""
TASKS = {
    "js": """\
You may call these functions, which exist:
- `import { clamp } from "./clamp.js";`

Write the module for `area` in JavaScript for Node 20 and later (an ES module). Export it by name. It starts like this:

```js
export function area(box, unit) {
```
""",
    "py": """\
You may call these functions, which exist:
- `from .clamp import clamp`

Write the module for `area` in Python 3.11 and later. Define it at the top level, with exactly these parameter names. \
It starts like this:

```python
def area(box, unit=None):
```
""",
}


@pytest.mark.parametrize("target", TASKS)
def test_the_whole_text_word_for_word(target: Target) -> None:
    """It decides what is in the cache: who changes it raises its version."""
    area = intent(
        CLAMP + "# name: area\n# description:\nThe area of a box.\n# types:\nBox = { w: number, h: number }\n"
        "# signature:\n(box: Box, unit?: string) -> number\n# uses:\n- clamp\n"
        "# constraints:\n- The unit is left out.\n# properties:\n- result >= 0\n"
        '# examples:\n- in: [{"w": 2, "h": 3}] out: 6\n- in: [{"w": -1, "h": 3}] error: true\n',
        "area",
    )
    assert prompts.VERSION == "4"
    assert prompts.draft_prompt(area, target) == f"{WHOLE}\n{TASKS[target]}"
    tag = "js" if target == "js" else "python"
    assert prompts.repair_prompt(area, target, "code\n\n", ["one", "two"]) == (
        f"{WHOLE}\nThis version did not pass:\n\n```{tag}\ncode\n```\n\n"
        "What went wrong:\n- one\n- two\n\n"
        f"Find the mistake, correct it, and reply with the whole corrected module.\n{TASKS[target]}"
    )


def test_the_runtimes_are_named_as_they_matter() -> None:
    """In every prompt: the oldest that matters, and that later ones count too."""
    newer = OldestRuntimes(python=(3, 13), node=24)
    for oldest, js, py in (
        (OldestRuntimes(), "JavaScript for Node 20 and later (an ES module)", "Python 3.11 and later"),
        (newer, "JavaScript for Node 24 and later (an ES module)", "Python 3.13 and later"),
    ):
        for target, name in (("js", js), ("py", py)):
            told = f"Write the module for `clamp` in {name}."
            assert told in prompts.draft_prompt(HIDDEN, target, oldest)  # type: ignore[arg-type]
            assert told in prompts.repair_prompt(HIDDEN, target, "", ["x"], oldest)  # type: ignore[arg-type]


def test_hidden_examples_never_reach_a_model() -> None:
    lines = prompts.failure_lines(hidden_failure(), HIDDEN)
    repair = prompts.repair_prompt(HIDDEN, "py", CLAMP_PY_WRONG, lines)
    for text in (prompts.draft_prompt(HIDDEN, "js"), repair):
        assert SECRET not in text
    assert "generalise" in repair


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (
            Failure(Gate.RUNTIMES, f"on Node 20.1.0: got {SECRET}, want 10", example=5, runtime="Node 20.1.0"),
            "on Node 20.1.0, inputs other than these examples do not give what they give in the sandbox",
        ),
        (
            Failure(Gate.PROPERTIES, f"false for clamp({SECRET}, 0, 10)", args=(9137, 0, 10), property="result <= hi"),
            "property `result <= hi` does not hold for every input",
        ),
        (
            Failure(Gate.PROPERTIES, "false for clamp(12, 0, 10)", args=(12, 0, 10), property="result <= hi"),
            "false for clamp(12, 0, 10)",
        ),
        (
            Failure(Gate.RUNTIMES, "on Node 20.1.0: got 6, want 5", example=1, runtime="Node 20.1.0"),
            "clamp(5, 0, 10): expected 1, got 1",
        ),
    ],
)
def test_what_fails_later_tells_nothing_of_a_hidden_example_either(failure: Failure, line: str) -> None:
    verdict = replace(hidden_failure(), gate=failure.gate, failures=(failure,))
    assert prompts.failure_lines(verdict, HIDDEN) == [line]


def test_the_repair_holds_the_code_and_the_exact_failures() -> None:
    failures = (Failure(Gate.EXAMPLES, "got 42, want 10", example=3),)
    results = tuple(ExampleResult(n, n != 3, "10", "42" if n == 3 else "10") for n in range(1, 5))
    lines = prompts.failure_lines(Verdict(Gate.EXAMPLES, results, failures), HIDDEN)
    text = prompts.repair_prompt(HIDDEN, "py", CLAMP_PY_WRONG, lines)
    assert "clamp(42, 0, 10): expected 10, got 42" in text
    assert CLAMP_PY_WRONG.strip() in text


@pytest.mark.parametrize(
    ("error", "hint", "line"),
    [
        (None, "", "clamp(42, 0, 10): expected 10, got 42"),
        (CodeError("ValueError", "no", 3), "", "clamp(42, 0, 10): expected 10, got 42 (line 3)"),
        (CodeError("ValueError", "no"), "", "clamp(42, 0, 10): expected 10, got 42"),
        (None, "got a string, want a number", "clamp(42, 0, 10): expected 10, got 42; got a string, want a number"),
    ],
)
def test_an_example_that_fails_says_where_and_why(error: CodeError | None, hint: str, line: str) -> None:
    failures = (Failure(Gate.EXAMPLES, "got 42, want 10", example=3),)
    result = ExampleResult(3, False, "10", "42", error, hint)
    assert prompts.failure_lines(Verdict(Gate.EXAMPLES, (result,), failures), HIDDEN) == [line]


def test_of_many_failures_the_first_are_told_and_the_others_counted() -> None:
    failures = tuple(Failure(Gate.PROPERTIES, f"false for {number}", args=(number,)) for number in range(10))
    lines = prompts.failure_lines(Verdict(Gate.PROPERTIES, (), failures), HIDDEN)
    assert lines == [*(f"false for {number}" for number in range(8)), "and 2 more examples fail"]
    assert len(prompts.failure_lines(Verdict(Gate.PROPERTIES, (), failures[:8]), HIDDEN)) == 8


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("changes-its-input", "the arguments must stay as they are: work on a copy"),
        ("depends-on-time", "nothing but the arguments may decide the result"),
    ],
)
def test_what_changes_without_its_arguments_is_told_with_what_to_do(code: str, says: str) -> None:
    failure = Failure(Gate.VARIATION, "gave 1, then 2", example=3, code=code)
    verdict = Verdict(Gate.VARIATION, (ExampleResult(3, True, "10", "10"),), (failure,))
    assert prompts.failure_lines(verdict, HIDDEN) == [f"clamp(42, 0, 10): gave 1, then 2; {says}"]


def test_what_fails_is_also_told_as_data_but_for_hidden_examples() -> None:
    results = tuple(ExampleResult(number, number in (1, 4), "10", "42") for number in range(1, 6))
    best = Attempt("code", Verdict(Gate.EXAMPLES, results), Reply("code", "p", "m"), 1, 1)
    for way in (RoundStrategy("repair", "repair"), RoundStrategy("fresh", "repair", 2)):
        prompt = RoundPrompt(HIDDEN, "py", OldestRuntimes()).prompt(way, best, "", "", 2)
        assert [(each.args, each.expected, each.got) for each in prompt.counterexamples] == [
            ((-3, 0, 10), 0, "42"),
            ((42, 0, 10), 10, "42"),
        ]
        assert ("This version did not pass" in prompt.user) is (way.kind == "repair")


def test_what_never_changes_comes_first() -> None:
    draft = prompts.draft_prompt(HIDDEN, "py")
    repair = prompts.repair_prompt(HIDDEN, "py", CLAMP_PY_WRONG, ["x"])
    common = next(i for i, (a, b) in enumerate(zip(draft, repair, strict=False)) if a != b)
    assert "Examples:" in draft[:common]


def test_the_head_of_the_function_in_both_languages() -> None:
    spec = intent(
        "# name: f\n# signature:\n(a: string, b?: number, c: boolean = true, ...rest: number[]) -> string\n"
        '# examples:\n- in: ["x"] out: "x"\n'
    )
    assert prompts.header("f", spec.signature, "js") == "export function f(a, b, c = true, ...rest) {"
    assert prompts.header("f", spec.signature, "py") == "def f(a, b=None, c=True, *rest):"
