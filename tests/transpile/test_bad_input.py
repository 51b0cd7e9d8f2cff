"""Bad input: a clear message, and nothing lost."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from intent_lsp.config import Config, ProviderConfig
from intent_lsp.transpile.events import DocumentFailed, Event, Failed
from intent_lsp.workbench import Request, open_workbench
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_PY

PY = CLAMP.replace("js,py", "py")
RIGHT = [Say(f"```python\n{CLAMP_PY}```")]


async def test_an_unreadable_document(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = root / "spec.intent.md"
        path.write_bytes(b"\xff\xff")
        results = await it.transpile(path)
        assert results["", ""].status == "error"
        (problem,) = results["", ""].problems
        assert (problem.code, problem.line, problem.column) == ("document", 1, 1)
        assert "UTF-8" in problem.message
        assert it.of(DocumentFailed)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PY + "- in: [5, 0, 10] out: 6\n", "contradictory-examples"),
        (PY.replace("number)", "numbr)"), "unknown-type"),
        (PY.replace('{"x": 5', '{"x": '), "example-syntax"),
        (PY.replace("clamp", "class"), "reserved-name"),
    ],
)
async def test_a_broken_intent_is_not_asked_for_and_keeps_its_problem(root: Path, text: str, code: str) -> None:
    async with bench(root, RIGHT) as it:
        results = await it.transpile(it.write(text))
        (result,) = results.values()
        assert result.status == "error"
        assert code in {problem.code for problem in result.problems}
        assert all(problem.line > 0 for problem in result.problems)
        assert it.server.requests == []
        assert [event.code for event in it.of(Failed)] == ["document"]
        assert len(it.events) == 1


async def test_no_signature_is_inferred_from_the_examples(root: Path) -> None:
    text = PY.replace("# signature:\n(x: number, lo: number, hi: number) -> number\n", "")
    async with bench(root, RIGHT) as it:
        assert (await it.transpile(it.write(text)))["clamp", "py"].status == "verified"


async def test_one_broken_intent_does_not_stop_the_others(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        results = await it.transpile(it.write("# name: broken\n# signature:\n(x: numbr) -> number\n" + PY))
        assert results["clamp", "py"].status == "verified"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("    while True:\n        pass", "return"),
        ("    return 'x' * (1 << 30)", ""),
        ("    print('x' * (1 << 20))\n    return clamp(x, lo, hi)", ""),
        ("    return [0] * (1 << 40)", ""),
        ("    raise SystemExit(3)", ""),
        ("    import os\n    os._exit(3)", ""),
    ],
    ids=["endless loop", "a gigabyte of result", "endless printing", "memory", "exit", "hard exit"],
)
async def test_code_that_misbehaves_fails_its_examples_and_nothing_else(root: Path, body: str, says: str) -> None:
    bad = f"```python\ndef clamp(x, lo, hi):\n{body}\n```"
    async with bench(root, [Say(bad), *RIGHT], rounds=1) as it:
        path = it.write(PY)
        result = (await it.transpile(path))["clamp", "py"]
        assert result.status == "failed"
        assert says in result.problems[0].message
        assert not (root / "src").exists()
        assert (await it.transpile(path, regenerate=True))["clamp", "py"].status == "verified"


@pytest.mark.slow
async def test_a_server_that_never_answers_is_given_up(root: Path) -> None:
    async with bench(root, [Say(mode="silent")], rounds=1) as it:
        result = (await it.transpile(it.write(PY)))["clamp", "py"]
        assert result.status == "error"
        assert result.problems[0].code == "no-provider"


async def test_no_server_at_all_says_what_to_do(root: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    provider = ProviderConfig("openai_compat", "gone", f"http://127.0.0.1:{port}/v1", "m")
    path = root / "spec.intent.md"
    path.write_text(PY.lstrip())
    events: list[Event] = []
    async with open_workbench(root, Config(providers=(provider,))) as workbench:
        (result,) = await workbench.transpile([Request(path)], events.append)
    assert result.status == "error"
    (failed,) = [event for event in events if isinstance(event, Failed)]
    assert failed.code == "no-provider"
    assert str(port) in failed.error
    assert failed.hint


async def test_damaged_cache_entries_are_asked_for_again(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY)
        await it.transpile(path)
        for entry in (root / ".promirror").rglob("*.json"):
            entry.write_bytes(entry.read_bytes()[:40])
        (root / "src/py/auto/clamp.py").unlink()
        assert (await it.transpile(path))["clamp", "py"].status == "verified"
        assert len(it.server.requests) == 2


async def test_a_path_out_of_the_workspace_is_refused(root: Path) -> None:
    async with bench(root, RIGHT, py_dir="../elsewhere") as it:
        result = (await it.transpile(it.write(PY)))["clamp", "py"]
        assert result.status == "error"
        assert "outside" in result.problems[0].message
    assert not (root.parent / "elsewhere").exists()


async def test_a_link_out_of_the_workspace_is_refused(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (root / "src").symlink_to(outside)
    async with bench(root, RIGHT) as it:
        assert (await it.transpile(it.write(PY)))["clamp", "py"].status == "error"
    assert list(outside.iterdir()) == []


async def test_a_host_that_is_not_loopback_is_refused_unless_the_user_allows_it(root: Path) -> None:
    provider = ProviderConfig("openai_compat", "far", "http://models.example.com/v1", "m")
    path = root / "spec.intent.md"
    path.write_text(PY.lstrip())
    async with open_workbench(root, replace(Config(), providers=(provider,))) as workbench:
        (result,) = await workbench.transpile([Request(path)], lambda _: None)
    assert result.status == "error"
    assert "models.example.com" in result.problems[0].message


async def test_a_property_that_an_example_contradicts_is_told_and_nobody_is_asked(root: Path) -> None:
    async with bench(root, RIGHT) as it:
        path = it.write(PY + "# properties:\n- result >= lo\n- result > 100\n")
        results = await it.transpile(path)
        (result,) = results.values()
        assert result.status == "error"
        (problem,) = result.problems
        assert problem.code == "property-failed"
        assert "property `result > 100`: it does not hold for example 1, which expects" in problem.message
        assert path.read_text().splitlines()[problem.line - 1] == "- result > 100"
        assert it.server.requests == []
        assert [event.code for event in it.of(Failed)] == ["document"]
        assert len(it.events) == 1, "nothing has begun"
