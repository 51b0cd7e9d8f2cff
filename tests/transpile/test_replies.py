"""Replies as real models write them, each through the whole engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.models.extraction import read_reply
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.transpile.events import Exhausted, Failed
from tests.support.benches import bench
from tests.support.chat_server import Say
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_PY, UNRULY_JS

PY = CLAMP.replace("js,py", "py")
JS = CLAMP.replace("js,py", "js")

GOOD_PYTHON = {
    "only code": CLAMP_PY,
    "prose around a fence": f"Sure! Here is the function:\n\n```python\n{CLAMP_PY}```\n\nIt clamps **x**. Enjoy!",
    "several blocks": f"Usage:\n\n```python\nprint(clamp(1, 2, 3))\n```\n\nCode:\n\n```python\n{CLAMP_PY}```\n",
    "a helper in an earlier block": (
        "```python\ndef _upper(x, hi):\n    return min(x, hi)\n```\nthen\n"
        "```python\ndef clamp(x, lo, hi):\n    return _upper(max(x, lo), hi)\n```\n"
    ),
    "thinking first": (
        f"<think>\nA clamp.\n```python\ndef clamp(x, lo, hi): return 0\n```\n</think>\n```python\n{CLAMP_PY}```"
    ),
    "thinking whose start was swallowed": f"so it must be min and max\n</think>\n\n```python\n{CLAMP_PY}```",
    "only the body": "```python\n    return min(max(x, lo), hi)\n```",
    "separators": f"---\n\n{CLAMP_PY}\n---\nThat is all.",
    "json": json.dumps({"code": CLAMP_PY}),
    "tildes": f"~~~python\n{CLAMP_PY}~~~",
    "windows line ends": f"```python\n{CLAMP_PY}```".replace("\n", "\r\n"),
}
GOOD_PYTHON["two versions, the first is right"] = (
    f"```python\n{CLAMP_PY}```\n\nOr shorter:\n\n```python\ndef clamp(x, lo, hi):\n    return x\n```"
)
GOOD_JAVASCRIPT = {
    "only code": CLAMP_JS,
    "no export": "```js\nfunction clamp(x, lo, hi) {\n  return Math.min(Math.max(x, lo), hi);\n}\n```",
    "an arrow": "```javascript\nconst clamp = (x, lo, hi) => Math.min(Math.max(x, lo), hi);\n```",
    "CommonJS": f"```js\n{CLAMP_JS.removeprefix('export ')}module.exports = {{ clamp }};\n```",
    "only the body": "```js\nreturn Math.min(Math.max(x, lo), hi);\n```",
    "thinking first": f"<think>hm</think>\nHere:\n```js\n{CLAMP_JS}```",
}


@pytest.mark.parametrize("replies", [[CLAMP_PY], ["I cannot.", CLAMP_PY], [CLAMP_JS]])
async def test_a_reply_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch, replies: list[str]) -> None:
    """Once for the language that was asked for, and once for the other where it holds none."""
    read: list[tuple[str, str]] = []
    for name in ("extract", "in_other_language"):
        monkeypatch.setattr(read_reply, name, _noting(read, name, getattr(read_reply, name)))
    async with bench(root, [Say(reply) for reply in replies], rounds=2) as it:
        assert (await it.transpile(it.write(PY)))["clamp", "py"].status in ("verified", "uncertain"), it.events
        assert len(it.server.requests) == len(replies)
    texts = [reply.strip() for reply in replies]
    assert [text.strip() for what, text in read if what == "extract"] == texts
    strays = [text for text in texts if text != CLAMP_PY.strip()]
    assert [text.strip() for what, text in read if what == "in_other_language"] == strays


def _noting(read: list[tuple[str, str]], name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def note(text: str, **options: Any) -> Any:
        read.append((name, text))
        return call(text, **options)

    return note


@pytest.mark.parametrize("reply", GOOD_PYTHON.values(), ids=GOOD_PYTHON.keys())
async def test_python_is_taken_out_and_verified(root: Path, reply: str) -> None:
    async with bench(root, [Say(reply)], rounds=1) as it:
        assert (await it.transpile(it.write(PY)))["clamp", "py"].status == "verified", it.events
        text = (root / "src/py/auto/clamp.py").read_text()
        assert "think" not in text
        assert "```" not in text


@pytest.mark.parametrize("reply", GOOD_JAVASCRIPT.values(), ids=GOOD_JAVASCRIPT.keys())
async def test_javascript_is_taken_out_and_verified(root: Path, reply: str) -> None:
    async with bench(root, [Say(reply)], rounds=1) as it:
        assert (await it.transpile(it.write(JS)))["clamp", "js"].status == "verified", it.events


async def test_which_version_was_taken_is_said(root: Path) -> None:
    async with bench(root, [Say(GOOD_PYTHON["two versions, the first is right"])], rounds=1) as it:
        path = it.write(PY)
        await it.transpile(path)
        entry = load_report(Workspace(root), path).get("clamp", "py")
        assert entry is not None
        assert entry.note == "mended: took version 1 of 2 of the function"


BAD = {
    "a part in the wrong language": Say("```js\nreturn Math.min(Math.max(x, lo), hi);\n```"),
    "empty": Say(""),
    "only blanks": Say(" \n\n "),
    "only prose": Say("I am sorry, I cannot help with clamping."),
    "only thinking": Say("<think>min and max"),
    "other functions": Say("```python\ndef low(x, lo):\n    return x\n\n\ndef high(x, hi):\n    return x\n```"),
    "truncated": Say(f"```python\n{CLAMP_PY}", mode="truncated"),
    "cut off by a dying server": Say(f"```python\n{CLAMP_PY}```", mode="cut"),
}


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
async def test_what_is_no_answer_is_never_written_and_says_why(root: Path, reply: Say) -> None:
    async with bench(root, [reply], rounds=1) as it:
        result = (await it.transpile(it.write(PY)))["clamp", "py"]
        assert result.status in ("failed", "error")
        assert result.problems
        assert result.problems[0].line == 1
        assert len(it.of(Exhausted)) + len(it.of(Failed)) == 1
        if result.status == "failed":
            assert result.problems[0].code == "no-code"
            entry = load_report(Workspace(root), root / "spec.intent.md").get("clamp", "py")
            assert entry is not None
            assert (entry.status, entry.file, entry.provider) == ("failed", "", "")
        assert not (root / "src").exists()
        cached = list((root / ".promirror").rglob("cache/**/*.json"))
        assert cached == []


@pytest.mark.parametrize("reply", BAD.values(), ids=BAD.keys())
async def test_and_a_good_answer_afterwards_is_taken(root: Path, reply: Say) -> None:
    async with bench(root, [reply], rounds=1) as it:
        path = it.write(PY)
        await it.transpile(path)
        it.server.script = [Say(f"```python\n{CLAMP_PY}```")]
        for _ in range(3):  # a provider that failed may be left alone for a moment
            result = (await it.transpile(path))["clamp", "py"]
            if result.status == "verified":
                break
        assert result.status == "verified"


async def test_a_whole_function_in_the_wrong_language_is_never_written_and_is_kept(root: Path) -> None:
    """It is a candidate there (test_strays.py), so that the same run asks for it once."""
    async with bench(root, [Say(f"```js\n{UNRULY_JS}```")], rounds=1) as it:
        path = it.write(PY)
        result = (await it.transpile(path))["clamp", "py"]
        assert result.status == "failed"
        assert "the reply is JavaScript; Python was asked for" in result.problems[0].message
        assert not (root / "src").exists()
        asked = len(it.server.requests)
        assert asked == 2, "the draft, and a port of what came"
        await it.transpile(path)
        assert len(it.server.requests) == asked


@pytest.mark.parametrize("target", ["js", "py"])
@pytest.mark.parametrize("deep", ["x{0}", "{1}x{2}", "{3}x"], ids=["sum", "brackets", "signs"])
@pytest.mark.parametrize("levels", [300, 3000])
async def test_however_deeply_a_reply_nests_it_is_judged(root: Path, target: str, deep: str, levels: int) -> None:
    value = deep.format(" + 0" * levels, "(" * levels, ")" * levels, "- " * levels)
    code = f"def f(x):\n    return {value}\n" if target == "py" else f"export function f(x) {{ return {value}; }}\n"
    async with bench(root, [Say(f"```\n{code}```")] * 5, rounds=2) as it:
        outcome = await it.transpile(
            it.write(f"# name: f\n# target: {target}\n# signature: (x: number) -> number\n# examples:\n- f(3) -> 3\n")
        )
    (result,) = outcome.values()
    assert result.status in ("verified", "failed"), result
    assert "unexpected" not in str(outcome)
