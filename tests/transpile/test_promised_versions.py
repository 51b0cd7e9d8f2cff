"""What a project promises decides what its generated code may use."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.checks.static import static_failures
from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.transpile.loop.runtime_lines import missing_features, runtime_lines
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP

PAIRS = """
# name: pairs
# target: py
# description:
Neighbours of a list, two by two.
# signature:
(xs: number[]) -> number[][]
# examples:
- pairs([1, 2, 3, 4]) -> [[1, 2], [3, 4]]
- pairs([1, 2, 3]) -> [[1, 2], [3]]
- pairs([]) -> []
"""
BATCHED = "import itertools\n\n\ndef pairs(xs):\n    return [list(pair) for pair in itertools.batched(xs, 2)]\n"
"""``itertools.batched`` is new in Python 3.12."""
SCRIPT = [Say(f"```python\n{BATCHED}```")] * 3


async def test_a_newer_library_is_fine_where_only_newer_versions_are_promised(root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nrequires-python = ">=3.12"\n')
    async with bench(root, SCRIPT) as it:
        result = (await it.transpile(it.write(PAIRS)))["pairs", "py"]
        assert result.status == "verified"
        assert "Python 3.12 and later" in str(it.server.requests[0])


async def test_and_is_refused_by_name_where_older_ones_are(root: Path) -> None:
    async with bench(root, SCRIPT, rounds=1) as it:
        result = (await it.transpile(it.write(PAIRS)))["pairs", "py"]
        assert result.status == "failed"
        assert "`itertools.batched` needs Python 3.12; this workspace promises 3.11" in result.problems[0].message


async def test_the_next_prompt_says_what_else_the_oldest_version_lacks(root: Path) -> None:
    async with bench(root, SCRIPT, rounds=2) as it:
        await it.transpile(it.write(PAIRS))
        draft, second, *_ = it.server.prompts
        assert "lacks" not in draft
        assert "Python 3.11 also lacks `itertools.batched`, `math.sumprod`, `copy.replace`" in second
        assert "pairwise" not in second


def test_the_runtime_is_that_of_the_code_s_language() -> None:
    newer = Verdict(Gate.STATIC, (), (Failure(Gate.STATIC, "", code="newer-than-runtime"),))
    oldest = OldestRuntimes(python=(3, 11), node=20)
    (js,), (py,) = runtime_lines(newer, "js", oldest), runtime_lines(newer, "py", oldest)
    assert js.startswith("Node 20 also lacks `Object.groupBy`, ")
    assert py.startswith("Python 3.11 also lacks `itertools.batched`, ")


async def test_what_cannot_be_decided_without_node_is_named_in_the_next_prompt(root: Path) -> None:
    money = (
        "# name: money\n# target: js\n# description:\nAn amount for readers in Germany.\n"
        '# signature:\n(x: number) -> string\n# examples:\n- money(1.5) -> "1,50 €"\n- money(2) -> "2,00 €"\n'
    )
    code = (
        "export function money(x) {\n"
        "  return new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).format(x);\n}\n"
    )
    async with bench(root, [Say(f"```js\n{code}```")], rounds=2, node_path="/nowhere/node") as it:
        await it.transpile(it.write(money))
        draft, second, *_ = it.server.prompts
        assert "Do without `Intl`" not in draft
        assert "Do without `Intl`" in second


def test_what_is_named_as_missing_is_what_the_checks_refuse() -> None:
    """By the tables that the checks use; nothing that the oldest version has."""
    everything = OldestRuntimes(python=(3, 8), node=20)
    assert missing_features("py", everything)[0] == "itertools.batched"
    for name in missing_features("py", OldestRuntimes(python=(3, 11))):
        module, _, member = name.rpartition(".")
        assert static_failures(f"import {module}\n\n\ndef f():\n    return {name}\n", "py"), member
    names = missing_features("js", OldestRuntimes(node=20))
    assert "Object.groupBy" in names
    assert "Object.groupBy" not in missing_features("js", OldestRuntimes(node=22))
    assert (
        len(missing_features("js", OldestRuntimes(node=12)))
        == len(missing_features("py", OldestRuntimes(python=(3, 5))))
        == 8
    )
    for name in (name for name in names if ".prototype." not in name):
        assert static_failures(f"export function f(x) {{ return {name}(x); }}", "js"), name


async def test_a_file_is_no_longer_fresh_when_the_promise_reaches_further_back(root: Path) -> None:
    code = "def pairs(xs):\n    return [list(map(int, xs[i : i + 2])) for i in range(0, len(xs), 2)]\n"
    newer = "import asyncio\n\n\ndef pairs(xs):\n    asyncio.TaskGroup\n" + code.partition("\n")[2]
    async with bench(root, [Say(f"```python\n{newer}```")]) as it:
        path = it.write(PAIRS)
        assert (await it.transpile(path))["pairs", "py"].status == "verified"
        assert (await it.transpile(path))["pairs", "py"].status == "fresh"
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nrequires-python = ">=3.10"\n')
    async with bench(root, [Say(f"```python\n{code}```")]) as it:
        assert (await it.transpile(path))["pairs", "py"].status == "verified"
        assert "asyncio" not in (root / "src/py/auto/pairs.py").read_text()


async def test_the_setting_decides_before_the_files(root: Path) -> None:
    (root / "package.json").write_text('{"engines": {"node": ">=18"}}')
    async with bench(root, [Say("no code")], rounds=1, node_versions=("24", "22")) as it:
        await it.transpile(it.write(CLAMP.replace("js,py", "js")))
        assert "Node 22 and later" in str(it.server.requests[0])
