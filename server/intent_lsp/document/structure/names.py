"""Names that both languages accept: identifiers, reserved words, and a valid name for an invalid one."""

from __future__ import annotations

import keyword
import re
import unicodedata

from intent_lsp.values import Target

_JS_WORDS = (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends "
    "false finally for function if implements import in instanceof interface let new null package private protected "
    "public return static super switch this throw true try typeof var void while with yield"
)
JS_RESERVED = frozenset(_JS_WORDS.split())
"""ECMA-262, "Keywords and Reserved Words", in strict mode (modules are strict), with ``eval`` and ``arguments``."""

PY_RESERVED = frozenset(keyword.kwlist)

_RESERVED: dict[Target, frozenset[str]] = {"js": JS_RESERVED, "py": PY_RESERVED}
RESERVED = JS_RESERVED | PY_RESERVED
"""Whatever one of the languages reserves."""
_LANGUAGE: dict[Target, str] = {"js": "JavaScript", "py": "Python"}
_WORDS = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"(?:\.intent)?\.md\Z", re.IGNORECASE)


def is_identifier(name: str, targets: tuple[Target, ...]) -> bool:
    """Whether the name is an identifier in every target (``$`` is one in JavaScript only)."""
    if "$" in name and "py" not in targets:
        name = name.replace("$", "_")
    # Python reads identifiers in NFKC form and JavaScript does not: only names that are the same in both are safe.
    return name.isidentifier() and (name.isascii() or unicodedata.normalize("NFKC", name) == name)


def reserved_in(name: str, targets: tuple[Target, ...]) -> str:
    """The languages among the targets that reserve the name, for a message; empty when it is free."""
    if name not in RESERVED:
        return ""
    return " and ".join(_LANGUAGE[target] for target in targets if name in _RESERVED[target])


def suggest_name(text: str) -> str:
    """A valid name in camel case made from any text; ``"intent"`` when no letter is left."""
    words = _WORDS.findall(unicodedata.normalize("NFKC", text[:200]))
    if not words:
        return "intent"
    name: str = words[0][:1].lower() + words[0][1:] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    name = name[:60]
    if name[0].isdigit():
        name = "_" + name
    if not is_identifier(name, ("js", "py")):
        return "intent"
    return name + "Value" if reserved_in(name, ("js", "py")) else name


def stem(file_name: str) -> str:
    """A document's name without ``.intent.md``: the name of an intent that states none."""
    return _SUFFIX.sub("", file_name)
