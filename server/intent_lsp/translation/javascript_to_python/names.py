"""Names of JavaScript as names of Python, and constants as Python writes them."""

from __future__ import annotations

import builtins
import json
import keyword

from intent_lsp.syntax.naming import snake_case

RESERVED = frozenset({*keyword.kwlist, *dir(builtins), "math", "re", "functools", "decimal", "match"})


def snake(name: str) -> str:
    """``maxCount`` as ``max_count``; constants and names with a ``$`` become what Python allows."""
    plain = name.replace("$", "_")
    if plain.isupper() or plain[:1].isupper():
        return plain
    return snake_case(plain)


def literal(text: str, *, units: bool = False) -> str:
    """A string constant's source; with ``units``, characters beyond the basic plane as the two that JavaScript sees."""
    if units and not text.isascii():
        data = text.encode("utf-16-le", "surrogatepass")
        text = "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))
    written = json.dumps(text, ensure_ascii=False)
    return "".join(_escaped(c) for c in written)


def _escaped(c: str) -> str:
    if c.isprintable() or c == " ":
        return c
    code = ord(c)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
