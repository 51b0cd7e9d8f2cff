"""From save to file: `didSave` (or a change on disk, with `intent watch`) until the generated file holds the new code.

    python tests/bench/bench_save.py [SAVES]

Two versions of a document with both targets alternate; their code is proved already, so no model is asked: the code is
checked again in the sandbox, compared between the targets, and written. Beside it, in the same run: how long a plan of
1,000 unchanged documents takes, and a bare write with fsync, which is the floor that the disk sets.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "server")]

from intent_lsp.cli import freshness  # noqa: E402
from intent_lsp.config import Config, ProviderConfig  # noqa: E402
from intent_lsp.workbench import Request, open_workbench  # noqa: E402
from tests.support.wire import Wire  # noqa: E402

TEXT = """# name: area
# target: js,py
# description:
The area of a rectangle.
# signature:
(w: number, h: number) -> number
# examples:
- in: [2, 3] out: 6
- in: [4, 5] out: 20
- in: [1, 7] out: 7
"""
OTHER = TEXT.replace("out: 6", "out: 5").replace("out: 20", "out: 9").replace("out: 7", "out: 8")
CONFIG = Config(providers=(ProviderConfig("builtin", "builtin"),))


async def prove(root: Path) -> None:
    """Transpile both versions once, so that their proofs are there."""
    async with open_workbench(root, CONFIG) as bench:
        for text in (TEXT, OTHER):
            results = await bench.transpile([Request(root / "area.intent.md", text)], lambda _: None)
            assert all(result.status == "verified" for result in results), results


async def until_changed(path: Path, before: bytes) -> None:
    while path.read_bytes() == before:  # noqa: ASYNC110  a file has no event
        await asyncio.sleep(0.001)


async def editor(root: Path, saves: int) -> list[float]:
    """Milliseconds from `didSave` to the new bytes of both files, through the language server."""
    path = root / "area.intent.md"
    files = [root / "src/js/auto/area.js", root / "src/py/auto/area.py"]
    taken: list[float] = []
    async with Wire() as client:
        await client.initialize(root)
        client.open(path.as_uri(), path.read_text(encoding="utf-8"))
        for number in range(saves + 5):
            text = OTHER if TEXT.splitlines()[7] in path.read_text(encoding="utf-8") else TEXT
            before = [file.read_bytes() for file in files]
            document = {"uri": path.as_uri(), "version": number + 2}
            client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
            path.write_text(text, encoding="utf-8")
            await asyncio.sleep(0.3)
            start = time.perf_counter()
            client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
            await asyncio.gather(*(until_changed(file, old) for file, old in zip(files, before, strict=True)))
            if number >= 5:
                taken.append((time.perf_counter() - start) * 1e3)
        await client.finish()
    return taken


def floor(root: Path, count: int) -> list[float]:
    """Milliseconds to replace a small file with fsync."""
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        temporary = root / "floor.tmp"
        with temporary.open("wb") as file:
            file.write(b"x" * 800)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(root / "floor")
        taken.append((time.perf_counter() - start) * 1e3)
    return taken


def unchanged(root: Path, count: int = 1000) -> float:
    """Seconds to find that `count` documents need nothing."""
    for number in range(count):
        (root / f"d{number}.intent.md").write_text(TEXT.replace("area", f"area{number}"), encoding="utf-8")
    documents = sorted(root.glob("d*.intent.md"))
    start = time.perf_counter()
    list(freshness.inspect(root, CONFIG, documents))
    return time.perf_counter() - start


def row(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    print(f"{name:<34} p50 {statistics.median(ordered):7.1f} ms   p95 {ordered[int(len(ordered) * 0.95)]:7.1f} ms")


def main() -> None:
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        (root / ".promirror").mkdir()
        (root / ".promirror/intent.config.json").write_text('{"providers": [{"type": "builtin"}]}')
        (root / "area.intent.md").write_text(OTHER, encoding="utf-8")
        asyncio.run(prove(root))
        row("save to both files, goal 30 / 80", asyncio.run(editor(root, saves)))
        row("one small file with fsync", floor(root, saves))
        print(f"1,000 documents looked at: {unchanged(root):.2f} s")


if __name__ == "__main__":
    main()
