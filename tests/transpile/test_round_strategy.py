"""The way from one round to the next: no question twice, nothing run twice, and what else is there is used."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from intent_lsp.checks.verdict import Gate
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.errors import EndlessReply, NoProvider
from intent_lsp.models.contract import Prompt, Reply
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import CandidateReady, Exhausted, RoundFailed, Work
from intent_lsp.transpile.loop.questions import Questions
from intent_lsp.transpile.loop.round_strategy import strategies
from intent_lsp.transpile.loop.same_program import fingerprint
from intent_lsp.transpile.planning.order import RoundOptions
from intent_lsp.values import Target
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say, by_target, chat_server
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY, CLAMP_PY_WRONG, UNRULY_JS, intent

PY_ONLY = CLAMP.replace("js,py", "py")
WRONG = Say(f"```python\n{CLAMP_PY_WRONG}```")
RIGHT = Say(f"```python\n{CLAMP_PY}```")


def question(request: dict[str, Any]) -> tuple[str, int, float]:
    """What decides the answer."""
    return request["messages"][-1]["content"], request["seed"], request["temperature"]


async def test_no_question_is_asked_twice(root: Path) -> None:
    def another(request: dict[str, Any]) -> Say:
        return Say(f"```python\ndef clamp(x, lo, hi):\n    return {len(request['messages'][1]['content'])}\n```")

    async with bench(root, another, rounds=8) as it:
        assert (await it.transpile(it.write(PY_ONLY)))["clamp", "py"].status == "failed"
        questions = [question(request) for request in it.server.requests]
        assert len(questions) == len(set(questions)) == 8
        assert len({temperature for _, _, temperature in questions}) == 2


@dataclass
class Found:
    """Models of whoever is there at the moment; the first answers, without end or with a reply."""

    interchangeable: bool
    names: list[str]
    endless: bool = False

    async def providers(self, route: str) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=name) for name in self.names]

    async def ask(self, prompt: Prompt, route: str, **_: object) -> Reply:
        if self.endless:
            raise NoProvider("nobody", causes=[EndlessReply("it repeats itself", provider=self.names[0])])
        return Reply("code", self.names[0], "m")


@pytest.mark.parametrize("endless", [False, True])
@pytest.mark.parametrize("interchangeable", [False, True])
async def test_who_was_asked_matters_where_providers_are_named(interchangeable: bool, endless: bool) -> None:
    """Those that were found may be others the next time, and the rounds must go the same way."""
    models = Found(interchangeable, ["one"], endless)
    questions = Questions(
        Work(Path("a.intent.md"), "clamp", "py"), RoundOptions(3), cast(Any, models), lambda _: None, lambda _: None
    )
    prompt = Prompt("system", "text", "py", intent(CLAMP))
    assert await questions.is_new("text", 0)
    with pytest.raises(EndlessReply) if endless else nullcontext():
        await questions.ask(prompt, "repair", lambda _: None)
    assert not await questions.is_new("text", 0)
    assert await questions.is_new("text", 1)
    models.names = ["two"]
    assert await questions.is_new("text", 0) is not interchangeable


async def test_an_answer_that_was_tried_is_not_run_again(root: Path) -> None:
    """Also where only its layout differs."""
    again = CLAMP_PY_WRONG.replace("return max(x, lo)", "# the larger one\n    return max(x,lo)")
    script = [WRONG, Say(f"```python\n{again}```"), RIGHT]
    async with bench(root, script) as it:
        assert (await it.transpile(it.write(PY_ONLY)))["clamp", "py"].rounds == 3
        assert len(it.of(CandidateReady)) == 2
        assert "tried already" in it.of(RoundFailed)[1].reason


@pytest.mark.parametrize(
    ("target", "one", "other", "same"),
    [
        ("py", CLAMP_PY, '"""A remark."""\n' + CLAMP_PY.replace(", ", " ,"), True),
        ("py", CLAMP_PY, CLAMP_PY_WRONG, False),
        ("py", "def f(:", "def  f(:", True),
        ("py", "def f(:", "def g(:", False),
        ("js", CLAMP_JS, "/* a remark */ " + CLAMP_JS.replace(";", "").replace("  ", "\t"), True),
        ("js", CLAMP_JS, CLAMP_JS_WRONG, False),
        ("js", 'export const f = () => "a  b";', 'export const f = () => "a b";', False),
    ],
)
def test_what_counts_as_the_same_code(target: Target, one: str, other: str, same: bool) -> None:
    assert (fingerprint(one, target) == fingerprint(other, target)) is same


async def test_the_other_language_s_code_is_shown_once_it_passes(root: Path) -> None:
    answer = by_target([Say(f"```js\n{UNRULY_JS}```")], [WRONG, RIGHT])
    async with bench(root, answer) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {result.status for result in results.values()} == {"uncertain"}
        asked = [prompt for prompt in it.server.prompts if "in Python" in prompt]
        assert "This JavaScript version is correct" not in asked[0]
        assert "This JavaScript version is correct" in asked[1]
        assert UNRULY_JS.strip() in asked[1]


async def test_a_first_draft_is_made_without_the_other_language_s_code(root: Path) -> None:
    """So that two that agree are two opinions, also where one of them was there before."""
    answer = by_target([Say(f"```js\n{UNRULY_JS}```")], [RIGHT])
    async with bench(root, answer) as it:
        path = it.write(CLAMP)
        await it.transpile(path, targets=frozenset({"js"}))
        results = await it.transpile(path)
        assert {key[1]: result.status for key, result in results.items()} == {"js": "fresh", "py": "verified"}
        assert len(it.server.requests) == 2
        assert "version is correct" not in it.server.prompts[1]


async def test_code_that_is_open_to_doubt_is_not_shown(root: Path) -> None:
    """Neither is code that failed."""
    answer = by_target([Say(f"```js\n{CLAMP_JS_WRONG}```")], [WRONG])
    async with bench(root, answer) as it:
        await it.transpile(it.write(CLAMP))
        assert not any("version is correct" in prompt for prompt in it.server.prompts)


async def test_another_provider_is_asked_the_same_question_first(root: Path) -> None:
    """It has not heard it, and its first answer is its likeliest."""
    async with chat_server([WRONG]) as small, chat_server([WRONG, RIGHT]) as large:
        providers = tuple(
            ProviderConfig("openai_compat", name, server.url, lock="none")
            for name, server in (("small", small), ("large", large))
        )
        config = Config(providers=providers, draft=("small",), repair=("large",), rounds=4)
        async with open_workbench(root, config) as workbench:
            path = root / "spec.intent.md"
            path.write_text(PY_ONLY.lstrip("\n"))
            [result] = await workbench.transpile([Request(path)], lambda _: None)
        assert result.status == "verified"
        assert len(small.requests) == 1
        assert question(large.requests[-1]) == question(small.requests[0])


async def test_what_only_words_can_tell_is_told_with_the_code(root: Path) -> None:
    newer = "import itertools\n\n\ndef clamp(x, lo, hi):\n    itertools.batched\n    return min(max(x, lo), hi)\n"
    async with bench(root, [Say(f"```python\n{newer}```"), RIGHT]) as it:
        assert (await it.transpile(it.write(PY_ONLY)))["clamp", "py"].status == "verified"
        assert "`itertools.batched` needs Python 3.12" in it.server.prompts[1]
        assert newer.strip() in it.server.prompts[1]


@pytest.mark.parametrize("gate", [None, *Gate])
def test_the_ways_do_not_end_and_do_not_repeat(gate: Gate | None) -> None:
    some = list(islice(strategies(gate, reference=True), 20))
    assert len(set(some)) == 20
    assert some[0].kind in ("repair", "port")


async def test_a_missing_import_costs_no_second_call(root: Path) -> None:
    spec = PY_ONLY.replace("clamp", "up").replace("(x: number, lo: number, hi: number)", "(x: number)")
    spec = spec.partition("# examples:")[0] + "# examples:\n- up(1.5) -> 2\n- up(-0.5) -> 0\n- up(3) -> 3\n"
    async with bench(root, [Say("```python\ndef up(x):\n    return math.ceil(x)\n```")]) as it:
        path = it.write(spec)
        result = (await it.transpile(path))["up", "py"]
        assert (result.status, result.rounds, len(it.server.requests)) == ("verified", 1, 1)
        assert "import math\n" in (root / "src/py/auto/up.py").read_text()
        entry = load_report(Workspace(root), path).get("up", "py")
        assert entry is not None
        assert entry.note == "mended: added import math"


async def test_a_mend_that_goes_half_of_the_way_is_what_the_next_round_starts_from(root: Path) -> None:
    """The import is put right; what is then still wrong is what the next prompt tells."""
    half = "def clamp(x, lo, hi):\n    return max(x, lo) if x < 9 else math.inf\n"
    async with bench(root, [Say(f"```python\n{half}```"), RIGHT]) as it:
        result = (await it.transpile(it.write(PY_ONLY)))["clamp", "py"]
        assert (result.status, result.rounds) == ("verified", 2)
        assert "NameError" not in it.server.prompts[1]
        mended = it.of(CandidateReady)[1]
        assert "import math" in mended.code
        failed = it.of(RoundFailed)[0]
        assert failed.verdict is not None
        assert failed.verdict.passed_examples == 3


async def test_who_failed_before_the_other_language_passed_has_one_more_try(root: Path) -> None:
    """A pair is written whole or not at all, so a right half is worth a call."""

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        if "This JavaScript version is correct" in text:
            return RIGHT
        if "in Python" in text:
            return WRONG
        return Say(f"```js\n{UNRULY_JS if 'An earlier attempt' in text else CLAMP_JS_WRONG}```")

    async with bench(root, answer, rounds=2) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {key: (result.status, result.rounds) for key, result in results.items()} == {
            ("clamp", "js"): ("uncertain", 2),
            ("clamp", "py"): ("uncertain", 3),
        }


async def test_what_is_said_at_the_end_is_why_the_best_candidate_failed(root: Path) -> None:
    async with bench(root, [WRONG], rounds=2) as it:
        result = (await it.transpile(it.write(PY_ONLY)))["clamp", "py"]
        assert result.problems[0].message == "got 42, want 10"
        assert it.of(Exhausted)[0].reason == "1 of 4 examples fail"


BIG = """
# name: big
# target: js,py
# description:
Whether a number is big.
# signature:
(x: number) -> boolean
# examples:
- big(100) -> true
- big(1) -> false
- big(99) -> true
"""


async def test_a_port_after_drafts_of_its_own_that_failed_is_no_second_opinion(root: Path) -> None:
    js = "```js\nexport function big(x) {\n  return x > 50;\n}\n```"
    wrong, right = (f"```python\ndef big(x):\n    return {text}\n```" for text in ("'no'", "x > 50"))
    async with bench(root, by_target([Say(js)], [Say(wrong), Say(right)])) as it:
        text = BIG + "".join(f"- big({200 + number}) -> true\n" for number in range(8))
        results = await it.transpile(it.write(text))
        assert {result.status for result in results.values()} == {"uncertain"}
        (doubt,) = results["big", "js"].doubts
        assert doubt.startswith(
            "the Python code was written from the JavaScript code, and what was written in Python before"
        )
        assert "# Doubt: " in (root / "src/py/auto/big.py").read_text()


async def test_two_drafts_that_agree_are_two_opinions(root: Path) -> None:
    js, py = (
        "```js\nexport function big(x) {\n  return x > 50;\n}\n```",
        "```python\ndef big(x):\n    return x > 50\n```",
    )
    async with bench(root, by_target([Say(js)], [Say(py)])) as it:
        results = await it.transpile(it.write(BIG))
        assert {result.status for result in results.values()} == {"verified"}


@pytest.mark.parametrize("slow", ["JavaScript", "Python"])
async def test_what_is_written_does_not_depend_on_which_language_is_quicker(root: Path, slow: str) -> None:
    """Both drafts fail; both second rounds are asked without the other's code, however long one takes."""
    asked: list[str] = []

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        language = "Python" if "in Python" in text else "JavaScript"
        asked.append(
            f"{language} {'port' if 'version is correct' in text else 'warned' if 'earlier' in text else 'draft'}"
        )
        talk = "".join(f"I think {n}. " for n in range(1500 if language == slow else 0))
        right, wrong = (CLAMP_PY, CLAMP_PY_WRONG) if language == "Python" else (CLAMP_JS, CLAMP_JS_WRONG)
        code = right if "earlier" in text or "version is correct" in text else wrong
        return Say(f"{talk}\n\n```{'python' if language == 'Python' else 'js'}\n{code}```")

    async with bench(root, answer, jobs=2) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {result.status for result in results.values()} == {"verified"}
        assert sorted(asked) == ["JavaScript draft", "JavaScript warned", "Python draft", "Python warned"]
