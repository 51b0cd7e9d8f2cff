"""The README's first screen: a document beside the two files that it becomes::

    python -m tests.support.first_screen

runs the real program on the document below, with the built-in provider, and puts what it wrote into the README.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from intent_lsp.output.provenance import read
from tests.support.command import intent
from tests.support.prose import ROOT

SPEC_NAME = "slugify.intent.md"
SPEC = """\
# name: slugify
# target: js,py
# description:
The slug of a title: lower case, words
and numbers joined by hyphens.
# signature:
(title: string) -> string
# examples:
- slugify("Hello World") -> "hello-world"
- slugify("Ready, set, go!") -> "ready-set-go"
- slugify("  Top 10  tips") -> "top-10-tips"
- slugify("") -> ""
"""
FILES = {"js": "src/js/auto/slugify.js", "py": "src/py/auto/slugify.py"}
_PLACE = re.compile(r"(?<=<!-- made by tests/support/first_screen.py -->\n).*?(?=<!-- end -->)", re.S)


def block(folder: Path) -> str:
    """The table, made by transpiling in an empty ``folder``. Raises ``RuntimeError`` if not all is verified."""
    (folder / SPEC_NAME).write_text(SPEC, encoding="utf-8")
    done = asyncio.run(intent(folder, "transpile", "--strict", "--no-input", "--offline", "."))
    if done.status:
        raise RuntimeError(done.out + done.err)
    made = "\n\n".join(f"`{file}`\n\n```{kind}\n{_code(folder / file)}```" for kind, file in FILES.items())
    return (
        f'<table>\n<tr><th>You write</th><th>You get, verified</th></tr>\n<tr><td valign="top">\n\n'
        f'`{SPEC_NAME}`\n\n```md\n{SPEC}```\n\n</td><td valign="top">\n\n{made}\n\n</td></tr>\n</table>\n'
    )


def _code(file: Path) -> str:
    """What stands below the header."""
    header = read(file.read_text("utf-8"))
    if header is None:
        raise RuntimeError(f"{file} has no header of ours")
    return header.code.strip("\n") + "\n"


def shown(page: str) -> str:
    """The table as it stands in a page."""
    found = _PLACE.search(page)
    return found[0] if found else ""


def main() -> None:
    readme = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as folder:
        table = block(Path(folder))
    readme.write_text(_PLACE.sub(lambda _: table, readme.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
