"""How fast documents parse, and how small they are: ``PYTHONPATH=server python tests/bench/bench_parsing.py``.

Prints CPU milliseconds (median and least) for documents of 500 and 5,000 lines made of the shipped examples: opened
afresh, after one keystroke, after a new line near the top; for one intent of 500 examples, as items and as a table;
then the memory of one document more of 100 lines that nobody looked into, and of one that was looked into; and the
import. Every parse includes asking for the problems. Beside it, in the same run, the floor: one pass over the lines in
Python that only looks for headings. Compare the ratios, not the figures of two machines.
"""

from __future__ import annotations

import gc
import re
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from intent_lsp.document import parse
from intent_lsp.document.model import Document

EXAMPLES = Path(__file__).parents[2] / "examples"
TEXTS = [
    text for path in sorted(EXAMPLES.glob("*.intent.md")) if (text := path.read_text("utf-8")).startswith("# name")
]
IMPORT = "import time; a = time.process_time(); import {}; print((time.process_time() - a) * 1e3)"
LOOKED_AT = ("examples", "sections", "signature", "constraints", "properties", "digest")


def document(lines: int) -> list[str]:
    """That many lines of intents with names, parameters and values of their own."""
    found: list[str] = []
    while len(found) < lines:
        for text in TEXTS:
            own = str(len(found))
            for name in re.findall(r"# name: (\w+)", text):
                text = text.replace(name, name + own)
            for name in re.findall(r"(\w+)\??: (?:number|string|integer)", text):
                text = re.sub(rf"(?<![\w.])(?<!# ){name}(?!\w)", name + own, text)
            found += text.split("\n")
    return found[:lines]


def giant(rows: bool) -> list[str]:
    """One intent of 500 examples."""
    head = ["# name: f", "# description: d", "# signature: (x: number, y: number) -> number", "# examples:"]
    if rows:
        return [*head, "| x | y | out |", "|---|---|-----|", *(f"| {i} | 2 | {i} |" for i in range(500))]
    return [*head, *(f"- in: {{ x: {i}, y: 2 }} out: {i}" for i in range(500))]


def measure(run: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and least CPU time in milliseconds."""
    taken: list[float] = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append((time.process_time() - start) * 1e3)
    return statistics.median(taken), min(taken)


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
        state[0].problems()

    return run


def key(lines: list[str], count: int) -> None:
    """One character in the middle."""
    line = lines[len(lines) // 2]
    lines[len(lines) // 2] = line + " " if count % 2 else line[:-1]


def digit(lines: list[str], count: int) -> None:
    """One digit in the middle."""
    place = len(lines) // 2
    lines[place] = lines[place].replace("2", "22", 1) if count % 2 else lines[place].replace("22", "2", 1)


def new_line(lines: list[str], count: int) -> None:
    """One line more, or less, near the top."""
    if count % 2:
        lines.insert(2, "")
    else:
        lines.pop(2)


def memory(look: bool) -> float:
    """KB per further document of 100 lines, its text included."""
    lines = document(100)
    texts = ["\n".join([*lines, f"remark {number}"]) for number in range(400)]
    for text in texts[:100]:
        parse(text).problems()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    documents = []
    for text in texts[100:]:
        documents.append(parse(text[:-1] + text[-1:]))
        documents[-1].problems()
        if look:
            for intent in documents[-1].intents:
                for part in LOOKED_AT:
                    getattr(intent, part)
            _ = documents[-1].lines
    gc.collect()
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(documents) / 1024


def imported(module: str) -> tuple[float, float]:
    """Median and least CPU milliseconds of an import in a fresh process."""
    runs = [
        float(subprocess.run([sys.executable, "-c", IMPORT.format(module)], capture_output=True, check=True).stdout)
        for _ in range(9)
    ]
    return statistics.median(runs), min(runs)


def row(name: str, result: tuple[float, float]) -> None:
    """Print one line."""
    print(f"{name:44} {result[0]:8.2f} {result[1]:8.2f}", flush=True)


def main() -> None:
    """Print the table."""
    print(f"{'CPU ms':44} {'median':>8} {'least':>8}")
    for size in (500, 5000):
        lines = document(size)
        text = "\n".join(lines)
        row(f"{size:5} lines: scanner (floor)", measure(lambda lines=lines: scanner(lines), 50))  # type: ignore[misc]
        row(f"{size:5} lines: open", measure(lambda text=text: parse(text).problems(), 15))  # type: ignore[misc]
        row(f"{size:5} lines: keystroke", measure(typing(list(lines), key), 50))
        row(f"{size:5} lines: new line near the top", measure(typing(list(lines), new_line), 50))
    for name, rows in (("500 items", False), ("500 rows", True)):
        text = "\n".join(giant(rows))
        row(f"one intent, {name}: open", measure(lambda text=text: parse(text).problems(), 15))  # type: ignore[misc]
        row(f"one intent, {name}: keystroke in an example", measure(typing(giant(rows), digit), 50))
        row(f"one intent, {name}: new line near the top", measure(typing(giant(rows), new_line), 50))
    row("import json, re, dataclasses, hashlib", imported("json, re, dataclasses, hashlib"))
    row("import of the types (with these)", imported("intent_lsp.document.model"))
    row("import of the parser (with these)", imported("intent_lsp.document.parser"))
    print(f"{'KB per further document of 100 lines':44} {memory(False):8.1f}")
    print(f"{'the same, every part looked at':44} {memory(True):8.1f}")


if __name__ == "__main__":
    main()
