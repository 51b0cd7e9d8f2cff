"""The parameter list of a JavaScript function's source text, as names for the contract gate.

``name``, ``name?`` (has a default value), ``...name`` (rest), ``_`` (a pattern, which has no name). The text comes from
``Function.prototype.toString``; whatever it is, reading it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from intent_lsp.syntax.javascript_tokens import Token, tokens

_NATIVE = ["{", "[", "native", "code", "]"]


def parameters(source: str) -> tuple[str, ...] | None:
    """The names in order; ``None`` when the text is not a function with a parameter list (a class, native code)."""
    read = tokens(source)
    head: list[str] = []
    for token in read:
        if token.text == "=>":
            return (head[-1],) if head else None
        if token.text == "(" and token.depth == 0:
            break
        head.append(token.text)
    else:
        return None
    parts = _parts(read)
    if parts is None or head[:1] == ["class"] or [token.text for token in islice(read, len(_NATIVE))] == _NATIVE:
        return None
    return tuple(map(_name, parts))


def _parts(read: Iterator[Token]) -> list[list[Token]] | None:
    """The tokens of each parameter up to the parenthesis that closes the list; ``None`` where none does."""
    parts: list[list[Token]] = [[]]
    for token in read:
        if token.depth == 0:
            return [part for part in parts if part] if token.text == ")" else None
        if token.depth == 1 and token.text == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return None


def _name(part: list[Token]) -> str:
    if part[0].text == "...":
        return "..." + (part[1].text if len(part) > 1 and part[1].kind == "word" else "_")
    name = part[0].text if part[0].kind == "word" else "_"
    # A default value: `name = …` or `{…} = …`; an `=` inside of a pattern does not make the parameter optional.
    return name + "?" if any(token.text == "=" and token.depth == 1 for token in part) else name
