"""Two editors, two servers, one workspace, one intent, other models' answers: what is on the disk is always whole."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.output.provenance import read
from tests.e2e.lsp.two_models import configure, fenced
from tests.support.chat_server import Say, chat_server
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG
from tests.support.wire import Json, Wire

TEXT = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
ROUNDS = 8


class Witness:
    """Looks at the files all the time, as an editor or a build would."""

    def __init__(self, root: Path) -> None:
        self.code = root / "src" / "js" / "auto" / "clamp.js"
        self.report = root / ".promirror" / "reports" / "clamp.intent.md.report.json"
        self.seen: set[str] = set()
        self.looked = 0

    async def watch(self) -> None:
        was_there = False
        while True:
            text = self._text(self.code)
            assert not was_there or text is not None, "the file went away"
            if text is not None:
                was_there = True
                header = read(text)
                assert header is not None, text
                assert header.intact, text
                assert "Math.max(x, lo);" not in text.replace("Math.max(x, lo), hi", ""), "code that fails was written"
                self.seen.add(text)
            if (report := self._text(self.report)) is not None:
                assert "clamp" in json.dumps(json.loads(report))
            self.looked += 1
            await asyncio.sleep(0.001)

    @staticmethod
    def _text(path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None


def answers(rng: random.Random) -> Any:
    """Right and wrong code in turns, never the same bytes twice."""
    number = 0

    def answer(_: Json) -> Say:
        nonlocal number
        number += 1
        code = CLAMP_JS_WRONG if rng.random() < 0.4 else CLAMP_JS
        return fenced(code.replace("{\n", "{\n" + f"  // answer {number}\n" * rng.randint(1, 400), 1))

    return answer


async def work(wire: Wire, uri: str, name: str, rng: random.Random) -> list[str]:
    """Edit, save and transpile, now and then cancelled; returns how it ended each time."""
    ends: list[str] = []
    for version in range(2, 2 + ROUNDS):
        text = TEXT.replace("Limit", f"Limit ({name}, {rng.randint(1, 3)})")
        document = {"uri": uri, "version": version}
        wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        if rng.random() < 0.5:
            wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        argument = {"uri": uri, "regenerate": True}
        request = wire.start("workspace/executeCommand", {"command": "intent.transpile", "arguments": [argument]})
        if rng.random() < 0.25:
            await asyncio.sleep(rng.random() / 10)
            wire.notify("$/cancelRequest", {"id": request})
        reply = await wire.reply(request)
        if "result" in reply:
            ends += [item["status"] for item in reply["result"]["results"]]
    return ends


@pytest.mark.slow
async def test_what_is_on_the_disk_is_always_whole(tmp_path: Path) -> None:
    rng = random.Random(5)
    document = tmp_path / "clamp.intent.md"
    document.write_text(TEXT, encoding="utf-8")
    uri = document.as_uri()
    witness = Witness(tmp_path)
    async with chat_server(answers(rng)) as server, Wire() as one, Wire() as two, Wire() as third:
        configure(tmp_path, server.url)
        for wire in (one, two, third):
            await wire.initialize(tmp_path, capabilities={"window": {"workDoneProgress": True}})
            wire.open(uri, TEXT)
        watching = asyncio.create_task(witness.watch())
        try:
            doomed = asyncio.create_task(work(third, uri, "third", rng))
            both = asyncio.gather(work(one, uri, "one", rng), work(two, uri, "two", rng))
            await third.until(lambda: len(third.replies) > 2)
            await third.under_way(1)
            third.process.kill()  # in the middle of whatever it does
            doomed.cancel()
            ends = [end for ended in await both for end in ended]
        finally:
            watching.cancel()
        (outcome,) = await asyncio.gather(watching, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError), outcome
        assert witness.looked > 50
        assert len(witness.seen) > 3
        assert set(ends) <= {"verified", "failed", "superseded", "cancelled", "fresh"}
        assert ends.count("verified") > 3
        for wire in (one, two):
            await wire.command("intent.cancel")
            await wire.under_way(0)
            assert await wire.finish() == 0
    assert "Traceback" not in one.log + two.log
    left = sorted(path.name for path in (tmp_path / "src" / "js" / "auto").iterdir())
    assert left == ["clamp.d.ts", "clamp.js"]
