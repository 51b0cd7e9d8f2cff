"""The built-in provider searches once for the same examples: also when there is nothing to be found."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import NoProvider
from intent_lsp.models.contract import Prompt
from intent_lsp.synthesis.contract import OnFit, Progress, Synthesis, Task
from intent_lsp.synthesis.process import Synthesiser
from intent_lsp.values import TARGETS, Counterexample, Target
from tests.models.asking import Asker, asking
from tests.support.intents import intent

BUILTIN = ProviderConfig("builtin", "builtin", options={"budget": 3_000})
NO_RULE = """
# name: secret
# target: js,py
# description:
There is no rule.
# signature:
(a: string) -> string
# examples:
- in: ["qwe rty"] out: "zxK9w"
- in: ["uio pas"] out: "77vQm"
- in: ["dfg hjk"] out: "aP0xx"
"""
FEE = """
# name: fee
# target: js,py
# description:
The fee for an amount.
# signature:
(amount: number, percent: number) -> number
# examples:
- in: [100, 2] out: 2
- in: [100, 5] out: 5
"""


@dataclass
class Counting:
    """The real search in its real process, and how often it was asked."""

    searches: int = 0
    real: Synthesiser = field(default_factory=Synthesiser)

    async def solve(self, task: Task, on_progress: Progress, on_fit: OnFit | None = None) -> Synthesis:
        self.searches += 1
        return await self.real.solve(task, on_progress, on_fit)

    async def close(self) -> None:
        await self.real.close()


def run(workspace: Path, count: Counting, config: ProviderConfig = BUILTIN) -> AbstractAsyncContextManager[Asker]:
    """A run of the program: nothing but the folder is left of the one before."""
    return asking(workspace, config, synthesiser=count)


def about(text: str, target: Target = "js", user: str = "write it") -> Prompt:
    return Prompt("You write code.", user, target, intent(text))


async def refusal(ask: Asker, asked: Prompt, *, regenerate: bool = False) -> tuple[str, str, tuple[str, ...]]:
    with pytest.raises(NoProvider) as error:
        await ask(asked, regenerate=regenerate)
    causes = tuple(f"{type(cause).__name__} {cause.provider}: {cause} {cause.hint}" for cause in error.value.causes)
    return str(error.value), error.value.hint, causes


async def test_a_search_in_vain_is_not_made_again_and_says_the_same(tmp_path: Path) -> None:
    count = Counting()
    async with run(tmp_path, count) as ask:
        first = await asyncio.gather(*(refusal(ask, about(NO_RULE, target)) for target in TARGETS))
        waits = ask.waits
    assert count.searches == 1
    async with run(tmp_path, count) as ask:
        assert await asyncio.gather(*(refusal(ask, about(NO_RULE, target)) for target in TARGETS)) == first
        assert ask.waits == waits
    assert count.searches == 1
    assert first[0][0] == "too complex to find without a model"


async def test_regenerating_searches_again(tmp_path: Path) -> None:
    count = Counting()
    async with run(tmp_path, count) as ask:
        first = await refusal(ask, about(NO_RULE))
    async with run(tmp_path, count) as ask:
        assert await refusal(ask, about(NO_RULE), regenerate=True) == first
    assert count.searches == 2


@pytest.mark.parametrize(
    ("asked", "searches"),
    [
        pytest.param(about(NO_RULE, user="repair it"), 1, id="another prompt"),
        pytest.param(about(NO_RULE + "# hidden examples:\n- in: ['x'] out: 'y'\n"), 1, id="a hidden example"),
        pytest.param(about(NO_RULE.replace("no rule", "a rule")), 2, id="other words"),
        pytest.param(about(NO_RULE.replace("zxK9w", "zxK9v")), 2, id="another example"),
        pytest.param(
            replace(about(NO_RULE), counterexamples=(Counterexample(("qwe rty",), "zxK9w", "?"),)), 1, id="one known"
        ),
        pytest.param(
            replace(about(NO_RULE), counterexamples=(Counterexample(("new",), "one", "?"),)), 2, id="one more"
        ),
    ],
)
async def test_what_the_search_can_see_decides_whether_it_is_made_again(
    tmp_path: Path, asked: Prompt, searches: int
) -> None:
    count = Counting()
    async with run(tmp_path, count) as ask:
        await refusal(ask, about(NO_RULE))
    async with run(tmp_path, count) as ask:
        await refusal(ask, asked)
    assert count.searches == searches


async def test_a_larger_budget_searches_again(tmp_path: Path) -> None:
    count = Counting()
    for budget in (3_000, 4_000, 3_000):
        async with run(tmp_path, count, replace(BUILTIN, options={"budget": budget})) as ask:
            await refusal(ask, about(NO_RULE))
    assert count.searches == 2


async def test_a_doubtful_program_is_remembered_for_every_prompt_about_the_same_examples(tmp_path: Path) -> None:
    count = Counting()
    async with run(tmp_path, count) as ask:
        first = await ask(about(FEE))
    async with run(tmp_path, count) as ask:
        again = await ask(about(FEE, user="repair it"), "repair")
    assert count.searches == 1
    assert (first.confidence, again.cached) == ("ambiguous", True)
    assert (again.text, again.confidence, again.note, again.question) == (
        first.text, first.confidence, first.note, first.question,
    )  # fmt: skip
