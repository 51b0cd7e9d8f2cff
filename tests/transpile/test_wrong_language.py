"""Code in the other language than was asked for: a candidate there, and something to port from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import CandidateReady, RoundFailed
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY_WRONG, UNRULY_PY

PY, PY_WRONG, JS = (
    f"```{tag}\n{code}```" for tag, code in (("python", UNRULY_PY), ("python", CLAMP_PY_WRONG), ("js", CLAMP_JS))
)
PORT = "This Python version is correct"
BIG = (
    "# name: big\n# target: js,py\n# description:\nWhether a number is big.\n# signature:\n(x: number) -> boolean\n"
    "# examples:\n- big(100) -> true\n- big(1) -> false\n- big(99) -> true\n"
)


def python_only(*, draft: str = PY, python: str = PY_WRONG, port: str = JS) -> Callable[[dict[str, Any]], Say]:
    """A model that answers in Python, also where JavaScript is asked for, until it is shown Python to port."""

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        return Say(python if "in Python" in text and PORT not in text else port if PORT in text else draft)

    return answer


async def test_it_is_checked_in_its_own_language_and_ported_from(root: Path) -> None:
    async with bench(root, python_only()) as it:
        path = it.write(CLAMP)
        results = await it.transpile(path)
        assert {key[1]: (r.status, r.rounds) for key, r in results.items()} == {
            "js": ("uncertain", 2),
            "py": ("uncertain", 2),
        }
        assert ["in Python" in prompt for prompt in it.server.prompts].count(True) == 1, "the code was there already"
        assert [PORT in prompt for prompt in it.server.prompts].count(True) == 1
        assert "tried as that" in next(e.reason for e in it.of(RoundFailed) if e.work.target == "js")
        assert [e.round for e in it.of(CandidateReady) if e.work.target == "py" and e.code == UNRULY_PY] == [2]
        entry = load_report(Workspace(root), path).get("clamp", "py")
        assert entry is not None
        assert "written when JavaScript was asked for" in entry.note


@pytest.mark.parametrize("slow", ["JavaScript", "Python"])
async def test_which_language_was_quicker_decides_nothing(root: Path, slow: str) -> None:
    def answer(request: dict[str, Any]) -> Say:
        said = python_only()(request).text
        late = slow in request["messages"][-1]["content"].rpartition("Write the module")[2]
        return Say("".join(f"I think {n}. " for n in range(4000 * late)) + "\n\n" + said)

    async with bench(root, answer, jobs=2) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {key[1]: (r.status, r.rounds) for key, r in results.items()} == {
            "js": ("uncertain", 2),
            "py": ("uncertain", 2),
        }
        assert len(it.server.requests) == 3


async def test_it_is_kept_in_the_cache_and_not_asked_for_again(root: Path) -> None:
    async with bench(root, python_only()) as it:
        path = it.write(CLAMP)
        await it.transpile(path)
        files = [root / name for name in ("src/js/auto/clamp.js", "src/py/auto/clamp.py")]
        before = [file.read_bytes() for file in files]
        for file in files:
            file.unlink()
        for folder in (root / ".promirror").iterdir():
            if folder.name != "cache":
                shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
        it.server.requests.clear()
    async with bench(root, python_only()) as it:
        await it.transpile(path)
        assert it.server.requests == []
        assert [file.read_bytes() for file in files] == before


async def test_it_is_tried_after_the_last_round_too(root: Path) -> None:
    async with bench(root, python_only(), rounds=1) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {r.status for r in results.values()} == {"uncertain"}


async def test_what_is_wrong_there_as_well_is_told_and_goes_no_further(root: Path) -> None:
    async with bench(root, python_only(draft=PY_WRONG, python="no code"), rounds=2) as it:
        results = await it.transpile(it.write(CLAMP))
        assert {r.status for r in results.values()} == {"failed"}
        assert not any(PORT in prompt for prompt in it.server.prompts)
        assert results["clamp", "py"].examples.passed == 3
        assert not (root / "src").exists()


async def test_what_was_written_with_code_in_sight_is_a_port(root: Path) -> None:
    """JavaScript that counts its calls is shown to be repaired, and comes back in Python."""
    counts = "```js\nlet calls = 0;\nexport function big(x) {\n  calls += 1;\n  return calls > 3 || x > 50;\n}\n```"
    right = "```js\nexport const big = (x) => x > 50;\n```"
    python, wrong = (
        "```python\ndef big(x):\n    return (found := x > 50)\n```",
        "```python\ndef big(x):\n    return 'no'\n```",
    )

    def answer(request: dict[str, Any]) -> Say:
        text = request["messages"][-1]["content"]
        if "in Python" in text:
            return Say(wrong)
        return Say(python if "This version did not pass" in text else right if "earlier attempt" in text else counts)

    async with bench(root, answer, rounds=4) as it:
        results = await it.transpile(it.write(BIG))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert "the Python code was written from the JavaScript code" in results["big", "js"].doubts[0]


async def test_a_port_of_it_is_no_second_opinion(root: Path) -> None:
    """Few yes-or-no examples, and one program in two languages."""
    python, port = (
        "```python\ndef big(x):\n    return (found := x > 50)\n```",
        "```js\nexport const big = (x) => x > 50;\n```",
    )
    wrong = "```python\ndef big(x):\n    return 'no'\n```"
    async with bench(root, python_only(draft=python, python=wrong, port=port)) as it:
        results = await it.transpile(it.write(BIG))
        assert {r.status for r in results.values()} == {"uncertain"}
        assert "the JavaScript code was written from the Python code" in results["big", "py"].doubts[0]
