"""A typo in an example does not cost the verified file: the real built-in provider, sandbox and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import ExampleResult, Verdict
from intent_lsp.cli.inspection.freshness import inspect
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.models.contract import Reply
from intent_lsp.output.report import Entry, Round
from intent_lsp.status import Status
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.last_good_file import objection
from intent_lsp.transpile.results import Result, Tally
from intent_lsp.workbench import Request, open_workbench
from tests.support.chat_server import Say, chat_server
from tests.support.intents import TWICE, intent

CONFIG = Config(providers=(ProviderConfig("builtin", "builtin"),))


async def transpile(root: Path, text: str, *, force: bool = False, config: Config = CONFIG) -> Result:
    path = root / "spec.intent.md"
    path.write_text(text)
    async with open_workbench(root, config) as bench:
        (result,) = await bench.transpile([Request(path, force=force)], lambda _: None)
    return result


async def test_a_typo_keeps_the_verified_file_and_is_named(root: Path) -> None:
    assert (await transpile(root, TWICE)).status == "verified"
    file = root / "src/js/auto/f.js"
    before = file.read_bytes()
    typo = TWICE.replace("out: 10\n", "out: 100\n")
    for _ in range(2):  # the second run comes to the same
        result = await transpile(root, typo)
        assert (result.status, result.examples) == ("failed", Tally(4, 5))
        ((code, message, line),) = [(p.code, p.message, p.line) for p in result.problems]
        assert (code, line) == ("contradicts-examples", typo.splitlines().index("- in: [5] out: 100") + 1)
        assert "the other 4 examples and the verified code give 10; this example expects 100" in message
        assert file.read_bytes() == before
    assert (await transpile(root, TWICE)).status == "fresh"


async def test_where_no_program_fits_the_good_file_stays_and_is_still_known_as_good(root: Path) -> None:
    """A typo that nothing fits, and then another one that a doubtful program does: neither costs the file."""
    await transpile(root, TWICE)
    file = root / "src/js/auto/f.js"
    before = file.read_bytes()
    nothing_fits = await transpile(root, TWICE.replace("out: 10\n", 'error: "five"\n'))
    assert nothing_fits.status == "error"
    assert file.read_bytes() == before
    async with chat_server([Say("```js\nexport function f(x) {\n  return 0;\n}\n```")]) as server:
        model = Config(providers=(ProviderConfig("openai_compat", "m", server.url, "m"),), rounds=1)
        wrong = await transpile(root, TWICE.replace("out: 10\n", "out: 7919\n"), config=model)
    assert wrong.status == "failed"
    assert file.read_bytes() == before
    doubtful = await transpile(root, TWICE.replace("out: 10\n", "out: 100\n"))
    assert [problem.code for problem in doubtful.problems] == ["contradicts-examples"]
    assert file.read_bytes() == before
    assert (await transpile(root, TWICE)).status == "verified"
    assert file.read_bytes() == before


async def test_of_two_examples_neither_outvotes_the_other() -> None:
    """Which of them has the typo nobody can tell; with a third one the two others can."""
    results = [ExampleResult(number, True, str(2 * number), str(2 * number)) for number in (1, 2)]
    entry = Entry(
        "f", "js", Status.VERIFIED, "", "", history=(Round(1, verdict=Verdict(None, tuple(results))),), round=1
    )
    text = TWICE.partition("# examples:\n")[0] + "# examples:\n- in: [1] out: 2\n- in: [2] out: 400\n"
    found = Attempt("", Verdict(None, ()), Reply("", "builtin", "builtin", confidence="ambiguous"), 1, 1)
    nobody = cast(Any, None)  # nothing has to be run for that
    assert await objection(Candidate("js", ""), entry, found, intent(text), nobody) is None


async def test_check_names_the_example_too(root: Path) -> None:
    await transpile(root, TWICE)
    await transpile(root, TWICE.replace("out: 10\n", "out: 100\n"))
    (state,) = inspect(root, CONFIG, [root / "spec.intent.md"])
    assert (state.status, [finding.code for finding in state.findings]) == ("failed", ["contradicts-examples"])
    (root / "spec.intent.md").write_text(TWICE)
    (state,) = inspect(root, CONFIG, [root / "spec.intent.md"])
    assert state.status == "fresh"


async def test_an_example_that_is_right_is_forced(root: Path) -> None:
    await transpile(root, TWICE)
    right = TWICE.replace("out: 10\n", "out: 100\n")
    assert (await transpile(root, right, force=True)).status == "uncertain"
    assert (await transpile(root, right)).status == "uncertain"


@pytest.mark.slow
async def test_a_new_example_is_no_typo(root: Path) -> None:
    await transpile(root, TWICE)
    result = await transpile(root, TWICE + "- in: [9] out: 100\n")
    assert "contradicts-examples" not in {problem.code for problem in result.problems}
