"""Time against size, for every reader: ``PYTHONPATH=server python tests/bench/bench_readers.py [FAMILY …]``.

Parses texts of one kind each, as short and as long as asked, and a model's reply that repeats itself; prints the
milliseconds for the one size and for four times as much. A reader is linear where the last column is about 4; what
takes more than 6.5 times as long is marked, and makes the exit status 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress

from intent_lsp.document import parse
from intent_lsp.errors import BadReply
from intent_lsp.models.extraction.extract import extract

SIZE = 1500
LOOKED_AT = ("digest", "examples", "sections", "constraints", "properties", "signature")
MARKED = 6.5
SHORT = 0.05
"""Seconds below which a ratio says nothing."""
HEAD = "# name: f\n# description: d\n"
SIGNATURE = parse("# name: f\n# signature: (x: number) -> number\n").intents[0].signature

DOCUMENTS: dict[str, Callable[[int], str]] = {
    "names": lambda n: "# name: a\n" * n,
    "distinct names": lambda n: "".join(f"# name: a{i}\n" for i in range(n)),
    "case names": lambda n: "".join(f"# name: {'a' if i % 2 else 'A'}\n" for i in range(n)),
    "params": lambda n: (
        HEAD
        + "# signature: ("
        + ", ".join(f"p{i}: number" for i in range(n))
        + ") -> number\n# examples:\n- f(1) -> 1\n"
    ),
    "params odd": lambda n: (
        HEAD
        + "# signature: ("
        + ", ".join(f"p{i} : number" for i in range(n))
        + ") -> number\n# examples:\n- f(1) -> 1\n"
    ),
    "same params": lambda n: HEAD + "# signature: (" + ", ".join("p: number" for i in range(n)) + ") -> number\n",
    "reserved params": lambda n: (
        HEAD + "# signature: (" + ", ".join("class : number" for i in range(n)) + ") -> number\n"
    ),
    "invalid params": lambda n: (
        HEAD + "# target: py\n# signature: (" + ", ".join(f"$p{i}: number" for i in range(n)) + ") -> number\n"
    ),
    "words": lambda n: "word " * n,
    "words in desc": lambda n: HEAD + "word " * n,
    "words in examples": lambda n: HEAD + "# examples:\n" + "word " * n,
    "words heading": lambda n: "# " + "word " * n,
    "words item": lambda n: HEAD + "# examples:\n- " + "word " * n,
    "words sig": lambda n: HEAD + "# signature: " + "word " * n,
    "words target": lambda n: HEAD + "# target: " + "word " * n,
    "words uses": lambda n: HEAD + "# uses: " + "word " * n,
    "words prop": lambda n: HEAD + "# properties: " + "word " * n,
    "words types": lambda n: HEAD + "# types: " + "word " * n,
    "words tolerance": lambda n: HEAD + "# tolerance: " + "word " * n,
    "words name": lambda n: "# name: " + "word " * n,
    "words front": lambda n: "---\ntargets: " + "word " * n + "\n---\n",
    "words front2": lambda n: "---\n" + "word " * n + "\n---\n",
    "word lines": lambda n: HEAD + "# examples:\n" + "word word\n" * n,
    "call lines": lambda n: HEAD + "# examples:\n" + "f(1) = 2\n" * n,
    "dividers": lambda n: HEAD + "# examples:\n" + "## x\n- f(1) -> 1\n" * n,
    "headings": lambda n: HEAD + "# x\n- f(1) -> 1\n" * n,
    "example sections": lambda n: HEAD + "# examples:\n- f(1) -> 1\n" * n,
    "setext": lambda n: HEAD + "\nTitle\n---\n" * n,
    "nested": lambda n: HEAD + "# examples:\n" + "".join("  " * i + "- a:\n" for i in range(min(n, 3000))),
    "siblings": lambda n: HEAD + "# examples:\n- a:\n" + "  - f(1) -> 1\n" * n,
    "quotes": lambda n: HEAD + "# examples:\n" + "> - f(1) -> 1\n" * n,
    "doctests": lambda n: HEAD + "# examples:\n" + ">>> f(1)\n1\n" * n,
    "doctest long": lambda n: HEAD + "# examples:\n>>> f(1)\n" + "... 1\n" * n,
    "asserts": lambda n: HEAD + "# examples:\n```\n" + "assert f(1) == 1\n" * n + "```\n",
    "jsonl": lambda n: HEAD + "# examples:\n```json\n" + '{"in":[1],"out":1}\n' * n + "```\n",
    "comments": lambda n: HEAD + "# examples:\n" + "<!-- c -->\n" * n,
    "pairs": lambda n: HEAD + "# examples:\n" + "Input: 1\n\nOutput: 2\n" * n,
    "inputs": lambda n: HEAD + "# examples:\n" + "Input: 1\n" * n,
    "rows": lambda n: HEAD + "# examples:\n|x|out|\n|-|-|\n" + "|1|1|\n\n" * n,
    "markers": lambda n: HEAD + "<<<<<<< a\n=======\n>>>>>>> b\n" * n,
    "marked names": lambda n: "<<<<<<< a\n" + "# name: f\n" * n,
    "block ids": lambda n: HEAD + "text ^abc\n" * n,
    "carets": lambda n: HEAD + "^" * n,
    "nbsp": lambda n: HEAD + "\u00a0" * n,
    "spaces": lambda n: HEAD + " " * n + "x",
    "space lines": lambda n: HEAD + "# examples:\n" + " " * n + "^x",
    "tabs caret": lambda n: HEAD + " ^" * n,
    "cells": lambda n: HEAD + "# examples:\n|" + "x|" * n + "out|\n|" + "-|" * n + "-|\n" + "|" + "1|" * n + "1|\n",
    "bad cells": lambda n: (
        HEAD
        + "# signature: (x: number) -> number\n# examples:\n|"
        + "x|" * n
        + "out|\n|"
        + "-|" * n
        + "-|\n"
        + "|"
        + "a|" * n
        + "1|\n"
    ),
    "keys": lambda n: HEAD + "# examples:\n- in: {" + ",".join(f"k{i}: 1" for i in range(n)) + "} out: 1\n",
    "unknown keys": lambda n: (
        HEAD
        + "# signature: (x: number) -> number\n# examples:\n- in: {"
        + ",".join(f"k{i}: 1" for i in range(n))
        + "} out: 1\n"
    ),
    "bad types": lambda n: (
        HEAD
        + "# signature: (x: number[]) -> number\n# examples:\n- in: {x: ["
        + ",".join("'a'" for i in range(n))
        + "]} out: 1\n"
    ),
    "fields": lambda n: (
        HEAD
        + "# signature: (x: {"
        + ", ".join(f"f{i}: number" for i in range(n))
        + "}) -> number\n# examples:\n- f({}) -> 1\n"
    ),
    "type decls": lambda n: HEAD + "# types:\n" + "".join(f"A{i} = A{i + 1}\n" for i in range(n)),
    "unknown types": lambda n: HEAD + "# signature: (" + ", ".join(f"p{i}: T{i}" for i in range(n)) + ") -> number\n",
    "unknown types with": lambda n: (
        HEAD
        + "# types:\n"
        + "".join(f"Abc{i} = number\n" for i in range(n))
        + "# signature: ("
        + ", ".join(f"p{i}: Bcd{i}" for i in range(n))
        + ") -> number\n"
    ),
    "props": lambda n: HEAD + "# signature: (x: number) -> number\n# properties:\n" + "- result > y\n" * n,
    "props distinct": lambda n: (
        HEAD
        + "# signature: ("
        + ", ".join(f"p{i}: number" for i in range(n))
        + ") -> number\n# properties:\n"
        + "".join(f"- result > y{i}\n" for i in range(n))
    ),
    "uses": lambda n: "".join(f"# name: abcd{i}\n# uses: bcde{i}\n" for i in range(n)),
    "contradictions": lambda n: HEAD + "# examples:\n" + "".join(f"- f(1) -> {i}\n" for i in range(n)),
    "unions": lambda n: (
        HEAD + "# signature: (x: " + "|".join(str(i) for i in range(n)) + ") -> any\n# examples:\n- f(-1) -> 1\n"
    ),
    "optional": lambda n: (
        HEAD
        + "# signature: ("
        + ", ".join(f"p{i}?: number" for i in range(n))
        + ") -> number\n# examples:\n"
        + "- f(1) -> 1\n" * 3
    ),
    "inferred": lambda n: HEAD + "# examples:\n" + "".join(f"- in: {{k{i}: 1}} out: 1\n" for i in range(n)),
    "inferred bad": lambda n: HEAD + "# examples:\n" + "".join(f"- in: {{'k {i}': 1}} out: 1\n" for i in range(n)),
    "lookalikes": lambda n: HEAD + "# examples:\n- f(" + "“" * n + ") -> 1\n",
    "lookalikes2": lambda n: HEAD + "# examples:\n" + "- f(“x) -> 1\n" * n,
    "any errors": lambda n: HEAD + "# examples:\n- f(1) raises " + "a" * n + "\n",
    "arrows": lambda n: HEAD + "# examples:\nf(" + ")=" * n + "\n",
    "stars": lambda n: HEAD + "# examples:\n" + "*" * n + "x\n",
    "stars2": lambda n: HEAD + "# examples:\n" + "* " * n + "x\n",
    "underscores": lambda n: HEAD + "# examples:\n" + "_ " * n + "x\n",
    "tags": lambda n: HEAD + "# examples:\n" + "#a " * n + "x\n",
    "html": lambda n: HEAD + "# examples:\n" + "<b> " * n + "x\n",
    "colons": lambda n: HEAD + "# examples:\n" + ":*" * n + "x\n",
    "dashes": lambda n: HEAD + "# examples:\n" + "- " * n + "x\n",
    "gt": lambda n: HEAD + "# examples:\n" + ">" * n + "x\n",
    "gt2": lambda n: HEAD + "# examples:\n" + "> " * n + "x\n",
    "conflicted gt": lambda n: "<<<<<<< a\n" + ">>>>>>> " * n,
}
REPLIES: dict[str, Callable[[int], str]] = {
    "reply of declarations": lambda n: "const f=" * n,
    "reply of functions": lambda n: "function f(" * n,
    "reply of arrows": lambda n: "const f=(x)=>" * n,
    "reply of definitions": lambda n: "def f(x):\n" * n,
    "reply of classes": lambda n: "class A {" * n,
    "reply of annotations": lambda n: "f: number," * n,
    "reply of fences": lambda n: "```js\n" * n,
}


def parsed(text: str) -> None:
    """Parse, ask for the problems, and look at all of the first intents."""
    document = parse(text, stem="s")
    document.problems()
    for intent in document.intents[:3]:
        for part in LOOKED_AT:
            getattr(intent, part)


def extracted(text: str) -> None:
    """Take the code out of a reply, for either language."""
    for target in ("js", "py"):
        with suppress(BadReply):
            extract(text, target=target, name="f", signature=SIGNATURE)


def seconds(read: Callable[[str], None], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def main(wanted: list[str]) -> int:
    """Print a line per family of texts."""
    worse = 0
    families = [(name, parsed, make) for name, make in DOCUMENTS.items()]
    families += [(name, extracted, make) for name, make in REPLIES.items()]
    for name, read, make in families:
        if wanted and name not in wanted:
            continue
        read(make(10))  # what is imported late
        short, long = seconds(read, make(SIZE)), seconds(read, make(4 * SIZE))
        marked = long > SHORT and long > MARKED * short
        worse += marked
        print(
            f"{name:24} {short * 1e3:9.1f} {long * 1e3:9.1f}  x{long / max(short, 1e-6):.1f}{'  !' if marked else ''}",
            flush=True,
        )
    return int(worse > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
