"""Text that is not code, in both languages: a model's tokens, and what stands before and behind the function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from intent_lsp.checks.verdict import Gate
from intent_lsp.mending.contract import BrokenCode, MendedCode

TOKENS = re.compile(
    r"<[|｜][\w▁ -]{1,40}[|｜]>|</?s>(?=\s|$)|\[/?INST\]|<(?:start|end)_of_turn>|<eos>|<pad>|<\|?end▁of▁sentence\|?>"
)
"""What ends or separates turns in the templates of common models, when it leaks into the text."""
_MOST_LINES = 60


def model_tokens(broken: BrokenCode) -> Iterator[MendedCode]:
    """Tokens such as ``<|im_end|>``."""
    if broken.gate is Gate.PARSES and TOKENS.search(broken.code):
        yield MendedCode(TOKENS.sub("", broken.code).rstrip() + "\n", "removed the model's tokens")


def longest(code: str, good: Callable[[str], bool]) -> Iterator[MendedCode]:
    """The longest part of the code that ``good`` accepts, without lines at its end, then without lines at its start."""
    lines = code.rstrip().split("\n")
    shortest = max(1, len(lines) - _MOST_LINES)
    for end in range(len(lines) - 1, shortest - 1, -1):
        part = "\n".join(lines[:end]).rstrip() + "\n"
        if good(part):
            yield MendedCode(part, "removed what follows the function")
            break
    for start in range(1, min(len(lines), _MOST_LINES)):
        part = "\n".join(lines[start:]).strip("\n") + "\n"
        if good(part):
            yield MendedCode(part, "removed what precedes the function")
            break
