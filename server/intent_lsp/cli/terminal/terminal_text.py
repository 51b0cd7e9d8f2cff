"""The one way to the terminal: whatever a document, a model, a server or a file's name says, it is text there.

Views that keep a stream of their own write what :func:`intent_lsp.text.inert.visible` makes of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from intent_lsp.text.inert import in_json, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def say(text: str) -> None:
    """Write a line, or several, to stdout now."""
    print(visible(text), flush=True)


def say_parts(parts: Iterable[str]) -> None:
    """Write one line to stdout, part by part."""
    for part in parts:
        print(visible(part), end="")
    print(flush=True)


def complain(text: str) -> None:
    """The same to stderr."""
    print(visible(text), file=sys.stderr, flush=True)


def show(console: Console, text: Text, *, soft_wrap: bool | None = None) -> None:
    """Print styled text. ``soft_wrap``: lines stay whole, as long as they are; else as the console does it."""
    console.print(make_inert(text), soft_wrap=soft_wrap)


def make_inert(text: Text) -> Text:
    """Styled text, changed in place."""
    text.plain = visible(text.plain)
    return text


def json_text(data: Any, *, indent: int | None = None) -> str:
    """Strict JSON for programs, in ASCII: it may well be a terminal that gets it."""
    return in_json(_STRICT(data) if indent is None else json.dumps(data, indent=indent, allow_nan=False))


_STRICT = json.JSONEncoder(allow_nan=False).encode
"""Made once: some print very many."""
