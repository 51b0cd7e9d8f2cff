"""Names of Python as names of JavaScript."""

from __future__ import annotations

import json

from intent_lsp.syntax.naming import camel_case

SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Python's white space, for a class of characters in a regular expression of JavaScript."""

RESERVED = frozenset(
    [
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "undefined",
        "NaN",
        "Infinity",
        "Array",
        "BigInt",
        "Boolean",
        "Error",
        "JSON",
        "Map",
        "Math",
        "Number",
        "Object",
        "RangeError",
        "RegExp",
        "Set",
        "String",
        "Symbol",
        "TypeError",
        "globalThis",
        "parseInt",
        "parseFloat",
        "isNaN",
    ]
)


def camel(name: str) -> str:
    """``max_count`` as ``maxCount``; names that are written otherwise stay."""
    bare = name.strip("_")
    if name.isupper() or name != name.lower() or "_" not in bare or "__" in bare:
        return name
    return camel_case(bare)


def literal(text: str) -> str:
    """A string constant's source."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def template(text: str) -> str:
    """The constant part of a template literal."""
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return json.dumps(escaped, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("\\\\", "\\")
