"""A clone that this machine has never run is verified by opening its document, and a forged one is not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.e2e.lsp.buffers import NOISE, editor, lenses
from tests.e2e.lsp.conftest import Start
from tests.support.benches import bench
from tests.support.chat_server import Say, by_target, chat_server
from tests.support.command import configure
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY
from tests.support.recording_client import RecordingClient
from tests.support.strangers import forge, new_machine

RIGHT = by_target([Say(f"```js\n{CLAMP_JS}```")], [Say(f"```python\n{CLAMP_PY}```")])
DIFFERS = CLAMP_JS.replace("return ", "if (x > 42) return x;\n  return ")


async def cloned(root: Path, monkeypatch: pytest.MonkeyPatch, forged: str = "") -> Path:
    """A document with its files and its report, on a machine that has run none of it."""
    async with bench(root, RIGHT) as it:
        path = it.write(CLAMP)
        assert {result.status for result in (await it.transpile(path)).values()} == {"verified"}
    if forged:
        forge(root, root / "src/js/auto/clamp.js", forged)
    for name, value in new_machine(root / ".cache").items():
        monkeypatch.setenv(name, value)
    return path


async def becomes(client: RecordingClient, path: Path, wanted: list[str]) -> None:
    """Wait for the lenses of the two files, which are told as not checked until then."""
    seen: list[list[str]] = []
    for _ in range(200):
        titles = [title.partition(" on `")[0] for title in await lenses(client, path.as_uri())]
        seen.append([title for title in titles if title.split()[1] in ("JS", "Python")])
        if seen[-1] == wanted:
            break
        await asyncio.sleep(0.1)
    assert seen[-1] == wanted
    assert ["◌ JS not checked here", "◌ Python not checked here"] in seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("forged", "wanted"),
    [
        ("", ["✓ JS", "✓ Python"]),
        (CLAMP_JS_WRONG, ["✗ JS 3/4", "✓ Python"]),
        (DIFFERS, ["≠ JS differs from Python", "≠ Python differs from JavaScript"]),
    ],
    ids=["as it was made", "forged", "forged beyond the examples"],
)
async def test_by_opening_it(
    launch: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forged: str, wanted: list[str]
) -> None:
    path = await cloned(tmp_path, monkeypatch, forged)
    async with chat_server([]) as server:
        provider = {"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}
        configure(tmp_path, providers=[provider])
        client = await launch(editor(), initialization_options={"warmUp": False})
        client.open(path.as_uri(), path.read_text())
        await becomes(client, path, wanted)
        assert server.requests == [], "no model is asked"
    client.drop(*NOISE)
