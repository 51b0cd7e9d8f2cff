"""From save to file: `didSave` (or a change on disk, with `intent watch`) until the generated file holds the new code.

    python tests/bench/bench_save.py [SAVES]

Two versions of a document with both targets alternate; their code is proved already, so no model is asked: the code is
checked again in the sandbox, compared between the targets, and written. Beside it, save by save in turn, if it is
installed in `.venv-peers`: entangled, which copies code out of Markdown into the same two files. And in the same run:
how long a plan of 1,000 unchanged documents takes, and a bare write with fsync, which is the floor that the disk sets.
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "server")]

from intent_lsp.cli.inspection import freshness  # noqa: E402
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
LITERATE = """# Area

``` {.javascript file=src/area.js}
export function area(w, h) {
  return w * h;
}
```

``` {.python file=src/area.py}
def area(w, h):
    return w * h
```
"""
OTHER_LITERATE = LITERATE.replace("w * h", "w + h")
ROOT = Path(__file__).parents[2]
WARM = 5
"""Saves that are not counted."""
MOST_SECONDS = 5.0
"""Then a save was missed: nothing came of it."""
CONFIG = Config(providers=(ProviderConfig("builtin", "builtin"),))


async def prove(root: Path) -> None:
    """Transpile both versions once, so that their proofs are there."""
    async with open_workbench(root, CONFIG) as bench:
        for text in (TEXT, OTHER):
            results = await bench.transpile([Request(root / "area.intent.md", text)], lambda _: None)
            assert all(result.status == "verified" for result in results), results


async def until_changed(path: Path, before: bytes) -> None:
    while True:  # a file has no event
        with suppress(FileNotFoundError):  # entangled takes the old file away first
            if path.read_bytes() not in (b"", before):
                return
        await asyncio.sleep(0.001)


class Saves:
    """Something that turns one document into two files, and the milliseconds from each save to both new files."""

    name = ""

    def __init__(self, document: Path, files: Sequence[Path], texts: tuple[str, str]) -> None:
        self._document = document
        self._files = files
        self._texts = texts
        self.taken: list[float] = []
        self.missed = 0
        """Saves that nothing came of."""

    async def once(self, number: int) -> None:
        """One save, begun when what the last one caused has died down."""
        before = [file.read_bytes() for file in self._files]
        text = self._texts[number % 2]
        await self.edit(text, number)
        await asyncio.sleep(0.2)
        start = time.perf_counter()
        await self.save(text)
        changed = (until_changed(file, old) for file, old in zip(self._files, before, strict=True))
        try:
            await asyncio.wait_for(asyncio.gather(*changed), MOST_SECONDS)
        except TimeoutError:
            self.missed += 1
            return
        if number >= WARM:
            self.taken.append((time.perf_counter() - start) * 1e3)

    async def edit(self, text: str, number: int) -> None:
        """What comes before the save and does not count."""

    async def save(self, text: str) -> None:
        """Replaces the document whole: entangled takes its files away when it meets a document half written."""
        new = self._document.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self._document)


class LanguageServer(Saves):
    """`didSave`, as an editor sends it; the text is on the disk already."""

    name = "save in the editor, goal 30 / 80"

    def __init__(self, root: Path, client: Wire) -> None:
        super().__init__(root / "area.intent.md", generated(root), (TEXT, OTHER))
        self._client = client
        client.open(self._document.as_uri(), self._document.read_text(encoding="utf-8"))

    async def edit(self, text: str, number: int) -> None:
        document = {"uri": self._document.as_uri(), "version": number + 2}
        self._client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        self._document.write_text(text, encoding="utf-8")

    async def save(self, text: str) -> None:
        self._client.notify("textDocument/didSave", {"textDocument": {"uri": self._document.as_uri()}})


class IntentWatch(Saves):
    """`intent watch` on the folder."""

    name = "intent watch"

    def __init__(self, root: Path) -> None:
        super().__init__(root / "area.intent.md", generated(root), (TEXT, OTHER))


class EntangledWatch(Saves):
    """`entangled watch`: the same document and code as a literate program, tangled and not verified."""

    name = "entangled watch"

    def __init__(self, root: Path) -> None:
        super().__init__(root / "area.md", [root / "src/area.js", root / "src/area.py"], (LITERATE, OTHER_LITERATE))


class EntangledTangle(EntangledWatch):
    """`entangled tangle`, started for each save."""

    name = "entangled tangle, a process each"

    def __init__(self, root: Path, entangled: Path) -> None:
        super().__init__(root)
        self._command = entangled
        self._root = root

    async def save(self, text: str) -> None:
        await super().save(text)
        process = await asyncio.create_subprocess_exec(
            self._command, "tangle", cwd=self._root, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await process.wait()


@asynccontextmanager
async def running(root: Path, *command: str) -> AsyncIterator[None]:
    """A watcher, from when it has had time to begin."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "server")}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=root, env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await asyncio.sleep(4)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


def generated(root: Path) -> list[Path]:
    return [root / "src/js/auto/area.js", root / "src/py/auto/area.py"]


async def prepared(root: Path) -> Path:
    """A workspace in which both versions are proved."""
    (root / ".promirror").mkdir(parents=True)
    (root / ".promirror/intent.config.json").write_text('{"providers": [{"type": "builtin"}]}')
    (root / "area.intent.md").write_text(OTHER, encoding="utf-8")
    await prove(root)
    return root


def literate(root: Path, entangled: Path) -> Path:
    """A folder of entangled's, tangled once."""
    root.mkdir()
    (root / "entangled.toml").write_text('version = "2.0"\nwatch_list = ["*.md"]\n')
    (root / "area.md").write_text(OTHER_LITERATE, encoding="utf-8")
    subprocess.run([entangled, "tangle"], cwd=root, check=True, capture_output=True)
    return root


async def measured(root: Path, saves: int) -> list[Saves]:
    """All of them in turn, save by save, so that the machine's moods meet each."""
    entangled = ROOT / ".venv-peers/bin/entangled"
    rows: list[Saves] = []
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(Wire())
        editor = await prepared(root / "editor")
        await client.initialize(editor)
        rows.append(LanguageServer(editor, client))
        watched = await prepared(root / "watched")
        rows.append(IntentWatch(watched))
        await stack.enter_async_context(running(watched, sys.executable, "-m", "intent_lsp", "watch", "."))
        if entangled.exists():
            other = literate(root / "entangled", entangled)
            rows.append(EntangledWatch(other))
            await stack.enter_async_context(running(other, str(entangled), "watch"))
            rows.append(EntangledTangle(literate(root / "tangle", entangled), entangled))
        else:
            print("entangled is not installed: see docs/performance.md")
        for number in range(saves + WARM):
            for item in rows:
                await item.once(number)
        await client.finish()
    return rows


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
        for item in asyncio.run(measured(root, saves)):
            row(item.name, item.taken)
            if item.missed:
                print(f"    and {item.missed} saves of which nothing came")
        row("one small file with fsync", floor(root, saves))
        print(f"1,000 documents looked at: {unchanged(root / 'editor'):.2f} s")


if __name__ == "__main__":
    main()
