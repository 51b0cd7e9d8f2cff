"""How fast documents parse: ``PYTHONPATH=server python tests/bench/bench_parsing.py``.

Prints medians of CPU milliseconds for documents of 500 and 5,000 lines made of the shipped examples: opened afresh,
after one keystroke, after a new line near the top. Beside it, in the same run, the floor: one pass over the lines in
Python that only looks for headings. Compare the ratios, not the figures of two machines.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.model import Document

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [
    text for path in sorted(EXAMPLES.glob("*.intent.md")) if (text := path.read_text("utf-8")).startswith("# name")
]


def document(lines: int) -> list[str]:
    """That many lines of intents with names of their own."""
    found: list[str] = []
    while len(found) < lines:
        for text in TEXTS:
            own = str(len(found))
            for name in re.findall(r"# name: (\w+)", text):
                text = text.replace(name, name + own)
            found += text.split("\n")
    return found[:lines]


def median(run: Callable[[], object], times: int) -> float:
    """Median CPU time in milliseconds."""

    def timed() -> Iterator[float]:
        for _ in range(times):
            start = time.process_time()
            run()
            yield (time.process_time() - start) * 1e3

    return statistics.median(timed())


def scanner(lines: list[str]) -> int:
    """The floor: look at every line once."""
    return sum(1 for line in lines if line.startswith(("#", "```")))


def typing(lines: list[str], edit: Callable[[list[str], int], None]) -> Callable[[], None]:
    """A run that edits the text and parses it again, with the last document at hand."""
    state: list[Document] = [parse("\n".join(lines))]
    count = 0

    def run() -> None:
        nonlocal count
        count += 1
        edit(lines, count)
        state[0] = parse("\n".join(lines), previous=state[0])

    return run


def key(lines: list[str], count: int) -> None:
    """One character in the middle."""
    lines[len(lines) // 2] += "x" if count % 2 else " "


def new_line(lines: list[str], count: int) -> None:
    """One line more, or less, near the top."""
    if count % 2:
        lines.insert(3, "")
    else:
        lines.pop(3)


def main() -> None:
    """Print the table."""
    print(f"{'lines':>6} {'scanner':>8} {'open':>8} {'key':>8} {'new line':>9}   (CPU ms, median)")
    for size in (500, 5000):
        lines = document(size)
        text = "\n".join(lines)
        floor = median(lambda lines=lines: scanner(lines), 50)  # type: ignore[misc]
        opened = median(lambda text=text: parse(text), 7)  # type: ignore[misc]
        typed, broken = median(typing(list(lines), key), 50), median(typing(list(lines), new_line), 50)
        print(f"{size:6} {floor:8.2f} {opened:8.2f} {typed:8.2f} {broken:9.2f}")


if __name__ == "__main__":
    main()
