"""How many modules and packages the server walks through for one thing that a person does.

    python tests/bench/bench_crossings.py            a row for each action; -v: also who calls whom
    python tests/bench/bench_crossings.py --check    exit 1 when a hover crosses ten times or more

A server runs under a profile hook. A **switch** is a call (or a resumed coroutine) into another module of ours than the
nearest caller's of ours; a **crossing** is a switch between packages (``intent_lsp.lsp`` to ``intent_lsp.document``).
Each action is done once before, so that nothing is imported while it is counted, and waits until its effect was seen.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "server"), str(ROOT)]

DOCUMENT = """# name: area
# target: js
# description:
The area of a rectangle.
# signature:
(width: number, height: number) -> number
# rules:
- The width and the height are not negative.
# examples:
- in: {"width": 2, "height": 3} out: 6
- in: {"width": 5, "height": 5} out: 25
- in: {"width": 0, "height": 9} out: 0
- in: {"width": 3, "height": 7} out: 21
"""
OURS = "intent_lsp."
MOST_CROSSINGS = 9
"""So often a hover may go from one package to another, once the text was looked at."""
QUIET_SECONDS = 1.0


class Hook:
    """Counts switches in the thread of the event loop; ``SIGUSR1`` writes what was counted and begins anew."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._switches: Counter[tuple[str, str]] = Counter()
        self._begin = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call":
            return
        module = frame.f_globals.get("__name__", "")
        if not module.startswith(OURS):
            return
        caller = frame.f_back
        while caller is not None and not caller.f_globals.get("__name__", "").startswith(OURS):
            caller = caller.f_back
        before = caller.f_globals["__name__"] if caller is not None else ""
        if before and before != module:
            self._switches[before, module] += 1

    def dump(self, *_: object) -> None:
        """Write the switches since the last time."""
        rows = [[before, after, count] for (before, after), count in self._switches.items()]
        self._switches.clear()
        part = self._out.with_suffix(".part")
        part.write_text(json.dumps(rows), encoding="utf-8")
        part.replace(self._out)


def serve(out: Path) -> None:
    """Run the language server with the hook."""
    hook = Hook(out)
    signal.signal(signal.SIGUSR1, hook.dump)
    from intent_lsp.lsp.start import main

    sys.setprofile(hook)
    main([])


def package(module: str) -> str:
    """``document`` of ``intent_lsp.document.model``."""
    return module.split(".")[1]


async def measure() -> int:
    """Print a row for each action; returns how often a hover crosses."""
    from tests.support.wire import Wire

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        out = root / "switches.json"
        path = root / "area.intent.md"
        path.write_text(DOCUMENT, encoding="utf-8")
        uri = path.as_uri()
        (root / ".promirror").mkdir()
        (root / ".promirror" / "intent.config.json").write_text('{"providers": [{"type": "builtin"}]}')
        wire = Wire()
        wire._command = [sys.executable, __file__, str(out)]
        async with wire:
            await wire.request(
                "initialize",
                {
                    "processId": os.getpid(),
                    "capabilities": {
                        "textDocument": {"hover": {"contentFormat": ["markdown"]}},
                        "experimental": {"intentState": True},
                    },
                    "workspaceFolders": [{"uri": root.as_uri(), "name": "folder"}],
                    "initializationOptions": {"warmUp": False},
                },
            )
            wire.notify("initialized", {})
            await asyncio.sleep(2)

            async def counted() -> list[tuple[str, str, int]]:
                await asyncio.sleep(QUIET_SECONDS)
                out.unlink(missing_ok=True)
                wire.process.send_signal(signal.SIGUSR1)
                while not out.exists():  # noqa: ASYNC110 (another process makes it)
                    await asyncio.sleep(0.02)
                return [(row[0], row[1], row[2]) for row in json.loads(out.read_text(encoding="utf-8"))]

            def opened() -> None:
                item = {"uri": uri, "languageId": "markdown", "version": 1, "text": DOCUMENT}
                wire.notify("textDocument/didOpen", {"textDocument": item})

            def changed(word: str) -> None:
                at = {"line": 3, "character": 4}
                change = {"range": {"start": at, "end": at}, "text": word}
                wire.notify(
                    "textDocument/didChange",
                    {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]},
                )

            def saved() -> None:
                wire.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

            async def hover() -> None:
                params = {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 3}}
                await wire.request("textDocument/hover", params)

            hovered = 0
            for round_, word in enumerate(("whole ", "full ")):
                await counted()
                opened()
                show("open", await counted(), quiet=not round_)
                changed(word)
                show("change", await counted(), quiet=not round_)
                await hover()
                show("hover, first on a text", await counted(), quiet=not round_)
                await hover()
                again = await counted()
                show("hover", again, quiet=not round_)
                hovered = crossings(again)
                path.write_text(DOCUMENT.replace("area of", f"{word}area of"), encoding="utf-8")
                saved()
                await wire.until(lambda: any(_ended(message) for message in wire.messages))
                show("save", await counted(), quiet=not round_)
                wire.messages.clear()
                wire.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            return hovered


def _ended(message: dict[str, Any]) -> bool:
    """Whether the server says that the work on an intent has ended, whatever became of it."""
    return message["method"] == "intent/state" and bool(message["params"]["work"]) and not message["params"]["running"]


def packages(rows: list[tuple[str, str, int]]) -> set[str]:
    """The packages that anything went through."""
    return {package(name) for before, after, _ in rows for name in (before, after)}


def crossings(rows: list[tuple[str, str, int]]) -> int:
    """How often it went from one package to another."""
    return sum(count for before, after, count in rows if package(before) != package(after))


def show(what: str, rows: list[tuple[str, str, int]], *, quiet: bool) -> None:
    """One row."""
    if quiet:
        return
    modules = {name for before, after, _ in rows for name in (before, after)}
    switches = sum(count for *_, count in rows)
    into = Counter[str]()
    for _, after, count in rows:
        into[after] += count
    most = ", ".join(f"{name.removeprefix(OURS)} {count}" for name, count in into.most_common(4))
    print(
        f"{what:24} {len(packages(rows)):3} packages {len(modules):4} modules {switches:6} switches "
        f"{crossings(rows):6} crossings   most into: {most}"
    )
    if "-v" in sys.argv:
        for before, after, count in sorted(rows, key=lambda row: -row[2])[:40]:
            print(f"      {count:5}  {before.removeprefix(OURS)} → {after.removeprefix(OURS)}")


if __name__ == "__main__":
    if sys.argv[1:] and not sys.argv[1].startswith("-"):
        serve(Path(sys.argv[1]))
    else:
        found = asyncio.run(measure())
        if "--check" in sys.argv and found > MOST_CROSSINGS:
            sys.exit(f"a hover crosses {found} times; {MOST_CROSSINGS} at most")
